"""The store port's contract: every promise of `worker.commit.storage`, held by every adapter."""

import asyncio
import time
from typing import Any

import pytest

from schemas.account import AccountFile
from worker.account import Account
from worker.commit.storage import Write
from worker.contact import HISTORY
from worker.errors import RefusedError, StoreUnavailableError
from worker.leads import fold
from worker.leads.lead import Lead
from worker.system import SystemClock, new_id

ACCOUNT = Account("acme", AccountFile(name="Acme", region="IN"))
NOW = 1_795_000_000_000


def entry(lead: Lead, name: str, **more: Any) -> dict[str, Any]:
    """Make the lead's next entry; of its fields the store knows ids and places only."""
    lead.seq += 1
    made = {"_id": f"{lead.account}:{name}", "lead": lead.id, "account": lead.account, "seq": lead.seq}
    return {**made, "type": "note", "hash": f"hash of {name} on {lead.id}", "recorded_at": NOW, **more}


def created(*keys: str, account: str = "acme", name: str = "", **more: Any) -> Write:
    """Give the write of a new lead with these keys."""
    lead = fold.new_lead(ACCOUNT, new_id(), NOW)
    lead.account, lead.keys = account, list(keys)
    return Write(lead, 0, (), [entry(lead, name or f"m:{lead.id}", **more)])


def changed(lead: Lead, name: str, **sections: Any) -> Write:
    """Give the write that changes sections of a lead that was read."""
    write = Write.of(lead)
    for section, value in sections.items():
        setattr(lead, section, value)
    write.entries.append(entry(lead, name))
    return write


async def stored(shop: Any, *keys: str, **more: Any) -> Lead:
    """Store a new lead and read it."""
    write = created(*keys, **more)
    assert await shop.store.commit([write]) == []
    return await read(shop, write.lead.id)


async def read(shop: Any, lead_id: str) -> Lead:
    (lead,) = await shop.store.leads_by_ids([lead_id])
    return lead


# leads


async def test_a_new_lead_is_read_as_it_was_written(shop):
    write = created("phone:911", "lid:7")
    write.lead.fields = {"name": {"v": "Asha", "by": "profile", "t": NOW, "m": "wa:1"}}
    assert await shop.store.commit([write]) == []
    (by_key,) = await shop.store.leads_by_keys({"acme": ["lid:7", "phone:911"]})
    by_id = await read(shop, write.lead.id)
    assert by_key == by_id
    assert by_id.v == 1
    assert by_id.pend == write.entries
    assert {**by_id.sections(), "pend": []} == {**write.lead.sections(), "pend": []}


async def test_keys_are_of_an_account(shop):
    mine, theirs = created("phone:911"), created("phone:911", account="zen")
    assert await shop.store.commit([mine, theirs]) == []
    assert [lead.id for lead in await shop.store.leads_by_keys({"zen": ["phone:911"]})] == [theirs.lead.id]
    both = await shop.store.leads_by_keys({"acme": ["phone:911", "x"], "zen": ["phone:911"]})
    assert {lead.id for lead in both} == {mine.lead.id, theirs.lead.id}
    assert await shop.store.leads_by_keys({"acme": ["phone:912"]}) == []
    assert await shop.store.leads_by_ids(["nobody"]) == []


async def test_what_is_given_out_and_in_is_the_callers_own(shop):
    write = created("phone:911")
    await shop.store.commit([write])
    write.lead.tags["vip"] = {"v": True}
    write.entries[0]["type"] = "altered"
    one, two = await read(shop, write.lead.id), await read(shop, write.lead.id)
    one.fields["name"] = {"v": "x"}
    one.pend[0]["type"] = "altered"
    assert two.pend[0]["type"] == "note"
    again = await read(shop, write.lead.id)
    assert (again.fields, again.tags, again.pend[0]["type"]) == ({}, {}, "note")


async def test_a_key_that_another_lead_has_loses(shop):
    taken = await stored(shop, "phone:911")
    one, two, other = created("phone:911", "lid:1"), created("lid:2"), await stored(shop, "phone:915")
    three = changed(other, "m:3", keys=["phone:915", "phone:911"])
    assert sorted(map(id, await shop.store.commit([one, two, three]))) == sorted(map(id, [one, three]))
    assert [lead.id for lead in await shop.store.leads_by_keys({"acme": ["lid:2"]})] == [two.lead.id]
    assert await shop.store.leads_by_keys({"acme": ["lid:1"]}) == []
    assert [lead.id for lead in await shop.store.leads_by_keys({"acme": ["phone:911"]})] == [taken.id]
    assert (await read(shop, other.id)).keys == ["phone:915"]


async def test_a_lead_without_keys_is_one_key_of_its_own(shop):
    assert await shop.store.commit([created()]) == []
    second = created()
    assert await shop.store.commit([second]) == [second]


async def test_an_id_is_inserted_once(shop):
    first = await stored(shop, "phone:911")
    again = created("phone:912")
    again.lead._id = first.id
    assert await shop.store.commit([again]) == [again]
    assert (await read(shop, first.id)).keys == ["phone:911"]


async def test_a_write_on_an_old_version_loses_and_changes_nothing(shop):
    first = await stored(shop, "phone:911")
    old = await read(shop, first.id)
    assert await shop.store.commit([changed(first, "m:1", status="closed")]) == []
    late = changed(old, "m:2", status="cancelled", keys=["phone:911", "lid:1"])
    assert await shop.store.commit([late]) == [late]
    lead = await read(shop, first.id)
    assert (lead.v, lead.status, lead.keys, len(lead.pend)) == (2, "closed", ["phone:911"], 2)


async def test_losers_and_winners_of_a_batch_are_told_apart(shop):
    leads = [await stored(shop, f"phone:{n}") for n in range(6)]
    stale = [await read(shop, lead.id) for lead in leads]
    assert await shop.store.commit([changed(lead, f"m:{lead.id}:1") for lead in leads[:3]]) == []
    writes = [changed(lead, f"m:{lead.id}:2") for lead in stale]
    lost = await shop.store.commit(writes)
    assert sorted(write.lead.id for write in lost) == sorted(lead.id for lead in leads[:3])
    assert [(await read(shop, lead.id)).v for lead in leads] == [2] * 6


async def test_only_what_changed_is_written(shop):
    lead = await stored(shop, "phone:911")
    write = changed(lead, "m:1", status="closed")
    assert set(write.changes()) == {"v", "seq", "status"}
    assert await shop.store.commit([write]) == []
    assert [e["seq"] for e in (await read(shop, lead.id)).pend] == [1, 2]


async def test_of_writers_that_race_for_one_version_one_wins(shop):
    lead = await stored(shop, "phone:911")
    readings = [await read(shop, lead.id) for _ in range(8)]
    lost = await asyncio.gather(*(shop.store.commit([changed(r, f"m:{n}")]) for n, r in enumerate(readings)))
    assert sorted(map(len, lost)) == [0] + [1] * 7
    after = await read(shop, lead.id)
    assert (after.v, [e["seq"] for e in after.pend]) == (2, [1, 2])


async def test_of_writers_that_race_for_one_key_one_wins(shop):
    lost = await asyncio.gather(*(shop.store.commit([created("phone:911", f"lid:{n}")]) for n in range(8)))
    assert sorted(map(len, lost)) == [0] + [1] * 7
    assert len(await shop.store.leads_by_keys({"acme": ["phone:911"]})) == 1


async def test_a_document_that_is_too_large_is_full_and_its_neighbours_are_written(shop):
    lead = await stored(shop, "phone:911")
    large, fine = changed(lead, "m:1", extra={"a": {"v": "x" * 17_000_000}}), created("phone:912")
    assert await shop.store.commit([large, fine]) == [large]
    assert (large.full, fine.full) == (True, False)
    new = created("phone:913", text="x" * 17_000_000)
    assert await shop.store.commit([new]) == [new]
    assert new.full
    assert (await read(shop, lead.id)).v == 1
    assert len(await shop.store.leads_by_keys({"acme": ["phone:912", "phone:913"]})) == 1


# two leads at once


async def test_a_key_changes_hands_between_two_leads_at_once(shop):
    survivor, other = await stored(shop, "phone:911"), await stored(shop, "phone:912")
    writes = [
        changed(other, "merge:1", keys=[f"tombstone:{other.id}"], merged_into=survivor.id),
        changed(survivor, "merge:2", keys=["phone:911", "phone:912"]),
    ]
    assert await shop.store.together(writes) is True
    (found,) = await shop.store.leads_by_keys({"acme": ["phone:912"]})
    assert found.id == survivor.id
    assert (await read(shop, other.id)).merged_into == survivor.id


@pytest.mark.parametrize("late", ["first", "second"])
async def test_of_two_leads_none_is_written_where_one_lost(shop, late):
    survivor, other = await stored(shop, "phone:911"), await stored(shop, "phone:912")
    meanwhile = await read(shop, (other if late == "first" else survivor).id)
    assert await shop.store.commit([changed(meanwhile, "m:9")]) == []
    writes = [
        changed(other, "merge:1", keys=[f"tombstone:{other.id}"], merged_into=survivor.id),
        changed(survivor, "merge:2", keys=["phone:911", "phone:912"]),
    ]
    assert await shop.store.together(writes) is False
    after = {lead.id: lead for lead in await shop.store.leads_by_ids([survivor.id, other.id])}
    assert (after[other.id].keys, after[other.id].merged_into) == (["phone:912"], None)
    assert after[survivor.id].keys == ["phone:911"]
    assert sorted(lead.v for lead in after.values()) == [1, 2]


async def test_two_leads_lose_to_a_third_that_has_the_key(shop):
    one, two = await stored(shop, "phone:911"), await stored(shop, "phone:912")
    await stored(shop, "phone:913")
    writes = [changed(one, "m:1", status="closed"), changed(two, "m:2", keys=["phone:912", "phone:913"])]
    assert await shop.store.together(writes) is False
    assert (await read(shop, one.id)).status == "open"


async def test_two_leads_of_which_one_is_too_large_are_refused(shop):
    one, two = await stored(shop, "phone:911"), await stored(shop, "phone:912")
    writes = [changed(one, "m:1", status="closed"), changed(two, "m:2", extra={"a": {"v": "x" * 17_000_000}})]
    with pytest.raises(RefusedError, match="lead_full"):
        await shop.store.together(writes)
    assert (await read(shop, one.id)).status == "open"


async def test_of_pairs_that_race_one_wins_and_nothing_is_half_done(shop):
    leads = [await stored(shop, f"phone:{n}") for n in range(3)]

    async def swap(first: int, second: int, name: str) -> bool:
        pair = [await read(shop, leads[first].id), await read(shop, leads[second].id)]
        writes = [changed(lead, f"{name}:{lead.id}", status="closed") for lead in pair]
        return await shop.store.together(writes)

    won = await asyncio.gather(*(swap(n % 3, (n + 1) % 3, f"s{n}") for n in range(6)))
    after = await shop.store.leads_by_ids([lead.id for lead in leads])
    assert any(won)
    assert sum(lead.v - 1 for lead in after) == 2 * sum(won)
    assert all(len(lead.pend) == lead.v for lead in after)


async def test_marking_keys_as_renewed_leaves_changed_leads_out(shop):
    same, grown = await stored(shop, "phone:911"), await stored(shop, "phone:912")
    before = same.kv
    await shop.store.commit([changed(await read(shop, grown.id), "m:1")])
    await shop.store.mark_rekeyed({same.id: 1, grown.id: 1}, 99)
    assert ((await read(shop, same.id)).kv, (await read(shop, same.id)).v) == (99, 1)
    assert (await read(shop, grown.id)).kv == before


# history


async def test_an_entry_is_recorded_once_and_known_by_its_lead(shop):
    lead = await stored(shop, "phone:911", name="wa:1")
    assert await shop.store.receipts_of(["acme:wa:1", "acme:wa:2"]) == {}
    for _ in range(2):
        assert await shop.store.record(lead.pend) == []
    assert await shop.store.receipts_of(["acme:wa:1", "acme:wa:2"]) == {"acme:wa:1": lead.id}
    assert [row async for row in shop.walks.rows([lead.id])] == lead.pend


async def test_what_tells_versions_apart_is_given_of_entries_that_are_in_history(shop):
    lead = await stored(shop, "phone:911", name="wa:1")
    first = {**lead.pend[0], "content": {"type": "unsupported", "unavailable": True}, "outcome": "created"}
    second = {**first, "_id": "acme:wa:2", "seq": 2, "content": {}, "source": HISTORY, "contact": "said"}
    assert await shop.store.record([first, second]) == []
    found = {row["_id"]: row for row in await shop.store.known_entries(["acme:wa:1", "acme:wa:2", "acme:wa:3"])}
    assert found.keys() == {"acme:wa:1", "acme:wa:2"}
    for name, entry_ in (("acme:wa:1", first), ("acme:wa:2", second)):
        told = {part: found[name].get(part) for part in ("lead", "type", "source", "outcome", "contact")}
        assert told == {part: entry_.get(part) for part in told}
        assert found[name]["content"].get("unavailable", False) == entry_["content"].get("unavailable", False)
    assert await shop.store.known_entries([]) == []


async def test_edits_are_found_by_what_they_are_edits_of(shop):
    lead = await stored(shop, "phone:911", name="wa:1")
    kinds = [("message_edited", "X"), ("message_edited", "Y"), ("message_received", "X")]
    rows = [
        {
            **lead.pend[0],
            "_id": f"acme:wa:{n}",
            "message": f"acme:wa:{n}",
            "seq": n,
            "type": kind,
            "content": {"edited": of},
        }
        for n, (kind, of) in enumerate(kinds, 1)
    ]
    assert await shop.store.record(rows) == []
    assert [row["_id"] for row in await shop.store.edits_of([lead.id], ["X", "Z"])] == ["acme:wa:1"]
    assert await shop.store.edits_of(["nobody"], ["X"]) == []


async def test_an_id_that_another_lead_used_is_given_back(shop):
    one, two = await stored(shop, "phone:911", name="wa:1"), await stored(shop, "phone:912", name="wa:1")
    further = entry(two, "wa:2")
    assert await shop.store.record(one.pend) == []
    assert await shop.store.record([*two.pend, further]) == two.pend
    assert await shop.store.receipts_of(["acme:wa:1", "acme:wa:2"]) == {"acme:wa:1": one.id, "acme:wa:2": two.id}


async def test_a_place_in_a_history_is_taken_once(shop):
    lead = await stored(shop, "phone:911", name="wa:1")
    await shop.store.record(lead.pend)
    impostor = {**lead.pend[0], "_id": "acme:wa:9"}
    assert await shop.store.record([impostor]) == [impostor]
    assert await shop.store.receipts_of(["acme:wa:9"]) == {}


async def test_cleared_entries_leave_their_leads_and_no_others(shop):
    one, two = await stored(shop, "phone:911"), await stored(shop, "phone:912")
    await shop.store.commit([changed(one, "m:2")])
    await shop.store.clear({one.id: [(await read(shop, one.id)).pend[0]["_id"]], "gone": ["x"]})
    assert [e["_id"] for e in (await read(shop, one.id)).pend] == ["acme:m:2"]
    assert len((await read(shop, two.id)).pend) == 1
    assert (await read(shop, one.id)).v == 2


async def test_leads_with_old_entries_are_found_until_they_are_cleared(shop):
    leads = [await stored(shop, f"phone:{n}") for n in range(3)]
    assert await shop.store.left_behind(60_000) == []
    behind = await shop.store.left_behind(-1_000)
    assert {lead.id for lead in behind} == {lead.id for lead in leads}
    assert all(len(lead.pend) == 1 for lead in behind)
    assert len(await shop.store.left_behind(-1_000, 2)) == 2
    rest = await shop.store.left_behind(-1_000, besides={leads[1].id})
    assert {lead.id for lead in rest} == {leads[0].id, leads[2].id}
    await shop.store.clear({leads[0].id: [leads[0].pend[0]["_id"]]})
    assert {lead.id for lead in await shop.store.left_behind(-1_000)} == {lead.id for lead in leads[1:]}


# strangers and receipts


def stranger(name: str, *keys: str, **more: Any) -> dict[str, Any]:
    return {"_id": f"acme:{name}", "account": "acme", "keys": list(keys), "contact": name, **more}


async def test_strangers_are_kept_once_and_found_by_any_key(shop):
    later = SystemClock().now() + 600_000
    await shop.store.keep_strangers([stranger("a", "phone:911", "lid:1", expires_ms=later), stranger("b", "phone:912")])
    await shop.store.keep_strangers([stranger("a", "phone:999"), stranger("c", "phone:913")])
    found = await shop.store.strangers_by_keys({"acme": ["lid:1", "phone:911", "phone:913"], "zen": ["phone:912"]})
    assert sorted(row["contact"] for row in found) == ["a", "c"]
    assert all("expires_ms" not in row for row in found)
    await shop.store.forget_strangers(["acme:a", "acme:nobody"])
    assert await shop.store.strangers_by_keys({"acme": ["lid:1", "phone:911"]}) == []


async def test_the_latest_outcome_of_a_receipt_stands(shop):
    rows = [{"_id": "acme:x", "account": "acme", "outcome": what, "at": SystemClock().now()} for what in ("a", "b")]
    for row in rows:
        await shop.store.add_receipts([row])
    (found,) = await shop.receipts(["acme:x", "acme:y"])
    assert found["outcome"] == "b"


# The server's broom goes round once a minute, and hears of another pace only then.
@pytest.mark.parametrize(
    "shop", ["memory", pytest.param("mongodb", marks=[pytest.mark.services, pytest.mark.slow])], indirect=True
)
async def test_what_expired_is_dropped(shop):
    now = SystemClock().now()
    await shop.store.keep_strangers([stranger("a", "k", expires_ms=now - 1), stranger("b", "k")])
    await shop.store.add_receipts([{"_id": f"acme:{n}", "at": now - n * 86_400_000} for n in (89, 91)])
    deadline = time.monotonic() + 90
    while True:
        words = [row["contact"] for row in await shop.store.strangers_by_keys({"acme": ["k"]})]
        receipts = [row["_id"] for row in await shop.receipts(["acme:89", "acme:91"])]
        if (words, receipts) == (["b"], ["acme:89"]):
            return
        assert time.monotonic() < deadline, (words, receipts)
        await asyncio.sleep(0.3)


# walks and stories


async def test_all_leads_are_walked_in_order_a_few_at_a_time(shop):
    leads = sorted([(await stored(shop, f"phone:{n}")).id for n in range(5)])
    theirs = await stored(shop, "phone:1", account="zen")
    pages = [page async for page in shop.walks.leads("acme", 2)]
    assert [[document["_id"] for document in page] for page in pages] == [leads[:2], leads[2:4], leads[4:]]
    assert [len(page) async for page in shop.walks.leads(None, 100)] == [6]
    await shop.store.mark_rekeyed(dict.fromkeys(leads, 1), 99)
    older = [document["_id"] async for page in shop.walks.leads(None, 2, 99) for document in page]
    assert older == [theirs.id]
    assert [row["_id"] for row in await shop.walks.documents([*leads[::-1], "nobody"])] == leads


async def test_histories_are_walked_lead_by_lead_in_order(shop):
    one, two = sorted([await stored(shop, "phone:911"), await stored(shop, "phone:912")], key=lambda lead: lead.id)
    rows = [*one.pend, *two.pend, entry(one, "m:2"), entry(two, "m:3"), entry(one, "m:4")]
    await shop.store.record(rows)
    walked = [(row["lead"], row["seq"]) async for row in shop.walks.rows([two.id, one.id])]
    assert walked == [(one.id, 1), (one.id, 2), (one.id, 3), (two.id, 1), (two.id, 2)]
    assert [row["seq"] async for row in shop.stories.history(one.account, one.id, 1)] == [2, 3]


async def test_history_of_a_lead_that_is_none_is_found(shop):
    lead = await stored(shop, "phone:911")
    gone = fold.new_lead(ACCOUNT, new_id(), NOW)
    await shop.store.record([*lead.pend, entry(gone, "m:1"), entry(gone, "m:2")])
    assert [found async for found in shop.walks.unknown_leads(None)] == [(gone.id, "acme:m:1")]
    assert [found async for found in shop.walks.unknown_leads("zen")] == []


async def test_entries_about_merges_are_given_in_order_with_those_that_are_pending(shop):
    lead = await stored(shop, "phone:911", type="merged")
    rows = [entry(lead, "m:2"), entry(lead, "m:3", type="unmerged")]
    await shop.store.record(rows)
    assert [(row["seq"], row["type"]) for row in await shop.stories.structure(lead.account, lead.id)] == [
        (1, "merged"),
        (3, "unmerged"),
    ]


async def test_a_store_that_is_away_says_so(shop):
    store = shop.away()
    calls = (store.ping(), store.leads_by_ids(["x"]), store.commit([created("phone:911")]), store.receipts_of(["x"]))
    for call in calls:
        with pytest.raises(StoreUnavailableError):
            await call
