"""What single cells of lists and forms say: text, yes and no, names in parts, tags, the look of a phone number."""

import re
from typing import Any, Final

from worker.handlers.name_folding import fold

_FEWEST_DIGITS: Final = 7
_LONGEST: Final = 40  # characters
_PHONE_LIKE: Final = re.compile(r"^[\s'\"=+(]*\d[\d\s().\-/+]{5,22}(?:[eE]\+?\d+)?[\s'\"]*$")
_DATE_LIKE: Final = re.compile(r"^\s*(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})\b")


# Answers in consent cells, in lower case.
_YES: Final = frozenset(
    re.findall(
        r"\S+",
        """
        true yes y 1 on x ok agreed accepted optin optedin opted subscribed granted allow allowed si sí sim s ja j oui o
        da hai はい हाँ हां نعم 是 да evet tak ya verdadero verdadeiro wahr vrai vero sì ano igen
        haan han haanji hanji ji 예 네 ใช่ có כן ναι áno kyllä taip ndiyo হ্যাঁ ஆம் 同意 ✓ ✔ ☑ ✅
        """,
    )
)
_NO: Final = frozenset(
    re.findall(
        r"\S+",
        """
        false no n 0 off optout optedout unsubscribed denied deny declined stop nao não nein non nee não нет नहीं ना لا
        否 いいえ hayir hayır nie tidak falso falsch faux 아니오 아니요 ไม่ không לא όχι nej nu ei hapana না இல்லை 不同意 ✗ ✘ ❌ ☐
        """,
    )
)


# What people add to a yes or a no out of courtesy; more than that says something of its own.
_COURTESIES: Final = frozenset(
    fold(phrase)
    for phrase in re.split(
        r",\s*",
        """please, thanks, thank you, many thanks, i agree, i accept, i consent, i do, i would, sure, of course, bitte, danke,
        gerne, sehr gerne, ich stimme zu, nein danke, por favor, gracias, acepto, de acuerdo, claro, no acepto, s'il vous plaît,
        merci, j'accepte, volontiers, je refuse, obrigado, obrigada, aceito, quero, claro que sim, grazie, accetto, per favore,
        graag, alstublieft, bedankt, dank je, terima kasih, saya setuju, saya bersedia, teşekkürler, kabul ediyorum, onaylıyorum,
        пожалуйста, спасибо, согласен, согласна, proszę, dziękuję, zgadzam się, ji, जी, धन्यवाद, شكرا, من فضلك, أوافق, 请, 谢谢,
        i don't, i do not, i disagree""",
    )
)


_COURTEOUS: Final = re.compile(r"(\w+)[\s,.!–-]+(\S.*)")


def cell_text(cell: Any) -> str:
    """Give a cell as text; nothing for null and for what is no single value."""
    if cell is None or isinstance(cell, dict | list):
        return ""
    return str(cell).replace("\x00", "")


def looks_like_phone(text: str) -> bool:
    """Whether a cell is worth trying as a phone number; cheap, and no promise."""
    if len(text) > _LONGEST or _PHONE_LIKE.match(text) is None or _DATE_LIKE.match(text) is not None:
        return False
    return sum(character.isdigit() for character in text) >= _FEWEST_DIGITS


def read_yes_no(cell: Any) -> bool | None:
    """Read TRUE, yes, sí, ja, हाँ ...; None for anything else."""
    word = cell_text(cell)[:60].strip().casefold().rstrip(".!")
    answer = _yes_no(word)
    if answer is None and (found := _COURTEOUS.fullmatch(word)) and fold(found[2]) in _COURTESIES:
        return _yes_no(found[1])
    return answer


def _yes_no(word: str) -> bool | None:
    if word in _YES or fold(word) in _YES:
        return True
    return False if word in _NO or fold(word) in _NO else None


def join_name(name: str, first: str, last: str) -> str:
    """Join what a list calls name, first name and last name.

    Beside a first name alone, `Name` is the family name (as in German and French lists), unless it holds both already.
    """
    if name and first and not last and first.casefold() not in name.casefold():
        return f"{first} {name}"
    if name and last and not first and last.casefold() not in name.casefold():
        return f"{name} {last}"
    return name or " ".join(part for part in (first, last) if part)


def with_area_code(area: str, number: str) -> str:
    """Put an area code from a field of its own before a number that lacks it."""
    digits = re.sub(r"\D", "", number)
    bare = re.sub(r"\D", "", area).lstrip("0")
    complete = number.lstrip().startswith(("+", "00")) or len(digits) > 9
    if not bare or not digits or complete:
        return number
    return re.sub(r"\D", "", area) + digits


def split_tags(text: str) -> list[str]:
    """Split a tag cell at commas, semicolons and bars."""
    return [tag for part in re.split(r"[,;|\n]", text) if (tag := part.strip())]
