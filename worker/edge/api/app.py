"""The application: the table of routes, put before aiohttp."""

import re
from collections.abc import Sequence
from typing import Final

from aiohttp import web

from worker.console.files import Built
from worker.edge.api.arriving import MAX_BODY
from worker.edge.api.asking import Route, Services
from worker.edge.api.handling import answered_as_problems, handler_of
from worker.edge.api.openapi import PREFIX, pattern
from worker.edge.api.origins import Origins
from worker.edge.api.routes import ROUTES
from worker.edge.bounding import taken_in_time
from worker.edge.console import add_console

_PLACE: Final = re.compile(r"\{(\w+)\}")


def api_app(
    services: Services, origins: Origins, routes: Sequence[Route] = ROUTES, console: Built | None = None
) -> web.Application:
    """Give the HTTP application: the routes, and the console's pages (`console`: built elsewhere than usual)."""
    app = web.Application(client_max_size=MAX_BODY, middlewares=[taken_in_time, answered_as_problems])
    for route in routes:
        app.router.add_route(route.method, _path(route), handler_of(route, services, origins))
    app.on_response_prepare.append(_without_versions)
    add_console(app, console or Built(), secure=services.secure)
    return app


async def _without_versions(_: web.Request, response: web.StreamResponse) -> None:
    """Say what serves, and not in which version."""
    response.headers["Server"] = "leadworker"


def _path(route: Route) -> str:
    """Give the path as aiohttp wants it, with what each part may be: `/leads/query` is no lead."""
    return PREFIX + _PLACE.sub(lambda place: f"{{{place[1]}:{pattern(place[1]).strip('^$')}}}", route.path)
