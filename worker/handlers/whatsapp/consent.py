"""Words that take a person out of marketing, or back in, when they are the whole message or a tapped button's label.

Compared without case, accents, punctuation, emoji and extra space. An account adds its own words (`opt_out_words`).
Courtesy around them changes nothing ("Stop, thanks", "stop karo bhai"), and neither does a complaint ("who gave you my
number") or saying it twice. A request that names messages or a list holds whatever else the message says ("stop sending me
offers. Call my wife"); a bare "stop" has to be the first or the last sentence, or to begin one that goes on with how the
person wants to be reached instead ("STOP call my wife", "stop, but call me"). Inside of a sentence it is about something
else: "I will stop by tomorrow", "bus stop", "stop sending the blue one, send the red one".
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from worker.account import Account
from worker.contact import Consent
from worker.handlers.whatsapp.consent_elsewhere import beginnings
from worker.handlers.whatsapp.consent_grievances import GRIEVANCES, RESUMED
from worker.handlers.whatsapp.consent_removals import removals
from worker.handlers.whatsapp.consent_requests import requests
from worker.handlers.whatsapp.consent_words import COURTESY, OPT_IN, OPT_OUT, phrases

# Words that a menu may put on a button for another reason: they opt in only when typed.
_CASUAL = (
    *("start", "resume", "alta", "reanudar", "reprendre", "anmelden", "riattiva"),
    *("mulai", "basla", "старт", "ابدأ"),
)
# Words that end a bot's menu when they are a button: they opt out only when typed.
_CASUAL_OUT = frozenset({"sair"})
# Ordinary words of their languages ("leave", "come down"): beside other sentences they opt out only in capitals.
_ORDINARY = frozenset({"sair", "baja"})
# Of requests to stop: what may be anything that is sent, so that it opts out only where it is the whole message.
_VAGUE = (
    *("sending", "sending this", "sending me", "sending me this", "sending these", "sending me these", "this message"),
    *("updates", "whatsapp", "this nonsense", "all of these", "message", "msg", "erhalten", "bekommen"),
)
# As thumbs write them.
_SHORT = {
    "ur": "your",
    "yr": "your",
    "frm": "from",
    "fm": "from",
    "nmbr": "number",
    "numbr": "number",
    "num": "number",
    "mesages": "messages",
    "massages": "messages",
    "msges": "messages",
    "mesage": "message",
    "massage": "message",
}
_FEWEST = 3  # words of a request of the tables that names what is to stop
_LONGEST_REQUEST = 4  # words of one that something else may follow in the same breath
_LONGEST = 320  # characters of a message that could still be, or hold, a request
_SPACES = 36  # in it: the words' own, and some of a heavy thumb
_OFTEN = 160  # characters of a text whose verdict is remembered
_REMEMBERED = 20_000  # characters: more than the living languages of our accounts have
_SENTENCES = re.compile(r"[.!?,;:\n\u2026\u0964\u3002\uff01\u060c]+")
_HARD = re.compile(r"[.!\n\u2026\u0964\u3002\uff01]+")  # what ends a sentence, and asks nothing
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


_OUT, _IN = _folded([*phrases(OPT_OUT), *requests(), *removals()]), _folded(phrases(OPT_IN))
_BUTTON_IN = _IN - _folded(_CASUAL)
_COURTESY = _folded([*phrases(COURTESY), *phrases(GRIEVANCES)])
_NAMING = frozenset(
    phrase
    for phrase in _folded(
        [*requests(unspaced=False), *removals(), *(one for one in phrases(OPT_OUT) if one.count(" ") >= _FEWEST - 1)]
    )
    if not phrase.endswith(tuple(f" {what}" for what in _VAGUE))
)
"""Requests that say what is to stop: they hold in any message, as a part of it between commas or full stops."""
_RESUMED = tuple(f"{word} " for word in sorted(_folded(RESUMED.split(", "))))
_ELSEWHERE = tuple(f"{phrase} " for phrase in _folded(beginnings()))
_LONGEST_COURTESY = max(phrase.count(" ") + 1 for phrase in _COURTESY)


@lru_cache(maxsize=1024)
def _opt_out_words(more: tuple[str, ...], *, button: bool) -> tuple[frozenset[str], frozenset[str]]:
    """Give the requests to stop of an account, and the longest word of each: a text without one of these is none."""
    out = (_OUT - _CASUAL_OUT if button else _OUT) | _folded(more)
    return out, frozenset(max(phrase.split(), key=len) for phrase in out)


def verdict(text: str | None, account: Account, *, button: bool = False) -> bool | None:
    """Give False for an opt-out, True for an opt-in, None for anything else."""
    if not text or len(text) > _LONGEST or text.count(" ", 1) > _SPACES:
        return None
    # What ads and buttons write for people, and greetings, come again and again; long texts hardly ever.
    judge = _known_verdict if len(text) <= _OFTEN else _verdict
    return judge(text, account.settings.opt_out_words, button)


def _verdict(text: str, more: tuple[str, ...], button: bool) -> bool | None:  # by position: one key in the cache
    word = folded(text)
    out, telling = _opt_out_words(more, button=button)
    if word in out or (not telling.isdisjoint(word.split()) and _asks_to_stop(text, out, whole=button)):
        return False
    return True if word in (_BUTTON_IN if button else _IN) else None


_known_verdict = lru_cache(maxsize=4096)(_verdict)


def _asks_to_stop(text: str, out: frozenset[str], *, whole: bool) -> bool:
    """Whether every sentence is a request to stop or mere courtesy, and one is a request; or, unless the text has to be
    one as a `whole`, whether a part of it is such a request as holds beside anything.
    """
    said = [_without_courtesy(words, out) for part in _SENTENCES.split(text) if (words := folded(part).split())]
    asked = [" ".join(words) for words in said if words]
    if asked and all(one in out for one in asked):
        return True
    return not whole and (not _NAMING.isdisjoint(asked) or _ends_it(text, out) or _goes_elsewhere(text, out))


def _ends_it(text: str, out: frozenset[str]) -> bool:
    """Whether the first or the last sentence is a bare request to stop, and no other goes on: `STOP. Call my wife`."""
    sentences = [part for part in _HARD.split(text) if folded(part)]
    if len(sentences) < 2:
        return False
    for ending, others in ((sentences[0], sentences[1:]), (sentences[-1], sentences[:-1])):
        word = " ".join(_without_courtesy(folded(ending).split(), out))
        if word in out and (word not in _ORDINARY or ending.isupper()):
            return not any(f"{folded(other)} ".startswith(_RESUMED) for other in others)
    return False


def _goes_elsewhere(text: str, out: frozenset[str]) -> bool:
    """Whether a request to stop, with courtesy around it, is followed by how the person wants to be reached instead."""
    words = folded(text).split()
    while words and (shorter := _unprefixed(words, out)) is not None:
        words = shorter
    for count in range(min(_LONGEST_REQUEST, len(words) - 1), 0, -1):
        request = " ".join(words[:count])
        if request not in out or request in _ORDINARY:
            continue
        rest = words[count:]
        while rest and not f"{' '.join(rest)} ".startswith(_ELSEWHERE):
            if (shorter := _unprefixed(rest, out)) is None:
                return False
            rest = shorter
        return bool(rest)
    return False


def _unprefixed(words: list[str], out: frozenset[str]) -> list[str] | None:
    """Take courtesy off the beginning; None where there is none, or a request begins there."""
    if any(" ".join(words[:count]) in out for count in range(1, min(_LONGEST_REQUEST, len(words)) + 1)):
        return None
    sizes = range(min(_LONGEST_COURTESY, len(words)), 0, -1)
    return next((words[count:] for count in sizes if " ".join(words[:count]) in _COURTESY), None)


def _without_courtesy(words: list[str], out: frozenset[str]) -> list[str]:
    """Take courtesy off both ends, and repetitions out, until what is left is a request or nothing more comes off."""
    words = [_SHORT.get(word, word) for word, before in zip(words, ["", *words], strict=False) if word != before]
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
