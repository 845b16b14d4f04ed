"""Choosing teammates for the assignments of a batch: turns are taken here, by compare-and-set, before the commands run.

A turn is remembered under the key of the command that took it, so whoever repeats the command gets the same teammate
and uses up no second turn. One write per pool and batch, however many leads are given away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.rule_actions import AssignUser
from schemas.team import Pool, TeamFile
from worker.automations.actions.pools import FRESH, Choice, Staff, TurnState, choose
from worker.automations.language.resources import Surroundings
from worker.automations.rules.ruleset import Action
from worker.automations.running.storage import TurnStore
from worker.leads.history_entry import entry_id
from worker.ports import Clock
from worker.races import Races

RACES = Races(60, 0.005, 0.05)  # for a pool; then the batch goes to the retry ladder


# Who was chosen, by the id of the command and the place of the assignment among its actions.
Choices = Mapping[str, Mapping[int, Choice]]


@dataclass(frozen=True, slots=True)
class AssignmentRequest:
    """One assignment: `command` and `place` (among its actions) name it, `owner` is who has, or had, the lead."""

    account: str
    command: str
    place: int
    args: AssignUser
    owner: str | None

    @property
    def key(self) -> str:
        """The key under which its turn is remembered."""
        return f"{self.place}:{self.command}"


def requests_of(
    account: str, command: str, actions: Sequence[Action], lead: Mapping[str, Any]
) -> Iterator[AssignmentRequest]:
    """Yield the choices of teammates that a command's actions need. `lead` is its view."""
    for place, action in enumerate(actions):
        if isinstance(action.args, AssignUser) and action.args.pool is not None:
            owner = lead["assignee"] or lead["previous_assignee"]
            yield AssignmentRequest(account, command, place, action.args, owner)


async def assign(
    requests: Sequence[AssignmentRequest], surroundings: Mapping[str, Surroundings], store: TurnStore, clock: Clock
) -> Choices:
    """Choose for every request. Raises `LostRaceError` if others are always faster."""
    chosen: dict[str, dict[int, Choice]] = {}
    for account in dict.fromkeys(request.account for request in requests):
        mine = [request for request in requests if request.account == account]
        found = await _Office(account, surroundings[account], store, clock).assign(mine)
        for request in mine:
            chosen.setdefault(request.command, {})[request.place] = found[request.key]
    return chosen


class _Office:
    """The pools of one account, while a batch is given away."""

    def __init__(self, account: str, around: Surroundings, store: TurnStore, clock: Clock) -> None:
        self._account, self._around, self._store, self._clock = account, around, store, clock

    async def assign(self, requests: Sequence[AssignmentRequest]) -> dict[str, Choice]:
        chosen: dict[str, Choice] = {}
        pending = list(requests)
        async for _ in RACES.rounds(self._clock):
            found = await self._round(pending)
            chosen |= found
            pending = [request for request in pending if request.key not in found]
            if not pending:
                return chosen
        raise RACES.lost(f"a pool of {self._account}")

    async def _round(self, requests: Sequence[AssignmentRequest]) -> dict[str, Choice]:
        """Read, choose, write; give the choices of the pools that were written."""
        teams = {request.key: _team_of(request.args, self._around.team) for request in requests}
        names = {name for r in requests for name in _pools(str(r.args.pool), teams[r.key])}
        stored = await self._store.turns(self._account, sorted(names))
        states = {name: TurnState.of(stored.get(name)) for name in names}
        loads, settled = await self._loads(requests, teams, states)
        changed: dict[str, list[str]] = {}
        choices: dict[str, Choice] = {}
        for request in requests:
            staff = self._staff(request, teams[request.key], loads, settled)
            choice = choices[request.key] = choose(
                str(request.args.pool), staff, states, request.key, request.args.pick
            )
            if choice.user is not None and choice.pool is not None and not choice.again:
                after = states[choice.pool].after(request.key, choice.user, staff.now, in_turn=choice.in_turn)
                states[choice.pool] = after
                changed.setdefault(choice.pool, []).append(request.key)
        for pool, keys in changed.items():
            version = stored.get(pool, {}).get("v", 0)
            if not await self._store.take_turn(self._account, pool, version, states[pool].document()):
                for key in keys:
                    del choices[key]
        return choices

    def _staff(
        self, request: AssignmentRequest, team: TeamFile, loads: Mapping[str, int], settled: frozenset[str]
    ) -> Staff:
        around = self._around
        staff = Staff(team, around.calendars, loads, around.zone, self._clock.now(), settled=settled)
        if request.args.prefer != "previous_owner" or request.owner is None:
            return staff
        owner = staff.user(request.owner)
        previous = owner.id if owner is not None else None
        return Staff(team, staff.calendars, loads, staff.zone, staff.now, previous, settled)

    async def _loads(
        self, requests: Sequence[AssignmentRequest], teams: Mapping[str, TeamFile], states: Mapping[str, TurnState]
    ) -> tuple[dict[str, int], frozenset[str]]:
        """Count open leads, where a choice depends on them; and say which fresh choices that count shows already."""
        pools = [
            (teams[r.key].pools[name], r.args.pick) for r in requests for name in _pools(str(r.args.pool), teams[r.key])
        ]
        members = {member for pool, _ in pools for member in pool.members}
        users = [user for user in self._around.team.users if user.id in members]
        busy = any((pick or pool.pick) == "least_busy" for pool, pick in pools)
        if not busy and all(user.capacity is None for user in users):
            return {}, frozenset()
        since = self._clock.now() - FRESH
        fresh = {key for state in states.values() for key, _, at in state.recent if at > since}
        ids = {key: entry_id(self._account, key.partition(":")[2]) for key in fresh}
        # Receipts first: a lead that is written in between is then counted twice for a moment, rather than not at all.
        known = await self._store.receipts_of(list(ids.values())) if ids else {}
        names = {name: user.id for user in users for name in (user.id, user.email, *user.aliases) if name}
        counted = await self._store.loads(self._account, list(names))
        loads: dict[str, int] = {}
        for name, number in counted.items():
            loads[names[name]] = loads.get(names[name], 0) + number
        return loads, frozenset(key for key, name in ids.items() if name in known)


def _team_of(args: AssignUser, team: TeamFile) -> TeamFile:
    """Give the team with the action's own wishes for the pool in the place of the pool's."""
    wishes = {"fallback": args.fallback, "when_nobody": args.when_nobody}
    given = {name: value for name, value in wishes.items() if value is not None}
    pool = team.pools.get(str(args.pool))
    if not given or pool is None:
        return team
    mine: Pool = pool.model_copy(update=given)
    return team.model_copy(update={"pools": {**team.pools, str(args.pool): mine}})


def _pools(name: str | None, team: TeamFile) -> Iterator[str]:
    """Give a pool and those that it falls back on, in order."""
    seen: set[str] = set()
    while name in team.pools and name not in seen:
        assert name is not None  # noqa: S101
        seen.add(name)
        yield name
        name = team.pools[name].fallback
