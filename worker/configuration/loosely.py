"""What a pipeline.yaml means some of whose states are wrong: mistakes beside theirs, and what other files may refer to. Pure.

One mistyped status must not hide that a transition leads nowhere, nor that a rule asks for a state that there is not.
Nothing is said that may only follow from a mistake which is told already.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from schemas.account import LANDMARKS, PipelineFile, State, Status
from schemas.file import Misplaced, closest

STATUSES: Final[tuple[str, ...]] = get_args(Status)


def read_loosely(value: Any) -> tuple[PipelineFile | None, list[Misplaced]]:
    """Give a pipeline to check other files against, and the mistakes that hold whatever was meant by wrong parts.

    None in the place of the pipeline, and no mistakes, where it is not clear which states there are.
    """
    entries = value.get("states") if isinstance(value, dict) else None
    if (
        not isinstance(entries, list)
        or not entries
        or not all(isinstance(e, dict) and _text(e.get("id")) for e in entries)
    ):
        return None, []
    status: dict[str, Any] = {str(entry["id"]): _status(entry) for entry in entries}
    states = tuple(
        State.model_construct(id=str(entry["id"]), name=_text(entry.get("name")), status=status[str(entry["id"])])
        for entry in entries
    )
    given = {key: text for key in LANDMARKS if (text := _text(value.get(key)))}
    found = {key: next(_of_status(status, key), key) for key in LANDMARKS}
    parts: dict[str, Any] = {"transitions": dict(_transitions(value.get("transitions"), states)), **found, **given}
    draft = PipelineFile.model_construct(None, states=states, **parts)
    said = {str(entry["id"]) for entry in entries if entry.get("status", "open") in STATUSES and _known(entry)}

    def certain(mistake: Misplaced) -> bool:
        key = mistake[0][0]
        if key not in LANDMARKS:
            return True
        return given[key] not in status or given[key] in said if key in given else len(said) == len(status)

    mistakes = [mistake for mistake in draft.mistakes() if certain(mistake)]
    clear = None not in status.values() and all(found[key] in status for key in LANDMARKS)
    return draft.model_copy(update={**found, "transitions": None}) if clear else None, mistakes


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None


def _known(entry: Mapping[str, Any]) -> bool:
    """Whether an entry says its status or leaves it out, and no mistyped key could be the one that says it."""
    return "status" in entry or entry.keys() <= State.model_fields.keys()


def _status(entry: Mapping[str, Any]) -> str | None:
    """Give the status that an entry has, or that it clearly means."""
    told = entry.get("status", "open")
    if not isinstance(told, str) or not _known(entry):
        return None
    return told if told in STATUSES else closest(told, STATUSES)


def _of_status(status: Mapping[str, str | None], key: str) -> Iterator[str]:
    for wanted in LANDMARKS[key]:
        yield from (name for name, one in status.items() if one == wanted)


def _transitions(value: Any, states: tuple[State, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what can be read of them; in the place of what is no name stands one of which nothing can be wrong."""
    for source, targets in value.items() if isinstance(value, dict) else ():
        if (name := _text(source)) is not None and isinstance(targets, list):
            yield name, tuple(_text(target) or states[0].id for target in targets)
