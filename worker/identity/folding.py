"""Folding: the comparable form of an E.164 number, by literal rules of our own.

One person's number is spelled differently by people, by WhatsApp and by number plans before and after a renumbering.
A rule here says which spellings are one number. The rules are written out rather than asked of a library, because the
key of a stored lead must not change when the library is upgraded; a rule that changes raises `KEY_VERSION`, and
`leadworker rekey` moves the stored keys.
"""

import re
from dataclasses import dataclass
from typing import Final

KEY_VERSION: Final = 2
"""Version of the rules below, stored with every lead."""


@dataclass(frozen=True, slots=True)
class FoldingRule:
    """Two spellings of one number: what matches `pattern` as a whole is compared as `target`.

    `spelling` is true where the target is also how the number is written today, so that it becomes the E.164 form; it
    is false where only the comparison folds, because both forms may be addresses in their own right. `typed` is false
    where a person who writes the old form has more likely left digits out of the new one.
    """

    country: str
    pattern: re.Pattern[str]
    target: str
    spelling: bool
    typed: bool = True


# Area codes in use (Código Nacional, https://www.gov.br/anatel): no rule may invent a number in an area that is none.
_BR_AREA = r"(?:[14689][1-9]|2[12478]|3[1-578]|5[13-5]|7[13-579])"

RULES: Final[dict[str, tuple[FoldingRule, ...]]] = {
    # Ninth digit: mobiles of the 6, 8 and 9 series got a 9 in front between 2012 and 2016, and WhatsApp kept the short
    # form for older accounts. 2 to 5 are landlines and 7 are trunked radio numbers that are valid with eight digits.
    "55": (FoldingRule("BR", re.compile(rf"55({_BR_AREA})([689]\d{{7}})"), r"55\g<1>9\g<2>", spelling=True),),
    # The 1 for mobiles after the country code and the national 044, 045 and 01 ended in August 2019; WhatsApp ids still
    # carry the 1.
    "52": (FoldingRule("MX", re.compile(r"52(?:1|044|045|01)([2-9]\d{9})"), r"52\g<1>", spelling=True),),
    # A mobile called from abroad has a 9 after the country code, WhatsApp sometimes delivers it without. Without the 9
    # it is also a well-formed landline, so the received form stays the address.
    "54": (FoldingRule("AR", re.compile(r"54([1-3]\d{9})"), r"549\g<1>", spelling=False),),
    # Every eight-digit number got 01 in front on 30 November 2024.
    "229": (FoldingRule("BJ", re.compile(r"229([24-9]\d{7})"), r"22901\g<1>", spelling=True),),
    # On 31 January 2021 every number got its operator's two digits in front (https://www.artci.ci); the operator of an old
    # mobile shows in its second digit. WhatsApp kept the short ids of older accounts. Landlines are on no WhatsApp of then.
    "225": (
        FoldingRule("CI", re.compile(r"225((?:0[1-3]|[4-7][0-3])\d{6})"), r"22501\g<1>", spelling=True, typed=False),
        FoldingRule("CI", re.compile(r"225([04-9][4-6]\d{6})"), r"22505\g<1>", spelling=True, typed=False),
        FoldingRule("CI", re.compile(r"225([04-9][7-9]\d{6})"), r"22507\g<1>", spelling=True, typed=False),
    ),
}


def fold(digits: str) -> str:
    """Give the comparable digits of a number: equal for two E.164 numbers exactly if they reach one person.

    Takes and gives E.164 digits without the plus. The region is never part of it (numbers of Jersey and of the United
    Kingdom, or of all of North America, share a country code). Idempotent; what no rule knows comes back as it is.
    """
    for rule in RULES.get(digits[:2]) or RULES.get(digits[:3], ()):
        if match := rule.pattern.fullmatch(digits):
            return match.expand(rule.target)
    return digits


def spelling(digits: str, *, delivered: bool = False) -> str:
    """Give E.164 digits as the number is written today: like `fold`, but only where the old form is no other number.

    `delivered`: WhatsApp delivered from it, so that no digit of it is missing.
    """
    for rule in RULES.get(digits[:2]) or RULES.get(digits[:3], ()):
        if rule.spelling and (delivered or rule.typed) and (match := rule.pattern.fullmatch(digits)):
            return match.expand(rule.target)
    return digits
