"""The one commit path: contacts in, leads written, history recorded, events announced, receipts out.

Everything that changes leads goes through here (consumers, import, commands, automations), so nothing can bypass
history, events, the state gate or idempotency. One call handles one micro-batch; it is safe to repeat after any failure.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import structlog

from worker.account import Accounts
from worker.commit.applied import Applied, Receipt
from worker.commit.command_plan import OF_A_STATE, plan_commands
from worker.commit.contact_plan import ContactPlan, Guard, NumberChange, barred_by
from worker.commit.divisions import divide, holders_met
from worker.commit.documents import is_no, kept_contact, kept_name
from worker.commit.links import clash_links
from worker.commit.outbox import Outbox
from worker.commit.plan import Planner, contact_keys
from worker.commit.storage import LeadStore, Write
from worker.commit.strangers import keep, kept_about
from worker.commit.sweeping import Unfinishable, sweep
from worker.commit.under_way import UnderWay
from worker.commit.versions_met import versions_met
from worker.commit.writing import written
from worker.contact import Contact
from worker.errors import RefusedError
from worker.leads import join
from worker.leads.bounds import lead_full
from worker.leads.commands import Command, Result
from worker.leads.history_chain import clash_id
from worker.leads.history_entry import entry_id
from worker.leads.lead import Lead
from worker.ports import Clock
from worker.races import Races
from worker.telemetry import metrics
from worker.telemetry.failpoints import failpoint

log = structlog.get_logger(__name__)

RACES = Races(12, 0.01)  # also rounds of merges and postponed contacts; then the rest goes to the retry ladder
HELP_AFTER_MS = 10_000  # age from which another's pending entries, met on a lead, are finished along with ours


class CommitPath:
    """Applies batches of contacts. Callers keep two batches of one process off the same keys (`worker.commit.key_lanes`)."""

    def __init__(
        self,
        store: LeadStore,
        outbox: Outbox,
        accounts: Callable[[], Accounts],
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._store, self._outbox, self._accounts = store, outbox, accounts
        self._clock, self._new_id, self._unfinishable = clock, new_id, Unfinishable()
        self._under_way = UnderWay()

    async def apply(self, contacts: Sequence[Contact], *, helping: bool = True, guard: Guard | None = None) -> Applied:
        """Apply the contacts; raise only if the store or the broker is away (then repeat the call), or what `guard` gives.

        `helping`: also finish what a crash left on the leads that we meet.
        """
        applied = Applied(guard=guard)
        pending, before = list(contacts), len(contacts) + 1
        while 0 < len(pending) < before:  # large messages of one person go a few at a time: that is no lost race
            before = len(pending)
            async for _ in RACES.rounds(self._clock):
                pending = await self._round(pending, applied, helping=helping)
                if not pending:
                    await self._forget_met(applied)
                    return applied
        applied.unfinished += [(contact, RACES.lost("one lead")) for contact in pending]
        return applied

    async def _round(self, contacts: Sequence[Contact], applied: Applied, *, helping: bool) -> list[Contact]:
        """One pass: read, plan, write, finish. Gives the contacts that need another pass."""
        found, plan = await self._plan(contacts, applied)
        helped = self._helped(found) if helping else []
        with self._under_way.leads(write.lead.id for write in plan.writes):
            return await self._carried_out(plan, helped, applied)

    async def _carried_out(self, plan: ContactPlan, helped: Sequence[Lead], applied: Applied) -> list[Contact]:
        again = [*plan.postponed, *plan.links]
        failpoint("planned")
        lost = await written(self._store, plan.writes, "message")
        failpoint("committed")
        losing = {id(contact) for write in lost for contact in write.contacts}
        won = [write for write in plan.writes if write not in lost] if lost else plan.writes
        again += [contact for write in lost if not write.full for contact in write.contacts]
        again += [contact for merge in plan.merges for contact in await self._merge(*merge, applied)]
        again += [contact for change in plan.changes for contact in await self._divide(change, applied)]
        again += await self._keep(plan.strangers, applied)
        await self._finish(won, helped)
        applied.receipts += [Receipt(*row) for row in plan.settled if id(row[0]) not in losing]
        for write in lost:
            if write.full:
                again += await self._smaller(write, applied)
        return again

    async def _smaller(self, write: Write, applied: Applied) -> list[Contact]:
        """Apply in halves what did not fit its lead together; refuse what does not fit alone; give what is to wait."""
        contacts = write.contacts
        if len(contacts) == 1 and write.lead.pend:
            return contacts  # when that has gone to history there may be room
        if len(contacts) == 1:
            applied.unfinished.append((contacts[0], lead_full(write.lead.id)))
            return []
        middle = len(contacts) // 2
        for half in (contacts[:middle], contacts[middle:]):
            applied.add(await self.apply(half))
        return []

    async def execute(self, commands: Sequence[Command]) -> list[Result]:
        """Apply commands, each to its lead (or the lead it was merged into), in the order given; raises as `apply`."""
        results: dict[int, Result] = {}
        async for _ in RACES.rounds(self._clock):
            await self._commanded([command for command in commands if id(command) not in results], results)
            if len(results) == len({id(command) for command in commands}):
                return [results[id(command)] for command in commands]
        raise RACES.lost("one lead")

    async def _commanded(self, commands: Sequence[Command], results: dict[int, Result]) -> None:
        found = await self.leads_in_force({command.lead for command in commands})
        receipts = await self._store.receipts_of([entry_id(c.account, c.id) for c in commands])
        outcome = plan_commands(commands, found, receipts, self._accounts(), self._clock.now())
        helped = self._helped([write.lead for write in outcome.writes])
        with self._under_way.leads(write.lead.id for write in outcome.writes):
            lost = await written(self._store, outcome.writes, "command")
            failpoint("commanded")
            losing = {write.lead.id for write in lost}
            won = [write for write in outcome.writes if write.lead.id not in losing]
            await self._finish(won, [lead for lead in helped if lead.id not in losing])
        for result in outcome.results:
            if result.verdict not in OF_A_STATE or result.lead not in losing:
                results[id(result.command)] = result
        full = {write.lead.id: write for write in lost if write.full}
        refused = [result.command for result in outcome.results if result.verdict == "done" and result.lead in full]
        for command in refused:
            if len(commands) > 1:
                await self._commanded([command], results)
            elif not next(iter(full.values())).lead.pend:
                (lead,) = full
                results[id(command)] = Result(command, "lead_full", lead, detail=str(lead_full(lead)))

    async def leads_in_force(self, ids: Collection[str]) -> dict[str, Lead]:
        """Give each id its lead, following merges to the survivor; unknown ids are left out."""
        found: dict[str, Lead] = {}
        wanted = {lead_id: lead_id for lead_id in ids}  # where we are on the way of each id
        while wanted:
            read = {lead.id: lead for lead in await self._store.leads_by_ids(list(set(wanted.values())))}
            onward: dict[str, str] = {}
            for start, here in wanted.items():
                lead = read.get(here)
                if lead is not None and lead.merged_into:
                    onward[start] = lead.merged_into
                elif lead is not None:
                    found[start] = lead
            wanted = onward
        by_id = {lead.id: lead for lead in found.values()}
        return {start: by_id[lead.id] for start, lead in found.items()}

    async def _plan(self, contacts: Sequence[Contact], applied: Applied) -> tuple[list[Lead], ContactPlan]:
        wanted: dict[str, set[str]] = {}
        for contact in contacts:
            wanted.setdefault(contact.account, set()).update(contact_keys(contact))
        # This order: an entry leaves a lead only after it is in history, so a read of history after one of leads sees it.
        with metrics.COMMIT_STAGE.labels("read").time():
            found = await self._store.leads_by_keys({account: list(keys) for account, keys in wanted.items()})
            found, read = await holders_met(self._store, contacts, found)
            known = await self._store.known_entries([entry_id(c.account, c.id) for c in contacts])
            receipts = {row["_id"]: row["lead"] for row in known}
            unmet = set(receipts.values()) - {lead.id for lead in found}
            owners = await self.leads_in_force(unmet) if unmet else {}
            first, second = await versions_met(self._store, contacts, [*found, *owners.values()], known)
        barred = barred_by(applied.guard, found)  # before they are folded into
        with metrics.COMMIT_STAGE.labels("plan").time():
            planner = Planner(self._accounts(), self._clock.now(), self._new_id)
            planner.know(found, receipts | second, owners)
            planner.recall(first)
            planner.look(read, applied.looked_at)
            return found, planner.plan(contacts).heeding(barred)

    def _helped(self, found: Sequence[Lead]) -> list[Lead]:
        """Leads we met with entries that a crash left: a busy lead would keep them from the sweeper for long."""
        old = self._clock.now() - HELP_AFTER_MS
        left = [lead for lead in found if any(entry["recorded_at"] < old for entry in lead.pend)]
        return [lead for lead in left if lead.id not in self._under_way]

    async def _divide(self, change: NumberChange, applied: Applied) -> list[Contact]:
        """Look at what was said from a number since it was given up; the contact itself comes back."""
        found = await divide(self._store, change, self._accounts(), self._clock.now(), self._new_id)
        if found.join:
            return await self._merge(change.contact, list(found.join), applied)
        failpoint("divided")
        await self._finish(found.writes, [])
        applied.look_at(change.contact, change.key, found.seen)
        return [change.contact]

    async def _merge(self, contact: Contact, candidates: list[Lead], applied: Applied) -> list[Contact]:
        """Join the first two leads of one person; the contact itself comes back for the next pass."""
        try:
            await self.join(contact.account, contact.id, candidates)
        except RefusedError as refusal:
            applied.unfinished.append((contact, refusal))
            return []
        return [contact]

    async def join(
        self, account: str, cause: str, candidates: Sequence[Lead], by: Mapping[str, str] = join.BY_ITSELF
    ) -> bool:
        """Join the first two of the leads; `cause` is the id of what showed that they are one person, `by` who says so.

        Gives False if a race was lost.

        What is pending is recorded before: a tombstone gives up its keys, so nobody would meet the receipts in its `pend`.
        """
        survivor, other, *_ = join.survivor_first(candidates)
        if other.pend:
            await self._store.record(other.pend)
        writes = [Write.of(lead) for lead in (survivor, other)]
        entries = join.join(survivor, other, self._accounts().named(account), cause, self._clock.now(), by)
        for write, entry in zip(writes, entries, strict=True):
            write.entries.append(entry)
        writes[0].grew = True
        if not await self._store.together(writes[::-1]):  # the tombstone first, because it gives up its keys
            metrics.LOST_RACES.labels("merge").inc()
            return False
        metrics.LEADS.labels("merged").inc()
        failpoint("merged")
        log.info("lead.merged", account=account, lead=survivor.id, other=other.id, because=cause)
        await self._finish(writes, [])
        return True

    async def _keep(self, strangers: Sequence[tuple[Contact, Contact]], applied: Applied) -> list[Contact]:
        """Keep what was said of unknown people until they appear; give what is to be planned again."""
        again = await keep(self._store, strangers, self._clock.now())
        applied.met.update(map(kept_name, again))
        applied.receipts += [Receipt(c, "kept", "unknown_person") for c, _ in strangers if c not in again]
        return again

    async def _forget_met(self, applied: Applied) -> None:
        """Drop what was kept of people who became known in that moment: it is applied, and nobody would come for it."""
        done = {kept_name(r.contact) for r in applied.receipts if r.outcome != "kept"} if applied.met else set()
        if met := applied.met & done:
            await self._store.forget_strangers(sorted(met))

    async def _finish(self, writes: Sequence[Write], helped: Sequence[Lead]) -> None:
        entries: list[Mapping[str, Any]] = [entry for write in writes for entry in write.entries]
        entries += [entry for lead in helped for entry in lead.pend]
        if entries:
            await self.finish(entries, [*(write.lead for write in writes if write.grew), *helped])

    async def finish(self, entries: Sequence[Mapping[str, Any]], grown: Sequence[Lead]) -> None:
        """Record and announce entries, apply what was kept about the people of `grown` leads, then clear `pend`.

        Whoever said no before anybody knew them has said so before they are announced: no rule may greet them.
        """
        with self._under_way.leads(entry["lead"] for entry in entries):
            rows = await kept_about(self._store, grown)
            kept = {row["_id"]: kept_contact(row) for row in rows}
            if said_no := any(map(is_no, kept.values())):
                await self._recall(kept)
            clashes = await self._outbox.announce(entries)
            failpoint("announced")
            if clashes:
                await self._settle_clashes(clashes)
            if not said_no:
                await self._recall(kept)
            await self._outbox.clear(entries)
            failpoint("cleared")

    async def _recall(self, kept: Mapping[str, Contact]) -> None:
        """Apply kept words, by the ids of their rows. Without helping: the leads we meet are the ones we are finishing."""
        if kept:
            applied = await self.apply(list(kept.values()), helping=False)
            done = {id(receipt.contact) for receipt in applied.receipts if receipt.outcome != "kept"}
            await self._store.forget_strangers([name for name, contact in kept.items() if id(contact) in done])

    async def _settle_clashes(self, clashes: Sequence[Mapping[str, Any]]) -> None:
        """One message was applied to two leads at the same moment: record it for both, and merge them if WhatsApp vouches."""
        await self._store.record([{**entry, "_id": clash_id(entry)} for entry in clashes])
        owners = await self._store.receipts_of([entry["_id"] for entry in clashes])
        leads = await self.leads_in_force({*owners.values(), *(entry["lead"] for entry in clashes)})
        await self.apply(clash_links(clashes, owners, leads), helping=False)

    async def sweep(self, age_ms: int, stuck: set[str] | None = None) -> int:
        """Finish some of what crashes left behind; give the number of entries, 0 when there is no more that can be.

        `stuck` takes the ids of leads that cannot be finished, so that the next call goes on to the rest. Raises if the
        store or the broker is away.
        """

        async def left_behind(besides: set[str]) -> list[Lead]:
            return await self._store.left_behind(age_ms, besides=besides.union(self._under_way))

        return await sweep(left_behind, self.finish, set() if stuck is None else stuck, self._unfinishable)
