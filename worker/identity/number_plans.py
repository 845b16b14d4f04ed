"""The world's numbering plans, as far as an identity needs them: is this a number, and of what kind of line.

Works on digits alone; what people wrap around them is gone by now (`phone_cell`). The plans are those of libphonenumber
(https://github.com/google/libphonenumber); its metadata decides what is accepted from people, never what a stored
number is compared by (`folding`).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from worker.identity.folding import spelling

LINE_TYPES: Final[dict[int, str]] = {
    PhoneNumberType.FIXED_LINE: "fixed_line",
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_line_or_mobile",
    PhoneNumberType.TOLL_FREE: "toll_free",
    PhoneNumberType.PREMIUM_RATE: "premium_rate",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.VOIP: "voip",
    PhoneNumberType.PERSONAL_NUMBER: "personal_number",
    PhoneNumberType.PAGER: "pager",
    PhoneNumberType.UAN: "uan",
    PhoneNumberType.VOICEMAIL: "voicemail",
}
NOT_A_PERSON: Final = frozenset({"toll_free", "premium_rate", "shared_cost", "uan", "voicemail", "pager"})
"""Lines that no single person answers: nobody's identity."""
MOBILE: Final = frozenset({"mobile", "fixed_line_or_mobile"})

SHORTEST: Final = 7  # digits; fewer are extensions, short codes and halves of numbers
FEWEST: Final = 4  # digits of a national number, on the smallest islands
LONGEST: Final = 15  # digits, ITU-T E.164
SELF_CONTAINED: Final = 11  # digits from which a number without a plus may be read as an international one

REGIONS: Final = phonenumbers.SUPPORTED_REGIONS
_CODES: Final = {str(code): regions for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()}
_PLACEHOLDER: Final = re.compile(
    r"(\d)\1+"  # one digit throughout
    r"|\d*(\d)\2{8}|\d*0{8}"  # an area code before it: (11) 99999-9999, 90000 00000
    r"|1234567890\d?|2345678901"  # counting up, the last one being +1 234 567 8901
)
_AR_DOUBLE_MOBILE: Final = (
    re.compile(r"(549)(11)15(\d{8})"),
    re.compile(r"(549)([23]\d{2})15(\d{7})"),
    re.compile(r"(549)([23]\d{3})15(\d{6})"),
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a plan knows: E.164 digits without the plus, their country calling code, and the kind of line."""

    digits: str
    code: str
    line_type: str

    @property
    def significant(self) -> str:
        """The digits after the country calling code."""
        return self.digits[len(self.code) :]

    @property
    def is_mobile(self) -> bool:
        """Whether the line may be a mobile."""
        return self.line_type in MOBILE

    @property
    def is_person(self) -> bool:
        """Whether a single person may answer it."""
        return self.line_type not in NOT_A_PERSON

    @property
    def is_placeholder(self) -> bool:
        """Whether people type it where they have no number: 9999999999, 1234567890, 9000000000.

        These are valid and may even be in service, but a lead found by one would be everybody's. Shorter ascending
        numbers stay: 012-345 6789 is an ordinary Malaysian mobile, 01 23 45 67 89 one of Ivory Coast. So do descending
        ones: 98765 43210 is in every list.
        """
        return _PLACEHOLDER.fullmatch(self.significant) is not None


def calling_code(digits: str) -> str | None:
    """Give the country calling code that E.164 digits begin with, None if no country has it."""
    return next((digits[:size] for size in (1, 2, 3) if digits[:size] in _CODES), None)


def code_of_region(region: str) -> str:
    """Give the country calling code of a region of `REGIONS`."""
    return str(phonenumbers.country_code_for_region(region))


def region_of_code(code: str) -> str:
    """Give the main region of a country calling code: US for 1, RU for 7; `001` for a code of no country."""
    return _CODES[code][0]


@lru_cache(maxsize=256)
def has_trunk_zero(region: str) -> bool:
    """Whether national numbers of a region are dialled with a leading zero."""
    return str(phonenumbers.ndd_prefix_for_region(region, True)) == "0"


@lru_cache(maxsize=32_768)
def international(digits: str) -> Number | None:
    """Read digits that begin with a country calling code. None if no plan has such a number.

    Old forms of a country come back in today's (`folding.spelling`); a trunk zero after the country code is dropped.
    """
    if not SHORTEST <= len(digits) <= LONGEST + 2:
        return None
    digits = spelling(digits)
    return _exactly(digits) or _parsed("+" + digits, None) or _argentine(digits)


@lru_cache(maxsize=8_192)
def national(digits: str, region: str) -> Number | None:
    """Read digits as dialled in a region of `REGIONS`: national form, trunk prefix, the region's prefix for abroad."""
    return _parsed(digits, region) if FEWEST <= len(digits) <= LONGEST + 5 else None


def shortcoming(digits: str, *, marked: bool) -> str:
    """Name what is wrong with digits that no plan has: too_short, too_long or invalid. `marked`: there was a plus.

    By length alone, not by the library's idea of a possible number: that one calls an Indian number with a digit too
    many possible, and one of Ivory Coast's former plan too short.
    """
    if not digits.strip("0"):
        return "invalid" if len(digits) >= SHORTEST else "too_short"
    code = calling_code(digits) if marked else None
    if len(digits) - len(code or "") < SHORTEST:
        return "too_short"
    return "too_long" if len(digits) > LONGEST else "invalid"


def _exactly(digits: str) -> Number | None:
    """Look E.164 digits up as they are. Built by hand: the library's parser costs three times as much."""
    code = calling_code(digits)
    if code is None or not digits[len(code) :].isdecimal():
        return None
    significant = digits[len(code) :]
    zeros = len(significant) - len(significant.lstrip("0"))
    number = PhoneNumber(country_code=int(code), national_number=int(significant))
    if zeros:
        number.italian_leading_zero = True
        number.number_of_leading_zeros = min(zeros, len(significant) - 1)
    line_type = LINE_TYPES.get(phonenumbers.number_type(number))
    return None if line_type is None else Number(digits, code, line_type)


def _parsed(text: str, region: str | None) -> Number | None:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    return _exactly(spelling(phonenumbers.format_number(number, PhoneNumberFormat.E164)[1:]))


def _argentine(digits: str) -> Number | None:
    """Read an Argentine mobile that has both marks of one: the 9 of calls from abroad and the 15 of calls at home."""
    for pattern in _AR_DOUBLE_MOBILE:
        if (match := pattern.fullmatch(digits)) and (number := _exactly("".join(match.groups()))):
            return number
    return None
