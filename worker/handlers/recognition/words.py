"""Names taken apart: `yourWhatsAppNo.2` is `your`, `whatsapp`, `no`, `2`, and each part stands for what the vocabulary says.

Brands keep together where camel case would part them, compounds are parted where it would not (`mobilenumber`,
`Telefonnummer`), and scripts without spaces are searched for the parts they hold.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from worker.handlers.recognition.processing import PROCESSING
from worker.handlers.recognition.surroundings import OTHERS, OWNERS, TURNS
from worker.handlers.recognition.typing_errors import MEANT
from worker.handlers.recognition.vocabulary import CONSENT, NOUNS, QUALIFIERS

LONGEST: Final = 200  # characters of a name that are looked at
_PHRASE: Final = 4  # words
_SHORTEST_PART: Final = 2  # letters of a word inside a compound
_BRANDS: Final = (
    # q5_phoneNumber and q4_email4, as Jotform names fields: https://api.jotform.com/docs/#form-id-submissions
    (re.compile(r"^\s*q(\d{1,3})_(?=[^\W\d_])(\S*?)\1?(?=\s|$)", re.I), r" \2 "),
    (re.compile(r"^\s*item\d+\.(?=[A-Z])", re.I), " "),  # how exports of contacts join a value and its label
    (re.compile(r"[;,\s]\s*type\s*=\s*", re.I), " "),  # TEL;TYPE=CELL of vCards, RFC 6350
    (re.compile(r"^\s*no[\s_+-]*label(?![a-z])", re.I), " "),  # what a form builder puts before fields without a label
    (re.compile(r"(?<![^\W_])(?:l|d|j|qu|dell|all|nell|un)['’](?=[^\W\d_]{3})", re.I), " "),  # articles before a vowel
    (re.compile(r"whats?[\s_-]?app", re.I), " whatsapp "),
    (re.compile(r"\be[\s_.-]?mail", re.I), " email "),
    (re.compile(r"\be-post(?=[a-zå])", re.I), " epost "),
    (re.compile(r"(?<=[a-z])E-?Mail"), " email "),
    (re.compile(r"\bi(?:Phone|Pad)\b"), " mobile "),
    (
        re.compile(r"(?:Linked[\s_-]?In|You[\s_-]?Tube|Face[\s_-]?Book|Insta[\s_-]?Gram|Tik[\s_-]?Tok)\b", re.I),
        " linkedin ",
    ),
    (re.compile(r"opt[\s_-]?(in|out)(?![a-z])", re.I), r" opt\1 "),
    (re.compile(r"opted[\s_-]?(in|out)(?![a-z])", re.I), r" opt\1 "),
)
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# Python's \w leaves out the vowel signs that words of Indic scripts, Thai and vowelled Arabic are written with.
_MARKS: Final = "".join(chr(code) for code in range(0x300, 0xFE30) if unicodedata.category(chr(code))[0] == "M")
_LETTER: Final = rf"(?:[^\W\d_]|[{_MARKS}])"
_WORD: Final = re.compile(rf"{_LETTER}+(?:['’]{_LETTER}+)*|\d+")
_ASIDE: Final = re.compile(r"[(\[{][^)\]}]*[)\]}]?")
_EXPLAINED: Final = re.compile(
    r"(?<![^\W_])(?:with|incl|including|without|e\.g|eg|com|sem|con|sin|avec|sans|mit|ohne|inkl|met|zonder|dengan)(?![^\W_])\.?",
    re.I,
)
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PLAIN: Final = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "’": None, "'": None}
)


class Part(NamedTuple):
    """A part of a name and what it may stand for; nothing for a word that is not known."""

    text: str
    concepts: frozenset[str]


def folded(word: str) -> str:
    """Give a word as parts are compared: no case, no accents. Vowel signs of Indic scripts go the same way."""
    if word.isascii():
        return word.lower().replace("'", "")
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold().translate(_PLAIN))
    return "".join(c for c in text if c.isalnum())


def _entries() -> Iterator[tuple[tuple[str, ...], bool, str]]:
    for table in (NOUNS, CONSENT, PROCESSING, QUALIFIERS, OWNERS, OTHERS, TURNS):
        for concept, text in table.items():
            for entry in text.split():
                words = tuple(folded(word) for word in re.split(r"[_.]", entry.rstrip("*")) if folded(word))
                if words:
                    yield words, entry.endswith("*"), concept


def _index() -> tuple[Mapping[tuple[str, ...], frozenset[str]], Mapping[tuple[str, ...], frozenset[str]]]:
    phrases: dict[tuple[str, ...], set[str]] = {}
    stems: dict[tuple[str, ...], set[str]] = {}
    for words, open_ended, concept in _entries():
        phrases.setdefault(words, set()).add(concept)
        if open_ended:
            stems.setdefault(words, set()).add(concept)
    return {k: frozenset(v) for k, v in phrases.items()}, {k: frozenset(v) for k, v in stems.items()}


_PHRASES, _STEMS = _index()
_SHORTEST_STEM: Final = 3
_SHORTEST_HEAD: Final = 6  # letters of the word that an unknown compound ends with
_NO_PIECES: Final = frozenset({"not", "receive", "news", "and", "link"})  # of compounds
_LONGEST_UNSPACED: Final = max(len(words[0]) for words in _PHRASES if len(words) == 1 and _UNSPACED.search(words[0]))
_NOTHING: Final = frozenset[str]()


@lru_cache(maxsize=8192)
def parts(name: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Take a name apart. Gives its parts, and those that only explain: in brackets, or after a word like `with`."""
    text = unicodedata.normalize("NFKC", name[:LONGEST])
    asides = [found.group().strip("()[]{} ") for found in _ASIDE.finditer(text)]
    bare = _ASIDE.sub(" ", text)
    if (explained := _EXPLAINED.search(bare)) and explained.start() > 0:
        asides.append(bare[explained.end() :])
        bare = bare[: explained.start()]
    return tuple(_phrased(_split(bare))), tuple(_phrased(_split(" ".join(asides))))


def _split(text: str) -> list[str]:
    for pattern, brand in _BRANDS:
        text = pattern.sub(brand, text)
    return [word for found in _WORD.findall(_CAMEL.sub(" ", text)) for word in _unspaced(folded(found)) if word]


def _unspaced(word: str) -> list[str]:
    """Find the parts that a word of a script without spaces holds, the longest first; the rest stays as it is."""
    if not _UNSPACED.search(word) or (word,) in _PHRASES:
        return [word]
    found: list[str] = []
    place, rest = 0, ""
    while place < len(word):
        size = next(
            (
                n
                for n in range(min(_LONGEST_UNSPACED, len(word) - place), 0, -1)
                if (word[place : place + n],) in _PHRASES
            ),
            0,
        )
        if size:
            found += [rest] if rest else []
            found.append(word[place : place + size])
            rest = ""
        else:
            rest += word[place]
        place += size or 1
    return [*found, rest] if rest else found


def _phrased(words: list[str]) -> Iterator[Part]:
    place = 0
    while place < len(words):
        sizes = range(min(_PHRASE, len(words) - place), 1, -1)
        found = ((size, _phrase(words[place : place + size])) for size in sizes)
        size, known = next(((size, known) for size, known in found if known is not None), (1, None))
        if known is not None:
            yield Part(" ".join(words[place : place + size]), known)
        else:
            yield from _single(words[place])
        place += size


def _phrase(words: list[str]) -> frozenset[str] | None:
    """Give what a phrase stands for; its last word may have any ending, where the table says so: `cep telefonu`."""
    known = _PHRASES.get(tuple(words))
    if known is not None or len(words[-1]) <= _SHORTEST_STEM:
        return known
    return next(
        (
            _STEMS[stem]
            for size in range(len(words[-1]) - 1, 1, -1)
            if (stem := (*words[:-1], words[-1][:size])) in _STEMS
        ),
        None,
    )


def _single(word: str) -> Iterator[Part]:
    known = _PHRASES.get((word,))
    if known is not None:
        yield Part(word, known)
    elif compound := _compound(word):
        yield from _phrased_compound(compound)
    else:
        yield Part(word, _stem(word) or _head(word) or _PHRASES.get((MEANT.get(word, ""),), _NOTHING))


def _phrased_compound(words: list[str]) -> Iterator[Part]:
    whole = _PHRASES.get(tuple(words))
    if whole is not None:
        yield Part(" ".join(words), whole)
    else:
        yield from (Part(word, _PHRASES[(word,)]) for word in words)


@lru_cache(maxsize=4096)
def _compound(word: str) -> list[str] | None:
    """Part a compound into words that are all known, as few as possible; None where something would be left."""
    if len(word) < 2 * _SHORTEST_PART + 1 or not word.isalpha():
        return None
    best: dict[int, list[str]] = {0: []}
    for end in range(_SHORTEST_PART, len(word) + 1):
        ways = [
            [*best[start], word[start:end]]
            for start in best
            if end - start >= _SHORTEST_PART and _PHRASES.get((word[start:end],), _NO_PIECES) - _NO_PIECES
        ]
        if ways:
            best[end] = min(ways, key=len)
    found = best.get(len(word))
    return found if found and len(found) <= 4 and max(map(len, found)) >= 4 else None


def _stem(word: str) -> frozenset[str]:
    for size in range(len(word) - 1, _SHORTEST_STEM - 1, -1):
        if (known := _STEMS.get((word[:size],))) is not None:
            return known
    return _NOTHING


def _head(word: str) -> frozenset[str]:
    """Give what the end of a compound stands for whose beginning is not known: `Vertriebsmitarbeiter`."""
    for start in range(3, len(word) - _SHORTEST_HEAD + 1):
        if (known := _PHRASES.get((word[start:],))) is not None:
            return known
    return _NOTHING
