"""Fields that only some roles see, over search rows in both stores: found by their name by who sees them, and by nothing else."""

import random
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given, settings

from schemas.account import FieldsFile
from schemas.api.lists import LeadQuery
from tests.contract.finding_rigs import Standing
from tests.contract.test_finding import finding
from tests.finding_oracle import ACCOUNT, PAIRS, VIEWER, conditions, leads, meets
from worker.account import Accounts
from worker.errors import QuestionRefusedError
from worker.finding.asking import Lists
from worker.finding.words import words
from worker.finding.writing import RowWriter

__all__ = ["finding"]  # the fixture: both stores

LEADS: Final = leads(300, seed=5)
PRIVATE: Final = replace(
    ACCOUNT,
    fields=FieldsFile(fields=tuple(one.model_copy(update={"read": ("admin",)}) for one in ACCOUNT.fields.fields)),
)
ADMIN, USER = PRIVATE.seen_by("admin"), PRIVATE.seen_by("user")
HIDDEN: Final = [one.id for one in PRIVATE.fields.fields]


async def filled(store: Any) -> Lists:
    await RowWriter(store, lambda: Accounts.of([PRIVATE])).write(LEADS)
    return Lists(store, Standing())


def _named(name: str) -> bool:
    return name.removeprefix("fields.") in HIDDEN and name != "status"  # `status` alone is the worker's own


async def test_who_sees_them_finds_by_their_names_as_if_they_were_for_all(finding):
    lists, tried = await filled(finding), dict[str, Any]()
    for pair in (pair for pair in PAIRS if _named(pair[0])):

        @settings(max_examples=4, database=None, derandomize=True)
        @given(conditions(pair))
        def collect(asked):
            tried[repr(asked)] = asked

        collect()
    assert len(tried) > 60
    for asked in tried.values():
        query = LeadQuery.model_validate({"filter": asked, "count": "exact", "size": 100})
        found = await lists.page(ADMIN, VIEWER, query)
        wanted = {lead.id for lead in LEADS if meets(lead, asked)}
        assert found.count is not None
        assert found.count.value == len(wanted), asked
        assert set(found.page.ids) <= wanted, asked
        with pytest.raises(QuestionRefusedError) as refused:
            await lists.page(USER, VIEWER, query)
        assert {one.code for one in refused.value.mistakes} == {"unknown_field"}


async def test_nobody_is_found_by_words_of_them_that_are_nowhere_else(finding):
    lists = await filled(finding)
    shown = {word for lead in LEADS for text in (*_texts(lead, seen=True),) for word in words(text)}
    secret = {word for lead in LEADS for text in _texts(lead, seen=False) for word in words(text)} - shown
    secret = {word for word in secret if len(word) > 2 and not any(one.startswith(word) for one in shown)}
    assert len(secret) >= 10
    for account in (ADMIN, USER):
        for word in random.Random(3).sample(sorted(secret), min(len(secret), 25)):
            query = LeadQuery.model_validate({"search": f"{word} ", "count": "exact"})
            found = await lists.page(account, VIEWER, query)
            assert (found.page.ids, found.count and found.count.value) == ((), 0), word
            assert await lists.suggest(account, VIEWER, word) == []


async def test_who_does_not_see_them_searches_rows_of_todays_fields_alone(finding):
    await RowWriter(finding, lambda: Accounts.of([ACCOUNT])).write(LEADS)  # before they were private
    lists, query = Lists(finding, Standing()), LeadQuery.model_validate({"search": "asha ", "count": "exact"})
    before = await lists.page(ACCOUNT, VIEWER, query)
    assert before.page.ids
    assert (await lists.page(USER, VIEWER, query)).page.ids == ()
    await filled(finding)
    after = await Lists(finding, Standing()).page(USER, VIEWER, query)
    assert after.page.ids == before.page.ids


def _texts(lead: Any, *, seen: bool) -> list[str]:
    cells = {name: cell.get("v") for name, cell in lead.fields.items()}
    if not seen:
        return [str(value) for name, value in cells.items() if name in HIDDEN and value is not None]
    others = [str(value) for name, value in cells.items() if name not in HIDDEN]
    extras = [str(cell.get("v")) for cell in lead.extra.values()]
    keys = [str(entry.get("raw") or "") for entry in lead.identities]
    return [*others, *extras, *keys, *lead.tag_names]
