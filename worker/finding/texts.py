"""Operators of texts and telephone numbers: checked on the items of a row, driven by its words and numbers. Pure.

A private field (`Findable.private`) has no words in a row, so nothing drives there: rows are looked through.
"""

from typing import Any

from worker.errors import RefusedError
from worker.finding import tokens, words
from worker.finding.clauses import FIND, ITEMS, Begins, Clause, Not, OneOf, Within
from worker.finding.context import Context, listed, text_of
from worker.finding.fields import Findable
from worker.finding.numbers import beginnings, digits_of, ending_of
from worker.finding.trees import Every, Leaf, Tree, either
from worker.identity.keys import read_phone

# texts


def is_text(one: Findable, value: Any, context: Context) -> Tree:
    """The text as a whole, folded."""
    return in_texts(one, (value,), context)


def in_texts(one: Findable, value: Any, _context: Context) -> Tree:
    """One of several texts as a whole."""
    texts = [text_of(part) for part in listed(value)]
    check = OneOf(ITEMS, tuple(tokens.whole(one.mark, text) for text in texts))
    found = [words.words(text) for text in texts]
    if one.private or not all(found):
        return Leaf(check, (), one.name)
    if len(found) == 1:
        drives = tuple(OneOf(FIND, (word, tokens.CUT)) for word in dict.fromkeys(found[0]))
    else:
        longest = [max(each, key=len) for each in found]
        drives = (OneOf(FIND, (*dict.fromkeys(longest), tokens.CUT)),)
    return Leaf(check, drives, one.name)


def contains(one: Findable, value: Any, _context: Context) -> Tree:
    """Every word of the value begins a word of the text."""
    found = dict.fromkeys(words.words(text_of(value)))
    if not found:
        raise RefusedError("invalid", "`contains` takes words; there is no letter and no digit in this")
    return Every(tuple(_word_of(one, word) for word in found))


def _word_of(one: Findable, word: str) -> Leaf:
    start = tokens.word(one.mark, word)
    drives = (Begins(word, cut=True),) if words.of_letters(word) and not one.private else ()
    return Leaf(Within(ITEMS, start, start + words.BEYOND), drives, one.name)


def starts(one: Findable, value: Any, _context: Context) -> Tree:
    """The folded text begins so."""
    text = words.plain(text_of(value))
    if not text or len(text) > words.MAX_PLAIN:
        raise RefusedError("invalid", f"`starts` takes up to {words.MAX_PLAIN} characters")
    start = f"{one.mark}={text}"
    found = [] if one.private else words.words(text)
    drives: list[Clause] = [OneOf(FIND, (word, tokens.CUT)) for word in dict.fromkeys(found[:-1])]
    if found and words.of_letters(found[-1]):
        drives.append(Begins(found[-1], cut=True))
    return Leaf(Within(ITEMS, start, start + words.BEYOND), tuple(drives), one.name)


def no_text(one: Findable, _value: Any, _context: Context) -> Tree:
    """There is none."""
    return Leaf(Not(Within(ITEMS, *tokens.whole_span(one.mark))), (), f"no {one.name}")


# telephone numbers


def is_phone(one: Findable, value: Any, context: Context) -> Tree:
    """The number, in any spelling."""
    return in_phones(one, (value,), context)


def in_phones(one: Findable, value: Any, context: Context) -> Tree:
    """One of several numbers."""
    found = [_whole_number(text_of(part), context.account.settings.region) for part in listed(value)]
    check = OneOf(ITEMS, tuple(tokens.whole(one.mark, tokens.beginning(number)) for number in found))
    drives = () if one.private else (OneOf(FIND, tuple(map(tokens.beginning, found))),)
    return Leaf(check, drives, one.name)


def _whole_number(text: str, region: str | None) -> str:
    try:
        read = read_phone(text, region=region).primary.e164
    except RefusedError:
        read = None
    return digits_of(read or text) or "none"


def _part_of_phone(one: Findable, text: str, context: Context, *, ends: bool) -> Tree:
    digits = digits_of(text)
    if len(digits) < 2:
        raise RefusedError("invalid", "this takes two digits of a number at least")
    starts = [tokens.beginning(part) for part in beginnings(digits, context.account.settings.region)]
    tail = tokens.ending(ending_of(digits))
    pairs = [(f"{one.mark}={start}", start) for start in starts] + ([(f"{one.mark}{tail}", tail)] if ends else [])
    return either(
        [
            Leaf(
                Within(ITEMS, item, item + words.BEYOND),
                () if one.private else (Within(FIND, token, token + words.BEYOND),),
                one.name,
            )
            for item, token in pairs
        ]
    )


def phone_starts(one: Findable, value: Any, context: Context) -> Tree:
    """The number begins so, with or without the country code."""
    return _part_of_phone(one, text_of(value), context, ends=False)


def phone_contains(one: Findable, value: Any, context: Context) -> Tree:
    """The number begins or ends so."""
    return _part_of_phone(one, text_of(value), context, ends=True)
