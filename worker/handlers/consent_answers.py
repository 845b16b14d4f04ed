"""What the answers to several questions about consent say together: boxes ticked and not, words, ticked sentences. Pure.

An opt-in needs a yes to messages. A no to marketing or messages beside it leaves none, whatever else was agreed to; only a
word of withdrawal is an opt-out, a box that was not ticked is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from worker.handlers.cells import cell_text
from worker.handlers.consent_cells import is_refusal, read_consent
from worker.handlers.recognition.names import meaning, speaks_of_whatsapp

_SHORTEST: Final = 3  # words of a sentence that says what is agreed to
_LONGEST: Final = 600  # characters of what may be one, or several
_MOST: Final = 20  # sentences of one answer
_LINES: Final = re.compile(r"\s*(?:\n|<br\s*/?>|;|\||•)\s*", re.I)
_COMMA: Final = re.compile(r",\s+(?=\S)")
_SPOKEN_OF: Final = frozenset({"whatsapp", "text", "newsletter", "news", "mobile", "reach"})  # what may come
_ASKED: Final = frozenset({"receive", "newsletter", "news"})


@dataclass(frozen=True, slots=True)
class Question:
    """A field or a cell: its name and labels, and what was answered. `asked_for` is "" where it asks about something else."""

    name: str
    answer: Any
    asked_for: Literal["opt_in", "opt_out", ""] = "opt_in"


@dataclass(frozen=True, slots=True)
class Consented:
    """True for an opt-in, False for an opt-out, None for neither; and the places of the questions whose answers say so."""

    given: bool | None = None
    by: tuple[int, ...] = ()


def consented(questions: Sequence[Question]) -> Consented:
    """Say what the answers come to. A withdrawal beats a yes.

    What asks about WhatsApp decides, else what asks about marketing, else the rest, so that a yes to SMS or to anything is
    none beside a question about WhatsApp or marketing that was left open. A no counts unless it is to another channel.
    """
    said = [_said(one) for one in questions]
    may = [n for n, one in enumerate(questions) if one.asked_for != "opt_out"]
    ours = [n for n in may if _of_whatsapp(questions[n])]
    asked = ours or [n for n in may if _of_marketing(questions[n])] or may
    heard = sorted({*asked, *(n for n, one in enumerate(questions) if one.asked_for == "opt_out")})
    if withdrawn := tuple(n for n in heard if said[n] is False):
        return Consented(False, withdrawn)
    agreed = tuple(n for n in asked if said[n])
    about = [n for n in may if not (ours and n not in ours and _of_another_channel(questions[n]))]
    if not agreed or any(questions[n].asked_for == "opt_in" and is_refusal(questions[n].answer) for n in about):
        return Consented()
    return Consented(True, agreed)


def answers_consent(answer: Any) -> bool | None:
    """Say what the sentences of an answer come to: True where one agrees to messages, False where one declines them."""
    found = [said for one in sentences(answer) if (said := _of_sentence(one)) is not None]
    return all(found) if found else None


def sentences(answer: Any) -> Iterator[str]:
    """Yield the sentences of an answer: the ticked ones of a list, the lines of a text, parts that begin with capitals."""
    ticked = answer if isinstance(answer, list) else [answer]
    for item in ticked[:_MOST]:
        text = cell_text(item).strip()
        if not text or len(text) > _LONGEST or text.count(" ") + 1 < _SHORTEST:
            continue
        yield from (part for line in _LINES.split(text)[:_MOST] for part in _parted(line))


def _parted(line: str) -> Iterator[str]:
    start = 0
    for comma in _COMMA.finditer(line):
        if line[comma.end()].isupper():
            yield line[start : comma.start()]
            start = comma.end()
    yield line[start:]


def _said(question: Question) -> bool | None:
    if question.asked_for == "":
        ticked = isinstance(question.answer, list)  # else it is prose, which speaks of much
        return answers_consent(question.answer) if ticked or _agrees_first(question.answer) else None
    said = read_consent(question.answer, asked_for=question.asked_for)
    return answers_consent(question.answer) if said is None and question.asked_for == "opt_in" else said


def _of_sentence(sentence: str) -> bool | None:
    """What a sentence says that somebody ticked: it names messages, and says that they may come, or that none may."""
    if sentence.rstrip().endswith("?"):
        return None
    meant = meaning(sentence)
    if not meant.concepts & _SPOKEN_OF or meant.owner in ("staff", "other"):
        return None
    if meant.role == "opt_out":
        return False if meant.concepts & _ASKED else None
    said = meant.role == "opt_in" and meant.concepts & {"opt_in", "receive"}
    return True if said and (meant.concepts & _ASKED or _begins_so(sentence)) else None


def _agrees_first(answer: Any) -> bool:
    """Whether prose is one sentence that begins by agreeing and says to what messages; it declines nothing."""
    text = cell_text(answer)
    return answers_consent(text) is True and _begins_so(text) and bool(meaning(text).concepts & _ASKED)


def _begins_so(sentence: str) -> bool:
    """Whether a sentence begins by agreeing: `I agree to WhatsApp messages`, and not `they accepted, send it by text`."""
    return bool(meaning(" ".join(sentence.split()[:3])).concepts & {"opt_in", "agree"})


def _of_whatsapp(question: Question) -> bool:
    if question.asked_for == "opt_in" and speaks_of_whatsapp(question.name):
        return True
    return _said(question) is not None and any(map(speaks_of_whatsapp, sentences(question.answer)))


def _of_marketing(question: Question) -> bool:
    return question.asked_for == "opt_in" and of_marketing(question.name)


def _of_another_channel(question: Question) -> bool:
    return bool(meaning(question.name).concepts & {"phone", "mobile", "landline", "email", "reach"})


def of_marketing(name: str) -> bool:
    """Whether a question of this name asks about marketing as such: a no to it is one to WhatsApp, too."""
    return "newsletter" in meaning(name).concepts
