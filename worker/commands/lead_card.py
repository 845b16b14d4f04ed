"""A lead as people read it: its card and its timeline, on a terminal; and both as plain values for programs."""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from worker.commands import rendering
from worker.commands.rendering import moment, plain
from worker.inert import plain_key
from worker.leads import reuse_told
from worker.leads.lead import Lead
from worker.leads.versions import is_waiting
from worker.lookups.timeline import Moment

Row = tuple[str, Text | str]
_STATUS_STYLES: Final[Mapping[str, str]] = {"open": "green", "closed": "cyan", "cancelled": "dim"}
_SKIPPED: Final = (
    "contact",
    "raw",
    "before",
    "after",
    "prev",
    "hash",
    "salt",
    "personal_digest",
    "personal_size",
)  # of an entry shown as plain values


def values(lead: Lead, moments: Sequence[Moment]) -> dict[str, Any]:
    """Give a lead with its timeline as plain values."""
    return {
        **lead.view(),
        "updated_at": lead.updated_at,
        "identities": lead.identities,
        "provenance": {plain_key(name): cell for name, cell in lead.fields.items()},
        "extra": {plain_key(name): cell for name, cell in lead.extra.items()},
        "consent": lead.consent,
        "flags": lead.flags,
        "numbers": reuse_told.numbers(lead),
        "alternates": lead.alternates,
        "tasks": lead.tasks,
        "apart": lead.apart,
        "merged_into": lead.merged_into,
        "pending": [entry["_id"] for entry in lead.pend],
        "timeline": [{name: value for name, value in item.entry.items() if name not in _SKIPPED} for item in moments],
    }


def card(lead: Lead, survivor: Lead | None, *, now: int) -> RenderableType:
    """Give the card of a lead. `survivor` is where it was merged into; `now` is Unix ms."""
    title = Text(plain(lead.value("name")) or "(no name)", style="bold")
    title.append(f"   {lead.phone or 'no phone'}")
    title.append(f"   {lead.state.get('v')}", style=_STATUS_STYLES.get(lead.status, ""))
    title.append(f" ({lead.status})", style="dim")
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    if survivor is not None:
        gone = Text(f"merged into {survivor.id} ", style="yellow")
        gone.append(f"({plain(survivor.value('name'))}): leadworker leads show {survivor.id}", style="dim")
        table.add_row("gone", gone)
    for label, text in (*_facts(lead), *_person(lead, now), *_extras(lead)):
        table.add_row(label, Text(text) if isinstance(text, str) else text)
    return Group(title, Padding(table, (0, 0, 0, 2)))


def _facts(lead: Lead) -> Iterable[Row]:
    yield "id", f"{lead.id}  (account {lead.account}, version {lead.seq})"
    for entry in lead.identities:
        yield "identity", _identity(entry)
    for told in reuse_told.numbers(lead):
        yield "number", Text(told, style="yellow")
    if lead.first:
        yield "source", f"{lead.first['source']} by {lead.first['origin']}, {moment(lead.first['t'])} UTC"
    if lead.touch:
        yield "attribution", plain(lead.touch["data"], 300)
    if lead.assignee.get("v") is not None:
        yield "assignee", f"{lead.assignee['v']} (by {lead.assignee['by']})"
    for name, cell in sorted(lead.fields.items()):
        yield plain_key(name), _cell(cell)


def _person(lead: Lead, now: int) -> Iterable[Row]:
    if lead.tag_names:
        yield "tags", ", ".join(plain_key(name) for name in lead.tag_names)
    for name, word in sorted(lead.consent.items()):
        yield f"consent {name}", f"{moment(word['t'])} UTC, {word['reason']}"
    if lead.opted_out:
        yield "opted out", Text("yes", style="bold red")
    yield "messages", _counted(lead.counts)
    if lead.last_inbound_at is not None:
        until = lead.window_until or 0
        window = f"open until {moment(until)} UTC" if until > now else "closed"
        yield "last inbound", f"{moment(lead.last_inbound_at)} UTC; the 24-hour window is {window}"
    for failure in lead.failures:
        yield "not delivered", Text(_failure(failure, now), style="yellow")
    if lead.incomplete:
        yield "missing", Text(", ".join(lead.incomplete), style="yellow")


_MEANINGS: Final[Mapping[str, str]] = {
    "unreachable": "WhatsApp does not deliver to this address",
    "window_closed": "WhatsApp says that the 24-hour window is closed",
    "limited": "no marketing templates",
    "try_again": "it failed in passing",
    "failed": "it failed, which says nothing about the person",
}


def _failure(failure: Mapping[str, Any], now: int) -> str:
    """Tell what a failure means, since when, until when, and by which code."""
    until = failure["until"]
    over = (
        "" if until is None else f" until {moment(until)} UTC" if until > now else f", over since {moment(until)} UTC"
    )
    told = " ".join(filter(None, (failure["code"] or "no code", plain(failure["title"], 120))))
    return f"{_MEANINGS[failure['means']]}{over or ' until they write'} ({told}, {moment(failure['at'])} UTC)"


def _extras(lead: Lead) -> Iterable[Row]:
    if lead.flags:
        yield "flags", Text(", ".join(lead.flags), style="yellow")
    if lead.alternates:
        yield "also", ", ".join(lead.alternates)
    for task in lead.tasks.values():
        due = f", due {moment(task['due_at'])}" if task.get("due_at") else ""
        yield "task", f"{plain(task['title'])}{due}{', done' if task.get('done_at') else ''}"
    for name, cell in sorted(lead.extra.items()):
        yield plain_key(name), _cell(cell)
    if lead.apart:
        yield "set apart", f"from {', '.join(lead.apart)}: never merged with it by itself"
    if lead.pend:
        yield (
            "pending",
            Text(f"{rendering.plural(len(lead.pend), 'entry', 'entries')} not announced yet", style="yellow"),
        )


def _counted(counts: Mapping[str, int]) -> str:
    others = [(counts["calls"], "call"), (counts["forms"], "form"), (counts["rows"], "row")]
    beside = [rendering.plural(number, word) for number, word in others if number]
    of_lists = " of lists" if counts["rows"] else ""
    more = f"; {', '.join(beside)}{of_lists}" if beside else ""
    return f"{counts['inbound']:,} from the person, {counts['outbound']:,} of ours{more}"


def _identity(entry: Mapping[str, Any]) -> Text:
    text = Text(entry["k"])
    address = str(entry["raw"]).removeprefix("+")
    notes = [
        f"addressed as {entry['raw']}" if not entry["k"].endswith(f":{address}") else "",
        "vouched for by WhatsApp" if entry["trusted"] else "",
        f"retired {moment(entry['retired'])}" if entry["retired"] else "",
    ]
    return text.append("".join(f"  {note}" for note in notes if note), style="dim")


def _cell(cell: Mapping[str, Any]) -> Text:
    text = Text(plain(cell["v"], 300))
    return text.append(f"  by {cell['by']}, {moment(cell['t'])}, {plain(cell['m'], 60)}", style="dim")


def story(moments: Sequence[Moment]) -> RenderableType:
    """Give a timeline: when, who, what."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("when (UTC)", no_wrap=True, style="dim")
    table.add_column("who", overflow="fold", max_width=24)
    table.add_column("what", overflow="fold", ratio=1)
    completed = {_completes(item.entry) for item in moments}
    for item in moments:
        entry = item.entry
        if item.written_for and entry["type"] == "merged_away":
            continue  # the survivor's own entry says the same
        table.add_row(moment(entry["at"]), Text(plain(rendering.who(entry["by"]), 60)), _what(item, completed))
    return table


def _completes(entry: Mapping[str, Any]) -> str:
    """Give the message of which an entry is the content that came later; "" for any other entry."""
    return str(((entry.get("content") or {}).get("completes") or {}).get("entry", ""))


def _what(item: Moment, completed: Set[str]) -> Text:
    entry = item.entry
    style = rendering.OUTCOME_STYLES.get(entry["outcome"], "")
    text = Text.assemble((str(entry["type"]).replace("_", " "), style))
    if entry["outcome"] == "created":
        text.append(", lead created")
    if entry.get("other"):
        text.append(
            f" {'with' if entry['type'] == 'merged' else 'into' if entry['type'] == 'merged_away' else 'from'} "
        )
        text.append(str(entry["other"]))
    if item.written_for:
        text.append(f"  (as lead {item.written_for})", style="dim")
    content = entry.get("content") or {}
    if changed := content.get("edited") or content.get("revoked"):
        text.append(f" ({plain(changed, 60)})", style="dim")
    lines = [text]
    if is_waiting(entry):
        came = "its content came later" if entry["message"] in completed else "its content did not come with it"
        lines.append(Text(came, style="dim"))
    if entry.get("text"):
        lines.append(Text(f"“{plain(entry['text'], 300)}”", style="italic"))
    if entry["changes"]:
        lines.append(rendering.joined([rendering.change(change) for change in entry["changes"]], "; "))
    lines += [Text(plain(note, 300), style="dim") for note in entry["notes"]]
    lines += [
        Text(f"{step['step']} refused: {plain(step['detail'], 200)}", style="red") for step in entry.get("refused", ())
    ]
    return Text("\n").join(lines)
