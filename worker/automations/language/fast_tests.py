"""The fast tests of leaves: without a trace, and each value read and normalised once per situation. Pure."""

from collections.abc import Callable
from typing import Any, Final

from worker.automations.language.fields import Read
from worker.automations.language.situation import Situation
from worker.automations.language.values import NORMAL, ValueCheck, ValueKind

Holds = Callable[[Situation], bool]


def tested(read: Read, kind: ValueKind, check: ValueCheck, operator: str) -> Holds:
    """Give the fast test of a leaf. What many rules look at is read and normalised once per situation."""
    test: Callable[..., bool] = check.test
    if operator == "not_set":
        return lambda s: (value := read(s)) is None or test(value)
    if check.raw:
        return lambda s: (value := read(s)) is not None and test(value)
    look = normalised(read, kind)
    if check.timed:
        return lambda s: (value := look(s)) is not None and test(value, s.now)
    if check.member is not None:
        return _member(read, kind, check.member)
    return lambda s: (value := look(s)) is not None and test(value)


def normalised(read: Read, kind: ValueKind) -> Read:
    """Give a reader of a value in the form in which it is compared, which remembers it with the situation."""
    norm = NORMAL[kind]

    def look(situation: Situation) -> Any:
        memo = situation.memo
        value = memo.get(read, _UNSEEN)
        if value is _UNSEEN:
            value = memo[read] = norm(read(situation))
        return value

    return look


def _member(read: Read, kind: ValueKind, wanted: frozenset[Any]) -> Holds:
    """The commonest test, without a call inside it: is the value one of these?"""
    norm = NORMAL[kind]

    def test(situation: Situation) -> bool:
        memo = situation.memo
        value = memo.get(read, _UNSEEN)
        if value is _UNSEEN:
            value = memo[read] = norm(read(situation))
        return value in wanted

    return test


_UNSEEN: Final = object()
