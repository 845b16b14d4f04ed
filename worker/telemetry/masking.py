"""Masking: what not everybody may read who reads logs, dead letters and tables, hidden wherever it stands.

Hidden are telephone numbers in any spelling (all but their last two digits), the names of e-mail addresses, what follows
`bearer`, `token=` and the like, credentials in URLs, and WhatsApp's message ids, which carry the number in base64: of
those a short hash is left, by which two lines about one message are seen to belong together. Times, durations,
addresses of servers and our own ids stay. Where it cannot be told, a number is hidden. Masking twice is masking once.
"""

import hashlib
import math
import re
import string
from collections.abc import Mapping
from typing import Any, Final

HIDDEN: Final = "***"
DEEP: Final = 12  # levels of nesting; what lies deeper is not shown
_NUMERIC: Final = 10**9  # from which a bare number may be somebody's, with its country code

_SPACE: Final = r" \t\u00a0\u2000-\u200f\u202a-\u202f\u2060\u2066-\u2069\ufeff"
_DASH: Final = r"\u00ad\u2010-\u2015\u2212\ufe63\uff0d\-"
_WRITTEN: Final = r"%2[089BDbd]|%[cC]2%[aA]0|\\u00[aA]0"  # as forms and JSON write what stands between digits
# A moment is tried first, so that a date before a number is not taken for its beginning.
_DIGITS: Final = re.compile(
    r"(?<![\d.-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:[T ][012]\d:[0-5]\d(?::[0-6]\d(?:[.,]\d+)?)?(?:[+-]\d\d:?\d\d(?!\d))?)?(?![\d-])"
    rf"|(?P<run>\+?\d(?:(?:[{_SPACE}{_DASH}().+\uff0e\u2024/]|{_WRITTEN}){{0,4}}\d){{6,}})"
)
_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_SERVER: Final = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
_NO_NUMBER: Final = re.compile(
    r"1\d{12}(?!\d)"  # Unix milliseconds: behind the country code 1 stand ten digits, never twelve
    r"|(?:0?[1-9]|[12]\d|3[01])(?P<between>[./-])(?:0?[1-9]|1[0-2])(?P=between)(?:19|20)\d\d"  # a day
    r"|0\.\d+"
    r"|\d{1,12}(?:\.\d+)?(?= ?(?:ns|us|µs|ms|s|seconds|bytes|[KMG]i?B|%)(?![0-9A-Za-z])|e[+-]?\d)"  # a measure
    r"|(?<=Timestamp\()\d{10}"
    rf"|(?:(?<=//)|(?<=@)){_SERVER}|{_SERVER}(?=:\d)|(?!\d\d(?:\.\d\d){{3}}){_SERVER}"  # 98.76.54.32 may be a Danish number
)
_ID_LETTERS: Final = string.ascii_letters + string.digits + "-"
_ID_LENGTH: Final = 65
_OWN_ID: Final = re.compile(
    r"[0-9a-hjkmnp-tv-z]{26}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|0x[0-9a-f]+"
    r"|(?!.*\d{10})(?=.*[a-fA-F])(?:[0-9a-f]{12}|[0-9a-f]{16}|[0-9A-F]{16,22})"
    r"|(?=.*[a-fA-F])(?:[0-9a-f]{24}|[0-9a-fA-F]{32}|[0-9a-f]{40}|[0-9a-f]{64})"
)

_SECRET: Final = re.compile(
    r"(?P<name>(?-i:(?!secret:[A-Z]))"  # `secret:NAME` is the name of one, which an operator needs
    r"(?:authorization|cookie|token|secret|passw(?:or)?d|passphrase|pwd|(?:api|access|private)[-_]?key|credentials?)"
    r"\\?['\"]?\s*(?:=>?|:)\s*"
    # These are words of their own too, so a colon alone says nothing: `auth: none needed`.
    r"|(?<![a-z])(?:pass|sig|signature|auth)(?:\s*=\s*|\\?['\"]\s*(?:=>?|:)\s*)"
    r"|\bbearer\s+|\bbasic\s+(?=[\w+/]{8,}=*(?!\w))(?-i:(?=\S*[A-Z0-9=])))"
    r"(?P<quote>\\?['\"])?(?P<scheme>(?:bearer|basic)\s+)?"
    r"(?(quote)(?:(?!(?P=quote)).)+|[^\s'\",;&})\]]+)",
    re.IGNORECASE | re.DOTALL,
)
_SECRET_HINTS: Final = (
    "oriz", "cookie", "token", "secret", "pass", "pwd", "key", "bearer", "basic", "credential", "sig", "auth",
)  # fmt: skip
_SECRET_NAME: Final = re.compile(
    r"authorization|cookie|token|secret|passw|passphrase|pwd|(?:api|access|private)[-_]?key|credential"
    r"|(?:^|[._-])(?:pass|sig|auth)$",
    re.IGNORECASE,
)
_REFERENCE: Final = re.compile(r"secret:[A-Za-z][\w.-]*")
_KEY: Final = re.compile(
    r"(?<![\w-])(?:eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]+)?|(?:whsec_|sk_(?:live|test)_|xox[abp]-|gh[pousr]_|EAA(?=\w{20}))[\w+/=-]+"
    r"|(?:AKIA|ASIA)[0-9A-Z]{16}(?![0-9A-Z])|AIza[\w-]{35}|glpat-[\w-]{16,}|sk-[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,})"
)
_KEY_HINTS: Final = ("eyJ", "whsec_", "sk_", "xox", "gh", "EAA", "AKIA", "ASIA", "AIza", "glpat-", "sk-", "SG.")
# Receivers of messages whose addresses are the secret: whoever knows the path may write there.
_IN_PATH: Final = re.compile(
    r"(?<=://)(?P<place>(?:hooks\.slack\.com/(?:services|workflows|triggers)|(?:\w+\.)?discord(?:app)?\.com/api(?:/v\d+)?/webhooks"
    r"|[\w.-]*webhook\.office\.com/\w+|outlook\.office(?:365)?\.com/webhook)/)[^\s'\"<>?#]+"
)
_BOT: Final = re.compile(
    r"(?<=api\.telegram\.org/)(?P<kind>(?:file/)?bot)[^\s'\"<>?#/]+|(?<![\w:])\d{8,10}:AA[\w-]{32,}"
)
# What examples are written with (`smtp://user:password@host`) tells an operator how to write it.
_IN_URL: Final = re.compile(
    r"(?<=://)(?!user:password@)(?:[^\s/?#'\"<>]{0,500}|[^\s/'\"@:<>]{0,500}:(?!\d{1,5}[/?#])[^\s'\"<>]{0,500})@"
)
_WAMID: Final = re.compile(r"wamid\.[\w+/=-]+")
_EMAIL: Final = re.compile(r"(?<![\w.+'%…-])(?<!//user:)[\w.+'%…-]+(?:@|%40)(?=[\w-]+\.[\w-])")  # %40: in a form
_MASKED_NAME: Final = re.compile(r"…\d*(?:@|%40)")

_COUNTS: Final = re.compile(r"(?:.*_)?(?:at|ms|seconds|seq|sequence|count|size|bytes|pid|port|timestamp|time|entries)")
_TIME: Final = re.compile(r"1\d{9}(?:\d{3})?")  # Unix seconds or milliseconds
_HEXED: Final = frozenset({"cause", "digest", "fingerprint"})  # a run of digits in these is nobody's number
_HEX: Final = re.compile(r"[0-9a-f]{8,64}")


def masked(text: str) -> str:
    """Give a text without what must not be read: see the module."""
    text = without_secrets(text)
    if "wamid." in text:
        text = _WAMID.sub(lambda found: short_hash(found.group()), text)
    text = _DIGITS.sub(_masked_run, text)  # before addresses: a number is an address's name in WhatsApp
    return _EMAIL.sub(_masked_address, text) if "@" in text or "%40" in text else text


def without_secrets(text: str) -> str:
    """Give a text without credentials and tokens, with numbers and addresses as they are: for what an operator needs."""
    if "://" in text:
        text = _IN_PATH.sub(rf"\g<place>{HIDDEN}", _IN_URL.sub(f"{HIDDEN}@", text))
    if ":AA" in text or "/bot" in text:
        text = _BOT.sub(lambda found: f"{found['kind'] or ''}{HIDDEN}", text)
    lower = text.lower()
    if any(hint in lower for hint in _SECRET_HINTS):
        text = _SECRET.sub(_hidden, text)
    return _KEY.sub(HIDDEN, text) if any(hint in text for hint in _KEY_HINTS) else text


def _hidden(found: re.Match[str]) -> str:
    """Hide what follows the name of a secret; not what is said of a file of that name: `/etc/passwd: cannot be read`."""
    word = found.string[: found.start()].rpartition(" ")[2].lstrip("'\"(")
    if word.startswith(("/", "./")) and "://" not in word and found["name"].endswith(": ") and not found["quote"]:
        return found.group()
    return f"{found['name']}{found['quote'] or ''}{found['scheme'] or ''}{HIDDEN}"


def short_hash(message_id: str) -> str:
    """Give what stands for a message id that carries a number: the same for the same id, in letters alone."""
    digest = hashlib.sha256(message_id.encode("utf-8", "replace")).digest()[:6]
    return "wamid#" + "".join(chr(97 + half) for byte in digest for half in (byte >> 4, byte & 15))


def names_secret(name: str) -> bool:
    """Tell whether what has this name (a header, a key of an object) is a secret."""
    return _SECRET_NAME.search(name) is not None


def masked_value(value: Any, name: str = "") -> Any:
    """Give a value as plain data (dictionaries, lists, texts, numbers) that is masked all through.

    `name` is what it is called: times and counts keep their digits, and what is called a secret is one. Exceptions and
    other objects become masked texts; numbers that no JSON can hold, too.
    """
    return _plain(value, name, DEEP)


def _plain(value: Any, name: str, depth: int) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value, name)
    if name and names_secret(name):
        return value if isinstance(value, str) and (not value or _REFERENCE.fullmatch(value)) else HIDDEN
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return _nested(value, name, depth - 1) if depth else "…"
    return _text(value, name)


def _nested(value: Any, name: str, depth: int) -> Any:
    if isinstance(value, Mapping):
        return {masked(str(key)): _plain(item, str(key), depth) for key, item in value.items()}
    return [_plain(item, name, depth) for item in value]


def _text(value: Any, name: str) -> str:
    if isinstance(value, BaseException):
        return masked(f"{type(value).__name__}: {value}")
    if isinstance(value, bytes | bytearray):
        return masked(bytes(value).decode("utf-8", "backslashreplace"))
    text = str(value)
    if (name in _HEXED and _HEX.fullmatch(text)) or (_TIME.fullmatch(text) and _COUNTS.fullmatch(name)):
        return text
    return masked(text)


def _number(value: float, name: str) -> Any:
    if isinstance(value, float) and not value.is_integer():
        return value if math.isfinite(value) else str(value)
    harmless = abs(value) < _NUMERIC or 1e12 <= value < 2e12 or _COUNTS.fullmatch(name)  # the latter are Unix ms
    return value if harmless else masked(f"{value:.0f}")


def _masked_address(found: re.Match[str]) -> str:
    return found.group() if _MASKED_NAME.fullmatch(found.group()) else "…@"


def _masked_run(found: re.Match[str]) -> str:
    run = found["run"]
    if run is None or _is_no_number(found.string, *found.span()):
        return found.group()
    return "…" + run[-2:]


def _is_no_number(text: str, start: int, end: int) -> bool:
    """Tell whether digits that look like a telephone number are a time, a measure, a server or an id of ours."""
    found = _NO_NUMBER.match(text, start)
    if found is not None and found.end() == end:
        return True
    before = text[max(0, start - _ID_LENGTH) : start]
    after = text[end : end + _ID_LENGTH]
    word = (
        before[len(before.rstrip(_ID_LETTERS)) :]
        + text[start:end]
        + after[: len(after) - len(after.lstrip(_ID_LETTERS))]
    )
    return _OWN_ID.fullmatch(word) is not None
