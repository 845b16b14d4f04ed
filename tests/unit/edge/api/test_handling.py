"""Every request goes one way: it is read, its sender known and allowed, or it is answered with a problem that says why."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from structlog.testing import capture_logs

from tests.metering import value
from tests.unit.edge.api.frame import ACME, AWAY, HERE, KEY, LEAD, Scene, scene
from worker.edge.api.origins import Origins
from worker.errors import ProblemError

AT = f"/accounts/{ACME}"
IMRAN = {"Cookie": "leadworker=imran-cookie"}
MEENA = {"Cookie": "leadworker=meena-cookie"}
ROBOT = {"Authorization": "Bearer lwt_robot"}
CHANGE = IMRAN | HERE | KEY
SENT = {"name": "hot"}


@pytest.fixture
async def api() -> AsyncIterator[Scene]:
    made, server = scene()
    async with made.client:
        yield made
    await server.close()


def kind(body: dict[str, object]) -> str:
    return str(body["type"]).removeprefix("https://leadworker.dev/problems/")


@pytest.mark.parametrize(
    "headers", [{}, {"Cookie": "other=1"}, {"Cookie": "leadworker=stolen"}, {"Authorization": "Bearer x"}]
)
async def test_who_is_not_known_is_asked_to_sign_in(api: Scene, headers: dict[str, str]) -> None:
    status, body, answered = await api.ask("GET", f"{AT}/list", headers=headers)
    assert (status, kind(body), answered["WWW-Authenticate"]) == (401, "sign_in", "Bearer")
    assert answered["Content-Type"].startswith("application/problem+json")
    assert not api.work.calls


@pytest.mark.parametrize("value", ["Basic abc", "Bearer", "Bearer a b", "lwt_robot"])
async def test_a_header_that_is_no_bearer_token_is_told_not_passed_over(api: Scene, value: str) -> None:
    status, body, _ = await api.ask("GET", f"{AT}/list", headers={"Authorization": value} | IMRAN)
    assert (status, kind(body)) == (401, "sign_in")


async def test_an_account_of_others_is_answered_like_one_that_does_not_exist(api: Scene) -> None:
    answers = [await api.ask("GET", f"/accounts/{name}/list", headers=IMRAN) for name in ("other", "nobody")]
    told = [
        (status, kind(body), body["detail"].replace("other", "X").replace("nobody", "X")) for status, body, _ in answers
    ]
    assert told[0] == told[1]
    assert told[0][:2] == (404, "not_found")
    assert not api.work.calls


async def test_what_the_role_does_not_allow_names_the_permission(api: Scene) -> None:
    status, body, _ = await api.ask("POST", f"{AT}/exports", json=SENT, headers=CHANGE)
    assert (status, kind(body), body["permission"]) == (403, "not_allowed", "lead.export")
    assert "User" in body["detail"]
    assert not api.work.calls


async def test_a_token_does_no_more_than_its_scopes(api: Scene) -> None:
    assert (await api.ask("GET", f"{AT}/leads/{LEAD}", headers=ROBOT))[0] == 200
    status, body, _ = await api.ask("POST", f"{AT}/spaces", json=SENT, headers=ROBOT | KEY)
    assert (status, kind(body)) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
async def test_a_change_with_the_cookie_must_come_from_the_console(
    api: Scene, told: dict[str, str], status: int
) -> None:
    found, body, _ = await api.ask("POST", f"{AT}/spaces", json=SENT, headers=IMRAN | KEY | told)
    assert found == status
    assert status == 200 or kind(body) == "csrf"
    assert len(api.work.calls) == (status == 200)


async def test_our_own_origin_is_enough_where_the_browser_says_no_more(api: Scene) -> None:
    own = str(api.client.make_url("/")).rstrip("/")
    assert (await api.ask("POST", f"{AT}/spaces", json=SENT, headers=IMRAN | KEY | {"Origin": own}))[0] == 200


async def test_signing_in_from_another_site_is_refused_and_from_a_script_it_is_not(api: Scene) -> None:
    assert (await api.ask("POST", "/login", json=SENT))[0] == 200
    status, body, _ = await api.ask("POST", "/login", json=SENT, headers={"Origin": "https://evil.example"})
    assert (status, kind(body)) == (403, "csrf")


async def test_reading_needs_neither_key_nor_origin(api: Scene) -> None:
    assert (await api.ask("POST", f"{AT}/leads/query", json=SENT, headers=IMRAN))[0] == 200


@pytest.mark.parametrize("key", [None, "", "x" * 129, "two words", "ä"])
async def test_a_change_needs_a_key(api: Scene, key: str | None) -> None:
    given = {} if key is None else {"Idempotency-Key": key}
    status, body, _ = await api.ask("POST", f"{AT}/spaces", json=SENT, headers=IMRAN | HERE | given)
    assert (status, kind(body)) == (400, "idempotency_key_required")


async def test_a_request_that_comes_again_is_answered_the_same_and_does_nothing(api: Scene) -> None:
    first = await api.ask("POST", f"{AT}/spaces", json=SENT, headers=CHANGE)
    again = await api.ask("POST", f"{AT}/spaces", json=SENT, headers=CHANGE)
    assert (first[:2], len(api.work.calls)) == (again[:2], 1)
    assert "Idempotency-Replayed" not in first[2]
    assert again[2]["Idempotency-Replayed"] == "true"


async def test_a_key_is_bound_to_its_request_and_to_who_sent_it(api: Scene) -> None:
    await api.ask("POST", f"{AT}/spaces", json=SENT, headers=CHANGE)
    status, body, _ = await api.ask("POST", f"{AT}/spaces", json={"name": "cold"}, headers=CHANGE)
    assert (status, kind(body)) == (422, "idempotency_key_reused")
    assert (await api.ask("POST", f"{AT}/spaces", json={"name": "cold"}, headers=MEENA | HERE | KEY))[0] == 200


async def test_a_key_whose_request_failed_may_be_used_again(api: Scene) -> None:
    api.work.failure = ProblemError("conflict", "not now")
    assert (await api.ask("POST", f"{AT}/spaces", json=SENT, headers=CHANGE))[0] == 409
    api.work.failure = None
    assert (await api.ask("POST", f"{AT}/spaces", json=SENT, headers=CHANGE))[0] == 200


async def test_two_at_once_under_one_key_are_done_once(api: Scene) -> None:
    api.work.gate = asyncio.Event()
    first = asyncio.create_task(api.ask("POST", f"{AT}/spaces", json=SENT, headers=CHANGE))
    await api.work.begun.wait()
    status, body, _ = await api.ask("POST", f"{AT}/spaces", json=SENT, headers=CHANGE)
    api.work.gate.set()
    assert (status, kind(body), (await first)[0], len(api.work.calls)) == (503, "busy", 200, 1)


@pytest.mark.parametrize(
    ("body", "status", "what", "at"),
    [
        (b"", 400, "malformed", None),
        (b"{", 400, "malformed", None),
        (b'{"name": "a"} x', 400, "malformed", None),
        (b'{"name": NaN}', 400, "malformed", None),
        (b'{"name": "\\ud800"}', 400, "malformed", None),
        (b"[" * 100_000, 400, "malformed", None),
        (b"[]", 422, "invalid", ""),
        (b"null", 422, "invalid", ""),
        (b"{}", 422, "invalid", "/name"),
        (b'{"name": ""}', 422, "invalid", "/name"),
        (b'{"name": 1}', 422, "invalid", "/name"),
        (b'{"name": "a", "size": "1"}', 422, "invalid", "/size"),
        (b'{"name": "a", "size": 1.5}', 422, "invalid", "/size"),
        (b'{"name": "a", "$where": 1}', 422, "invalid", "/$where"),
        (b'{"name": "a", "a/b~": 1}', 422, "invalid", "/a~1b~0"),
    ],
)
async def test_a_body_that_does_not_fit_is_told_at_its_place(
    api: Scene, body: bytes, status: int, what: str, at: str | None
) -> None:
    sent = {"data": body, "headers": IMRAN | {"Content-Type": "application/json"}}
    found, answer, _ = await api.ask("POST", f"{AT}/leads/query", **sent)
    assert (found, kind(answer)) == (status, what)
    assert at is None or answer["errors"][0]["at"] == at
    assert not api.work.calls


@pytest.mark.parametrize(
    "told", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
async def test_only_json_is_read(api: Scene, told: str) -> None:
    sent = {"data": b'{"name": "a"}', "headers": IMRAN | {"Content-Type": told}}
    status, body, _ = await api.ask("POST", f"{AT}/leads/query", **sent)
    assert (status, kind(body)) == (415, "media_type")


async def test_a_body_beyond_the_limit_is_refused_however_it_is_sent(api: Scene) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 65_536

    headers = IMRAN | {"Content-Type": "application/json"}
    for data in (BytesIO(b" " * 2_000_000), endless()):
        status, body, _ = await api.ask("POST", f"{AT}/leads/query", data=data, headers=headers)
        assert (status, kind(body)) == (413, "too_large")


@pytest.mark.parametrize(
    ("query", "at"),
    [("limit=0", "?limit"), ("limit=x", "?limit"), ("limits=1", "?limits"), ("limit=1&limit=2", "?limit")],
)
async def test_a_parameter_that_does_not_fit_is_told(api: Scene, query: str, at: str) -> None:
    status, body, _ = await api.ask("GET", f"{AT}/list?{query}", headers=IMRAN)
    assert (status, kind(body), body["errors"][0]["at"]) == (422, "invalid", at)


async def test_a_number_in_the_address_is_a_number(api: Scene) -> None:
    assert (await api.ask("GET", f"{AT}/list?limit=20", headers=IMRAN))[0] == 200
    assert api.work.calls[0].asked is not None
    assert api.work.calls[0].asked.model_dump() == {"limit": 20}


async def test_many_mistakes_are_told_up_to_a_limit(api: Scene) -> None:
    wrong = {f"x{n}": n for n in range(500)}
    status, body, _ = await api.ask("POST", f"{AT}/leads/query", json={"name": "a"} | wrong, headers=IMRAN)
    assert (status, len(body["errors"])) == (422, 50)
    assert "and 499 more" in body["detail"]


@pytest.mark.parametrize("path", ["/nothing", f"{AT}/leads/QUERY", f"{AT}/leads/{LEAD[:-1]}", "/accounts/a%2Fb/list"])
async def test_unknown_paths_are_problems_too(api: Scene, path: str) -> None:
    status, body, _ = await api.ask("GET", path, headers=IMRAN)
    assert (status, kind(body)) == (404, "not_found")


async def test_an_unknown_method_names_those_there_are_and_a_word_is_no_lead(api: Scene) -> None:
    status, body, headers = await api.ask("GET", f"{AT}/leads/query", headers=IMRAN)
    assert (status, kind(body), headers["Allow"]) == (405, "method", "POST")


async def test_a_store_that_is_away_is_said_without_its_address(api: Scene) -> None:
    api.work.failure = AWAY
    status, body, headers = await api.ask("GET", f"{AT}/list", headers=IMRAN)
    assert (status, kind(body), headers["Retry-After"]) == (503, "store_away", "5")
    assert "secret" not in str(body)


async def test_a_bug_is_answered_without_its_words_and_found_in_the_log(api: Scene) -> None:
    api.work.failure = ZeroDivisionError("of +919812345678")
    with capture_logs() as logs:
        status, body, _ = await api.ask("GET", f"{AT}/list", headers=IMRAN)
    assert (status, kind(body)) == (500, "internal")
    assert "98123" not in str(body)
    assert [entry["trace"] for entry in logs if entry["event"] == "api.broken"] == [body["trace"]]


async def test_answers_are_never_kept_by_a_cache_nor_run_by_a_browser(api: Scene) -> None:
    for path in ("/open", "/nothing", f"{AT}/list"):
        headers = (await api.ask("GET", path))[2]
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_requests_are_counted_by_what_they_ask_and_how_they_end(api: Scene) -> None:
    before = [value("api_requests_total", operation="list", status=status) for status in ("200", "401", "500")]
    taken = value("api_request_seconds_count", operation="list")
    api.work.failure = None
    await api.ask("GET", f"{AT}/list", headers=IMRAN)
    await api.ask("GET", f"{AT}/list")
    api.work.failure = ZeroDivisionError()
    await api.ask("GET", f"{AT}/list", headers=IMRAN)
    after = [value("api_requests_total", operation="list", status=status) for status in ("200", "401", "500")]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1]
    assert value("api_request_seconds_count", operation="list") - taken == 3


async def test_long_answers_are_compressed_and_short_ones_are_not(api: Scene) -> None:
    for text, coding in (("x" * 2000, "gzip"), ("x", None)):
        api.work.says = text
        status, body, headers = await api.ask("GET", "/open", headers={"Accept-Encoding": "gzip"})
        assert (status, body["says"], headers.get("Content-Encoding")) == (200, text, coding)


async def test_what_did_not_change_is_not_sent_again(api: Scene) -> None:
    api.work.headers = {"ETag": '"v1"'}
    assert (await api.ask("GET", "/open", headers={"If-None-Match": '"v0"'}))[0] == 200
    status, body, headers = await api.ask("GET", "/open", headers={"If-None-Match": 'W/"v0", "v1"'})
    assert (status, body, headers["ETag"]) == (304, None, '"v1"')


@pytest.mark.parametrize(
    ("remote_is_proxy", "forwarded", "address"),
    [
        (False, "203.0.113.9", "127.0.0.1"),  # anybody can say so
        (True, "203.0.113.9", "203.0.113.9"),
        (True, "1.1.1.1, 203.0.113.9", "203.0.113.9"),  # what stands before it, the client may have made up
        (True, "203.0.113.9, 127.0.0.2", "203.0.113.9"),
        (True, "", "127.0.0.1"),
    ],
)
async def test_whose_word_counts_for_the_address_of_who_asks(
    remote_is_proxy: bool, forwarded: str, address: str
) -> None:
    made, server = scene(Origins.of("", ("127.0.0.0/8",) if remote_is_proxy else ()))
    async with made.client:
        await made.ask("GET", "/open", headers={"X-Forwarded-For": forwarded})
    await server.close()
    assert made.work.calls[0].address == address


async def test_with_https_the_cookie_is_bound_to_the_host_and_changes_to_the_public_address() -> None:
    made, server = scene(Origins.of("https://leads.example.com", ()))
    bound = {"Cookie": "__Host-leadworker=imran-cookie"} | KEY
    async with made.client:
        assert (await made.ask("GET", f"{AT}/list", headers=IMRAN))[0] == 401
        assert (await made.ask("GET", f"{AT}/list", headers=bound))[0] == 200
        for origin, status in (("https://leads.example.com", 200), ("http://leads.example.com", 403)):
            assert (await made.ask("POST", f"{AT}/spaces", json=SENT, headers=bound | {"Origin": origin}))[0] == status
    await server.close()
