"""What the actions of a rule refer to, and whether the account has it: states, fields, teammates, messages, calendars. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from schemas.durations import DAY_MS
from schemas.file import did_you_mean
from schemas.rule_actions import SendQuickMessage
from schemas.rule_texts import templates_of
from worker.account import Account
from worker.automations.language import templates
from worker.automations.language.catalogue import Catalogue
from worker.automations.language.conditions import Problem
from worker.automations.language.necessary_values import NecessaryValues
from worker.automations.language.resources import Surroundings
from worker.errors import LeadWorkerError
from worker.leads import pipeline
from worker.leads.field_values import coerce

Loc = tuple[str | int, ...]
NOBODY: Final = "nobody"
OWNERS: Final = ("lead.assigned_to", "lead.previous_owner")
_MAX_SMS: Final = 1600
_SECRET: Final = re.compile(r"\bsecret:[A-Za-z][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a rule stands: the account, what surrounds its rules (None: not known, nothing of it is checked), its fields."""

    account: Account
    catalogue: Catalogue
    surroundings: Surroundings | None = None

    @property
    def users(self) -> tuple[str, ...] | None:
        """Ids of the teammates; None where there is no team to check against."""
        known = self.surroundings.user_ids if self.surroundings is not None else ()
        return known or None

    def user(self, word: str) -> str | None:
        """Give the id of a teammate named by id, alias, address or name; None if there is none such."""
        field = self.catalogue.find("lead.assigned_to")
        try:
            return str(field.known(word)[0]) if field is not None else word
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Case:
    """One action to look at. `facts` are what holds when it is done."""

    name: str
    args: Any
    setting: Setting
    facts: NecessaryValues


def check_action(name: str, args: BaseModel, setting: Setting, facts: NecessaryValues) -> Iterator[Problem]:
    """Yield what is wrong with an action, with places below its arguments."""
    for check in (_texts, _secrets, _CHECKS.get(name)):
        if check is not None:
            yield from check(Case(name, args, setting, facts))


def check_calendar(word: str, own: str | None, setting: Setting, loc: Loc) -> Iterator[Problem]:
    """Yield what is wrong with `counted_in`."""
    if word == "wall_clock":
        return
    if word == "calendar" and own is None:
        yield Problem(loc, "the file names no `calendar`; add one at its top, or name one here")
    elif word != "calendar" and setting.surroundings is not None and word not in setting.surroundings.calendars:
        known = ("wall_clock", "calendar", *setting.surroundings.calendars)
        yield Problem(loc, f"calendars.yaml has no calendar {word[:60]!r}{did_you_mean(word, known)}")


def check_owner(word: str, setting: Setting, loc: Loc) -> Iterator[Problem]:
    """Yield what is wrong with who is told about a rule: a teammate or a team."""
    if setting.surroundings is None or not (setting.users or setting.surroundings.team.teams):
        return
    teams = setting.surroundings.team.teams
    if word not in teams and setting.user(word) is None:
        hint = did_you_mean(word, (*(setting.users or ()), *teams))
        yield Problem(loc, f"team.yaml has no teammate or team {word[:60]!r}{hint}", "warning")


def _texts(case: Case) -> Iterator[Problem]:
    for path, text in templates_of(case.name, case.args):
        for mistake in templates.check(text, case.setting.catalogue):
            yield Problem(path, mistake.message, "warning" if mistake.warning else "error", mistake.line)


def _secrets(case: Case) -> Iterator[Problem]:
    """Secrets are for what only the sender sees; in any other place they would be shown."""
    allowed = {("url",), ("sign_with",), ("headers",)} if case.name == "call_webhook" else set()
    for path, value in _strings(case.args.model_dump(), ()):
        named = _SECRET.search(value)
        if named and path[:1] not in allowed:
            yield Problem(path, "secret:NAME can stand only in the url, headers and sign_with of call_webhook")
        elif named and path[:1] == ("headers",) and named[0] != value:
            yield Problem(path, "a header is either plain text or secret:NAME as a whole; put the rest into the secret")
        elif path == ("url",) and _KEY_IN_URL.search(value):
            text = (
                "the address carries what looks like a secret; write url: secret:NAME, and keep the whole address there"
            )
            yield Problem(path, text, "warning")


_KEY_IN_URL: Final = re.compile(
    r"[?&#](?:[a-z0-9]+[_-])*(?:token|key|apikey|secret|password|passwd|pwd|sig|signature|auth)=[^&#]", re.IGNORECASE
)


def _strings(value: Any, path: Loc) -> Iterator[tuple[Loc, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for i, inner in enumerate(value):
            yield from _strings(inner, (*path, i))


def _no_template(word: str, loc: Loc) -> Iterator[Problem]:
    if "{{" in word or "{%" in word:
        yield Problem(loc, "{{ }} is not used here; only texts are filled in")


def _user(word: str, setting: Setting, loc: Loc, also: Iterable[str] = OWNERS) -> Iterator[Problem]:
    if "{{" in word:
        yield from _no_template(word, loc)
    elif word not in also and setting.user(word) is None:
        known = (*(setting.users or ()), *also)
        yield Problem(loc, f"team.yaml has no teammate {word[:60]!r}{did_you_mean(word, known)}")


def _member(kind: str, word: str, known: Iterable[str] | None, loc: Loc) -> Iterator[Problem]:
    """A team or a pool. `known` None: not known."""
    if known is not None and word not in (listed := list(known)):
        yield Problem(loc, f"team.yaml has no {kind} {word[:60]!r}{did_you_mean(word, listed)}")


def _assign_user(case: Case) -> Iterator[Problem]:
    around = case.setting.surroundings
    if case.args.user is not None:
        yield from _user(case.args.user, case.setting, ("user",), ("lead.previous_owner", NOBODY))
    if case.args.pool is not None:
        yield from _member("pool", case.args.pool, around.team.pools if around is not None else None, ("pool",))
    if case.args.fallback is not None and around is not None and case.args.fallback not in around.team.pools:
        yield from _user(case.args.fallback, case.setting, ("fallback",), around.team.pools)


def _set_state(case: Case) -> Iterator[Problem]:
    account = case.setting.account
    state = pipeline.find_state(account, case.args.state)
    if state is None:
        names = [word for s in account.pipeline.states for word in (s.id, s.name) if word]
        yield Problem(
            ("state",), f"pipeline.yaml has no state {case.args.state[:60]!r}{did_you_mean(case.args.state, names)}"
        )
        return
    yield from _gate(state.id, case.setting, case.facts, ("state",))


def _landmark(case: Case) -> Iterator[Problem]:
    settled = case.setting.account.pipeline
    target = {"won": settled.won, "lost": settled.lost, "reopen": settled.initial}[case.name]
    yield from _gate(target, case.setting, case.facts, ())


def _gate(target: str, setting: Setting, facts: NecessaryValues, loc: Loc) -> Iterator[Problem]:
    """Warn where the pipeline allows the change from none of the states the lead can be in."""
    domain = facts.domains.get("lead.state")
    possible = sorted(domain.possible or ()) if domain is not None else []
    if not possible or target in possible:
        return
    ways = {state: pipeline.allowed(setting.account, state) for state in possible}
    if not any(target in targets for targets in ways.values()):
        here = " or ".join(repr(state) for state in possible)
        there = ", ".join(ways[possible[0]]) or "nothing"
        text = f"pipeline.yaml does not allow {here} to become {target!r}, this will be refused; from there it allows {there}"
        yield Problem(loc, text, "warning")


def _set_field(case: Case) -> Iterator[Problem]:
    account = case.setting.account
    for name, value in case.args.fields.items():
        entry = next((e for e in account.field_by_slug.values() if e.id == name), None)
        if entry is None:
            known = sorted({e.id for e in account.field_by_slug.values()})
            yield Problem((name, "[key]"), f"fields.yaml has no field {name!r}{did_you_mean(name, known)}")
        elif value is not None and not (isinstance(value, str) and "{" in value):
            try:
                coerce(entry, value, account.settings.region, account.settings.timezone)
            except LeadWorkerError as refused:
                yield Problem((name,), f"the field {name!r} would refuse this: {getattr(refused, 'detail', refused)}")


def _tags(case: Case) -> Iterator[Problem]:
    for i, tag in enumerate(case.args.tags):
        yield from _no_template(tag, ("tags", i))
        if not tag.strip() or len(tag) > 64:
            yield Problem(("tags", i), "a tag has 1 to 64 characters")


def _task(case: Case) -> Iterator[Problem]:
    if case.args.assignee is not None:
        yield from _user(case.args.assignee, case.setting, ("assignee",))
    if case.args.due_in is not None and case.args.counted_in != "wall_clock" and case.args.due_in.ms % DAY_MS == 0:
        yield Problem(("due_in",), "a day of working time is as long as the calendar says; write hours, 8h")
    if case.args.due_in is not None and case.args.due_in.working and case.args.counted_in == "wall_clock":
        yield Problem(("due_in",), "for working hours write counted_in: calendar")


def _notify(case: Case) -> Iterator[Problem]:
    if case.args.user is not None:
        yield from _user(case.args.user, case.setting, ("user",))
    if case.args.team is not None:
        yield from _member(
            "team",
            case.args.team,
            case.setting.surroundings.team.teams if case.setting.surroundings else None,
            ("team",),
        )


def _call_webhook(case: Case) -> Iterator[Problem]:
    if case.args.url.startswith("http:"):
        yield Problem(("url",), "http sends the lead's data unencrypted; use https", "warning")


def _send(case: Case) -> Iterator[Problem]:
    if case.args.language is not None:
        yield from _language(case.args.language, case.setting)
    if case.args.sender is not None and case.args.channel == "whatsapp":
        ids = [number.id for number in case.setting.account.settings.numbers]
        if ids and case.args.sender not in ids:
            hint = did_you_mean(case.args.sender, ids)
            yield Problem(("sender",), f"account.yaml has no WhatsApp number {case.args.sender[:60]!r}{hint}")
    channels = (case.args.channel, *case.args.fallback)
    if case.args.text is not None and "email" in channels and case.args.subject is None:
        yield Problem(("text",), "an e-mail needs a `subject`")
    if case.args.text is not None and "sms" in channels and len(case.args.text) > _MAX_SMS:
        yield Problem(("text",), f"an SMS takes {_MAX_SMS} characters")
    if case.args.template is not None and case.setting.surroundings is not None:
        yield from _template_file(case.args, case.setting.surroundings)


def _language(word: str, setting: Setting) -> Iterator[Problem]:
    if word.startswith("lead."):
        if setting.catalogue.find(word) is None:
            yield Problem(("language",), setting.catalogue.unknown(word))
    elif "{{" in word:
        yield from _no_template(word, ("language",))
    elif not 2 <= len(word) <= 8 or not word.replace("_", "").replace("-", "").isalpha():
        yield Problem(("language",), f"{word[:40]!r} is no language; write en or pt_BR, or lead.language")


def _template_file(args: SendQuickMessage, around: Surroundings) -> Iterator[Problem]:
    name = str(args.template)
    message = around.messages.get(name)
    if message is None:
        yield Problem(("template",), f"there is no messages/{name}.yaml{did_you_mean(name, around.messages)}")
        return
    plain = [channel for channel in (args.channel, *args.fallback) if channel != "whatsapp"]
    if plain and not message.text:
        yield Problem(("template",), f"messages/{name}.yaml has no `text`, which {plain[0]} needs")
    elif "email" in plain and not message.subject:
        yield Problem(("template",), f"messages/{name}.yaml has no `subject`, which an e-mail needs")


_CHECKS: Final[Mapping[str, Callable[[Case], Iterator[Problem]]]] = {
    "assign_user": _assign_user,
    "set_state": _set_state,
    "won": _landmark,
    "lost": _landmark,
    "reopen": _landmark,
    "set_field": _set_field,
    "add_tags": _tags,
    "remove_tags": _tags,
    "task": _task,
    "notify": _notify,
    "call_webhook": _call_webhook,
    "send_quick_message": _send,
}
