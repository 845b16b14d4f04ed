"""The raw body of a webhook as a value: JSON, a form (also a query string), or XML. The first character decides.

What `content_type` says is often wrong: forms post JSON as text/plain, and JSON arrives as a form.
"""

import base64
import binascii
import codecs
import email
import email.policy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl
from xml.parsers import expat

from schemas.messages import PluginDelivery
from worker.errors import RefusedError
from worker.handlers.exact_json import MAX_BYTES, MAX_DEPTH, clean, dumps, loads

_MAX_FIELDS: Final = 2_000
_MAX_BRACKETS: Final = 16
_MULTIPART: Final = re.compile(r"--\S{1,70}\r?\n[^\n]*content-disposition: *form-data", re.I)
_CHARSET: Final = re.compile(r"charset=[\"']?([\w.:-]+)", re.I)
_BRACKETS: Final = re.compile(r"\[([^\[\]]*)\]")
_JSON_FIELDS: Final = frozenset({"payload", "data", "json", "body", "lead"})


@dataclass(frozen=True, slots=True)
class Body:
    """A parsed body, and the keys that it held twice."""

    value: Any
    duplicate_keys: tuple[str, ...] = ()


def body_text(envelope: PluginDelivery) -> str:
    """Give the body as text. Raise `RefusedError` (`malformed`) for what is no base64."""
    if not isinstance(envelope.body, str):
        return dumps(envelope.body)
    if envelope.body_encoding == "text":
        return envelope.body
    try:
        raw = base64.b64decode(envelope.body, validate=True)
    except (binascii.Error, ValueError) as error:
        raise RefusedError(
            "malformed", f"the body is not the base64 that body_encoding promises: {error}", "/body"
        ) from None
    for encoding in (_charset(envelope.content_type or "") or "utf-8", "utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def read_body(envelope: PluginDelivery) -> Body:
    """Parse the body. Raise `RefusedError`: `malformed`, `too_deep`, `too_large`, `unsupported_content_type`."""
    if not isinstance(envelope.body, str):
        return Body(envelope.body)  # it was parsed with its envelope
    text = body_text(envelope).lstrip("\ufeff \t\r\n")
    if len(text) > MAX_BYTES:
        raise RefusedError("too_large", f"the body has {len(text)} characters; at most {MAX_BYTES} are read", "/body")
    return _PARSERS.get(text[:1], _as_form)(text, envelope.content_type or "")


def _as_json(text: str, _content_type: str) -> Body:
    try:
        return Body(*loads(text))
    except RefusedError as error:
        raise RefusedError(error.reason, error.detail, "/body") from None


def _as_form(text: str, content_type: str) -> Body:
    kind = content_type.partition(";")[0].strip().lower()
    if not text:
        raise RefusedError("malformed", "the body is empty; check that the sender posts the form's fields", "/body")
    if kind.startswith("multipart/") or _MULTIPART.match(text):
        return _as_multipart(text)
    if text[0] == '"' or "=" not in text.partition("&")[0]:
        return _as_json(text, content_type)
    try:
        pairs = parse_qsl(
            text.removeprefix("?").strip(),
            keep_blank_values=True,
            encoding=_charset(content_type) or "utf-8",
            errors="replace",
            max_num_fields=_MAX_FIELDS,
        )
    except ValueError:
        raise RefusedError("too_large", f"the form has more than {_MAX_FIELDS} fields", "/body") from None
    return _wrapped_json(pairs) or Body(_nested(pairs))


def _as_multipart(text: str) -> Body:
    """Read the fields of multipart/form-data (RFC 7578) by the boundary that the body begins with; of files their names."""
    boundary = text.partition("\n")[0].strip().removeprefix("--")
    head = f'Content-Type: multipart/form-data; boundary="{boundary}"\n\n'
    found = email.message_from_string(head + text, policy=email.policy.HTTP)
    if not boundary or not found.is_multipart():
        raise RefusedError(
            "malformed", "the body is no multipart/form-data: it does not begin with a boundary", "/body"
        )
    pairs: list[tuple[str, str]] = []
    for part in found.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            payload = part.get_payload(decode=False)
            pairs.append((name, part.get_filename() or (payload if isinstance(payload, str) else "")))
    if len(pairs) > _MAX_FIELDS:
        raise RefusedError("too_large", f"the form has more than {_MAX_FIELDS} fields", "/body")
    return _wrapped_json(pairs) or Body(_nested(pairs))


def _charset(content_type: str) -> str | None:
    """Give the charset that a content type names, if there is such a one."""
    named = _CHARSET.search(content_type)
    try:
        return codecs.lookup(named[1]).name if named else None
    except LookupError:
        return None


def _wrapped_json(pairs: list[tuple[str, str]]) -> Body | None:
    """Some senders put their JSON into the only field of a form."""
    if len(pairs) != 1 or pairs[0][0].lower() not in _JSON_FIELDS or pairs[0][1].lstrip()[:1] not in ("{", "["):
        return None
    return _as_json(pairs[0][1], "")


def _nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Build the object that keys like `fields[phone][value]` describe; a name given twice has a list of values."""
    form: dict[str, Any] = {}
    for name, value in pairs:
        first, _, inside = name.removesuffix("[]").partition("[")
        keys = [clean(first), *(clean(key) for key in _BRACKETS.findall(f"[{inside}"))]
        place = form
        for key in keys[:-1][:_MAX_BRACKETS]:
            inner = place.get(key)
            if not isinstance(inner, dict):
                inner = place[key] = {} if inner is None else {"": inner}
            place = inner
        _put(place, keys[-1], clean(value), several=name.endswith("[]"))
    return {key: _with_lists(value) for key, value in form.items()}


def _with_lists(value: Any) -> Any:
    """Give what stands below a name with lists for what is numbered from 0 without gaps: `custom_fields[0][name]`."""
    if not isinstance(value, dict):
        return value
    inside = {key: _with_lists(item) for key, item in value.items()}
    numbered = all(key == str(place) for place, key in enumerate(inside))
    return list(inside.values()) if numbered and inside else inside


def _put(place: dict[str, Any], key: str, value: str, *, several: bool) -> None:
    known = place.get(key)
    if isinstance(known, list):
        known.append(value)
    elif key in place:
        place[key] = [known, value]
    else:
        place[key] = [value] if several else value


class _Xml:
    """Builds nested objects of XML elements; attributes are left aside, repeated elements become lists."""

    def __init__(self) -> None:
        self._open: list[tuple[str, dict[str, Any], list[str]]] = []
        self.root: Any = None

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise RefusedError("too_deep", f"the body is nested deeper than {MAX_DEPTH} levels", "/body")
        self._open.append((name.rpartition(":")[2], {}, []))

    def text(self, data: str) -> None:
        if self._open:
            self._open[-1][2].append(data)

    def end(self, _name: str) -> None:
        name, children, texts = self._open.pop()
        value: Any = children or "".join(texts).strip()
        if not self._open:
            self.root = value if children else {name: value}
            return
        above = self._open[-1][1]
        if name not in above:
            above[name] = value
        elif isinstance(above[name], list):
            above[name].append(value)
        else:
            above[name] = [above[name], value]

    def refuse_entities(self, *_: Any) -> None:
        raise RefusedError(
            "malformed", "XML with a document type is not read: entities are how parsers are attacked", "/body"
        )


def _as_xml(text: str, _content_type: str) -> Body:
    builder = _Xml()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.refuse_entities
    try:
        parser.Parse(re.sub(r"^<\?xml[^>]*\?>", "", text).encode(), True)
    except expat.ExpatError as error:
        raise RefusedError("malformed", f"no XML: {error}", "/body") from None
    return Body(builder.root)


_PARSERS: Final[Mapping[str, Callable[[str, str], Body]]] = {"{": _as_json, "[": _as_json, "<": _as_xml}
