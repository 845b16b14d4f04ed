"""The files of `accounts/<id>/`: account, pipeline, fields, plugins. Frozen: a loaded account is a value.

What one file can know of itself is checked here, each mistake with its own place; what takes two files, or the world
(time zones, number plans), is checked by `worker/configuration/`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from schemas.file import File, Id, Misplaced, Text, did_you_mean, fold, misplaced
from schemas.plugin import PluginMapping
from schemas.policies import Authority, ClosedLeadPolicy, MergePolicy
from schemas.webhooks import Provider, Verification

__all__ = [
    "AccountFile", "Authority", "ClosedLeadPolicy", "FieldId", "FieldsFile", "File", "Id", "LeadField", "MergePolicy",
    "Number", "PipelineFile", "PluginsFile", "Region", "State", "Status", "Text",
]  # fmt: skip

Status = Literal["open", "closed", "cancelled"]
Region = Annotated[Text, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2 country code, upper case")]
FieldId = Annotated[
    Text,
    Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$", description="a letter, then letters, digits, `_`, `-`; at most 64"),
]
BUILT_IN_FIELD_IDS = ("name", "email")
MAX_SORTABLE = 3


class Number(File):
    """A WhatsApp business number of the account."""

    id: Text = Field(
        min_length=1, description="phone_number_id of the Cloud API, or the gateway's own id of the number"
    )
    display: Text | None = Field(
        None,
        pattern=r"^\+?[\d\s().-]{7,24}$",
        description="the number people see, with country code; messages from it are our own",
    )
    name: Text | None = None


class AccountFile(File):
    """account.yaml"""

    name: Text = Field(min_length=1)
    region: Region | None = Field(None, description="country of numbers written without a country code")
    timezone: Text = Field("UTC", description="IANA name, Asia/Kolkata")
    numbers: tuple[Number, ...] = ()
    gateways: dict[Text, tuple[Text, ...]] = Field(
        {},
        description="per provider (evolution, waha, twilio, ...) the instance, session or app names that are ours",
    )
    webhooks: dict[Provider, Verification] = Field(
        {}, description="per gateway (cloud is Meta's own) what its webhooks over HTTP must show; others are not taken"
    )
    merge: MergePolicy = MergePolicy()
    closed_lead: ClosedLeadPolicy = ClosedLeadPolicy()
    reused_number: Literal["new_lead", "former_owner"] = Field(
        "new_lead",
        description="whose a message is from a number that its person gave up, where neither user id nor identity hash, "
        "name or time tells: new_lead (somebody else's; both leads are flagged), former_owner (theirs, flagged)",
    )
    email_identifies: bool = Field(
        True, description="a lead without any phone or WhatsApp id is recognised by its e-mail"
    )
    opt_out_words: tuple[Text, ...] = Field(
        (), description="further words that opt a person out when they are the whole message"
    )
    test_leads: Literal["ignore", "keep"] = Field("ignore", description="what a form's test submissions become")

    @model_validator(mode="after")
    def _each_once(self) -> "AccountFile":
        misplaced(AccountFile, self._repeated())
        return self

    def _repeated(self) -> Iterator[Misplaced]:
        ids = [number.id for number in self.numbers]
        for i in _again(ids):
            yield ("numbers", i, "id"), f"the number {ids[i]!r} stands in this list twice"
        for provider, names in self.gateways.items():
            for i in _again(names):
                yield ("gateways", provider, i), f"{names[i]!r} stands in this list twice"


class State(File):
    """A stage of the pipeline."""

    id: Id
    name: Text | None = Field(None, min_length=1)
    status: Status = "open"
    hue: Literal["blue", "cyan", "violet", "amber", "orange", "pink", "lime", "indigo"] | None = Field(
        None, description="colour in the console; without one it follows from the place in the pipeline"
    )
    asks: tuple[Literal["reason"], ...] = Field(
        (), description="what people must say when they move a lead here: reason. Rules and senders are not asked"
    )


STATES: tuple[State, ...] = (
    State(id="new", name="New"),
    State(id="contacted", name="Contacted"),
    State(id="qualified", name="Qualified"),
    State(id="won", name="Won", status="closed"),
    State(id="lost", name="Lost", status="cancelled"),
)


class PipelineFile(File):
    """pipeline.yaml: states in order of the funnel, and which changes are allowed.

    Where `initial`, `won` or `lost` is left out, it is the first open, closed or cancelled state.
    """

    states: tuple[State, ...] = Field(STATES, min_length=1)
    initial: Text = "new"
    won: Text = "won"
    lost: Text = "lost"
    transitions: dict[Text, tuple[Text, ...]] | None = Field(
        None,
        description="per state the states it may change to; a state left out may change to any; absent: all goes",
    )

    @model_validator(mode="before")
    @classmethod
    def _first_of_each_status(cls, data: Any) -> Any:
        states = data.get("states") if isinstance(data, dict) else None
        if not isinstance(states, list | tuple):
            return data
        chosen = {}
        for key, statuses in LANDMARKS.items():
            found = [i for wanted in statuses for i, status in map(_id_and_status, states) if status == wanted]
            if key not in data and found:
                chosen[key] = found[0]
        return {**data, **chosen}

    @model_validator(mode="after")
    def _consistent(self) -> "PipelineFile":
        misplaced(PipelineFile, self.mistakes())
        return self

    def mistakes(self) -> Iterator[Misplaced]:
        """Find what does not fit together."""
        yield from self._twice()
        yield from self._landmarks()
        yield from self._unknown()

    def _twice(self) -> Iterator[Misplaced]:
        """Find states that the same word would name."""
        owner: dict[str, int] = {}
        for i, state in enumerate(self.states):
            for key, word in (("id", state.id), ("name", state.name)):
                if word is not None and owner.setdefault(fold(word), i) != i:
                    yield ("states", i, key), f"{word!r} already names state {self.states[owner[fold(word)]].id!r}"

    def _landmarks(self) -> Iterator[Misplaced]:
        status = {state.id: state.status for state in self.states}
        for key, allowed in LANDMARKS.items():
            state = getattr(self, key)
            if state not in status:
                yield (key,), f"`{key}`: there is no state {state!r}{did_you_mean(state, status)}"
            elif status[state] not in allowed:
                yield (
                    (key,),
                    f"state {state!r} has the status {status[state]}; `{key}` takes one that is {' or '.join(allowed)}",
                )

    def _unknown(self) -> Iterator[Misplaced]:
        known = [state.id for state in self.states]
        for source, targets in (self.transitions or {}).items():
            if source not in known:
                yield ("transitions", source, "[key]"), f"there is no state {source!r}{did_you_mean(source, known)}"
            for i, target in enumerate(targets):
                if target not in known:
                    yield ("transitions", source, i), f"there is no state {target!r}{did_you_mean(target, known)}"


LANDMARKS: Mapping[str, tuple[Status, ...]] = {
    "initial": ("open",),
    "won": ("closed", "cancelled"),
    "lost": ("cancelled", "closed"),
}


def _id_and_status(state: Any) -> tuple[Any, Any]:
    """Look at a state that is not yet validated."""
    if isinstance(state, State):
        return state.id, state.status
    known = isinstance(state, dict) and isinstance(state.get("id"), str | int)
    return (state["id"], state.get("status", "open")) if known else (None, None)


class LeadField(File):
    """A field of the lead card."""

    id: FieldId
    label: Text | None = None
    type: Literal["text", "dropdown", "date", "datetime", "number", "file", "phone", "email"] = "text"
    required: bool = Field(False, description="a lead without it is marked incomplete; it is never refused for it")
    sortable: bool = Field(
        False,
        description="lists of any length can be sorted by it; up to three fields of an account, none of type file",
    )
    options: tuple[Text, ...] = Field((), description="for dropdown")
    read: tuple[Id, ...] | None = Field(
        None,
        description="roles that see it in the console and the API; to the others it is as if it were not there. "
        "Left out: all roles",
    )
    write: tuple[Id, ...] | None = Field(
        None,
        description="roles that change it in the console and the API, of those that see it. Left out: all of those",
    )
    aliases: tuple[Text, ...] = Field(
        (), description="other names under which sources send it, compared without case and punctuation"
    )

    @model_validator(mode="after")
    def _options(self) -> "LeadField":
        if self.type == "dropdown" and not self.options:
            raise ValueError("a dropdown needs `options`")
        if self.type != "dropdown" and self.options:
            misplaced(LeadField, [(("options",), f"`options` belong to `type: dropdown`; this field is {self.type}")])
        plain = [re.sub(r"\s+", "", option.casefold()) for option in self.options]
        misplaced(
            LeadField,
            ((("options", i), f"option {self.options[i]!r} stands in this list twice") for i in _again(plain)),
        )
        misplaced(
            LeadField,
            (
                (("aliases", i), "an alias needs a letter or a digit")
                for i, alias in enumerate(self.aliases)
                if not fold(alias)
            ),
        )
        return self

    @model_validator(mode="after")
    def _rights(self) -> "LeadField":
        if self.read is not None:
            says = "{0!r} is not among the roles of `read`, and who does not see a field cannot change it"
            blind = ((i, role) for i, role in enumerate(self.write or ()) if role not in self.read)
            misplaced(LeadField, ((("write", i), says.format(role)) for i, role in blind))
        return self


class FieldsFile(File):
    """fields.yaml; `name` and `email` exist always."""

    fields: tuple[LeadField, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> "FieldsFile":
        misplaced(FieldsFile, [*self._claimed_twice(), *self._not_sortable(), *self._nameless()])
        return self

    def _not_sortable(self) -> Iterator[Misplaced]:
        marked = [i for i, entry in enumerate(self.fields) if entry.sortable]
        for i in marked[MAX_SORTABLE:]:
            yield ("fields", i, "sortable"), f"up to {MAX_SORTABLE} fields of an account can be `sortable`"
        for i in marked:
            if self.fields[i].type == "file":
                yield ("fields", i, "sortable"), "nothing sorts by files"

    def _nameless(self) -> Iterator[Misplaced]:
        for i, entry in enumerate(self.fields):
            if entry.id == "name" and entry.read is not None:
                yield ("fields", i, "read"), "`name` is what a lead is called on every screen; all roles see it"

    def _claimed_twice(self) -> Iterator[Misplaced]:
        owner = {fold(entry.id): entry.id for entry in reversed(self.fields)}
        owner = {**{name: name for name in BUILT_IN_FIELD_IDS}, **owner}
        for i in _again([fold(entry.id) for entry in self.fields]):
            yield ("fields", i, "id"), f"field {self.fields[i].id!r} is defined twice"
        for i, entry in enumerate(self.fields):
            for j, alias in enumerate(entry.aliases):
                if owner.setdefault(fold(alias), entry.id) != entry.id:
                    yield ("fields", i, "aliases", j), f"{alias!r} already names field {owner[fold(alias)]!r}"


class PluginsFile(File):
    """plugins.yaml: one mapping per plugin id; the presets need none."""

    plugins: dict[Id, PluginMapping] = Field({})


def _again(words: Sequence[str]) -> list[int]:
    """Positions of the words that stood in the list before."""
    return [i for i, word in enumerate(words) if word in words[:i]]
