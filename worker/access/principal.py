"""Who asks: a person who signed in, or a token; and what they are in one account."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from worker.access.roles import Role


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose leads somebody sees; `assignees` None: everybody's. Leads of nobody are seen by all who see leads."""

    assignees: frozenset[str] | None = None

    def shows(self, assignee: str | None) -> bool:
        """Whether a lead with this assignee is in sight."""
        return self.assignees is None or assignee is None or assignee in self.assignees


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody in one account. `id` stands in history as the actor, and before the key of each request."""

    kind: Literal["human", "api"]
    id: str  # user id, or token id
    account: str
    role: Role
    permissions: frozenset[str]  # the role's, fewer for a token with scopes
    sight: Sight = field(default_factory=Sight)
    teammate: str | None = None  # user of team.yaml: `@me` in filters, and who is meant by "mine"
    teams: frozenset[str] = frozenset()  # of team.yaml, whose member the teammate is
    person: str = ""  # user id: of a token its owner's, whose spaces and layouts it sees

    def may(self, permission: str) -> bool:
        """Whether the permission is given."""
        return permission in self.permissions


@dataclass(frozen=True, slots=True)
class Membership:
    """What somebody is in an account. `scopes`: of a token, which may never do more than its owner; None: all."""

    role: str
    teammate: str | None = None
    scopes: frozenset[str] | None = None
    active: bool = True  # false: no access to this account for the time being


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever proved who they are. `session`: id of the one whose cookie did so; changes must then come from the console."""

    kind: Literal["human", "api"]
    id: str
    session: str = ""
    memberships: Mapping[str, Membership] = field(default_factory=dict)  # by account
    owner: str = ""  # user id of whose token it is
    factor: bool = False  # signed in with a second factor; a token needs none

    def within(self, account: str, roles: Mapping[str, Role], teams: Mapping[str, Collection[str]]) -> Principal | None:
        """Give what they are in an account with these roles, and these members by team; None where they have no access.

        A role that is no longer in the account's file gives no access: nobody may do more for a mistake in it.
        """
        member = self.memberships.get(account)
        role = roles.get(member.role) if member and member.active else None
        if member is None or role is None:
            return None
        allowed = role.permissions if member.scopes is None else role.permissions & member.scopes
        mine = frozenset(name for name, members in teams.items() if member.teammate in members)
        sight = _sight(role, member.teammate, [teams[name] for name in mine])
        person = self.owner or self.id
        return Principal(self.kind, self.id, account, role, allowed, sight, member.teammate, mine, person)


def _sight(role: Role, teammate: str | None, teams: Iterable[Collection[str]]) -> Sight:
    """Give whose leads a role lets somebody see, who is a member of these teams."""
    if role.sees == "all":
        return Sight()
    mine = {teammate} if teammate else set()
    if role.sees == "team":
        mine |= {member for members in teams for member in members}
    return Sight(frozenset(mine))
