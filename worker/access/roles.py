"""Roles and their permissions. An account may have its own in roles.yaml; without it these hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Sees = Literal["own", "team", "all"]
"""Whose leads: assigned to me or to nobody; to a member of one of my teams as well; everybody's."""

PERMISSIONS: Final[Mapping[str, str]] = {
    "lead.read": "see leads, their timeline and history",
    "lead.create": "create leads",
    "lead.edit": "change fields and tags",
    "lead.note": "write notes",
    "lead.log": "log calls, meetings and e-mails",
    "lead.task": "plan follow-ups",
    "lead.message": "send quick messages",
    "lead.move": "change the state, mark as won or lost",
    "lead.take": "take a lead that nobody has",
    "lead.assign": "give leads to anybody in sight",
    "lead.reopen": "reopen closed leads",
    "lead.consent": "record opt-ins and opt-outs",
    "lead.merge": "merge leads, and undo it",
    "lead.bulk": "change many leads at once",
    "lead.import": "upload lists",
    "lead.export": "download leads",
    "lead.force": "overwrite what others changed, and what outranks people",
    "assistant.use": "see suggestions",
    "space.own": "save spaces of one's own",
    "space.share": "share spaces",
    "layout.own": "choose columns and fields for oneself",
    "layout.share": "choose them for others",
    "settings.read": "read the account's files",
    "settings.write": "change them",
    "user.manage": "invite people, give roles, end sessions",
    "token.own": "make API tokens of one's own",
    "token.manage": "see and revoke everybody's API tokens",
    "audit.read": "read the audit log",
}
"""Permission to what it lets one do."""


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody with this role may see and do."""

    id: str
    name: str
    sees: Sees
    permissions: frozenset[str]


_USER: Final = frozenset(
    {
        *("lead.read", "lead.create", "lead.edit", "lead.note", "lead.log", "lead.task", "lead.message", "lead.move"),
        *("lead.take", "assistant.use", "space.own", "layout.own", "token.own"),
    }
)
_MANAGER: Final = _USER | {
    *("lead.assign", "lead.reopen", "lead.merge", "lead.bulk", "lead.import", "lead.consent"),
    *("space.share", "layout.share", "settings.read"),
}
BUILT_IN: Final[Mapping[str, Role]] = {
    "admin": Role("admin", "Admin", "all", frozenset(PERMISSIONS)),
    "manager": Role("manager", "Manager", "team", _MANAGER),
    "user": Role("user", "User", "own", _USER),
}
