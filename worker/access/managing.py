"""Who may change whom: nobody gives, takes or takes over more than they have themselves. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from worker.access.people import Person
from worker.access.principal import Principal
from worker.access.roles import Role

MANAGE: Final = "user.manage"
_WIDTH: Final[Mapping[str, int]] = {"own": 0, "team": 1, "all": 2}


def may_give(who: Principal, role: Role | None) -> bool:
    """Whether somebody may give a role, or change whoever has it; a role that is no longer there gives nothing."""
    if role is None:
        return True
    return role.permissions <= who.permissions and _WIDTH[role.sees] <= _WIDTH[who.role.sees]


def role_in(person: Person, account: str, roles: Mapping[str, Role]) -> Role | None:
    """Give the role somebody has in an account, None where it is no longer there."""
    membership = person.memberships.get(account)
    return roles.get(membership.role) if membership else None


def works(person: Person, account: str) -> bool:
    """Whether somebody gets into an account."""
    membership = person.memberships.get(account)
    return person.active and membership is not None and membership.active


def manages(person: Person, account: str, roles: Mapping[str, Role]) -> bool:
    """Whether somebody can give roles in an account."""
    role = role_in(person, account, roles)
    return works(person, account) and role is not None and MANAGE in role.permissions


def last_manager(
    before: Person, after: Person, others: Iterable[Person], roles: Mapping[str, Role], account: str
) -> bool:
    """Whether a change would leave nobody who can give roles."""
    lost = manages(before, account, roles) and not manages(after, account, roles)
    return lost and not any(manages(one, account, roles) for one in others if one.id != before.id)


def elsewhere(person: Person, account: str) -> bool:
    """Whether somebody belongs to other accounts, too: then their password is not this account's to reset."""
    return any(name != account for name in person.memberships)
