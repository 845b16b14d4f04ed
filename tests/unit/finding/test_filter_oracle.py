"""Filters over rows against a plain evaluation over leads: every field, every operator, and trees of them."""

from typing import Any

import pytest
from hypothesis import given, settings

from schemas.api.lists import LeadQuery
from tests.finding_oracle import ACCOUNT, FILTERS, KINDS, NOW, PAIRS, VIEWER, conditions, leads, meets
from worker.account import Accounts
from worker.finding.asking import Lists
from worker.finding.fields import Catalogue
from worker.finding.operators import OPERATORS
from worker.finding.row import Row
from worker.finding.writing import RowWriter
from worker.store.memory_finding import MemoryFinding

LEADS = leads(2_000)


class Standing:
    """A clock that stands still."""

    def now(self) -> int:
        return NOW

    async def sleep(self, _: float) -> None:
        raise AssertionError


class PlansOnly(MemoryFinding):
    """Rows whose pages nobody looks at: what a plan finds is asked here, once and whole."""

    async def rows(self, *_: Any, **__: Any) -> list[Row]:
        return []


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    return {}


async def filled(kept: dict[str, Any]) -> tuple[Lists, MemoryFinding]:
    if not kept:
        store = PlansOnly()
        await RowWriter(store, lambda: Accounts.of([ACCOUNT])).write(LEADS)
        kept["lists"] = Lists(store, Standing()), store
    return kept["lists"]


async def found(kept: dict[str, Any], asked: dict[str, Any]) -> list[str]:
    """Give all ids that a filter finds, by the clauses that are made of it."""
    lists, store = await filled(kept)
    query = LeadQuery.model_validate({"filter": asked, "size": 1, "count": "none"})
    plan = (await lists.page(ACCOUNT, VIEWER, query)).plan
    return sorted(row["_id"] for row in store._found("acme", plan))


def wanted(asked: dict) -> list[str]:
    return sorted(lead.id for lead in LEADS if meets(lead, asked))


def test_every_operator_of_every_kind_is_tried():
    catalogue = Catalogue(ACCOUNT)
    assert {name for name in catalogue.named if not name.startswith("fields.")} <= {*KINDS}
    for name, kind in KINDS.items():
        assert catalogue.named[name].kind == kind
        assert {op for field, op in PAIRS if field == name} == set(OPERATORS[kind])


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
async def test_each_field_and_operator_finds_what_it_says(kept, pair):
    tried = dict[str, Any]()

    @settings(max_examples=4, database=None)
    @given(conditions(pair))
    def collect(asked):
        tried[repr(asked)] = asked

    collect()
    for asked in tried.values():
        assert await found(kept, asked) == wanted(asked), asked


@settings(max_examples=40)
@given(asked=FILTERS)
async def test_trees_of_conditions_find_what_they_say(asked):
    assert await found(_KEPT, asked) == wanted(asked)


_KEPT = dict[str, Any]()
