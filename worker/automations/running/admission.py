"""Asking the fuses of a batch's rules whether each firing is within its limit: one write per rule and batch."""

from collections.abc import Sequence
from dataclasses import dataclass

from worker.automations.rules.ruleset import Limit
from worker.automations.running.fuses import Decision, Fuse
from worker.automations.running.storage import FuseStore
from worker.ports import Clock
from worker.races import Races

RACES = Races(60, 0.005, 0.05)  # for a fuse; then the batch goes to the retry ladder


@dataclass(frozen=True, slots=True)
class Asking:
    """A firing that asks: the command's id, and the limit of its rule."""

    account: str
    rule: str
    command: str
    limit: Limit


async def admit(asking: Sequence[Asking], store: FuseStore, clock: Clock) -> dict[tuple[str, str], Decision]:
    """Decide for every firing; give the decisions by account and command. Raises `LostRaceError` if others are faster."""
    decided: dict[tuple[str, str], Decision] = {}
    pending = list(asking)
    if not pending:
        return decided
    async for _ in RACES.rounds(clock):
        for account in dict.fromkeys(one.account for one in pending):
            decided |= await _round([one for one in pending if one.account == account], store, clock.now())
        pending = [one for one in pending if (one.account, one.command) not in decided]
        if not pending:
            return decided
    raise RACES.lost(f"a fuse of {pending[0].account}")


async def _round(asking: Sequence[Asking], store: FuseStore, now: int) -> dict[tuple[str, str], Decision]:
    """Read the fuses of one account, decide, write; give the decisions of those that were written."""
    account = asking[0].account
    rules = dict.fromkeys(one.rule for one in asking)
    stored = await store.fuses(account, list(rules))
    decided: dict[tuple[str, str], Decision] = {}
    for rule in rules:
        fuse = was = Fuse.of(stored.get(rule))
        mine: dict[tuple[str, str], Decision] = {}
        for one in asking:
            if one.rule == rule:
                fuse, mine[account, one.command] = fuse.decide(one.command, one.limit, now)
        if fuse is was or await store.set_fuse(account, rule, stored.get(rule, {}).get("v", 0), fuse.document()):
            decided |= mine
    return decided


async def resume(account: str, rule: str, store: FuseStore, clock: Clock) -> bool:
    """Let a rule go on that its fuse paused; False if it is not paused. Raises as `admit`."""
    async for _ in RACES.rounds(clock):
        stored = (await store.fuses(account, [rule])).get(rule)
        fuse = Fuse.of(stored)
        if stored is None or fuse.pause is None:
            return False
        if await store.set_fuse(account, rule, stored["v"], fuse.resumed().document()):
            return True
    raise RACES.lost(f"the fuse of {rule}")
