"""What the demonstration shows at its end: tables from the real store."""

import json
import shlex
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from worker.app import App
from worker.commands.rendering import plain
from worker.demo.scenario import SEED
from worker.store.rule_summary import RuleSummary
from worker.store.summary import Summary
from worker.topology import INTAKE, NOTIFICATIONS, QUICK_MESSAGES, dead

_KEEP: Final = "demo-data"
_MERGES: Final = 6  # shown
_TEXT: Final = 60  # characters of a message
_DETAIL: Final = 140  # and of why something was refused


@dataclass(frozen=True, slots=True)
class Told:
    """How the story was told: messages, seconds, the seed of its people, and where its data are kept, if they are."""

    sent: int
    seconds: float
    seed: int
    kept: Path | None


async def show(app: App, console: Console, told: Told) -> None:
    """Print what became of the messages, what rules made of it, and how to look further."""
    summary = Summary(app.mongo)
    counts = await summary.counts()
    console.print()
    _table(
        console,
        "Leads by source",
        ("account", "first came in by", "leads"),
        [(row["account"], row["source"] or "?", str(row["leads"])) for row in await summary.by_source()],
    )
    _table(
        console,
        "One person, several ways in",
        ("lead", "spellings and ways", "contacts"),
        [(_name(row["lead"]), _ways(row), str(row["messages"])) for row in await summary.met_several_ways(5)],
    )
    merges = await summary.merges(_MERGES)
    _table(
        console,
        f"Two leads that turned out to be one person{_of(len(merges), counts['merged_away'])}",
        ("lead", "what showed it"),
        [(_name(row["survivor"][0]) if row["survivor"] else row["lead"], _cause(row)) for row in merges],
    )
    rows = await summary.not_applied()
    _table(
        console,
        "Not applied, and why",
        ("outcome", "reason", "parts", "for example"),
        [(row["outcome"], row["reason"], str(row["parts"]), _short(row["detail"], _DETAIL)) for row in rows],
    )
    await _show_rules(app, console)
    letters = sum([await app.broker.depth(dead(queue)) for queue in INTAKE])
    console.print(
        f"[bold]{told.sent} messages in {told.seconds:.1f} s ({told.sent / told.seconds:,.0f}/s, paced for watching unless "
        "--fast)[/]: "
        f"{counts['leads']} leads, "
        f"{counts['history']} history entries, {counts['merged_away']} leads merged away, {letters} dead letters, "
        f"{counts['pending']} entries pending\n"
    )
    first = (await summary.met_several_ways(1))[0]
    message = json.loads(first["ways"][-1]["contact"])["id"]
    console.print("Look further:" if told.kept else "Nothing was kept. To look further, have it told again and kept:")
    for command in next_commands(told, first["lead"], message):
        console.print(f"  {command}", style="cyan", highlight=False, soft_wrap=True)


def next_commands(told: Told, lead: Mapping[str, Any], message: str) -> list[str]:
    """Give commands that show more, as they can be typed, of the kept data or of the same story told again.

    The same seed has the same people, numbers and messages; ids of leads are new each time, so they are not named.
    """
    where = shlex.quote(str(told.kept or _KEEP))
    again = f"leadworker demo --keep {where}" + (f" --seed {told.seed}" if told.seed != SEED else "")
    commands = [f"leads list --account {lead['account']}"]
    commands += [f"leads show {lead['phone']}"] if lead["phone"] else []
    commands += [f"explain {message}", "verify"]
    seen = "leadworker demo --console" + (f" --seed {told.seed}" if told.seed != SEED else "")
    return [
        *([] if told.kept else [again]),
        *(f"LEADWORKER_DATA_DIR={where} leadworker {one}" for one in commands),
        seen,
    ]


def _of(shown: int, there: int) -> str:
    return f" ({shown} of {there})" if shown < there else ""


async def _show_rules(app: App, console: Console) -> None:
    summary = RuleSummary(app.mongo)
    owners = ", ".join(f"{row['_id']} {row['leads']}" for row in await summary.by_owner())
    chosen = [(_name(row["lead"]), _choice(row["content"]["assigned"][0])) for row in await summary.assignments(4)]
    _table(console, f"Rules: who got a lead, and why ({owners})", ("lead", "given to"), chosen)
    _table(
        console,
        "Rules: what was queued, and what was refused",
        ("rule", "action", "how", "number", "for example"),
        [
            (
                str(row["_id"]["rule"]),
                str(row["_id"]["kind"]),
                str(row["_id"]["way"]),
                str(row["n"]),
                _short(row["text"], _TEXT),
            )
            for row in await summary.queued()
        ],
    )
    _table(
        console,
        "Rules: what became of waits (the clock was put forward four hours)",
        ("rule", "wait", "ended", "number", "for example"),
        [
            (
                row["_id"]["rule"],
                row["_id"]["wait"],
                _ended(row["_id"]),
                str(row["n"]),
                _name(row["lead"][0]) if row["lead"] else "",
            )
            for row in await summary.waits()
        ],
    )
    _table(
        console,
        "Rules: how often each was asked, and what decided",
        ("rule", "outcome", "because", "number"),
        [(row["rule"], row["outcome"], row["because"], str(row["runs"])) for row in await summary.runs()],
    )
    console.print(
        f"{await app.broker.depth(QUICK_MESSAGES)} quick messages and {await app.broker.depth(NOTIFICATIONS)} notifications "
        "wait in their queues for whoever sends them\n"
    )


def _choice(choice: dict[str, Any]) -> str:
    passed = "; ".join(f"not {row['user']}: {row['why']}" for row in choice["skipped"])
    return f"{choice['user']} - {choice['why']}" + (f"\n{passed}" if passed else "")


def _ended(wait: dict[str, Any]) -> str:
    return f"{wait['state']}: {wait['because']}" if wait.get("because") else str(wait["state"])


def _short(text: Any, limit: int) -> str:
    """Give a text on one line, cut at the end of a word."""
    flat = " ".join(str(text or "").split())
    return textwrap.shorten(flat, limit, placeholder=" …") if " " in flat[:limit] else plain(flat, limit)


def _table(console: Console, title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(
            column, overflow="fold", justify="right" if column in ("leads", "contacts", "parts", "number") else "left"
        )
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    console.print(table)
    console.print()


def _name(lead: dict[str, Any]) -> str:
    name = lead["fields"].get("name", {}).get("v") or "(no name)"
    return f"{name}\n{lead['phone'] or 'no phone'}"


def _ways(row: dict[str, Any]) -> str:
    """Each way once, with the number as it was written there."""
    seen: dict[str, str] = {}
    for way in row["ways"]:
        identities = json.loads(way["contact"])["identities"]
        seen.setdefault(f"{way['origin']}: {', '.join(identity[2] for identity in identities)}", "")
    return "\n".join(seen)


def _cause(row: dict[str, Any]) -> str:
    entries = row["cause_entry"]
    if not entries:
        return str(row["cause"])
    said = json.loads(entries[0]["contact"])
    return f"{said['activity']} by {said['origin']} names both\n" + " = ".join(
        identity[0] for identity in said["identities"]
    )
