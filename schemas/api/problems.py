"""Errors on the wire: problem details (RFC 9457), and the one table of their types."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from pydantic import ConfigDict, Field

from schemas.api.wire import Answer

MEDIA_TYPE: Final = "application/problem+json"
TYPE_URL: Final = "https://leadworker.dev/problems/"


class Kind(NamedTuple):
    """Status and title of a type of problem."""

    status: int
    title: str


KINDS: Final[Mapping[str, Kind]] = {
    "merged": Kind(308, "The lead was merged into another"),
    "malformed": Kind(400, "The request cannot be read"),
    "idempotency_key_required": Kind(400, "The header Idempotency-Key is missing"),
    "sign_in": Kind(401, "Sign in first"),
    "second_factor": Kind(401, "The second factor is missing"),
    "unproven": Kind(401, "The webhook does not show that it is genuine"),
    "csrf": Kind(403, "The request does not come from the console"),
    "not_allowed": Kind(403, "You may not do this"),
    "not_found": Kind(404, "There is no such thing, or it is out of your sight"),
    "method": Kind(405, "This cannot be done here"),
    "too_slow": Kind(408, "The request took too long to arrive"),
    "conflict": Kind(409, "Somebody changed this meanwhile"),
    "exists": Kind(409, "This is there already"),
    "too_large": Kind(413, "The request is too large"),
    "media_type": Kind(415, "The body has a type that cannot be read"),
    "invalid": Kind(422, "The request cannot be carried out as it is"),
    "unknown_field": Kind(422, "There is no such field"),
    "reason_required": Kind(422, "This asks for a reason"),
    "transition_refused": Kind(422, "The pipeline does not allow this"),
    "outranked": Kind(422, "Another source has the say about this field"),
    "not_assignable": Kind(422, "This person cannot be given leads"),
    "page_too_far": Kind(422, "The page is too far away"),
    "sort_too_wide": Kind(422, "Too many leads to sort by this"),
    "cursor_mismatch": Kind(422, "The cursor belongs to another question"),
    "filter_too_wide": Kind(422, "The filter has too many parts"),
    "idempotency_key_reused": Kind(422, "The key was used for another request"),
    "too_many": Kind(429, "Too many requests"),
    "internal": Kind(500, "Something is broken on our side"),
    "query_too_slow": Kind(503, "The question took too long to answer"),
    "store_away": Kind(503, "The database cannot be reached"),
    "broker_away": Kind(503, "The queues cannot be reached"),
    "not_set_up": Kind(503, "This address is not set up to the end"),
    "busy": Kind(503, "Too much is under way right now"),
}
"""Name of a type to its status and title. The type's URL is `TYPE_URL` and the name."""


class Part(Answer):
    """What is wrong with one part of a request."""

    at: str = Field(description="JSON pointer into the body, or `?name` for a parameter of the address")
    says: str = Field(description="what is wrong and what to do")
    code: str = Field(description="a stable word for it")


class Problem(Answer):
    """A request that was not carried out (RFC 9457). Some types carry members of their own."""

    model_config = ConfigDict(frozen=True, extra="allow")

    type: str = Field(description=f"{TYPE_URL}<name>")
    title: str
    status: int = Field(ge=300, le=599)
    detail: str = Field(description="what is wrong, where, and what to do")
    errors: tuple[Part, ...] = ()
    trace: str = Field(description="id of this request in the worker's log")


def problem(
    name: str, detail: str, trace: str, parts: tuple[Part, ...] = (), more: Mapping[str, Any] | None = None
) -> Problem:
    """Give the problem of a type; `more` are members of its own."""
    kind = KINDS[name]
    return Problem(
        type=TYPE_URL + name,
        title=kind.title,
        status=kind.status,
        detail=detail,
        errors=parts,
        trace=trace,
        **(more or {}),
    )
