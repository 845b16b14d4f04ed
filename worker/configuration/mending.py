"""Finding all mistakes of a file at once: what is wrong is taken out, and the rest is checked again.

A model compares its parts only where each is right by itself. So a typo in one field would hide that a number stands in
the list twice, until the typo is corrected. What is found after something was taken out may come from that, not from the
file; such findings are left out.
"""

import copy
from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError

from schemas.account import File
from worker.configuration import findings
from worker.configuration.findings import Finding, Loc
from worker.configuration.yaml import Document

ROUNDS: Final = 5
_UNKNOWN: Final = "extra_forbidden"  # a key of no meaning, without which nothing is otherwise


def mended(document: Document, model: type[File], rounds: int = ROUNDS) -> tuple[File | None, list[Finding], bool]:
    """Check a file; give its model (what can be saved of it, None: nothing), the findings, and whether it is whole."""
    value: Any = {} if document.value is None else document.value
    found: list[Finding] = []
    trusted = True
    touched: set[Any] = set()  # first keys of what was taken out, but for keys of no meaning
    for number in range(rounds):
        try:
            return model.model_validate(value), found, number == 0
        except ValidationError as error:
            trusted = trusted and (number == 0 or _of_themselves(error, touched))
            told = findings.of_validation(error, document, model) if trusted else []
            found += [one for one in told if one not in found]
            if not isinstance(value, dict):
                break
            value = copy.deepcopy(value)
            for item in error.errors(include_url=False, include_input=False):
                loc = item["loc"]
                if not loc:
                    return None, found, False
                if item["type"] != _UNKNOWN:
                    touched.add(loc[0])
                _take_out(value, loc)
    return None, found, False


def _of_themselves(error: ValidationError, touched: set[Any]) -> bool:
    """Tell whether all mistakes are within parts from which something was taken out: others may only miss what was."""
    items = error.errors(include_url=False, include_input=False)
    return all(
        item["loc"] and item["type"] != "missing" and (not touched or item["loc"][0] in touched) for item in items
    )


def _take_out(value: dict[Any, Any], loc: Loc) -> None:
    """Take out what is at a place, if it is the value of a key; else the part of the file that it is in.

    An item of a list stays where it is, or those behind it would be reported at the lines of others.
    """
    if not _popped(value, loc):
        value.pop(loc[0], None)


def _popped(value: Any, loc: Sequence[Any]) -> bool:
    here, holder, key = value, None, None
    for word in loc:
        if isinstance(here, dict) and word in here:
            holder, key, here = here, word, here[word]
        elif isinstance(here, list) and isinstance(word, int) and 0 <= word < len(here):
            holder, key, here = None, None, here[word]
        else:  # a branch of a type, or a key that is missing
            break
    if holder is None:
        return False
    del holder[key]
    return True
