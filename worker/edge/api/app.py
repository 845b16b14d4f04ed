"""The application: the table of routes, put before aiohttp; and the server that listens."""

import contextlib
import re
from collections.abc import AsyncIterator, Sequence
from typing import Final

import structlog
from aiohttp import web

from worker.edge.api.asking import Route, Services
from worker.edge.api.handling import MAX_BODY, answered_as_problems, handler_of
from worker.edge.api.openapi import PREFIX, pattern
from worker.edge.api.origins import Origins
from worker.edge.api.routes import ROUTES
from worker.errors import ConfigurationError
from worker.settings import Settings

log = structlog.get_logger(__name__)

CLOSE_SECONDS: Final = 3.0
_PLACE: Final = re.compile(r"\{(\w+)\}")


def api_app(services: Services, origins: Origins, routes: Sequence[Route] = ROUTES) -> web.Application:
    """Give the HTTP application."""
    app = web.Application(client_max_size=MAX_BODY, middlewares=[answered_as_problems])
    for route in routes:
        app.router.add_route(route.method, _path(route), handler_of(route, services, origins))
    return app


def _path(route: Route) -> str:
    """Give the path as aiohttp wants it, with what each part may be: `/leads/query` is no lead."""
    return PREFIX + _PLACE.sub(lambda place: f"{{{place[1]}:{pattern(place[1]).strip('^$')}}}", route.path)


@contextlib.asynccontextmanager
async def serve_api(settings: Settings, services: Services) -> AsyncIterator[str | None]:
    """Serve the API and the console while within; give the address, None where there is none.

    A port that is taken is an error where it was asked for, and a warning where it is the default, as for health.
    """
    if settings.console_port == 0:
        yield None
        return
    origins = Origins.of(settings.console_url, settings.trusted_proxies)
    runner = web.AppRunner(
        api_app(services, origins), access_log=None, handle_signals=False, shutdown_timeout=CLOSE_SECONDS
    )
    await runner.setup()
    try:
        yield await _listening(settings, runner)
    finally:
        await runner.cleanup()


async def _listening(settings: Settings, runner: web.AppRunner) -> str | None:
    place = f"{settings.console_host}:{settings.console_port}"
    try:
        await web.TCPSite(runner, settings.console_host, settings.console_port).start()
    except OSError as error:
        why = f"cannot listen on {place}: {error.strerror or error}; set LEADWORKER_CONSOLE_PORT (0: none)"
        if {"console_host", "console_port"} & settings.model_fields_set:
            raise ConfigurationError(why) from None
        log.warning("console.off", reason=why)
        return None
    log.info("console.on", address=f"http://{place}")
    return f"http://{place}"
