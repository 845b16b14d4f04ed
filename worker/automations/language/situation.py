"""What a rule looks at: one event of one lead, as it was announced. A value; the same for the engine, tests and backtests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Situation:
    """An event and the lead after it. `lead` is `Lead.view()`; times are Unix ms, UTC.

    `now` is the moment that conditions on time are judged at. Of an event it is when we recorded it, which its history
    entry keeps and its announcement carries: so a rule decides the same whenever it is asked, by an engine that is behind,
    a backtest or an explanation. It is not the sender's time (`at`), which may be wrong, or of long ago. Of a wait that is
    due it is the time at which it is looked at.

    `root` is the history entry that began the story (a message, a command of a person); events that rules cause carry it
    on, and `chain` names those rules (`rule@revision`) in order.
    """

    account: str
    event: str  # lead.created, lead.state_changed, ...
    event_id: str
    entry: str  # id of the history entry
    sequence: int
    root: str
    chain: tuple[str, ...]
    at: int  # when it happened, at the provider
    now: int  # the moment that conditions are judged at
    lead: Mapping[str, Any]
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)  # field to (old, new)
    message: Mapping[str, Any] = field(default_factory=dict)  # text, content
    activity: str = ""  # type of the history entry
    by: Mapping[str, Any] = field(default_factory=dict)
    memo: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)  # values looked up before
    source: str | None = None  # of the message that caused it: whatsapp, ctwa_ad, campaign, plugin; None: a command

    @classmethod
    def of_entry(cls, entry: Mapping[str, Any], event: str, now: int) -> "Situation":
        """Give the situation of an event that a history entry announced (or will)."""
        return cls(
            account=entry["account"],
            event=event,
            event_id=f"{entry['message']}/{event}",
            entry=entry["message"],
            sequence=entry["seq"],
            root=entry.get("correlation") or entry["message"],
            chain=tuple(entry.get("chain") or ()),
            at=entry["at"],
            now=now,
            lead=entry["after"],
            changes=changed(entry["changes"]),
            message={"text": entry.get("text"), "content": entry.get("content")},
            activity=entry["type"],
            by=entry["by"],
            source=entry.get("source"),
        )

    @classmethod
    def recorded(cls, entry: Mapping[str, Any], event: str) -> "Situation":
        """Give the situation of an event of the past as it was then: the lead after it, at the time it was recorded."""
        return cls.of_entry(entry, event, entry["recorded_at"])

    @classmethod
    def of_event(cls, headers: Mapping[str, Any], data: Mapping[str, Any]) -> "Situation":
        """Give the situation of an event as received: CloudEvents headers (`ce-…`) and decoded body.

        It is the one that `recorded` gives of the event's history entry. Raises KeyError, TypeError or ValueError for
        what is no event of a lead.
        """
        return cls(
            account=data["account"],
            event=headers["ce-type"],
            event_id=headers["ce-id"],
            entry=data["entry"],
            sequence=int(headers["ce-sequence"]),
            root=headers["ce-correlationid"],
            chain=tuple(filter(None, str(headers.get("ce-chain", "")).split(","))),
            at=data["at"],
            now=_milliseconds(headers["ce-time"]),
            lead=data["lead"],
            changes=changed(data["changes"]),
            message=data["message"],
            activity=data["activity"],
            by=data["by"],
            source=data.get("source"),
        )


@lru_cache(maxsize=64)  # the events of a batch share their time
def _milliseconds(text: str) -> int:
    """Read a time as CloudEvents writes it (RFC 3339) as Unix ms; one without an offset is taken for UTC."""
    moment = datetime.fromisoformat(text)
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


# Parts of a lead that hold several values: a change names one value that went or came, or a list of those that came.
MANY = frozenset({"tags", "identities", "alternates", "flags", "tasks"})


def changed(changes: list[dict[str, Any]]) -> dict[str, tuple[Any, Any]]:
    """Give field to (old, new); of several changes of one field in one entry the first old and the last new value.

    For what holds several values (`MANY`): those that went, and those that came.
    """
    found: dict[str, tuple[Any, Any]] = {}
    for change in changes:
        name, old, new = change["field"], change["from"], change["to"]
        if name in MANY:
            went, came = found.get(name, ((), ()))
            found[name] = ((*went, *_each(old)), (*came, *_each(new)))
        else:
            found[name] = (found[name][0] if name in found else old, new)
    return found


def _each(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)
