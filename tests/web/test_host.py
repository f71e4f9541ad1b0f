"""Listening on other addresses: when it is refused, and what is open there. 127.0.0.2 stands in for a network."""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportedly.settings import USER_TOKEN, SettingsError, user_token
from reportedly.web.listen import LOOPBACK, Place, ServeError, listen, places
from reportedly.web.serve import run

from tests.web.client import CHROME, Answer, Client, parse, raw, running

TOKEN = "a-token-of-the-user-0123456789-0123456789"
ELSEWHERE = "127.0.0.2"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_as_a_rule_only_the_loopback_address_is_listened_on(host: str) -> None:
    assert places(host, TOKEN, insecure=True) == (Place(LOOPBACK),)


def test_the_other_loopback_address_is_added_when_asked_for() -> None:
    assert places("::1", None, insecure=False) == (Place(LOOPBACK), Place("::1"))


@pytest.mark.parametrize("host", ["192.168.1.5", "2001:db8::5", "8.8.8.8"])
def test_other_machines_are_let_in_only_with_a_token_and_knowingly(host: str) -> None:
    for insecure in (False, True):
        with pytest.raises(ServeError, match="REPORTEDLY_TOKEN"):
            places(host, None, insecure=insecure)
    with pytest.raises(ServeError, match=r"unencrypted.*--insecure"):
        places(host, TOKEN, insecure=False)
    assert places(host, TOKEN, insecure=True) == (Place(LOOPBACK), Place(host, remote=True))


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "example.org", "", "127.1", "::ffff:127.0.0.1", "fe80::1%eth0", "[::1]"]
)
def test_an_address_that_names_no_one_place_is_refused(host: str) -> None:
    with pytest.raises(ServeError, match="--host"):
        places(host, TOKEN, insecure=True)


def test_the_command_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REPORTEDLY_STATE", str(tmp_path))
    for host in ("192.168.1.5", "0.0.0.0"):
        assert run(host=host, port=0) == 2
        said = capsys.readouterr().err
        assert host in said
        assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(ServeError, match=r"192\.0\.2\.1 is no address of this machine"):
        listen((Place(LOOPBACK), Place("192.0.2.1", remote=True)), 0)


class TestTheToken:
    def test_it_is_taken_from_the_environment_before_the_file(self, tmp_path: Path) -> None:
        environ = {"REPORTEDLY_STATE": str(tmp_path)}
        assert user_token(environ) is None
        file = tmp_path / USER_TOKEN
        file.write_text("f" * 40 + "\n")
        file.chmod(0o600)
        assert user_token(environ) == "f" * 40
        assert user_token({**environ, "REPORTEDLY_TOKEN": TOKEN}) == TOKEN

    @pytest.mark.parametrize("token", ["short", "x" * 31, "with a space " * 5, "é" * 40, "x" * 40 + "\n" + "y" * 40])
    def test_one_that_could_be_guessed_or_mangled_is_refused(self, tmp_path: Path, token: str) -> None:
        with pytest.raises(SettingsError, match="REPORTEDLY_TOKEN") as caught:
            user_token({"REPORTEDLY_STATE": str(tmp_path), "REPORTEDLY_TOKEN": token})
        assert token not in str(caught.value)
        file = tmp_path / USER_TOKEN
        file.write_text(token, "utf-8")
        file.chmod(0o600)
        with pytest.raises(SettingsError, match=USER_TOKEN):
            user_token({"REPORTEDLY_STATE": str(tmp_path)})

    @pytest.mark.skipif(sys.platform == "win32", reason="file permissions as POSIX has them")
    def test_a_file_that_others_may_read_is_refused(self, tmp_path: Path) -> None:
        file = tmp_path / USER_TOKEN
        file.write_text(TOKEN)
        file.chmod(0o640)
        with pytest.raises(SettingsError, match="chmod 600"):
            user_token({"REPORTEDLY_STATE": str(tmp_path)})
        assert stat.S_IMODE(file.stat().st_mode) == 0o640


@pytest.fixture
def open_server(tmp_path: Path) -> Iterator[Client]:
    """A server that also listens on an address which counts as one that others reach."""
    try:
        socket.create_server((ELSEWHERE, 0)).close()
    except OSError:
        pytest.skip(f"{ELSEWHERE} is no address of this machine")
    where = (Place(LOOPBACK), Place(ELSEWHERE, remote=True))
    with running(tmp_path, where=where, user_token=TOKEN) as client:
        yield client


def far(client: Client, method: str, path: str, token: str | None = TOKEN, **headers: str) -> Answer:
    """A request from elsewhere."""
    head = {"Host": f"{ELSEWHERE}:{client.port}", "Connection": "close"}
    if method == "POST":
        head |= {"Content-Type": "application/json", "Content-Length": "2"}
    if token is not None:
        head["Authorization"] = f"Bearer {token}"
    head |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
    data = "\r\n".join(lines) + ("{}" if method == "POST" else "")
    return parse(raw(client.port, data.encode(), ELSEWHERE))


def test_nothing_is_answered_to_others_without_the_token(open_server: Client) -> None:
    paired, page = open_server.pair(), open_server.page_token()
    for token in (None, "", TOKEN[:-1], TOKEN + "x", open_server.machine, paired.token, page):
        for method, path in [("GET", "/"), ("GET", "/v1/status"), ("POST", "/v1/pairing"), ("POST", "/v1/analyze")]:
            assert far(open_server, method, path, token).status == 401, (token, path)


def test_with_the_token_texts_are_judged_and_nothing_else(open_server: Client) -> None:
    assert far(open_server, "GET", "/v1/status").status == 200
    assert far(open_server, "POST", "/v1/analyze").status == 400  # an empty request, but one that was read
    for method, path in [
        ("POST", "/v1/page-keys"),
        ("GET", "/v1/pairing"),
        ("GET", "/v1/tokens"),
        ("GET", "/v1/feedback"),
        ("POST", "/v1/feedback"),
        ("DELETE", "/v1/feedback"),
    ]:
        assert far(open_server, method, path).code == "wrong_token", path
    assert far(open_server, "POST", "/v1/pairing").status == 403


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({"Host": "127.0.0.1:{port}"}, 421),
        ({"Host": "localhost:{port}"}, 421),
        ({"Host": "evil.example:{port}"}, 421),
        ({"Origin": "http://127.0.0.1:{port}"}, 403),
        ({"Origin": "http://127.0.0.2:{port}"}, 403),
        ({"Origin": CHROME}, 403),
        ({"Sec_Fetch_Site": "none"}, 403),
        ({"Content_Type": "text/plain"}, 415),
    ],
)
def test_others_do_not_pass_for_this_machine(open_server: Client, header: dict[str, str], status: int) -> None:
    open_server.pair()
    found = {name: value.format(port=open_server.port) for name, value in header.items()}
    assert far(open_server, "POST", "/v1/analyze", **found).status == status


def test_this_machine_is_served_as_before(open_server: Client) -> None:
    assert open_server.send("GET", "/").status == 200
    assert open_server.send("GET", "/v1/status", Host=f"{ELSEWHERE}:{open_server.port}").status == 421
    empty = {"Authorization": f"Bearer {TOKEN}"}
    assert open_server.send("POST", "/v1/analyze", {"blocks": []}, **empty).status == 400
    assert open_server.send("POST", "/v1/analyze", {"blocks": []}, Origin=CHROME, **empty).status == 403
    assert open_server.send("GET", "/v1/tokens", **empty).code == "wrong_token"


OPEN = f"""
import sys
from reportedly.web import serve
serve.places = lambda *args, **kw: (serve.Place("127.0.0.1"), serve.Place("{ELSEWHERE}", remote=True))
sys.exit(serve.run(port=0, insecure=True))
"""


def test_who_lets_others_in_is_told_what_it_means(tmp_path: Path, open_server: Client) -> None:
    environ = {**os.environ, "REPORTEDLY_STATE": str(tmp_path / "state"), "REPORTEDLY_TOKEN": TOKEN}
    process = subprocess.Popen([sys.executable, "-c", OPEN], env=environ, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        said = [process.stdout.readline() for _ in range(3)]
        assert said[2].startswith(f"WARNING: also listening on http://{ELSEWHERE}:")
        assert "Nothing is encrypted" in said[2]
        assert TOKEN not in "".join(said)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_without_a_token_set_none_is_right(client: Client) -> None:
    for token in ("", "None", "user"):
        assert client.send("GET", "/v1/tokens", Authorization=f"Bearer {token}").code == "no_token"


def test_ipv6_is_answered_when_asked_for_and_the_page_stays_where_it_is(tmp_path: Path) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with running(tmp_path, where=(Place(LOOPBACK), Place("::1"))) as client:
        six = f"[::1]:{client.port}"

        def get(path: str, host: str, address: str) -> Answer:
            return parse(
                raw(client.port, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode(), address)
            )

        assert get("/v1/status", six, "::1").status == 200
        assert get("/v1/status", six, LOOPBACK).status == 421
        for host in (f"127.0.0.1:{client.port}", f"[::1%25lo]:{client.port}", f"[0:0:0:0:0:0:0:1]:{client.port}"):
            assert get("/v1/status", host, "::1").status == 421, host
        moved = get("/", six, "::1")
        assert (moved.status, moved.headers["location"]) == (307, f"http://127.0.0.1:{client.port}/")
        assert client.send("GET", "/v1/status").status == 200
