"""Words about people nobody knows yet: kept and applied later, they say in history what they would have said at once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from whatsapp_bodies import ACCOUNTS, all_golden, decode, golden, headers_of

from tests.shop import Shop
from worker.commit.documents import kept_contact, stranger_row
from worker.contact import Contact
from worker.leads.bounds import CONTENT_BYTES, MAX_RAW
from worker.leads.statement import statement

SEALED = {"salt", "personal_digest", "hash", "prev"}  # differ with every salt
DEEP: dict[str, Any] = {}
for _ in range(20):
    DEEP = {"in": DEEP, "text": 'a "quoted"\nline'}
ODD: dict[str, Any] = {
    "text": "50 % off \ud800 \x00 \U0001f64f",
    "content": {"a.b": 1, "$set": {"": [2**70, 1.5, float("nan")]}, "%2E": "%", "%24x": DEEP, "when": (1, 2)},
    "raw": {"a.b": 2**70, "$set": [1, 1.0, None], "text": "\ud800", "deep": DEEP},
}


def words() -> Iterator[Any]:
    for name in all_golden():
        if name.startswith("truncated"):
            continue
        for number, contact in enumerate(decode(golden(name), **headers_of(name)).contacts):
            if not contact.creates:
                yield pytest.param(contact, id=f"{name}-{number}")


def some() -> Contact:
    """Give an echo."""
    echo: Contact = next(param.values[0] for param in words() if param.values[0].activity == "message_sent")
    return echo


def person_of(contact: Contact) -> Contact:
    """Give a message by which the person becomes known."""
    return Contact(contact.account, "met", 1, "whatsapp", "cloud", "message_received", contact.identities, inbound=True)


async def told(*batches: Sequence[Contact]) -> list[dict[str, Any]]:
    """Apply batches one after the other; give the entries, without what no two of them have alike."""
    shop = Shop(ACCOUNTS)
    for batch in batches:
        await shop.apply(batch)
    assert await shop.faults() == []
    (lead,) = await shop.leads()
    return [{k: v for k, v in row.items() if k not in SEALED} async for row in shop.store.rows([lead.id])]


@pytest.mark.parametrize("word", list(words()))
async def test_words_say_the_same_whether_the_person_was_known_first_or_last(word: Contact) -> None:
    known_first = await told([person_of(word)], [word])
    assert len(known_first) == 2
    assert await told([word], [person_of(word)]) == known_first
    assert await told([word], [word], [person_of(word)], [word]) == known_first


def test_the_golden_bodies_have_words_of_many_kinds() -> None:
    kinds = {param.values[0].activity for param in words()}
    assert kinds >= {"message_sent", "message_revoked", "consent_changed"}
    assert any(param.values[0].text and param.values[0].content and param.values[0].raw for param in words())


@pytest.mark.parametrize("name", ODD)
async def test_odd_words_come_back_as_they_would_have_been_at_once(name: str) -> None:
    word = replace(some(), **{name: ODD[name]})
    assert await told([word], [person_of(word)]) == await told([person_of(word)], [word])


async def test_long_words_are_kept_within_the_bounds_of_an_entry_and_say_how_long_they_were() -> None:
    long = "é" * MAX_RAW
    word = replace(some(), text=long, content={"type": "text", "parts": [long[:60_000]] * 40}, raw={"text": long})
    known_first = await told([person_of(word)], [word])
    assert await told([word], [person_of(word)]) == known_first
    whole = MAX_RAW + len('{"text":""}')
    assert known_first[1]["notes"] == [f"raw part of {whole} characters cut to {MAX_RAW} bytes"]
    row = stranger_row(word, 0)
    assert len(row["raw"].encode()) <= MAX_RAW
    assert len(row["content"].encode()) <= CONTENT_BYTES * 1.1


def test_a_row_of_an_older_version_is_read() -> None:
    word = some()
    row = {"_id": "x", "account": word.account, "keys": [], "contact": statement(word)}
    assert kept_contact(row) == replace(word, text=None, content={}, raw=None)
