"""The console's pages over HTTP: one page for every address below `/console/`, and the files that it loads.

The page forbids everything that it does not need (Content-Security-Policy Level 3, https://www.w3.org/TR/CSP3/): no
script, style or frame of elsewhere. React Aria adds one style element, which is let in by a nonce of its own per answer.
"""

import secrets
from typing import Final

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from worker.console.files import KINDS, Built

PAGES: Final = "/console/"
YEAR: Final = 31_536_000  # seconds
_CSP: Final = (
    "default-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_EVERYWHERE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
NOT_BUILT: Final = """The console's pages were not built.

In a checkout:       make console      (Node comes with it where it is missing)
From the index:      pip install leadworker      (its wheel carries them)

The API is there nevertheless: /api/v1/openapi.json
"""


class OneFile(web.FileResponse):
    """A file that is sent once, though it is asked to begin twice: `bounding.taken_in_time` has sent it by the time aiohttp does.

    Other answers know that they were sent; a file of aiohttp 3.14 begins anew and fails, which costs the browser its connection.
    """

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send it, unless it was sent."""
        return None if self.prepared else await super().prepare(request)


def add_console(app: web.Application, built: Built, *, secure: bool) -> None:
    """Add the pages' routes. `secure`: people come by https, and browsers are told to stay with it."""

    async def page(_: web.Request) -> web.StreamResponse:
        nonce = secrets.token_urlsafe(16)
        text = built.page(nonce)
        if text is None:
            return web.Response(text=NOT_BUILT, status=503, headers=_EVERYWHERE | {"Cache-Control": "no-store"})
        headers = _EVERYWHERE | {"Cache-Control": "no-store", "Content-Security-Policy": _CSP.format(nonce=nonce)}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def asset(request: web.Request) -> web.StreamResponse:
        path = built.asset(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        kept = {"Cache-Control": f"public, max-age={YEAR}, immutable", "Content-Type": KINDS[path.suffix]}
        return OneFile(path, headers=_EVERYWHERE | kept)

    async def below(request: web.Request) -> web.StreamResponse:
        path = built.loose(request.match_info["rest"])
        if path is None:
            return await page(request)
        asked = {"Cache-Control": "no-cache", "Content-Type": KINDS[path.suffix]}
        return OneFile(path, headers=_EVERYWHERE | asked)

    async def there(_: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(PAGES)

    async def by_https_alone(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")

    app.router.add_get("/", there)
    app.router.add_get(PAGES.rstrip("/"), there)
    app.router.add_get(PAGES + "assets/{name}", asset)
    app.router.add_get(PAGES + "{rest:.*}", below)
    if secure:
        app.on_response_prepare.append(by_https_alone)
