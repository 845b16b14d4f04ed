"""Find the dead letters that are about a message, by any id that stands in them.

What was refused before its parts were read has no receipt under its own id: the body in the dead letters is all there is.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import orjson

from worker.consumers.dead_letters import DeadLetter, Look

SHORTEST: Final = 6  # characters of an id that is looked for inside bodies; less would be found in numbers and words
_ROW: Final = re.compile(r"(?:^|:)row:(?P<list>.+):(?P<row>[0-9]{1,9})$")
_ESCAPED_SLASH: Final = rb"\/"  # as PHP writes it


def about(text: str) -> Callable[[DeadLetter], bool]:
    """Give what tells whether a dead letter is about the message that a text names.

    The text is a message's id as its sender has it, ours (`wa:…`, `row:LIST:3`, `PLUGIN:ID`), or that of a history entry.
    """
    row = _ROW.search(text)
    if row:
        named, number = row["list"], int(row["row"])
        return lambda letter: text == letter.id or _has_row(letter.delivery.body, named, number)
    names = {text, text.rpartition(":")[2]}
    inside = _inside({name for name in names if len(name) >= SHORTEST})
    return lambda letter: letter.id in names or letter.letter == text or inside(letter.delivery.body)


def _inside(names: set[str]) -> Callable[[bytes], bool]:
    """Give what tells whether a body has one of the names, whole."""
    if not names:
        return lambda _: False
    words = b"|".join(re.escape(name.encode()) for name in sorted(names, key=len, reverse=True))
    search = re.compile(rb"(?<![A-Za-z0-9])(?:" + words + rb")(?![A-Za-z0-9])").search
    return lambda body: bool(search(body.replace(_ESCAPED_SLASH, b"/") if _ESCAPED_SLASH in body else body))


def _has_row(body: bytes, named: str, number: int) -> bool:
    """Whether it is a chunk of a list that has the row."""
    if named.encode() not in body:
        return False
    try:
        chunk: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return False
    if type(chunk) is not dict or chunk.get("list") != named or type(chunk.get("rows")) is not list:
        return False
    return any(type(row) is dict and row.get("row") == number for row in chunk["rows"])


async def letters_about(look: Look, text: str, limit: int) -> list[DeadLetter]:
    """Give the first dead letters of a look that are about a message, `limit` of them at most."""
    is_about, found = about(text), list[DeadLetter]()
    async for letter in look.letters():
        if is_about(letter):
            found.append(letter)
            if len(found) == limit:
                break
    return found
