"""The graph of rules as text, for Graphviz, or as Mermaid. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from worker.automations.rules.loops import Graph
from worker.automations.rules.ruleset import Rule


def as_text(rules: Sequence[Rule], graph: Graph) -> Iterator[str]:
    """Every rule in the order in which they are asked, and below it what it sets off."""
    for rule in rules:
        mode = "" if rule.mode == "live" else f" ({rule.mode})"
        yield f"{rule.priority:>5}  {rule.id}{mode}  when {' or '.join(rule.when.event)}  {rule.place}"
        for edge in graph.edges:
            if edge.before.id == rule.id:
                later = f" of wait {edge.wait}" if edge.wait else ""
                yield f"       └─ {edge.event} by {edge.action.name}{later} sets off {edge.after.id}"
    for loop in graph.loops():
        yield f"circle: {loop}"


def as_dot(rules: Sequence[Rule], graph: Graph) -> Iterator[str]:
    """For `dot -Tsvg`."""
    yield "digraph rules {"
    yield "  rankdir=LR; node [shape=box, fontname=sans]; edge [fontname=sans, fontsize=10];"
    for rule in rules:
        style = {"live": "solid", "shadow": "dashed", "paused": "dotted"}[rule.mode]
        yield f"  {_quoted(rule.id)} [style={style}, tooltip={_quoted(rule.name)}];"
    circles = _in_circles(graph)
    for edge in graph.edges:
        colour = ", color=red" if (edge.before.id, edge.after.id) in circles else ""
        label = _quoted(f"{edge.event}\n{edge.action.name}")
        yield f"  {_quoted(edge.before.id)} -> {_quoted(edge.after.id)} [label={label}{colour}];"
    yield "}"


def as_mermaid(rules: Sequence[Rule], graph: Graph) -> Iterator[str]:
    """For Markdown."""
    number = {rule.id: f"r{i}" for i, rule in enumerate(rules)}
    yield "flowchart LR"
    for rule in rules:
        yield f'  {number[rule.id]}["{rule.id}"]'
    for edge in graph.edges:
        yield f'  {number[edge.before.id]} -->|"{edge.event}, {edge.action.name}"| {number[edge.after.id]}'
    circles = _in_circles(graph)
    red = [str(i) for i, edge in enumerate(graph.edges) if (edge.before.id, edge.after.id) in circles]
    if red:
        yield f"  linkStyle {','.join(red)} stroke:red"


def _in_circles(graph: Graph) -> set[tuple[str, str]]:
    return {(edge.before.id, edge.after.id) for loop in graph.loops() for edge in loop.edges}


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


DRAWINGS: Final[Mapping[str, Callable[[Sequence[Rule], Graph], Iterator[str]]]] = {
    "text": as_text,
    "dot": as_dot,
    "mermaid": as_mermaid,
}
