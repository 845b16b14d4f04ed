"""What automations keep in the store: one type for each kind of document, with the version of its shape in `schema`.

A document without `schema` is of version 1, and was written before versions were. Times are Unix ms. Turns of pools and
fuses keep their states with the types that compute them: `actions.pools.TurnState` and `running.fuses.Fuse`.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, NotRequired, TypedDict

WAIT_SCHEMA: Final = 1
RUN_SCHEMA: Final = 1
REVISION_SCHEMA: Final = 1

# fired: acted. not_matched: a condition. shadow: would have fired. held: a limit, the loop guard or another rule.
# skipped, cancelled: of a wait. failed: it could not be carried out.
RunOutcome = Literal["fired", "not_matched", "shadow", "held", "skipped", "cancelled", "failed"]
WaitState = Literal["done", "cancelled", "skipped", "failed"]  # of a wait that ended


class TracedCondition(TypedDict):
    """A condition as it was found."""

    path: str
    passed: bool
    seen: Any
    wanted: Any


class Run(TypedDict):
    """What became of a rule that was asked about an event, or of one of its waits (`wait`, `due_at`)."""

    _id: str
    schema: int
    account: str
    rule: str
    revision: str
    mode: str
    lead: str
    event: str
    event_id: str
    entry: str
    sequence: int
    root: str
    chain: list[str]
    at: int
    wait: str | None
    outcome: RunOutcome
    because: str
    detail: str
    trace: list[TracedCondition]
    due_at: NotRequired[int]
    actions: NotRequired[list[str]]  # of what fired, or would have
    waits: NotRequired[list[str]]  # that it left
    refused: NotRequired[list[dict[str, Any]]]
    held: NotRequired[list[dict[str, Any]]]  # messages that may not go out yet: step, until, reason, detail
    sample: NotRequired[bool]  # it stands for many of its kind, and is among what `RunCount` counts


class RunCount(TypedDict):
    """How many runs of one rule, outcome and cause there were in one hour (its start)."""

    account: str
    rule: str
    outcome: RunOutcome
    because: str
    hour: int
    n: int


class WaitDocument(TypedDict):
    """Something that a firing left for later, and what has become of it. `running.waits.documents` makes them.

    `place`: it is an assignment that found nobody, or a message that was held, within the wait `within` if that is not None.
    """

    _id: str
    schema: NotRequired[int]
    account: str
    rule: str
    name: str
    revision: str
    wait: str
    lead: str
    event: str
    event_id: str
    trigger: str  # history entry of the event
    command: str
    entry: str  # history entry of the firing
    root: str
    chain: list[str]
    sequence: int  # of its lead: what comes later may cancel it
    began_at: int
    due_at: int
    look_at: int
    cancel_if: list[str]
    late_by: int | None
    on_change: str
    within: str | None
    place: int | None
    state: Literal["waiting", "claimed"] | WaitState
    because: NotRequired[str]  # it ended, or was put off
    ended_at: NotRequired[int]
    token: NotRequired[str]  # of the claim
    claims: NotRequired[int]
    held: NotRequired[int]  # it is a message that may not go out yet; how often it was held


class WaitEnd(TypedDict):
    """How a wait ended. `token` is from whoever claimed it."""

    _id: str
    state: WaitState
    because: str
    at: int
    token: NotRequired[str]


class Revision(TypedDict):
    """The text of a rule that something pending goes by."""

    _id: str
    schema: NotRequired[int]
    account: str
    rule: str
    source: Mapping[str, Any]


def revision_id(account: str, rule: str, revision: str) -> str:
    """Name a rule's text in the store."""
    return f"{account}:{rule}:{revision}"


def revision_of(account: str, rule: str, revision: str, source: Mapping[str, Any]) -> Revision:
    """Give a rule's text as it is stored."""
    name = revision_id(account, rule, revision)
    return {"_id": name, "schema": REVISION_SCHEMA, "account": account, "rule": rule, "source": source}
