"""What commands mean for the leads that were read: a write per lead, and what became of each command. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from worker.account import Accounts
from worker.commit.plan import Slot, crowded
from worker.commit.storage import Write
from worker.leads.commands import Command, Result, execute, limited
from worker.leads.history_chain import entry_size
from worker.leads.history_entry import entry_id
from worker.leads.lead import Lead
from worker.leads.preconditions import unmet

OF_A_STATE = frozenset(
    {"done", "conflict", "refused"}
)  # verdicts on a lead as it was read: a lost race takes them back


@dataclass(slots=True)
class CommandPlan:
    """What commands mean: the writes, and what became of each command if they succeed."""

    writes: list[Write] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)


def plan_commands(
    commands: Sequence[Command], found: Mapping[str, Lead], receipts: Mapping[str, str], accounts: Accounts, now: int
) -> CommandPlan:
    """Plan commands on the leads that were read (`found`: the command's lead id to the lead in force)."""
    plan, slots = CommandPlan(), dict[str, Slot]()
    applied = dict(receipts) | {e["_id"]: lead.id for lead in found.values() for e in lead.pend}
    for command in commands:
        lead, name = found.get(command.lead), entry_id(command.account, command.id)
        if lead is None or lead.account != command.account:
            plan.results.append(Result(command, "unknown_lead", command.lead, detail="there is no such lead"))
        elif name in applied:
            plan.results.append(Result(command, "duplicate", applied[name]))
        elif why := limited(lead, command.once, command.at):
            plan.results.append(Result(command, "limited", lead.id, detail=why))
        else:
            slot = slots.get(lead.id)
            if slot is None:
                slot = slots[lead.id] = Slot(Write.of(lead), sum(map(entry_size, lead.pend)))
            if crowded(slot):
                continue  # without a result: the next round asks again
            if (command.whole or command.expect) and (why_not := unmet(lead, command, accounts.named(command.account))):
                plan.results.append(why_not)
                continue
            if not slot.listed:
                slot.listed = True
                plan.writes.append(slot.write)
            entry = execute(lead, command, accounts.named(command.account), now)
            slot.write.entries.append(entry)
            slot.write.size += entry_size(entry)
            applied[name] = lead.id
            plan.results.append(Result(command, "done", lead.id, entry))
    return plan
