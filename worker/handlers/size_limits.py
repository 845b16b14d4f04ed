"""How much of one person's part of a message is kept: a lead and its history rows are documents of limited size."""

from typing import Any, Final

from worker.handlers.exact_json import dumps

MAX_TEXT: Final = 10_000  # characters of one value
MAX_NAME: Final = 200  # characters of a field's name
MAX_FACTS: Final = 200  # values of one contact
MAX_RAW: Final = 200_000  # characters of the raw part, as JSON


def clipped(value: Any, name: str, flags: list[str]) -> Any:
    """Give the value with its texts cut to size; a cut is reported as `clipped:<name>`."""
    if isinstance(value, str):
        if len(value) <= MAX_TEXT:
            return value
        flag = f"clipped:{name[:80]}"
        if flag not in flags:
            flags.append(flag)
        return value[:MAX_TEXT]
    if isinstance(value, dict):
        return {key[:MAX_NAME]: clipped(item, name, flags) for key, item in value.items()}
    if isinstance(value, list):
        return [clipped(item, name, flags) for item in value[:MAX_FACTS]]
    return value


def raw_part(value: Any, flags: list[str]) -> Any:
    """Give the raw part, or the beginning of its JSON text where the whole would not fit into a history row."""
    text = dumps(value)
    if len(text) <= MAX_RAW:
        return value
    flags.append("clipped:raw")
    return {"clipped": text[:MAX_RAW]}
