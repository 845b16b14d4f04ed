"""`leadworker rules backtest` and `rules diff`: what rules would have done with what really happened."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from schemas.durations import shown
from worker.automations.rules.loading import Automations
from worker.automations.rules.ruleset import RuleSet
from worker.automations.trying.lateness import TOLD_MS, Lateness
from worker.automations.trying.replay import Replay, ReplayTally
from worker.commands import rendering
from worker.commands.rule_tests import loaded, require_rule
from worker.commands.rules import Account, Directory
from worker.commands.session import Session, reading, run
from worker.commands.times import span_ms
from worker.settings import Settings
from worker.store.recorded_events import Recorded
from worker.system import SystemClock

Since = Annotated[str, typer.Option(help="How far back: 24h, 7d, 90d.")]


def backtest(
    directory: Directory = None,
    since: Since = "7d",
    account: Account = None,
    only: Annotated[str | None, typer.Option("--rule", help="Only the rule with this id.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per rule.")] = False,
) -> None:
    """Say how often each rule would have fired on recorded events, and on whom. Acts on nothing.

    Limits, order and stops are kept; what the rules would have changed does not come back as further events. Limits count
    from when the worker acts: where it was behind then (what rules fired on tells), so does this.
    Exit code: 0, 2 wrong usage, 75 a server is away, 78 rules are broken.

    Examples:

        leadworker rules backtest --since 7d

        leadworker rules backtest my-accounts --rule nudge-the-silent --since 30d --json
    """
    found = loaded(directory, account)
    require_rule(only, found)
    for one, (replay,) in run(_replayed([found], span_ms(since, "--since"))):
        rows = [(name, tally) for name, tally in replay.tallies.items() if only in (None, name)]
        if as_json:
            for name, tally in rows:
                late = {"late_ms": max(0, replay.lateness.worst)}
                rendering.line({"account": one, "rule": name, **_counts(tally), **late, "examples": tally.examples})
        else:
            _show_backtest(one, replay, rows)


def diff(
    old: Annotated[Path, typer.Argument(help="Accounts directory as it is.")],
    new: Annotated[Path, typer.Argument(help="Accounts directory as it shall be.")],
    since: Since = "7d",
    account: Account = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per rule that differs.")] = False,
) -> None:
    """Compare two versions of the rules by what they would have done: firings, and who would newly get a message.

    Exit code: 0 they would have done the same, 1 they differ, 2 wrong usage.

    Examples:

        git worktree add /tmp/old main && leadworker rules diff /tmp/old/accounts accounts --since 7d
    """
    console = rendering.console(soft_wrap=True)
    differs = False
    versions = [loaded(old, account), loaded(new, account)]
    for one, (before, after) in run(_replayed(versions, span_ms(since, "--since"))):
        for name in sorted({*before.tallies, *after.tallies}):
            was, now = before.tallies.get(name, ReplayTally()), after.tallies.get(name, ReplayTally())
            newly, no_more = sorted(now.messages - was.messages), sorted(was.messages - now.messages)
            if (was.fired, was.leads) == (now.fired, now.leads) and not newly and not no_more:
                continue
            differs = True
            told = {"account": one, "rule": name, "fired_before": was.fired, "fired_after": now.fired}
            told |= {"newly_messaged": newly, "no_longer_messaged": no_more}
            if as_json:
                rendering.line(told)
                continue
            console.print(f"[bold]{escape(one)}  {escape(name)}[/]: {was.fired} -> {now.fired} firings")
            _show_leads(console, "would newly get a message", newly)
            _show_leads(console, "would get no message any more", no_more)
    if not differs and not as_json:
        console.print("the same firings, on the same leads")
    if differs:
        raise typer.Exit(1)


def _show_leads(console: Console, what: str, leads: Sequence[str]) -> None:
    if leads:
        more = f" and {len(leads) - 20} more" if len(leads) > 20 else ""
        console.print(f"  {len(leads)} {what}: {', '.join(leads[:20])}{more}")


async def _replayed(sets: Sequence[Sequence[Automations]], since_ms: int) -> list[tuple[str, list[Replay]]]:
    """Replay each account's recorded events through each version of its rules; give account and replays."""
    async with reading(Settings()) as session:
        versions = [{one.account.id: one for one in found} for found in sets]
        names = sorted({name for found in versions for name in found})
        return [(name, await _of_account(session, name, versions, since_ms)) for name in names]


async def _of_account(
    session: Session, name: str, versions: Sequence[Mapping[str, Automations]], since_ms: int
) -> list[Replay]:
    recorded, start = Recorded(session.mongo), SystemClock().now() - since_ms
    lateness = Lateness([seen async for seen in recorded.looked_at(name, start)])
    replays = [Replay(found[name].rules if name in found else RuleSet(), lateness) for found in versions]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    total = await recorded.count(name, start)
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task(f"replaying {name}", total=total)
        done = 0
        async for row in recorded.rows(name, start):
            for replay in replays:
                replay.feed(row)
            done += 1
            if done % 500 == 0:
                progress.update(task, completed=done)
    return replays


def _counts(tally: ReplayTally) -> dict[str, Any]:
    return {"fired": tally.fired, "leads": len(tally.leads), "messages": len(tally.messages), "held": dict(tally.held)}


def _show_backtest(account: str, replay: Replay, rows: Sequence[tuple[str, ReplayTally]]) -> None:
    console = Console(highlight=False)
    table = Table(title=f"{escape(account)}: {replay.events:,} recorded events", title_justify="left")
    for column, justify in (
        ("rule", "left"),
        ("fired", "right"),
        ("leads", "right"),
        ("held back", "left"),
        ("for example", "left"),
    ):
        table.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type]  # the literals of rich's alignment, from a table
    for name, tally in rows:
        held = ", ".join(f"{why} {number}" for why, number in tally.held.most_common())
        examples = ", ".join(lead for lead, _, _ in tally.examples[:2])
        table.add_row(escape(name), f"{tally.fired:,}", f"{len(tally.leads):,}", held, examples)
    console.print(table)
    lateness = replay.lateness
    limited = any(rule.once or rule.limit for rule in replay.rules.rules if rule.id in dict(rows))
    if limited and lateness.worst >= TOLD_MS:
        when = datetime.fromtimestamp(lateness.worst_at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
        late = shown(lateness.worst // TOLD_MS * TOLD_MS)
        console.print(
            f"Rules looked at events up to {late} after they came (one of {when}). Limits are counted from when they did."
        )
