"""`leadworker serve` with rules, killed at every step of reacting and of carrying waits out, on RabbitMQ and MongoDB."""

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pymongo
import pytest

from tests.acceptance.crew import Scene
from tests.acceptance.processes import WorkerProcess, ending
from tests.acceptance.traffic import BASE, chat, someone
from worker import topology

pytestmark = [pytest.mark.services, pytest.mark.timeout(300)]

TEAM = "users: [{id: asha}, {id: ravi}]\npools: {sales: {members: [asha, ravi]}}\n"
RULES = """
rules:
  - id: welcome
    when: lead.created
    do:
      - assign_user: {pool: sales}
      - send_quick_message: {text: 'Hello {{ lead.name | default("there") }}', channel: sms}
    wait: [{id: soon, after: 1s, do: [{add_tags: [later]}]}]
    limits: {at_most: {times: 1000, per: 1h}}
  - {id: owned, when: lead.assigned, do: [{add_tags: [owned]}]}
"""
REACTING = ("admitted", "chosen", "commanded", "fired", "waits_kept", "runs_kept", "reacted")
WAITING = ("claimed", "followed_up", "ended")
EACH = 6  # people who write before a worker is killed


def settled(url: str, database: str, people: int) -> str:
    """Say what is not yet, or not, as it must be; empty if all is."""
    client: Any
    with pymongo.MongoClient(url, serverSelectionTimeoutMS=5_000) as client:
        db = client[database]
        leads = list(db.leads.find({"merged_into": None}))
        owners = Counter(lead["assignee"].get("v") for lead in leads)
        fired = Counter(row["content"]["rule"] for row in db.history.find({"type": "rule_fired"}))
        facts = {
            "leads": len(leads) == people,
            "tags": all(sorted(lead["tags"]) == ["later", "owned"] for lead in leads),
            "owners": abs(owners["asha"] - owners["ravi"]) <= 1 and sum(owners.values()) == people,
            "fired": fired == {"welcome": 2 * people, "owned": people},
            "turns": sum(e["n"] for row in db.turns.find() for e in row["turns"]) == people,
            "fuses": sum(e["n"] for row in db.fuses.find() for e in row["slices"]) == people,
            "waits": Counter(w["state"] for w in db.waits.find()) == {"done": people},
            "pending": not any(lead["pend"] for lead in leads),
        }
        return ", ".join(f"{name}" for name, true in facts.items() if not true) and f"{facts} {owners} {fired}"


async def test_workers_killed_at_each_step_of_automations_act_once_for_every_lead(
    rabbit_scene: Scene, tmp_path: Path
) -> None:
    account = rabbit_scene.accounts_dir / "in"
    (account / "team.yaml").write_text(TEAM)
    (account / "rules").mkdir()
    (account / "rules" / "all.yaml").write_text(RULES)
    more = {"timer_seconds": 0.1, "timer_lease_seconds": 2, "batch_size": 20}
    worker = WorkerProcess({**rabbit_scene.settings, **more}, tmp_path / "worker.log")
    people = 0
    async with ending(worker):
        for step in (*REACTING, *WAITING):
            who = [someone("in", n) for n in range(people, people + EACH)]
            people += EACH
            await rabbit_scene.send([chat(one, f"w{one.wa_id}", BASE, "hi", "Ana") for one in who])
            worker.start(step)
            assert await worker.ended(60) == -9, f"{step}: {worker.tail()}"
        await worker.start().ready()
        problem = "nothing looked at"
        for _ in range(120):  # a claim of a worker that was killed has to run out
            problem = await asyncio.to_thread(settled, rabbit_scene.mongo_url, rabbit_scene.database, people)
            if not problem:
                break
            await asyncio.sleep(0.5)
        assert not problem, f"{problem}\n{worker.tail()}"
        assert await worker.stop() == 0
    sent = {d.headers["ce-id"]: orjson.loads(d.body) for d in await rabbit_scene.wire.empty(topology.QUICK_MESSAGES)}
    assert Counter(body["lead"] for body in sent.values()).most_common(1)[0][1] == 1
    assert len(sent) == people
    assert (await rabbit_scene.wire.depths([topology.dead(topology.AUTOMATIONS)])) == {
        topology.dead(topology.AUTOMATIONS): 0
    }
