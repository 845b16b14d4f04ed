"""What regions of the numbering plans are called in English, for texts: `India (IN)`. After ISO 3166-1, as people say it."""

import re
from collections.abc import Mapping
from typing import Final

_NAMES: Final[Mapping[str, str]] = {
    code: name.replace("_", " ")
    for code, name in re.findall(
        r"(\w{2}):(\S+)",
        """
        AE:the_United_Arab_Emirates AR:Argentina AT:Austria AU:Australia BD:Bangladesh BE:Belgium BG:Bulgaria BH:Bahrain
        BJ:Benin BO:Bolivia BR:Brazil BY:Belarus CA:Canada CH:Switzerland CI:Ivory_Coast CL:Chile CM:Cameroon CN:China
        CO:Colombia CR:Costa_Rica CZ:the_Czech_Republic DE:Germany DK:Denmark DO:the_Dominican_Republic DZ:Algeria EC:Ecuador
        EE:Estonia EG:Egypt ES:Spain ET:Ethiopia FI:Finland FR:France GB:the_United_Kingdom GH:Ghana GR:Greece GT:Guatemala
        HK:Hong_Kong HN:Honduras HR:Croatia HU:Hungary ID:Indonesia IE:Ireland IL:Israel IN:India IQ:Iraq IR:Iran IT:Italy
        JO:Jordan JP:Japan KE:Kenya KH:Cambodia KR:South_Korea KW:Kuwait KZ:Kazakhstan LB:Lebanon LK:Sri_Lanka LT:Lithuania
        LV:Latvia MA:Morocco MM:Myanmar MX:Mexico MY:Malaysia MZ:Mozambique NG:Nigeria NI:Nicaragua NL:the_Netherlands
        NO:Norway NP:Nepal NZ:New_Zealand OM:Oman PA:Panama PE:Peru PH:the_Philippines PK:Pakistan PL:Poland PR:Puerto_Rico
        PT:Portugal PY:Paraguay QA:Qatar RO:Romania RS:Serbia RU:Russia SA:Saudi_Arabia SE:Sweden SG:Singapore SI:Slovenia
        SK:Slovakia SN:Senegal SV:El_Salvador TH:Thailand TN:Tunisia TR:Turkey TT:Trinidad_and_Tobago TW:Taiwan TZ:Tanzania
        UA:Ukraine UG:Uganda US:the_United_States UY:Uruguay UZ:Uzbekistan VE:Venezuela VN:Vietnam YE:Yemen ZA:South_Africa
        ZM:Zambia ZW:Zimbabwe
        """,
    )
}


def called(region: str) -> str:
    """Give a region as texts name it: `India (IN)`; the two letters alone where they are all we have."""
    name = _NAMES.get(region)
    return f"{name} ({region})" if name else region
