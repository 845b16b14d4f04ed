"""Reads what the planner needs where numbers were given up. Most batches read nothing here."""

from collections.abc import Callable, Mapping, Sequence, Set
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import structlog

from worker.account import Accounts
from worker.commit.contact_plan import NumberChange
from worker.commit.storage import LeadStore, Write
from worker.contact import Contact
from worker.leads import history_entry, join, reuse
from worker.leads.holders import trace
from worker.leads.lead import Lead
from worker.leads.separate import in_force

log = structlog.get_logger(__name__)


async def holders_met(
    store: LeadStore, contacts: Sequence[Contact], found: list[Lead]
) -> tuple[list[Lead], set[tuple[str, str]]]:
    """Give `found` with the leads that hold numbers after those who gave them up, and the keys that were read for it."""
    read: set[tuple[str, str]] = set()
    changes = any(contact.retires for contact in contacts)
    if not changes and not any(
        entry["retired"] and entry["kind"] == "phone" for lead in found for entry in lead.identities
    ):
        return found, read
    while True:
        known: dict[str, dict[str, Mapping[str, Any]]] = {}
        for lead in found:
            known.setdefault(lead.account, {}).update((entry["k"], entry) for entry in lead.identities)
        wanted: dict[str, list[str]] = {}
        for contact in contacts:
            place = contact.account
            mine = known.get(place, {})
            for key in trace(contact, mine.get, "new_lead").reads:
                if key not in mine and (place, key) not in read:
                    read.add((place, key))
                    wanted.setdefault(place, []).append(key)
        if not wanted:
            return found, read
        ids = {lead.id for lead in found}
        found = [*found, *(lead for lead in await store.leads_by_keys(wanted) if lead.id not in ids)]


@dataclass(frozen=True, slots=True)
class Divided:
    """What was found out, and the writes that were made of it; `join`: two leads that are to be looked at as one."""

    seen: tuple[str, int, tuple[str, ...]] | None = None  # nothing is to be done: lead, version, names of its person
    writes: Sequence[Write] = ()
    join: Sequence[Lead] = ()


async def divide(
    store: LeadStore, change: NumberChange, accounts: Accounts, now: int, new_id: Callable[[], str]
) -> Divided:
    """Look at what a lead said since it gave a number up; in any case the contact is to be planned again.

    Without writes there is nothing to do, or a race was lost. Who holds the number already may have written in
    both leads: then the two are joined, and the whole is looked at the next time.
    """
    lead, account = change.lead, accounts.named(change.contact.account)
    if lead.pend:
        await store.record(lead.pend)
    rows = await story(store, lead)
    if _in_flight(rows, change.contact.id, now):
        return Divided()
    before = deepcopy(lead) if change.holder is not None else lead
    writes = [Write.of(lead)]
    done = reuse.divide(lead, rows, change.said, change.key, account, now, new_id())
    if done.entry is None:
        return Divided((lead.id, writes[0].version, done.names))
    if change.holder is not None and done.takes:
        return Divided(join=(before, change.holder))
    writes[0].entries.append(done.entry)
    writes[0].grew = True
    if done.other is not None and done.left is not None:
        writes.append(Write(done.other, 0, (), [done.left], grew=True))
    if not await store.together(writes):
        return Divided()
    log.info("lead.number_given_up", account=account.id, lead=lead.id, split=done.other is not None)
    return Divided(writes=writes)


IN_FLIGHT_MS = 600_000  # after that a message that joined two leads and was not applied to them comes no more


def _in_flight(rows: Sequence[Mapping[str, Any]], ours: str, now: int) -> bool:
    """Whether another message joined leads just now and is not applied yet: it may be of who holds the number since."""
    known = {row["_id"] for row in rows}
    merges = [
        row for row in in_force(rows, "merged") if row["recorded_at"] > now - IN_FLIGHT_MS and row["cause"] != ours
    ]
    return any(
        row["by"] == join.BY_ITSELF and history_entry.entry_id(row["account"], row["cause"]) not in known
        for row in merges
    )


async def story(store: LeadStore, lead: Lead) -> list[Mapping[str, Any]]:
    """Give the entries that count for a lead, in order: its own, those of leads merged into it, and what others gave it."""
    read: dict[str, list[Mapping[str, Any]]] = {}
    wanted = {lead.id}
    while wanted:
        read |= {one: [] for one in wanted}
        for row in await store.statements(sorted(wanted)):
            read[row["lead"]].append(row)
        sharing = [row for one in wanted for row in read[one] if row["type"] in _SHARED]
        wanted = {lead for row in sharing for lead in (row["other"], *row.get("moved_of", ()))} - read.keys()
    rows = _counting(lead.id, read, set())
    return sorted(rows.values(), key=lambda row: (row["recorded_at"], row["lead"] != lead.id, row["seq"]))


_SHARED = frozenset({"merged", "unmerged", "split_off"})  # entries that name a lead whose rows may count for this one


def _counting(
    lead: str, read: Mapping[str, Sequence[Mapping[str, Any]]], above: Set[str]
) -> dict[str, Mapping[str, Any]]:
    """Give the rows that count for a lead, by id; `above` are the leads that it is looked at for."""
    own = read[lead]
    rows = {row["_id"]: row for row in own}
    survived = {row["message"] for row in own if row["type"] == "merged"}
    kept = {row["message"] for row in in_force(own, "merged")}
    for entry in own:
        if entry["message"] in kept and entry["other"] not in above:
            rows |= _counting(entry["other"], read, above | {lead})
        elif entry["type"] in _MOVING:
            gives = entry["type"] == "separated" or entry["cause"] in survived
            giver = lead if gives else entry["other"]
            for origin, ranges in {giver: entry["moved"], **entry.get("moved_of", {})}.items():
                named = (r for r in read.get(origin, ()) if any(first <= r["seq"] <= last for first, last in ranges))
                for row in named:
                    if gives:
                        rows.pop(row["_id"], None)
                    else:
                        rows[row["_id"]] = row
    return rows


_MOVING = frozenset({"separated", "unmerged", "split_off"})
