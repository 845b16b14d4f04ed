"""Spaces: a list that somebody saved under a name, for themselves or for others.

`{"name": "Hot, Pune", "scope": "team:sales", "filter": {...}, "sort": [...], "view": "table", "columns": ["name", "city"]}`

Filters keep `@me` and relative dates as they are, so that a shared space means the same for everybody who opens it.
"""

from typing import Annotated, Final, Literal

from pydantic import Field, StrictInt, StrictStr

from schemas.api.filters import Filter, Part
from schemas.api.lists import MAX_SEARCH, MAX_SORTS, SortKey
from schemas.api.problems import Part as ProblemPart
from schemas.api.wire import Answer, Request, Time

MAX_COLUMNS: Final = 100
MAX_CARD_FIELDS: Final = 12
MAX_SHARED: Final = 500  # spaces of one account that are for others, too
MAX_OWN: Final = 200  # spaces of one person for themselves
SCOPE: Final = r"^(me|everyone|(team|role):[A-Za-z0-9][A-Za-z0-9_.-]{0,63})$"

Name = Annotated[StrictStr, Field(min_length=1, max_length=80)]
Named = Annotated[
    StrictStr, Field(min_length=1, max_length=80, description="a field: of every lead, or of fields.yaml")
]


class BoardOf(Part):
    """How the space looks as a board. Cards stand in the order of the space, never in one made by hand."""

    by: Named = Field("state", description="state, assignee, or a dropdown field: a column for each of its values")
    sum: Named | None = Field(None, description="a number field whose sum stands above each column")
    collapsed: tuple[Annotated[StrictStr, Field(max_length=200)], ...] = Field((), max_length=200)


class CardOf(Part):
    """What stands on a card besides title, state and assignee."""

    fields: tuple[Named, ...] = Field((), max_length=MAX_CARD_FIELDS)


class SpaceBody(Part):
    """What a space keeps."""

    name: Name
    icon: StrictStr = Field("", max_length=40, pattern=r"^[a-z0-9-]*$", description="name of an icon")
    scope: StrictStr = Field(
        "me", pattern=SCOPE, description="me, team:<id of team.yaml>, role:<id of roles.yaml> or everyone"
    )
    filter: Filter | None = None
    search: StrictStr = Field("", max_length=MAX_SEARCH)
    sort: tuple[SortKey, ...] = Field((), max_length=MAX_SORTS)
    view: Literal["table", "board", "card"] = "table"
    columns: tuple[Named, ...] = Field((), max_length=MAX_COLUMNS, description="none: those of the layout `table`")
    board: BoardOf | None = None
    card: CardOf | None = None


class SpaceWritten(SpaceBody):
    """A space as it is to be: the whole of it."""

    version: StrictInt = Field(ge=1, le=2**53, description="of the space as it was read; another one is a `conflict`")


class SpaceVersion(Request):
    """Which version is meant."""

    version: int | None = Field(
        None, ge=1, le=2**53, description="of the space as it was read; without it whichever stands"
    )


class SpaceOrder(Part):
    """The order in which I see my spaces; those that are not named follow in order of their names."""

    ids: tuple[Annotated[StrictStr, Field(pattern=r"^[0-9a-hjkmnp-tv-z]{26}$")], ...] = Field(
        max_length=MAX_SHARED + MAX_OWN
    )


class SpaceShown(Answer):
    """A space."""

    id: str
    name: str
    icon: str
    scope: str
    filter: Filter | None
    search: str
    sort: tuple[SortKey, ...]
    view: Literal["table", "board", "card"]
    columns: tuple[str, ...]
    board: BoardOf | None
    card: CardOf | None
    version: int
    owner: str = Field(description="user id of whoever made it")
    mine: bool
    for_me: bool = Field(description="whether I am among those it is for; who may share for all sees the others too")
    may_change: bool = Field(description="whether I may change it; else it can be saved as a new one")
    problems: tuple[ProblemPart, ...] = Field(
        description="what it names that is no longer there, at its place: the filter finds nothing until it is corrected"
    )
    created_at: Time
    changed_at: Time
    changed_by: str


class Spaces(Answer):
    """The spaces that I see, in my order."""

    data: tuple[SpaceShown, ...]
    may_share_with: tuple[str, ...] = Field(description="scopes besides `me` that I may give a space")
