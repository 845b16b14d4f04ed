"""What the actions of a rule do to a lead, as far as its text tells: fields written, events that follow. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel

from worker.account import Account
from worker.automations.language.catalogue import Catalogue
from worker.automations.language.necessary_values import Domain, NecessaryValues
from worker.automations.language.values import normal
from worker.automations.language.words import fold
from worker.automations.rules.ruleset import Action
from worker.leads import pipeline

STATE: Final = frozenset({"lead.state", "lead.status"})
OWNER: Final = frozenset({"lead.assigned_to", "lead.previous_owner", "lead.owner_name"})
_TAGS: Final = frozenset({"lead.tags"})
# Actions that change nothing of the lead: they only leave an entry in its history.
SILENT: Final = frozenset({"note", "notify", "call_webhook", "send_quick_message"})

# Announced events that an action can bring about.
CAUSABLE: Final = (
    "lead.updated",
    "lead.state_changed",
    "lead.assigned",
    "lead.unassigned",
    "lead.task_added",
    "lead.activity_recorded",
)


def written_by(name: str, args: BaseModel) -> frozenset[str]:
    """Give the fields of the catalogue that an action writes."""
    if name == "set_field":
        fields: Mapping[str, Any] = getattr(args, "fields", {})
        names = (f"lead.{part}{entry}" for entry in fields for part in ("", "fields."))
        return frozenset({*names, "lead.incomplete", "lead.language"})
    return _WRITES.get(name, frozenset())


_WRITES: Final[Mapping[str, frozenset[str]]] = {
    "assign_user": OWNER,
    "set_state": STATE,
    "won": STATE,
    "lost": STATE,
    "reopen": STATE,
    "add_tags": _TAGS,
    "remove_tags": _TAGS,
}


@dataclass(slots=True)
class Effects:
    """What some actions, done together, do.

    `written`: fields; `values`: what constants leave in them; `added`, `removed`: tags, folded. `by_event`: which action
    brings an event about. `lasting`: doing it again changes nothing any more, and so causes no event but that of a visit.
    """

    written: set[str] = field(default_factory=set)
    values: dict[str, frozenset[Any]] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    by_event: dict[str, Action] = field(default_factory=dict)
    lasting: bool = True

    @property
    def facts(self) -> NecessaryValues:
        """What is so of the lead afterwards."""
        domains: dict[str, Domain] = {}
        for name, values in self.values.items():
            domains[name] = Domain(present=True, allowed=values) if values else Domain(absent=True)
        added = self.added - self.removed
        if added or self.removed:
            domains["lead.tags"] = Domain(
                present=bool(added), has=frozenset(added), lacks=frozenset(self.removed - self.added)
            )
        return NecessaryValues(domains, exact=False)


def effects_of(actions: Iterable[Action], account: Account, catalogue: Catalogue) -> Effects:
    """Give what some actions do together, in one entry of the history."""
    effects = Effects()
    listed = list(actions)
    for action in listed:
        effects.written |= written_by(action.name, action.args)
        _NOTED[action.name](action, effects, account, catalogue)
    effects.lasting = effects.lasting and not effects.added & effects.removed
    if not effects.by_event:
        for action in listed:
            effects.by_event.setdefault("lead.activity_recorded", action)
        effects.lasting = False
    return effects


def _state(action: Action, effects: Effects, account: Account, _catalogue: Catalogue) -> None:
    settled = account.pipeline
    wanted = {"won": settled.won, "lost": settled.lost, "reopen": settled.initial}.get(action.name)
    if wanted is None:
        found = pipeline.find_state(account, getattr(action.args, "state", None))
        wanted = found.id if found is not None else None
    if wanted is not None:
        effects.values["lead.state"] = frozenset({wanted})
        effects.values["lead.status"] = frozenset({pipeline.status_of(account, wanted)})
    effects.by_event.setdefault("lead.state_changed", action)
    effects.by_event.setdefault("lead.updated", action)


def _owner(action: Action, effects: Effects, _account: Account, _catalogue: Catalogue) -> None:
    args: Any = action.args
    if args.user == "nobody":
        effects.values["lead.assigned_to"] = frozenset()
        effects.by_event.setdefault("lead.unassigned", action)
    else:
        effects.by_event.setdefault("lead.assigned", action)
        if args.user is not None and not args.user.startswith("lead."):
            effects.values["lead.assigned_to"] = frozenset({args.user})
        elif not args.only_if_unassigned:
            effects.lasting = False  # another turn, another teammate
    effects.by_event.setdefault("lead.updated", action)


def _fields(action: Action, effects: Effects, _account: Account, catalogue: Catalogue) -> None:
    fields: Mapping[str, Any] = getattr(action.args, "fields", {})
    for entry, value in fields.items():
        known = catalogue.find(f"lead.{entry}")
        if isinstance(value, str) and "{" in value:
            effects.lasting = False
        elif known is not None:
            plain = None if value is None else normal(known.kind, value)
            effects.values[known.name] = frozenset() if plain is None else frozenset({plain})
    effects.by_event.setdefault("lead.updated", action)


def _add(action: Action, effects: Effects, _account: Account, _catalogue: Catalogue) -> None:
    effects.added |= {fold(tag) for tag in getattr(action.args, "tags", ())}
    effects.by_event.setdefault("lead.updated", action)


def _remove(action: Action, effects: Effects, _account: Account, _catalogue: Catalogue) -> None:
    effects.removed |= {fold(tag) for tag in getattr(action.args, "tags", ())}
    effects.by_event.setdefault("lead.updated", action)


def _task(action: Action, effects: Effects, _account: Account, _catalogue: Catalogue) -> None:
    effects.by_event.setdefault("lead.task_added", action)
    effects.by_event.setdefault("lead.updated", action)
    effects.lasting = False  # every task is another


def _silent(_action: Action, _effects: Effects, _account: Account, _catalogue: Catalogue) -> None:
    """Nothing of the lead changes."""


_NOTED: Final[Mapping[str, Callable[[Action, Effects, Account, Catalogue], None]]] = {
    "set_state": _state,
    "won": _state,
    "lost": _state,
    "reopen": _state,
    "assign_user": _owner,
    "set_field": _fields,
    "add_tags": _add,
    "remove_tags": _remove,
    "task": _task,
    **dict.fromkeys(SILENT, _silent),
}
