"""Operators by kind of field: from a value that somebody asks for to what is asked of a row. One table. Pure.

Negative operators are the complement of the positive ones: `is_not` finds leads without a value, too.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from schemas.account import LeadField
from worker.account import Account
from worker.errors import RefusedError
from worker.finding import dates, texts, tokens, words
from worker.finding.clauses import FIND, NEVER, ORDER, Clause, Known, Not, OneOf, Within
from worker.finding.context import Build, Context, listed, text_of
from worker.finding.fields import Findable, Kind
from worker.finding.order import lowest_order
from worker.finding.trees import Leaf, Tree, negated
from worker.leads.field_values import coerce

# names: states, people, tags, options

NOBODY: Final = "@nobody"


def _names(one: Findable, value: Any, context: Context) -> tuple[str, ...]:
    """Give the names that a value stands for; the empty one stands for nobody."""
    text = text_of(value)
    if one.name == "assignee" and text.startswith("@"):
        placeholders = {
            "@me": (context.viewer.user,) if context.viewer.user else (),
            "@my_team": context.viewer.team,
            NOBODY: ("",),
        }
        if text not in placeholders:
            raise RefusedError("invalid", f"there are the placeholders {', '.join(placeholders)}")
        return placeholders[text]
    if one.name == "state":
        return (_state(context.account, text),)
    if one.name == "incomplete" and words.name(text) in {words.name(name) for name in context.account.hidden}:
        return ()
    if one.field is not None:
        return (_option(one.field, text),)
    return (text,)


def _state(account: Account, text: str) -> str:
    """Give the id of a state that is named by its id or its name. One that the file has no more can still be on leads."""
    states, wanted = account.pipeline.states, words.name(text)
    if any(words.name(state.id) == wanted for state in states):
        return text
    return next((state.id for state in states if state.name and words.name(state.name) == wanted), text)


def _option(definition: LeadField, text: str) -> str:
    """Give an option as the file spells it. One that the file has no more can still be on leads."""
    try:
        return str(coerce(definition, text, None))
    except RefusedError:
        return text


def _any_name(one: Findable, values: Sequence[Any], context: Context) -> Tree:
    found = [name for value in values for name in _names(one, value, context)]
    clause = OneOf(FIND, tuple(dict.fromkeys(tokens.named(one.mark, name) for name in found)))
    return Leaf(clause, (clause,), one.name)


def _no_name(one: Findable, _value: Any, context: Context) -> Tree:
    if one.name == "assignee":
        nobody = OneOf(FIND, (tokens.named(one.mark, ""),))
        return Leaf(nobody, (nobody,), "no assignee")
    if one.name == "incomplete" and context.account.hidden:  # only what is missing of the fields that they see
        seen = [name for name in context.account.required_fields if name not in context.account.hidden]
        return Leaf(Not(OneOf(FIND, tuple(tokens.named(one.mark, name) for name in seen))), (), f"no {one.name}")
    return Leaf(Not(Within(FIND, *tokens.span(one.mark, "="))), (), f"no {one.name}")


# numbers


def _number(one: Findable, value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RefusedError("invalid", "this operator takes a number")
    if isinstance(value, str):
        value = coerce(one.field or LeadField(id="number", type="number"), value, None)
        if not isinstance(value, int | float):
            raise RefusedError("invalid", "this operator takes a number")
    return fitting(value)


def fitting(value: float) -> int | float:
    """Give a number as stores hold it: whole ones beyond 64 bits become decimal ones."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        try:
            return float(value)
        except OverflowError:
            return float("inf") if value > 0 else float("-inf")
    return value


def _is_number(one: Findable, value: Any, _context: Context) -> Tree:
    wanted = _number(one, value)
    drive = OneOf(FIND, (tokens.number(one.mark, wanted),))
    return Leaf(OneOf(one.value_path, (wanted,)), (drive,), one.name)


def _range(one: Findable, low: float | None, high: float | None, *, low_in: bool, high_in: bool) -> Tree:
    first, end = tokens.span(one.mark, "#")
    drive = Within(
        FIND,
        first if low is None else tokens.number(one.mark, low),
        end if high is None else tokens.number(one.mark, high),
        high_in=high is not None,
    )
    return Leaf(Within(one.value_path, low, high, low_in, high_in), (drive,), one.name)


def _compared(*, below: bool, included: bool) -> Build:
    def build(one: Findable, value: Any, _context: Context) -> Tree:
        bound = _number(one, value)
        low, high = (None, bound) if below else (bound, None)
        return _range(one, low, high, low_in=included, high_in=included)

    return build


def _between(one: Findable, value: Any, _context: Context) -> Tree:
    values = listed(value)
    if len(values) != 2:
        raise RefusedError("invalid", "`between` takes two numbers, both included: the lower first")
    low, high = (_number(one, part) for part in values)
    if high < low:
        raise RefusedError("invalid", "`between` takes the lower number first")
    return _range(one, low, high, low_in=True, high_in=True)


def _unknown_value(one: Findable, _value: Any, _context: Context) -> Tree:
    return Leaf(Not(Known(one.value_path)), (), f"no {one.name}")


# dates and times


def _date(operator: str) -> Build:
    def build(one: Findable, value: Any, context: Context) -> Tree:
        found = dates.days(operator, value, context.now)
        low, high = (day.isoformat() if day else None for day in (found.first, found.end))
        first, end = tokens.span(one.mark, "#")
        drive = Within(FIND, tokens.date(one.mark, low) if low else first, tokens.date(one.mark, high) if high else end)
        return Leaf(Within(one.value_path, low or "", high), (drive,), one.name)

    return build


def _time(operator: str) -> Build:
    def build(one: Findable, value: Any, context: Context) -> Tree:
        found = dates.instants(operator, value, context.now)
        if one.path == ORDER:
            low, high = (None if at is None else lowest_order(at) for at in (found.first, found.end))
            return Leaf(Within(ORDER, low, high), (), one.name)
        if one.path is not None:
            return Leaf(Within(one.path, found.first, found.end), (), one.name)
        if one.field is not None:
            return _of_field(one, found)
        mark = _task_mark(one, context)
        if mark is None:
            return Leaf(NEVER)
        first, end = f".{mark}@0", tokens.span(mark, "@")[1]  # what has no time stands before 0
        start = first if found.first is None else tokens.moment(mark, found.first)
        clause = Within(FIND, start, end if found.end is None else tokens.moment(mark, found.end))
        return Leaf(clause, (clause,), one.name)

    return build


def _of_field(one: Findable, found: dates.Instants) -> Tree:
    """Compare the moments of a field. Tokens bound them loosely: one stands for all that is before 1970."""
    first, end = tokens.span(one.mark, "@")
    low = first if found.first is None else tokens.moment(one.mark, found.first)
    high = end if found.end is None else tokens.moment(one.mark, found.end)
    return Leaf(Within(one.value_path, found.first, found.end), (Within(FIND, low, high, high_in=True),), one.name)


def _task_mark(one: Findable, context: Context) -> str | None:
    if one.name == "follow_up":
        return one.mark
    return task_mark(context.viewer.user) if context.viewer.user else None


def task_mark(user: str) -> str:
    """Give the mark of the open tasks of a teammate."""
    return f"task={words.name(user)}"


def _no_time(one: Findable, _value: Any, context: Context) -> Tree:
    if one.always:
        return Leaf(NEVER)
    path = one.path if one.field is None else one.value_path
    if path is not None:
        return Leaf(Not(Known(path)), (), f"no {one.name}")
    mark = _task_mark(one, context)
    clause: Clause = NEVER if mark is None else Within(FIND, *tokens.span(mark, "@"))
    return Leaf(Not(clause), (), f"no {one.name}")


def _not(build: Build) -> Build:
    return lambda one, value, context: negated(build(one, value, context))


def _single(build: Callable[[Findable, Sequence[Any], Context], Tree]) -> Build:
    return lambda one, value, context: build(one, (value,), context)


def _of_list(build: Callable[[Findable, Sequence[Any], Context], Tree]) -> Build:
    return lambda one, value, context: build(one, listed(value), context)


def _empty(build: Build) -> Mapping[str, Build]:
    return {"empty": build, "not_empty": _not(build)}


OPERATORS: Final[Mapping[Kind, Mapping[str, Build]]] = {
    "text": {
        "is": texts.is_text,
        "is_not": _not(texts.is_text),
        "in": texts.in_texts,
        "contains": texts.contains,
        "starts": texts.starts,
        **_empty(texts.no_text),
    },
    "phone": {
        "is": texts.is_phone,
        "is_not": _not(texts.is_phone),
        "in": texts.in_phones,
        "contains": texts.phone_contains,
        "starts": texts.phone_starts,
        **_empty(texts.no_text),
    },
    "name": {
        "is": _single(_any_name),
        "is_not": _not(_single(_any_name)),
        "in": _of_list(_any_name),
        "not_in": _not(_of_list(_any_name)),
        **_empty(_no_name),
    },
    "number": {
        "is": _is_number,
        "is_not": _not(_is_number),
        "gt": _compared(below=False, included=False),
        "gte": _compared(below=False, included=True),
        "lt": _compared(below=True, included=False),
        "lte": _compared(below=True, included=True),
        "between": _between,
        **_empty(_unknown_value),
    },
    "date": {**{operator: _date(operator) for operator in dates.OPERATORS}, **_empty(_unknown_value)},
    "time": {**{operator: _time(operator) for operator in dates.OPERATORS}, **_empty(_no_time)},
    "file": _empty(texts.no_text),
}
"""Which operators a kind of field has, and what each makes of a value; a builder raises `RefusedError` (`invalid`)."""
VALUELESS: Final = frozenset({"empty", "not_empty"})
