"""The JSON envelopes of `broadcast-campaign` and `plugin-webhook`: from a delivery's bytes to a checked model."""

from typing import Any, TypeVar

from pydantic import ValidationError

from schemas.messages import VERSION, Message
from worker.errors import RefusedError, quoted
from worker.handlers.exact_json import loads
from worker.handlers.timestamps import read_moment
from worker.ports import Delivery

Envelope = TypeVar("Envelope", bound=Message)


def read_envelope(delivery: Delivery, model: type[Envelope]) -> tuple[Envelope, dict[str, Any]]:
    """Give the envelope and the document it was made of.

    Raise `RefusedError`: `unknown_version`, `too_large`, `too_deep`, or `malformed` with the place.
    """
    document, _ = loads(delivery.body)
    if not isinstance(document, dict):
        raise RefusedError("malformed", f"a message on {delivery.queue} is a JSON object; see schemas/generated")
    version = document.get("version", VERSION)
    if version != VERSION or isinstance(version, bool):
        raise RefusedError(
            "unknown_version", f"version {quoted(version)} is none we read; we read {VERSION}", "/version"
        )
    try:
        return model.model_validate(document), document
    except ValidationError as error:
        # Without the input: it may hold phone numbers, and this text reaches the log.
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = "/".join(str(step) for step in first["loc"])
        raise RefusedError("malformed", f"{place or 'the message'}: {first['msg']}", f"/{place}") from None


def moment_of(value: int | str | None, delivery: Delivery) -> int:
    """Give Unix ms of an envelope's time: the time it names, else its arrival. See `receipt_times` for one ahead of it."""
    at = read_moment(value, "UTC")
    return delivery.received_at if at is None else at
