"""Pairing: the extension asks, the person allows, the extension collects, once."""

import hashlib
import hmac
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.web.client import CHROME, FIREFOX, Answer, Client, Clock, parse, running


def ask(client: Client, origin: str = CHROME) -> dict[str, str]:
    answer = client.send("POST", "/v1/pairing", {}, Origin=origin)
    assert answer.status == 201
    return dict(answer.json)


def decide(client: Client, started: dict[str, str], word: str, token: str | None = None) -> int:
    return client.send(
        "POST",
        f"/v1/pairing/{started['id']}/{word}",
        {},
        Authorization=f"Bearer {token or client.page_token()}",
    ).status


def can_analyze(client: Client, token: str, origin: str | None = CHROME) -> int:
    """The status for an empty request: 400 for a valid token, 401 for none."""
    return client.send("POST", "/v1/analyze", {"blocks": []}, Authorization=f"Bearer {token}", Origin=origin).status


def test_an_allowed_extension_collects_its_token_once(fresh: Client) -> None:
    started = ask(fresh)
    assert len(bytes.fromhex(started["secret"])) * 8 == 128
    assert len(started["code"]) == 6
    assert started["code"].isdecimal()
    assert started["expires_in"] == 300
    assert fresh.collect(started).json == {"state": "waiting"}
    shown = fresh.as_machine("GET", "/v1/pairing").json["requests"]
    assert shown == [{"id": started["id"], "code": started["code"], "origin": CHROME, "expires_in": 300}]
    assert decide(fresh, started, "allow") == 204
    found = fresh.collect(started).json
    assert found["state"] == "allowed"
    assert can_analyze(fresh, found["token"]) == 400
    assert fresh.collect(started).code == "no_such_pairing"
    assert fresh.as_machine("GET", "/v1/pairing").json == {"requests": []}


def test_a_denied_extension_gets_nothing(fresh: Client) -> None:
    started = ask(fresh)
    assert decide(fresh, started, "deny") == 204
    assert fresh.collect(started).json == {"state": "denied"}
    assert decide(fresh, started, "allow") == 404
    assert fresh.as_machine("GET", "/v1/tokens").json == {"tokens": []}


def test_a_request_expires(fresh: Client, clock: Clock) -> None:
    started = ask(fresh)
    clock.now += 299
    assert fresh.collect(started).json == {"state": "waiting"}
    clock.now += 1
    assert fresh.collect(started).json == {"state": "expired"}
    assert decide(fresh, started, "allow") == 404
    clock.now += 300
    assert fresh.collect(started).status == 404


def test_an_allowed_request_has_to_be_collected_in_time(fresh: Client, clock: Clock) -> None:
    started = ask(fresh)
    decide(fresh, started, "allow")
    clock.now += 300
    assert fresh.collect(started).status == 404
    assert fresh.as_machine("GET", "/v1/tokens").json == {"tokens": []}


def test_a_wrong_secret_collects_nothing_and_spoils_nothing(fresh: Client) -> None:
    started = ask(fresh)
    decide(fresh, started, "allow")
    for secret in ("0" * 32, started["secret"][:-1], started["id"], "é"):
        assert fresh.collect(started, secret).code == "wrong_secret"
    assert fresh.send("GET", f"/v1/pairing/{started['id']}").status == 401
    assert fresh.collect(started).json["state"] == "allowed"


def test_three_wait_and_the_fourth_has_to_come_back(fresh: Client, clock: Clock) -> None:
    codes = {ask(fresh, origin)["code"] for origin in (CHROME, CHROME, FIREFOX)}
    assert len(codes) == 3
    clock.now += 100
    fourth = fresh.send("POST", "/v1/pairing", {}, Origin=FIREFOX)
    assert (fourth.status, fourth.code, fourth.headers["retry-after"]) == (429, "too_many_pairings", "200")
    clock.now += 200
    ask(fresh, FIREFOX)


def test_two_at_once_are_told_apart(fresh: Client) -> None:
    first, second = ask(fresh, CHROME), ask(fresh, FIREFOX)
    decide(fresh, second, "allow")
    assert fresh.collect(first).json == {"state": "waiting"}
    token = fresh.collect(second).json["token"]
    assert can_analyze(fresh, token, FIREFOX) == 400


def test_another_program_of_the_machine_cannot_allow_itself(fresh: Client) -> None:
    started = ask(fresh)
    path = f"/v1/pairing/{started['id']}/allow"
    paired = fresh.pair(FIREFOX)
    for token in (None, "", "guess", started["secret"], started["id"], fresh.machine[:-1], paired.token):
        authorization = None if token is None else f"Bearer {token}"
        assert fresh.send("POST", path, {}, Authorization=authorization).status == 401
        assert fresh.send("GET", "/v1/pairing", Authorization=authorization).status == 401
        assert fresh.send("GET", "/v1/tokens", Authorization=authorization).status == 401
    assert fresh.send("POST", "/v1/page-keys", {}).status == 401
    assert fresh.collect(started).json == {"state": "waiting"}


def test_a_token_works_from_its_own_origin_only(fresh: Client) -> None:
    paired = fresh.pair(CHROME)
    fresh.pair(FIREFOX)
    assert can_analyze(fresh, paired.token, CHROME) == 400
    assert can_analyze(fresh, paired.token, None) == 400
    assert can_analyze(fresh, paired.token, FIREFOX) == 401
    assert can_analyze(fresh, paired.token, f"http://127.0.0.1:{fresh.port}") == 401
    page = fresh.page_token()
    assert can_analyze(fresh, page, f"http://127.0.0.1:{fresh.port}") == 400
    assert can_analyze(fresh, page, CHROME) == 401
    assert can_analyze(fresh, fresh.machine, CHROME) == 401


@pytest.mark.parametrize("form", ["{}", "Basic {}", "Bearer  ", "Bearer {}x", "Token {}", "Bearer {} {}"])
def test_a_token_in_another_form_is_none(fresh: Client, form: str) -> None:
    token = fresh.pair().token
    answer = fresh.send("POST", "/v1/analyze", {"blocks": []}, Authorization=form.format(token, token))
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_revoked_token_ends_at_once(fresh: Client) -> None:
    paired = fresh.pair()
    (listed,) = fresh.as_machine("GET", "/v1/tokens").json["tokens"]
    assert (listed["id"], listed["origin"], listed["last_used"]) == (paired.client, CHROME, None)
    assert can_analyze(fresh, paired.token) == 400
    (listed,) = fresh.as_machine("GET", "/v1/tokens").json["tokens"]
    assert listed["last_used"] >= listed["created"]
    page = fresh.page_token()
    assert fresh.send("DELETE", f"/v1/tokens/{paired.client}", Authorization=f"Bearer {page}").status == 204
    assert can_analyze(fresh, paired.token, None) == 401
    assert fresh.send("GET", "/v1/status", Origin=CHROME).status == 403
    assert "proof" not in fresh.send("GET", f"/v1/status?nonce={'a' * 32}&client={paired.client}").json
    assert fresh.send("DELETE", f"/v1/tokens/{paired.client}", Authorization=f"Bearer {page}").status == 404


def test_an_extension_may_end_its_own_pairing_and_no_other(fresh: Client) -> None:
    one, other = fresh.pair(CHROME), fresh.pair(FIREFOX)
    bearer = f"Bearer {one.token}"
    assert fresh.send("DELETE", f"/v1/tokens/{other.client}", Authorization=bearer).status == 401
    assert fresh.send("DELETE", f"/v1/tokens/{one.client}", Authorization=bearer).status == 204
    assert can_analyze(fresh, one.token, None) == 401
    assert can_analyze(fresh, other.token, FIREFOX) == 400


def test_a_key_opens_the_page_once(fresh: Client, clock: Clock) -> None:
    key = fresh.server.page_address().partition("#key=")[2]
    clock.now += 1_000_000  # The key of the start lasts.
    assert fresh.send("POST", "/v1/page-tokens", {"key": key}).status == 201
    again = fresh.send("POST", "/v1/page-tokens", {"key": key})
    assert (again.status, again.code) == (401, "wrong_key")
    for guess in ("", key[:-1], "é", key.lower()):
        assert fresh.send("POST", "/v1/page-tokens", {"key": guess}).status == 401


def test_a_key_that_was_asked_for_gets_old(fresh: Client, clock: Clock) -> None:
    paired = fresh.pair()
    key = fresh.send("POST", "/v1/page-keys", {}, Authorization=f"Bearer {paired.token}", Origin=CHROME).json["key"]
    clock.now += 600
    assert fresh.send("POST", "/v1/page-tokens", {"key": key}).status == 401


def test_unused_keys_do_not_pile_up(fresh: Client) -> None:
    keys = [fresh.as_machine("POST", "/v1/page-keys", {}).json["key"] for _ in range(20)]
    statuses = [fresh.send("POST", "/v1/page-tokens", {"key": key}).status for key in keys]
    assert statuses == [401] * 4 + [201] * 16


def test_the_server_proves_that_it_is_the_one_that_was_paired(fresh: Client) -> None:
    paired = fresh.pair()
    nonce = "00ff" * 8
    proof = fresh.send("GET", f"/v1/status?nonce={nonce}&client={paired.client}").json["proof"]
    signed = f"{nonce}\n{CHROME}\n{fresh.port}".encode()
    assert proof == hmac.new(bytes.fromhex(paired.server_key), signed, hashlib.sha256).hexdigest()
    other = fresh.send("GET", f"/v1/status?nonce={'11' * 16}&client={paired.client}").json["proof"]
    assert other != proof


def test_an_impostor_has_nothing_to_prove_itself_with(fresh: Client, tmp_path_factory: pytest.TempPathFactory) -> None:
    paired = fresh.pair()
    query = f"/v1/status?nonce={'ab' * 16}&client={paired.client}"
    right = fresh.send("GET", query).json["proof"]
    # A server of another user knows no such client.
    with running(tmp_path_factory.mktemp("other")) as impostor:
        assert "proof" not in impostor.send("GET", query).json
    # One that passes the question on to the real server gets a proof for another port than its own.
    with running(fresh.folder) as moved:
        assert moved.send("GET", query).json["proof"] not in {None, right}


def test_the_server_proves_itself_to_the_commands_of_this_machine(client: Client) -> None:
    proof = client.send("GET", f"/v1/status?nonce={'ab' * 16}&client=machine").json["proof"]
    signed = f"{'ab' * 16}\nmachine\n{client.port}".encode()
    assert proof == hmac.new(client.machine.encode(), signed, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("nonce", ["", "12", "g" * 32, "A" * 32, "a" * 129, "a" * 31])
def test_a_nonce_is_checked(client: Client, nonce: str) -> None:
    answer = client.send("GET", f"/v1/status?nonce={nonce}&client=x")
    assert (answer.status, answer.json["error"]["field"]) == (400, "nonce")


def test_pairings_outlive_the_server(fresh: Client) -> None:
    paired = fresh.pair()
    with running(fresh.folder) as again:
        assert can_analyze(again, paired.token) == 400
        assert "proof" in again.send("GET", f"/v1/status?nonce={'ab' * 16}&client={paired.client}").json


def test_of_four_that_ask_in_the_same_moment_three_wait(fresh: Client) -> None:
    together = threading.Barrier(4)

    def one(origin: str) -> Answer:
        together.wait(30)
        return fresh.send("POST", "/v1/pairing", {}, Origin=origin)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, [CHROME, FIREFOX, CHROME, FIREFOX]))
    assert sorted(answer.status for answer in answers) == [201, 201, 201, 429]
    started = [answer.json for answer in answers if answer.status == 201]
    assert len({one["id"] for one in started}) == len({one["code"] for one in started}) == 3


def test_one_result_is_collected_once_however_many_ask_at_once(fresh: Client) -> None:
    started = ask(fresh)
    assert decide(fresh, started, "allow") == 204
    together = threading.Barrier(8)

    def collect(_: int) -> Answer:
        together.wait(30)
        return fresh.collect(started)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(collect, range(8)))
    assert sorted(answer.status for answer in answers) == [200] + [404] * 7
    assert len(fresh.as_machine("GET", "/v1/tokens").json["tokens"]) == 1


def test_a_token_that_is_revoked_while_its_request_arrives_is_worth_nothing(fresh: Client) -> None:
    paired = fresh.pair()
    body = b'{"blocks": []}'
    head = (
        f"POST /v1/analyze HTTP/1.1\r\nHost: 127.0.0.1:{fresh.port}\r\nConnection: close\r\nOrigin: {CHROME}\r\n"
        f"Authorization: Bearer {paired.token}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", fresh.port), timeout=30) as connection:
        connection.sendall(head.encode() + body[:5])
        assert fresh.as_machine("DELETE", f"/v1/tokens/{paired.client}").status == 204
        connection.sendall(body[5:])
        found = b""
        while chunk := connection.recv(65536):
            found += chunk
    assert parse(found).status in {401, 403}


def test_guessing_gets_nobody_in(fresh: Client) -> None:
    token = fresh.pair().token
    near = [token[:n] for n in range(0, len(token), 7)] + [
        token.swapcase(),
        token + "=",
        f"{token} {token}",
        token[::-1],
    ]
    near += [token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :] for n in range(len(token))]
    assert {can_analyze(fresh, guess) for guess in near} == {401}
    assert can_analyze(fresh, token) == 400
