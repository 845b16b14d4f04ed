"""What automations ask of a store, on one page.

`worker.store.automations` does it with MongoDB, `worker.store.memory_automations` within the process. Each promise here is
held by both in tests/contract/test_automation_store.py. Calls raise `StoreUnavailableError` while the store is away,
`TransientError` where they may succeed in a moment. Everything may be repeated. Times are Unix ms; what is given out is
the caller's own, to change at will.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from worker.automations.running.documents import Revision, Run, RunCount, WaitDocument, WaitEnd
from worker.leads.commands import Command, Result
from worker.leads.lead import Lead


class Leads(Protocol):
    """What is asked about leads; see `worker.commit.path`."""

    async def leads_in_force(self, ids: Collection[str]) -> dict[str, Lead]:
        """Give each id its lead, following merges to the survivor; unknown ids are left out."""


class Executor(Leads, Protocol):
    """The commit path, as far as automations use it."""

    async def execute(self, commands: Sequence[Command]) -> list[Result]:
        """Carry each command out, once per id; give what became of them, in order."""


class Receipts(Protocol):
    """What was done before."""

    async def receipts_of(self, entry_ids: Sequence[str]) -> dict[str, str]:
        """Give entry id to lead id for the entries that are in history."""


class FuseStore(Protocol):
    """The states of fuses, written by compare-and-set: what admission needs."""

    async def fuses(self, account: str, rules: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Give the stored states of rules' fuses by rule, each with its version `v`; those never written are left out."""

    async def set_fuse(self, account: str, rule: str, version: int, state: Mapping[str, Any]) -> bool:
        """Write the next state if nobody did since `version` (0: there was none); False: read and decide again."""


class TurnStore(Receipts, Protocol):
    """Whose turn it is in a pool, written by compare-and-set, and how busy people are: what assigning needs."""

    async def turns(self, account: str, pools: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Give the stored states of pools by name, each with its version `v`; those never written are left out."""

    async def take_turn(self, account: str, pool: str, version: int, state: Mapping[str, Any]) -> bool:
        """Write a pool's next state if nobody did since `version` (0: there was none); False: read and choose again."""

    async def loads(self, account: str, users: Sequence[str]) -> dict[str, int]:
        """Give the number of open leads in force of each of these users; who has none is left out."""


class ReadinessStore(FuseStore, TurnStore, Protocol):
    """What finding out which firings may be carried out needs."""


class RunStore(Protocol):
    """Runs, kept for a while after their `at`: what the log of runs needs."""

    async def add_runs(self, runs: Sequence[Run], lifetime_ms: int, /) -> None:
        """Keep runs; one that is there already stays as it is."""

    async def count_runs(self, counts: Sequence[RunCount], lifetime_ms: int, /) -> None:
        """Add to what was counted before per rule, outcome, cause and hour; who repeats it counts twice."""


class Entries(Protocol):
    """History, by the ids of its entries."""

    async def entries(self, wanted: Mapping[str, str]) -> dict[str, dict[str, Any]]:
        """Give whole entries by id, pending ones included, but for raw parts; `wanted` maps each to its lead."""


class WaitStore(Protocol):
    """Waits: made once, ended once."""

    async def keep_waits(self, waits: Sequence[WaitDocument]) -> None:
        """Create waits that do not exist yet; those that do, in whatever state, stay as they are."""

    async def end_waits(self, ends: Sequence[WaitEnd]) -> None:
        """Record how waits ended.

        A wait that is being acted on (claimed) is not cancelled any more, but by whoever claimed it; one that was done
        is done, whatever was said before.
        """


class EngineStore(ReadinessStore, RunStore, Entries, WaitStore, Protocol):
    """What the engine keeps."""

    async def open_waits(self, leads: Sequence[str]) -> list[WaitDocument]:
        """Give the waits of these leads that have not ended."""

    async def keep_revision(self, revision: Revision) -> None:
        """Keep the text of a rule that something pending goes by; one that is there stays."""


class LookbackStore(FuseStore, Entries, Protocol):
    """What the decision about waits that are due looks back on."""

    async def twins(self, rule: str, wait: str, leads: Sequence[str]) -> list[WaitDocument]:
        """Give the waits of one name of a rule on any of these leads, ended ones included."""

    async def history_since(self, since: Mapping[str, int]) -> dict[str, list[dict[str, Any]]]:
        """Give each lead's entries after a sequence, in order: recorded ones and those still pending."""

    async def leads_by_ids(self, ids: Sequence[str]) -> list[Lead]:
        """Give the leads with these ids, tombstones included; unknown ones are left out."""

    async def revision(self, name: str) -> Revision | None:
        """Give the text of a rule as it was; None if it was never kept."""


class TimerStore(LookbackStore, TurnStore, RunStore, WaitStore, Protocol):
    """What timers need."""

    async def claim_due(self, now: int, lease_ms: int, token: str, limit: int) -> list[WaitDocument]:
        """Take waits whose `look_at` has come, at most `limit`, the longest due first, for `lease_ms` by the server's clock.

        `token` names this claim alone. A wait whose lease ran out is taken again; `claims` counts how often it was.
        """

    async def postpone(self, wait: WaitDocument, look_at: int, because: str, due_at: int | None = None) -> None:
        """Give a claimed wait back, to be looked at later; it stays due when it was, unless another time is given."""
