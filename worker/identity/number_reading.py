"""Reading a phone number that a person typed: which number of the world is it, in the light of a country.

Order of the rules: a country column of the row, an explicit plus (or 00), the region of the account, and last an
international number whose plus is missing. What could be two people's number is refused: a stranger attached to a lead
is worse than a row that comes back with a reason.
"""

from functools import lru_cache
from typing import Final

from worker.errors import RefusedError
from worker.identity.countries import Country
from worker.identity.number_plans import (
    LONGEST,
    SELF_CONTAINED,
    SHORTEST,
    Number,
    calling_code,
    code_of_region,
    has_trunk_zero,
    international,
    national,
    shortcoming,
)
from worker.identity.phone_cells import Piece

ASSUMED_INTERNATIONAL: Final = "assumed_international"  # there was no plus, and the region has no such number
DOUBLED_CODE: Final = "doubled_country_code"  # +91 91 98765 43210
COUNTRY_DIFFERS: Final = "country_differs"  # the plus says another country than the row's column
AR_WITHOUT_9: Final = "ar_without_9"  # an Argentine mobile lacks its 9, or it is a landline

_ZERO_IS_DIALLED: Final = frozenset({"39", "378", "379"})  # Italy, San Marino, Vatican: the zero belongs to the number

_DETAILS: Final = {
    "too_short": "it has too few digits; write the number with its area or country code",
    "too_long": "it has too many digits; is it several numbers? Separate them by a comma",
    "invalid": "there is no such number; check the digits, and write it with + and the country code",
    "region_needed": "it could be anywhere; set the account's `region`, add a country column, or write + and the code",
    "not_a_person_line": "it is a service line (toll-free, premium rate, company-wide); nobody's own number",
    "placeholder": "it is what people type where they have no number; ask for the real one",
    "unknown_country": "the country column names no country; write +91, or IN",
    "ambiguous": "it is a number in two countries; write it with + and its country code, or correct the country column",
}

Found = tuple[Number, tuple[str, ...]]


def number_of(piece: Piece, country: Country) -> Found:
    """Find the number that the digits mean in a country, with notes on what was assumed.

    Raises `RefusedError`: too_short, too_long, invalid, region_needed, unknown_country, ambiguous, not_a_person_line,
    placeholder, not_a_number.
    """
    if piece.fault is not None:
        raise RefusedError("not_a_number", piece.fault)
    if piece.bracket_zero is None:
        return _number(piece.digits, piece.plus, country)
    spellings = [piece.digits, piece.bracket_zero]
    code = calling_code(piece.digits) if piece.plus or country.region is None else code_of_region(country.region)
    if code in _ZERO_IS_DIALLED:
        spellings.reverse()
    try:
        return _number(spellings[0], piece.plus, country)
    except RefusedError as first:
        try:
            return _number(spellings[1], piece.plus, country)
        except RefusedError:
            raise first from None


def refused(reason: str) -> RefusedError:
    """Give the refusal for a reason of this module, with what to do about it."""
    return RefusedError(reason, _DETAILS[reason])


@lru_cache(maxsize=16_384)
def _number(digits: str, plus: bool, country: Country) -> Found:
    number, notes = _found(digits, plus, country)
    if not number.is_person:
        raise refused("not_a_person_line")
    if number.is_placeholder:
        raise refused("placeholder")
    if number.code == "54" and not number.significant.startswith("9"):
        notes = (*notes, AR_WITHOUT_9)
    return number, notes


def _found(digits: str, plus: bool, country: Country) -> Found:
    significant = digits.lstrip("0")
    if not digits:
        found = None
    elif plus:
        found = _marked(significant, country)
    elif digits.startswith("00") and len(significant) >= SHORTEST:
        found = _complete(significant) or _dialled(digits, country.region)
        plus, digits = True, significant
    elif country.unknown is not None:
        raise refused("unknown_country")
    elif country.code is not None:
        found = _in_column(digits, country)
    elif country.region is not None:
        found = _in_region(digits, country.region)
    else:
        found = _alone(digits)
    if found is None:
        raise refused(shortcoming(significant if plus and significant else digits, marked=plus))
    return found


def _marked(digits: str, country: Country) -> Found | None:
    """Read digits after a plus. A column of the row may outweigh the plus, where only one of the two makes sense."""
    found = _complete(digits)
    if country.code is not None and (found is None or found[0].code != country.code):
        column = _dialled(digits, country.region)
        if found and column:
            raise refused("ambiguous")
        return (found[0], (*found[1], COUNTRY_DIFFERS)) if found else column
    if found is None and country.region in ("RU", "KZ") and len(digits) == 11 and digits[0] == "8":
        return _complete("7" + digits[1:])  # +8 701 …: the trunk 8 in the place of the country code
    return found


def _in_column(digits: str, country: Country) -> Found | None:
    code, prefix = country.code or "", country.prefix or ""
    if prefix != code and (found := _complete(prefix + digits.lstrip("0"))):
        return found
    found = _at_home(digits, code, country.region) or _complete(prefix + digits.lstrip("0"))
    if found is None and len(digits) >= SELF_CONTAINED and _complete(digits):
        raise refused("ambiguous")
    return found


def _in_region(digits: str, region: str) -> Found | None:
    found = _at_home(digits, code_of_region(region), region)
    if found is None and digits.startswith(
        "011"
    ):  # the prefix for abroad of North America, where the region has no such area
        found = _complete(digits[3:])
    if found is None and digits[0] != "0" and len(digits) >= SELF_CONTAINED:
        # Mobiles only: a national number with a digit too many often is some other country's landline.
        abroad = _complete(digits)
        return (abroad[0], (*abroad[1], ASSUMED_INTERNATIONAL)) if abroad and abroad[0].is_mobile else None
    return found


def _alone(digits: str) -> Found | None:
    """Read digits with neither plus nor region: only what is long enough to carry its country code."""
    if digits.startswith("011") and (found := _complete(digits[3:])):
        return found
    if not SHORTEST <= len(digits) <= LONGEST:
        return None
    if digits[0] == "0" or len(digits) < SELF_CONTAINED:
        raise refused("region_needed" if digits.strip("0") else "invalid")
    found = _complete(digits)
    return found and (found[0], (*found[1], ASSUMED_INTERNATIONAL))


def _at_home(digits: str, code: str, region: str | None) -> Found | None:
    """Read digits in their own country: national form, or with its code: `0919876543210`, `919876543210`."""
    if region == "MX" and digits[0] == "1" and _dialled(digits, region) and _complete(digits):
        raise refused("ambiguous")  # the old 1 of Mexican mobiles, or of a number of the United States
    home = _dialled(digits, region)
    zero = digits.startswith("0" + code)
    own = _complete(digits[1:] if zero else digits) if zero or digits.startswith(code) else None
    if home and own and region:
        return (
            home
            if (zero and len(digits) < 12) or _is_national(home[0], own[0], not zero and has_trunk_zero(region))
            else own
        )
    return home or own


def _is_national(home: Number, own: Number, trunk_zero_missing: bool) -> bool:
    """Decide between a national number and one that begins with the country's own code, where both exist.

    Germany's plan has room for a landline 04915 123456789, but who writes it, with or without the zero, means the
    mobile +49 151 23456789; and who dials a zero before an area code does not leave it out.
    """
    if home.is_mobile != own.is_mobile:
        return home.is_mobile
    return not trunk_zero_missing


def _complete(digits: str) -> Found | None:
    if number := international(digits):
        return number, ()
    code = calling_code(digits)
    if code and digits.startswith(code * 2) and (number := international(digits[len(code) :])):
        return number, (DOUBLED_CODE,)
    return None


def _dialled(digits: str, region: str | None) -> Found | None:
    number = national(digits, region) if region else None
    return None if number is None else (number, ())
