"""The numbers one person comes with, from several cells or fields: the first usable one is the person's own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from worker.contact import Identity
from worker.errors import RefusedError
from worker.identity.countries import country_of
from worker.identity.country_names import called
from worker.identity.keys import PhoneReading, read_phone, whatsapp_identity

_SILENT: Final = frozenset({"empty"})  # a cell that says there is no number is no mistake

_MARKED: Final = re.compile(r"[^0-9+]*(?:\+|00[1-9])")
_WHOLE_NUMBER: Final = re.compile(r"[0-9]{6,20}")  # with its country code

# ISO 3166-1 alpha-3 codes as exports write them; two letters and names are read by `worker.identity.countries`.
_ALPHA_3: Final[Mapping[str, str]] = dict(
    re.findall(
        r"(\w{3}):(\w{2})",
        """
        ARE:AE ARG:AR AUS:AU AUT:AT BEL:BE BEN:BJ BGD:BD BHR:BH BOL:BO BRA:BR CAN:CA CHE:CH CHL:CL CHN:CN CIV:CI
        CMR:CM COL:CO CRI:CR CZE:CZ DEU:DE DNK:DK DOM:DO DZA:DZ ECU:EC EGY:EG ESP:ES ETH:ET FIN:FI FRA:FR GBR:GB
        GHA:GH GRC:GR GTM:GT HKG:HK HND:HN HUN:HU IDN:ID IND:IN IRL:IE IRN:IR IRQ:IQ ISR:IL ITA:IT JOR:JO JPN:JP
        KAZ:KZ KEN:KE KHM:KH KOR:KR KWT:KW LBN:LB LKA:LK MAR:MA MEX:MX MMR:MM MOZ:MZ MYS:MY NGA:NG NIC:NI NLD:NL
        NOR:NO NPL:NP NZL:NZ OMN:OM PAK:PK PAN:PA PER:PE PHL:PH POL:PL PRI:PR PRT:PT PRY:PY QAT:QA ROU:RO RUS:RU
        SAU:SA SEN:SN SGP:SG SLV:SV SWE:SE THA:TH TTO:TT TUN:TN TUR:TR TWN:TW TZA:TZ UGA:UG UKR:UA URY:UY USA:US
        UZB:UZ VEN:VE VNM:VN YEM:YE ZAF:ZA ZMB:ZM ZWE:ZW
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Home:
    """How a person's national numbers are completed: the region, and what the row says about it (code or name)."""

    region: str | None
    dial_code: str | None = None
    whose: str = "the account's country"  # what the region is, in a text


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the cells gave: the person's identity, further numbers in E.164, findings, and why a cell was unusable."""

    identity: Identity | None = None
    alternates: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    extension: str | None = None
    refused: RefusedError | None = None  # of the first cell that held something unusable
    of_region: bool = False  # that cell was read as a number of the region, which nothing beside it states


def home_of(country: str, dial_code: str, default: str | None) -> Home:
    """Combine a country cell and a calling-code cell (either may hold `IN`, `India` or `+91`) with the default region.

    A cell that names no country is passed on, so that the number is refused unless it is international: reading it in
    the default region would make a stranger of it.
    """
    country = _ALPHA_3.get(country.upper(), country)
    dial_code = _ALPHA_3.get(dial_code.upper(), dial_code)
    if country and dial_code:
        return Home(country_of(None, country).region or default, dial_code)
    return Home(default, country or dial_code or None)


def read_numbers(
    cells: Sequence[Any], home: Home, own_numbers: frozenset[str] = frozenset(), *, guessed: bool = False
) -> Numbers:
    """Read phone cells in order of preference; `own_numbers` (digits) are the account's, which are nobody's lead.

    Where the order is only guessed, a mobile number goes before a fixed line, on which there is hardly ever WhatsApp.
    Never raises: what was wrong with a cell is in the answer.
    """
    own: Identity | None = None
    others: list[Identity] = []
    flags: list[str] = []
    extension: str | None = None
    refused: RefusedError | None = None
    of_region = False
    for cell in cells:
        try:
            reading = _not_ours(read_phone(cell, region=home.region, dial_code=home.dial_code), own_numbers)
        except RefusedError as error:
            if error.reason not in _SILENT:
                if refused is None:
                    refused, of_region = _explained(error, cell, home)
                flags.append(f"phone_refused:{error.reason}")
            continue
        flags += reading.notes
        if own is None:
            own, extension = reading.primary, reading.extension
        else:
            others.append(reading.primary)
        others += reading.alternates
    if guessed and own is not None and own.line_type == "fixed_line":
        mobile = next((other for other in others if other.line_type == "mobile"), None)
        if mobile is not None:
            own, others, extension = mobile, [own, *(other for other in others if other is not mobile)], None
    known = own.e164 if own else None
    alternates = tuple(dict.fromkeys(other.e164 for other in others if other.e164 and other.e164 != known))
    return Numbers(own, alternates, tuple(dict.fromkeys(flags)), extension, refused, of_region)


# A number without a + that is none in the country it was read in may be one of another.
_READ_AS: Final[Mapping[str, str]] = {
    "invalid": "it was read as a number of {place}, and there is no such number; check the digits, or write it with + and the "
    "country code",
    "too_short": "it was read as a number of {place}, and has too few digits for one; write it with its area code, or with + "
    "and the country code",
    "too_long": "it was read as a number of {place}, and has too many digits for one; is it several numbers? Separate them by a "
    "comma; else write it with + and the country code",
}


def _explained(error: RefusedError, cell: Any, home: Home) -> tuple[RefusedError, bool]:
    """Name the country as whose number a cell was read, and say whether only the region says that."""
    region = country_of(home.region, home.dial_code).region
    if region is None or error.reason not in _READ_AS or _MARKED.match(str(cell)):
        return error, False
    whose = "the country that stands beside it" if home.dial_code else home.whose
    detail = _READ_AS[error.reason].format(place=f"{called(region)}, {whose}")
    return RefusedError(error.reason, detail, error.where, about=error.about), not home.dial_code


@lru_cache(maxsize=4096)
def own_keys(numbers: frozenset[str]) -> frozenset[str]:
    """Give the identity keys of a business's own numbers, so that they are known in every spelling of theirs.

    Takes digits with the country code. What can be no number has no key. Kept per set: it is asked for every message.
    """
    return frozenset(whatsapp_identity(number).key for number in numbers if _WHOLE_NUMBER.fullmatch(number))


def _not_ours(reading: PhoneReading, own_numbers: frozenset[str]) -> PhoneReading:
    if reading.primary.key in own_keys(own_numbers):
        raise RefusedError("own_number", "it is one of the account's own numbers (`numbers` in account.yaml)")
    return reading
