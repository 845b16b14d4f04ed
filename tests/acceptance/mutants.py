"""Workers with one piece broken: each must make the checker speak, or the checker would not see the bug in ours.

    python -m tests.acceptance.mutants NAME serve ...

runs `leadworker serve ...` with the mutant NAME; tests inside one process apply it with monkeypatch.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import worker.cli
from worker.commit import outbox, path, plan
from worker.commit.announcements import announcements
from worker.commit.outbox import Outbox
from worker.commit.path import CommitPath
from worker.commit.plan import Planner
from worker.consumers import settling
from worker.consumers.failure_headers import LETTER_ID
from worker.consumers.sources import Lane
from worker.leads import fold, history_entry, merge_policy
from worker.leads.history_entry import entry_id
from worker.store import leads as store
from worker.store.leads import LeadStore
from worker.telemetry import failpoints

Swap = Callable[[Any, str, Any], None]
"""Puts an attribute of an object in the place of another: `setattr`, or monkeypatch's."""


def no_version_guard(swap: Swap) -> None:
    """The write of a lead does not look whether somebody else wrote it meanwhile."""
    right = store._filter_and_update

    def unguarded(write: Any) -> Any:
        query, update = right(write)
        return {"_id": query["_id"]}, update

    swap(store, "_filter_and_update", unguarded)


def no_unique_identity(swap: Swap) -> None:
    """The index over identity keys is not unique."""
    keys, _ = store.INDEXES["leads"]["identity"]
    swap(store, "INDEXES", {**store.INDEXES, "leads": {**store.INDEXES["leads"], "identity": (keys, {})}})
    right = CommitPath._plan

    async def slowly(self: Any, contacts: Sequence[Any]) -> Any:
        found = await right(self, contacts)
        await asyncio.sleep(0.05)  # the window is small otherwise
        return found

    swap(CommitPath, "_plan", slowly)


def history_before_leads(swap: Swap) -> None:
    """Receipts are read before leads: an entry that moves from the lead to history in between is seen in neither."""

    async def wrong_way_round(self: Any, contacts: Sequence[Any], applied: Any) -> Any:
        wanted: dict[str, set[str]] = {}
        for contact in contacts:
            wanted.setdefault(contact.account, set()).update(plan.contact_keys(contact))
        receipts = await self._store.receipts_of([entry_id(c.account, c.id) for c in contacts])
        await asyncio.sleep(0.05)  # the window is small otherwise
        found = await self._store.leads_by_keys({account: list(keys) for account, keys in wanted.items()})
        found, read = await path.holders_met(self._store, contacts, found)
        planner = Planner(self._accounts(), self._clock.now(), self._new_id)
        planner.know(found, receipts)
        planner.look(read, applied.looked_at)
        return found, planner.plan(contacts)

    swap(CommitPath, "_plan", wrong_way_round)


def redeliveries_are_applied(swap: Swap) -> None:
    """What was applied before is not looked up."""
    right = Planner.know

    def know(self: Any, found: Any, *_: Any) -> None:
        right(self, [replace(lead, pend=[]) for lead in found], {})

    swap(Planner, "know", know)


def clear_before_announce(swap: Swap) -> None:
    """Entries leave the lead before their events are confirmed."""
    right = Outbox.announce

    async def announce(self: Any, entries: Sequence[Any]) -> Any:
        clashes = await self._store.record(entries)
        await self.clear(entries)
        failpoints.failpoint("cleared_early")
        await right(self, entries)
        return clashes

    swap(Outbox, "announce", announce)


def some_events_are_not_published(swap: Swap) -> None:
    """Updates are not announced."""
    swap(
        outbox, "announcements", lambda entries: (m for m in announcements(entries) if m.routing_key != "lead.updated")
    )


def announce_before_commit(swap: Swap) -> None:
    """Events go out as planned, whether or not the write then wins its race."""
    right = LeadStore.commit

    async def announced(self: Any, writes: Sequence[Any]) -> Any:
        await _BROKERS[id(self)].publish([m for write in writes for m in announcements(write.entries)])
        return await right(self, writes)

    made = CommitPath.__init__

    def remembering(self: Any, store_: Any, outbox_: Any, *more: Any) -> None:
        _BROKERS[id(store_)] = outbox_._broker
        made(self, store_, outbox_, *more)

    swap(CommitPath, "__init__", remembering)
    swap(LeadStore, "commit", announced)


_BROKERS: dict[int, Any] = {}


def sequence_skips(swap: Swap) -> None:
    """Now and then a number is left out of a lead's history."""
    right = history_entry.append

    def append(lead: Any, *more: Any, **told: Any) -> Any:
        lead.seq += lead.seq == 2
        return right(lead, *more, **told)

    swap(history_entry, "append", append)


def dead_letters_are_lost(swap: Swap) -> None:
    """What is refused is acknowledged and gone."""
    swap(Lane, "_dead_letters", lambda *_: [])


def dead_letters_are_mute(swap: Swap) -> None:
    """Dead letters do not say why."""
    right = settling.failure_headers

    def mute(delivery: Any, **more: Any) -> dict[str, Any]:
        return {**delivery.headers, LETTER_ID: right(delivery, **more)[LETTER_ID]}

    swap(settling, "failure_headers", mute)


def batches_die_together(swap: Swap) -> None:
    """A message whose work fails takes its batch with it to the dead letters."""

    async def isolated(self: Any, batch: Any, error: Exception | None = None) -> None:
        try:
            await self._held(lambda: self._process(batch))
        except Exception as failure:  # noqa: BLE001
            for delivery in batch:
                await self._held(lambda delivery=delivery, failure=failure: self._failed(delivery, failure))

    swap(Lane, "_isolated", isolated)


def last_is_latest(swap: Swap) -> None:
    """The message that arrives last is taken for the latest."""
    right = fold.fold

    def folded(lead: Any, contact: Any, *more: Any) -> Any:
        if contact.inbound:
            lead.last_inbound_at = None
        return right(lead, contact, *more)

    swap(fold, "fold", folded)


def any_name_wins(swap: Swap) -> None:
    """A value overwrites another whoever stated it and whenever."""
    swap(merge_policy, "stronger", lambda *_: True)


def leads_are_never_merged(swap: Swap) -> None:
    """Of several leads of one person the first is taken."""
    right = Planner._owners
    swap(Planner, "_owners", lambda self, contact: right(self, contact)[:1])


def strangers_are_forgotten(swap: Swap) -> None:
    """What was said of a person before anybody knew them is not looked up."""

    async def nothing(store: Any, grown: Any) -> list[Any]:
        return []

    swap(path, "kept_about", nothing)


def created_again_and_again(swap: Swap) -> None:
    """Every entry announces the lead as new."""
    right = fold._write

    def write(lead: Any, contact: Any, change: Any, *more: Any) -> Any:
        change.events = list(dict.fromkeys(["lead.created", *change.events]))
        return right(lead, contact, change, *more)

    swap(fold, "_write", write)


def statuses_are_enquiries(swap: Swap) -> None:
    """A delivery receipt is taken for news of its recipient, and recorded."""
    from worker.handlers.whatsapp import statuses

    right = statuses.outcome

    def outcome(channel: Any, part_id: str, at: int, person: Any, errors: Any, raw: Any, **more: Any) -> Any:
        found = right(channel, part_id, at, person, errors, raw, **more)
        if found.__class__.__name__ != "Ignored":
            return found
        contact = statuses.pair(channel, at, person, raw)
        return replace(contact, id=part_id, creates=True)

    swap(statuses, "outcome", outcome)


def acknowledged_before_commit(swap: Swap) -> None:
    """Messages are acknowledged when they are taken: who dies then loses them."""
    right = Lane._process

    async def process(self: Any, batch: Any) -> None:
        await self._broker.ack(batch)
        await asyncio.sleep(0.02)  # a confirm of the acknowledgement there is none
        await right(self, batch)

    swap(Lane, "_process", process)


def nobody_sweeps(swap: Swap) -> None:
    """What a crash left is nobody's business."""

    async def nothing(self: Any, age_ms: int) -> int:
        return 0

    swap(CommitPath, "sweep", nothing)
    swap(path, "HELP_AFTER_MS", 10**9)


def slow_commits(swap: Swap) -> None:
    """No fault: a commit takes seconds, so that a test can do something meanwhile."""
    right = LeadStore.commit

    async def slow(self: Any, writes: Sequence[Any]) -> Any:
        await asyncio.sleep(3)
        return await right(self, writes)

    swap(LeadStore, "commit", slow)


def sleeps(swap: Swap) -> None:
    """No fault: at its failpoint the worker falls asleep (SIGSTOP) instead of dying, once."""
    right = os.kill

    def asleep(pid: int, _: int) -> None:
        failpoints.arm("")
        right(pid, signal.SIGSTOP)

    swap(failpoints.os, "kill", asleep)


MUTANTS: Mapping[str, Callable[[Swap], None]] = {
    mutant.__name__: mutant
    for mutant in (
        no_version_guard,
        no_unique_identity,
        history_before_leads,
        redeliveries_are_applied,
        clear_before_announce,
        some_events_are_not_published,
        announce_before_commit,
        sequence_skips,
        dead_letters_are_lost,
        dead_letters_are_mute,
        batches_die_together,
        last_is_latest,
        any_name_wins,
        leads_are_never_merged,
        strangers_are_forgotten,
        created_again_and_again,
        statuses_are_enquiries,
        acknowledged_before_commit,
        nobody_sweeps,
        slow_commits,
        sleeps,
    )
}


if __name__ == "__main__":
    MUTANTS[sys.argv.pop(1)](setattr)
    worker.cli.main()
