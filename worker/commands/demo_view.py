"""What the demonstration shows at its end: tables from the real store."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from worker.app import App
from worker.store.rule_summary import RuleSummary
from worker.store.summary import Summary
from worker.topology import INTAKE, NOTIFICATIONS, QUICK_MESSAGES, dead


async def show(app: App, console: Console, sent: int, seconds: float, kept: Path | None) -> None:
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
        ("lead", "spellings and ways", "messages"),
        [(_name(row["lead"]), _ways(row), str(row["messages"])) for row in await summary.met_several_ways(5)],
    )
    _table(
        console,
        "Two leads that turned out to be one person",
        ("lead", "what showed it"),
        [
            (_name(row["survivor"][0]) if row["survivor"] else row["lead"], _cause(row))
            for row in await summary.merges(6)
        ],
    )
    rows = await summary.not_applied()
    _table(
        console,
        "Not applied, and why",
        ("outcome", "reason", "parts", "for example"),
        [(row["outcome"], row["reason"], str(row["parts"]), str(row["detail"] or "")[:70]) for row in rows],
    )
    await _show_rules(app, console)
    letters = sum([await app.broker.depth(dead(queue)) for queue in INTAKE])
    console.print(
        f"[bold]{sent} messages in {seconds:.1f} s ({sent / seconds:,.0f}/s, paced for watching unless --fast)[/]: "
        f"{counts['leads']} leads, "
        f"{counts['history']} history entries, {counts['merged_away']} leads merged away, {letters} dead letters, "
        f"{counts['pending']} entries pending\n"
    )
    where = f"LEADWORKER_DATA_DIR={kept} " if kept else ""
    first = (await summary.met_several_ways(1))[0]
    message = json.loads(first["ways"][-1]["contact"])["id"]
    console.print(
        "Look further:" if kept else "Look further (after `leadworker demo --keep DIR`, with LEADWORKER_DATA_DIR=DIR):"
    )
    for command in (
        f"leads list --account {first['lead']['account']}",
        f"leads show {first['_id']}",
        f"explain {message}",
        "verify",
    ):
        console.print(f"  {where}leadworker {command}", style="cyan", highlight=False, soft_wrap=True)


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
                _short(row["text"]),
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


def _short(text: Any) -> str:
    flat = " ".join(str(text or "").split())
    return flat if len(flat) <= 60 else flat[:59] + "…"


def _table(console: Console, title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(
            column, overflow="fold", justify="right" if column in ("leads", "messages", "parts", "number") else "left"
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
