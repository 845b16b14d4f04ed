"""Trees of leaves, and their normal form: branches, of which one has to hold with all of its leaves. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from worker.finding.clauses import ALWAYS, NEVER, Clause, Not
from worker.finding.refusals import refused

MAX_BRANCHES: Final = 64


@dataclass(frozen=True, slots=True)
class Leaf:
    """One thing that is asked of a row. `drives`: what is so of the list `find` whenever it holds; empty: nothing is.

    `told` names it to people.
    """

    check: Clause
    drives: tuple[Clause, ...] = ()
    told: str = ""


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts hold."""

    parts: "tuple[Tree, ...]"


@dataclass(frozen=True, slots=True)
class Some:
    """One of the parts holds."""

    parts: "tuple[Tree, ...]"


Tree = Leaf | Every | Some
Branch = tuple[Leaf, ...]
EVERYTHING: Final = Every(())
NOTHING: Final = Some(())


def negated(tree: Tree) -> Tree:
    """Give what holds exactly where the tree does not."""
    match tree:
        case Every(parts):
            return Some(tuple(map(negated, parts)))
        case Some(parts):
            return Every(tuple(map(negated, parts)))
    check = tree.check.clause if isinstance(tree.check, Not) else Not(tree.check)
    return Leaf(check, (), f"not {tree.told}")


def branches(tree: Tree) -> list[Branch]:
    """Give the normal form; none at all: nothing can hold. Raises `QuestionRefusedError` (`filter_too_wide`)."""
    return list(dict.fromkeys(_branches(tree)))


def _branches(tree: Tree) -> list[Branch]:
    match tree:
        case Some(parts):
            return _bounded(branch for part in parts for branch in _branches(part))
        case Every(parts):
            found: list[Branch] = [()]
            for part in parts:
                further = _branches(part)
                found = _bounded(_joined(one, other) for one in found for other in further)
            return found
    if tree.check == NEVER:
        return []
    return [()] if tree.check == ALWAYS else [(tree,)]


def _joined(one: Branch, other: Branch) -> Branch:
    return (*one, *(leaf for leaf in other if leaf not in one))


def _bounded(found: Iterator[Branch]) -> list[Branch]:
    listed: list[Branch] = []
    for branch in found:
        listed.append(branch)
        if len(listed) > MAX_BRANCHES:
            raise refused(
                "filter_too_wide",
                f"this is more than {MAX_BRANCHES} combinations of conditions; use `in` instead of `any`, or fewer alternatives",
                "/filter",
            )
    return listed


def either(parts: Sequence[Tree]) -> Tree:
    """Give the tree of which one part has to hold."""
    return parts[0] if len(parts) == 1 else Some(tuple(parts))
