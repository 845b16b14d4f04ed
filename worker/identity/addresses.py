"""Addresses as WhatsApp delivers them: wa_id, JID, LID, business-scoped user id.

They are trusted: no numbering plan decides whether they exist.
"""

import re
from functools import lru_cache
from typing import Final

from worker.contact import Identity
from worker.errors import RefusedError
from worker.identity.folding import fold, spelling
from worker.identity.number_plans import international

_BSUID: Final = re.compile(r"[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}")
_WA_ID: Final = re.compile(
    r"\s*+(?:whatsapp:)?+\s*+\+?([0-9]{1,32})\s*+", re.I
)  # E.164 has up to 15 digits, the rest is slack
_MOST_DIGITS: Final = 32
_JID: Final = re.compile(r"([^@\s:]+)(?::\d+)?@([a-z.]+)", re.I)
_JID_USER: Final = re.compile(r"(\d{1,32})(?:_\d+)?")

_PHONE_SERVERS: Final = frozenset({"s.whatsapp.net", "c.us", "hosted"})
_LID_SERVERS: Final = frozenset({"lid", "hosted.lid"})
_NO_PERSON: Final = frozenset({"broadcast", "g.us", "newsletter", "bot", "call"})
_SERVERS: Final = _PHONE_SERVERS | _LID_SERVERS | _NO_PERSON
_SYSTEM_USERS: Final = frozenset(
    {"0", "server", "16505361212", "13135550002"}
)  # announcements, WhatsApp itself, Meta AI


def whatsapp_identity(wa_id: object) -> Identity:
    """Make an identity of the digits (text, or an int) that WhatsApp delivered, also with a plus or `whatsapp:`.

    Never refused for being an invalid number: WhatsApp has delivered from it. `raw` is the digits as received, which
    is where to send; `e164` is today's spelling of them. Raises `RefusedError`: not_a_number, empty.
    """
    if isinstance(wa_id, int) and not isinstance(wa_id, bool) and 0 < wa_id < 10**32:
        return _trusted(str(wa_id))
    if type(wa_id) is str and len(wa_id) <= _MOST_DIGITS and wa_id.isdecimal() and wa_id.isascii():
        return _trusted(wa_id)
    match = _WA_ID.fullmatch(wa_id) if isinstance(wa_id, str) else None
    if match is None:
        nothing = wa_id is None or (isinstance(wa_id, str) and not wa_id.strip())
        raise RefusedError("empty" if nothing else "not_a_number", "a WhatsApp id is digits; this is something else")
    return _trusted(match[1])


def jid_identity(jid: str) -> Identity | None:
    """Make an identity of a JID: `<digits>@s.whatsapp.net`, `@c.us`, `@lid`, a device `:12` is dropped.

    Gives None for what is no person: groups, broadcasts, channels, bots, WhatsApp's own accounts. A LID is never taken
    for a phone (https://baileys.wiki/docs/migration/to-v7.0.0/). Raises `RefusedError` (not_a_number) if it is no JID.
    """
    match = _JID.fullmatch(jid.strip()) if isinstance(jid, str) else None
    server = match[2].lower() if match else ""
    if match is None or server not in _SERVERS:
        raise RefusedError("not_a_number", "neither a WhatsApp address (digits@s.whatsapp.net, digits@lid) nor digits")
    if server in _NO_PERSON or match[1] in _SYSTEM_USERS:
        return None
    user = _JID_USER.fullmatch(match[1])
    if user is None or not user[1].isascii():
        raise RefusedError("not_a_number", f"a WhatsApp address @{server} begins with digits")
    if server in _LID_SERVERS:
        return Identity(key=f"lid:{user[1]}", kind="lid", raw=f"{user[1]}@{server}", trusted=True)
    return _trusted(user[1])


def bsuid_identity(user_id: str) -> Identity:
    """Make an identity of a business-scoped user id, `US.13491208655302741918` or a parent's `US.ENT.…`.

    It is opaque and compared as it is. Raises `RefusedError` (not_a_bsuid) for anything else.
    """
    text = user_id.strip().removeprefix("whatsapp:") if isinstance(user_id, str) else ""
    if not _BSUID.fullmatch(text):
        raise RefusedError(
            "not_a_bsuid", "a business-scoped user id is a country, a dot and up to 128 letters and digits"
        )
    return Identity(key=f"bsuid:{text}", kind="bsuid", raw=text, trusted=True)


def is_jid(text: str) -> bool:
    """Whether a text has the shape of a JID on one of WhatsApp's servers, person or not."""
    match = _JID.fullmatch(text)
    return match is not None and match[2].lower() in _SERVERS


def is_bsuid(text: str) -> bool:
    """Whether a text has the shape of a business-scoped user id."""
    return _BSUID.fullmatch(text.removeprefix("whatsapp:")) is not None


@lru_cache(maxsize=32_768)
def _trusted(digits: str) -> Identity:
    e164 = spelling(digits, delivered=True)
    number = international(e164)
    e164 = number.digits if number else e164
    line_type = number.line_type if number else None
    return Identity(
        key=f"phone:{fold(e164)}", kind="phone", raw=digits, e164="+" + e164, trusted=True, line_type=line_type
    )
