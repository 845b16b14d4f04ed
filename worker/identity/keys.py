"""Identity: which key names the person behind a phone number, a WhatsApp address, an e-mail address or a record id.

Pure. What WhatsApp delivered is trusted (`address`), what people typed is cleaned and validated (`phone_cell`,
`phone_reading`), and both end in the same folded key (`folding`), so that a person has one key, however it is written.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final, Literal

from worker.contact import Identity
from worker.errors import RefusedError
from worker.identity.addresses import bsuid_identity, is_bsuid, is_jid, jid_identity, whatsapp_identity
from worker.identity.countries import Country, country_of
from worker.identity.folding import KEY_VERSION, fold
from worker.identity.number_plans import REGIONS, Number
from worker.identity.number_reading import number_of
from worker.identity.phone_cells import Piece, pieces

__all__ = [
    "KEY_VERSION",
    "PhoneReading",
    "Reading",
    "bsuid_identity",
    "email_identity",
    "ext_identity",
    "fold",
    "jid_identity",
    "read_any",
    "read_phone",
    "whatsapp_identity",
]

Source = Literal["human", "whatsapp"]

UNREADABLE_PART: Final = "unreadable_part"  # the cell held more than the numbers that could be read
RECORD_ID_LIMIT: Final = 512  # characters

_ATOM: Final = r"[^\s@<>()\[\],;:\"\\]"
_EMAIL: Final = re.compile(rf"{_ATOM}{{1,64}}@(?:(?!-)[\w-]{{1,63}}(?<!-)\.)+[^\W\d_][\w-]*[^\W_]")
_NAMED_EMAIL: Final = re.compile(r"[^<>]*<([^<>]+)>")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs"})
_NOBODY: Final = re.compile(
    r"na|none|nil|null|nan|unknown|no[._-]?(?:e?mail|reply)|do[._-]?not[._-]?reply|not[._-]?(?:available|provided)"
)
_PHONE_LABEL_BSUID: Final = re.compile(r"(?:PH|NO|TE|MO)\.\d{1,15}")  # Ph.9876543210, not a user id of the Philippines


@dataclass(frozen=True, slots=True)
class PhoneReading:
    """What a phone cell holds.

    `alternates` are further numbers of the same cell, data and no identity of the lead. `notes` are findings for an
    operator: assumed_international, doubled_country_code, country_differs, ar_without_9, unreadable_part.
    """

    primary: Identity
    alternates: tuple[Identity, ...] = ()
    extension: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the worker makes of an address: accepted with a reading, refused with a reason, or skipped as no person."""

    outcome: Literal["accepted", "refused", "skipped"]
    phone: PhoneReading | None = None
    reason: str | None = None
    detail: str | None = None


def read_phone(cell: object, *, region: str | None, dial_code: str | None = None) -> PhoneReading:
    """Read a phone cell that a person or a program filled in: text, a JSON number, a spreadsheet's rendering of one.

    `region` is the account's (ISO 3166-1 alpha-2), `dial_code` a country column of the same row (`+91`, `IN`, `India`).
    The first number is the primary one. For a typed number `raw` is its E.164 form, the address to send to. A JID, LID
    or business-scoped user id in the cell is recognised.

    Raises `RefusedError`, and nothing else: empty, not_a_number, not_a_person, precision_lost, ambiguous, too_short,
    too_long, invalid, region_needed, unknown_country, not_a_person_line, placeholder.
    """
    address = _typed_address(cell) if isinstance(cell, str) else None
    if address is not None and address.kind != "phone":
        return PhoneReading(address)
    parts = (Piece(address.raw, plus=True),) if address else pieces(cell)
    country = country_of(_text_or_none(region), _text_or_none(dial_code))
    return _reading(parts, country)


def read_any(text: object, *, region: str | None = None, source: Source = "human") -> Reading:
    """Read what names a person: a typed number (`human`), or anything WhatsApp delivers (`whatsapp`). Never raises."""
    try:
        if source == "human":
            return Reading("accepted", read_phone(text, region=region))
        identity = delivered_identity(text)
    except RefusedError as error:
        outcome: Literal["skipped", "refused"] = "skipped" if error.reason == "not_a_person" else "refused"
        return Reading(outcome, reason=error.reason, detail=error.detail)
    if identity is None:
        return Reading("skipped", reason="not_a_person", detail="a group, a broadcast, a channel or WhatsApp itself")
    return Reading("accepted", PhoneReading(identity))


def delivered_identity(address: object) -> Identity | None:
    """Make an identity of any address that WhatsApp delivers: wa_id, JID, LID, BSUID. None for what is no person."""
    if not isinstance(address, str):
        return whatsapp_identity(address)
    text = address.strip()
    if "@" in text:
        return jid_identity(text)
    return bsuid_identity(text) if is_bsuid(text) else whatsapp_identity(text)


def email_identity(text: str) -> Identity | None:
    """Make an identity of an e-mail address (also `Name <address>`), in lower case. None for anything else.

    Addresses that many people give who have none (`none@…`, `noreply@…`) name nobody.
    """
    if not isinstance(text, str) or len(text) > 320:
        return None
    visible = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in _INVISIBLE)
    address = visible.strip().removeprefix("mailto:").strip(" '\".,;")
    if named := _NAMED_EMAIL.fullmatch(address):
        address = named[1].strip()
    lower = address.lower()
    if not _EMAIL.fullmatch(lower) or is_jid(lower) or ".." in lower or _NOBODY.fullmatch(lower.partition("@")[0]):
        return None
    return Identity(key=f"email:{lower}", kind="email", raw=address)


def ext_identity(plugin: str, record_id: str | int) -> Identity:
    """Make an identity of a record of a plugin; ids are compared as they are.

    Raises `RefusedError` if the id can name nothing: empty, too_long, not_an_id (neither text nor a whole number).
    """
    if isinstance(record_id, bool) or not isinstance(record_id, str | int):
        raise RefusedError("not_an_id", f"a record id is text or a whole number, not {type(record_id).__name__}")
    if isinstance(record_id, int) and record_id.bit_length() > RECORD_ID_LIMIT:
        raise RefusedError("too_long", f"a record id has up to {RECORD_ID_LIMIT} characters")
    record = str(record_id).encode("utf-8", "replace").decode().strip()
    if not record or not plugin:
        raise RefusedError("empty", "there is no record id")
    if len(record) > RECORD_ID_LIMIT:
        raise RefusedError("too_long", f"a record id has up to {RECORD_ID_LIMIT} characters")
    return Identity(key=f"ext:{plugin.replace(':', '%3A')}:{record}", kind="ext", raw=record)


def _reading(parts: tuple[Piece, ...], country: Country) -> PhoneReading:
    found: dict[str, Identity] = {}
    refusals: list[RefusedError] = []
    notes: list[str] = []
    extension = None
    for part in parts:
        try:
            number, remarks = number_of(part, country)
        except RefusedError as refusal:
            refusals.append(refusal)
            continue
        identity = _typed(number)
        if not found:
            extension = part.extension
            notes.extend(remarks)
        found.setdefault(identity.key, identity)
    if not found:
        raise refusals[0] if refusals else RefusedError("not_a_number", "there is no number in it")
    if refusals:
        notes.append(UNREADABLE_PART)
    primary, *alternates = found.values()
    return PhoneReading(primary, tuple(alternates), extension, tuple(notes))


def _typed(number: Number) -> Identity:
    e164 = "+" + number.digits
    return Identity(key=f"phone:{fold(number.digits)}", kind="phone", raw=e164, e164=e164, line_type=number.line_type)


def _typed_address(cell: str) -> Identity | None:
    """Recognise a WhatsApp address in a typed cell before anything strips it to digits: a LID is no phone number."""
    if len(cell) > 200 or not ("@" in cell or "." in cell):
        return None
    text = "".join(c for c in cell if unicodedata.category(c) != "Cf").strip().strip("'\"").strip()
    if "@" in text and is_jid(text):
        identity = jid_identity(text)
        if identity is None:
            raise RefusedError("not_a_person", "a group, a broadcast, a channel or WhatsApp itself")
        return replace(identity, trusted=False)
    return _typed_bsuid(text)


def _typed_bsuid(text: str) -> Identity | None:
    """Recognise a user id that somebody pasted: of an existing country, and long enough to be no abbreviation."""
    if not is_bsuid(text) or _PHONE_LABEL_BSUID.fullmatch(text):
        return None
    identity = bsuid_identity(text)
    country, _, rest = identity.raw.partition(".")
    plausible = country in REGIONS and len(rest) >= 6 and any(map(str.isdigit, rest))
    return replace(identity, trusted=False) if plausible else None


def _text_or_none(value: object) -> str | None:
    """Take a region or a country column as text; a calling code may come as a number."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**7:
        return str(value)
    return value[:100] if isinstance(value, str) else None
