"""Find the dead letters that are about a message, by any id that stands in them.

What was refused before its parts were read has no receipt under its own id: the body in the dead letters is all there is.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import orjson

from worker.consumers.dead_letters import DeadLetter, Look
from worker.handlers.whatsapp.waha import short_id

SHORTEST: Final = 6  # characters of an id that is looked for inside bodies; less would be found in numbers and words
_SHORTEST_OF_PLUGIN: Final = 3  # of one that comes with the name of its plugin, in bodies of that plugin
_ROW: Final = re.compile(r"(?:^|:)row:(?P<list>.+):(?P<row>[0-9]{1,9})$")
# What we put after the id that a sender knows: the place in a list, what became of the message.
_ADDED: Final = re.compile(r"(?::[0-9]{1,6}|:edited(?::[0-9a-f]+)?|:revoked|~[a-z0-9]+)$")
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)  # RFC 9562: compared without case
_ESCAPED: Final = re.compile(rb"\\u([0-9a-fA-F]{4})")
_BASE64: Final = re.compile(rb'"body"\s*:\s*"([A-Za-z0-9+/=\s]{8,})"')


def about(text: str) -> Callable[[DeadLetter], bool]:
    """Give what tells whether a dead letter is about the message that a text names.

    The text is a message's id as its sender has it, ours (`wa:…`, `row:LIST:3`, `PLUGIN:ID`), or that of a history entry.
    """
    row = _ROW.search(text)
    if row:
        named, number = row["list"], int(row["row"])
        return lambda letter: text == letter.id or _has_row(letter.delivery.body, named, number)
    names = _names(text)
    inside = _inside({name for name in names if len(name) >= SHORTEST})
    source, _, rest = text.partition(":")
    of_plugin = _inside({rest} if _SHORTEST_OF_PLUGIN <= len(rest) < SHORTEST else set())
    plugin = _inside({source})
    return lambda letter: (
        letter.id == text
        or (len(letter.id) >= SHORTEST and letter.id in names)
        or letter.letter == text
        or inside(letter.delivery.body)
        or (len(text) < SHORTEST and _delivered_as(letter.delivery.body, text))
        or (plugin(letter.delivery.body) and of_plugin(letter.delivery.body))
    )


def _names(text: str) -> set[str]:
    """Give the ids that a text may mean: without what we put before and after the sender's own."""
    names = {text}
    bare = text
    while (shorter := _ADDED.sub("", bare)) != bare and ":" in shorter:
        names.add(shorter)
        bare = shorter
    for name in tuple(names):
        names |= {name.split(":", count)[count] for count in range(1, name.count(":") + 1)}
    return names | {short for name in names if (short := short_id(name))}


def _inside(names: set[str]) -> Callable[[bytes], bool]:
    """Give what tells whether a body has one of the names, whole, however it is escaped."""
    if not names or names == {""}:
        return lambda _: False
    ordered = sorted(names, key=len, reverse=True)
    words = b"|".join((rb"(?i:%s)" if _UUID.fullmatch(name) else rb"%s") % re.escape(name.encode()) for name in ordered)
    search = re.compile(rb"(?<![A-Za-z0-9])(?:" + words + rb")(?![A-Za-z0-9])").search
    return lambda body: any(search(spelling) for spelling in _spellings(body))


def _spellings(body: bytes) -> Iterator[bytes]:
    """Give a body as it is, and as it reads without the escapes of JSON, of forms, and of envelopes."""
    yield body
    if b"\\" in body:
        plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)).encode("utf-8", "replace"), body)
        body = plain.replace(rb"\/", b"/").replace(rb"\"", b'"')
        yield body
    if b"%" in body:
        yield unquote_to_bytes(body)
    if b"base64" in body and (held := _BASE64.search(body)):
        try:
            yield base64.b64decode(held[1], validate=False)
        except binascii.Error:
            return


def _delivered_as(body: bytes, name: str) -> bool:
    """Whether it is an envelope of a plugin whose delivery has the id, however short."""
    if b'"delivery_id"' not in body:
        return False
    try:
        envelope: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    return type(envelope) is dict and str(envelope.get("delivery_id")) == name


def _has_row(body: bytes, named: str, number: int) -> bool:
    """Whether it is a chunk of a list that has the row."""
    if b'"rows"' not in body:
        return False
    try:
        chunk: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    if type(chunk) is not dict or chunk.get("list") != named or type(chunk.get("rows")) is not list:
        return False
    return any(type(row) is dict and str(row.get("row")) == str(number) for row in chunk["rows"])


async def letters_about(look: Look, texts: Iterable[str], limit: int) -> list[DeadLetter]:
    """Give the first dead letters of a look that are about a message by any of its names, `limit` of them at most."""
    checks, found = [about(text) for text in texts], list[DeadLetter]()
    async for letter in look.letters():
        if any(is_about(letter) for is_about in checks):
            found.append(letter)
            if len(found) == limit:
                break
    return found
