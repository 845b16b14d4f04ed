"""`leadworker serve`: the worker itself."""

import asyncio
import signal
from dataclasses import asdict
from typing import Annotated

import structlog
import typer
import uvloop

from worker import __version__
from worker.app import ALL_ROLES, open_app
from worker.errors import LeadWorkerError
from worker.servers import how_to_publish, not_durable, require_servers, servers
from worker.settings import Settings, unknown_variables
from worker.system import rare_collections
from worker.telemetry.logs import configure

log = structlog.get_logger(__name__)


def serve(
    roles: Annotated[
        str, typer.Option(help=f"Comma-separated parts of the work this process does: {', '.join(ALL_ROLES)}.")
    ] = ",".join(ALL_ROLES),
    embedded: Annotated[
        bool,
        typer.Option(
            "--embedded",
            help="For a look around without servers: in the place of each one that is not set, a broker inside this "
            "process, a mongod of its own. Nothing is durable then.",
        ),
    ] = False,
) -> None:
    """Read the queues, keep one lead per person, announce what changed. Stops gracefully on SIGTERM or Ctrl-C.

    Servers and accounts come from the environment, LEADWORKER_AMQP_URL, LEADWORKER_MONGO_URL and LEADWORKER_ACCOUNTS_DIR.
    Exit code: 0 stopped, 2 wrong usage, 75 the broker stays away, 78 a server is not set, or there is no account.

    Examples:

        leadworker serve

        leadworker serve --roles whatsapp,sweeper     # one of several replicas, for chats only

        leadworker serve --embedded                   # without RabbitMQ and MongoDB, to look around
    """
    wanted = [role.strip() for role in roles.split(",") if role.strip()]
    unknown = sorted(set(wanted) - set(ALL_ROLES))
    if unknown or not wanted:
        raise typer.BadParameter(
            f"unknown {', '.join(unknown) or 'nothing'}; known are {', '.join(ALL_ROLES)}", param_hint="--roles"
        )
    settings = Settings()
    if not embedded:
        require_servers(settings)
    elif not not_durable(settings):
        raise typer.BadParameter(
            "both servers are set, so nothing would be embedded: leave it out, or unset LEADWORKER_AMQP_URL and "
            "LEADWORKER_MONGO_URL",
            param_hint="--embedded",
        )
    as_json = configure(settings.log_level, settings.log_format)
    introduce(settings, wanted)
    try:
        code = uvloop.run(run(settings, wanted))
    except LeadWorkerError as error:
        if as_json:  # who reads lines of JSON gets no other
            log.error("worker.failed", problem=str(error))  # noqa: TRY400  # a sentence, no bug
            error.told = True
        raise
    if code:
        raise typer.Exit(code)


def introduce(settings: Settings, roles: list[str]) -> None:
    """Say what is about to work, with which servers, and what about the settings is not as it should be."""
    log.info(
        "worker.starting",
        version=__version__,
        roles=sorted(roles),
        accounts_dir=str(settings.accounts_dir.absolute()),
        **asdict(servers(settings)),
    )
    if warning := not_durable(settings):
        publishing = how_to_publish(settings)
        log.warning("worker.embedded", consequence=warning, **({"to_send_messages": publishing} if publishing else {}))
    for problem in unknown_variables():
        log.warning("settings.unknown", problem=problem)


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

    health = Health(settings.stall_seconds, stop, not_durable(settings))
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
