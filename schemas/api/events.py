"""Live updates: server-sent events of `GET /events`."""

from typing import Any, Literal

from pydantic import Field

from schemas.api.wire import Answer, Request


class EventsAsked(Request):
    """What is to be heard."""

    topics: str = Field(
        "leads",
        pattern=r"^(leads|jobs|notices)(,(leads|jobs|notices)){0,9}$",
        description="comma-separated; of jobs and notices nothing is told yet",
    )

    @property
    def wanted(self) -> frozenset[str]:
        """The topics."""
        return frozenset(self.topics.split(","))


class ActorOf(Answer):
    """Who did it."""

    kind: Literal["contact", "human", "api", "rule", "system"]
    id: str


class LeadChanged(Answer):
    """Data of the event `lead`; the event `resync` has `{}`: something was missed, what is shown is to be asked for anew.

    Changes of one lead that come at once are told as one. One's own come too: an answer carries the same `version`.
    """

    id: str
    version: int
    gone: bool = Field(description="it is out of sight now, or was merged away; then nothing else is told")
    into: str | None = Field(None, description="the lead it was merged into")
    types: tuple[str, ...] = Field((), description="what happened, as on the exchange lead.events: lead.created, …")
    changed: tuple[str, ...] = Field((), description="names of fields, or state, assignee, tags, …")
    actor: ActorOf | None = None
    row: dict[str, Any] | None = Field(
        None, description="state, status, assignee, order (as `as_of` of lists), and the fields that changed"
    )
