"""Parts of telephone numbers as people type them: beginnings with or without the country code, endings. Pure."""

import re

from worker.finding import words
from worker.identity.number_plans import REGIONS, code_of_region


def digits_of(text: str) -> str:
    """Give the digits of a text, of any script, as 0 to 9."""
    return re.sub(r"[^0-9]", "", words.plain(text))


def beginnings(digits: str, region: str | None) -> list[str]:
    """Give what E.164 numbers may begin with that somebody begins to type: as it is, and as a national number."""
    code = code_of_region(region) if region and region in REGIONS else ""
    national = digits.lstrip("0")
    found = [digits.removeprefix("00")] if digits.startswith("00") else [digits]
    if code and national and not digits.startswith("00"):
        found.append(code + national)
    return [one for one in dict.fromkeys(found) if one]


def ending_of(digits: str) -> str:
    """Give the digits that the end of an E.164 number has: those typed, without the zeros of a national number."""
    return digits.lstrip("0") or digits
