"""Passwords: which are taken, and their hashes, argon2id with the second choice of RFC 9106 (64 MiB, 3 passes, 4 lanes)."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST: Final = 12
LONGEST: Final = 256  # characters; hashing longer ones would only cost time
_DISTINCT: Final = 5  # different characters at least: no `aaaaaaaaaaaa`
# What people take when twelve characters are asked for; compared without digits and signs at the ends.
_COMMON: Final = frozenset(
    {
        *(
            "password",
            "passwordpassword",
            "passw0rd",
            "letmein",
            "letmeinplease",
            "welcome",
            "welcomewelcome",
            "qwerty",
        ),
        *(
            "qwertyuiop",
            "qwertyuiopasdf",
            "iloveyou",
            "iloveyouiloveyou",
            "administrator",
            "changeme",
            "changemeplease",
        ),
        *("abcdefghijkl", "abcdefghijklm", "football", "monkey", "dragon", "sunshine", "princess", "trustno", "secret"),
        *("correcthorsebatterystaple", "leadworker", "whatsapp", "testtesttest", "adminadmin", "adminadminadmin"),
    }
)


def normal(password: str) -> str:
    """Give a password as it is compared: the same characters, however a keyboard composed them (NFKC, RFC 8265)."""
    return unicodedata.normalize("NFKC", password)


def objection(password: str, about: Iterable[str] = ()) -> str:
    """Say why a password is not taken, "" if it is; `about` are names of the person and the account."""
    text = normal(password)
    if len(text) < SHORTEST:
        return f"a password has at least {SHORTEST} characters; some words that do not belong together are fine"
    if len(text) > LONGEST:
        return f"a password has at most {LONGEST} characters"
    bare = text.casefold().strip("0123456789!?.,-_#*@$ ")
    if len(set(text)) < _DISTINCT or bare in _COMMON or not bare:
        return "this is among the first that somebody would try; take some words that do not belong together"
    for name in about:
        known = name.casefold()
        rest = text.casefold().replace(known, "") if len(known) >= 4 else text
        if known in text.casefold() and sum(letter.isalpha() for letter in rest) < SHORTEST // 2:
            return f"this is little more than {name!r}, which others know; take some words that do not belong together"
    return ""


def hashed(password: str) -> str:
    """Give the hash, with its parameters; takes some 100 ms and 64 MiB."""
    return _hasher().hash(normal(password))


def matches(password: str, kept: str) -> bool:
    """Whether a password is the one. Without a kept hash it takes as long, and is not."""
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415  # see `_hasher`

    try:
        return _hasher().verify(kept or _nobodys(), normal(password)) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(kept)


@cache
def _hasher() -> "PasswordHasher":
    # Imported here, because only signing in needs the library, and a worker may go without it.
    from argon2 import PasswordHasher  # noqa: PLC0415
    from argon2.profiles import RFC_9106_LOW_MEMORY  # noqa: PLC0415

    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")
