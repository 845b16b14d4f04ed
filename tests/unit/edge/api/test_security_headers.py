"""What every answer says to browsers and caches, also of refusals; cookies; no header or path is made of a request."""

import asyncio
import contextlib
from pathlib import Path
from typing import Any, Final

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests import hostile
from tests.unit.edge.api import leads as given
from tests.unit.edge.api.frame import scene
from tests.unit.edge.api.office import AT, HERE, KEPT, SECRET, Office, opened
from worker.access.people import Person, digest
from worker.access.principal import Membership
from worker.console.files import Built
from worker.edge.api.asking import Again, Route
from worker.edge.api.openapi import PREFIX
from worker.edge.api.routes import ROUTES
from worker.edge.console import add_console

CSP: Final = "default-src 'none'; frame-ancestors 'none'"
INJECTED: Final = "X-Injected"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
async def test_no_answer_is_kept_run_framed_or_read_by_another_site(office: Office, route: Route) -> None:
    lead = await given.lead(office, 1, name="Asha")
    admin, user = await office.somebody("admin", "asha"), await office.somebody("user", "imran")
    places = {"account": "acme", "lead": lead, "entry": "1", "screen": "table", "session": "0" * 64}
    path = PREFIX + route.path.format(**dict.fromkeys(("user", "token", "space"), hostile.ID) | places)
    sent, query = hostile.BODIES.get(route.operation), dict(hostile.QUERIES.get(route.operation, {}))
    keyed = {"Idempotency-Key": "k"} if route.again in (Again.HISTORY, Again.ANSWER) else {}
    for who in ({}, user, admin, {"Cookie": "leadworker=made-up"}, {"Origin": "https://evil.example", **admin}):
        told = ({} if "Origin" in who else HERE) | who | keyed
        request = office.client.request(route.method, path, json=sent, params=query, headers=told)
        async with request as answer:
            headers = answer.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Server"] == "leadworker"  # and no versions
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Content-Security-Policy"] == CSP
        assert not [name for name in headers if name.lower().startswith("access-control-")]
        assert "Set-Cookie" not in headers or route.operation in {"logout", "login", "set_password", "totp"}
        if answer.status != 204:
            assert answer.content_type in {"application/json", "application/problem+json", "text/event-stream"}


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GET", "HEAD"])
async def test_no_method_answers_for_another_site(office: Office, method: str) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    async with office.client.request(method, f"{AT}/leads/query", headers=headers) as answer:
        assert answer.status in {400, 401, 404, 405}
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
        assert "Asha" not in await answer.text()


async def test_every_cookie_is_bound_to_the_host_and_out_of_reach_for_scripts() -> None:
    made, server = opened(secure=True)
    async with made.client:
        person = Person("p1", "asha@example.com", password=KEPT, memberships={"acme": Membership("admin")})
        await made.people.add(person)
        await made.people.invite(digest("i" * 43), "p1", made.clock.now() + 1000)
        sent = {"email": "asha@example.com", "password": SECRET}
        answers = [await cookie_of(made, "/auth/login", sent)]
        answers += [await cookie_of(made, "/auth/password", {"token": "i" * 43, "password": SECRET + " again"})]
        answers += [await cookie_of(made, "/auth/logout", None, Cookie=answers[-1].partition(";")[0])]
    await server.close()
    for cookie in answers:
        name, *attributes = [part.strip() for part in cookie.split(";")]
        assert name.startswith("__Host-leadworker=")
        assert {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"} <= set(attributes)
        assert not [one for one in attributes if one.lower().startswith("domain")]
    assert "Max-Age=0" in answers[-1]


async def cookie_of(office: Office, path: str, sent: Any, **headers: str) -> str:
    async with office.client.post(f"/api/v1{path}", json=sent, headers=HERE | headers) as answer:
        assert answer.status in {200, 204}, await answer.text()
        assert len(answer.headers.getall("Set-Cookie")) == 1
        return answer.headers["Set-Cookie"]


async def raw(port: int, *lines: str, host: str = "x") -> bytes:
    """Send lines as they are, and give the whole answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head, *rest = lines
    writer.write(
        "\r\n".join([head, f"Host: {host}", "Connection: close", *rest, "", ""]).encode("utf-8", "surrogateescape")
    )
    answer = b""
    with contextlib.suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(5):
            answer = await reader.read()
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    return answer


@pytest.mark.parametrize(
    "lines",
    [
        ("GET /api/v1/open?x=%0d%0aX-Injected:%201 HTTP/1.1",),
        ("GET /api/v1/%0d%0aX-Injected:%201 HTTP/1.1",),
        ("GET /console/%0d%0aX-Injected:%201 HTTP/1.1",),
        ("GET /api/v1/open HTTP/1.1", "Idempotency-Key: a\rX-Injected: 1"),
        ("GET /api/v1/open HTTP/1.1", "Last-Event-ID: a\nX-Injected: 1"),
        ("GET /api/v1/open HTTP/1.1", "User-Agent: a\x00b"),
        ("GET /api/v1/open HTTP/1.1", "X-Forwarded-For: 1.1.1.1\x0bX-Injected: 1"),
        ("GET /api/v1/open HTTP/1.1", " X-Folded: 1"),
        ("POST /api/v1/login HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked"),
        ("POST /api/v1/login HTTP/1.1", "Content-Length: 5", "Content-Length: 6"),
        ("POST /api/v1/login HTTP/1.1", "Transfer-Encoding: chunked, identity"),
        ("GET http://evil.example/api/v1/open HTTP/1.1",),
        ("GET /api/v1/open HTTP/1.1", "X-Long: " + "a" * 20_000),
        ("GET /api/v1/open HTTP/1.1", *(f"X-{n}: a" for n in range(500))),
        ("GET /" + "a" * 20_000 + " HTTP/1.1",),
    ],
    ids=lambda lines: "|".join(lines)[:50].replace(" ", "_"),
)
async def test_nothing_of_a_request_becomes_a_header_of_the_answer(lines: tuple[str, ...]) -> None:
    made, server = scene()
    async with made.client:
        answer = await raw(made.client.port or 0, *lines)
        head = answer.partition(b"\r\n\r\n")[0]
        assert INJECTED.encode() not in head
        assert b"evil.example" not in head
        assert not answer or answer.split(b" ")[1] in {
            b"200",
            b"302",
            b"400",
            b"404",
            b"415",
            b"422",
            b"431",
            b"503",
        }, answer[:200]
        assert (await made.ask("GET", "/open"))[0] == 200  # the next one is served
    await server.close()


async def test_a_host_that_is_none_of_ours_is_no_origin_of_ours(office: Office) -> None:
    """By a name that somebody else pointed here: `Origin` equal to `Host` is not enough where an address is set."""
    made, server = opened(secure=True)
    async with made.client:
        await made.people.add(
            Person("p1", "asha@example.com", password=KEPT, memberships={"acme": Membership("admin")})
        )
        sent = {"email": "asha@example.com", "password": SECRET}
        for headers, status in (
            ({"Origin": "https://evil.example", "Host": "evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": "https://leads.example.com.evil.example"}, 403),
            ({"Origin": "https://leads.example.com"}, 200),
            ({"Sec-Fetch-Site": "same-site"}, 403),
            ({"Sec-Fetch-Site": "none"}, 403),
        ):
            async with made.client.post("/api/v1/auth/login", json=sent, headers=headers) as answer:
                assert answer.status == status, headers
    await server.close()


@pytest.mark.parametrize(
    "path",
    [
        *("/console/assets/../secret.txt", "/console/assets/..%2fsecret.txt", "/console/assets/%2e%2e/secret.txt"),
        *(
            "/console/../../../../etc/passwd",
            "/console/..%2f..%2f..%2fetc%2fpasswd",
            "/console/%2e%2e%5c%2e%2e%5csecret.txt",
        ),
        *(
            "/console/assets//etc/passwd",
            "/console//etc/passwd",
            "/console/assets/main-1a.js%00.txt",
        ),
        *(
            "/console/secret.txt",
            "/console/assets/",
            "/console/assets/.hidden.js",
            "/console/.git/config",
            "/assets/main-1a.js",
        ),
        *(
            "/console/assets/....//secret.txt",
            "/console/assets/..;/secret.txt",
            "/console/assets/%c0%ae%c0%ae/secret.txt",
        ),
    ],
)
async def test_no_path_leads_out_of_what_was_built(tmp_path: Path, path: str) -> None:
    pages = tmp_path / "static"
    (pages / "assets").mkdir(parents=True)
    (pages / "index.html").write_text("the page")
    (pages / "assets" / "main-1a.js").write_text("1")
    for secret in (tmp_path / "secret.txt", pages / "secret.txt", pages / "assets" / ".hidden.js"):
        secret.write_text("quokka")
    app = web.Application()
    add_console(app, Built(pages), secure=False)
    server = TestServer(app)
    await server.start_server()
    answer = await raw(server.port or 0, f"GET {path} HTTP/1.1")
    await server.close()
    assert b"quokka" not in answer
    assert b"root:" not in answer
    assert answer.split(b" ")[1] in {b"200", b"400", b"404"}
    if answer.split(b" ")[1] == b"200":
        assert answer.endswith(b"the page")
