"""The console's pages over HTTP: what is handed out, with which headers, and what is said where nothing was built."""

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from worker.console.files import NONCE, Built
from worker.edge.bounding import taken_in_time
from worker.edge.console import add_console

PAGE = f'<meta property="csp-nonce" nonce="{NONCE}"><script src="/console/assets/main-1a.js" nonce="{NONCE}"></script>'
CODE = b"console.log('leads')\n" * 100


@pytest.fixture
def built(tmp_path: Path) -> Built:
    """A console that was built."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "look.js").write_text("1")
    (tmp_path / "built-from").write_text("a secret of the build")
    (tmp_path / "assets" / "main-1a.js").write_bytes(CODE)
    (tmp_path / "assets" / "main-1a.js.gz").write_bytes(gzip.compress(CODE))
    return Built(tmp_path)


async def served(built: Built, *, secure: bool = False) -> AsyncIterator[aiohttp.ClientSession]:
    app = web.Application()
    add_console(app, built, secure=secure)
    async with (
        TestServer(app) as server,
        aiohttp.ClientSession(server.make_url("/"), auto_decompress=False) as browser,
    ):
        yield browser


@pytest.fixture
async def browser(built: Built) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser on it, by http."""
    async for one in served(built):
        yield one


@pytest.mark.parametrize("path", ["/console/", "/console/acme/leads?q=asha", "/console/sign-in", "/console/a/b/c.d"])
async def test_every_address_of_the_console_is_the_same_page(browser: aiohttp.ClientSession, path: str) -> None:
    answer = await browser.get(path)
    assert (answer.status, answer.content_type) == (200, "text/html")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script" in await answer.text()


async def test_the_page_allows_nothing_of_elsewhere_and_has_another_nonce_each_time(
    browser: aiohttp.ClientSession,
) -> None:
    nonces = set()
    for _ in range(3):
        answer = await browser.get("/console/")
        policy, text = answer.headers["Content-Security-Policy"], await answer.text()
        (nonce,) = re.findall(r"style-src 'self' 'nonce-([\w-]{22})'", policy)
        assert text == PAGE.replace(NONCE, nonce)
        for word in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert word in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in answer.headers
        nonces.add(nonce)
    assert len(nonces) == 3


async def test_assets_are_kept_for_ever_and_come_compressed(browser: aiohttp.ClientSession) -> None:
    answer = await browser.get("/console/assets/main-1a.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (answer.content_type, answer.headers["Content-Encoding"]) == ("text/javascript", "gzip")
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(await answer.read()) == CODE
    plain = await browser.get("/console/assets/main-1a.js", headers={"Accept-Encoding": "identity"})
    assert await plain.read() == CODE


async def test_a_file_beside_the_page_is_asked_for_each_time(browser: aiohttp.ClientSession) -> None:
    answer = await browser.get("/console/look.js")
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "name", ["none.js", "main-1a.js.gz", "..%2Fbuilt-from", "%2e%2e/built-from", ".hidden.js", "main-1a.js%00", ""]
)
async def test_no_other_file_is_handed_out(browser: aiohttp.ClientSession, name: str) -> None:
    answer = await browser.get(f"/console/assets/{name}")
    assert answer.status in (200, 404)
    assert "secret" not in await answer.text()
    if answer.status == 200:  # not below assets/ any more: an address of the console
        assert answer.content_type == "text/html"


@pytest.mark.parametrize("path", ["/", "/console"])
async def test_who_types_the_host_alone_is_sent_to_the_console(browser: aiohttp.ClientSession, path: str) -> None:
    answer = await browser.get(path, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/console/")


async def test_where_nothing_was_built_it_says_how_to(tmp_path: Path) -> None:
    async for browser in served(Built(tmp_path / "none")):
        answer = await browser.get("/console/")
        assert (answer.status, answer.content_type) == (503, "text/plain")
        assert "make console" in await answer.text()


async def test_with_https_browsers_are_told_to_stay_with_it(built: Built) -> None:
    async for browser in served(built, secure=True):
        for path in ("/console/", "/console/assets/main-1a.js"):
            assert "max-age=" in (await browser.get(path)).headers["Strict-Transport-Security"]


async def test_a_file_is_sent_once_and_leaves_the_connection_as_it_is(
    built: Built, caplog: pytest.LogCaptureFixture
) -> None:
    app = web.Application(middlewares=[taken_in_time])
    add_console(app, built, secure=False)
    async with TestServer(app) as server, aiohttp.ClientSession(server.make_url("/")) as session:
        for _ in range(2):
            async with session.get("/console/assets/main-1a.js") as answer:
                assert (answer.status, bool(await answer.read())) == (200, True)
        assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
