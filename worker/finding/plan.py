"""Which clause leads a search, and what the others have to be checked on. Pure; estimates come from the store.

The default order is the order key's. Per branch the clause of the fewest leads drives, through an index whose keys are in
that order: pages come out sorted, whatever the number of hits. Otherwise:

* a range of tokens does not come out in order, so it drives only where few leads meet it (`FEW`);
* where nothing narrow drives, the index of the order itself is walked from the first row on until the page is full;
* for any other order, few hits are fetched and sorted, many are met along the index of that order.

The server is never left the choice: its trial of all indexes that begin with the account cost more than the answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final

from worker.finding.clauses import FIND, ORDER, Clause, OneOf, Within
from worker.finding.sorting import MAX_SORTED, Sorting
from worker.finding.trees import Branch, Leaf

ANY_ORDER: Final = Within(ORDER)
FEW: Final = MAX_SORTED
"""Rows up to which it is quicker to fetch and sort them than to walk an order; estimates end one above it."""

Estimate = Callable[[Clause, Within], int]
"""How many leads meet a clause on `find`, within bounds of the order key."""


@dataclass(frozen=True, slots=True)
class Way:
    """How one branch is met: bounds of the order key, the clause that drives (None: the order's index), what is checked."""

    driver: Clause | None
    checks: tuple[Clause, ...]
    order: Within = ANY_ORDER
    told: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question is answered. `ways`: one of them has to hold; none: there is nothing. `index` is the one to use.

    `ordered`: rows come out of the index in the order asked for; else they are sorted after they were found.
    """

    index: str
    ways: tuple[Way, ...]
    sorting: Sorting
    ordered: bool

    @property
    def driver(self) -> str:
        """Name what drives, for people."""
        told = dict.fromkeys(way.told for way in self.ways)
        return " or ".join(told) or "nothing"

    @property
    def simple(self) -> bool:
        """Whether the index alone says how many there are: one clause, and times of creation."""
        return len(self.ways) == 1 and not self.ways[0].checks and not isinstance(self.ways[0].driver, Within)


def planned(branches: Sequence[Branch], sorting: Sorting, estimate: Estimate) -> Plan:
    """Choose, per branch, what drives; `estimate` says how many leads meet a clause on `find`, at most `FEW` + 1."""
    found = [_best(branch, estimate) for branch in branches]
    driven = [best for best in found if best is not None]
    ways = tuple(
        _way(branch, (best.leaf, best.clause) if best else None) for branch, best in zip(branches, found, strict=True)
    )
    if len(driven) == len(branches):
        sorts = all(isinstance(best.clause, OneOf) for best in driven)
        if sorts and sorting.path == ORDER:
            return Plan(FIND, ways, sorting, ordered=True)
        if sum(best.leads for best in driven) <= FEW or (sorts and sorting.path is None):
            return Plan(FIND, ways, sorting, ordered=False)
    undriven = tuple(map(_undriven, branches))
    return Plan(sorting.path or ORDER, undriven, sorting, ordered=sorting.path is not None)


@dataclass(frozen=True, slots=True)
class _Best:
    leaf: Leaf
    clause: OneOf | Within
    leads: int


def _best(branch: Branch, estimate: Estimate) -> _Best | None:
    """Give the clause that the fewest leads meet; a range only where they are few."""
    order = reduce(
        narrowed, (c for leaf in branch if isinstance(c := leaf.check, Within) and c.path == ORDER), ANY_ORDER
    )
    clauses = [(leaf, clause) for leaf in branch for clause in leaf.drives if isinstance(clause, OneOf | Within)]
    found = [_Best(leaf, clause, estimate(clause, order)) for leaf, clause in dict.fromkeys(clauses)]
    fitting = [best for best in found if best.leads <= FEW or isinstance(best.clause, OneOf)]
    return min(fitting, key=lambda best: (best.leads, isinstance(best.clause, Within)), default=None)


def _way(branch: Branch, driving: tuple[Leaf, Clause] | None) -> Way:
    if driving is None:
        return _undriven(branch)
    leaf, clause = driving
    rest = tuple(other.check for other in branch if other is not leaf or other.check != clause)
    return _bounded(Way(clause, rest, told=leaf.told))


def _undriven(branch: Branch) -> Way:
    return _bounded(Way(None, tuple(leaf.check for leaf in branch), told="the order"))


def _bounded(way: Way) -> Way:
    """Take the ranges of the order key out of the checks: they bound the index."""
    order, checks = way.order, []
    for check in way.checks:
        if isinstance(check, Within) and check.path == ORDER:
            order = narrowed(order, check)
        else:
            checks.append(check)
    return replace(way, order=order, checks=tuple(checks))


def narrowed(one: Within, other: Within) -> Within:
    """Give what lies in both of two ranges of one path."""
    low, low_out = max(_low(one), _low(other))
    high, high_in = min(_high(one), _high(other))
    below = one.low is not None or other.low is not None
    above = one.high is not None or other.high is not None
    return Within(one.path, low if below else None, high if above else None, not (below and low_out), above and high_in)


def _low(one: Within) -> tuple[float, bool]:
    """Order lower bounds by how much they leave out; the second part says that the bound itself is left out."""
    return (float("-inf"), False) if one.low is None else (one.low, not one.low_in)  # type: ignore[return-value]  # numbers


def _high(one: Within) -> tuple[float, bool]:
    return (float("inf"), True) if one.high is None else (one.high, one.high_in)  # type: ignore[return-value]  # numbers


def reordered(plan: Plan, order: Within, checks: tuple[Clause, ...] = ()) -> Plan:
    """Give the plan for a part of its order: further bounds of the order key, further checks on every row."""
    ways = (replace(way, order=narrowed(way.order, order), checks=(*way.checks, *checks)) for way in plan.ways)
    return replace(plan, ways=tuple(ways))
