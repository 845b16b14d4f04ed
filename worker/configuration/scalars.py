"""Plain (unquoted) YAML scalars to values.

They follow YAML 1.2 and a little less: what could be a phone number, an id or a time stays text. So `no`, `12:30`,
`0501`, `+506…`, `1e5`, `0x1F` and `2026-01-02` are text; `true`, `null`, `12` and `1.5` are what they look like.
https://yaml.org/spec/1.2.2/#103-core-schema
"""

import re
from collections.abc import Mapping
from typing import Any

_WORDS: Mapping[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?")


def scalar(text: str) -> Any:
    """Give the value of a plain (unquoted) scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-.0123456789":
        number = _NUMBER.fullmatch(text)
        if number is not None:
            return float(text) if number[1] else int(text)
    return text
