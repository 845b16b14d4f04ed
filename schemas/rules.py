"""rules/*.yaml: what happens next with leads, as an administrator writes it. Frozen; an unknown key is an error.

What takes the account to know (fields, states, teammates, calendars, messages) is checked when the rules are compiled,
see `worker/automations/`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from schemas import conditions
from schemas.account import Id
from schemas.conditions import If
from schemas.durations import DAY_MS, Duration, Milliseconds, Span
from schemas.file import NOT_EMPTY, File, Text, misplaced
from schemas.rule_actions import BARE_ACTIONS, ActionEntry, Words
from schemas.rule_tests import RuleTest

Mode = Literal["live", "shadow", "paused"]
MAX_ACTIONS = 50
MAX_WAITS = 20
MAX_NAME = 200  # characters


def _event(value: Any) -> Any:
    return {"event": value} if isinstance(value, str | list | tuple) else value


class When(File):
    """The event a rule waits for, and what tells it from others of its kind."""

    event: Annotated[Words, NOT_EMPTY] = Field(
        description="lead.created, lead.message_received, lead.state_changed, ..."
    )
    source: Words = Field(
        (), description="where it came from: whatsapp, ctwa_ad, campaign, plugin, history; or a queue's name"
    )
    historic: bool = Field(False, description="true: also what a sync of old chats tells; else only what happens now")
    origin: Words = Field((), description="the gateway, campaign or plugin behind it: cloud, diwali-24, indiamart")
    activity: Words = Field((), description="what happened in detail: form_submitted, call_received, ...")
    by: Words = Field((), description="who did it: contact, human, api, rule, policy")
    from_: Words = Field((), alias="from", description="the state, or the owner, it changed from")
    to: Words = Field((), description="the state, or the owner, it changed to")
    field: Words = Field((), description="for lead.updated: one of these fields changed")
    tag: Words = Field((), description="for lead.tag_added and lead.tag_removed: one of these tags")


class WaitEntry(File):
    """Actions that follow later, if nothing speaks against it by then. Every wait counts from the firing."""

    id: Id
    after: Duration
    counted_in: Text = Field("wall_clock", description="wall_clock, calendar (the file's), or a calendar's id")
    cancel_if: Words = Field((), description="events of this lead that cancel it: lead.message_received, lead.closed")
    check_again: Literal["if", "nothing"] = Field(
        "nothing", description="if: the rule's conditions on the lead must still hold, but for what the rule changed"
    )
    if_: If | None = Field(None, alias="if", description="conditions of its own, checked when it is due")
    late_by_at_most: Milliseconds | None = Field(
        DAY_MS, description="after an outage: skip it if it is later than this; null: however late"
    )
    on_change: Literal["finish", "cancel", "adopt"] = Field(
        "finish", description="when the rule is edited meanwhile: finish as it was, cancel, or adopt the new text"
    )
    do: Annotated[tuple[ActionEntry, ...], NOT_EMPTY] = Field(max_length=MAX_ACTIONS)

    @model_validator(mode="before")
    @classmethod
    def _working_hours(cls, data: Any) -> Any:
        """`after: 2 working hours` says by itself what it is counted in."""
        after = data.get("after") if isinstance(data, Mapping) else None
        if isinstance(after, str) and "counted_in" not in data and "working" in after.casefold():
            return {**data, "counted_in": "calendar"}
        return data

    @model_validator(mode="after")
    def _unit_fits(self) -> "WaitEntry":
        if self.counted_in == "wall_clock" and self.after.working:
            misplaced(WaitEntry, [(("counted_in",), "working hours cannot be counted in wall_clock; write calendar")])
        if self.counted_in != "wall_clock" and self.after.ms % DAY_MS == 0:
            text = "a day of working time is as long as the calendar says; write hours, for example 8h"
            misplaced(WaitEntry, [(("after",), text)])
        return self


class AtMost(File):
    """A fuse: no more than so many firings per period."""

    times: int = Field(strict=True, ge=1, le=10_000_000)
    per: Milliseconds
    then: Literal["skip", "pause"] = Field(
        "skip", description="skip: those above it do not fire; pause: the rule stops, and its owner is told"
    )


def _once(value: Any) -> Any:
    """`true`: for good; a duration: once in that time. False and absent are the same."""
    if value is True or value is False or value is None:
        return value
    if isinstance(value, str) and value.strip().casefold() in ("ever", "forever", "always"):
        return True
    return value


class LimitsEntry(File):
    """How often a rule may fire."""

    once_per_lead: Annotated[bool | Milliseconds, BeforeValidator(_once)] = Field(
        False, description="true: once for good; 30d: once in thirty days"
    )
    at_most: AtMost | None = None

    @model_validator(mode="before")
    @classmethod
    def _readable(cls, data: Any) -> Any:
        once = data.get("once_per_lead") if isinstance(data, Mapping) else None
        if isinstance(once, str) and once.strip().casefold() in ("yes", "no", "on", "off"):
            raise PydanticCustomError("misplaced", "`once_per_lead` takes true, or a duration such as 30d")
        return data


class RuleEntry(File):
    """One rule. `id` is stable: history, limits and waits know the rule by it."""

    id: Id
    name: Annotated[Text, Field(max_length=MAX_NAME)] | None = None
    description: Text | None = None
    mode: Mode = Field("live", description="live, shadow (records what it would do), or paused")
    owner: Text | None = Field(None, description="a teammate or team; default: the file's")
    priority: int = Field(
        0, strict=True, ge=-1_000_000, le=1_000_000, description="higher first; equal priority in file order"
    )
    when: Annotated[When, BeforeValidator(_event, json_schema_input_type=str | tuple[str, ...] | When)]
    if_: If | None = Field(None, alias="if")
    do: tuple[ActionEntry, ...] = Field((), max_length=MAX_ACTIONS)
    wait: tuple[WaitEntry, ...] = Field((), max_length=MAX_WAITS)
    limits: LimitsEntry = LimitsEntry()
    after_match: Literal["continue", "stop"] = Field(
        "continue", description="stop: no rule of lower priority looks at the event once this one fired"
    )
    loops: Literal["warn", "allow"] = Field("warn", description="allow: this rule may be part of a loop")
    tests: tuple[RuleTest, ...] = ()

    @classmethod
    def known_keys(cls) -> frozenset[str]:
        """The keys of a rule, as they are written."""
        return frozenset(field.alias or name for name, field in cls.model_fields.items())

    @model_validator(mode="after")
    def _does_something(self) -> "RuleEntry":
        if not self.do and not self.wait:
            raise ValueError("the rule does nothing; give it `do`, or `wait` with a `do` in it")
        ids = [wait.id for wait in self.wait]
        misplaced(
            RuleEntry,
            ((("wait", i, "id"), f"the wait {name!r} is there twice") for i, name in enumerate(ids) if name in ids[:i]),
        )
        return self


class Header(File):
    """What a file of rules says of all of its rules."""

    version: Literal[1] = 1
    owner: Text | None = Field(None, description="a teammate or team: who is told when a rule here breaks or pauses")
    timezone: Text | None = Field(None, description="IANA name for times in this file; default: the account's")
    calendar: Id | None = Field(None, description="working hours of these rules, from calendars.yaml")


class RulesFile(Header):
    """rules/<name>.yaml"""

    rules: tuple[RuleEntry, ...] = ()

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        """Give the JSON Schema for editors."""
        return cls.completed_schema(super().model_json_schema(*args, **options))

    @classmethod
    def completed_schema(cls, schema: dict[str, Any]) -> dict[str, Any]:
        """Put in what the models cannot say of themselves: conditions, which hold conditions; actions in one word."""
        definitions = schema.setdefault("$defs", {})
        for model in ("RuleEntry", "WaitEntry"):
            told = definitions[model]["properties"]["if"].get("description")
            reference = {"$ref": "#/$defs/Condition"}
            definitions[model]["properties"]["if"] = {**reference, "description": told} if told else reference
        definitions["Condition"] = conditions.json_schema()
        entry = {**definitions["ActionEntry"], "minProperties": 1, "maxProperties": 1}
        definitions["ActionEntry"] = {"anyOf": [entry, {"enum": list(BARE_ACTIONS)}]}
        return schema


__all__ = [
    "ActionEntry", "AtMost", "Header", "LimitsEntry", "Mode", "RuleEntry", "RuleTest", "RulesFile", "Span", "WaitEntry",
    "When",
]  # fmt: skip
