"""What a test expects of a moment, compared with what happened. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schemas.rule_tests import Expect
from worker.automations.rules.ruleset import Action, TraceStep
from worker.inert import plain_key
from worker.leads.lead import Lead


@dataclass(slots=True)
class Scene:
    """What happened at one moment."""

    fired: bool | None = None
    because: str = ""
    actions: list[Action] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    traces: list[tuple[TraceStep, ...]] = field(default_factory=list)


def differences(expect: Expect, scene: Scene, lead: Lead, waiting: list[str]) -> Iterator[str]:
    """Yield what was expected and is otherwise."""
    if expect.fired is not None and scene.fired != expect.fired:
        yield f"fired is {scene.fired}, because of {scene.because or 'no event'}; expected {expect.fired}"
    if expect.because is not None and not _same_reason(expect.because, scene):
        yield f"because is {scene.because or 'nothing'}; expected {expect.because}"
    if expect.actions is not None:
        yield from _actions_differ(expect.actions, scene)
    yield from _names_differ("waits", expect.waits, waiting)
    yield from _names_differ("cancelled", expect.cancelled, scene.cancelled)
    yield from _names_differ("skipped", expect.skipped, [name for name, _ in scene.skipped])
    yield from _names_differ("refused", expect.refused, [name for name, _ in scene.refused])
    for name, wanted in (expect.lead or {}).items():
        seen = _of_lead(lead, name)
        if seen != (sorted(map(str, wanted)) if isinstance(wanted, tuple) else wanted):
            yield f"lead.{name} is {seen!r}; expected {wanted!r}"


def _same_reason(wanted: str, scene: Scene) -> bool:
    reasons = {scene.because, *(reason for _, reason in scene.skipped), *(reason for _, reason in scene.refused)}
    return any(reason == wanted or reason.endswith(f".{wanted}") for reason in reasons)


def _actions_differ(wanted: tuple[str | dict[str, Any], ...], scene: Scene) -> Iterator[str]:
    names = [entry if isinstance(entry, str) else next(iter(entry), "") for entry in wanted]
    seen = [action.name for action in scene.actions]
    if names != seen:
        refused = f" (refused: {', '.join(f'{n}, {why}' for n, why in scene.refused)})" if scene.refused else ""
        yield f"actions are {', '.join(seen) or 'none'}{refused}; expected {', '.join(names) or 'none'}"
        return
    for entry, action in zip(wanted, scene.actions, strict=True):
        given = entry.get(action.name) if isinstance(entry, dict) else None
        told = action.args.model_dump(mode="json", by_alias=True)
        for key, value in (given if isinstance(given, dict) else {}).items():
            if told.get(key) != (list(value) if isinstance(value, tuple) else value):
                seen_value = "missing" if told.get(key) is None else repr(told[key])
                yield f"{action.name}.{key} is {seen_value}; expected {'none' if value is None else repr(value)}"


def _names_differ(what: str, wanted: tuple[str, ...] | None, seen: list[str]) -> Iterator[str]:
    if wanted is not None and sorted(wanted) != sorted(seen):
        yield f"{what} are {', '.join(seen) or 'none'}; expected {', '.join(wanted) or 'none'}"


def _of_lead(lead: Lead, name: str) -> Any:
    short = name.removeprefix("lead.")
    view = lead.view()
    renamed = {"assigned_to": "assignee", "previous_owner": "previous_assignee"}.get(short, short)
    if renamed == "tags":
        return sorted(plain_key(tag) for tag in view["tags"])
    return view[renamed] if renamed in view else view["fields"].get(short)
