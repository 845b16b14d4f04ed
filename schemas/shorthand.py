"""Short ways to write the arguments of an action in a rule file."""

from collections.abc import Mapping
from typing import Any

from pydantic import BeforeValidator

from schemas.file import File
from schemas.quick_messages import Channel


def short_for(key: str, model: type[File], kind: Any = str) -> BeforeValidator:
    """Let `action: value` stand for `action: {key: value}`."""

    def wrap(value: Any) -> Any:
        return value if isinstance(value, Mapping | File) or value is None else {key: value}

    return BeforeValidator(wrap, json_schema_input_type=kind | model)


def one_or_more() -> BeforeValidator:
    """Let one channel stand for a list of it."""
    return BeforeValidator(
        lambda value: (value,) if isinstance(value, str) else value,
        json_schema_input_type=Channel | tuple[Channel, ...],
    )


def nothing_said(value: Any) -> Any:
    """Let `action:` alone stand for the action without arguments."""
    return {} if value is None else value
