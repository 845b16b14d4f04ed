"""What the API reads of leads and their history, held by every store: within an account, in outline, pending entries too."""

from typing import Any

from tests.contract.test_store import changed, created, read, stored

LARGE = {"raw": "r" * 100, "contact": "{}", "after": {"phone": "1"}, "before": None, "salt": "s"}


async def test_leads_and_entries_of_another_account_are_not_there(shop: Any) -> None:
    mine, theirs = await stored(shop, "phone:911"), await stored(shop, "phone:912", account="other")
    await shop.store.record([*mine.pend, *theirs.pend])
    assert [lead.id for lead in await shop.reading.leads("acme", [mine.id, theirs.id, "nobody"])] == [mine.id]
    ids = [mine.pend[0]["_id"], theirs.pend[0]["_id"]]
    assert [row["_id"] for row in await shop.reading.entries("acme", ids)] == ids[:1]
    assert [lead.id for lead in await shop.reading.owners("acme", ["phone:911", "phone:912"])] == [mine.id]


async def test_pages_hold_pending_entries_in_order_each_once_and_nothing_large(shop: Any) -> None:
    lead = await stored(shop, "phone:911", name="m:1", **LARGE)
    for name in ("m:2", "m:3"):
        await shop.store.commit([changed(await read(shop, lead.id), name)])
    await shop.store.record((await read(shop, lead.id)).pend[:2])  # the third waits in the lead alone
    rows = await shop.reading.page("acme", lead.id, None, 10)
    assert [row["seq"] for row in rows] == [3, 2, 1]
    assert not LARGE.keys() & rows[-1].keys()
    assert [row["seq"] for row in await shop.reading.page("acme", lead.id, 3, 1)] == [2]
    assert await shop.reading.page("acme", lead.id, 1, 5) == []
    assert [row["seq"] for row in await shop.reading.newest("acme", lead.id, 2)] == [2, 3]
    assert [row["seq"] for row in await shop.reading.newest("acme", lead.id, 0)] == [1, 2, 3]
    assert [row["seq"] for row in await shop.reading.between("acme", lead.id, 1, 2, 0)] == [1, 2]
    (plain,) = await shop.reading.entries("acme", ["acme:m:1"])
    (whole,) = await shop.reading.entries("acme", ["acme:m:1"], raw=True)
    assert not LARGE.keys() & plain.keys()
    assert LARGE.keys() & whole.keys() == {"raw"}


async def test_entries_about_merges_are_found_pending_ones_too(shop: Any) -> None:
    write = created("phone:911", type="merged", other="x")
    await shop.store.commit([write])
    await shop.store.commit([changed(await read(shop, write.lead.id), "m:2")])
    assert [row["type"] for row in await shop.reading.structure("acme", write.lead.id)] == ["merged"]


async def test_nobody_reads_the_history_of_another_accounts_lead(shop: Any) -> None:
    theirs = created("phone:912", account="other", type="merged", other="x")
    await shop.store.commit([theirs])
    lead = await read(shop, theirs.lead.id)
    await shop.store.record(lead.pend)
    for story in (shop.reading, shop.stories):
        assert len(await story.newest("other", lead.id, 0)) == len(await story.structure("other", lead.id)) == 1
        assert [row["seq"] async for row in story.history("other", lead.id)] == [1]
        assert await story.newest("acme", lead.id, 0) == await story.structure("acme", lead.id) == []
        assert await story.between("acme", lead.id, 1, 9, 0) == []
        assert [row async for row in story.history("acme", lead.id)] == []
    assert await shop.reading.page("acme", lead.id, None, 10) == []
    assert len(await shop.reading.page("other", lead.id, None, 10)) == 1
