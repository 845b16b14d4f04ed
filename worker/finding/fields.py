"""What can be asked for by name: the fields every lead has, and those of the account's fields.yaml. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from schemas.account import LeadField
from schemas.file import did_you_mean
from worker.account import Account
from worker.finding import clauses
from worker.finding.refusals import refused

Kind = Literal["text", "phone", "name", "number", "date", "time", "file"]


@dataclass(frozen=True, slots=True)
class Findable:
    """A field that filters and sorts can name. `mark` is what its tokens, items and the key of its value begin with.

    `path` is where the value of a moment stands in a row. `several`: a lead can have more than one, so nothing sorts by it.
    """

    name: str
    kind: Kind
    mark: str
    field: LeadField | None = None
    path: str | None = None
    several: bool = False
    always: bool = False  # no lead is without it

    @property
    def private(self) -> bool:
        """Whether only some roles see it: then it gives a row no words, and nothing is found by it without naming it."""
        return self.field is not None and self.field.read is not None

    @property
    def value_path(self) -> str:
        """Where a row keeps a number, a date or a moment of a field."""
        return f"n.{self.mark}"


SYSTEM: Final[Mapping[str, Findable]] = {
    one.name: one
    for one in (
        Findable("state", "name", "state"),
        Findable("status", "name", "status"),
        Findable("assignee", "name", "assignee"),
        Findable("source", "name", "source"),
        Findable("origin", "name", "origin"),
        Findable("campaign", "name", "campaign"),
        Findable("consent", "name", "consent"),
        Findable("tag", "name", "tag", several=True),
        Findable("flag", "name", "flag", several=True),
        Findable("incomplete", "name", "incomplete", several=True),
        Findable("phone", "phone", "phone"),
        Findable("created_at", "time", "created", path=clauses.ORDER, always=True),
        Findable("updated_at", "time", "updated", path=clauses.UPDATED, always=True),
        Findable("last_inbound_at", "time", "inbound", path=clauses.INBOUND),
        Findable("follow_up", "time", "task", several=True),
        Findable("my_follow_up", "time", "task=", several=True),
    )
}
"""Fields of the worker's own. `consent` is given, withdrawn or unknown; `follow_up` the due times of open tasks,
`my_follow_up` of those of the person who asks; `flag` what was found about a lead; `incomplete` required fields without a value.
"""
PREFIX: Final = "fields."
SLOTS: Final = ("s1", "s2", "s3")  # of the fields that are marked sortable
_KINDS: Final[Mapping[str, Kind]] = {
    "text": "text", "email": "text", "phone": "phone", "dropdown": "name", "number": "number", "date": "date",
    "datetime": "time", "file": "file",
}  # fmt: skip


class Catalogue:
    """The fields of one account by name, and which of them has which slot for sorting; without those that it hides."""

    def __init__(self, account: Account) -> None:
        every = tuple(map(_findable, account.all_fields))
        self.fields: tuple[Findable, ...] = tuple(
            one for one in every if one.field is None or one.field.id not in account.hidden
        )
        self._every = every
        self.named: dict[str, Findable] = {PREFIX + str(one.field and one.field.id): one for one in self.fields}
        self.named |= {**{one.name: one for one in self.fields}, **SYSTEM}
        sortable = [one for one in every if one.field and one.field.sortable]
        self.slots: dict[str, str] = {one.mark: slot for one, slot in zip(sortable, SLOTS, strict=False)}

    def get(self, name: str, at: str) -> Findable:
        """Give the field of a name; raises `QuestionRefusedError` (`unknown_field`) with the place in the request."""
        if name in self.named:
            return self.named[name]
        hint = did_you_mean(name, [known for known in self.named if not known.startswith(PREFIX)])
        raise refused("unknown_field", f"there is no field {name[:64]!r}{hint}", at)

    @property
    def signature(self) -> str:
        """What rows are made by: rows with another one were made by other fields, and are to be made anew."""
        told = [
            f"{one.mark}:{one.kind}:{self.slots.get(one.mark, '')}{':private' if one.private else ''}"
            for one in self._every
        ]
        return "|".join(sorted(told))


def _findable(field: LeadField) -> Findable:
    name = PREFIX + field.id if field.id in SYSTEM else field.id
    reserved = field.id in SYSTEM or field.id in {one.mark for one in SYSTEM.values()}
    return Findable(name, _KINDS[field.type], f"fields/{field.id}" if reserved else field.id, field)
