"""The country a number is read in: the account's region, or what a column of the row says."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Final

from worker.identity.number_plans import REGIONS, calling_code, code_of_region, region_of_code

AREA_LIMIT: Final = 4  # digits of an area code that may follow the calling code in a country column: 1-868, 55 11

_ALIASES: Final = {
    "UK": "GB",
    "USA": "US",
    "UAE": "AE",
    "KSA": "SA",
    "ENGLAND": "GB",
    "SCOTLAND": "GB",
    "AMERICA": "US",
}
_NOTHING: Final = frozenset({"", "NAN", "NONE", "NULL", "NA", "0", "00"})


@dataclass(frozen=True, slots=True)
class Country:
    """Where a number without a country code belongs.

    `region` is a region of the numbering plans, None if nobody said; `code` the calling code that the row itself
    states, and `prefix` the same with an area code if the column had one; `unknown` what the column said if no country
    is known by it.
    """

    region: str | None = None
    code: str | None = None
    prefix: str | None = None
    unknown: str | None = None


@lru_cache(maxsize=1024)
def country_of(region: str | None, column: str | None) -> Country:
    """Combine the account's region (`IN`) with a row's country column: `+91`, `0091`, `91.0`, `IN`, `India (+91)`.

    A region that does not exist counts as none. The column's calling code decides, within it the account's region stays
    (KZ and RU share 7).
    """
    home = (region or "").strip().upper()
    known = home if home in REGIONS else None
    text = re.sub(r"\.0+$", "", (column or "").strip())
    if re.sub(r"[\W_]", "", text).upper() in _NOTHING:
        return Country(region=known)
    digits = re.sub(r"\D", "", text).lstrip("0")
    if digits:
        return _of_prefix(digits, known) or Country(region=known, unknown=text[:40])
    named = _named(text)
    if named is None:
        return Country(region=known, unknown=text[:40])
    code = code_of_region(named)
    return Country(region=named, code=code, prefix=code)


def _of_prefix(digits: str, home: str | None) -> Country | None:
    code = calling_code(digits)
    if code is None or len(digits) > len(code) + AREA_LIMIT:
        return None
    region = home if home and code_of_region(home) == code else region_of_code(code)
    return Country(region=region if region in REGIONS else None, code=code, prefix=digits)


def _named(text: str) -> str | None:
    """Find a region by its two letters or its name in any language the number plans are described in."""
    name = re.sub(r"[\s.]+", " ", text).strip().upper().removeprefix("THE ")
    squashed = name.replace(" ", "")
    if squashed in REGIONS:
        return squashed
    return _ALIASES.get(squashed) or _names().get(name)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    # Half a second to load, and few lists have names in that column. A value with a star refers to another language.
    languages = import_module("phonenumbers.geodata.locale").LOCALE_DATA
    known = ((region, name) for region, names in languages.items() if region in REGIONS for name in names.values())
    return {name.upper(): region for region, name in known if not name.startswith("*")}
