"""Labels of address cards in a phone cell: `H: 030 123456 M: 0171 1234567`. Which number is which, and which goes first.

A letter or a word stands before each number, or behind each. What is a fax is nobody's phone.
"""

import re
from typing import Final

UNLABELLED: Final = 1
"""The turn of a number without a label among labelled ones."""

PERHAPS_FAX: Final = 8
"""`022 2345 6789 F`: a fax among other numbers; alone it may stand for a woman or a father."""

FAX: Final = 9

# WhatsApp, then mobile and cell, then work, phone and telephone, last home, office, residence. A W may be either.
_TURNS: Final = {
    "m": 0, "c": 0, "w": 1, "p": 1, "t": 1, "h": 2, "o": 2, "r": 2, "f": FAX,
    **dict.fromkeys(("whatsapp", "wa"), -1),
    **dict.fromkeys(("mobile", "iphone", "mobil", "móvil", "movil", "mob", "celular", "cel", "cellulare", "cell", "handy", "gsm",
                     "portable", "hp", "моб", "мобильный", "मोबाइल", "جوال", "手机", "携帯"), 0),
    **dict.fromkeys(("tel", "tél", "phone", "ph", "telefon", "work", "тел"), 1),
    **dict.fromkeys(("home", "office", "off", "resi", "res", "landline", "festnetz", "privat", "büro", "fixe", "fixo",
                     "fijo", "casa", "oficina", "bureau", "домашний", "рабочий", "घर"), 2),
    **dict.fromkeys(("fax", "telefax", "pager", "faks", "факс", "فاكس", "传真", "फैक्स"), FAX),
}  # fmt: skip
_LETTER: Final = "[mcwpthorf]"
_WORD: Final = "(?:" + "|".join(sorted((word for word in _TURNS if len(word) > 1), key=len, reverse=True)) + ")"
_OPENS: Final = r"(?=[+(\d])(?!\d\s*[:)])"  # a number, and not that of a label: `Ph 1: …`
_BEFORE: Final = re.compile(
    rf"^\W*?(?:\(\s*({_LETTER}|{_WORD})\s*\)[\s.:-]*|({_LETTER})(?:\s*[:.]\s*|\s+)"
    rf"|({_WORD})(?![^\W\d_])[\s.:-]*)(?:no[\s.:]+)?{_OPENS}",
    re.I,
)
_BEHIND: Final = re.compile(
    rf"(?<=[\d)])(?:\s*\(\s*({_LETTER}|{_WORD})\s*\)|\s+({_LETTER})\.?|[\s-]+({_WORD}))\s*$", re.I
)
_BARE_O: Final = re.compile(r"o\s", re.I)
# Where a next number begins, behind digits: with a label of its own, or behind the label of the one before.
_NEXT_COLON: Final = re.compile(rf"(?<=[\d)])[\s.]+(?=(?:{_LETTER}|{_WORD})\s*[:.]\s*[+(\d])", re.I)
_NEXT_LABEL: Final = re.compile(
    rf"(?<=[\d)])\s+(?=(?:\(\s*(?:{_LETTER}|{_WORD})\s*\)\s*|{_LETTER}\s+|{_WORD}\s*)[+(\d])", re.I
)
_NEXT_BEHIND: Final = re.compile(
    rf"((?<=[\d)])(?:\s*\(\s*(?:{_LETTER}|{_WORD})\s*\)|\s+(?:{_LETTER}|{_WORD})))\s+{_OPENS}", re.I
)
_STARTS: Final = re.compile(r"\s*[+(]?\s*\d")
_ALPHABETIC: Final = re.compile(r"[^\W\d_]")


def apart(text: str, fewest: int) -> str:
    """Put each labelled number of a cell on a line of its own; text that holds no two such numbers stays as it is.

    `fewest` digits make a number. Bare letters count only where the first number has one on the same side: otherwise
    nobody can tell to which of the two numbers around it a letter belongs.
    """
    if not _ALPHABETIC.search(text):
        return text
    parted = _NEXT_COLON.sub("\n", text)
    if _STARTS.match(parted) and _BEHIND.search(parted):
        parted = _NEXT_BEHIND.sub(r"\1\n", parted)
    elif _BEFORE.match(parted):
        parted = _NEXT_LABEL.sub("\n", parted)
    whole = all(sum(map(str.isdigit, line)) >= fewest for line in parted.split("\n"))
    return parted if whole else text


def turn_of(label: str) -> int:
    """Give the turn of a number by words in a cell of their own: `* Mobile`, `Work Fax`."""
    found = [_TURNS[word] for word in re.findall(r"[^\W\d_]{2,}", label.lower()) if word in _TURNS]
    return FAX if FAX in found else min(found, default=UNLABELLED)


def without_label(part: str, standalone: int) -> tuple[str, int]:
    """Take the label off a number, `M 98765 43210`, and give the number's turn among several.

    A bare O may be a zero that was typed as a letter: it goes only where the number is whole without it, which it is
    with `standalone` digits. Words behind a number stay: they are names as well.
    """
    for pattern in (_BEFORE, _BEHIND):
        if not (found := pattern.search(part)):
            continue
        rest = part[: found.start()] + part[found.end() :]
        whole = sum(map(str.isdigit, rest)) >= standalone or rest.lstrip(" (").startswith(("+", "0"))
        if not whole and _BARE_O.match(found[0].lstrip() + " "):
            continue
        label = next(filter(None, found.groups())).lower()
        turn = _TURNS.get(label, UNLABELLED)
        if pattern is _BEFORE:
            return rest, turn
        return (rest if len(label) == 1 else part), PERHAPS_FAX if label == "f" else turn
    return part, UNLABELLED
