"""A filter to a tree of what is asked of rows: names looked up, placeholders resolved, values read as their types. Pure.

Whatever a request says ends up as a value; keys, operators and patterns are only those that are written here.
"""

from typing import Final

from schemas.api.filters import All, AnyOf, Condition, Filter, Node, Not
from worker.errors import Mistake, QuestionRefusedError, RefusedError
from worker.finding import tokens
from worker.finding.clauses import FIND, OneOf
from worker.finding.context import Context
from worker.finding.operators import OPERATORS, VALUELESS
from worker.finding.trees import NOTHING, Every, Leaf, Some, Tree, negated

__all__ = ["Filter", "compiled", "sight"]

_TOO_WIDE: Final = "filter_too_wide"


def compiled(node: Node, context: Context, at: str = "/filter") -> Tree:
    """Give what a filter asks. Raises `QuestionRefusedError` with every condition that cannot be meant, and its place."""
    findings: list[Mistake] = []
    tree = _tree(node, context, at, findings)
    if findings:
        raise QuestionRefusedError(findings)
    return tree


def _tree(node: Node, context: Context, at: str, findings: list[Mistake]) -> Tree:
    match node:
        case All():
            return Every(tuple(_tree(part, context, f"{at}/all/{i}", findings) for i, part in enumerate(node.all)))
        case AnyOf():
            return Some(tuple(_tree(part, context, f"{at}/any/{i}", findings) for i, part in enumerate(node.any)))
        case Not():
            return negated(_tree(node.not_, context, f"{at}/not", findings))
    try:
        return _condition(node, context, at)
    except QuestionRefusedError as error:
        findings += error.mistakes
    except RefusedError as error:
        code = error.reason if error.reason == _TOO_WIDE else "invalid"
        findings.append(Mistake(f"{at}/value", error.detail or error.reason, code))
    return NOTHING


def _condition(node: Condition, context: Context, at: str) -> Tree:
    one = context.catalogue.get(node.field, f"{at}/field")
    known = OPERATORS[one.kind]
    build = known.get(node.op)
    if build is None:
        says = f"{one.name} is a {one.kind}; it takes {', '.join(known)}"
        raise QuestionRefusedError([Mistake(f"{at}/op", says, "invalid")])
    if node.op in VALUELESS and node.value is not None:
        raise RefusedError("invalid", f"`{node.op}` takes no value")
    if node.op not in VALUELESS and node.value is None:
        raise RefusedError("invalid", f"`{node.op}` needs a value")
    return build(one, node.value, context)


def sight(assignees: tuple[str | None, ...] | None) -> Tree:
    """Give what a person may see as a part of every question: leads of these assignees (None: of nobody); None: all leads."""
    if assignees is None:
        return Every(())
    clause = OneOf(FIND, tuple(tokens.named("assignee", name or "") for name in assignees))
    return Leaf(clause, (clause,), "who may see it")
