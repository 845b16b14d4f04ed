"""`leadworker serve`: the worker itself."""

import asyncio
import signal
from typing import Annotated

import structlog
import typer
import uvloop

from worker.app import ALL_ROLES, open_app
from worker.settings import Settings
from worker.system import rare_collections
from worker.telemetry.logs import configure

log = structlog.get_logger(__name__)


def serve(
    roles: Annotated[
        str, typer.Option(help=f"Comma-separated parts of the work this process does: {', '.join(ALL_ROLES)}.")
    ] = ",".join(ALL_ROLES),
) -> None:
    """Read the queues, keep one lead per person, announce what changed. Stops gracefully on SIGTERM or Ctrl-C.

    Servers and accounts come from the environment, LEADWORKER_AMQP_URL, LEADWORKER_MONGO_URL and LEADWORKER_ACCOUNTS_DIR.

    Examples:

        leadworker serve

        leadworker serve --roles whatsapp,sweeper     # one of several replicas, for chats only
    """
    wanted = [role.strip() for role in roles.split(",") if role.strip()]
    unknown = sorted(set(wanted) - set(ALL_ROLES))
    if unknown or not wanted:
        raise typer.BadParameter(
            f"unknown {', '.join(unknown) or 'nothing'}; known are {', '.join(ALL_ROLES)}", param_hint="--roles"
        )
    settings = Settings()
    configure(settings.log_level, settings.log_format)
    if code := uvloop.run(run(settings, wanted)):
        raise typer.Exit(code)


async def run(settings: Settings, roles: list[str]) -> int:
    """Serve until a signal asks to stop, and give the exit code.

    A signal while we wait for servers at the start, and the second one later, end at once: what was under way is
    delivered again.
    """
    stop, started = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    code = 0

    def asked(number: signal.Signals) -> None:
        nonlocal code
        if stop.is_set():
            code = 128 + number
        if task is not None and (stop.is_set() or not started.is_set()):
            log.warning("worker.ended_at_once", signal=number.name)
            task.cancel()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked, number)
    # Imported here, because an HTTP server would add half again to the start of every other command.
    from worker.edge.health import Health, serve_health  # noqa: PLC0415

    health = Health(settings.stall_seconds, stop)
    try:
        async with serve_health(settings, health), open_app(settings) as app:
            started.set()
            health.watch(app)
            rare_collections()
            await app.serve(roles, stop)
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
    return code
