"""`leadworker`: the commands, each in a module of `worker.commands`; this page registers them.

Exit codes: 0 done, 1 done but something was found or refused, 2 wrong usage, 65 a file cannot be read, 70 a bug,
75 a server is away, 78 the configuration is wrong (after sysexits.h).
"""

import sys

import typer

from worker import __version__
from worker.commands.accounts import accounts_app
from worker.commands.dead_letters import dead_letters_app
from worker.commands.demo import demo
from worker.commands.doctor import doctor
from worker.commands.explain import explain
from worker.commands.identity import identity
from worker.commands.import_ import import_list
from worker.commands.leads import leads_app
from worker.commands.rekey import rekey
from worker.commands.rule_explain import explain_rules, why_owner
from worker.commands.rule_pauses import paused_rules, resume_rule
from worker.commands.rule_replays import backtest, diff
from worker.commands.rule_tests import play_tests
from worker.commands.rules import rules_app
from worker.commands.schemas import schemas
from worker.commands.serve import serve
from worker.commands.verify import verify
from worker.errors import BrokerUnavailableError, ConfigurationError, LeadWorkerError, StoreUnavailableError
from worker.importing.faults import ListChangedError, UnreadableListError

app = typer.Typer(
    name="leadworker",
    help="Turns WhatsApp chats, broadcast lists and plugin webhooks into one lead per person.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(serve)
app.command()(demo)
app.command()(identity)
app.command()(explain)
app.command("import")(import_list)
app.command()(verify)
app.command()(rekey)
app.command()(doctor)
app.command()(schemas)
app.add_typer(accounts_app, name="accounts")
app.add_typer(rules_app, name="rules")
rules_app.command("test")(play_tests)
rules_app.command("explain")(explain_rules)
rules_app.command("backtest")(backtest)
rules_app.command("diff")(diff)
rules_app.command("why-owner")(why_owner)
rules_app.command("paused")(paused_rules)
rules_app.command("resume")(resume_rule)
app.add_typer(dead_letters_app, name="dead-letters")
app.add_typer(leads_app, name="leads")

EXIT_CODES: dict[type[LeadWorkerError], int] = {
    StoreUnavailableError: 75,
    BrokerUnavailableError: 75,
    ConfigurationError: 78,
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
        print(f"leadworker: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 1))
