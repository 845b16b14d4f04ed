"""team.yaml: the teammates leads are given to, their teams, and the pools that rules assign from."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.account import Id
from schemas.file import File, Misplaced, did_you_mean, misplaced

Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Pick = Literal["round_robin", "least_busy", "weighted"]


class Away(File):
    """Days a teammate is not there, both included."""

    since: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="first day, 2026-12-24")
    until: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="last day")
    why: str | None = None


class User(File):
    """A teammate. Only an active one who is present and within working hours is given leads."""

    id: Id
    name: str | None = None
    email: Email | None = None
    active: bool = True
    present: bool = Field(True, description="false: not at work right now, for whatever reason")
    away: tuple[Away, ...] = ()
    calendar: Id | None = Field(None, description="working hours, from calendars.yaml; none: always")
    capacity: int | None = Field(None, ge=1, description="open leads at a time; none: any number")
    weight: int = Field(1, ge=1, le=1000, description="share of the turns, for pick: weighted")
    languages: tuple[str, ...] = ()
    aliases: tuple[str, ...] = Field(
        (), description="other ids under which senders name this person, an e-mail address for one"
    )


class Team(File):
    """People who are told something together."""

    name: str | None = None
    members: tuple[Id, ...]
    email: Email | None = Field(None, description="a shared mailbox; else each member's own address")
    chat: str | None = Field(None, description="`secret:NAME` of a chat webhook's address")


class Pool(File):
    """Teammates who take turns."""

    members: tuple[Id, ...] = Field(min_length=1)
    pick: Pick = "round_robin"
    fallback: Id | None = Field(None, description="a user or another pool, when nobody here can take a lead")
    when_nobody: Literal["queue", "leave"] = Field(
        "queue", description="nobody home, no fallback: queue until the next opening, or leave it unassigned"
    )


class TeamFile(File):
    """team.yaml"""

    users: tuple[User, ...] = ()
    teams: dict[Id, Team] = Field({})
    pools: dict[Id, Pool] = Field({})

    @model_validator(mode="after")
    def _consistent(self) -> "TeamFile":
        misplaced(TeamFile, self._mistakes())
        return self

    def _mistakes(self) -> list[Misplaced]:
        known = [user.id for user in self.users]
        found: list[Misplaced] = [
            (("users", i, "id"), f"user {user!r} is there twice") for i, user in enumerate(known) if user in known[:i]
        ]
        for group, entries in (("teams", self.teams), ("pools", self.pools)):
            for name, entry in entries.items():
                found += [
                    ((group, name, "members", i), f"there is no user {member!r}{did_you_mean(member, known)}")
                    for i, member in enumerate(entry.members)
                    if member not in known
                ]
        for name, pool in self.pools.items():
            if pool.fallback is not None and pool.fallback not in (*known, *self.pools):
                hint = did_you_mean(pool.fallback, [*known, *self.pools])
                found.append((("pools", name, "fallback"), f"there is no user or pool {pool.fallback!r}{hint}"))
            if self._circle(name):
                found.append((("pools", name, "fallback"), "the fallbacks lead back to this pool"))
        return found

    def _circle(self, name: str) -> bool:
        seen, here = {name}, self.pools[name].fallback
        while here in self.pools:
            if here in seen:
                return here == name
            seen.add(here)
            here = self.pools[here].fallback
        return False
