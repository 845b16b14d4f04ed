"""A contact as text and back: kept with its history entry, so that a lead can be folded again from its history."""

import json
from dataclasses import replace
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
        "identities": [_parts(identity) for identity in contact.identities],
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


_RARE = (
    "refers",
    "alternates",
    "retires",
    "tags",
    "attribution",
    "state",
    "assignee",
    "flags",
    "second",
    "taken_for",
    "author",
)
_TUPLES = frozenset({"refers", "alternates", "retires", "tags", "flags"})


def _parts(identity: Identity) -> list[Any]:
    i = identity
    parts = [i.key, i.kind, i.raw, i.e164, i.trusted, i.line_type]
    return [*parts, i.key_hash, i.names] if i.key_hash or i.names else parts


def _identity(parts: list[Any]) -> Identity:
    identity = Identity(*parts[:6])
    return replace(identity, key_hash=parts[6], names=tuple(parts[7])) if len(parts) > 6 else identity


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
        identities=tuple(_identity(parts) for parts in said["identities"]),
        creates=said["creates"],
        inbound=said["inbound"],
        facts=tuple(Fact(*parts) for parts in said["facts"]),
        consents=tuple(Consent(*parts) for parts in said.get("consents", ())),
        failures=tuple(Failure(*parts) for parts in said.get("failures", ())),
        **more,
    )
