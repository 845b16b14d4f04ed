"""The port `ViewStore`, on MongoDB and in memory."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from schemas.api.layouts import CardLayout, DetailsLayout, Group, ShownField, TableLayout
from schemas.api.spaces import SpaceBody
from worker.store.memory_views import MemoryViews
from worker.store.mongo import Mongo
from worker.store.views import Views
from worker.views.layouts import KeptLayout
from worker.views.spaces import Space
from worker.views.storage import ViewStore

BODY = SpaceBody.model_validate(
    {
        "name": "Hot",
        "filter": {"any": [{"not": {"field": "city", "op": "in", "value": ["Pune", "₹ $where"]}},
                           {"field": "n", "op": "gt", "value": 2**53 + 1}, {"field": "t", "op": "last", "value": {"days": 3}}]},
        "sort": [{"field": "n", "direction": "desc"}],
        "board": {"by": "state", "sum": "n"},
    }
)  # fmt: skip
MINE = Space("0" * 26, "acme", "p1", BODY, 1, 1000, 1000, "p1")
SHARED = replace(MINE, id="1" * 26, owner="p2", body=BODY.model_copy(update={"scope": "team:sales"}))
CARD = KeptLayout("acme", "person:p1", CardLayout(fields=("city",)), frozenset({"city", "name"}), 1, 1000, "p1")


@pytest.fixture(params=["memory", pytest.param("mongodb", marks=pytest.mark.services)])
async def views(request: pytest.FixtureRequest) -> AsyncIterator[ViewStore]:
    if request.param == "memory":
        yield MemoryViews()
        return
    url, database = request.getfixturevalue("mongo_url"), request.getfixturevalue("mongo_database")
    mongo = Mongo(url, database)
    store = Views(mongo)
    await store.prepare()
    yield store
    mongo.close()


async def test_a_space_comes_back_as_it_was_kept(views: ViewStore) -> None:
    assert await views.add_space(MINE)
    assert not await views.add_space(MINE)
    assert not await views.add_space(replace(MINE, account="other"))
    assert await views.space("acme", MINE.id) == MINE
    assert await views.space("other", MINE.id) is None


async def test_somebody_is_given_their_own_and_what_is_shared_in_the_account(views: ViewStore) -> None:
    for space in (MINE, SHARED, replace(SHARED, id="2" * 26, account="other"), replace(MINE, id="3" * 26, owner="p3")):
        await views.add_space(space)
    assert [space.id[0] for space in await views.spaces("acme", "p1")] == ["0", "1"]
    assert [space.id[0] for space in await views.spaces("acme", "p9")] == ["1"]
    assert [space.id[0] for space in await views.spaces("other", "p1")] == ["2"]
    counted = [await views.count_spaces("acme", one) for one in ("p1", "p2", None)]
    assert counted == [1, 0, 1]


async def test_a_space_is_changed_and_dropped_at_the_version_that_was_read(views: ViewStore) -> None:
    await views.add_space(MINE)
    done = await asyncio.gather(*(views.change_space(replace(MINE, version=2, owner=f"p{n}"), 1) for n in range(4)))
    assert sorted(done) == [False, False, False, True]
    kept = await views.space("acme", MINE.id)
    assert kept == replace(MINE, version=2, owner=f"p{done.index(True)}")
    assert not await views.change_space(replace(MINE, account="other", version=3), 2)
    assert not await views.drop_space("acme", MINE.id, 1)
    assert not await views.drop_space("other", MINE.id, 2)
    assert await views.drop_space("acme", MINE.id, 2)
    assert not await views.drop_space("acme", MINE.id, 2)
    assert not await views.change_space(replace(MINE, version=3), 2)


async def test_everybody_has_an_order_in_each_account(views: ViewStore) -> None:
    assert await views.order("acme", "p1") == []
    await views.set_order("acme", "p1", ["b", "a"])
    await views.set_order("acme", "p1", ["a", "b"])
    await views.set_order("other", "p1", ["c"])
    assert [await views.order(*whose) for whose in (("acme", "p1"), ("acme", "p2"), ("other", "p1"))] == [
        ["a", "b"],
        [],
        ["c"],
    ]


async def test_a_layout_is_written_over_the_version_that_was_read(views: ViewStore) -> None:
    first = await asyncio.gather(*(views.put_layout(replace(CARD, changed_by=f"p{n}"), 0) for n in range(4)))
    assert sorted(first) == [False, False, False, True]
    second = replace(CARD, version=2, layout=CardLayout())
    assert not await views.put_layout(second, 2)
    assert await views.put_layout(second, 1)
    assert await views.layouts("acme", "card", ["person:p1", "everyone"]) == {"person:p1": second}
    assert await views.layouts("other", "card", ["person:p1"]) == {}
    assert await views.layouts("acme", "table", ["person:p1"]) == {}


async def test_layouts_are_found_by_whom_they_are_for_and_dropped(views: ViewStore) -> None:
    details = DetailsLayout(
        groups=(Group(id="g", title="G ₹", open=False, fields=(ShownField(id="a", required=True),)),)
    )
    for whose in ("everyone", "role:user"):
        assert await views.put_layout(replace(CARD, whose=whose, layout=details), 0)
    assert await views.put_layout(replace(CARD, whose="everyone", layout=TableLayout(columns=({"id": "a"},))), 0)  # type: ignore[arg-type]  # as it comes from a request
    found = await views.layouts("acme", "details", ["everyone", "role:user", "person:p1"])
    assert {whose: kept.layout for whose, kept in found.items()} == {"everyone": details, "role:user": details}
    assert await views.drop_layout("acme", "details", "everyone")
    assert not await views.drop_layout("acme", "details", "everyone")
    assert list(await views.layouts("acme", "table", ["everyone"])) == ["everyone"]
