"""What people put into a phone cell, taken apart: the digits of each number in it, and nothing guessed.

Labels, names, links, extensions, several numbers in one cell. This module knows no numbering plan: it says which digits
were written, or refuses where that cannot be told. `phone_reading` makes numbers of them.
"""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from worker.errors import RefusedError
from worker.identity.card_labels import FAX, PERHAPS_FAX, UNLABELLED, apart, without_label
from worker.identity.cell_text import GENERAL_LIMIT, cell_text
from worker.identity.number_plans import LONGEST, SHORTEST

STANDALONE: Final = (
    10  # digits from which a word may touch the number with a hyphen: 9876543210-Ravi, but not 800-FLOWERS
)

LABELS: Final = (
    r"telephone|telefono|teléfono|telefone|telefon|tele|tel|tlf|tél|phone|phn|ph|fon|mobile|mobil|móvil|movil|mob"
    r"|celular|cell|cel|handy|gsm|hp|whatsapp|wa|contacto|contact|numero|número|number|num|nr|no|call|home|work"
    r"|office|off|resi|res|landline|main|primary|alternate|alt|personal|direct|sms|callto|тел|моб"
)
"""Words that introduce a number, even without a space after them."""

_LINK: Final = re.compile(
    r"wa\.me/(?:c/)?\+?([\d\s().-]{7,22})(?=$|[/?#\s])|whatsapp(?:\.com/|:/+)send/?\?\S*?phone=\s?\+?([\d().-]{7,22})",
    re.I,
)
_TIDY: Final = re.compile(r"\+?[0-9]+(?:[ -][0-9]+)*+")
_INVITATION: Final = re.compile(r"(?:chat\.whatsapp\.com|whatsapp\.com/channel)/", re.I)
_WEB: Final = re.compile(r"\bhttps?:/|\bwww\.|\bwa\.(?:me|link)/", re.I)
_DATE: Final = re.compile(
    r"\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d{2}"
    r"|(?:19|20)\d{2}([/.-])\d{1,2}\2\d{1,2}(?:[t ]+\d{1,2}:\d{2}.*)?"
    r"|\d{1,2}/\d{1,2}/\d{2}",
    re.I,
)
_TEL_PARAMETER: Final = re.compile(r";\s*(ext|isub|phone-context|postd|tsp)\s*=([^;]*)", re.I)
_EXTENSION: Final = re.compile(
    r"(?:[\s.(-]*+(?<![^\W\d_])(?:extension|extn?|ramal|anexo|interno|int|poste|durchwahl|доб|вн|x)[\s.:=#]*+"
    r"|\s*+#\s*+|\s*+,,+\s*+)(\d{1,7})\s*+[#)]*+\s*$",
    re.I,
)
_SEPARATED_EXTENSION: Final = re.compile(r"[,;]\s*(?=(?:ext|x\s*\d))", re.I)
_SEPARATOR: Final = re.compile(
    r"\n|:::|(?<!,),(?!,)|[;|&/\\]|(?<=[\d)])\s+(?:or|and|oder|und|ou|et|o|y|e|и|или)\s+(?=[+(\d])", re.I
)
_LABEL: Final = re.compile(
    rf"^\W*(?:(?>{LABELS})[\s.:)/#-]*+){{1,4}}+(?:\d\s*[:)]\s*)?(?=[+(\d])|^\s*[a-z]\s*[:.]\s*(?=[+(\d])", re.I
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_MASKED: Final = re.compile(r"\d\s*\*+\s*\d|\d\*{2,}|\*{2,}\d|\bx{2,}\b", re.I)
_NEXT_PLUS: Final = re.compile(r"(?<=\d)[\s\-(/.]*(?=\+\s*\(?\d)")
_PLUS: Final = re.compile(r"[^\d+]*\+|\d[\d\s().-]*\+\s*$")
_BRACKET_ZERO: Final = re.compile(r"\(\s*0\s*\)")
_BRACKET_LETTER: Final = re.compile(r"\(\s*[a-z]\s*\)", re.I)  # (M)obile, (O)ffice, (R)esidence
_WHOLE: Final = re.compile(r"(?<=\d{5})\.0{1,2}\s*$")
_BR_CARRIER: Final = re.compile(r"\b0\s*xx\s*(?=\d{2})", re.I)


@dataclass(frozen=True, slots=True)
class Piece:
    """The digits of one number in a cell.

    `plus`: the writer marked them as international. `bracket_zero`: the same digits with a zero that stood in brackets,
    `+39 (0)2 …`, which belongs to the number in some countries and not in others. `fault`: why this part of the cell
    cannot be read as digits.
    """

    digits: str
    plus: bool = False
    bracket_zero: str | None = None
    extension: str | None = None
    fault: str | None = None


class _Chunk(NamedTuple):
    text: str
    extension: str | None = None
    turn: int = UNLABELLED  # which number goes first, by the label beside it
    worded: bool = False  # there were words around it: it is no part of a number that goes on behind a separator


def pieces(cell: object) -> tuple[Piece, ...]:
    """Take a cell apart into the numbers written in it, at least one, in order.

    Raises `RefusedError`: empty (nothing there, or a word for it), not_a_number, precision_lost (a spreadsheet has
    rounded it), not_a_person (an invitation to a group), ambiguous (`9876543210/11`).
    """
    if isinstance(cell, str) and (piece := _tidy(cell.strip())):
        return (piece,)
    text = cell_text(cell)
    if text.isdigit() and len(text) <= LONGEST:
        return (Piece(text),)
    if _INVITATION.search(text):
        raise RefusedError("not_a_person", "a link to a group or channel")
    if links := [Piece(_digits(a or b), plus=True) for a, b in _LINK.findall(text)]:
        return tuple(links)
    if _WEB.search(text) or _DATE.fullmatch(text):
        raise RefusedError("not_a_number", "a web address or a date, not a phone number")
    if not any(map(str.isdigit, text)):
        raise RefusedError("not_a_number", "there is no number in it")
    return _written(*_without_tel_parameters(text))


def _tidy(text: str) -> Piece | None:
    """Take the short way for what most cells are: one number, a plus perhaps, single spaces or hyphens."""
    if not _TIDY.fullmatch(text) or _DATE.fullmatch(text):
        return None
    digits = _digits(text)
    rounded = len(digits) == len(text) >= GENERAL_LIMIT  # a spreadsheet may have touched it: the long way
    return None if rounded or not SHORTEST <= len(digits) <= LONGEST else Piece(digits, plus=text[0] == "+")


def _written(text: str, extension: str | None) -> tuple[Piece, ...]:
    if text.startswith("*") and text.endswith("*"):
        text = text.strip("*")
    text = _SEPARATED_EXTENSION.sub(" ", _BR_CARRIER.sub("0", text))
    chunks: list[_Chunk] = []
    faults: list[Piece] = []
    for part in _SEPARATOR.split(apart(text, SHORTEST)):
        try:
            chunks.extend(_chunks(part))
        except RefusedError as error:
            faults.append(Piece("", fault=error.detail))
    in_turn = _without_fax(sorted(_joined(chunks), key=lambda chunk: chunk.turn))
    if chunks and not in_turn:
        faults.append(Piece("", fault="it is a fax number; write a phone number"))
    return (*(_piece(chunk, extension) for chunk in in_turn), *faults)


def _without_fax(chunks: list[_Chunk]) -> list[_Chunk]:
    """Leave out what is a fax; what only may be one stays where there is nothing else."""
    phones = [chunk for chunk in chunks if chunk.turn < PERHAPS_FAX]
    return phones or [chunk for chunk in chunks if chunk.turn < FAX]


def _without_tel_parameters(text: str) -> tuple[str, str | None]:
    """Take the parameters off a `tel:` address (RFC 3966): an extension is kept, a global context makes it complete."""
    parameters = {name.lower(): value.strip() for name, value in _TEL_PARAMETER.findall(text)}
    text = _TEL_PARAMETER.sub("", text)
    context = parameters.get("phone-context", "")
    if context.startswith("+") and "+" not in text:
        text = f"{context} {_LABEL.sub('', text)}"
    return text, _digits(parameters.get("ext", "")) or None


def _chunks(part: str) -> list[_Chunk]:
    """Split what stands between two separators where a plus, a word or a further full number begins."""
    part, turn = without_label(part, STANDALONE)
    part = _WHOLE.sub("", _LABEL.sub("", _BRACKET_LETTER.sub(" ", part)))
    tail = _EXTENSION.search(part)
    if tail and len(_digits(part[: tail.start()])) >= SHORTEST:
        part = part[: tail.start()]
    else:
        tail = None
    _refuse_letters_for_digits(part)
    groups = [group for group in _WORD.split(part) if _digits(group)]
    if len(groups) > 1 and min(len(_digits(group)) for group in groups) < SHORTEST:
        raise RefusedError("not_a_number", "words between the digits")
    worded = _WORD.search(part) is not None
    chunks = [_Chunk(span, turn=turn, worded=worded) for group in groups for span in _spans(group)]
    if tail and chunks:
        chunks[-1] = chunks[-1]._replace(extension=tail[1])
    return chunks


def _refuse_letters_for_digits(part: str) -> None:
    """Let names pass that stand apart from the number, refuse letters that may stand for a digit of it."""
    if _MASKED.search(part):
        raise RefusedError("not_a_number", "some digits are hidden")
    for word in _WORD.finditer(part):
        before, after = part[: word.start()], part[word.end() :]
        touching = before[-1:].isdigit() or after[:1].isdigit()
        hyphenated = (before[-1:] in ("-", ".") and before[-2:-1].isdigit()) or (
            after[:1] == "-" and after[1:2].isdigit()
        )
        if touching or len(word[0]) == 1 or (hyphenated and len(_digits(part)) < STANDALONE):
            raise RefusedError("not_a_number", "letters among the digits")


def _spans(chunk: str) -> list[str]:
    """Split at an inner plus, and a run of several full numbers where they are spaced."""
    spans = _NEXT_PLUS.split(chunk)
    spans = [*(span for span in spans[:-1] if len(_digits(span)) > 3), spans[-1]]  # a country code typed twice
    if len(spans) == 1 and len(_digits(chunk)) > LONGEST:
        groups = [group for group in re.split(r"[\s,-]+", chunk) if group]
        if min(len(_digits(group)) for group in groups) >= SHORTEST:
            return groups
    return spans


def _joined(chunks: list[_Chunk]) -> list[_Chunk]:
    """Join an area code with what follows (`0151/23456789`), refuse a group that only varies the number before it."""
    counts = [len(_digits(chunk.text)) for chunk in chunks]
    if not chunks or max(counts) < SHORTEST:
        whole = len(chunks) > 1 and sum(counts) <= LONGEST and not any(chunk.worded for chunk in chunks)
        return [_Chunk(" ".join(chunk.text for chunk in chunks))] if whole else chunks
    joined: list[_Chunk] = []
    for chunk, count in zip(chunks, counts, strict=True):
        if joined and _is_area_code(joined[-1]) and not chunk.worded and not _opens(chunk, "+"):
            joined[-1] = _Chunk(f"{joined[-1].text} {chunk.text}", chunk.extension, joined[-1].turn)
        elif joined and count < SHORTEST and not _opens(chunk, "+0"):
            raise _ambiguous(chunk)
        else:
            joined.append(chunk)
    if len(joined) > 1 and len(_digits(joined[-1].text)) < SHORTEST:
        raise _ambiguous(joined[-1])
    return joined


def _is_area_code(chunk: _Chunk) -> bool:
    return not chunk.worded and len(_digits(chunk.text)) <= (6 if _opens(chunk, "+0") else 4)


def _opens(chunk: _Chunk, characters: str) -> bool:
    return chunk.text.lstrip(" (")[:1] in tuple(characters)


def _ambiguous(chunk: _Chunk) -> RefusedError:
    return RefusedError(
        "ambiguous", f"{chunk.text.strip()!r} may be the end of another number; write each number in full"
    )


def _piece(chunk: _Chunk, extension: str | None) -> Piece:
    return Piece(
        digits=_digits(_BRACKET_ZERO.sub("", chunk.text)),
        plus=_PLUS.match(chunk.text) is not None,
        bracket_zero=_digits(chunk.text) if _BRACKET_ZERO.search(chunk.text) else None,
        extension=chunk.extension or extension,
    )


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
