"""From what a part says to a contact: the one place where gateways meet.

A reader gives the person and what they said (`Said`); `contact_of` adds the account, the consent that the words
express, the facts and the source.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from worker.account import Account
from worker.contact import HISTORY, Consent, Contact, Fact, Identity, Ignored
from worker.handlers.numbers import own_keys
from worker.handlers.whatsapp.consent import tapped, typed
from worker.handlers.whatsapp.participants import Participant, phone_identity, unique


@dataclass(slots=True)  # not frozen: one is made per body, and that would triple its price
class Channel:
    """Through what a message came: account, gateway, keys of our own numbers, when we took it (Unix ms, or 0)."""

    account: Account
    provider: str
    own: frozenset[str]
    now: int = 0

    def is_own(self, person: Participant) -> bool:
        """Whether the message is by (or to) one of our own numbers."""
        for identity in person.identities:  # noqa: SIM110  # half the time of any() on the hottest path
            if identity.key in self.own:
                return True
        return False

    def owns(self, number: str) -> bool:
        """Whether a number is one of ours."""
        return phone_identity(number).key in self.own


def channel(account: Account, provider: str, now: int, *numbers: object) -> Channel:
    """Give a channel; `numbers` are further numbers of ours, in any spelling, or nothing of the kind."""
    more = tuple([number for number in numbers if type(number) is str])
    return Channel(account, provider, _own_keys(account.own_numbers, more), now)


@lru_cache(maxsize=1024)
def _own_keys(known: frozenset[str], more: tuple[str, ...]) -> frozenset[str]:
    return own_keys(known.union(re.sub(r"[^0-9]", "", number) for number in more))


@dataclass(slots=True)
class Said:
    """What a message says, whatever the gateway. `ignore` is the reason why it is no enquiry."""

    content: dict[str, Any]
    text: str | None = None
    button: str | None = None  # label or payload of a tapped button, where it may opt a person out
    facts: tuple[Fact, ...] = ()
    attested: Identity | None = None  # a further identity of the person that WhatsApp vouches for
    flags: tuple[str, ...] = ()
    referral: Mapping[str, Any] | None = None
    activity: str = "message_received"
    inbound: bool = True
    creates: bool = True
    by_person: bool = True  # False: we wrote it, so it states nothing about the person
    ignore: str | None = None
    retires: tuple[str, ...] = field(default=())


_OURS: Mapping[str, str] = {"message_received": "message_sent", "reaction_received": "reaction_sent"}


def sent(said: Said) -> Said:
    """Turn it into a message that we wrote: it teaches who the person is, no more. Edits and the like stay such."""
    activity = _OURS.get(said.activity, said.activity)
    return Said(said.content, said.text, activity=activity, inbound=False, creates=False, by_person=False)


def recalled(said: Said) -> Said:
    """Turn it into a message of long ago, told by a sync of old chats.

    It creates the lead, at its own time, but opens no service window (messages from before the number joined the
    platform do not count) and is no news that a rule should answer.
    """
    said.inbound = False
    if said.activity == "message_received":
        said.activity = "history_received"
    return said


def historic(found: Contact | Ignored) -> Contact | Ignored:
    """Say of a contact that a sync of old chats told it, whoever wrote it: rules do not see it unless they ask to."""
    return replace(found, source=HISTORY) if isinstance(found, Contact) else found


def contact_of(channel: Channel, part_id: str, at: int, person: Participant, said: Said, raw: Any) -> Contact:
    """Give the contact of a message."""
    account, identities = channel.account, person.identities
    consents: tuple[Consent, ...] = ()
    facts: tuple[Fact, ...] = person.facts() if person.name or person.username else ()
    if said.by_person:
        if said.facts:
            facts = said.facts + facts  # the first statement of a name in a message counts
        plain = said.button is None
        consents = typed(said.text, at, account) if plain else tapped(said.text, said.button, at, account)
    if said.attested:
        identities, said.flags = _with_attested(said.attested, identities, said.flags)
    referral = said.referral
    return Contact(
        account=account.id,
        id=part_id,
        at=at,
        source="ctwa_ad" if referral and referral.get("source_type") != "post" else "whatsapp",
        origin=channel.provider,
        activity=said.activity,
        identities=identities,
        creates=said.creates,
        inbound=said.inbound,
        facts=facts,
        retires=said.retires,
        consents=consents,
        attribution=referral,
        text=said.text,
        content=said.content,
        raw=raw,
        flags=said.flags,
    )


def _with_attested(
    card: Identity, identities: tuple[Identity, ...], flags: tuple[str, ...]
) -> tuple[tuple[Identity, ...], tuple[str, ...]]:
    """Add the number of the person's own card, unless they write from another: that is shown, and merges nobody."""
    if any(identity.kind == "phone" and identity.key != card.key for identity in identities):
        return identities, (*flags, "own_card_differs")
    return unique((card, *identities)), flags
