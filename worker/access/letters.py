"""What is mailed to people about their access: invitations, links to set another password, a further account.

A letter with a link is a key: it is made and handed to the mail server in one go, and stands in no queue, log or store.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from schemas.account import AccountFile
from worker.access.people import Person

_SAFE: Final = "If you did not expect this, do nothing: without the link nobody gets in."


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject and text of an e-mail."""

    subject: str
    text: str


def link_letter(person: Person, account: AccountFile, by: str, link: str, until: int) -> Letter:
    """Give the letter with a link to set a password: the first one, or another. `by`: who asks; `until`: Unix ms."""
    if person.password:
        subject = f"Set a new password for {account.name}"
        what = f"{by} sends you a link to set a new password for the leads of {account.name}. The old one holds until then."
    else:
        subject = f"Your invitation to {account.name}"
        what = f"{by} invites you to work with the leads of {account.name}. Open this link and choose a password."
    when = f"The link works once, until {_moment(until, account.timezone)}:"
    return Letter(subject, "\n\n".join((_greeting(person), what, when, link, _SAFE)) + "\n")


def access_letter(person: Person, account: AccountFile, by: str, address: str) -> Letter:
    """Give the letter to somebody who has a password already. `address`: where people reach the console."""
    what = f"{by} gave you access to the leads of {account.name}. Sign in as before, with the password that you have:"
    text = "\n\n".join((_greeting(person), what, f"{address}/console/"))
    return Letter(f"You have access to {account.name}", text + "\n")


def _greeting(person: Person) -> str:
    name = " ".join(person.name.split())
    return f"Hello {name}," if name else "Hello,"


def _moment(at: int, zone: str) -> str:
    moment = datetime.fromtimestamp(at // 1000, ZoneInfo(zone))
    return f"{moment.day} {moment:%B %Y, %H:%M} ({zone})"
