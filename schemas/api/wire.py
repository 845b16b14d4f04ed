"""What all models of the API have in common."""

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

LEAD_ID: Final = r"^[0-9a-hjkmnp-tv-z]{26}$"  # as `worker.system.new_id` makes them


class Request(BaseModel):
    """A body or a query string: unknown members are refused, values are not converted from other types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class NoParameters(Request):
    """An address without parameters."""


class Answer(BaseModel):
    """A body that we send."""

    model_config = ConfigDict(frozen=True)


def rfc3339(ms: int) -> str:
    """Write Unix milliseconds as `2026-11-27T09:30:00.000Z`."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


Time = Annotated[
    int,
    PlainSerializer(rfc3339, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""Unix milliseconds inside, RFC 3339 on the wire; for answers."""
