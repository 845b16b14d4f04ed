"""The events a rule may wait for: those that are announced, and those that follow from one and its changes. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schemas.file import did_you_mean
from worker.automations.language.situation import changed

Changes = Mapping[str, tuple[Any, Any]]
StatusOf = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EventKind:
    """`wire` are the announced events it may follow from; `holds` says whether it does (None: it is announced)."""

    name: str
    told: str
    wire: tuple[str, ...]
    holds: Callable[[Changes, StatusOf], bool] | None = None


def _status(state: Any, status_of: StatusOf) -> str:
    return status_of.get(state or "", "open")


def _became(*wanted: str, before: tuple[str, ...] = ()) -> Callable[[Changes, StatusOf], bool]:
    """Whether the status of the lead is now one of these, and was another (or one of `before`)."""

    def holds(changes: Changes, status_of: StatusOf) -> bool:
        if "state" not in changes:
            return False
        old, new = (_status(state, status_of) for state in changes["state"])
        return new in wanted and (old in before if before else old not in wanted)

    return holds


def _tags(side: int) -> Callable[[Changes, StatusOf], bool]:
    return lambda changes, _status_of: bool(changes.get("tags", ((), ()))[side])


_LISTED: Final = (
    EventKind("lead.created", "a person became a lead", ("lead.created", "lead.message_completed")),
    EventKind("lead.updated", "fields, tags or anything else of the lead changed", ("lead.updated",)),
    EventKind(
        "lead.message_received", "the person wrote or called", ("lead.message_received", "lead.message_completed")
    ),
    EventKind(
        "lead.message_completed", "the content of a message came after its placeholder", ("lead.message_completed",)
    ),
    EventKind("lead.state_changed", "the lead moved to another state", ("lead.state_changed",)),
    EventKind("lead.assigned", "the lead was given to a teammate", ("lead.assigned",)),
    EventKind("lead.unassigned", "the lead was taken from its owner", ("lead.unassigned",)),
    EventKind("lead.opted_in", "the person agreed to be written to", ("lead.opted_in",)),
    EventKind("lead.opted_out", "the person does not want messages", ("lead.opted_out",)),
    EventKind(
        "lead.delivery_failed", "a message of ours did not reach the person on WhatsApp", ("lead.delivery_failed",)
    ),
    EventKind("lead.task_added", "a follow-up task was added", ("lead.task_added",)),
    EventKind("lead.merged", "another lead was merged into this one", ("lead.merged",)),
    EventKind("lead.merged_away", "this lead was merged into another", ("lead.merged_away",)),
    EventKind("lead.unmerged", "a merge was undone", ("lead.unmerged",)),
    EventKind("lead.activity_recorded", "something happened that changed nothing", ("lead.activity_recorded",)),
    EventKind(
        "lead.closed",
        "an open lead was won, lost or otherwise closed",
        ("lead.state_changed",),
        _became("closed", "cancelled", before=("open",)),
    ),
    EventKind(
        "lead.reopened",
        "a closed lead is open again",
        ("lead.state_changed",),
        _became("open", before=("closed", "cancelled")),
    ),
    EventKind(
        "lead.won", "the lead came to a state with the status closed", ("lead.state_changed",), _became("closed")
    ),
    EventKind(
        "lead.lost", "the lead came to a state with the status cancelled", ("lead.state_changed",), _became("cancelled")
    ),
    EventKind("lead.tag_added", "a tag was put on", ("lead.created", "lead.updated"), _tags(1)),
    EventKind("lead.tag_removed", "a tag was taken off", ("lead.updated",), _tags(0)),
)
EVENTS: Final[Mapping[str, EventKind]] = {kind.name: kind for kind in _LISTED}
# Other words for events, which are understood.
ALIASES: Final[Mapping[str, str]] = {
    "message.received": "lead.message_received",
    "lead.message.received": "lead.message_received",
    "lead.replied": "lead.message_received",
    "lead.state.changed": "lead.state_changed",
}
# Words that are not understood, but tell what was meant.
_MEANT: Final[Mapping[str, str]] = {
    "reply": "lead.message_received", "replied": "lead.message_received", "message": "lead.message_received",
    "leadcreate": "lead.created", "leadnew": "lead.created", "newlead": "lead.created", "created": "lead.created",
    "statechanged": "lead.state_changed", "leadstagechanged": "lead.state_changed", "stagechanged": "lead.state_changed",
    "statuschanged": "lead.state_changed", "leadstatuschanged": "lead.state_changed", "assigned": "lead.assigned",
    "leadownerchanged": "lead.assigned", "closed": "lead.closed", "won": "lead.won", "lost": "lead.lost",
    "reopened": "lead.reopened", "leadchanged": "lead.updated", "updated": "lead.updated", "optout": "lead.opted_out",
    "optin": "lead.opted_in", "messagefailed": "lead.delivery_failed", "failed": "lead.delivery_failed",
    "undelivered": "lead.delivery_failed", "deliveryfailed": "lead.delivery_failed",
    "taskcreated": "lead.task_added", "tagadded": "lead.tag_added",
    "leadtagged": "lead.tag_added", "leadscheduled": "lead.created",
}  # fmt: skip
STATE_EVENTS: Final = frozenset({"lead.state_changed", "lead.closed", "lead.reopened", "lead.won", "lead.lost"})
OWNER_EVENTS: Final = frozenset({"lead.assigned", "lead.unassigned"})
TAG_EVENTS: Final = frozenset({"lead.tag_added", "lead.tag_removed"})
FIELD_EVENTS: Final = frozenset({"lead.updated", "lead.created"})


def completed(names: frozenset[str], content: Any) -> bool:
    """Whether the content of a message that came late concerns a rule that waits for one of these events.

    The rule was asked when the placeholder came, and found no text and no ad. It is asked again in the same story, so
    what it did then it does not do twice.
    """
    about = content.get("completes") if isinstance(content, Mapping) else None
    made = isinstance(about, Mapping) and about.get("created") is True
    return "lead.message_received" in names or (made and "lead.created" in names)


def find_event(word: str) -> EventKind | None:
    """Give the event of a name or an alias of it."""
    return EVENTS.get(ALIASES.get(word, word))


def unknown_event(word: str) -> str:
    """Say that there is no such event, and which was meant."""
    return f"there is no event {word[:60]!r}{did_you_mean(word, EVENTS, _MEANT)}"


def happened(entry: Mapping[str, Any], status_of: StatusOf) -> frozenset[str]:
    """Give every event that a history entry stands for: those it announced, and those that follow from its changes."""
    return following(entry["events"], changed(entry["changes"]), status_of)


def following(wire: Iterable[str], changes: Changes, status_of: StatusOf) -> frozenset[str]:
    """Give announced events together with those that follow from them and the changes."""
    announced = frozenset(wire)
    derived = (kind for kind in _LISTED if kind.holds is not None and announced.intersection(kind.wire))
    return announced | {kind.name for kind in derived if kind.holds and kind.holds(changes, status_of)}
