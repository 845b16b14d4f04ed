"""How amounts are written where: words that multiply, names of currencies, which mark parts thousands. Tables only.

What means one thing everywhere stands in `SCALES`; what means another thing elsewhere (`mil` is a thousand in Portuguese
and Spanish and slang for a million in English, `L` is a litre outside of South Asia) counts only where `LOCAL_SCALES`
says so. Marks are after the locale data of Unicode, https://cldr.unicode.org (symbols of numbers); countries where both
customs live side by side (CA, CH, ZA, CR, EC …) stand in neither set.
"""

from collections.abc import Mapping
from typing import Final

SCALES: Final[Mapping[str, int]] = {
    word: size
    for size, words in {
        10**3: "k thousand thousands hazar hazaar hajar हज़ार हजार tsd ribu ألف الف",
        10**5: "lakh lakhs lac lacs lakhs lkh lkhs लाख لاکھ",
        10**6: "million millions mio milhão milhao milhões milhoes millón millon millones millionen milioni juta مليون",
        10**7: "crore crores करोड़ करोड کروڑ",
        10**9: "bilhão bilhao bilhões bilhoes mrd miliar",
    }.items()
    for word in words.split()
}

SOUTH_ASIA: Final = frozenset(["IN", "PK", "BD", "NP", "LK", "BT", "MV"])
PORTUGUESE: Final = frozenset(["BR", "PT", "AO", "MZ", "CV", "GW", "ST", "TL"])
SPANISH: Final = frozenset(
    [
        "AR",
        "BO",
        "CL",
        "CO",
        "CR",
        "CU",
        "DO",
        "EC",
        "ES",
        "GQ",
        "GT",
        "HN",
        "MX",
        "NI",
        "PA",
        "PE",
        "PR",
        "PY",
        "SV",
        "UY",
        "VE",
    ]
)
ENGLISH: Final = frozenset(["US", "GB", "IE", "AU", "NZ", "CA", "IN", "NG", "KE", "GH", "SG"])

# word -> size, the regions whose people mean it so, and the currencies that tell the same
LOCAL_SCALES: Final[Mapping[str, tuple[int, frozenset[str], frozenset[str]]]] = {
    "l": (10**5, SOUTH_ASIA, frozenset({"INR", "PKR"})),
    "lk": (10**5, SOUTH_ASIA, frozenset({"INR", "PKR"})),
    "cr": (10**7, SOUTH_ASIA, frozenset({"INR", "PKR"})),  # credit, in accounts elsewhere
    "crs": (10**7, SOUTH_ASIA, frozenset({"INR", "PKR"})),
    "mn": (10**6, ENGLISH | SOUTH_ASIA, frozenset({"USD", "GBP", "EUR", "INR"})),  # minutes in French
    "rb": (10**3, frozenset({"ID"}), frozenset({"IDR"})),
    "jt": (10**6, frozenset({"ID"}), frozenset({"IDR"})),
    "mil": (10**3, PORTUGUESE | SPANISH, frozenset({"BRL"})),
    "mi": (10**6, PORTUGUESE, frozenset({"BRL"})),
    "bi": (10**9, frozenset({"BR"}), frozenset({"BRL"})),
    "billion": (10**9, ENGLISH, frozenset({"USD", "GBP"})),  # a million millions in other languages
    "bn": (10**9, ENGLISH, frozenset({"USD", "GBP"})),
}

CURRENCIES: Final[Mapping[str, str]] = {
    word: code
    for code, words in {
        "INR": "₹ rs rs. re inr rupee rupees रु रु. रुपये रुपए रुपया",
        "PKR": "pkr ₨",
        "BRL": "r$ brl real reais",
        "USD": "us$ usd",
        "GBP": "£ gbp",
        "EUR": "€ eur euro euros",
        "MXN": "mx$ mxn",
        "COP": "col$ cop",
        "ARS": "ar$ ars",
        "CLP": "clp$ clp",
        "PEN": "s/ s/. pen soles",
        "IDR": "rp rp. idr rupiah",
        "": "$ a$ au$ c$ ca$ nz$ s$ hk$ ¥ ¢ dollar dollars dólar dolar dólares dolares peso pesos aud cad nzd sgd hkd jpy cny "
        "aed sar qar kwd omr egp zar ngn kes ghs xof xaf chf sek nok dkk pln try rub lkr bdt npr",
    }.items()
    for word in words.split()
}

POINT_CURRENCIES: Final = frozenset(["INR", "PKR", "USD", "GBP", "MXN", "PEN"])
COMMA_CURRENCIES: Final = frozenset(["BRL", "ARS", "CLP", "COP", "IDR"])

# A point before decimals, a comma between thousands.
POINT_REGIONS: Final = SOUTH_ASIA | frozenset(
    [
        "US",
        "GB",
        "IE",
        "AU",
        "NZ",
        "NG",
        "KE",
        "GH",
        "UG",
        "TZ",
        "SG",
        "MY",
        "PH",
        "HK",
        "JP",
        "CN",
        "TW",
        "KR",
        "TH",
        "IL",
        "MX",
        "GT",
        "HN",
        "SV",
        "NI",
        "PA",
        "DO",
        "PR",
        "PE",
        "JM",
        "TT",
    ]
)
# A comma before decimals, a point or a space between thousands.
COMMA_REGIONS: Final = frozenset(
    [
        "BR",
        "PT",
        "AO",
        "MZ",
        "AR",
        "BO",
        "CL",
        "CO",
        "PY",
        "UY",
        "VE",
        "ES",
        "DE",
        "AT",
        "FR",
        "BE",
        "NL",
        "IT",
        "GR",
        "TR",
        "ID",
        "VN",
        "RU",
        "UA",
        "PL",
        "CZ",
        "SK",
        "HU",
        "RO",
        "BG",
        "HR",
        "RS",
        "SI",
        "DK",
        "NO",
        "SE",
        "FI",
    ]
)
