"""What a contact says of its person, as plain values: for commands that show it. Pure."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from worker.account import Account, field_slug
from worker.contact import Consent, Contact


def told_person(contact: Contact, account: Account | None, why: Callable[[Consent], str]) -> dict[str, Any]:
    """Give identities, fields of the account and extras, tags, consents, failures and flags; without an account all is extra.

    `why` says of a consent what it was read from.
    """
    own = account.field_by_slug if account is not None else {}
    fields: dict[str, Any] = {}
    extras: dict[str, Any] = {}
    for fact in contact.facts:
        (fields if field_slug(fact.name) in own else extras)[fact.name] = fact.value
    return {
        "identities": [
            {"kind": i.kind, "key": i.key, "e164": i.e164, "send_to": None if i.kind == "ext" else i.raw}
            for i in contact.identities
        ],
        "alternates": list(contact.alternates),
        "fields": fields,
        "extras": extras,
        "tags": list(contact.tags),
        "consents": [
            {"given": one.given, "at": one.at, "reason": one.reason, "why": why(one)} for one in contact.consents
        ],
        "failures": [asdict(one) for one in contact.failures],
        "flags": list(contact.flags),
    }
