"""What an account's leads look like: fields, states, people. What a console needs to draw a list, a form, a filter."""

from typing import Literal

from pydantic import Field

from schemas.api.wire import Answer


class FieldShown(Answer):
    """A field of `fields.yaml`, `name` and `email` included; without those that whoever asks may not see."""

    id: str
    column: str = Field(description="what filters, sorts and columns call it: the id, unless a column has that name")
    label: str
    type: Literal["text", "dropdown", "date", "datetime", "number", "file", "phone", "email"]
    required: bool
    sortable: bool = Field(description="lists of any length can be sorted by it; by others up to 5,000 leads")
    options: tuple[str, ...]
    locked: bool = Field(description="the role of who asks may see it and not change it")


class ColumnShown(Answer):
    """A column or condition that there is beside the fields."""

    id: str
    kind: Literal["text", "phone", "name", "number", "date", "time", "file"]
    filters: bool
    sorts: bool
    several: bool = Field(description="a lead can have more than one: its value is a list")


class StateShown(Answer):
    """A state of the pipeline, in its order."""

    id: str
    name: str
    status: Literal["open", "closed", "cancelled"]
    hue: str | None = Field(description="the colour that pipeline.yaml names")
    asks: tuple[str, ...]
    next: tuple[str, ...] = Field(description="states that the pipeline allows from here")


class TeammateShown(Answer):
    """Somebody whom leads are given to."""

    id: str
    name: str
    active: bool
    present: bool
    in_sight: bool = Field(description="the person who asks sees this teammate's leads")


class TeamShown(Answer):
    """People who work together."""

    id: str
    name: str
    members: tuple[str, ...]


class ActorShown(Answer):
    """Who stands as actor in cells and history: somebody who signs in, or a token."""

    id: str
    kind: Literal["human", "api"]
    name: str
    teammate: str | None


class AccountSchema(Answer):
    """What the leads of an account look like, as the files in force say."""

    fields: tuple[FieldShown, ...]
    columns: tuple[ColumnShown, ...]
    operators: dict[str, tuple[str, ...]] = Field(description="per type of a field and kind of a column")
    states: tuple[StateShown, ...]
    initial: str
    won: str
    lost: str
    teammates: tuple[TeammateShown, ...]
    teams: tuple[TeamShown, ...]
    actors: tuple[ActorShown, ...]
    sources: tuple[str, ...] = Field(description="first sources that there are")
