"""`leadworker rules explain` and `rules why-owner`: why rules did, or did not, do something for one lead."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.text import Text

from worker.automations.language.situation import Situation
from worker.automations.rules.loading import Automations
from worker.automations.running.documents import Run
from worker.automations.trying.hindsight import asked_again
from worker.commands import rendering
from worker.commands.lead_reference import AccountOption, RegionOption, resolve
from worker.commands.names import require
from worker.commands.session import Session, reading, run
from worker.inert import plain_key
from worker.leads.lead import Lead
from worker.leads.placing import named_since
from worker.lookups.conditions_told import condition_told
from worker.settings import Settings
from worker.store.automations import AutomationStore

_STYLES: Final[Mapping[str, str]] = {
    "fired": "bold green", "would_fire": "green", "shadow": "cyan", "not_matched": "dim", "not_asked": "dim", "held": "yellow",
    "skipped": "yellow", "cancelled": "yellow", "failed": "bold red", "broken": "bold red",
}  # fmt: skip


def explain_rules(
    lead: Annotated[str, typer.Option(help="The lead: its id, a number, an e-mail, an identity key.")],
    event: Annotated[
        str | None,
        typer.Option(help="An event id, a message id, a history id, or an event's name; default: the latest."),
    ] = None,
    rule: Annotated[str | None, typer.Option(help="Only the rule with this id.")] = None,
    account: AccountOption = None,
    region: RegionOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per rule and event.")] = False,
) -> None:
    """Tell for every rule what an event of a lead meant to it, and why.

    What was recorded when it ran is shown as it was. Rules without a record (they were not looked at, the trace has
    expired, or they came later) are asked now, about the lead as it was right after the event, at the time of the event;
    nothing is acted on.
    Exit code: 0, 2 there is no such lead, event, rule or account, 75 a server is away.

    Examples:

        leadworker rules explain --lead +919812345678

        leadworker rules explain --lead +919812345678 --event lead.created --rule new-lead-in-turn
    """
    found, automations, person = run(_explained(lead, event, account, region))
    require("rule", rule, (row["rule"] for row in found))
    chosen = [row for row in found if rule in (None, row["rule"])]
    console = rendering.console(soft_wrap=True)
    shown = ""
    for row in chosen:
        if as_json:
            rendering.line(row)
            continue
        if row["event_id"] != shown:
            shown = row["event_id"]
            console.print(Text(f"{row['event']}  {rendering.moment(row['at'])} UTC  {shown}", "bold"))
        _show(console, row, automations, person)


def why_owner(
    lead: Annotated[str, typer.Argument(help="The lead: its id, a number, an e-mail, an identity key.")],
    account: AccountOption = None,
    region: RegionOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per assignment.")] = False,
) -> None:
    """Tell how a lead got its owner: each assignment, by whom or which rule, who was passed over and why.

    Exit code: 0, 2 there is no such lead or account, 75 a server is away.

    Examples:

        leadworker rules why-owner +919812345678
    """
    person, rows = run(_owners(lead, account, region))
    console = rendering.console(soft_wrap=True)
    if as_json:
        for row in rows:
            rendering.line(row)
        return
    console.print(Text(f"{person.id}: {person.assignee.get('v') or 'nobody'} owns it", "bold"))
    for row in rows:
        console.print(
            Text(
                f"{rendering.moment(row['at'])} UTC  {row['from'] or 'nobody'} -> {row['to'] or 'nobody'}, by {row['by']}"
            )
        )
        for choice in row["choices"]:
            console.print(Text(f"    {choice.get('pool') or ''}: {choice.get('user') or 'nobody'} - {choice['why']}"))
            for passed in choice.get("skipped", ()):
                console.print(Text(f"    passed over: {passed['user']}, {passed['why']}", "dim"))
    if not rows:
        console.print("it was never assigned")


async def _explained(
    text: str, event: str | None, account: str | None, region: str | None
) -> tuple[list[dict[str, Any]], Automations | None, Lead]:
    async with reading(Settings()) as session:
        lead = await resolve(session, text, account, region)
        automations = session.automations.get(lead.account)
        entries = [entry async for entry in session.queries.history(lead.account, lead.id)]
        pairs = _asked_for(entries, event)
        if not pairs:
            latest = [f"{e['message']}/{name}" for e in entries[-3:] for name in e["events"]]
            require("event", event, [*{name for e in entries for name in e["events"]}, *latest], f"of {lead.id}")
        store = AutomationStore(session.mongo)
        found: list[dict[str, Any]] = []
        for entry, name in pairs:
            situation = Situation.recorded(entry, name)
            recorded = _each_once(await store.runs({"lead": lead.id, "event_id": situation.event_id}))
            found += [dict(run) for run in recorded]
            if automations is not None:
                outcomes = {run["rule"]: run["outcome"] for run in recorded if run["wait"] is None}
                found += asked_again(automations.rules, entries, situation, outcomes)
        return found, automations, lead


def _each_once(runs: Iterable[Run]) -> list[Run]:
    """Leave out what stands twice: a sample may, when an event was delivered again."""
    return list({(run["rule"], run["wait"], run["outcome"]): run for run in runs}.values())


def _asked_for(entries: Sequence[Mapping[str, Any]], event: str | None) -> list[tuple[Mapping[str, Any], str]]:
    """Give the entries and event names that are meant; without a wish those of the last entry that rules could see."""
    pairs = [(entry, name) for entry in entries for name in entry["events"]]
    if event is None:
        own = [entry for entry in entries if entry["by"].get("kind") != "rule"]
        return [(entry, name) for entry, name in pairs if own and entry is own[-1]]
    exact = [(e, n) for e, n in pairs if event in (f"{e['message']}/{n}", e["message"], e["_id"], n)]
    return exact or [
        (e, n) for e, n in pairs if str(e["message"]).endswith(f":{event}") and e["by"].get("kind") != "rule"
    ]


def _show(console: Console, row: Mapping[str, Any], automations: Automations | None, person: Lead) -> None:
    outcome = str(row["outcome"])
    name = f"{row['rule']}" + (f" (wait {row['wait']})" if row.get("wait") else "")
    line = Text(f"  {outcome:<12}", _STYLES.get(outcome, "")) + Text(name, "bold")
    because = "" if row["because"] == "matched" else f": {row['because']}"
    console.print(line + Text(because) + Text(f"  ({row['detail']})" if row.get("detail") else "", "dim"))
    for step in row.get("refused") or ():
        console.print(Text(f"      ✗ {step['step']} refused: ", "red") + Text(rendering.plain(step["detail"], 400)))
    for step in row.get("held") or ():
        console.print(Text(f"      … {step['step']} held: ", "yellow") + Text(rendering.plain(step["detail"], 400)))
    if automations is None or not row.get("trace"):
        return
    rule = automations.rules.by_id.get(row["rule"])
    zone = rule.zone if rule is not None else automations.surroundings.zone
    since = named_since(person.extra, automations.setting.account)
    extra = {field: person.extra[name]["v"] for field, name in since.items()}
    for step in row["trace"]:
        mark = Text("      ✓ ", "green") if step["passed"] else Text("      ✗ ", "red")
        told = condition_told(step, automations.setting.catalogue, zone, extra)
        console.print(mark + Text(rendering.plain(told, 300)))


async def _owners(text: str, account: str | None, region: str | None) -> tuple[Lead, list[dict[str, Any]]]:
    async with reading(Settings()) as session:
        lead = await resolve(session, text, account, region)
        return lead, [row async for row in _assignments(session, lead)]


async def _assignments(session: Session, lead: Lead) -> AsyncIterator[dict[str, Any]]:
    async for entry in session.queries.history(lead.account, lead.id):
        choices = (entry.get("content") or {}).get("assigned") or []
        change = next((change for change in entry["changes"] if change["field"] == "assignee"), None)
        if change is not None or choices:
            yield {
                "at": entry["at"],
                "from": change["from"] if change else None,
                "to": change["to"] if change else None,
                "by": f"{entry['by']['kind']} {plain_key(str(entry['by']['id']))}",
                "choices": choices,
                "entry": entry["message"],
            }
