"""What a list or a screen can show of a lead: the fields of every lead, and those of the account's fields.yaml. Pure."""

from collections.abc import Collection, Iterable
from typing import Final

from schemas.file import did_you_mean
from worker.account import Account
from worker.errors import Mistake
from worker.finding.fields import PREFIX, SYSTEM, Catalogue

COLUMNS: Final[frozenset[str]] = frozenset({*SYSTEM, "window_until"})
"""What lists show of every lead besides the account's fields."""
_ON_A_LEAD: Final = frozenset({"id", "title", "identities", "attribution", "messages", "last_activity_at", "next_task"})


def own_fields(account: Account) -> tuple[str, ...]:
    """Give the names of the fields that people fill in, in the order of fields.yaml; name and e-mail first."""
    return tuple(field.name for field in Catalogue(account).fields)


def known(account: Account, *, of_a_lead: bool = False) -> frozenset[str]:
    """Give every name that a list can show; `of_a_lead`: that a lead's own page can."""
    return COLUMNS | (_ON_A_LEAD if of_a_lead else frozenset()) | frozenset(Catalogue(account).named)


def hides(account: Account, name: str) -> bool:
    """Whether a name is that of a field which whoever looks may not see (`Account.seen_by`)."""
    return name not in COLUMNS and name.removeprefix(PREFIX) in account.hidden


def unknown(named: Iterable[tuple[str, str]], there: Collection[str]) -> list[Mistake]:
    """Give a mistake for each (name, place) that is not there."""
    return [
        Mistake(at, f"there is no field {name!r}{did_you_mean(name, sorted(there))}", "unknown_field")
        for name, at in named
        if name not in there
    ]
