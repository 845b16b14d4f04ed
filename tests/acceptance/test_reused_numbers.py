"""Numbers that were given up and are used again, told by raw webhook bodies in any order to four workers."""

import json
import random

import pytest

from tests.acceptance.crew import Scene, crew
from tests.acceptance.ledger import Message, Part
from tests.acceptance.traffic import BASE, chat_body, someone, text_of
from worker.broker.memory_server import MemoryServer
from worker.topology import WHATSAPP

pytestmark = pytest.mark.services
DAY = 86_400  # seconds
CHANGED = BASE + 30 * DAY
PEOPLE = 40


def story(n: int) -> list[Message]:
    """Give a message of somebody, their change of number, their next message, and two of whoever has the old number since."""
    left, new = someone("in", n), someone("in", 5_000 + n)

    def wrote(name: str, who: str, user: str, second: int) -> Message:
        wamid = f"{name}-{n}"
        text = {**text_of(left, wamid, second, "hi"), "from": who, "from_user_id": user}
        row = {"profile": {"name": name}, "wa_id": who, "user_id": user}
        part = Part("in", f"wa:{wamid}", "applied", (f"phone:{who}",), second * 1000, True, name)
        return Message(wamid, WHATSAPP, chat_body("in", [text], [row]), (part,))

    moved = {"type": "user_changed_number", "wa_id": new.wa_id, "user_id": new.bsuid, "previous_user_id": left.bsuid}
    notice = {"from": left.wa_id, "id": f"moved-{n}", "timestamp": str(CHANGED), "type": "system", "system": moved}
    part = Part("in", f"wa:moved-{n}", "applied", (left.key, new.key), CHANGED * 1000)
    stranger = f"IN.80000000000{n:06}"
    return [
        wrote("Asha", left.wa_id, left.bsuid, BASE),
        Message(f"moved-{n}", WHATSAPP, chat_body("in", [notice]), (part,)),
        wrote("Asha Rao", new.wa_id, new.bsuid, CHANGED + DAY),
        wrote("Ravi", left.wa_id, stranger, CHANGED + 120 * DAY),
        wrote("Ravi Iyer", left.wa_id, stranger, CHANGED + 121 * DAY),
    ]


@pytest.mark.parametrize("seed", [1, 2])
async def test_owner_and_stranger_are_two_in_any_order_over_four_workers(
    scene: Scene, server: MemoryServer, seed: int
) -> None:
    messages = [message for n in range(PEOPLE) for message in story(n)]
    random.Random(seed).shuffle(messages)
    async with crew(server, 4, **scene.settings, batch_size=7):
        await scene.send(messages)
        assert await scene.quiet(60), scene.waiting_for
        await scene.send(messages)  # everything once more
        assert await scene.quiet(60), scene.waiting_for
    leads = [lead for lead in (await scene.evidence()).leads if not lead.get("merged_into")]
    found = {key: lead for lead in leads for key in lead["keys"]}
    assert len(leads) == 2 * PEOPLE
    for n in range(PEOPLE):
        left, new = someone("in", n), someone("in", 5_000 + n)
        owner, stranger = found[left.key], found[f"{left.key}~{CHANGED * 1000}"]
        assert set(owner["keys"]) == {left.key, new.key, f"bsuid:{left.bsuid}", f"bsuid:{new.bsuid}"}
        assert (owner["address"], owner["flags"]) == (new.wa_id, ["retired_number_used"]), json.dumps(owner["flags"])
        assert (stranger["address"], stranger["flags"]) == (left.wa_id, ["reused_number"])
        assert (owner["counts"]["inbound"], stranger["counts"]["inbound"]) == (2, 2)
        assert stranger["last_inbound_at"] == (CHANGED + 121 * DAY) * 1000
