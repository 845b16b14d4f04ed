"""Tests beside a rule: a lead, a timeline on a virtual clock, and what is expected at each moment, reasons included."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from schemas.file import NOT_EMPTY, File, Text, misplaced

Value = str | int | float | bool | tuple[str | int | float | bool, ...] | None


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str | int | Mapping) else value


Names = Annotated[tuple[Text, ...], BeforeValidator(_several, json_schema_input_type=str | tuple[str, ...])]


class Change(File):
    """How a field changed with an event."""

    from_: Value = Field(None, alias="from")
    to: Value = None


class Expect(File):
    """What must be so at a moment of the timeline; only what is written is checked."""

    fired: bool | None = None
    because: Text | None = Field(
        None, description="the condition that decided (lead.assigned_to), or the limit, stop, loop guard or event"
    )
    actions: tuple[Text | dict[Text, Any], ...] | None = Field(
        None, description="names in order, or {name: {argument: value}}; an empty list: nothing is done"
    )
    waits: Names | None = Field(None, description="ids of the waits that are running now")
    cancelled: Names | None = Field(None, description="ids of waits cancelled at this moment")
    skipped: Names | None = Field(None, description="ids of waits that were due but skipped")
    refused: Names | None = Field(None, description="names of actions that were refused, such as send_quick_message")
    lead: dict[Text, Value] | None = Field(None, description="what the lead looks like afterwards: state: contacted")


class Moment(File):
    """One line of the timeline: something happens, or time passes; then look."""

    at: Text = Field(
        description='"2026-03-06 16:30" in the zone of the rule, "2026-03-06T16:30+02:00", or "+2h" after the line before'
    )
    event: Text | None = None
    source: Text | None = None
    origin: Text | None = None
    activity: Text | None = None
    by: Text | None = Field(None, description="contact, human, api, rule")
    message: Text | dict[Text, Any] | None = Field(None, description="what they wrote, or {text: ..., type: image}")
    message_id: Text | None = Field(None, description="the same id twice is a redelivery")
    changes: dict[Text, Change] = Field(
        {}, description="how fields changed with the event: {state: {from: new, to: won}}"
    )
    lead: dict[Text, Value] = Field({}, description="how the lead is changed at this moment: {score: 90}")
    expect: Expect | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Moment":
        of_event = ("source", "origin", "activity", "by", "message", "message_id", "changes")
        if self.event is None:
            given = [name for name in of_event if name in self.model_fields_set]
            misplaced(Moment, (((name,), f"`{name}` belongs to an `event`, which is missing") for name in given))
        if self.event is None and self.expect is None and not self.lead:
            raise ValueError("nothing happens at this moment and nothing is expected; give `event` or `expect`")
        return self


class RuleTest(File):
    """A test of the rule it stands with."""

    name: Text = Field(min_length=1)
    lead: dict[Text, Value] = Field({}, description="the lead before: {score: 82, tags: [vip], language: es}")
    users: dict[Text, Literal["available", "away"]] = Field(
        {}, description="who is at work; default: as team.yaml says"
    )
    timeline: Annotated[tuple[Moment, ...], NOT_EMPTY]
