"""What automations keep within the process: it goes when its time is over, and not because a moment passed."""

from typing import Any

from worker.store.memory import MemoryStore
from worker.store.memory_automations import MemoryAutomations


class Running:
    """A clock that goes on with every look at it."""

    ms = 1_000

    def now(self) -> int:
        self.ms += 1
        return self.ms

    async def sleep(self, _: float) -> None:
        raise AssertionError


def wait(name: str) -> Any:
    row = {"_id": f"acme:{name}:w", "account": "acme", "rule": "r", "wait": "w", "lead": "L1", "state": "waiting"}
    return {**row, "sequence": 1, "due_at": 1, "look_at": 1}


async def test_what_has_no_end_stays_though_time_passes_while_it_is_looked_at() -> None:
    clock = Running()
    kept = MemoryAutomations(MemoryStore(clock), clock)
    await kept.keep_waits([wait("a"), wait("b")])
    await kept.end_waits([{"_id": "acme:a:w", "state": "cancelled", "because": "c", "at": clock.ms}])
    assert {row["wait"]: row["state"] for row in await kept.open_waits(["L1"])} == {"w": "waiting"}
    assert sorted(row["state"] for row in await kept.waits_of("L1")) == ["cancelled", "waiting"]
    clock.ms += 400 * 86_400_000
    assert [row["state"] for row in await kept.waits_of("L1")] == ["waiting"]
