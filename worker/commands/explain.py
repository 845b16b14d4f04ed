"""`leadworker explain`: what became of a message, and why."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.text import Text

from worker.commands import rendering
from worker.commands.deeds import headline
from worker.commands.names import require_account
from worker.commands.parked_messages import parked, with_letters
from worker.commands.rendering import moment, plain, plural
from worker.commands.session import Session, reading, run
from worker.commit.documents import WAITING
from worker.errors import LeadWorkerError
from worker.leads.lead import Lead
from worker.leads.versions import later_names
from worker.lookups.explanation import (
    Explanation,
    Found,
    candidates,
    explanations,
    row_of_list,
    unknown_hints,
    whatsapp_id,
)
from worker.settings import Settings

_MISSING: Final = "did not come with it; it completes this message if it still comes under the same id"


def explain(
    message_id: Annotated[
        str,
        typer.Argument(
            metavar="MESSAGE-ID",
            help="The provider's id (wamid…, a MessageSid), ours (wa:wamid…, row:LIST:12, PLUGIN:ID), the id of a history "
            "entry, or the idempotency key of a message that a rule sent.",
        ),
    ],
    account: Annotated[str | None, typer.Option(help="Look only in this account.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Tell what became of a message and why: which lead, what changed, which values lost, or why it was refused.

    Exit code: 0 it is known, 1 nothing is known of it, 2 there is no such account, 75 a server is away.

    Examples:

        leadworker explain wamid.HBgMOTE5ODc2NTAwMDAxFQIAEhgUM0E=

        leadworker explain row:diwali-24:12 --account acme

        leadworker explain typeform:a3a12ec67a1365927098a606107fac15 --json | jq '.[0].values'
    """
    told, hints = run(_explained(message_id.strip(), account))
    if as_json:
        rendering.document(told)
    else:
        _print(message_id, told, hints)
    if not told:
        raise typer.Exit(1)


async def _explained(text: str, account: str | None) -> tuple[list[Explanation], tuple[str, ...]]:
    """Give what is known; where that is nothing, what to look at."""
    settings = Settings()
    async with reading(settings) as session:
        await require_account(session, account)
        known = [account] if account else sorted({*await session.queries.accounts(), *session.accounts.by_id})
        found = await _found(session, candidates(text, known))
        if not (found.entries or found.receipts or found.strangers):
            found = await _found(session, await _similar(session, text, account))
        told = explanations(found, session.accounts.by_id)
        named, _ = row_of_list(text)
        beside = await _similar(session, f"row:{named}", account) if named and not told else []
    if told and all(explanation["outcome"] != "refused" for explanation in told):
        return told, ()
    letters, unseen = await parked(settings, _names(text, told))
    closed = (f"the dead letters could not be looked at: {unseen}",) if unseen else ()
    return with_letters(told, letters, text), (*unknown_hints(text, beside), *closed)


def _names(text: str, told: Sequence[Explanation]) -> list[str]:
    """Give the text, and the whole ids that receipts have for it: a dead letter is found by any of them."""
    return list(dict.fromkeys([text, *(one["message"].removeprefix(f"{one['account']}:") for one in told)]))


async def _similar(session: Session, text: str, account: str | None) -> list[str]:
    """Look for ids of which it is a part, as sources and statuses make them; that reads all ids, and may take too long."""
    try:
        ids = await session.queries.ids_naming(text)
    except LeadWorkerError:
        return []
    return [name for name in ids if account is None or name.startswith(f"{account}:")]


async def _found(session: Session, ids: list[str]) -> Found:
    queries = session.queries
    entries = await queries.entries([*ids, *(later for name in ids for later in later_names(name))]) if ids else []
    names = list(dict.fromkeys([*ids, *(entry["message"] for entry in entries)]))
    sent = [name for entry in entries if (name := whatsapp_id(entry["message"]))]
    leads: dict[str, Lead] = {}
    accounts = {entry["lead"]: entry["account"] for entry in entries}
    structure = {lead: await queries.structure(account, lead) for lead, account in accounts.items()}
    wanted = {*structure, *(e["other"] for rows in structure.values() for e in rows)}
    while wanted:
        leads |= {lead.id: lead for lead in await queries.leads(sorted(wanted))}
        wanted = {lead.merged_into for lead in leads.values() if lead.merged_into} - leads.keys()
    return Found(
        entries=sorted(entries, key=lambda entry: (entry["recorded_at"], entry["lead"], entry["seq"])),
        receipts=await queries.receipts(names) if names else [],
        strangers=await queries.strangers([*names, *(name + WAITING for name in names)]) if names else [],
        leads=leads,
        structure=structure,
        pending=frozenset(await queries.pending([entry["_id"] for entry in entries])),
        changing=await queries.changing(sorted(leads), sent) if leads and sent else [],
    )


def _print(text: str, told: list[Explanation], hints: tuple[str, ...]) -> None:
    console = rendering.console(soft_wrap=True)
    if not told:
        console.print(Text.assemble((plain(text), "bold"), ": nothing is known of this message."))
        for hint in hints:
            console.print(Text(f"  - {hint}"))
    for number, explanation in enumerate(told):
        if number:
            console.print()
        _print_one(console, explanation)


def _print_one(console: Console, told: Explanation) -> None:
    outcome = told["outcome"]
    title = Text(plain(told["message"], 400), style="bold")
    title.append(" — ").append(headline(told), style=rendering.OUTCOME_STYLES.get(outcome, ""))
    console.print(title)
    for label, text in (*_rows(told), *_settled_rows(told)):
        console.print(Text.assemble((f"  {label:<11}", "dim"), text))


def _rows(told: Explanation) -> Iterable[tuple[str, Text | str]]:
    """What an applied message did, line by line."""
    if "lead" not in told:
        return
    yield "what", Text(f"{told['activity']} by {rendering.who(told['by'])}, said {moment(told['at'])} UTC")
    if told["text"]:
        yield "text", Text(plain(told["text"]), style="italic")
    yield from _other_messages(told)
    yield "recorded", f"{moment(told['recorded_at'])} UTC, entry {told['seq']} of lead {told['lead']}"
    now = told["now"]
    if now.get("because"):
        yield (
            "now",
            f"lead {now['lead']}, since {'a merge was undone' if now['because'] == 'unmerged' else 'they were merged'}",
        )
    if now:
        yield "person", Text(" ".join(filter(None, (plain(now["name"]), now["phone"]))) or "no name, no phone yet")
    yield from _identity_rows(told)
    for item in told["changes"]:
        yield "changed", rendering.change(item)
    for item in told.get("values", ()):
        yield "value", _value(item)
    for merge in told["merges"]:
        since = "; that was undone" if merge["undone"] else f"; {merge['lead']} carries on"
        yield "merged", f"it showed that {merge['other']} and {merge['lead']} are one person{since}"
    yield from _remarks(told)


def _other_messages(told: Explanation) -> Iterable[tuple[str, Text | str]]:
    """Which message it completes, edits or takes back, and which did that to it."""
    if told["concerns"]:
        yield "concerns", f"the message {told['concerns']}"
    if told["completes"]:
        yield "completes", f"{told['completes']}, of which only a placeholder had come"
    if told["completed_by"]:
        yield "content", f"came later: {told['completed_by']}"
    for change in told["changed_by"]:
        said = f": “{plain(change['text'])}”" if change["text"] else ""
        yield "later", Text(f"{change['activity']} at {moment(change['at'])} UTC{said} ({change['entry']})")


def _identity_rows(told: Explanation) -> Iterable[tuple[str, Text | str]]:
    identity = told.get("identity")
    if identity is None:
        return
    if identity["matched"]:
        yield "known by", ", ".join(identity["matched"])
    if identity["new"]:
        yield "learnt" if identity["matched"] else "new keys", ", ".join(identity["new"])


def _remarks(told: Explanation) -> Iterable[tuple[str, Text | str]]:
    for flag in told.get("flags", ()):
        yield "flag", Text(flag, style="yellow")
    for note in told["notes"]:
        yield "note", Text(plain(note, 300))
    for step in told["refused_steps"]:
        yield "refused", Text(f"{step['step']}: {plain(step['detail'], 300)}", style="red")
    waiting = [event["type"] for event in told["events"] if not event["announced"]]
    sent = [event["type"] for event in told["events"] if event["announced"]]
    if sent:
        yield "announced", ", ".join(sent)
    if waiting:
        yield (
            "pending",
            Text(f"{', '.join(waiting)}: not announced yet; the sweeper of a running worker does it", style="yellow"),
        )
    for send in told["sends"]:
        yield "sent" if send["published"] else "to be sent", f"{send['id']} to {send['queue']}"
    for row in told["earlier_refusals"]:
        yield "before", f"{row['outcome']} at {moment(row['at'])} UTC: {row['reason']}; it was applied since"
    if not told.get("policy_known", True):
        yield "remark", "the account's files are not here; the usual merge policy is assumed"
    if told.get("content_missing"):
        yield "content", _MISSING
    again = "a further placeholder" if told.get("content_missing") else "a further delivery"
    yield "again", f"{again} of this id is a duplicate: acknowledged, and nothing changes"


def _value(item: Mapping[str, Any]) -> Text:
    text = Text.assemble((item["field"], "bold"), f" = {plain(item['value'], 60)} (by {item['by']}): ")
    if item["verdict"] == "in_force":
        return text.append("in force", style="green")
    if "against" not in item:
        return text.append(item["why"], style="green" if item["verdict"] == "elsewhere" else "dim")
    winner = item["against"]
    if item["verdict"] == "confirmed":
        return text.append(f"in force; {winner['by']} says the same ({plain(winner['message'], 60)})", style="green")
    text.append("lost", style="yellow").append(f" against {plain(winner['value'], 60)} ")
    return text.append(f"(by {winner['by']}, {plain(winner['message'], 60)}): {item['why']}")


def _settled_rows(told: Explanation) -> Iterable[tuple[str, Text | str]]:
    """Why a message left no trace in a lead, line by line."""
    if "lead" in told:
        return
    yield from _kept_words(told)
    yield "reason", Text.assemble((told["reason"], "bold"), f": {told['meaning']}" if told["meaning"] else "")
    if told.get("where"):
        yield "where", Text(plain(told["where"], 200))
    if told.get("detail"):
        yield "detail", Text(plain(told["detail"], 500))
    if told["recorded_at"]:
        yield "receipted", f"{moment(told['recorded_at'])} UTC" + (f", from {told['queue']}" if "queue" in told else "")
    yield from _waiting(told)
    if told.get("dead_letter"):
        yield "body", f"in {told['dead_letter']}, unless it was replayed or dropped since"
        yield "show it", told["show"]
    if told["remedy"]:
        yield "to do", told["remedy"]


def _kept_words(told: Explanation) -> Iterable[tuple[str, Text | str]]:
    """What was said of somebody unknown."""
    if "activity" not in told:
        return
    yield "what", Text(f"{told['activity']} by {rendering.who(told['by'])}, said {moment(told['at'])} UTC")
    if told["text"]:
        yield "text", Text(plain(told["text"]), style="italic")
    if told["content_missing"]:
        yield "content", _MISSING


def _waiting(told: Explanation) -> Iterable[tuple[str, Text | str]]:
    """For whom it is kept, and how long."""
    if told["outcome"] == "kept" and not told["waiting"]:
        yield "now", "it is kept no longer: nobody it concerns has appeared in time"
    if told.get("waits_for"):
        yield "waits for", f"{', '.join(told['waits_for'])} (any of {plural(len(told['waits_for']), 'key')})"
        yield "until", f"{moment(told['until'])} UTC" if told["until"] else "for good"
