"""Free text to what is asked of rows: every word has to be there, in any field; the last may be a beginning. Pure."""

import re
from typing import Final

from worker.finding import tokens, words
from worker.finding.clauses import FIND, Begins, Clause, OneOf, Within
from worker.finding.numbers import beginnings, digits_of, ending_of
from worker.finding.trees import EVERYTHING, NOTHING, Every, Leaf, Tree, either

NUMBER_DIGITS: Final = 7  # from which on digits with blanks and dashes between them are one telephone number
PART_DIGITS: Final = 4  # from which on digits may be a part of one
MAX_TERMS: Final = 12
_WRITTEN_NUMBER: Final = re.compile(r"\+?\(?\d[\d\s().\-/]{5,}\d")


def searched(text: str, region: str | None) -> Tree:
    """Give what a search text asks; `region` is the account's, for numbers without a country code.

    A blank text asks nothing. One without any letter or digit finds nothing: it is in no lead's words.
    """
    terms: list[Tree] = []
    rest = text[:1000]
    for written in _WRITTEN_NUMBER.findall(rest):
        digits = digits_of(written)
        if len(digits) >= NUMBER_DIGITS:
            rest = rest.replace(written, " ", 1)
            terms.append(_number(digits, region))
    found = words.words(rest)
    unfinished = bool(found) and rest[-1:].isalnum()
    for place, word in enumerate(found[:MAX_TERMS]):
        last = unfinished and place == len(found) - 1
        if last and len(word) == 1 and word.isascii() and (len(found) > 1 or terms):
            continue  # one letter so far: it would narrow to nothing while the second is typed
        terms.append(_term(word, region, last=last))
    if not terms:
        return NOTHING if text.strip() else EVERYTHING
    return Every(tuple(dict.fromkeys(terms)))


def _term(word: str, region: str | None, *, last: bool) -> Tree:
    if not words.of_letters(word):
        return _digits(word, region, last=last)
    prefix = last and (len(word) > 1 or not word.isascii())
    return _leaf(Begins(word) if prefix else OneOf(FIND, (word,)), word)


def _digits(word: str, region: str | None, *, last: bool) -> Tree:
    if len(word) < PART_DIGITS:
        return _leaf(OneOf(FIND, (word,)), word)
    itself = Within(FIND, word, word + words.BEYOND) if last else OneOf(FIND, (word,))
    return either([_leaf(itself, word), *_parts_of_number(word, region)])


def _number(digits: str, region: str | None) -> Tree:
    return either([_leaf(OneOf(FIND, (digits,)), digits), *_parts_of_number(digits, region)])


def _parts_of_number(digits: str, region: str | None) -> list[Leaf]:
    starts = [tokens.beginning(part) for part in beginnings(digits, region)]
    found = [*starts, tokens.ending(ending_of(digits))]
    return [_leaf(Within(FIND, part, part + words.BEYOND), "a number") for part in found]


def _leaf(clause: Clause, told: str) -> Leaf:
    return Leaf(clause, (clause,), told if told == "a number" else "a word")
