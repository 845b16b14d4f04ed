"""What the automations of one account are made from, as one value that a reload swaps; and how a set of rules is assembled.

Rules are isolated: one that is wrong keeps its last good revision, or is unavailable, and the others change.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from worker.account import Account
from worker.automations.language.catalogue import Catalogue, catalogue_of
from worker.automations.language.resources import Surroundings
from worker.automations.rules.loops import Graph, graph_of
from worker.automations.rules.references import Setting
from worker.automations.rules.ruleset import BrokenRule, Place, Rule, RuleSet


@dataclass(frozen=True, eq=False)
class Automations:
    """The rules of an account and what they refer to. `digest` names the files it was made from."""

    account: Account
    rules: RuleSet = field(default_factory=RuleSet)
    surroundings: Surroundings = field(default_factory=Surroundings)
    digest: str = ""
    findings: tuple[Any, ...] = ()

    @cached_property
    def catalogue(self) -> Catalogue:
        """The fields that rules and texts of this account can name."""
        return catalogue_of(self.account, self.surroundings)

    @cached_property
    def setting(self) -> Setting:
        """What a rule is compiled against, for a stored revision."""
        return Setting(self.account, self.catalogue, self.surroundings)

    @cached_property
    def graph(self) -> Graph:
        """Which rules set off which."""
        return graph_of(self.rules.rules, self.account, self.catalogue)


@dataclass(frozen=True, slots=True)
class Read:
    """One rule as it was read: compiled, or the findings that speak against it. `id` is empty where it has none."""

    id: str
    file: str
    place: Place
    rule: Rule | None = None
    findings: tuple[Any, ...] = ()


def assemble(read: Sequence[Read], lost: Collection[str], previous: RuleSet | None) -> RuleSet:
    """Give the set of the rules that are right, and of the last good revisions of those that are not.

    `lost` are files that could not be read as a whole, or hold rules whose id cannot be told, and folders that could not
    be read: what came from them goes on.
    """
    last = dict(previous.by_id) if previous is not None else {}
    good = {entry.id: entry.rule for entry in read if entry.rule is not None}
    broken: list[BrokenRule] = []
    kept: list[Rule] = []
    named: set[str] = set()
    for entry in read:
        if entry.rule is None:
            keep = None if entry.id in good or entry.id in named else last.get(entry.id)
            named.add(entry.id)
            broken.append(BrokenRule(entry.id, entry.file, entry.findings, keep))
            kept += [keep] if keep is not None else []
    for rule in last.values():
        gone = rule.place.file in lost or any(rule.place.file.startswith(f"{folder.rstrip('/')}/") for folder in lost)
        if gone and rule.id not in good and rule.id not in named:
            broken.append(BrokenRule(rule.id, rule.place.file, (), rule))
            kept.append(rule)
    rules = in_order([*good.values(), *kept])
    return RuleSet(digest_of(rules), rules, tuple(broken))


def in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Put rules in the order in which they are asked: higher priority first, then by file name and place in the file."""
    return tuple(sorted(rules, key=lambda r: (-r.priority, r.place.file, r.place.line, r.place.column)))


def digest_of(rules: Iterable[Rule]) -> str:
    """Name exactly these revisions in this order."""
    text = "\n".join(f"{rule.id}@{rule.revision}" for rule in rules)
    return hashlib.sha256(text.encode()).hexdigest()
