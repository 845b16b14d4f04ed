"""What `leadworker try --json` writes: one document per message or list, a line each."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Told(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TriedIdentity(_Told):
    """A key that names the person."""

    kind: Literal["phone", "bsuid", "lid", "email", "ext"]
    key: str = Field(description="as leads are compared by it, phone:919876543210")
    e164: str | None
    send_to: str | None = Field(
        description="where messages go, as received; null: nobody can write to that (a record id)"
    )


class TriedConsent(_Told):
    """An opt-in or opt-out."""

    given: bool
    at: int = Field(description="Unix ms")
    reason: str
    why: str = Field(description="what it was read from: the field with its value, the cell, the words of a chat")


class TriedFailure(_Told):
    """Why a message to the person was not delivered."""

    means: str
    code: str
    title: str
    again_ms: int | None = Field(description="how long after the failure it may be tried again; null: when they write")


class TriedOrigin(_Told):
    """Where a value came from."""

    is_: str = Field(alias="is", description="phone, name, email, text, or the id or name of a field")
    value: str = Field(description="as it came")
    path: str = Field(description="the place in the body, or the column of the list")
    why: str = Field(description="why it was taken; empty where nothing needs saying")


class TriedCandidate(_Told):
    """A value that may be the phone and was not taken."""

    value: str
    path: str
    why: str


class _Person(_Told):
    identities: tuple[TriedIdentity, ...]
    alternates: tuple[str, ...] = Field(description="further numbers, E.164")
    fields: dict[str, Any] = Field(description="values of fields of the account, as they came")
    extras: dict[str, Any] = Field(description="values under names that are no field of the account")
    tags: tuple[str, ...]
    consents: tuple[TriedConsent, ...]
    failures: tuple[TriedFailure, ...]
    flags: tuple[str, ...]
    origins: tuple[TriedOrigin, ...]


class TriedContact(_Person):
    """What a message says about one person."""

    account: str
    id: str
    at: int = Field(description="Unix ms")
    source: str
    origin: str
    activity: str
    creates: bool = Field(description="false: it only tells an existing lead")
    refers_to: tuple[str, ...]
    retires: tuple[str, ...]
    text: str | None
    content: dict[str, Any]
    attribution: dict[str, Any]
    state: str | None
    assignee: str | None
    repeats: str = Field(description="of bodies of plugins: by what a redelivery is known to be one")
    passed_over: tuple[TriedCandidate, ...]


class TriedIgnored(_Told):
    """A part that is no enquiry."""

    account: str
    id: str
    reason: str
    meaning: str
    what_to_do: str


class TriedRefusal(TriedIgnored):
    """A part that cannot be used."""

    detail: str
    where: str
    origins: tuple[TriedOrigin, ...]
    candidates: tuple[TriedCandidate, ...]


class TriedMessage(_Told):
    """What the worker would make of a message."""

    input: str
    queue: str
    because: str = Field(description="why it is taken for one of this queue")
    read_as: str = Field(description="the gateway, or the plugin with its preset; empty where that is not known")
    contacts: tuple[TriedContact, ...]
    ignored: tuple[TriedIgnored, ...]
    refused: tuple[TriedRefusal, ...]
    plugins_yaml: tuple[str, ...] = Field(description="lines for plugins.yaml that say the same in paths")


class TriedColumn(_Told):
    """A column of a list."""

    column: str
    is_: str = Field(alias="is")
    kind: Literal["identity", "field", "extra", "ignored"]
    why: str
    cells: tuple[str, ...] = Field(description="the first filled ones")


class TriedRow(_Person):
    """A person of a list; `origins` are the cells of their row."""

    row: int


class TriedRowRefusal(_Told):
    """Rows that cannot be used, for one reason."""

    reason: str
    rows: int = Field(description="0: the list as a whole")
    where: str
    detail: str
    what_to_do: str


class TriedList(_Told):
    """What `leadworker import` would make of a list. A list that cannot be read has `columns` empty and one refusal."""

    input: str
    queue: Literal["broadcast-campaign"]
    because: str
    account: str | None = None
    region: str | None = Field(None, description="country of numbers without a country code")
    encoding: str | None = None
    delimiter: str | None = None
    header: bool | None = None
    columns: tuple[TriedColumn, ...]
    rows: int
    created: int = Field(description="people")
    merged: int = Field(description="rows about people of earlier rows")
    skipped: int = Field(
        description="lines that are no rows of their own: headers again, totals, further lines of an order"
    )
    empty: int = Field(0, description="blank lines")
    people: tuple[TriedRow, ...] = Field(description="the first of them")
    refused: tuple[TriedRowRefusal, ...]
    map: str = Field(description="the --map option that says the same")
    unmapped: tuple[str, ...] = Field(description="columns of which nothing was made; their cells are kept as extras")
    notes: tuple[str, ...]
