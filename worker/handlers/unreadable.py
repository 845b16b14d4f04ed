"""What a body is that should be JSON and is not: four causes with four cures, told by a look at its beginning and end."""

import re
from collections.abc import Mapping
from typing import Final

_FORM: Final = re.compile(r"[A-Za-z0-9_%.\[\]+-]{1,200}=[^\s{<]{0,2000}(?:&|$)")
_LOOKED_AT: Final = 2000  # characters of its beginning

SENTENCES: Final[Mapping[str, str]] = {
    "empty": "the body is empty",
    "cut": "the body is JSON that breaks off before its end",
    "form": "the body is a form; of a gateway that posts forms it has no id that tells, so set the header `provider`",
    "markup": "the body is XML or HTML",
    "prose": "the body is text, no JSON",
    "broken": "the body is not JSON",
}


def kind_of(body: bytes | str) -> str:
    """Give what a body is that could not be parsed as JSON: a key of `SENTENCES`."""
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    text = text.strip("\ufeff \t\r\n")
    if not text:
        return "empty"
    if text[0] in "{[":
        # Whole JSON ends as it began, and closes what it opens; what else is wrong inside is another matter.
        whole = text[-1] == {"{": "}", "[": "]"}[text[0]] and _open(text) <= 0
        return "broken" if whole else "cut"
    if text[0] == "<":
        return "markup"
    if _FORM.match(text[:_LOOKED_AT]):
        return "form"
    return "prose" if text.isprintable() or "\ufffd" not in text else "broken"


def _open(text: str) -> int:
    """Count what is opened and not closed; brackets in strings count too, and are seldom of one kind only."""
    return sum(text.count(bracket) for bracket in "{[") - sum(text.count(bracket) for bracket in "}]")
