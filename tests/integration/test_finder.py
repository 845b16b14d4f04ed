"""The role finder: search rows follow the events of leads, step back for what is more urgent, and are made anew."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from schemas.api.lists import LeadQuery
from tests.integration.office import Office
from tests.waiting import eventually
from worker import topology
from worker.broker.memory import MemoryBroker
from worker.commit.key_lanes import KeyLanes
from worker.consumers.failure_headers import REASON
from worker.consumers.finding import DEEP, LONGEST_LAG_MS, FinderLane
from worker.consumers.sources import Services
from worker.consumers.turns import Turns
from worker.finding.asking import Lists
from worker.finding.context import Viewer
from worker.finding.lag import ALIVE_MS, Lag
from worker.finding.writing import RowWriter
from worker.leads.commands import set_field
from worker.maintenance.refinding import Refinding
from worker.ports import Outgoing
from worker.settings import Settings
from worker.store.finding import FindingStore
from worker.store.walks import Walks
from worker.telemetry import metrics

pytestmark = pytest.mark.services
ONE, TWO = "phone:919812345671", "phone:919812345672"


class Desk:
    """A finder in an office, and somebody who asks for lists."""

    def __init__(self, office: Office, broker: MemoryBroker) -> None:
        self.office, self.broker, self.store = office, broker, FindingStore(office.mongo)
        accounts = lambda: office.loaded.accounts  # noqa: E731
        self.writer = RowWriter(self.store, accounts)
        self.refinding = Refinding(Walks(office.mongo), self.store, accounts, office.clock)
        services = Services(broker, None, office.leads_store, accounts, office.clock, KeyLanes(), Turns())  # type: ignore[arg-type]  # it commits nothing
        self.lane = FinderLane(self.writer, office.leads_store, self.store, services, Settings(), "finder")
        self.lag = Lag(self.store, lambda: broker.depth(topology.FINDING), office.clock)

    async def found(self, **asked: Any) -> list[str]:
        query = LeadQuery.model_validate({"size": 100, **asked})
        lists = Lists(self.store, self.office.clock)
        return list((await lists.page(self.office.loaded.accounts.by_id["acme"], Viewer(), query)).page.ids)

    @contextlib.asynccontextmanager
    async def finding(self) -> AsyncIterator[None]:
        """Have the lane work."""
        running = asyncio.create_task(self.lane.run())
        await self.lane.start()
        yield
        await self.lane.stop()
        await running

    async def number(self, wanted: int, **asked: Any) -> None:
        """Wait until so many are found."""

        async def there() -> bool:
            return len(await self.found(**asked)) == wanted

        await eventually(there, 15)

    async def up_to_date(self) -> bool:
        """Whether rows are told to be behind by nothing."""
        return await self.lag.look() == 0

    async def gone(self, **asked: Any) -> None:
        await self.number(0, **asked)


@pytest.fixture
async def desk(office: Office) -> AsyncIterator[Desk]:
    await office.open()
    await office.path()  # which declares the topology
    broker = MemoryBroker(office.server)
    await broker.connect()
    made = Desk(office, broker)
    await made.store.prepare()
    yield made
    await broker.close()


async def test_rows_follow_what_becomes_of_leads(desk: Desk) -> None:
    office = desk.office
    await office.receive(office.message(ONE, facts={"name": "Asha Rao", "city": "Pune"}), office.message(TWO))
    async with desk.finding():
        await desk.number(2)
        (asha,) = await desk.found(search="asha pun")
        assert len(await desk.found()) == 2
        office.clock.pass_(1_000)
        await office.command(asha, ("set_field", set_field("city", "Kochi")))
        await desk.gone(search="asha pune")
        assert await desk.found(filter={"field": "city", "op": "is", "value": "kochi"}) == [asha]
        await eventually(lambda: metrics.FINDING_LAG._value.get() == 0)
        office.clock.pass_(ALIVE_MS)
        await eventually(desk.up_to_date)


async def test_two_leads_that_turn_out_to_be_one_have_one_row(desk: Desk) -> None:
    office = desk.office
    await office.receive(office.message("lid:7"), office.message(ONE, facts={"name": "Asha"}))
    async with desk.finding():
        await desk.number(2)
        await office.receive(office.message("lid:7", ONE))
        await desk.number(1)
    (living,) = await office.leads()
    assert await desk.found() == [living["_id"]]


async def test_what_is_no_event_is_dead_lettered_and_its_neighbours_are_found(desk: Desk) -> None:
    office, broker = desk.office, desk.broker
    bad: list[dict[str, str]] = [
        {},
        {"ce-source": "/accounts/gone", "ce-subject": "l"},
        {"ce-source": "acme", "ce-subject": "l"},
    ]
    await broker.publish([Outgoing("", topology.FINDING, b"{}", headers) for headers in bad])
    await office.receive(office.message(ONE))
    async with desk.finding():
        await desk.number(1)
    letters = [await broker.get(topology.dead(topology.FINDING)) for _ in bad]
    assert sorted(letter.headers[REASON] for letter in letters if letter) == [
        "malformed",
        "malformed",
        "unknown_account",
    ]
    assert len(await desk.found()) == 1


async def test_rows_wait_while_there_is_more_urgent_work_but_not_for_ever(desk: Desk) -> None:
    office, broker = desk.office, desk.broker
    office.clock.time = 1_895_000_000_000  # behind which no event of this test was recorded
    slow = MemoryBroker(office.server)
    await slow.connect()
    await slow.consume(topology.CAMPAIGN, 1, lambda _: None)  # a worker that is busy with the first of them
    await broker.publish([Outgoing("", topology.CAMPAIGN, b"{}") for _ in range(DEEP + 1)])
    await office.receive(office.message(ONE))
    async with desk.finding():
        await asyncio.sleep(0.5)
        assert await desk.found() == []
        office.clock.pass_(4_000)
        await eventually(lambda: metrics.FINDING_LAG._value.get() == 4)
        office.clock.pass_(1_000)
        await eventually(lambda: metrics.FINDING_LAG._value.get() == 5)
        assert (await desk.lag.look() or 0) >= 4_000
        while (taken := await broker.get(topology.CAMPAIGN)) is not None:
            await broker.ack([taken])
        office.clock.pass_(1_000)  # until it looks again
        await desk.number(1)
        await broker.publish([Outgoing("", topology.CAMPAIGN, b"{}") for _ in range(DEEP)])
        office.clock.pass_(1_000)
        await office.receive(office.message(TWO))
        await asyncio.sleep(0.3)
        assert len(await desk.found()) == 1
        office.clock.pass_(LONGEST_LAG_MS)
        await desk.number(2)
    await slow.close()


async def test_rows_do_not_wait_for_work_that_nobody_does(desk: Desk) -> None:
    office, broker = desk.office, desk.broker
    await broker.publish([Outgoing("", topology.CAMPAIGN, b"{}") for _ in range(DEEP + 1)])
    await office.receive(office.message(ONE))
    async with desk.finding():
        await desk.number(1)


async def test_rows_are_made_anew_when_an_accounts_fields_change(desk: Desk) -> None:
    office = desk.office
    await office.receive(office.message(ONE, facts={"city": "Pune"}), office.message(TWO, facts={"city": "Kochi"}))
    assert await desk.refinding.outdated() == ["acme"]
    told = [(p.looked, p.written) async for p in desk.refinding.refill("acme")]
    assert told == [(2, 2)]
    assert await desk.refinding.outdated() == []
    assert [p.written async for p in desk.refinding.refill("acme")] == [0]
    await office.open(fields="fields: [{id: city, type: dropdown, options: [Pune, Kochi], sortable: true}]\n")
    assert await desk.refinding.outdated() == ["acme"]
    assert [p.written async for p in desk.refinding.refill(None)] == [2]
    first, second = await desk.found(sort=[{"field": "city"}])
    assert [first] == await desk.found(filter={"field": "city", "op": "in", "value": ["Kochi"]})
    assert second != first


async def test_rows_that_were_missed_are_made_and_those_of_nobody_are_taken_away(desk: Desk) -> None:
    office = desk.office
    await office.receive(office.message("lid:7"), office.message(ONE))
    await desk.writer.write(await office.leads_store.leads_by_ids([lead["_id"] for lead in await office.leads()]))
    await office.receive(office.message("lid:7", ONE))  # of which no finder heard
    assert [p.written async for p in desk.refinding.refill(None)] == [2]
    assert await desk.found() == [(await office.leads())[0]["_id"]]


async def test_where_events_may_have_been_lost_all_rows_are_looked_at_once(desk: Desk) -> None:
    office = desk.office
    await office.receive(office.message(ONE), office.message(TWO))
    _ = [p async for p in desk.refinding.refill(None)]
    await office.receive(office.message("phone:919812345673"))  # of which no finder heard
    for lost, found in ((False, 2), (True, 3)):
        running = asyncio.create_task(desk.refinding.run(lost=lost))
        await asyncio.sleep(0.3)
        running.cancel()
        assert len(await desk.found()) == found


async def test_rows_filled_beside_take_the_place_of_the_others(desk: Desk) -> None:
    office = desk.office
    await office.receive(office.message(ONE, facts={"name": "Asha"}), office.message(TWO, facts={"name": "Ravi"}))
    await desk.store.learn("acme", ["ghost"])
    beside = FindingStore(office.mongo, beside=True)
    await beside.drop()
    await beside.prepare()
    _ = [
        p
        async for p in Refinding(Walks(office.mongo), beside, lambda: office.loaded.accounts, office.clock).refill(None)
    ]
    asha = next(lead["_id"] for lead in await office.leads() if lead["fields"]["name"]["v"] == "Asha")
    office.clock.pass_(1_000)
    await office.command(asha, ("set_field", set_field("name", "Usha")))
    await desk.writer.write(await office.leads_store.leads_by_ids([asha]))  # to the rows in use, meanwhile
    await beside.take_place()
    _ = [p async for p in desk.refinding.refill(None)]
    assert await desk.found(search="usha") == [asha]
    assert await desk.found(search="asha ") == []
    assert len(await desk.found()) == 2
    assert await desk.store.words("acme", "ghost", 5) == []
    indexes = await office.mongo.database["lead_find"].index_information()
    assert {"find", "order", "updated", "inbound", "s1", "s2", "s3", "graves"} <= set(indexes)
