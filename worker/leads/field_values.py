"""Values of lead fields, as their types in `fields.yaml` want them: one function per type, one table.

In: the field, what a source stated, the account's region. Out: the value to store, or `RefusedError` with a stable
reason; the caller keeps a refused value as an extra, so that nothing is lost. A blank value of any type is None:
nothing stated. Pure, and the same for the same input whatever came before.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from schemas.account import LeadField
from schemas.file import did_you_mean
from worker.errors import RefusedError
from worker.identity.keys import read_phone
from worker.leads.written_dates import read_date
from worker.leads.written_moments import read_datetime
from worker.leads.written_numbers import read_number

MAX_TEXT = 32_768  # characters
_REMEMBERED = 100  # characters of a text whose reading is remembered
MAX_EMAIL = 254  # https://www.rfc-editor.org/errata/eid1690
MAX_URL = 2048
MAX_BITS = 3_400  # of an int shown as text: beyond some thousand digits Python itself refuses

Value = str | int | float | dict[str, str | int] | None


def coerce(field: LeadField, value: Any, region: str | None, zone: str | None = None) -> Value:
    """Give the value as the field's type stores it, None for a blank one; `RefusedError` for what does not fit.

    `region` and `zone` are the account's: how numbers and dates are written there, and which time a time of day is.
    """
    if isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]  # form systems wrap single answers
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return _TYPES[field.type](field, value, region, zone)


def _text(_field: LeadField, value: Any, *_place: str | None) -> str | None:
    """Text as written, without NULs and without blanks around it; several answers are joined by commas."""
    if type(value) is str:
        return _bounded(_plain(value)) or None
    answers = value if isinstance(value, list | tuple) else [value]
    return _bounded(", ".join(_plain(answer) for answer in answers if answer is not None)) or None


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode().strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        if isinstance(value, int) and value.bit_length() > MAX_BITS:
            raise RefusedError("too_long", "the number has more than a thousand digits")
        return str(value)
    raise RefusedError("not_text", "a text field takes text, not a nested value")


def _bounded(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise RefusedError("too_long", f"the text has {len(text):,} characters; a field holds {MAX_TEXT:,}")
    return text


def _dropdown(field: LeadField, value: Any, *_place: str | None) -> str:
    """One of the options, matched without regard to case and blanks; given as the option is spelled in fields.yaml."""
    text = _plain(value)
    if text in field.options:
        return text
    word = _squeezed(text)
    found = next((option for option in field.options if _squeezed(option) == word), None)
    if found is None:
        hint = did_you_mean(text[:80], field.options)
        raise RefusedError("not_an_option", f"{text[:80]!r} is not an option of {field.id!r}{hint}")
    return found


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).casefold())


def _phone(_field: LeadField, value: Any, region: str | None, _zone: str | None) -> str:
    """E.164. A further number of the same person: data, not an identity."""
    number = read_phone(value, region=region).primary.e164
    if number is None:
        raise RefusedError("not_a_number", "this is a WhatsApp id, not a phone number")
    return number


def _email(_field: LeadField, value: Any, *_place: str | None) -> str:
    """An address, its domain in lower case; `Name <address>` and `mailto:` are taken off."""
    text = _plain(value)
    bracketed = re.fullmatch(r"[^<>]*<([^<>]+)>", text)
    address = (bracketed[1] if bracketed else text).strip().removeprefix("mailto:").rstrip(".,;")
    local, _, domain = address.rpartition("@")
    if len(address) > MAX_EMAIL or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise RefusedError("not_an_email", f"{text[:80]!r} is no e-mail address")
    return f"{local}@{domain.lower()}"


# Light on purpose: what a mail server might accept, one address only. https://html.spec.whatwg.org/#valid-e-mail-address
_LOCAL = re.compile(r"[^\s@,;:<>()\[\]\"\\]{1,64}")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]")


def _file(_field: LeadField, value: Any, *_place: str | None) -> dict[str, str | int]:
    """A reference: `url`, or the `id` a gateway keeps it under; with `name`, `mime`, `sha256`, `size` where known."""
    if isinstance(value, str):
        text = _plain(value)
        given: Mapping[str, Any] = {"url": text} if "://" in text else {"id": text}
    elif isinstance(value, Mapping):
        given = value
    else:
        raise RefusedError("not_a_file", "a file field takes a URL, an id, or a mapping with `url` or `id`")
    found: dict[str, str | int] = {}
    for key, names in _FILE_KEYS.items():
        part = next((given[name] for name in names if given.get(name) not in (None, "")), None)
        if isinstance(part, str | int) and not isinstance(part, bool):
            found[key] = part if key == "size" and isinstance(part, int) else _plain(part)
    if "url" in found:
        found["url"] = _url(str(found["url"]))
        found.setdefault(
            "name", unquote(urlsplit(str(found["url"])).path.rpartition("/")[2])[:255] or str(found["url"])[:255]
        )
    if any(len(part) > MAX_URL for part in found.values() if isinstance(part, str)):
        raise RefusedError("not_a_file", f"a part of the file reference has more than {MAX_URL:,} characters")
    if _SCRIPT.match(str(found.get("id", ""))) or not found.keys() & {"url", "id"}:
        raise RefusedError("not_a_file", "a file reference needs `url` or `id`")
    return found


_FILE_KEYS: Mapping[str, tuple[str, ...]] = {
    "url": ("url", "link", "href", "file_url", "src"),
    "id": ("id", "media_id", "file_id", "key"),
    "name": ("name", "filename", "file_name", "title"),
    "mime": ("mime", "mime_type", "mimeType", "content_type", "contentType", "type"),
    "sha256": ("sha256",),
    "size": ("size", "bytes", "file_size"),
}


_SCRIPT = re.compile(r"(?:javascript|vbscript|data|file|blob):", re.IGNORECASE)  # never an id, whatever it is for


def _url(text: str) -> str:
    """Only addresses that a console may show as a link: http and https, with a host."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        host = None
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not host or re.search(r"\s", text):
        raise RefusedError("not_a_file", f"{text[:80]!r} is no http or https address")
    return text


def _once(read: Callable[..., Value], value: Any, *place: str | None) -> Value:
    """Read a text once, also if it is folded again (a lost race) or counted among what did not fit."""
    if type(value) is not str or len(value) > _REMEMBERED:
        return read(value, *place)
    found = _known(read, value, *place)
    if isinstance(found, RefusedError):
        raise RefusedError(found.reason, found.detail, found.where, about=found.about)
    return found


@lru_cache(maxsize=4096)
def _known(read: Callable[..., Value], value: str, *place: str | None) -> Value | RefusedError:
    try:
        return read(value, *place)
    except RefusedError as error:
        return RefusedError(error.reason, error.detail, error.where, about=error.about)  # without its traceback


_TYPES: Mapping[str, Callable[[LeadField, Any, str | None, str | None], Value]] = {
    "text": _text,
    "dropdown": _dropdown,
    "date": lambda _field, value, region, _zone: _once(read_date, value, region),
    "datetime": lambda _field, value, region, zone: _once(read_datetime, value, region, zone),
    "number": lambda _field, value, region, _zone: _once(read_number, value, region),
    "file": _file,
    "phone": _phone,
    "email": _email,
}
