"""Help for tests of rules: an account with everything rules can refer to, situations, and rules from text."""

from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from schemas.account import AccountFile, FieldsFile, LeadField, Number, PipelineFile, State
from schemas.calendars import CalendarEntry
from schemas.quick_messages import MessageFile
from schemas.team import Pool, Team, TeamFile, User
from worker.account import Account
from worker.automations.language.catalogue import catalogue_of
from worker.automations.language.resources import Surroundings
from worker.automations.language.situation import Situation
from worker.automations.language.working_time import Calendar
from worker.automations.rules.loading import Automations
from worker.automations.rules.references import Setting
from worker.automations.rules.ruleset import Rule, RuleSet
from worker.configuration.accounts import LoadResult, load_accounts
from worker.configuration.findings import Finding, ordered
from worker.configuration.rule_files import read_rules

NOW = 1_773_070_200_000  # Monday 2026-03-09 15:30 UTC
ACCOUNT = Account(
    "acme",
    AccountFile(name="Acme", region="IN", timezone="UTC", numbers=(Number(id="1001"),)),
    PipelineFile(
        states=(
            State(id="new", name="New enquiry"),
            State(id="contacted"),
            State(id="won", status="closed"),
            State(id="lost", status="cancelled"),
        ),
        transitions={"new": ("contacted", "lost"), "contacted": ("won", "lost")},
    ),
    FieldsFile(
        fields=(
            LeadField(id="score", type="number"),
            LeadField(id="city"),
            LeadField(id="flat", type="dropdown", options=("1 BHK", "2 BHK")),
            LeadField(id="visit", type="date"),
            LeadField(id="paper", type="file"),
            LeadField(id="idioma", aliases=("language",)),
        )
    ),
)
AROUND = Surroundings(
    TeamFile(
        users=(User(id="asha", name="Asha Rao", aliases=("asha@acme.example",)), User(id="ravi"), User(id="inbox")),
        teams={"sales": Team(members=("asha", "ravi"))},
        pools={"seniors": Pool(members=("asha", "ravi"))},
    ),
    {"office": Calendar.of("office", CalendarEntry(hours={"mon-fri": "09:00-18:00"}), "UTC")},
    {"welcome": MessageFile(text={"en": "Hello"}), "news": MessageFile(text={"en": "News"}, subject={"en": "News"})},
)
SETTING = Setting(ACCOUNT, catalogue_of(ACCOUNT, AROUND), AROUND)


def lead(**parts: Any) -> dict[str, Any]:
    """Give a lead's view; `fields` are added to none."""
    return {
        "id": "lead-1", "account": "acme", "version": 1, "phone": "+919876543210", "address": "919876543210",
        "identities": ["phone:919876543210"], "fields": {}, "tags": [], "source": "whatsapp", "origin": "cloud",
        "attribution": None, "state": "new", "status": "open", "assignee": None, "previous_assignee": None,
        "opted_out": False, "opted_in": False, "last_inbound_at": NOW - 60_000, "window_until": NOW + 86_340_000,
        "messages": 1, "inbound": 1, "incomplete": [], "created_at": NOW - 3_600_000,
    } | parts  # fmt: skip


def situation(event: str = "lead.created", **parts: Any) -> Situation:
    """Give a situation; `lead` takes the parts of a view that differ."""
    given: dict[str, Any] = {
        "account": "acme", "event": event, "event_id": "e-1", "entry": "m-1", "sequence": 1, "root": "m-1",
        "chain": (), "at": NOW, "now": NOW, "activity": "message_received", "source": "whatsapp",
        "by": {"kind": "contact", "id": "cloud"}, "message": {"text": "hello", "content": {"type": "text"}},
    } | parts  # fmt: skip
    given["lead"] = lead(**given.get("lead", {}))
    return Situation(**given)


def rules_text(*rules: str, header: str = "calendar: office\n") -> str:
    """Give a rule file: each rule is the YAML mapping of one rule."""
    listed = [f"  -{indent(dedent(rule).strip(), '    ')[3:]}\n" for rule in rules]
    return f"version: 1\n{header}rules:\n{''.join(listed)}"


def read(text: str | bytes, setting: Setting = SETTING, name: str = "r.yaml") -> tuple[list[Rule], list[Finding]]:
    """Read one rule file."""
    content = text if isinstance(text, bytes) else text.encode()
    reading = read_rules(Path(), {f"rules/{name}": content}, {}, setting)
    return [entry.rule for entry in reading.read if entry.rule is not None], reading.findings


def rule(text: str, setting: Setting = SETTING) -> Rule:
    """Give the one rule of a mapping; it must be right."""
    rules, found = read(rules_text(text), setting)
    assert not [str(finding) for finding in found if finding.severity == "error"]
    return rules[0]


def told(text: str, setting: Setting = SETTING) -> list[str]:
    """Give what is said about a rule file, without the file's name."""
    return [str(finding).removeprefix("rules/r.yaml:") for finding in ordered(read(text, setting)[1])]


def said(condition: str, setting: Setting = SETTING) -> list[str]:
    """Give the messages about one condition, without places."""
    _, found = read(rules_text(f"{{id: a, when: lead.updated, if: {condition}, do: [won]}}"), setting)
    return [finding.message for finding in found if finding.severity == "error"]


def holds(condition: str, **parts: Any) -> bool:
    """Whether a condition holds in a situation, asked in both ways."""
    compiled = rule(f"{{id: a, when: lead.updated, if: {condition}, do: [{{note: x}}]}}")
    asked = situation("lead.updated", **parts)
    fast = compiled.matches(asked)
    assert compiled.judge(situation("lead.updated", **parts)).fired is fast
    return fast


def rule_set(*rules: Rule) -> RuleSet:
    """Give a set of rules in their order."""
    return RuleSet("x", tuple(rules))


ACCOUNT_FILES = {
    "account.yaml": "name: Acme\nregion: IN\n",
    "fields.yaml": "fields: [{id: score, type: number}, {id: city}]\n",
    "calendars.yaml": "calendars: {office: {hours: {mon-fri: '09:00-18:00'}}}\n",
    "team.yaml": "users: [{id: asha}, {id: ravi}]\nteams: {sales: {members: [asha]}}\npools: {seniors: {members: [asha]}}\n",
    "messages/welcome.yaml": "text: {en: Hello}\n",
}


def write(directory: Path, **files: str) -> Path:
    """Write an account `acme`; `rules_a` is rules/a.yaml, anything else a file of the folder."""
    folder = directory / "acme"
    named = {(f"rules/{k[6:]}.yaml" if k.startswith("rules_") else f"{k}.yaml"): v for k, v in files.items()}
    for name, text in {**ACCOUNT_FILES, **named}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return directory


def load(directory: Path, previous: LoadResult | None = None) -> tuple[LoadResult, Automations]:
    """Load the directory as a reload would."""
    from worker.configuration.accounts import build
    from worker.configuration.snapshot import Snapshot

    if previous is None:
        result = load_accounts(directory)
    else:
        result = build(Snapshot.read(directory), previous.accounts, previous.automations)
    return result, result.automations["acme"]
