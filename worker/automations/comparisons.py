"""What operators compare, but for time: equality, order, text, presence and change. Each function builds a check. Pure."""

from collections.abc import Callable
from typing import Any

from worker.automations.values import (
    NORMAL,
    Build,
    Check,
    Comparison,
    Kind,
    WrongValueError,
    as_list,
    as_set,
    expect_text,
    listed,
    one,
    shown_value,
    written,
    written_list,
)
from worker.automations.words import fold, mention


def equal(c: Comparison) -> Check:
    return _in(c.kind, one(c), told="")


def one_of(c: Comparison) -> Check:
    return _in(c.kind, written_list(c), told="")


def _in(kind: Kind, values: tuple[Any, ...], told: str) -> Check:
    wanted, norm = frozenset(values), NORMAL[kind]
    if kind == "choice":
        return Check(lambda v: isinstance(v, str) and v in wanted, told or listed(values), values)
    return Check(lambda v: norm(v) in wanted, told or listed(values), values)


def none_of(c: Comparison) -> Check:
    values = written_list(c)
    wanted, norm = frozenset(values), NORMAL[c.kind]

    def test(value: Any) -> bool:
        plain = norm(value)
        return plain is not None and plain not in wanted

    return Check(test, f"not {listed(values)}", values)


def not_equal(c: Comparison) -> Check:
    one(c)
    return none_of(c)


def sets(told: str, combine: Callable[[frozenset[str], frozenset[str]], bool]) -> Build:
    def build(c: Comparison) -> Check:
        values = written_list(c)
        wanted = frozenset(values)

        def test(value: Any) -> bool:
            have = as_set(value)
            return have is not None and combine(have, wanted)

        return Check(test, f"{told} {', '.join(shown_value(v) for v in values)}", values)

    return build


def has(c: Comparison) -> Check:
    if isinstance(c.value, list | tuple):
        raise WrongValueError("one tag is expected here; for several write has_any, has_all or has_none")
    return has_all(c)


has_all = sets("has", lambda have, wanted: wanted <= have)


def ordered(told: str, test: Callable[[Any, Any], bool]) -> Build:
    def build(c: Comparison) -> Check:
        (limit,) = one(c)
        norm = NORMAL[c.kind]

        def check(value: Any) -> bool:
            plain = norm(value)
            return plain is not None and test(plain, limit)

        return Check(check, f"{told} {shown_value(limit)}", (limit,))

    return build


def pair(c: Comparison) -> tuple[Any, Any]:
    if not isinstance(c.value, list | tuple) or len(c.value) != 2:
        raise WrongValueError("`between` takes two values: [from, to]")
    return c.value[0], c.value[1]


def between(c: Comparison) -> Check:
    first, last = pair(c)
    (low,), (high,) = written(c, first, (0,)), written(c, last, (1,))
    if low > high:
        raise WrongValueError(f"{shown_value(first)} is more than {shown_value(last)}; no value lies between them")
    norm = NORMAL[c.kind]

    def test(value: Any) -> bool:
        plain = norm(value)
        return plain is not None and low <= plain <= high

    return Check(test, f"between {shown_value(low)} and {shown_value(high)}", (low, high))


def texts(told: str, test: Callable[[str, tuple[str, ...]], bool]) -> Build:
    def build(c: Comparison) -> Check:
        values = tuple(fold(str(v)) for i, v in enumerate(as_list(c)) if not _fail(expect_text(v), (i,)))

        def check(value: Any) -> bool:
            return isinstance(value, str) and test(fold(value), values)

        return Check(check, f"{told} {listed(values)}", values)

    return build


def _fail(problem: str, sub: tuple[int, ...]) -> bool:
    if problem:
        raise WrongValueError(problem, sub)
    return False


def mentions(c: Comparison) -> Check:
    phrases = [str(v) for i, v in enumerate(as_list(c)) if not _fail(expect_text(v), (i,))]
    try:
        return Check(mention(phrases), f"mentions {listed(phrases)}", tuple(phrases))
    except ValueError as error:
        raise WrongValueError(str(error)) from None


def _bare(c: Comparison) -> None:
    if c.value is not True:
        raise WrongValueError("write it without a value, as in `lead.email: set`; for the opposite of set: not_set")


def present(c: Comparison) -> Check:
    _bare(c)
    return Check(lambda v: v not in ("", [], ()), "set")


def absent(c: Comparison) -> Check:
    _bare(c)
    return Check(lambda v: v in ("", [], ()), "not set")


def changed(c: Comparison) -> Check:
    _bare(c)
    return Check(lambda change: change[0] != change[1], "changed")


def changed_side(side: int, told: str) -> Build:
    def build(c: Comparison) -> Check:
        values = written_list(c)
        wanted, norm = frozenset(values), NORMAL[c.kind]

        def check(change: Any) -> bool:
            return change[0] != change[1] and norm(change[side]) in wanted

        return Check(check, f"{told} {listed(values)}", values)

    return build


def went_or_came(side: int, told: str) -> Build:
    def build(c: Comparison) -> Check:
        values = written_list(c)
        wanted = frozenset(values)
        return Check(
            lambda change: not wanted.isdisjoint(as_set(change[side]) or ()), f"{told} {listed(values)}", values
        )

    return build
