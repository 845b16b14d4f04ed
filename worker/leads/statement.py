"""A contact as text and back: kept with its history entry, so that a lead can be folded again from its history."""

import json
from typing import Any

from worker.contact import Consent, Contact, Fact, Failure, Identity
from worker.inert import frozen_json


def statement(contact: Contact) -> str:
    """Give what a contact states as compact JSON: all but its text, content and raw part, which have places of their own."""
    said: dict[str, Any] = {
        "id": contact.id,
        "at": contact.at,
        "activity": contact.activity,
        "source": contact.source,
        "origin": contact.origin,
        "identities": [[i.key, i.kind, i.raw, i.e164, i.trusted, i.line_type] for i in contact.identities],
        "creates": contact.creates,
        "inbound": contact.inbound,
        "facts": [[f.name, f.value, f.by] for f in contact.facts],
    }
    for name in _RARE:
        value = getattr(contact, name)
        if value:
            said[name] = value
    if contact.consents:
        said["consents"] = [[c.given, c.at, c.reason] for c in contact.consents]
    if contact.failures:
        said["failures"] = [[f.means, f.code, f.title, f.again_ms] for f in contact.failures]
    return frozen_json(said)


_RARE = ("refers", "alternates", "retires", "tags", "attribution", "state", "assignee", "flags", "second", "taken_for")
_TUPLES = frozenset({"refers", "alternates", "retires", "tags", "flags"})


def stated(account: str, text: str) -> Contact:
    """Give the contact back, of an account; the inverse of `statement`."""
    said = json.loads(text)
    more: dict[str, Any] = {
        name: tuple(said[name]) if name in _TUPLES else said[name] for name in _RARE if name in said
    }
    return Contact(
        account=account,
        id=said["id"],
        at=said["at"],
        activity=said["activity"],
        source=said["source"],
        origin=said["origin"],
        identities=tuple(Identity(*parts) for parts in said["identities"]),
        creates=said["creates"],
        inbound=said["inbound"],
        facts=tuple(Fact(*parts) for parts in said["facts"]),
        consents=tuple(Consent(*parts) for parts in said.get("consents", ())),
        failures=tuple(Failure(*parts) for parts in said.get("failures", ())),
        **more,
    )
