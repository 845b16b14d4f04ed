"""The files of `accounts/<id>/`: account, pipeline, fields, team. Frozen: a loaded account is a value."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.plugin import PluginMapping

Authority = Literal["profile", "whatsapp", "campaign", "plugin", "import", "api", "rule", "human"]
Status = Literal["open", "closed", "cancelled"]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Region = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2 country code, upper case")]


class File(BaseModel):
    """Strict, immutable: an unknown key is an error with a suggestion, not a setting silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Number(File):
    """A WhatsApp business number of the account."""

    id: str = Field(description="phone_number_id of the Cloud API, or the gateway's own id of the number")
    display: str | None = Field(None, description="the number people see, with country code; messages from it are our own")
    name: str | None = None


class MergePolicy(File):
    """Who may overwrite whom. Stronger first; among equals the later statement wins."""

    order: tuple[Authority, ...] = ("human", "rule", "api", "plugin", "whatsapp", "import", "campaign", "profile")
    fields: dict[str, tuple[Authority, ...]] = Field({}, description="another order for single fields")

    @model_validator(mode="after")
    def _complete(self) -> "MergePolicy":
        for where, order in (("order", self.order), *((f"fields.{k}", v) for k, v in self.fields.items())):
            if len(set(order)) != len(order):
                raise ValueError(f"{where} names an authority twice")
        return self


class ClosedLeadPolicy(File):
    """What an inbound message of a person whose lead is closed does."""

    action: Literal["reopen", "move", "note"] = Field(
        "reopen", description="reopen: back to the initial state; move: to `state`; note: leave the lead closed, record it"
    )
    state: str | None = Field(None, description="for `move`")

    @model_validator(mode="after")
    def _state_for_move(self) -> "ClosedLeadPolicy":
        if (self.action == "move") != (self.state is not None):
            raise ValueError("`state` belongs to `action: move`, and is needed there")
        return self


class AccountFile(File):
    """account.yaml"""

    name: str
    region: Region | None = Field(None, description="country of numbers written without a country code")
    timezone: str = "UTC"
    numbers: tuple[Number, ...] = ()
    gateways: dict[str, tuple[str, ...]] = Field(
        {}, description="per provider (evolution, waha, gupshup, twilio, ...) the instance, session or app names that are ours"
    )
    merge: MergePolicy = MergePolicy()
    closed_lead: ClosedLeadPolicy = ClosedLeadPolicy()
    email_identifies: bool = Field(True, description="a lead without any phone or WhatsApp id is recognised by its e-mail")
    opt_out_words: tuple[str, ...] = Field((), description="further words that opt a person out when they are the whole message")
    test_leads: Literal["ignore", "keep"] = Field("ignore", description="what a form's test submissions become")


class State(File):
    """A stage of the pipeline."""

    id: Id
    name: str | None = None
    status: Status = "open"


class PipelineFile(File):
    """pipeline.yaml: states in order of the funnel, and which changes are allowed."""

    states: tuple[State, ...] = (
        State(id="new", name="New"),
        State(id="contacted", name="Contacted"),
        State(id="qualified", name="Qualified"),
        State(id="won", name="Won", status="closed"),
        State(id="lost", name="Lost", status="cancelled"),
    )
    initial: str = "new"
    won: str = "won"
    lost: str = "lost"
    transitions: dict[str, tuple[str, ...]] | None = Field(
        None, description="per state the states it may change to; a state left out may change to any; absent: everything goes"
    )

    @model_validator(mode="after")
    def _consistent(self) -> "PipelineFile":
        known = {state.id for state in self.states}
        if len(known) != len(self.states):
            raise ValueError("a state id is used twice")
        named = {"initial": [self.initial], "won": [self.won], "lost": [self.lost]}
        for source, targets in (self.transitions or {}).items():
            named[f"transitions.{source}"] = [source, *targets]
        for where, ids in named.items():
            for unknown in (i for i in ids if i not in known):
                raise ValueError(f"{where}: there is no state {unknown!r}; known are {', '.join(sorted(known))}")
        status = {state.id: state.status for state in self.states}
        if status[self.initial] != "open":
            raise ValueError(f"initial: state {self.initial!r} must have the status open")
        if status[self.won] == "open" or status[self.lost] == "open":
            raise ValueError("won and lost: these states must have the status closed or cancelled")
        return self


class LeadField(File):
    """A field of the lead card."""

    id: Id
    label: str | None = None
    type: Literal["text", "dropdown", "date", "number", "file", "phone", "email"] = "text"
    required: bool = Field(False, description="a lead without it is marked incomplete; it is never refused for it")
    options: tuple[str, ...] = Field((), description="for dropdown")
    aliases: tuple[str, ...] = Field((), description="other names under which sources send it, compared without case and punctuation")

    @model_validator(mode="after")
    def _options(self) -> "LeadField":
        if (self.type == "dropdown") != bool(self.options):
            raise ValueError("`options` belong to type dropdown, and are needed there")
        return self


class FieldsFile(File):
    """fields.yaml; `name` and `email` exist always."""

    fields: tuple[LeadField, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> "FieldsFile":
        seen: set[str] = set()
        for entry in self.fields:
            if entry.id in seen:
                raise ValueError(f"field {entry.id!r} is defined twice")
            seen.add(entry.id)
        return self


class PluginsFile(File):
    """plugins.yaml: one mapping per plugin id; the presets need none."""

    plugins: dict[Id, PluginMapping] = {}
