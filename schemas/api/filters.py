"""The filter language of lists: a tree of conditions, as the API reads it and as spaces keep it.

{"all": [{"field": "state", "op": "in", "value": ["new", "contacted"]}, {"not": {"field": "city", "op": "is", "value": "Pune"}}]}

What one request can know of itself is checked here: form, operators, sizes. Whether a field is there, and whether a value
fits it, `worker.finding.filters` checks against the account's files.
"""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    Tag,
    model_serializer,
    model_validator,
)
from pydantic_core import PydanticCustomError

MAX_CONDITIONS: Final = 50
MAX_LEVELS: Final = 5  # groups within each other
MAX_VALUES: Final = 200  # of one list
MAX_BYTES: Final = 8 * 1024  # of a filter as JSON text
MAX_TEXT: Final = 500  # characters of one value

Operator = Literal[
    "is", "is_not", "in", "not_in", "contains", "starts", "empty", "not_empty", "gt", "gte", "lt", "lte", "between",
    "on", "before", "after", "last", "next", "this", "older",
]  # fmt: skip
Unit = Literal["day", "week", "month", "quarter", "year"]


class Part(BaseModel):
    """Part of a question: an unknown member is refused; spaces hold it, too, so that lists come as tuples from either."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_Text = Annotated[StrictStr, Field(max_length=MAX_TEXT)]
_Whole = Annotated[StrictInt, Field(ge=-(2**63), lt=2**63)]
_Decimal = Annotated[StrictFloat, Field(allow_inf_nan=False)]
Scalar = StrictBool | _Whole | _Decimal | _Text


class Span(Part):
    """A length of time: exactly one of its members. Days and longer are days of the calendar in the account's zone."""

    hours: StrictInt | None = Field(None, ge=1, le=24 * 366)
    days: StrictInt | None = Field(None, ge=1, le=36_600)
    weeks: StrictInt | None = Field(None, ge=1, le=5_220)
    months: StrictInt | None = Field(None, ge=1, le=1_200)
    years: StrictInt | None = Field(None, ge=1, le=100)

    @model_validator(mode="after")
    def _one(self) -> "Span":
        if len(self.model_fields_set) != 1 or self.length[1] is None:
            raise ValueError('a length of time has one of hours, days, weeks, months, years: {"days": 30}')
        return self

    @model_serializer
    def _written(self) -> dict[str, int]:
        """Write the one member that there is: with the others as null it could not be read again."""
        unit, number = self.length
        return {unit: number or 0}

    @property
    def length(self) -> tuple[str, int | None]:
        """Give the unit and how many of it."""
        (unit,) = self.model_fields_set if len(self.model_fields_set) == 1 else ("",)
        return unit, getattr(self, unit, None)


class Condition(Part):
    """One field, one operator, one value: `empty` and `not_empty` have none, `in`, `not_in` and `between` have a list.

    `between` takes two values, both included. Dates are `2026-11-27`, times also `2026-11-27T09:30:00Z`.
    """

    field: StrictStr = Field(
        min_length=1,
        max_length=80,
        description="state, created_at, …, or the id of a field of fields.yaml (`fields.ID` where a name is both)",
    )
    op: Operator
    value: Scalar | Annotated[tuple[Scalar, ...], Field(max_length=MAX_VALUES)] | Span | None = None


class All(Part):
    """Every part holds; of none it holds too."""

    all: "tuple[Node, ...]"


class AnyOf(Part):
    """One of the parts holds."""

    any: "tuple[Node, ...]" = Field(min_length=1)


class Not(Part):
    """The part does not hold. A lead without a value is what a positive condition does not find, so it is found here."""

    not_: "Node" = Field(alias="not")


_GROUPS: Final = ("all", "any", "not")
_TAGS: Final[dict[type, str]] = {All: "all", AnyOf: "any", Not: "not", Condition: "condition"}


def _kind(value: Any) -> str:
    """Tell which of the four a part is, by the member that makes it so."""
    if isinstance(value, dict):
        return next((str(name) for name in _GROUPS if name in value), "condition")
    return _TAGS.get(type(value), "condition")


Node = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Condition, Tag("condition")],
    Discriminator(_kind),
]


def _parts(node: dict[Any, Any]) -> Iterator[Any]:
    for name in ("all", "any"):
        listed = node.get(name)
        if isinstance(listed, list | tuple):
            yield from listed
    if "not" in node:
        yield node["not"]


def _bounded(data: Any) -> Any:
    """Refuse what is too deep, too wide or too long before anything recurses into it."""
    if not isinstance(data, dict):
        return data
    level, levels, conditions = [data], 0, 0
    while level:
        groups = [node for node in level if isinstance(node, dict) and any(name in node for name in _GROUPS)]
        conditions += len(level) - len(groups)
        levels += bool(groups)
        _require(levels <= MAX_LEVELS, f"a filter has up to {MAX_LEVELS} groups within each other")
        _require(conditions <= MAX_CONDITIONS, f"a filter has up to {MAX_CONDITIONS} conditions")
        level = [part for node in groups for part in _parts(node)]
    try:
        size = len(json.dumps(data, separators=(",", ":"), ensure_ascii=False, default=str))
    except (RecursionError, ValueError):
        size = MAX_BYTES + 1
    _require(size <= MAX_BYTES, f"a filter has up to {MAX_BYTES // 1024} kB as JSON text")
    return data


def _require(well: bool, text: str) -> None:
    if not well:
        raise PydanticCustomError("filter_too_wide", "{text}; ask for less at once", {"text": text})


Filter = Annotated[Node, BeforeValidator(_bounded)]
"""What a request or a space holds: a condition or a group."""

for _model in (All, AnyOf, Not):
    _model.model_rebuild()
