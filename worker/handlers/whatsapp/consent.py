"""Words that take a person out of marketing, or back in, when they are the whole message or a tapped button's label.

Compared without case, accents, punctuation, emoji and extra space. An account adds its own words (`opt_out_words`).
Courtesy around them changes nothing ("Stop, thanks", "stop karo bhai"), and neither does saying it twice; but every
sentence of the message has to say so or be courtesy: "I will stop by tomorrow" and "bus stop" are about something else.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from worker.account import Account
from worker.contact import Consent
from worker.handlers.whatsapp.consent_requests import requests
from worker.handlers.whatsapp.consent_words import COURTESY, OPT_IN, OPT_OUT, phrases

# Words that a menu may put on a button for another reason: they opt in only when typed.
_CASUAL = (
    *("start", "resume", "alta", "reanudar", "reprendre", "anmelden", "riattiva"),
    *("mulai", "basla", "старт", "ابدأ"),
)
# Words that end a bot's menu when they are a button: they opt out only when typed.
_CASUAL_OUT = frozenset({"sair"})
_LONGEST = 120  # characters of a message that could still be a keyword
_SPACES = 16  # in it: the words' own, and some of a heavy thumb
_REMEMBERED = 20_000  # characters: more than the living languages of our accounts have
_SENTENCES = re.compile(r"[.!?,;:\n\u2026\u0964\u3002\uff01\u060c]+")
_WORD = "LMN"  # first letters of the Unicode categories that make up words: letters, marks, numbers
_DOTLESS = str.maketrans("ı", "i")  # Turkish, which loses its difference in capitals
# Left out by those in a hurry: accents of Latin, Greek and Cyrillic, Arabic vowel and hamza signs, apostrophes.
_OPTIONAL = frozenset(map(chr, (*range(0x300, 0x370), *range(0x64B, 0x656), 0x27, 0x2019)))
_ASCII = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)} | {0x27: None}


def folded(text: str) -> str:
    """Give the text as keywords are compared: `"  Stop. 🛑"` -> `"stop"`."""
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII).split())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_DOTLESS)
    return " ".join(plain.translate(_KEPT).split())


class _Kept(dict[int, str | None]):
    """What becomes of a character: itself, a space, or nothing; found out when it is met first."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        kept = character if unicodedata.category(character)[0] in _WORD else " "
        found = None if character in _OPTIONAL else kept
        if len(self) < _REMEMBERED:
            self[code] = found
        return found


_KEPT = _Kept()


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(folded(word) for word in words) - {""}


_OUT, _IN = _folded([*phrases(OPT_OUT), *requests()]), _folded(phrases(OPT_IN))
_BUTTON_IN = _IN - _folded(_CASUAL)
_COURTESY = _folded(phrases(COURTESY))
_LONGEST_COURTESY = max(phrase.count(" ") + 1 for phrase in _COURTESY)


@lru_cache(maxsize=1024)
def _opt_out_words(more: tuple[str, ...], *, button: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Give the requests to stop of an account, and every word that one of them, or courtesy, is made of."""
    out = (_OUT - _CASUAL_OUT if button else _OUT) | _folded(more)
    return out, frozenset(word for phrase in (*out, *_COURTESY) for word in phrase.split())


def verdict(text: str | None, account: Account, *, button: bool = False) -> bool | None:
    """Give False for an opt-out, True for an opt-in, None for anything else."""
    if not text or text.count(" ", 1) > _SPACES or len(text) > _LONGEST:
        return None
    word = folded(text)
    out, made_of = _opt_out_words(account.settings.opt_out_words, button=button)
    if word in out or (made_of.issuperset(word.split()) and _asks_to_stop(text, out)):
        return False
    return True if word in (_BUTTON_IN if button else _IN) else None


def _asks_to_stop(text: str, out: frozenset[str]) -> bool:
    """Whether every sentence is a request to stop or mere courtesy, and one is a request."""
    said = [_without_courtesy(words, out) for part in _SENTENCES.split(text) if (words := folded(part).split())]
    return any(said) and all(not words or " ".join(words) in out for words in said)


def _without_courtesy(words: list[str], out: frozenset[str]) -> list[str]:
    """Take courtesy off both ends, and repetitions out, until what is left is a request or nothing more comes off."""
    words = [word for word, before in zip(words, ["", *words], strict=False) if word != before]
    while words and " ".join(words) not in out:
        shorter = _shorter(words)
        if shorter is None:
            return words
        words = shorter
    return words


def _shorter(words: list[str]) -> list[str] | None:
    for count in range(min(_LONGEST_COURTESY, len(words)), 0, -1):
        if " ".join(words[:count]) in _COURTESY:
            return words[count:]
        if " ".join(words[-count:]) in _COURTESY:
            return words[:-count]
    return None


def typed(text: str | None, at: int, account: Account) -> tuple[Consent, ...]:
    """Give the consent that a typed message expresses, if any."""
    given = verdict(text, account)
    return () if given is None else (Consent(given, at, "keyword"),)


def tapped(label: str | None, payload: str | None, at: int, account: Account) -> tuple[Consent, ...]:
    """Give the consent that a tapped button expresses by its label or else by its payload, if any."""
    given = verdict(label, account, button=True)
    if given is None:
        given = verdict(payload, account, button=True)
    return () if given is None else (Consent(given, at, "button"),)
