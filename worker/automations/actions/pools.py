"""Who gets the lead: a pure choice among the members of a pool, with a reason for everybody who was passed over.

The state of a pool is one small document, `TurnState`: whose turn it was, how often each was chosen, and what was chosen
for the most recent commands. Writing it by compare-and-set makes the choice fair over all replicas; finding a command's key
in it makes a redelivery give the same person again without using up a turn.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from schemas.team import Pick, Pool, TeamFile, User
from worker.automations.language.working_time import Calendar, is_open, next_opening

LOOK_AGAIN = 15 * 60_000  # ms until a pool at work, but full, is asked again
REMEMBERED = 1_000  # recent commands whose choice a pool remembers: more than all replicas have under way
TURN_SCHEMA = 1
FRESH = 10_000  # ms for which a choice counts as a lead that `loads` may not show yet


@dataclass(frozen=True, slots=True)
class TurnState:
    """A pool's state: turns given to each user, and the latest commands with who they got."""

    turns: Mapping[str, int] = field(default_factory=dict)
    last: str | None = None
    recent: tuple[tuple[str, str, int], ...] = ()  # command key, user, when (Unix ms); oldest first

    @classmethod
    def of(cls, document: Mapping[str, Any] | None) -> "TurnState":
        """Take a stored state; None is a pool nobody was chosen from yet."""
        if not document:
            return cls()
        recent = tuple((r["k"], r["u"], r["t"]) for r in document.get("recent", ()))
        return cls({r["u"]: r["n"] for r in document.get("turns", ())}, document.get("last"), recent)

    def document(self) -> dict[str, Any]:
        """Give what is stored."""
        return {
            "schema": TURN_SCHEMA,
            "turns": [{"u": user, "n": n} for user, n in sorted(self.turns.items())],
            "last": self.last,
            "recent": [{"k": k, "u": u, "t": t} for k, u, t in self.recent],
        }

    def chosen(self, key: str) -> str | None:
        """Give who the command got already."""
        return next((user for k, user, _ in self.recent if k == key), None)

    def after(self, key: str, user: str, now: int, *, in_turn: bool = True) -> "TurnState":
        """Give the state once the command got a user; out of turn, everybody's turn stays where it was."""
        recent = (*self.recent, (key, user, now))[-REMEMBERED:]
        if not in_turn:
            return TurnState(self.turns, self.last, recent)
        return TurnState({**self.turns, user: self.turns.get(user, 0) + 1}, user, recent)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who was chosen and why, who was passed over and why; nobody chosen: when to try again, if at all."""

    user: str | None
    why: str
    skipped: tuple[tuple[str, str], ...] = ()
    pool: str | None = None  # the pool that the choice was made in: a fallback may be another
    retry_at: int | None = None
    in_turn: bool = True  # whether it is somebody's turn that was used
    again: bool = False  # it had been chosen for this command before


@dataclass(frozen=True, slots=True)
class Staff:
    """Everything a choice is made from. `loads` counts open leads per user, `previous` owned this lead before.

    `settled` are the keys of choices that `loads` is known to show.
    """

    team: TeamFile
    calendars: Mapping[str, Calendar]
    loads: Mapping[str, int]
    zone: ZoneInfo
    now: int
    previous: str | None = None
    settled: Collection[str] = ()

    def user(self, user_id: str) -> User | None:
        """Give a teammate by id, alias, address or name, None if there is no such."""
        wanted = user_id.casefold()
        return next(
            (u for u in self.team.users if wanted in {a.casefold() for a in (u.id, u.email, u.name, *u.aliases) if a}),
            None,
        )


def unavailable(staff: Staff, user: User, state: TurnState = TurnState()) -> str:
    """Say why a teammate cannot take a lead now; empty if they can. `state` tells what was just given away."""
    if not user.active:
        return "not active"
    if not user.present:
        return "not present"
    today = datetime.fromtimestamp(staff.now / 1000, UTC).astimezone(staff.zone).date()
    for away in user.away:
        if date.fromisoformat(away.since) <= today <= date.fromisoformat(away.until):
            return f"away until {away.until}" + (f" ({away.why})" if away.why else "")
    calendar = staff.calendars.get(user.calendar or "")
    if calendar is not None and not is_open(calendar, staff.now):
        return f"outside of working hours ({calendar.name})"
    if user.capacity is not None and _busy(user, staff, state) >= user.capacity:
        return f"at capacity ({_busy(user, staff, state)} open leads of {user.capacity})"
    return ""


def choose(name: str, staff: Staff, states: Mapping[str, TurnState], key: str, pick: Pick | None = None) -> Choice:
    """Choose a teammate from a pool for the command with this key.

    `states` holds the state of the pool and of its fallbacks. The choice says in which pool it was made: write that
    pool's state `after` it. `pick` overrides the pool's own way.
    """
    skipped: list[tuple[str, str]] = []
    here: str | None = name
    seen: set[str] = set()
    while here is not None and here in staff.team.pools and here not in seen:
        seen.add(here)
        pool, state = staff.team.pools[here], states.get(here, TurnState())
        if (again := state.chosen(key)) is not None:
            return Choice(again, "chosen for this event before", tuple(skipped), here, again=True)
        able = _able(pool, staff, state, skipped)
        if staff.previous is not None and any(user.id == staff.previous for user in able):
            return Choice(staff.previous, "owned this lead before", tuple(skipped), here, in_turn=False)
        if able:
            user, why = _PICKS[pick or pool.pick](pool, able, staff, state)
            return Choice(user, why, tuple(skipped), here)
        if pool.fallback is None:
            retry = _opening(pool, staff) if pool.when_nobody == "queue" else None
            return Choice(None, f"nobody in pool {here!r} can take it now", tuple(skipped), here, retry)
        here = pool.fallback
    return _single(here, staff, skipped)


def _single(user_id: str | None, staff: Staff, skipped: list[tuple[str, str]]) -> Choice:
    """The last resort of a pool: one person, taken while active, whatever the hour."""
    user = staff.user(user_id) if user_id else None
    if user is None or not user.active:
        return Choice(None, f"the fallback {user_id!r} is no active teammate", tuple(skipped))
    return Choice(user.id, "fallback: nobody else could take it", tuple(skipped))


def _able(pool: Pool, staff: Staff, state: TurnState, skipped: list[tuple[str, str]]) -> list[User]:
    able = []
    by_id = {user.id: user for user in staff.team.users}
    for member in pool.members:
        user = by_id[member]
        if why := unavailable(staff, user, state):
            skipped.append((member, why))
        else:
            able.append(user)
    return able


def _round_robin(pool: Pool, able: Sequence[User], _staff: Staff, state: TurnState) -> tuple[str, str]:
    order = list(pool.members)
    start = order.index(state.last) + 1 if state.last in order else 0
    turn = {member: i for i, member in enumerate(order[start:] + order[:start])}
    user = min(able, key=lambda u: turn[u.id])
    return user.id, "round robin: next in turn" + (f" after {state.last}" if state.last in order else "")


def _busy(user: User, staff: Staff, state: TurnState) -> int:
    """Open leads, with those just given away that the count may not show yet."""
    since, settled = staff.now - FRESH, staff.settled
    fresh = sum(1 for key, chosen, at in state.recent if chosen == user.id and at > since and key not in settled)
    return staff.loads.get(user.id, 0) + fresh


def _least_busy(pool: Pool, able: Sequence[User], staff: Staff, state: TurnState) -> tuple[str, str]:
    order = {member: i for i, member in enumerate(pool.members)}
    user = min(able, key=lambda u: (_busy(u, staff, state), state.turns.get(u.id, 0), order[u.id]))
    return user.id, f"least busy: {_busy(user, staff, state)} open leads"


def _weighted(pool: Pool, able: Sequence[User], _staff: Staff, state: TurnState) -> tuple[str, str]:
    """The one furthest behind their share: turns per unit of weight (the capacity, where no weight is given)."""
    order = {member: i for i, member in enumerate(pool.members)}
    share = {u.id: u.weight if u.weight > 1 or u.capacity is None else u.capacity for u in able}
    user = min(able, key=lambda u: ((state.turns.get(u.id, 0) + 1) / share[u.id], order[u.id]))
    return user.id, f"weighted: {state.turns.get(user.id, 0)} turns for a weight of {share[user.id]}"


def _opening(pool: Pool, staff: Staff) -> int | None:
    """When somebody of the pool may work again; those not active or not present do not count."""
    by_id = {user.id: user for user in staff.team.users}
    found = []
    for member in pool.members:
        user = by_id[member]
        if not user.active or not user.present:
            continue
        calendar = staff.calendars.get(user.calendar or "")
        if calendar is None or is_open(calendar, staff.now):
            found.append(staff.now + LOOK_AGAIN)  # at work, but at capacity or away today
        elif (opens := next_opening(calendar, staff.now)) is not None and opens > staff.now:
            found.append(opens)
    return min(found, default=None)


_PICKS = {"round_robin": _round_robin, "least_busy": _least_busy, "weighted": _weighted}
