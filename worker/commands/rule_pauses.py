"""`leadworker rules paused` and `rules resume`: rules that met their limit and stopped, and how one goes on."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from schemas.durations import shown
from worker.automations.running.admission import resume
from worker.commands import rendering
from worker.commands.names import require, require_account
from worker.commands.rule_tests import rule_names
from worker.commands.session import reading, run
from worker.errors import NotPausedError
from worker.settings import Settings
from worker.store.automations import AutomationStore
from worker.system import SystemClock

AccountFilter = Annotated[str | None, typer.Option(help="Only rules of this account.")]


def paused_rules(
    account: AccountFilter = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per rule.")] = False,
) -> None:
    """List the rules that a limit with `then: pause` has stopped, and since when.

    Examples:

        leadworker rules paused --account acme
    """
    console = rendering.console(soft_wrap=True)
    found = run(_paused(account))
    for row in found:
        if as_json:
            rendering.line(row)
            continue
        told = f"  paused {rendering.moment(row['at'])}, after {row['times']:,} firings within {shown(row['per'])}"
        console.print(Text(f"{row['account']} {row['rule']}", "bold") + Text(told))
    if not found and not as_json:
        console.print("no rule is paused by its limit")


def resume_rule(
    rule: Annotated[str, typer.Argument(help="The rule's id.")],
    account: Annotated[str, typer.Option(help="The account it belongs to.")],
) -> None:
    """Let a rule go on that its limit has stopped. It counts from nothing; waits it held are looked at again.

    Exit code: 0 it goes on, 1 it is not paused, 2 there is no such rule or account, 75 a server is away.

    Examples:

        leadworker rules resume welcome-offer --account acme
    """
    if not run(_resumed(account, rule)):
        raise NotPausedError(
            f"the rule {rule!r} of {account!r} is not paused by its limit; see `leadworker rules paused`"
        )
    Console(highlight=False).print(f"{rule} goes on")


async def _paused(account: str | None) -> list[dict[str, Any]]:
    async with reading(Settings()) as session:
        await require_account(session, account)
        rows = await AutomationStore(session.mongo).paused(account)
        return [{"account": row["account"], "rule": row["name"], **row["pause"]} for row in rows]


async def _resumed(account: str, rule: str) -> bool:
    async with reading(Settings()) as session:
        await require_account(session, account)
        store = AutomationStore(session.mongo)
        if await resume(account, rule, store, SystemClock()):
            return True
        written = session.automations.get(account)
        if written is not None:
            require("rule", rule, rule_names([written]), f"in {account}")
        return False
