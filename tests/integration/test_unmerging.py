"""Merges undone on a real mongod: raced by workers, killed in between, repeated, and never merged again by the old evidence."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.integration.back_office import Office, open_office, wrote
from worker.errors import UnmergeRefusedError
from worker.maintenance import unmerging

pytestmark = pytest.mark.services


@pytest.fixture
async def shop(mongo_url: str, mongo_database: str) -> AsyncIterator[Office]:
    async with open_office(mongo_url, mongo_database) as office:
        yield office


async def test_undoing_gives_two_leads_with_their_own_messages_and_keys_and_says_so_once(shop: Office) -> None:
    hers, his = await shop.merged()
    assert (await shop.one("phone:2")).id == hers.id
    done = await shop.undo(his.id)
    assert done is not None
    assert done.announced
    back, other = await shop.one("phone:1"), await shop.one("phone:2")
    assert (back.id, back.keys, back.value("name"), back.counts["messages"]) == (hers.id, ["phone:1"], "Asha", 3)
    assert (other.id, other.keys, other.value("name"), other.counts["messages"]) == (
        his.id, ["lid:2", "phone:2"], "Ravi", 3,
    )  # fmt: skip
    assert back.flags == ["kept_apart"]  # the message that named both is hers, without his number
    assert await shop.events() == ["lead.unmerged", "lead.unmerged"]
    await shop.check()


async def test_a_dry_run_changes_nothing(shop: Office) -> None:
    _hers, his = await shop.merged()
    before = await shop.mongo.database["leads"].find().to_list(None)
    done = await shop.undo(his.id, write=False)
    assert done is not None
    assert done.other.keys == ["lid:2", "phone:2"]
    assert await shop.mongo.database["leads"].find().to_list(None) == before
    assert await shop.events() == []


async def test_asking_again_finds_nothing_to_do_by_either_name(shop: Office) -> None:
    hers, his = await shop.merged()
    assert await shop.undo(hers.id) is not None
    before = await shop.mongo.database["leads"].find().to_list(None)
    assert await shop.undo(hers.id) is None
    assert await shop.undo(his.id) is None
    assert await shop.mongo.database["leads"].find().to_list(None) == before


async def test_the_same_evidence_and_redeliveries_do_not_merge_them_again(shop: Office) -> None:
    await shop.apply(wrote("phone:1"))
    second = wrote("phone:2")
    await shop.apply(second)
    _hers, his = await shop.of("phone:1", "phone:2")
    cause, since = wrote("phone:1", "phone:2"), wrote("phone:2")
    await shop.apply(cause)
    await shop.apply(since)
    assert await shop.undo(his.id) is not None
    counts = [lead.counts for lead in await shop.of("phone:1", "phone:2")]
    await shop.apply(cause, since, second)
    await shop.apply(since)
    assert [lead.counts for lead in await shop.of("phone:1", "phone:2")] == counts
    await shop.apply(wrote("phone:2", "phone:1", "lid:9"))
    back, other = await shop.of("phone:1", "phone:2")
    assert (back.keys, other.keys) == (["phone:1"], ["lid:9", "phone:2"])
    assert other.flags == ["kept_apart"]
    await shop.check()


async def test_who_may_merge_again_is_merged_by_the_next_evidence(shop: Office) -> None:
    hers, his = await shop.merged()
    assert await shop.undo(his.id, may_merge_again=True) is not None
    await shop.apply(wrote("phone:1", "phone:2"))
    assert (await shop.one("phone:2")).id == hers.id
    assert await shop.undo(his.id) is not None
    assert (await shop.one("phone:2")).id == his.id
    await shop.check()


async def test_merges_of_several_leads_are_undone_newest_first(shop: Office) -> None:
    for key in ("phone:1", "phone:2", "phone:3"):
        await shop.apply(wrote(key))
    one, two, three = await shop.of("phone:1", "phone:2", "phone:3")
    await shop.apply(wrote("phone:1", "phone:2"))
    await shop.apply(wrote("phone:1", "phone:3"))
    await shop.apply(wrote("phone:2"), wrote("phone:3"))
    with pytest.raises(UnmergeRefusedError, match=f"unmerge {three.id}"):
        await shop.undo(two.id)
    with pytest.raises(UnmergeRefusedError, match=f"{three.id}, {two.id}"):
        await shop.undo(one.id)
    assert await shop.undo(three.id) is not None
    await shop.apply(wrote("phone:2"), wrote("phone:3"))
    assert await shop.undo(two.id) is not None
    one, two, three = await shop.of("phone:1", "phone:2", "phone:3")
    assert [lead.counts["messages"] for lead in (one, two, three)] == [3, 3, 3]
    assert (one.keys, two.keys, three.keys) == (["phone:1"], ["phone:2"], ["phone:3"])
    await shop.check()


async def test_a_chain_of_merges_is_undone_from_its_end(shop: Office) -> None:
    for key in ("phone:3", "phone:2", "phone:1"):
        await shop.apply(wrote(key))
    first, middle, last = await shop.one("phone:3"), await shop.one("phone:2"), await shop.one("phone:1")
    await shop.apply(wrote("phone:2", "phone:1"))
    await shop.apply(wrote("phone:3", "phone:2"))
    assert (await shop.one("phone:1")).id == first.id
    with pytest.raises(UnmergeRefusedError, match=f"unmerge {middle.id}"):
        await shop.undo(last.id)
    assert await shop.undo(middle.id) is not None
    assert (await shop.one("phone:1")).id == middle.id
    assert await shop.undo(last.id) is not None
    assert (await shop.one("phone:1")).id == last.id
    await shop.check()


async def test_what_was_never_merged_is_refused_with_a_sentence(shop: Office) -> None:
    await shop.apply(wrote("phone:1"))
    lead = await shop.one("phone:1")
    with pytest.raises(UnmergeRefusedError, match="never merged"):
        await shop.undo(lead.id)
    with pytest.raises(UnmergeRefusedError, match="no lead nobody"):
        await shop.undo("nobody")


async def test_workers_that_write_meanwhile_lose_nothing(shop: Office) -> None:
    hers, his = await shop.merged()
    path = await shop.path()
    sent = [wrote("phone:2") if n % 2 else wrote("phone:1") for n in range(60)]

    async def chat() -> None:
        for contact in sent:
            assert (await path.apply([contact])).unfinished == []

    undone, again, _ = await asyncio.gather(shop.undo(his.id), shop.undo(his.id), chat())
    assert [undone is None, again is None].count(True) <= 1
    one, two = await shop.of("phone:1", "phone:2")
    assert (one.id, two.id) == (hers.id, his.id)
    assert (one.counts["messages"], two.counts["messages"]) == (3 + 30, 3 + 30)
    assert sorted(await shop.events()).count("lead.unmerged") == 2
    await shop.check()


async def test_entries_pending_at_the_time_are_not_applied_twice(shop: Office) -> None:
    """A worker died after its commit: the only trace of the message is in the survivor's `pend`."""
    _hers, his = await shop.merged()
    since = wrote("phone:2")
    await (await shop.path(announce=False)).apply([since])
    await shop.mongo.database["history"].delete_one({"_id": f"acme:{since.id}"})
    assert await shop.undo(his.id) is not None
    await shop.apply(since)
    assert (await shop.one("phone:2")).counts["messages"] == 4
    await shop.check()


async def test_killed_after_the_write_a_sweeper_announces_it(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _hers, his = await shop.merged()

    class KilledError(BaseException):
        pass

    def die(point: str) -> None:
        if point == "unmerged":
            raise KilledError

    monkeypatch.setattr(unmerging, "failpoint", die)
    with pytest.raises(KilledError):
        await shop.undo(his.id)
    assert await shop.events() == []
    assert await shop.undo(his.id) is None
    assert await (await shop.path()).sweep(0) == 2
    assert await shop.events() == ["lead.unmerged", "lead.unmerged"]
    await shop.check()


async def test_beside_an_in_process_broker_the_next_worker_announces_it(shop: Office) -> None:
    _hers, his = await shop.merged()
    done = await shop.undo(his.id, announce=False)
    assert done is not None
    assert await shop.events() == []
    assert await (await shop.path()).sweep(0) == 2
    assert await shop.events() == ["lead.unmerged", "lead.unmerged"]
    assert await shop.mongo.database["leads"].count_documents({"pend.seq": {"$gt": 0}}) == 0
    await shop.check()
