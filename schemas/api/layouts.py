"""Layouts: which fields a screen shows, in which order; for me, for a team, for a role, for everyone.

`{"screen": "details", "groups": [{"id": "deal", "title": "Deal", "open": true, "fields": [{"id": "budget", "required": true}]}]}`
"""

from typing import Annotated, Final, Literal

from pydantic import Field, StrictBool, StrictInt, StrictStr

from schemas.api.filters import Part
from schemas.api.spaces import MAX_CARD_FIELDS, MAX_COLUMNS, Named
from schemas.api.wire import Answer, Request, Time

MAX_GROUPS: Final = 30
MAX_FIELDS: Final = 200  # of one group
FOR: Final = r"^(me|everyone|(team|role):[A-Za-z0-9][A-Za-z0-9_.-]{0,63})$"
Screen = Literal["table", "card", "board", "details", "summary", "header"]
_Short = Annotated[StrictStr, Field(min_length=1, max_length=60)]


class Column(Part):
    """A column of the table. The first one stays in sight while the others move."""

    id: Named
    width: StrictInt | None = Field(None, ge=40, le=1200, description="CSS pixels; none: as wide as it needs")
    pinned: StrictBool = False


class TableLayout(Part):
    """The list as a table."""

    screen: Literal["table"] = "table"
    columns: tuple[Column, ...] = Field(min_length=1, max_length=MAX_COLUMNS)
    density: Literal["compact", "comfortable"] = "compact"


class CardLayout(Part):
    """The list as cards: what stands on one besides title, state and assignee."""

    screen: Literal["card"] = "card"
    fields: tuple[Named, ...] = Field((), max_length=MAX_CARD_FIELDS)


class BoardLayout(Part):
    """The list as a board."""

    screen: Literal["board"] = "board"
    by: Named = "state"
    sum: Named | None = None
    fields: tuple[Named, ...] = Field((), max_length=MAX_CARD_FIELDS, description="of a card")
    collapsed: tuple[Annotated[StrictStr, Field(max_length=200)], ...] = Field((), max_length=200)


class ShownField(Part):
    """A field in a group. `required`: a person is asked for it before they save; what comes in is never refused for it."""

    id: Named
    required: StrictBool = False


class Group(Part):
    """Fields under a heading."""

    id: _Short
    title: _Short
    open: StrictBool = True
    fields: tuple[ShownField, ...] = Field((), max_length=MAX_FIELDS)


class DetailsLayout(Part):
    """The fields of a lead, in groups."""

    screen: Literal["details"] = "details"
    groups: tuple[Group, ...] = Field(max_length=MAX_GROUPS)


class SummaryLayout(Part):
    """What stands read-only above the groups."""

    screen: Literal["summary"] = "summary"
    fields: tuple[Named, ...] = Field((), max_length=MAX_FIELDS)


class HeaderLayout(Part):
    """The buttons of a lead's header."""

    screen: Literal["header"] = "header"
    show_won: StrictBool = True
    won_text: _Short = "Lead Won"
    done_text: _Short = "Completed"
    show_reopen: StrictBool = True


Layout = Annotated[
    TableLayout | CardLayout | BoardLayout | DetailsLayout | SummaryLayout | HeaderLayout, Field(discriminator="screen")
]
"""One of each screen; `screen` says which."""


class LayoutFor(Request):
    """Whose layout is read: without `for` the one that holds for me."""

    for_: str | None = Field(None, alias="for", pattern=FOR, description="me, team:<id>, role:<id> or everyone")


class LayoutOf(Request):
    """Whose layout is written or removed."""

    for_: str = Field(alias="for", pattern=FOR, description="me, team:<id>, role:<id> or everyone")


class LayoutWritten(Part):
    """A layout as it is to be: the whole of it."""

    layout: Layout
    version: StrictInt = Field(
        ge=0,
        le=2**53,
        description="of this very layout as it was read, 0 where there was none; another is a `conflict`",
    )


class LayoutShown(Answer):
    """The layout that holds, without fields that are no longer there."""

    layout: Layout
    origin: str = Field(description="where it comes from: me, team:<id>, role:<id>, everyone or built-in")
    version: int = Field(description="of the layout that was asked for; 0: there is none of its own yet")
    unknown: tuple[str, ...] = Field(
        description="fields that it names and that are no longer there: they were left out"
    )
    may_change: tuple[str, ...] = Field(
        description="for whom I may set this screen: me, team:<id>, role:<id>, everyone"
    )
    changed_at: Time | None
    changed_by: str | None
