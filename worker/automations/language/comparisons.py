"""What operators compare, but for time: equality, order, text, presence and change. Each function builds a check. Pure."""

from collections.abc import Callable
from typing import Any, Final

from worker.automations.language.values import (
    NORMAL,
    Build,
    Comparison,
    Test,
    ValueCheck,
    as_list,
    as_set,
    expect_text,
    listed,
    one,
    shown_value,
    written,
    written_list,
)
from worker.automations.language.words import fold, mention
from worker.errors import WrongValueError

EMPTY: Final[tuple[Any, ...]] = ("", [], ())  # values that are there, but hold nothing


def equal(c: Comparison) -> ValueCheck:
    return _in(one(c))


def one_of(c: Comparison) -> ValueCheck:
    return _in(written_list(c))


def _in(values: tuple[Any, ...]) -> ValueCheck:
    wanted = frozenset(values)
    return ValueCheck(wanted.__contains__, listed(values), values, member=wanted)


def none_of(c: Comparison) -> ValueCheck:
    values = written_list(c)
    wanted = frozenset(values)
    return ValueCheck(lambda v: v not in wanted, f"not {listed(values)}", values)


def not_equal(c: Comparison) -> ValueCheck:
    one(c)
    return none_of(c)


def sets(told: str, combine: Callable[[frozenset[str]], Test]) -> Build:
    """Compare sets of words: `combine` gives the test for the words wanted."""

    def build(c: Comparison) -> ValueCheck:
        values = written_list(c)
        return ValueCheck(combine(frozenset(values)), f"{told} {', '.join(shown_value(v) for v in values)}", values)

    return build


def has(c: Comparison) -> ValueCheck:
    if isinstance(c.value, list | tuple):
        raise WrongValueError("one tag is expected here; for several write has_any, has_all or has_none")
    return has_all(c)


has_all = sets("has", lambda wanted: wanted.issubset)


def ordered(told: str, compare: Callable[[Any], Test]) -> Build:
    """Compare with a limit: `compare` gives the test for it."""

    def build(c: Comparison) -> ValueCheck:
        (limit,) = one(c)
        return ValueCheck(compare(limit), f"{told} {shown_value(limit)}", (limit,))

    return build


def pair(c: Comparison) -> tuple[Any, Any]:
    if not isinstance(c.value, list | tuple) or len(c.value) != 2:
        raise WrongValueError("`between` takes two values: [from, to]")
    return c.value[0], c.value[1]


def between(c: Comparison) -> ValueCheck:
    first, last = pair(c)
    (low,), (high,) = written(c, first, (0,)), written(c, last, (1,))
    if low > high:
        raise WrongValueError(f"{shown_value(first)} is more than {shown_value(last)}; no value lies between them")
    told = f"between {shown_value(low)} and {shown_value(high)}"
    return ValueCheck(lambda v: low <= v <= high, told, (low, high))


def texts(told: str, find: Callable[[tuple[str, ...]], Test]) -> Build:
    """Compare parts of a text, folded: `find` gives the test for the parts wanted."""

    def build(c: Comparison) -> ValueCheck:
        values = tuple(fold(str(v)) for i, v in enumerate(as_list(c)) if not _fail(expect_text(v), (i,)))
        return ValueCheck(find(values), f"{told} {listed(values)}", values)

    return build


def _fail(problem: str, sub: tuple[int, ...]) -> bool:
    if problem:
        raise WrongValueError(problem, sub)
    return False


def mentions(c: Comparison) -> ValueCheck:
    phrases = [str(v) for i, v in enumerate(as_list(c)) if not _fail(expect_text(v), (i,))]
    try:
        return ValueCheck(mention(phrases), f"mentions {listed(phrases)}", tuple(phrases), raw=True)
    except ValueError as error:
        raise WrongValueError(str(error)) from None


def _bare(c: Comparison) -> None:
    if c.value is not True:
        raise WrongValueError("write it without a value, as in `lead.email: set`; for the opposite of set: not_set")


def present(c: Comparison) -> ValueCheck:
    _bare(c)
    return ValueCheck(lambda v: v not in EMPTY, "set", raw=True)


def absent(c: Comparison) -> ValueCheck:
    _bare(c)
    return ValueCheck(lambda v: v in EMPTY, "not set", raw=True)


def changed(c: Comparison) -> ValueCheck:
    _bare(c)
    return ValueCheck(lambda change: change[0] != change[1], "changed", raw=True)


def changed_side(side: int, told: str) -> Build:
    def build(c: Comparison) -> ValueCheck:
        values = written_list(c)
        wanted, norm = frozenset(values), NORMAL[c.kind]

        def check(change: Any) -> bool:
            return change[0] != change[1] and norm(change[side]) in wanted

        return ValueCheck(check, f"{told} {listed(values)}", values, raw=True)

    return build


def went_or_came(side: int, told: str) -> Build:
    def build(c: Comparison) -> ValueCheck:
        values = written_list(c)
        wanted = frozenset(values)
        return ValueCheck(
            lambda change: not wanted.isdisjoint(as_set(change[side]) or ()),
            f"{told} {listed(values)}",
            values,
            raw=True,
        )

    return build
