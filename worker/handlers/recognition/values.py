"""What values look like, whatever they are called: a number beyond doubt, an address, a date, yes or no, nothing at all."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from worker.handlers.cells import cell_text, looks_like_phone, read_yes_no
from worker.handlers.consent_cells import is_consent
from worker.handlers.person_names import can_be_name

Look = Literal["", "phone", "email", "url", "date", "yes_no", "number", "words"]

# What automations send where nothing was filled in: merge tags of every make, and words for nothing.
_UNFILLED: Final = re.compile(
    r"\{\{[^{}]*\}\}|\{[a-z_][\w .:-]*\}|\$\{[^{}]*\}|<%.*%>|%[a-z][\w.-]*%|\*\|[\w:]+\|\*"
    r"|\[[a-z][\w-]*(?:[-_ ][\w-]+)*\]|#\{[^{}]*\}|<<[^<>]+>>",
    re.I,
)
_NOTHING: Final = frozenset(
    {
        *(
            "",
            "-",
            "--",
            "---",
            "_",
            ".",
            "..",
            "n/a",
            "na",
            "n.a.",
            "n.a",
            "#n/a",
            "nil",
            "null",
            "none",
            "undefined",
            "nan",
        ),
        *(
            "(null)",
            "<null>",
            "[null]",
            "(none)",
            "(empty)",
            "empty",
            "not provided",
            "not available",
            "not specified",
            "not set",
        ),
        *(
            "unknown",
            "[object object]",
            "keine angabe",
            "k.a.",
            "sin datos",
            "sin dato",
            "não informado",
            "nao informado",
            "s/n",
        ),
        *(
            "test@test.com",
            "test@example.com",
            "email@example.com",
            "example@example.com",
            "noemail@noemail.com",
            "no@email.com",
        ),
    }
)
_NULLS: Final = frozenset(
    {"undefined", "null", "none", "nan", "n/a", "nil"}
)  # first and last name, joined by a machine
_EMAIL: Final = re.compile(r"\s*[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]{2,}\s*")
_URL: Final = re.compile(r"\s*(?:https?://|www\.)\S+\s*", re.I)
_WHATSAPP_LINK: Final = re.compile(r"\s*(?:https?://)?(?:wa\.me/|api\.whatsapp\.com/send|tel:|whatsapp:)", re.I)
_DATE: Final = re.compile(
    r"\s*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})(?:[T ,]+\d{1,2}:\d{2}.*)?\s*", re.S
)
_ROUNDED: Final = re.compile(r"\s*\d[\d.,]*[eE]\+?\d{1,2}\s*")
_NUMBER: Final = re.compile(r"\s*[+-]?\d[\d.,\s]*\s*")
# Which of somebody's numbers it is, in a letter: `M 98765 43210`, `O: 022 2345 6789`, `9876543210 M`.
_LETTERED: Final = re.compile(
    r"(?:(?<=^)|(?<=[;,/&|\s]))[MPTHOWCF](?:\s*[:.)-]\s*|\s+)(?=[+(\d])|(?<=\d)\s+[MPTHOWC](?=\s*(?:$|[;,/&|]))", re.I
)
_CALLING_CODE: Final = re.compile(r"\s*'?(?:\+|00)[1-9]\d{0,2}\s*")
_CARD_MARKS: Final = (3, 4)
_SURE_INSIDE: Final = re.compile(r"(?<![\w.])\+[1-9](?:[\s().-]?\d){7,14}(?!\d)")
_LONGEST_WITH_WORDS: Final = 100  # characters of a value that may be a name with a number
_SURE: Final = re.compile(r"\s*['\"=(]*(?:\+|00)\s*\(?\d[\d\s().\-/]{6,22}\s*")


def is_unfilled(value: Any) -> bool:
    """Whether a value stands for none: `{{contact.name}}`, `%phone%`, `[your-email]`, `undefined`, `N/A`, `-`."""
    text = cell_text(value).strip()
    if len(text) > 200:
        return False
    word = text.casefold()
    return (
        word in _NOTHING or _UNFILLED.fullmatch(text) is not None or (" " in word and _NULLS.issuperset(word.split()))
    )


@lru_cache(maxsize=8192)
def look(text: str) -> Look:
    """Give what a cell looks like; nothing for one that holds nothing."""
    if is_unfilled(text):
        return ""
    if _EMAIL.fullmatch(text):
        return "email"
    if _WHATSAPP_LINK.match(text):
        return "phone"
    if _URL.fullmatch(text):
        return "url"
    if _DATE.fullmatch(text):
        return "date"
    if read_yes_no(text) is not None:
        return "yes_no"
    if _like_phones(text):
        return "phone"
    return "number" if _NUMBER.fullmatch(text) else "words"


def _like_phones(text: str) -> bool:
    text = _LETTERED.sub("", text)
    if looks_like_phone(text) or _ROUNDED.fullmatch(text):
        return True
    found = [part for part in re.split(r":::|[;|,/&\n]", text[:200]) if part.strip()]
    return len(found) > 1 and all(looks_like_phone(part) for part in found)


def is_sure_phone(text: str) -> bool:
    """Whether a cell is a phone number whatever its column is called: international, as nothing else is written."""
    return _SURE.fullmatch(text) is not None or _WHATSAPP_LINK.match(text) is not None


def holds_number(text: str) -> bool:
    """Whether a text can be a phone number, or has one in it, whatever it is called."""
    return look(text) == "phone" or holds_sure_number(text)


def holds_sure_number(text: str) -> bool:
    """Whether a text is an international number, or has one beside words: `Vikram +91 98222 22222`."""
    return is_sure_phone(text) or (len(text) <= _LONGEST_WITH_WORDS and _SURE_INSIDE.search(text) is not None)


def is_calling_code(text: str) -> bool:
    """Whether a cell is a calling code whatever its column is called: `+34`, `0034`, `+1`."""
    return _CALLING_CODE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Profile:
    """What the cells of a column look like: shares of the filled ones."""

    filled: int
    shares: Counter[str]
    sure: float  # share of phone numbers beyond doubt
    marked: float  # share of phone numbers with a plus: an order's number may begin with zeros
    alphabetic: float  # share of cells without a digit
    calling_codes: float  # share of cells like +34
    consents: float  # share of cells that answer a question about consent
    cards: float  # share of cells like Klein;Uwe;;;
    nameless: float  # share of cells that can be nobody's name

    def share(self, *looks: Look) -> float:
        """Give the share of filled cells with one of these looks; 0 where nothing is filled."""
        return sum(self.shares[one] for one in looks) / self.filled if self.filled else 0.0


def profile(cells: Iterable[Any]) -> Profile:
    """Look at the cells of a column, or at the one value of a field."""
    texts = [text for cell in cells if look(text := cell_text(cell).strip())]
    filled = len(texts)
    return Profile(
        filled,
        Counter(map(look, texts)),
        sum(map(is_sure_phone, texts)) / filled if filled else 0.0,
        sum("+" in text and is_sure_phone(text) for text in texts) / filled if filled else 0.0,
        sum(not any(map(str.isdigit, text)) for text in texts) / filled if filled else 0.0,
        sum(map(is_calling_code, texts)) / filled if filled else 0.0,
        sum(map(is_consent, texts)) / filled if filled else 0.0,
        sum(text.count(";") in _CARD_MARKS for text in texts) / filled if filled else 0.0,
        sum(not can_be_name(text) for text in texts) / filled if filled else 0.0,
    )
