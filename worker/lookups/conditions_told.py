"""A condition of a trace, as people read it: what was wanted, and what was found. Pure.

Traces keep values as they are compared: instants as Unix ms, groups as how many of their conditions held. Here instants
become times of the rule's own zone, and groups sentences.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo

from worker.automations.language.catalogue import Catalogue
from worker.automations.language.fields import Field

TIMES: Final = frozenset({"instant", "clock"})
_LATEST: Final = 253_402_300_799_000  # Unix ms of the last second of the year 9999
_GROUP: Final = re.compile(r"(?P<kind>all|any) of (?P<number>\d+)")
_NEEDED: Final = {"all": "all are needed", "any": "one is needed"}


def condition_told(
    step: Mapping[str, Any], catalogue: Catalogue, zone: ZoneInfo, extra: Mapping[str, Any] = MappingProxyType({})
) -> str:
    """Give one line for a condition (`TracedCondition`). `zone` is that of the rule's file.

    `extra` are the lead's extra values that have the name of a field today, by its id: rules do not see them.
    """
    path, wanted, found = str(step["path"]), str(step["wanted"]), step["seen"]
    group = _GROUP.fullmatch(wanted)
    if group is not None and isinstance(found, int):
        return f"{path} {found} of {group['number']} conditions held; {_NEEDED[group['kind']]}".lstrip()
    if wanted == "not" and isinstance(found, bool):
        return f"{path} {'it held' if found else 'it did not hold'}; it must not".lstrip()
    field = _field(path, catalogue)
    if field is not None and field.kind in TIMES:
        found = _local(found, zone)
    name = field.name.removeprefix("lead.").removeprefix("fields.") if field is not None else ""
    if found is None and name in extra:
        return (
            f"{path} {wanted}; the field was missing: {_plain(extra[name])[:60]!r} is among the lead's extra values, which "
            "rules do not see: it came before fields.yaml named the field, or does not fit the field's type"
        )
    return f"{path} {wanted}; it was {_plain(found)}"


def _field(path: str, catalogue: Catalogue) -> Field | None:
    """Give the field that a path of a condition names: `any[0].lead.created_at.older_than`."""
    words = path.split(".")
    names = (".".join(words[i:j]) for i in range(len(words)) for j in range(len(words), i, -1))
    return next(filter(None, map(catalogue.find, names)), None)


def _local(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, list | tuple):  # a value before and after a change
        return [_local(one, zone) for one in value]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LATEST:
        return value
    return f"{datetime.fromtimestamp(value / 1000, zone):%a %Y-%m-%d %H:%M:%S} ({zone.key})"


def _plain(value: Any) -> str:
    if value is None:
        return "missing"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
