"""Roles and their permissions. An account may have its own in roles.yaml; without it the built-in ones hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schemas import roles as files
from schemas.roles import PERMISSIONS, RoleEntry, RolesFile, Sees

__all__ = ["BUILT_IN", "PERMISSIONS", "Role", "Sees", "roles_of"]


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody with this role may see and do. `second_factor`: a password alone does not let them in."""

    id: str
    name: str
    sees: Sees
    permissions: frozenset[str]
    second_factor: bool = False


def roles_of(file: RolesFile | None) -> Mapping[str, Role]:
    """Give the roles of an account; None: it has no roles.yaml."""
    return BUILT_IN if file is None else _made(file.roles)


def _made(entries: Mapping[str, RoleEntry]) -> Mapping[str, Role]:
    return {
        name: Role(name, entry.name or name, entry.sees, entry.permissions, entry.second_factor)
        for name, entry in entries.items()
    }


BUILT_IN: Final[Mapping[str, Role]] = _made(files.BUILT_IN)
