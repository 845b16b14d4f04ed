"""Calendar dates as people and systems write them, to ISO text `YYYY-MM-DD`; what could be two dates is refused.

Where a numeric date could be two (12/03/2026), the account's region tells whether the day or the month is written first;
without a region, and where both customs live side by side, it is refused. A date without its year is none.

A time of day is dropped, not converted: the date is the one that was written. Only epoch numbers, which name an
instant, are read in UTC; as text only where they begin with 1 (2001 to 2033), because other digits could be a phone.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime

from worker.errors import RefusedError

FIRST_YEAR, LAST_YEAR = 1900, 2199
_SECONDS = range(
    100_000_000, 4_102_444_800
)  # 1973 to 2100: below that, a number is not an instant but a date or nonsense

# Which part comes first, after https://cldr.unicode.org (short dates): the month in the United States and their territories;
# either in the second set; the day in every other country.
_MONTH_FIRST = frozenset(["US", "PR", "GU", "VI", "AS", "MP", "FM", "MH", "PW"])
_EITHER = frozenset(["CA", "PH", "CN", "JP", "KR", "TW", "HU", "LT", "MN", "SE", "ZA", "KE", "GH", "PA", "BZ", "IR"])


def folded(text: str) -> str:
    """Small letters without marks, composed again, so that syllables of Hangul are one character."""
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", text.casefold()) if unicodedata.category(c) not in ("Mn", "Cf")
    )
    return unicodedata.normalize("NFC", bare)


# Months in English, Portuguese, Spanish, French, German, Italian and Hindi, in full and as abbreviated.
_MONTHS: Mapping[str, int] = {
    folded(name): number
    for number, names in enumerate(
        (
            "january jan janeiro enero ene janvier janv januar gennaio जनवरी",
            "february feb fevereiro fev febrero février févr februar febbraio फ़रवरी फरवरी",
            "march mar março marzo mars märz मार्च",
            "april apr abril abr avril avr aprile अप्रैल",
            "may maio mai mayo maggio मई",
            "june jun junho junio juin juni giugno जून",
            "july jul julho julio juillet juil juli luglio जुलाई",
            "august aug agosto ago août अगस्त",
            "september sept sep setembro septiembre setiembre set septembre settembre सितंबर सितम्बर",
            "october oct outubro out octubre octobre oktober okt ottobre अक्टूबर अक्तूबर",
            "november nov novembro noviembre novembre नवंबर नवम्बर",
            "december dec dezembro dez diciembre dic décembre déc dezember dicembre दिसंबर दिसम्बर",
        ),
        start=1,
    )
    for name in names.split()
}

_TIME = r"(?:[t,\s]\s*\d{1,2}:\d{2}.*)?"
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _TIME)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _TIME)
_MONTH = r"([^\W\d_][^\s\d.,/-]{1,11})"  # vowel signs of Devanagari are no letters to `re`
_DAY_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|o|a)?[\s./-]*(?:of |de )?\s*" + _MONTH + r"[\s.,/-]*(?:del? )?\s*(\d{4})" + _TIME
)
_EAST_ASIAN = re.compile(r"(\d{4})\s*(年|년)\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号]?" + _TIME)
_MONTH_NAMED = re.compile(_MONTH + r"[\s.]*(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})" + _TIME)
_DIGITS = re.compile(r"[0-9]{8}|1[0-9]{9}|1[0-9]{12}")
_EPOCH = re.compile(r"1[0-9]{9}|1[0-9]{12}")


def read_date(value: object, region: str | None = None) -> str:
    """Give the ISO date of text or of an epoch number in s or ms; refuse with `not_a_date` or `ambiguous_date`.

    `region` is the account's (`IN`): it tells whether the day or the month comes first in 12/03/2026.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**15:
        return _of_digits(value)
    if not isinstance(value, str):
        raise _not_a_date(value)
    text = folded(value[:200]).strip()[:64]
    text = _WEEKDAY.sub("", text, count=1)
    if _DIGITS.fullmatch(text):
        return _of_digits(int(text))
    for pattern, reader in _FORMS:
        found = pattern.fullmatch(text)
        if found:
            return reader(found, region)
    raise _not_a_date(value)


def epoch_of(value: object) -> datetime | None:
    """Give the moment that an epoch number in s or ms names, as text only where nothing else is written so; None for others."""
    if isinstance(value, str):
        value = int(value) if _EPOCH.fullmatch(value.strip()) else None
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 10**15:
        return None
    seconds = next((seconds for seconds in (value, value // 1000) if seconds in _SECONDS), None)
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _of_digits(number: int) -> str:
    if (instant := epoch_of(number)) is not None:
        return instant.date().isoformat()
    if 10**7 <= number < 10**8:
        return _iso(number // 10_000, number // 100 % 100, number % 100)
    raise _not_a_date(str(number))


def _year_first(found: re.Match[str], _region: str | None) -> str:
    return _iso(found[1], found[3], found[4])


def _year_last(found: re.Match[str], region: str | None) -> str:
    """Day or month first: a part above 12, or two equal parts, tell; else the region. Dots are only ever written day first."""
    first, second, year = int(found[1]), int(found[3]), found[4]
    if found[2] == "." or first > 12 or first == second:
        return _iso(year, second, first)
    if second > 12:
        return _iso(year, first, second)
    one, other = _iso(year, second, first), _iso(year, first, second)
    if region and region not in _EITHER:
        return other if region in _MONTH_FIRST else one
    raise RefusedError("ambiguous_date", f"{found[0]!r} could be {one} or {other}; write the year first")


def _named(day: str, month: str, year: str) -> str:
    if month not in _MONTHS:
        raise _not_a_date(f"{day} {month} {year}")
    return _iso(year, _MONTHS[month], day)


_FORMS = (
    (_YEAR_FIRST, _year_first),
    (_EAST_ASIAN, _year_first),
    (_YEAR_LAST, _year_last),
    (_DAY_NAMED, lambda found, _region: _named(found[1], found[2], found[3])),
    (_MONTH_NAMED, lambda found, _region: _named(found[2], found[1], found[3])),
)


def _iso(year: str | int, month: str | int, day: str | int) -> str:
    try:
        read = date(int(year), int(month), int(day))
    except ValueError:
        raise _not_a_date(f"{year}-{month}-{day}") from None
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise RefusedError("not_a_date", f"the year {read.year} is outside {FIRST_YEAR} to {LAST_YEAR}")
    return read.isoformat()


def _not_a_date(value: object) -> RefusedError:
    shown = repr(value[:40]) if isinstance(value, str) else f"this {type(value).__name__}"
    return RefusedError("not_a_date", f"{shown} is no date; write it as 2026-03-31")
