"""The audit log's chain shows whatever was done to it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from worker.access.audit import AuditChain, AuditEntry, Deed, sealed

Entries = list[AuditEntry]


def chain(length: int = 4) -> Entries:
    made: Entries = []
    for n in range(length):
        deed = Deed("acme", "sign_in", "human", f"p{n}", 1_800_000_000_000 + n, "127.0.0.1", {"scopes": ("a", "b")})
        made.append(sealed(deed, n + 1, made[-1].hash if made else ""))
    return made


def faults(entries: Entries, head: tuple[int, str], now: int | None = None) -> list[str]:
    checking = AuditChain(head)
    found = [text for entry in entries for text in checking.take(entry)]
    return found + list(checking.end(head[0] if now is None else now))


def altered(entries: Entries) -> Entries:
    return [*entries[:1], replace(entries[1], deed=replace(entries[1].deed, actor="somebody-else")), *entries[2:]]


def altered_and_sealed(entries: Entries) -> Entries:
    return [*entries[:1], sealed(replace(entries[1].deed, actor="x"), 2, entries[0].hash), *entries[2:]]


def last_written_anew(entries: Entries) -> Entries:
    return [*entries[:-1], sealed(replace(entries[-1].deed, actor="x"), 4, entries[2].hash)]


def test_an_untouched_chain_is_fine_also_while_it_is_written() -> None:
    entries = chain()
    for seen in range(len(entries)):
        head = (seen, entries[seen - 1].hash if seen else "")
        assert faults(entries, head, now=3) == []
    assert faults([], (0, "")) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (altered, "entry 2 (sign_in) was altered"),
        (altered_and_sealed, "entry 3 does not follow"),
        (last_written_anew, "entry 4 (sign_in) is not the one that was written"),
        (lambda entries: entries[1:], "entry 1 is missing"),
        (lambda entries: entries[:2] + entries[3:], "entry 3 is missing"),
        (lambda entries: entries[:-1], "4 entries were written, the last one there is 3"),
        (lambda entries: entries[:0], "4 entries were written, the last one there is 0"),
        (lambda entries: [*entries, entries[1]], "entry 2 was inserted"),
    ],
)
def test_whatever_is_done_to_it_shows(change: Callable[[Entries], Entries], told: str) -> None:
    entries = chain()
    found = faults(change(entries), (4, entries[-1].hash))
    assert any(text.startswith(told) for text in found), found


def test_a_head_that_was_put_back_shows() -> None:
    entries = chain()
    assert faults(entries, (0, "")) == ["4 entries are there, and only 0 are vouched for"]
