"""`leadworker`: the commands, each in a module of `worker.commands` that `worker.commands.menu` imports on demand.

Exit codes: 0 done, 1 done but something was found or refused, 2 wrong usage (or a name that does not exist),
65 a file cannot be read, 70 a bug, 75 a server is away, 78 the configuration is wrong (after sysexits.h).
"""

import sys

import typer

from worker import __version__
from worker.commands.menu import Menu
from worker.errors import (
    BrokerUnavailableError,
    ConfigurationError,
    LeadWorkerError,
    ListChangedError,
    StoreRefusedError,
    StoreUnavailableError,
    UnknownNameError,
    UnreadableListError,
)

app = typer.Typer(
    name="leadworker",
    cls=Menu,
    help="Turns WhatsApp chats, broadcast lists and plugin webhooks into one lead per person.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

EXIT_CODES: dict[type[LeadWorkerError], int] = {
    StoreRefusedError: 78,  # before the kind of error that it is
    StoreUnavailableError: 75,
    BrokerUnavailableError: 75,
    ConfigurationError: 78,
    UnknownNameError: 2,
    UnreadableListError: 65,
    ListChangedError: 65,
}


@app.callback(invoke_without_command=True)
def root(version: bool = typer.Option(False, "--version", help="Show the version and stop.")) -> None:
    """Show the version, or run the command given."""
    if version:
        print(f"leadworker {__version__}")  # noqa: T201
        raise typer.Exit


def main() -> None:
    """Run the command line; an error of ours becomes one sentence and its exit code."""
    try:
        app()
    except LeadWorkerError as error:
        if not error.told:
            print(f"leadworker: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 1))
