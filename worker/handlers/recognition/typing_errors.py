"""Words as they are mistyped: two letters exchanged, one left out, one typed twice. `Phnoe`, `Moblie`, `Emal`, `Comppany`.

Only the commonest nouns are looked for, and only in words that nothing else explains. What a column holds is checked by
its cells anyhow.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

_NOUNS: Final = """
    phone mobile telephone whatsapp number contact email name surname firstname lastname fullname city town country company
    customer telefon telefono telefone telephone celular correo nombre nome numero ciudad cidade empresa apellido vorname
    nachname nummer handynummer telefonnummer mobilnummer stadt firma prenom ville entreprise nomor telepon nama
    organization organisation subscribed unsubscribed consent
"""
_LEAST_EXCHANGED: Final = 4  # letters of a word in which two may have changed places
_LEAST_MISSING: Final = 5  # letters of a word of which one may be missing
_OTHER_WORDS: Final = frozenset({"county", "emil", "nomme", "pone", "stat", "vile"})  # one slip away from a noun


def _slips(word: str) -> Iterator[str]:
    for place in range(len(word)):
        left, right = word[:place], word[place:]
        if len(right) > 1 and len(word) >= _LEAST_EXCHANGED and right[0] != right[1]:
            yield left + right[1] + right[0] + right[2:]
        if place and len(word) >= _LEAST_MISSING:
            yield left + right[1:]
        if len(word) >= _LEAST_EXCHANGED:
            yield left + right[0] + right


def _meant() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for noun in _NOUNS.split():
        for slip in _slips(noun):
            if slip not in _OTHER_WORDS:
                found.setdefault(slip, noun)
    return MappingProxyType(found)


MEANT: Final = _meant()
"""Mistyped word to the noun that was meant."""
