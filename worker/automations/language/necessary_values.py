"""What must be so whenever a condition holds: per field the values that are possible. For reasoning about rules. Pure.

NecessaryValues say less than the condition (they are what can be told from the text of the rule), never more: what contradicts
them contradicts the condition; a condition all of whose leaves follow from facts holds whenever they do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from worker.automations.language.conditions import GroupNode, LeafNode, Node, NotNode

INFINITY: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Domain:
    """What is known about one field. `allowed` None: any value; `low` and `high` are (limit, whether it is excluded).

    `given`: it is not missing, though perhaps empty; `present`: `set` holds; `absent`: `not_set` holds.
    """

    given: bool = False
    present: bool = False
    absent: bool = False
    allowed: frozenset[Any] | None = None
    excluded: frozenset[Any] = frozenset()
    low: tuple[Any, bool] | None = None
    high: tuple[Any, bool] | None = None
    has: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()

    def meet(self, other: "Domain") -> "Domain":
        """Give what is known if both are."""
        allowed = self.allowed if other.allowed is None else other.allowed
        if self.allowed is not None and other.allowed is not None:
            allowed = self.allowed & other.allowed
        return Domain(
            given=self.given or other.given,
            present=self.present or other.present,
            absent=self.absent or other.absent,
            allowed=allowed,
            excluded=self.excluded | other.excluded,
            low=_tighter(self.low, other.low, upper=False),
            high=_tighter(self.high, other.high, upper=True),
            has=self.has | other.has,
            lacks=self.lacks | other.lacks,
        )

    @property
    def possible(self) -> frozenset[Any] | None:
        """The values that remain, None for all."""
        if self.allowed is None:
            return None
        return frozenset(v for v in self.allowed if v not in self.excluded and self.in_range(v))

    def in_range(self, value: Any) -> bool:
        """Whether a value lies between `low` and `high`."""
        try:
            above = self.low is None or (value > self.low[0] if self.low[1] else value >= self.low[0])
            return above and (self.high is None or (value < self.high[0] if self.high[1] else value <= self.high[0]))
        except TypeError:
            return False

    @property
    def empty(self) -> bool:
        """Whether nothing can be so."""
        if self.present and self.absent:
            return True
        if (self.possible is not None and not self.possible) or self.has & self.lacks:
            return True
        if self.low is None or self.high is None:
            return False
        return _less(self.high[0], self.low[0]) or (self.low[0] == self.high[0] and (self.low[1] or self.high[1]))

    def excludes(self, other: "Domain") -> bool:
        """Whether both cannot be so at once."""
        if self.allowed is not None and other.allowed is not None and self.allowed.isdisjoint(other.allowed):
            return True  # by far the commonest case, and the cheapest to see
        return self != other and self.meet(other).empty

    def implies(self, other: "Domain") -> bool:
        """Whether whatever is so here is also as the other says."""
        if (other.present and not self.present) or (other.absent and not self.absent):
            return False
        if other.given and not (self.given or self.present):
            return False
        if self.absent:
            return True  # nothing else that the other could demand allows for a missing value
        possible = self.possible
        if other.allowed is not None and (possible is None or not possible <= other.allowed):
            return False
        if not self._excludes(other.excluded) or not other.has <= self.has or not other.lacks <= self.lacks:
            return False
        return self._within(other)

    def _excludes(self, values: frozenset[Any]) -> bool:
        possible = self.possible
        return values <= self.excluded or (possible is not None and not possible & values)

    def _within(self, other: "Domain") -> bool:
        possible = self.possible
        if possible is not None:
            ranged = replace(Domain(), low=other.low, high=other.high)
            return (other.low is None and other.high is None) or all(ranged.in_range(v) for v in possible)
        return (
            _tighter(self.low, other.low, upper=False) == self.low
            and _tighter(self.high, other.high, upper=True) == self.high
        )


def _tighter(ours: tuple[Any, bool] | None, theirs: tuple[Any, bool] | None, *, upper: bool) -> tuple[Any, bool] | None:
    if ours is None or theirs is None:
        return ours or theirs
    if ours[0] == theirs[0]:
        return ours if ours[1] else theirs
    return ours if _less(ours[0], theirs[0]) is upper else theirs


def _less(a: Any, b: Any) -> bool:
    try:
        return bool(a < b)
    except TypeError:
        return False


@dataclass(frozen=True, slots=True)
class NecessaryValues:
    """Domains by field. `exact`: the condition says nothing else, so that whoever implies the facts implies it."""

    domains: Mapping[str, Domain] = field(default_factory=dict)
    exact: bool = True

    def meet(self, other: "NecessaryValues") -> "NecessaryValues":
        """Give what is known if both are."""
        domains = dict(self.domains)
        for name, domain in other.domains.items():
            domains[name] = domains[name].meet(domain) if name in domains else domain
        return NecessaryValues(domains, self.exact and other.exact)

    def without(self, fields: Iterable[str]) -> "NecessaryValues":
        """Forget what is known about some fields."""
        gone = set(fields)
        return NecessaryValues({name: d for name, d in self.domains.items() if name not in gone}, exact=False)

    @property
    def impossible(self) -> str | None:
        """Give a field about which nothing can be as demanded, None if there is none."""
        return next((name for name, domain in self.domains.items() if domain.empty), None)

    def excludes(self, other: "NecessaryValues") -> bool:
        """Whether both cannot be so at once."""
        shared = self.domains.keys() & other.domains.keys()
        return any(self.domains[name].excludes(other.domains[name]) for name in shared)

    def imply(self, other: "NecessaryValues") -> bool:
        """Whether the other's condition holds whenever these facts are so."""
        return other.exact and all(
            name in self.domains and self.domains[name].implies(domain) for name, domain in other.domains.items()
        )


def facts_of(node: Node | None) -> NecessaryValues:
    """Give what must be so whenever a condition holds."""
    if node is None:
        return NecessaryValues()
    if isinstance(node, LeafNode):
        return _of_leaf(node)
    if isinstance(node, GroupNode) and node.group.kind == "all":
        found = NecessaryValues()
        for inner in node.nodes:
            found = found.meet(facts_of(inner))
        return found
    if isinstance(node, GroupNode):
        return _of_any(node)
    if isinstance(node, NotNode) and isinstance(node.node, LeafNode):
        return _of_not(node.node)
    return NecessaryValues(exact=False)


def _of_leaf(node: LeafNode) -> NecessaryValues:
    make, name = _DOMAINS.get(node.operator.name), node.field.name
    if node.operator.of_change:
        return _of_change(node)
    if node.field.kind == "clock":
        return NecessaryValues(exact=False)
    several = node.operator.name == "has_any" and len(node.check.values) > 1
    if make is None or node.check.timed or several:
        return NecessaryValues({name: Domain(present=True)}, exact=False)
    return NecessaryValues({name: make(node.check.values)})


def _of_change(node: LeafNode) -> NecessaryValues:
    """A change to a value is also about the value the lead has now."""
    name = node.field.name.removeprefix("change.")
    name = name if name.startswith("lead.") else f"lead.{name}"
    domains = {f"{node.operator.name} {name}": Domain(present=True, allowed=frozenset(node.check.values) or None)}
    if node.operator.name == "changed_to":
        domains[name] = Domain(present=True, allowed=frozenset(node.check.values))
    if node.operator.name == "added" and len(node.check.values) == 1:
        domains[name] = Domain(present=True, has=frozenset(node.check.values))
    return NecessaryValues(domains, exact=False)


def _of_any(node: GroupNode) -> NecessaryValues:
    """Alternatives about one field are a choice of its values; of others nothing is certain."""
    parts = [facts_of(inner) for inner in node.nodes]
    names = {name for part in parts for name in part.domains}
    if len(names) == 1 and all(part.exact and len(part.domains) == 1 for part in parts):
        (name,) = names
        domains = [part.domains[name] for part in parts]
        simple = all(replace(d, allowed=None) == Domain(present=True) and d.allowed is not None for d in domains)
        if simple:
            return NecessaryValues(
                {name: Domain(present=True, allowed=frozenset[Any]().union(*(d.allowed or () for d in domains)))}
            )
    return NecessaryValues(exact=False)


def _of_not(node: LeafNode) -> NecessaryValues:
    """`not: {lead.state: won}`: another value, or none."""
    name, operator, values = node.field.name, node.operator.name, frozenset(node.check.values)
    if node.operator.of_change or node.check.timed:
        return NecessaryValues(exact=False)
    if operator in ("is", "one_of"):
        return NecessaryValues({name: Domain(excluded=values)})
    if operator == "set":
        return NecessaryValues({name: Domain(absent=True)})
    if operator == "not_set":
        return NecessaryValues({name: Domain(present=True)})
    if operator in ("has", "has_any"):
        return NecessaryValues({name: Domain(lacks=values)})
    return NecessaryValues(exact=False)


def _range(*, low: bool, strict: bool) -> Any:
    def make(values: tuple[Any, ...]) -> Domain:
        limit = (values[0], strict)
        return Domain(present=True, low=limit) if low else Domain(present=True, high=limit)

    return make


_DOMAINS: Final[Mapping[str, Any]] = {
    "is": lambda values: Domain(present=True, allowed=frozenset(values)),
    "one_of": lambda values: Domain(present=True, allowed=frozenset(values)),
    "is_not": lambda values: Domain(given=True, excluded=frozenset(values)),
    "none_of": lambda values: Domain(given=True, excluded=frozenset(values)),
    "set": lambda _values: Domain(present=True),
    "not_set": lambda _values: Domain(absent=True),
    "at_least": _range(low=True, strict=False),
    "more_than": _range(low=True, strict=True),
    "after": _range(low=True, strict=True),
    "at_most": _range(low=False, strict=False),
    "less_than": _range(low=False, strict=True),
    "before": _range(low=False, strict=True),
    "between": lambda values: Domain(present=True, low=(values[0], False), high=(values[1], False)),
    "has": lambda values: Domain(present=True, has=frozenset(values)),
    "has_any": lambda values: Domain(present=True, has=frozenset(values)),
    "has_all": lambda values: Domain(present=True, has=frozenset(values)),
    "has_none": lambda values: Domain(given=True, lacks=frozenset(values)),
}
