"""roles.yaml: who may see and do what in the console and the API. Without the file three built-in roles hold."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from pydantic import Field, model_validator

from schemas.account import Id
from schemas.file import File, Misplaced, Text, did_you_mean, misplaced

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

_USER: Final = (
    *("lead.read", "lead.create", "lead.edit", "lead.note", "lead.log", "lead.task", "lead.message", "lead.move"),
    *("lead.take", "assistant.use", "space.own", "layout.own", "token.own"),
)
_MANAGER: Final = (
    *_USER,
    *("lead.assign", "lead.reopen", "lead.merge", "lead.bulk", "lead.import", "lead.consent"),
    *("space.share", "layout.share", "settings.read"),
)


class RoleEntry(File):
    """A role: the permissions of `like`, and of `may`, without those of `may_not`."""

    name: Text | None = Field(None, max_length=60, description="as people read it; else the id")
    sees: Sees = Field("own", description="whose leads: own (and nobody's), team (of all members of one's teams), all")
    like: Id | None = Field(None, description="a built-in role to begin with: admin, manager, user")
    may: tuple[Text, ...] = Field((), description="permissions; `lead.*` and `*` stand for several")
    may_not: tuple[Text, ...] = Field((), description="permissions to leave out again")
    second_factor: bool = Field(False, description="who has this role signs in with a second factor as well")

    @property
    def permissions(self) -> frozenset[str]:
        """The permissions that come out of it."""
        first = BUILT_IN.get(self.like or "")
        given = set(first.permissions) if first else set()
        given |= {one for wanted in self.may for one in matching(wanted)}
        return frozenset(given - {one for unwanted in self.may_not for one in matching(unwanted)})


class RolesFile(File):
    """roles.yaml"""

    roles: dict[Id, RoleEntry] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _consistent(self) -> "RolesFile":
        misplaced(RolesFile, self._mistakes())
        return self

    def _mistakes(self) -> Iterator[Misplaced]:
        for name, role in self.roles.items():
            if role.like is not None and role.like not in BUILT_IN:
                says = f"there is no built-in role {role.like!r}{did_you_mean(role.like, BUILT_IN)}"
                yield ("roles", name, "like"), says
            for member in ("may", "may_not"):
                for i, wanted in enumerate(getattr(role, member)):
                    if not matching(wanted):
                        says = f"there is no permission {wanted!r}{did_you_mean(wanted, PERMISSIONS)}"
                        yield ("roles", name, member, i), says


def matching(wanted: str) -> tuple[str, ...]:
    """Give the permissions that a word stands for: itself, those of a noun (`lead.*`), or all (`*`)."""
    if wanted == "*":
        return tuple(PERMISSIONS)
    if wanted.endswith(".*"):
        return tuple(one for one in PERMISSIONS if one.startswith(wanted[:-1]))
    return (wanted,) if wanted in PERMISSIONS else ()


BUILT_IN: Final[Mapping[str, RoleEntry]] = {
    "admin": RoleEntry(name="Admin", sees="all", may=tuple(PERMISSIONS)),
    "manager": RoleEntry(name="Manager", sees="team", may=_MANAGER),
    "user": RoleEntry(name="User", sees="own", may=_USER),
}
