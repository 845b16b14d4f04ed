"""Conditions, compiled: each tree becomes closures for the fast path, and can be traced leaf by leaf.

Both ways give the same answer. A leaf about a missing value is false (only `not_set` is true), never an error.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, Protocol

from schemas.conditions import Condition, Group, Leaf, Loc, Not
from worker.automations.language.catalogue import Catalogue
from worker.automations.language.fast_tests import Holds, tested
from worker.automations.language.fields import Field, Read
from worker.automations.language.operators import DEFAULTS, OPERATORS, Operator, operators_for, unknown_operator
from worker.automations.language.situation import Situation
from worker.automations.language.values import Comparison, Environment, ValueCheck, ValueKind
from worker.errors import WrongValueError

MATCHED: Final = "matched"
MAX_SEEN: Final = 200  # characters of a value kept in a trace


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a rule, or worth a remark: `loc` leads from the rule (or its `if`) to the place.

    `line` is the line of a text of several lines, from 1; 0: none in particular.
    """

    loc: Loc
    message: str
    severity: Literal["error", "warning", "note"] = "error"
    line: int = 0

    def below(self, *loc: str | int) -> "Problem":
        """Give the problem as seen from further up."""
        return replace(self, loc=(*loc, *self.loc))


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One condition as it was found: its path, whether it held, the value seen (None: missing) and what was wanted."""

    path: str
    passed: bool
    seen: Any
    wanted: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule matched. `because` is `matched`, or the condition that decided: lead.assigned_to, when.source."""

    fired: bool
    because: str
    trace: tuple[TraceStep, ...] = ()


class Node(Protocol):
    """A compiled condition. `cost` is a rough measure of work, for looking at the cheap ones first."""

    @property
    def test(self) -> Holds: ...
    @property
    def cost(self) -> int: ...
    def explain(self, situation: Situation, steps: list[TraceStep]) -> tuple[bool, str]:
        """Record every leaf in `steps`; give whether it holds, and the field that decided."""


@dataclass(frozen=True, slots=True)
class LeafNode:
    """A comparison of one field."""

    leaf: Leaf
    field: Field
    operator: Operator
    check: ValueCheck
    read: Read
    test: Holds

    @property
    def cost(self) -> int:
        return 20 if self.leaf.field == "message.text" else 5 if self.check.timed else 1

    def explain(self, situation: Situation, steps: list[TraceStep]) -> tuple[bool, str]:
        passed = self.test(situation)
        steps.append(TraceStep(self.leaf.name, passed, seen(self.read(situation)), self.check.wanted))
        return passed, self.leaf.field


@dataclass(frozen=True, slots=True)
class GroupNode:
    """All, or any, of some nodes."""

    group: Group
    nodes: tuple[Node, ...]
    test: Holds

    @property
    def cost(self) -> int:
        return sum(node.cost for node in self.nodes)

    def explain(self, situation: Situation, steps: list[TraceStep]) -> tuple[bool, str]:
        place = len(steps)
        steps.append(_PLACE)
        answers = [node.explain(situation, steps) for node in self.nodes]
        every = self.group.kind == "all"
        passed = all(a for a, _ in answers) if every else any(a for a, _ in answers)
        decided = next((field for answer, field in answers if answer is not every), answers[0][1])
        wanted = f"{'all' if every else 'any'} of {len(answers)}"
        steps[place] = TraceStep(self.group.name, passed, sum(a for a, _ in answers), wanted)
        return passed, decided


@dataclass(frozen=True, slots=True)
class NotNode:
    """The opposite of a node."""

    tree: Not
    node: Node
    test: Holds

    @property
    def cost(self) -> int:
        return self.node.cost

    def explain(self, situation: Situation, steps: list[TraceStep]) -> tuple[bool, str]:
        place = len(steps)
        steps.append(_PLACE)
        inner, decided = self.node.explain(situation, steps)
        steps[place] = TraceStep(self.tree.name, not inner, inner, "not")
        return not inner, decided


_PLACE: Final = TraceStep("", False, None, "")


def seen(value: Any) -> Any:
    """Give a value as a trace keeps it: short, and of types that any store takes."""
    if isinstance(value, str):
        return value if len(value) <= MAX_SEEN else value[: MAX_SEEN - 1] + "…"
    if isinstance(value, list | tuple):
        return [seen(item) for item in value[:20]]
    return value if isinstance(value, int | float | bool | None) else seen(str(value))


def verdict(node: Node | None, situation: Situation) -> Verdict:
    """Evaluate with a trace; without a condition everything matches."""
    if node is None:
        return Verdict(True, MATCHED)
    steps: list[TraceStep] = []
    passed, decided = node.explain(situation, steps)
    return Verdict(passed, MATCHED if passed else decided, tuple(steps))


def all_of(nodes: Sequence[Node]) -> Holds:
    """Give the fast test of several nodes, the cheap ones first."""
    tests = tuple(node.test for node in sorted(nodes, key=lambda node: node.cost))
    if not tests:
        return lambda _situation: True
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        first, second = tests
        return lambda situation: first(situation) and second(situation)

    def every(situation: Situation) -> bool:
        for test in tests:  # noqa: SIM110 - twice as fast as all() over a generator
            if not test(situation):
                return False
        return True

    return every


def any_of(nodes: Sequence[Node]) -> Holds:
    """Give the fast test of alternatives, the cheap ones first."""
    tests = tuple(node.test for node in sorted(nodes, key=lambda node: node.cost))

    def some(situation: Situation) -> bool:
        for test in tests:  # noqa: SIM110
            if test(situation):
                return True
        return False

    return some


@dataclass(frozen=True, slots=True)
class Compiler:
    """Turns trees into nodes. `keep` leaves out what cannot be judged (again): an `any` with such a leaf is left out whole."""

    catalogue: Catalogue
    env: Environment
    problems: list[Problem]
    keep: Callable[[Leaf], bool] = lambda _leaf: True

    def compile(self, tree: Condition) -> Node | None:
        """Give the node of a tree; None where nothing is left of it, or it is wrong (then `problems` say so)."""
        if isinstance(tree, Leaf):
            return self._leaf(tree)
        if isinstance(tree, Not):
            node = self.compile(tree.item)
            return None if node is None else NotNode(tree, node, _opposite(node.test))
        compiled = [self.compile(item) for item in tree.items]
        nodes = tuple(node for node in compiled if node is not None)
        if not nodes or (tree.kind == "any" and len(nodes) < len(compiled)):
            return None
        return GroupNode(tree, nodes, all_of(nodes) if tree.kind == "all" else any_of(nodes))

    def _leaf(self, leaf: Leaf) -> Node | None:
        field = self.catalogue.find(leaf.field)
        if field is None:
            self.problems.append(Problem(_key(leaf), self.catalogue.unknown(leaf.field)))
            return None
        operator = self._operator(leaf, field)
        if operator is None or not self.keep(leaf):
            return None
        if isinstance(leaf.value, str) and leaf.value.startswith("secret:"):
            self.problems.append(Problem(leaf.loc, "a secret cannot be compared with; conditions never see secrets"))
            return None
        try:
            check = operator.on[field.kind](Comparison(leaf.value, field.kind, self.env, field.known))
        except WrongValueError as wrong:
            self.problems.append(Problem((*leaf.loc, *wrong.sub), str(wrong)))
            return None
        read = (field.change or field.read) if operator.of_change else field.read
        return LeafNode(leaf, field, operator, check, read, self._shared(read, field.kind, check, operator.name))

    def _shared(self, read: Read, kind: ValueKind, check: ValueCheck, operator: str) -> Holds:
        """Give one test to all leaves of the account that ask the same: thousands of rules stay in the processor's cache."""
        if check.timed:  # these also depend on the zone and the calendars of their file
            return tested(read, kind, check, operator)
        tests, key = self.catalogue.tests, (read, operator, check.values)
        if key not in tests:
            tests[key] = tested(read, kind, check, operator)
        return tests[key]

    def _operator(self, leaf: Leaf, field: Field) -> Operator | None:
        name = leaf.operator
        if not name:
            if field.only_change or field.kind not in DEFAULTS:
                fitting = ", ".join(operators_for(field.kind, change=field.only_change))
                self.problems.append(Problem(leaf.loc, f"what about {leaf.field}? write one of {fitting}"))
                return None
            name = DEFAULTS[field.kind][isinstance(leaf.value, list | tuple)]
        operator = OPERATORS.get(name)
        fits = operator is not None and field.kind in operator.on
        if fits and operator is not None and operator.of_change and field.change is None:
            self.problems.append(Problem(_key(leaf), f"events do not tell how {leaf.field} changed"))
            return None
        if not fits or operator is None or (field.only_change and not operator.of_change):
            wrong = unknown_operator(name, leaf.field, field.kind, change=field.only_change)
            self.problems.append(Problem((*leaf.loc, "[key]") if leaf.operator else leaf.loc, wrong))
            return None
        return operator


def _key(leaf: Leaf) -> Loc:
    """The place of the field's name, of which the place of its operator may be a part."""
    path = (
        leaf.loc[:-1]
        if leaf.operator and leaf.loc[-1] == leaf.operator and leaf.loc[-2:-1] == (leaf.field,)
        else leaf.loc
    )
    return (*path, "[key]")


def _opposite(test: Holds) -> Holds:
    return lambda situation: not test(situation)
