"""Who may talk to the server at all."""

import pytest

from tests.web.client import CHROME, FIREFOX, Client, parse, raw

UNPAIRED = "chrome-extension://" + "p" * 32


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}"])
def test_a_right_host_is_answered(client: Client, host: str) -> None:
    assert client.send("GET", "/v1/status", Host=host.format(port=client.port)).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "evil.localhost:{port}",
        "",
        " ",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:80",
        "127.0.0.1:{port}.",
        "127.0.0.1.:{port}",
        "localhost.:{port}",
        "LOCALHOST:{port}",
        "127.0.0.1:{port}, 127.0.0.1:{port}",
        "user@127.0.0.1:{port}",
        "127.0.0.1:{port}@evil.example",
        "127.0.0.1:0{port}",
        "127.1:{port}",
        "2130706433:{port}",
        "0.0.0.0:{port}",
        "[::1]:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "::1",
        "127.0.0.1:{port}/",
    ],
)
def test_any_other_host_is_misdirected(client: Client, host: str) -> None:
    answer = client.send("GET", "/v1/status", Host=host.format(port=client.port))
    assert (answer.status, answer.code) == (421, "wrong_host")
    assert f"http://127.0.0.1:{client.port}/" in answer.json["error"]["message"]


@pytest.mark.parametrize(
    "request_head",
    [
        "GET /v1/status HTTP/1.0\r\n",
        "GET /v1/status HTTP/1.1\r\nConnection: close\r\n",
        "GET /v1/status\r\n",
        "GET /v1/status HTTP/1.1\r\nHost: {right}\r\nHost: {right}\r\nConnection: close\r\n",
        "GET /v1/status HTTP/1.1\r\nHost: {right}\r\nHost: evil.example\r\nConnection: close\r\n",
        "GET /v1/status HTTP/1.1\r\nHost: evil.example\r\n {right}\r\nConnection: close\r\n",
        "GET http://evil.example/v1/status HTTP/1.1\r\nHost: {right}\r\nConnection: close\r\n",
        "GET http://{right}/v1/status HTTP/1.1\r\nHost: {right}\r\nConnection: close\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: {right}\r\nConnection: close\r\n",
    ],
    ids=["1.0-without", "missing", "0.9", "doubled", "two", "folded", "absolute", "absolute-right", "asterisk"],
)
def test_a_request_that_names_no_host_or_another_is_misdirected(client: Client, request_head: str) -> None:
    right = f"127.0.0.1:{client.port}"
    answer = parse(raw(client.port, (request_head.format(right=right) + "\r\n").encode()))
    assert answer.status == 421


def test_a_header_with_an_underscore_does_not_pass_for_the_host(client: Client) -> None:
    head = f"GET /v1/status HTTP/1.1\r\nHost: evil.example\r\nHTTP_HOST: 127.0.0.1:{client.port}\r\n"
    assert parse(raw(client.port, (head + "Connection: close\r\n\r\n").encode())).status == 421


def test_a_forwarded_host_is_not_believed(client: Client) -> None:
    answer = client.send("GET", "/v1/status", Host="evil.example", X_Forwarded_Host=f"127.0.0.1:{client.port}")
    assert answer.status == 421


def test_localhost_leads_to_the_one_address_of_the_page(client: Client) -> None:
    answer = client.send("GET", "/", Host=f"localhost:{client.port}")
    assert (answer.status, answer.headers["location"]) == (307, f"http://127.0.0.1:{client.port}/")


@pytest.mark.parametrize(
    "origin",
    [
        "https://news.example",
        "null",
        "",
        "file://",
        UNPAIRED,
        "http://localhost:{port}",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:{port}/",
        "http://127.0.0.1:{port}.evil.example",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "http://127.0.0.1:{port}, https://news.example",
    ],
)
@pytest.mark.parametrize(
    "call", [("GET", "/v1/status"), ("GET", "/"), ("POST", "/v1/analyze"), ("OPTIONS", "/v1/status")]
)
def test_a_foreign_origin_is_refused(client: Client, origin: str, call: tuple[str, str]) -> None:
    method, path = call
    answer = client.send(
        method,
        path,
        {"blocks": [{"id": "0", "text": "Word."}]} if method == "POST" else None,
        Origin=origin.format(port=client.port),
        Authorization=f"Bearer {client.machine}",
    )
    assert (answer.status, answer.code) == (403, "origin_refused")
    assert "access-control-allow-origin" not in answer.headers


def test_the_origin_of_the_page_is_allowed(client: Client) -> None:
    origin = f"http://127.0.0.1:{client.port}"
    assert client.send("GET", "/v1/status", Origin=origin, Sec_Fetch_Site="same-origin").status == 200


@pytest.mark.parametrize("origin", [CHROME, FIREFOX])
def test_the_origin_of_a_paired_extension_is_allowed_letter_for_letter(fresh: Client, origin: str) -> None:
    assert fresh.send("GET", "/v1/status", Origin=origin).status == 403
    fresh.pair(origin)
    assert fresh.send("GET", "/v1/status", Origin=origin).status == 200
    assert fresh.send("GET", "/v1/status", Origin=origin.upper()).status == 403
    assert fresh.send("GET", "/v1/status", Origin=origin + "/").status == 403


@pytest.mark.parametrize(
    "origin",
    [
        "https://news.example",
        "null",
        "chrome-extension://short",
        "chrome-extension://" + "a" * 32 + ".evil.example",
        "moz-extension://x",
        "safari-web-extension://0b5d6a3e-6a3c-4c1b-9d7e-2f1a5b6c7d8e",
    ],
)
def test_only_an_extension_may_ask_to_be_paired(client: Client, origin: str) -> None:
    assert client.send("POST", "/v1/pairing", {}, Origin=origin).code == "origin_refused"
    assert client.send("GET", "/v1/pairing/none", Origin=origin).code == "origin_refused"


def test_asking_to_be_paired_needs_an_origin(client: Client) -> None:
    assert client.send("POST", "/v1/pairing", {}).code == "not_an_extension"


def test_an_unpaired_extension_may_do_nothing_else_under_the_address_of_pairing(client: Client) -> None:
    for method, path in [("GET", "/v1/pairing"), ("POST", "/v1/pairing/x/allow"), ("DELETE", "/v1/pairing/x")]:
        answer = client.send(method, path, {} if method == "POST" else None, Origin=UNPAIRED)
        assert answer.status == 403, path


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "unheard-of", "none, cross-site"])
@pytest.mark.parametrize("path", ["/v1/status", "/v1/sample", "/openapi.json", "/", "/page.js"])
def test_a_request_from_another_site_is_refused(client: Client, site: str, path: str) -> None:
    answer = client.send("GET", path, Sec_Fetch_Site=site, Sec_Fetch_Mode="no-cors", Sec_Fetch_Dest="script")
    assert (answer.status, answer.code) == (403, "site_refused")


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_a_request_from_here_is_answered(client: Client, site: str) -> None:
    assert client.send("GET", "/v1/status", Sec_Fetch_Site=site).status == 200


def test_a_link_on_another_site_opens_the_page_and_nothing_else(client: Client) -> None:
    navigation = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert client.send("GET", "/", **navigation).status == 200
    assert client.send("GET", "/page.css", **navigation).status == 200
    assert client.send("GET", "/v1/status", **navigation).status == 403
    assert client.send("POST", "/", {}, **navigation).status == 403
    assert client.send("GET", "/", **navigation | {"Sec_Fetch_Dest": "iframe"}).status == 403


def test_a_paired_extension_that_lost_its_permission_gets_clear_answers(fresh: Client) -> None:
    paired = fresh.pair()
    away = {"Origin": CHROME, "Sec_Fetch_Site": "cross-site"}
    assert fresh.send("GET", "/v1/status", **away).status == 200
    assert fresh.send("OPTIONS", "/v1/analyze", **away).status == 200
    with_token = away | {"Authorization": f"Bearer {paired.token}"}
    assert fresh.send("POST", "/v1/analyze", {"blocks": []}, **with_token).status == 400
    assert fresh.send("POST", "/v1/analyze", {"blocks": []}, **away).code == "site_refused"
    assert fresh.send("GET", "/v1/sample", **away).code == "site_refused"
    assert fresh.send("GET", "/v1/status", Sec_Fetch_Site="cross-site").code == "site_refused"


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain; application/json",
        "text/plain, application/json",
        "application/json, text/plain",
        "application/json; charset=utf-16",
        "application/jsonp",
    ],
)
def test_a_post_that_a_form_could_send_is_refused(client: Client, kind: str | None) -> None:
    answer = client.send("POST", "/v1/analyze", {"blocks": []}, Content_Type=kind)
    assert (answer.status, answer.code) == (415, "not_json")


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON", "application/json; charset=utf-8"])
def test_json_is_taken(client: Client, kind: str) -> None:
    assert client.send("POST", "/v1/analyze", {"blocks": []}, Content_Type=kind).status == 401


def test_preflights_are_answered_for_paired_extensions_only(fresh: Client) -> None:
    fresh.pair(CHROME)
    ask = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "authorization,content-type"}
    allowed = fresh.send("OPTIONS", "/v1/analyze", Origin=CHROME, **ask)
    assert allowed.status == 200
    assert allowed.headers["access-control-allow-origin"] == CHROME
    assert allowed.headers["access-control-allow-headers"] == "authorization, content-type"
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in allowed.headers
    for origin in (FIREFOX, UNPAIRED, "https://news.example", "null", f"http://127.0.0.1:{fresh.port}", None):
        refused = fresh.send("OPTIONS", "/v1/analyze", Origin=origin, **ask)
        assert "access-control-allow-origin" not in refused.headers, origin
    assert "access-control-allow-origin" not in fresh.send("OPTIONS", "/", Origin=CHROME, **ask).headers


def test_every_answer_carries_the_guard_s_headers(client: Client) -> None:
    answers = [
        client.send("GET", "/"),
        client.send("GET", "/v1/status"),
        client.send("GET", "/nothing"),
        client.send("PUT", "/v1/status"),
        client.send("GET", "/v1/status", Host="evil.example"),
        client.send("GET", "/", Host=f"localhost:{client.port}"),
        client.send("POST", "/v1/analyze", b"x" * 3_000_000),
        parse(raw(client.port, b"\x00\r\n\r\n")),
    ]
    assert [a.status for a in answers] == [200, 200, 404, 405, 421, 307, 413, 400]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "server" not in answer.headers
