"""Who a part is about: the identities WhatsApp gave for one person, and how they present themselves.

A number comes first, because it is where we send and what other sources know; user ids follow. Rows of `contacts` are
joined by id, never by position (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from worker.contact import Fact, Identity
from worker.errors import MalformedPartError, RefusedError
from worker.identity.addresses import bsuid_identity, is_bsuid, is_jid, jid_identity, whatsapp_identity

Row = Mapping[str, Any]
Rows = Mapping[str, Row]
NO_ROWS: Rows = {}
MAX_NAME = 200
MAX_KEY_HASH = 200  # characters
SHORTEST = 6  # digits of a number with its country code
_PUNCTUATION = re.compile(r"[\s()+.-]")
# Joiners make up emoji and Persian or Indic letters; other format characters only hide text or turn it around.
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
_KEPT = "\u200c\u200d\t\n"
_PHONE_FIRST = {"phone": 0, "bsuid": 1, "lid": 2}


@dataclass(slots=True)
class Participant:
    """One person in one part; `row` is what `contacts` says about them."""

    identities: tuple[Identity, ...]
    name: str | None = None
    username: str | None = None
    row: Row | None = None

    def facts(self) -> tuple[Fact, ...]:
        """What the person says about themselves."""
        facts: tuple[Fact, ...] = ()
        if self.name and (name := clean_name(self.name)):
            facts = (Fact("name", name, "profile"),)
        if self.username and (username := clean_name(self.username)):
            facts += (Fact("username", username, "profile"),)
        return facts


def rows_by_id(contacts: object) -> Rows:
    """Index `contacts` by every id of a row; rows that are no objects say nothing."""
    if not isinstance(contacts, list):
        return NO_ROWS
    index: dict[str, Row] = {}
    for row in contacts:
        if type(row) is dict:
            for name in ("wa_id", "user_id", "parent_user_id"):
                key = row.get(name)
                if key and type(key) is str:
                    index[key] = row
    return index


def find_person(phone: str | None, user_id: str | None, parent_id: str | None, rows: Rows = NO_ROWS) -> Participant:
    """Give the person with these ids and what `contacts` adds; raise `MalformedPartError` if no id is given."""
    row = _row(phone, user_id, parent_id, rows)
    name = username = None
    if row is not None:
        phone, user_id = phone or row.get("wa_id"), user_id or row.get("user_id")
        parent_id = parent_id or row.get("parent_user_id")
        profile = row.get("profile")
        if type(profile) is dict:
            name, username = profile.get("name"), profile.get("username")
        key_hash = row.get("identity_key_hash")
        if key_hash and type(key_hash) is str and len(key_hash) <= MAX_KEY_HASH:
            return Participant(_hashed(identities_of(phone, user_id, parent_id), key_hash), name, username, row)
    return Participant(identities_of(phone, user_id, parent_id), name, username, row)


def _hashed(identities: tuple[Identity, ...], key_hash: str) -> tuple[Identity, ...]:
    """Say with a number which encryption identity it has: another one is a sign of another phone, or another person.

    https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/components#contacts-object
    """
    return tuple(replace(i, key_hash=key_hash) if i.kind == "phone" else i for i in identities)


def _row(phone: str | None, user_id: str | None, parent_id: str | None, rows: Rows) -> Row | None:
    if not rows:
        return None
    for key in (phone, user_id, parent_id):
        if key and key in rows:
            return rows[key]
    if not phone:
        return None
    # The same number in another spelling: with a plus, or without Brazil's ninth digit.
    wanted = phone_identity(phone).key
    return next((row for id_, row in rows.items() if id_.isdecimal() and whatsapp_identity(id_).key == wanted), None)


def identities_of(phone: str | None, user_id: str | None, parent_id: str | None) -> tuple[Identity, ...]:
    """Give the identities of one person, number first. A parent id identifies across linked portfolios.

    An id that is none is left out where another names the person; raises `MalformedPartError` where none does.
    """
    if phone and not user_id and not parent_id:
        return (phone_identity(phone),)
    if phone and user_id and not parent_id:
        try:
            one, other = phone_identity(phone), user_identity(user_id)
        except MalformedPartError:
            pass  # one of them may do
        else:
            return (one, other) if one.key != other.key else (one,)
    found: list[Identity] = []
    problem: MalformedPartError | None = None
    for read, key in ((phone_identity, phone), (user_identity, user_id), (user_identity, parent_id)):
        if key:
            try:
                found.append(read(key))
            except MalformedPartError as error:
                problem = error
    if not found:
        raise problem or MalformedPartError("it names no person: neither a number nor a user id")
    return unique(found)


def phone_identity(number: str) -> Identity:
    """Give the identity of a number WhatsApp delivered, however it is punctuated, or of a user id in its place."""
    if type(number) is not str:
        raise MalformedPartError("the number of the person is no string")
    if not number.isdecimal():
        if is_bsuid(number):
            return bsuid_identity(number)
        number = _PUNCTUATION.sub("", number)
    if len(number) < SHORTEST:
        raise MalformedPartError(f"the number of the person has fewer than {SHORTEST} digits")
    return _identity(whatsapp_identity, number)


def user_identity(user_id: str) -> Identity:
    """Give the identity of a business-scoped user id, kept unaltered."""
    return _identity(bsuid_identity, user_id)


def _identity(read: Callable[[str], Identity], text: str) -> Identity:
    try:
        return read(text)
    except RefusedError as error:
        raise MalformedPartError(f"the person's id cannot be used: {error.detail}") from None


def jid_identities(jids: Iterable[object]) -> tuple[Identity, ...]:
    """Give the identities behind the addresses of one person at a gateway that speaks in JIDs, number first."""
    found: list[Identity] = []
    for jid in jids:
        if isinstance(jid, str) and is_jid(jid.strip()):
            identity = jid_identity(jid)
            if identity is not None:
                found.append(identity)
    return unique(sorted(found, key=lambda identity: _PHONE_FIRST.get(identity.kind, 3)))


def unique(identities: Iterable[Identity]) -> tuple[Identity, ...]:
    """Leave out repeated keys."""
    return tuple({identity.key: identity for identity in reversed(tuple(identities))}.values())[::-1]


def clean_name(name: object) -> str | None:
    """Give a name without control and direction characters, None if nothing visible is left."""
    if type(name) is not str:
        return None
    if not name.isprintable():
        name = "".join(c for c in name if c in _KEPT or unicodedata.category(c) not in _INVISIBLE)
    name = " ".join(name.split())
    return name[:MAX_NAME] if name.strip("\u200c\u200d\ufe0f ") else None
