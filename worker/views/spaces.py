"""Spaces: who sees one, who may change or share one, and what in one is no longer there. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from schemas.api.filters import All, AnyOf, Condition, Node, Not
from schemas.api.spaces import SpaceBody
from worker.access.principal import Principal
from worker.account import Account
from worker.errors import Mistake, QuestionRefusedError
from worker.finding import filters
from worker.finding.context import Context
from worker.finding.dates import Now
from worker.finding.sorting import sorting
from worker.views import columns

ME, EVERYONE = "me", "everyone"


@dataclass(frozen=True, slots=True)
class Space:
    """A list that somebody saved. `version` counts its changes, the first is 1; times are Unix ms."""

    id: str
    account: str
    owner: str  # user id
    body: SpaceBody
    version: int
    created_at: int
    changed_at: int
    changed_by: str

    @property
    def shared(self) -> bool:
        """Whether others see it, too."""
        return self.body.scope != ME


def scopes_of(who: Principal) -> frozenset[str]:
    """Give the scopes besides `me` that reach somebody."""
    return frozenset({EVERYONE, f"role:{who.role.id}", *(f"team:{team}" for team in who.teams)})


def for_whom(space: Space, who: Principal) -> bool:
    """Whether somebody is among those a space is for."""
    return space.body.scope in scopes_of(who) if space.shared else space.owner == who.person


def sees(space: Space, who: Principal) -> bool:
    """Whether somebody sees a space at all: it is for them, they made it, or they may share with everybody."""
    return for_whom(space, who) or space.owner == who.person or (space.shared and _shares_with_all(who))


def as_seen(space: Space, who: Principal, account: Account) -> Space | None:
    """Give a space of others without columns that somebody may not see; None where it finds or sorts by such a field.

    `account` is theirs (`Account.seen_by`). Who made the space is shown all of it: they wrote it.
    """
    if not account.hidden or space.owner == who.person:
        return space
    body = space.body
    by = body.board.by if body.board else "state"
    if any(columns.hides(account, name) for name in (*_found_by(body), by)):
        return None
    columns_, card, board = body.columns, body.card, body.board
    if card is not None:
        card = card.model_copy(update={"fields": _shown_of(card.fields, account)})
    if board is not None and board.sum is not None and columns.hides(account, board.sum):
        board = board.model_copy(update={"sum": None})
    told = {"columns": _shown_of(columns_, account), "card": card, "board": board}
    return replace(space, body=body.model_copy(update=told))


def _shown_of(named: Sequence[str], account: Account) -> tuple[str, ...]:
    return tuple(name for name in named if not columns.hides(account, name))


def _found_by(body: SpaceBody) -> Iterator[str]:
    """Yield the names by which a space finds and sorts."""
    yield from (key.field for key in body.sort)
    waiting: list[Node] = [body.filter] if body.filter is not None else []
    while waiting:
        match waiting.pop():
            case All(all=parts) | AnyOf(any=parts):
                waiting += parts
            case Not(not_=part):
                waiting.append(part)
            case Condition() as condition:
                yield condition.field
                if condition.field == "incomplete":  # its values are names of fields
                    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
                    yield from (value for value in values if isinstance(value, str))


def may_change(space: Space, who: Principal) -> bool:
    """Whether somebody may change or remove a space that they see."""
    own = space.owner == who.person and who.may("space.own")
    return own or (space.shared and may_share(space.body.scope, who))


def may_share(scope: str, who: Principal) -> bool:
    """Whether somebody may give a space this scope: whoever sees all leads any, others those of their own teams."""
    if scope == ME:
        return who.may("space.own")
    own = scope.startswith("team:") and scope in scopes_of(who)
    return who.may("space.share") and (own or _shares_with_all(who))


def _shares_with_all(who: Principal) -> bool:
    return who.may("space.share") and who.role.sees == "all"


def share_choices(who: Principal, roles: Iterable[str], teams: Iterable[str]) -> tuple[str, ...]:
    """Give the scopes besides `me` that somebody may give a space."""
    listed = (*(f"team:{team}" for team in teams), *(f"role:{role}" for role in roles), EVERYONE)
    return tuple(scope for scope in listed if may_share(scope, who))


def unknown_scope(scope: str, roles: Iterable[str], teams: Iterable[str]) -> str:
    """Say that a scope names a team or role that there is not; "" if all is well."""
    kind, _, name = scope.partition(":")
    known = sorted({"team": teams, "role": roles}.get(kind, (name,)))
    if name in known:
        return ""
    return f"there is no {kind} {name!r}; there is {', '.join(known) or 'none'}"


def findings(body: SpaceBody, account: Account, now: int) -> list[Mistake]:
    """Give everything in a space that cannot be meant as the account's files are now, each with its place in the space."""
    context = Context(account, Now(now, ZoneInfo(account.settings.timezone)))
    found: list[Mistake] = []
    if body.filter is not None:
        try:
            filters.compiled(body.filter, context)
        except QuestionRefusedError as error:
            found += error.mistakes
    for i, key in enumerate(body.sort):
        try:
            sorting((key,), context)
        except QuestionRefusedError as error:
            found += [Mistake(f"/sort/{i}/field", one.says, one.code) for one in error.mistakes]
    return found + columns.unknown(_shown(body), columns.known(account))


def _shown(body: SpaceBody) -> Iterable[tuple[str, str]]:
    yield from ((name, f"/columns/{i}") for i, name in enumerate(body.columns))
    if body.card is not None:
        yield from ((name, f"/card/fields/{i}") for i, name in enumerate(body.card.fields))
    if body.board is not None:
        yield body.board.by, "/board/by"
        if body.board.sum is not None:
            yield body.board.sum, "/board/sum"


def new_findings(body: SpaceBody, before: SpaceBody | None, account: Account, now: int) -> list[Mistake]:
    """Give the findings of a space that are not those of what stood there: who renames one need not mend its filter."""
    found = findings(body, account, now)
    if before is None:
        return found
    parts = ("filter", "sort", "columns", "card", "board")
    kept = tuple(f"/{part}" for part in parts if getattr(body, part) == getattr(before, part))
    return [one for one in found if not one.at.startswith(kept)]


def ordered(found: Iterable[Space], order: Sequence[str]) -> list[Space]:
    """Give spaces in somebody's order; those that it does not name follow by name, their own before the others'."""
    place: Mapping[str, int] = {space: i for i, space in enumerate(order)}
    return sorted(
        found,
        key=lambda space: (
            place.get(space.id, len(place)),
            space.shared,
            space.body.name.casefold(),
            space.id,
        ),
    )
