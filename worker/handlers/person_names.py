"""What can be a person's name or a company's, and what cannot: an order number, an id, an address, a phone number."""

import re
from functools import lru_cache
from typing import Final

from worker.handlers.cells import join_name, looks_like_phone

_ADDRESS: Final = re.compile(r"(?:mailto:)?[^@\s]+@[^@\s]+\.[^@\s]+|(?:https?://|www\.)\S+", re.I)
_IDS: Final = re.compile(
    r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?"  # a UUID
    r"|(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}|(?=\D*\d\D*\d)(?=.*[a-z])[\w-]{20,}"  # a hash, a token
    r"|#?[A-Z]{1,8}[-_/#]\d{3,}(?:[-_/]\w+)*|[A-Z]{1,4}\d{5,}"  # ORD-10023, INV/2026/001, SO20260012
    r"|[a-z]{2,8}[-_]\d{5,}|[a-z]{2,8}_(?=\w*\d)(?=\w*[A-Z])\w{8,}"  # lead-10023, cus_NffrFeUfNV2Hib
)
_NUMBERED: Final = re.compile(  # `Order 10023`, `Bestellung Nr. 4711`
    r"(?:order|ord|invoice|inv|bill|booking|ticket|case|lead|record|ref|reference|id|pedido|commande|bestellung|ordine"
    r"|rechnung|заказ|订单|注文|ऑर्डर|طلب)[\s#:.-]*(?:no|nr|num|number|id|n°|№)?[\s#:.-]*\d{3,}",
    re.I,
)
_PHONE_WORDS: Final = re.compile(r"\s*(?:mobile|mob|cell|phone|ph|tel|whatsapp|wa|p|m|t)\s*[:.-]?\s*(?=[+(\d])", re.I)
_PERIOD: Final = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}")
_LONGEST_NUMBER: Final = 2  # digits that are a name's part by themselves: Sister 2
NO_NAME: Final = "name (other)"
"""The field under which a value is kept that stood for a name and can be none."""

_CARD: Final = (3, 1, 2, 0, 4)
"""The order in which the parts of a vCard's N are spoken: prefix, given, further, family name, suffix (RFC 6350, 6.2.2)."""


@lru_cache(maxsize=4096)
def can_be_name(text: str) -> bool:
    """Whether a value can be a name, in any script. One word is enough, and digits may be in it (`Sister 2`, `3M`)."""
    text = text.strip()
    if not any(map(str.isalpha, text)):
        return not any(map(str.isdigit, text))
    if _ADDRESS.fullmatch(text) or _IDS.fullmatch(text) or _NUMBERED.fullmatch(text) or _PERIOD.match(text):
        return False
    return not looks_like_phone(_PHONE_WORDS.sub("", text, count=1))


def person_name(text: str) -> str:
    """Give the name that a cell or a field holds, "" for what can be none. `Klein;Uwe;;Dr.;` is put in order."""
    text = " ".join(text.split())
    if text.count(";") in (len(_CARD) - 2, len(_CARD) - 1):
        parts = [*(part.strip() for part in text.split(";")), ""]
        text = " ".join(parts[place] for place in _CARD if parts[place]) if any(parts[:2]) else text
    return text if can_be_name(text) else ""


def whole_name(name: str, first: str, last: str) -> tuple[str, tuple[str, ...]]:
    """Join what a list or a form calls name, first name and last name, and give what of it can be no name."""
    if not first and not last:
        alone = person_name(name) if name else ""
        return alone, () if alone or not name.strip() else (name,)
    asked = (name, first, last)
    read = (person_name(name), _part_of_name(first), _part_of_name(last))
    joined = join_name(*read)
    left = tuple(text for text, found in zip(asked, read, strict=True) if text.strip() and not found)
    return (joined, left) if can_be_name(joined) else ("", tuple(text for text in asked if text.strip()))


def _part_of_name(text: str) -> str:
    """Read a first or a last name: a short number may be one beside the other: `Sister`, `2`."""
    text = text.strip()
    return text if text.isdecimal() and len(text) <= _LONGEST_NUMBER else person_name(text)
