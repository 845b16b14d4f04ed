"""All conditions of a rule together, and what of them is left to be tested behind the index. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from worker.automations.language.conditions import GroupNode, LeafNode, Node, TraceStep, all_of
from worker.automations.language.fast_tests import Holds
from worker.automations.language.situation import Situation
from worker.automations.language.triggers import Discriminator, EventNode


class Every:
    """All of some conditions, without a step of its own in the trace; the first that fails decides."""

    __slots__ = ("_flat", "cost", "nodes", "test")

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = tuple(nodes)
        self._flat = tuple(_flattened(self.nodes))
        self.test, self.cost = all_of(self._flat), sum(node.cost for node in self.nodes)

    def explain(self, situation: Situation, steps: list[TraceStep]) -> tuple[bool, str]:
        """Record everything, also behind the condition that decided."""
        answers = [node.explain(situation, steps) for node in self.nodes]
        return next(((False, decided) for passed, decided in answers if not passed), (True, ""))

    def beside(self, known: Mapping[str, frozenset[Any]]) -> Holds:
        """Give the test of what is left where the event is known to be right, and fields to have one of these values."""
        return all_of([node for node in self._flat if not _settled(node, known)])


def _flattened(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, GroupNode) and node.group.kind == "all":
            yield from _flattened(node.nodes)
        else:
            yield node


def _settled(node: Node, known: Mapping[str, frozenset[Any]]) -> bool:
    """Whether the index has answered a condition already."""
    if isinstance(node, EventNode):
        return all(kind.holds is None for kind in node.kinds)
    leaf = node.node if isinstance(node, Discriminator) else node
    if not isinstance(leaf, LeafNode) or leaf.operator.of_change or leaf.field.name not in known:
        return False
    values = known[leaf.field.name]
    if leaf.check.member is not None:
        return values <= leaf.check.member
    return leaf.operator.name in ("has", "has_all") and frozenset(leaf.check.values) <= values
