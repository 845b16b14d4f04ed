"""Listening on an address of the settings."""

import structlog
from aiohttp import web

from worker.errors import ConfigurationError
from worker.settings import PREFIX, Settings

log = structlog.get_logger(__name__)


async def listening(settings: Settings, runner: web.AppRunner, name: str, said: tuple[str, str]) -> str | None:
    """Listen on `<name>_host` and `<name>_port`; give the address. `said`: events of the log, for that and for not.

    A port that is taken is an error where it was asked for, and a warning where it is the default (None then): a second
    worker on the same machine is not worth failing for.
    """
    names = (f"{name}_host", f"{name}_port")
    host, port = (getattr(settings, one) for one in names)
    place = f"{host}:{port}"
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        why = f"cannot listen on {place}: {error.strerror or error}; set {PREFIX}{names[1].upper()} (0: none)"
        if set(names) & settings.model_fields_set:
            raise ConfigurationError(why) from None
        log.warning(said[1], reason=why)
        return None
    log.info(said[0], address=f"http://{place}")
    return f"http://{place}"
