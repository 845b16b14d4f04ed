"""The lane of events: what is no event goes to the dead letters alone; the rest are reacted to and acknowledged."""

import asyncio

import orjson
import pytest

from tests.integration.office import Office
from tests.waiting import eventually
from worker import topology
from worker.broker.memory import MemoryBroker
from worker.consumers.events import AutomationLane
from worker.consumers.failure_headers import REASON
from worker.consumers.turns import Turns
from worker.ports import Outgoing
from worker.settings import Settings

pytestmark = pytest.mark.services


async def test_what_is_no_event_is_dead_lettered_with_its_reason_and_its_neighbours_are_reacted_to(
    office: Office,
) -> None:
    await office.open("rules: [{id: mark, when: lead.created, do: [{add_tags: [seen]}]}]")
    await office.receive(*(office.message(f"phone:91981234567{n}") for n in range(3)))
    broker = MemoryBroker(office.server)
    await broker.connect()
    headers = {"ce-type": "lead.created", "ce-id": "x", "ce-sequence": "1", "ce-correlationid": "x"}
    headers |= {"ce-time": "2026-11-17T10:00:00Z"}
    gone = {"account": "gone", "entry": "e", "at": 1, "lead": {"id": "l", "fields": {}, "tags": []}}
    body = orjson.dumps({**gone, "changes": [], "message": {}, "activity": "a", "by": {}})
    bad = [(b"{", headers), (b"[]", headers), (b"{}", {}), (body, headers), (body, headers | {"ce-sequence": "one"})]
    queue = topology.AUTOMATIONS
    assert await broker.publish([Outgoing("", queue, *pair) for pair in bad]) == [None] * 5
    lane = AutomationLane(
        await office.engine(), broker, office.clock, Settings(), lambda: office.loaded.accounts, Turns()
    )
    running = asyncio.create_task(lane.run())
    await lane.start()

    async def done() -> bool:
        return len(await office.fired()) == 3 and await broker.depth(topology.dead(queue)) == 5

    await eventually(done, 15)
    await lane.stop()
    await running
    reasons = [(await broker.get(topology.dead(queue))).headers[REASON] for _ in range(5)]
    assert sorted(reasons) == ["malformed"] * 4 + ["unknown_account"]
    # What a rule did was announced in turn; of that the lane may have left something when it stopped.
    left = [await broker.get(queue) for _ in range(await broker.depth(queue))]
    assert {delivery.headers["ce-type"] for delivery in left if delivery} <= {"lead.updated"}
    await broker.close()
