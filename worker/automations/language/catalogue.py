"""The catalogue: every field that conditions, triggers and templates of one account can name.

It is the vocabulary: validation, suggestions, JSON Schema and the author's guide are made from it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import cached_property
from typing import Any, Final

from schemas.account import BUILT_IN_FIELD_IDS, LeadField
from schemas.file import closest, did_you_mean, fold
from worker.account import BUILT_IN_FIELDS, Account, field_slug
from worker.automations.language.fields import (
    BUILT_IN,
    QUEUES,
    SOURCES,
    YIELDING,
    Field,
    change_of,
    event_source,
    lead_field,
    lead_part,
)
from worker.automations.language.resources import Surroundings
from worker.automations.language.situation import Situation
from worker.automations.language.values import ValueKind
from worker.inert import inert_key
from worker.leads import pipeline

# What people write for our fields.
SYNONYMS: Final[Mapping[str, str]] = {
    "leadowner": "lead.assigned_to", "leadassignee": "lead.assigned_to", "leadassigned": "lead.assigned_to",
    "leadassignedto": "lead.assigned_to", "leaduser": "lead.assigned_to", "leadagent": "lead.assigned_to",
    "assignedto": "lead.assigned_to", "owner": "lead.assigned_to", "assignee": "lead.assigned_to",
    "leadpreviousassignee": "lead.previous_owner", "previousowner": "lead.previous_owner",
    "leadstage": "lead.state", "stage": "lead.state", "state": "lead.state", "leadestado": "lead.state",
    "status": "lead.status", "tags": "lead.tags", "leadtag": "lead.tags", "tag": "lead.tags", "leadlabels": "lead.tags",
    "leadmobile": "lead.phone", "leadnumber": "lead.phone", "phone": "lead.phone", "leadtelefono": "lead.phone",
    "leadmail": "lead.email", "email": "lead.email", "leadfullname": "lead.name", "leadnombre": "lead.name",
    "leadnome": "lead.name", "text": "message.text", "messagebody": "message.text", "body": "message.text",
    "message": "message.text", "messagekind": "message.type", "leadlang": "lead.language", "score": "lead.score",
    "source": "event.source", "eventtype": "event.name", "eventactivitytype": "event.activity", "now": "time",
    "hour": "time", "timeofday": "time", "weekday": "time", "day": "time", "workinghours": "time",
    "businesshours": "time", "leadwindowopen": "lead.window", "window": "lead.window", "consent": "lead.consent",
    "optin": "lead.opted_in", "optout": "lead.opted_out", "leadoptin": "lead.opted_in", "leadoptout": "lead.opted_out",
    "leadcampaign": "lead.origin", "leadlastmessage": "lead.last_message_at", "leadage": "lead.created_at",
}  # fmt: skip


@dataclass(frozen=True)
class Catalogue:
    """The fields of an account. `find` also knows those whose names cannot be listed: lead.attribution.…"""

    fields: Mapping[str, Field]
    status_of: Mapping[str, str]
    tests: dict[Any, Callable[[Situation], bool]] = dataclass_field(
        default_factory=dict, compare=False, repr=False
    )  # compiled leaves, shared

    def find(self, name: str) -> Field | None:
        """Give a field by its name, None if there is none such."""
        found = self.fields.get(name)
        if found is None and name.startswith(_ATTRIBUTION) and len(name) > len(_ATTRIBUTION):
            return _attribution(name)
        return found

    def unknown(self, name: str) -> str:
        """Say that there is no such field, and which was meant."""
        root, dot, rest = name.partition(".")
        inside = [known.partition(".")[2] for known in self.fields if known.startswith(f"{root}.")]
        if dot and inside:  # the same beginning would make all of them look alike
            near = closest(rest, inside, cutoff=0.75)
            meant = f"{root}.{near}" if near else SYNONYMS.get(fold(name))
            hint = f" - did you mean {meant!r}?" if meant else ""
            if not hint and root == "lead":
                hint = "; fields of your own stand in fields.yaml"
        else:
            hint = did_you_mean(name, self.names, {**self.aliases, **SYNONYMS})
        return f"there is no field {name[:80]!r}{hint}"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every name, for suggestions."""
        return (*self.fields, "lead.attribution.campaign")

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """What `change.…` and bare names of fields mostly mean."""
        return {name.rpartition(".")[2]: name for name in reversed(list(self.fields)) if name.startswith("lead.")}


_ATTRIBUTION: Final = "lead.attribution."


def _attribution(name: str) -> Field:
    path = [inert_key(step) for step in name.removeprefix(_ATTRIBUTION).split(".")]

    def read(s: Situation) -> Any:
        value = s.lead.get("attribution")
        for step in path:
            value = value.get(step) if isinstance(value, Mapping) else None
        return value if isinstance(value, str | int | float) else None

    return Field(name, "text", "a detail of the first contact: campaign, ctwa_clid, headline", read)


_KINDS: Final[Mapping[str, ValueKind]] = {
    "text": "text",
    "dropdown": "choice",
    "date": "day",
    "datetime": "instant",
    "number": "number",
    "file": "file",
    "phone": "text",
    "email": "text",
}
_STATUS_WORDS: Final = {
    "completed": ("closed",),
    "canceled": ("cancelled",),
    "won": ("closed",),
    "lost": ("cancelled",),
}


def catalogue_of(account: Account, surroundings: Surroundings | None = None) -> Catalogue:
    """Give the fields of an account. Without surroundings, or without users in them, any word may be a teammate."""
    own = {entry.id: entry for entry in account.fields.fields}
    built_in = (
        field for field in BUILT_IN if field.name not in YIELDING or field.name.removeprefix("lead.") not in own
    )
    listed = [*built_in, *_of_pipeline(account), *_of_people(surroundings), *_of_origin()]
    names = {field.name for field in listed}
    for entry in (*(entry for entry in BUILT_IN_FIELDS if entry.id not in own), *own.values()):
        name = f"lead.{entry.id}" if f"lead.{entry.id}" not in names else f"lead.fields.{entry.id}"
        listed.append(_of_entry(name, entry))
    if "language" not in own:
        listed.append(_language(account))
    changes = [_as_change(field) for field in listed if field.change is not None]
    return Catalogue({field.name: field for field in (*listed, *changes)}, account.status_of)


def _of_entry(name: str, entry: LeadField) -> Field:
    key = inert_key(entry.id)
    told = entry.label or ("their name" if entry.id in BUILT_IN_FIELD_IDS else f"the field {entry.id} of fields.yaml")
    options, read = entry.options, lead_field(key)
    return Field(name, _KINDS[entry.type], told, read, options, closed=bool(options), change=change_of(key))


def _language(account: Account) -> Field:
    """The language of the lead, whatever fields.yaml calls it."""
    slugs = (field_slug(word) for word in ("language", "lang", "idioma", "locale", "lengua"))
    entry = next((account.field_by_slug[slug] for slug in slugs if slug in account.field_by_slug), None)
    if entry is None:
        return Field("lead.language", "text", "no field of fields.yaml holds a language", lambda _s: None)
    return Field("lead.language", "text", f"the field {entry.id}", lead_field(inert_key(entry.id)))


def _of_pipeline(account: Account) -> Iterable[Field]:
    def status(s: Situation) -> Any:
        change = s.changes.get("state")
        return change and tuple(pipeline.status_of(account, state) for state in change)

    states = tuple(account.status_of)
    names = {state.name: (state.id,) for state in account.pipeline.states if state.name is not None}
    read, change = lead_part("state"), change_of("state")
    yield Field("lead.state", "choice", "the state in the pipeline", read, states, names, True, True, change)
    words = ("open", "closed", "cancelled")
    read = lead_part("status")
    yield Field("lead.status", "choice", "open, closed or cancelled", read, words, _STATUS_WORDS, True, True, status)


def _of_people(surroundings: Surroundings | None) -> Iterable[Field]:
    users = surroundings.team.users if surroundings is not None else ()
    team = tuple(user.id for user in users)
    also = {name: (user.id,) for user in users for name in (*user.aliases, user.email, user.name) if name}
    owner, change = lead_part("assignee"), change_of("assignee")
    told = "the teammate who owns the lead"
    yield Field("lead.assigned_to", "choice", told, owner, team, also, bool(team), change=change)
    names = {user.id: user.name for user in users if user.name}
    told = "the name of that teammate"
    yield Field("lead.owner_name", "text", told, lambda s: names.get(str(owner(s)), owner(s)))
    before = lead_part("previous_assignee")
    yield Field("lead.previous_owner", "choice", "who owned it before", before, team, also, bool(team))


def _of_origin() -> Iterable[Field]:
    first = lead_part("source")
    yield Field("lead.source", "choice", "where the first contact came from", first, SOURCES, QUEUES, True)
    yield Field("event.source", "choice", "where the event came from", event_source, SOURCES, QUEUES, True)


def _as_change(field: Field) -> Field:
    """`change.state` for `lead.state`: the same, but only for operators that look at a change."""
    told = f"how {field.name} changed with the event"
    return replace(field, name=f"change.{field.name.removeprefix('lead.')}", told=told, only_change=True, always=False)
