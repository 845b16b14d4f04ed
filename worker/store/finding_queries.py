"""Clauses in MongoDB's language. Values of a question stand as operands only; every key and operator is written here."""

from collections.abc import Sequence
from typing import Any, Final

from pymongo import ASCENDING, DESCENDING

from worker.finding.clauses import (
    ACCOUNT,
    FIND,
    LISTS,
    ORDER,
    Begins,
    Clause,
    Either,
    Known,
    Not,
    OneOf,
    Within,
    spread,
)
from worker.finding.fields import SLOTS
from worker.finding.plan import Plan, Way

EDGE: Final = ("order", "updated", "inbound", *SLOTS)
Query = dict[str, Any]


def condition(clause: Clause) -> Query:
    """Give a clause as a part of a query."""
    match clause:
        case Not(inner):
            return {"$nor": [condition(inner)]}
        case Either(parts):
            return {"$or": [condition(part) for part in parts]} if parts else {FIND: {"$in": []}}
        case Begins():
            return condition(spread(clause))
        case Known(path):
            return {path: {"$exists": True}}
        case OneOf(path, values):
            return {path: values[0] if len(values) == 1 else {"$in": list(values)}}
    bounds = _bounds(clause)
    if clause.path in LISTS:  # one member within both bounds, not one within each
        return {clause.path: {"$elemMatch": bounds}}
    return {clause.path: bounds} if bounds else {}


def _bounds(clause: Within) -> Query:
    bounds: Query = {}
    if clause.low is not None:
        bounds["$gte" if clause.low_in else "$gt"] = clause.low
    if clause.high is not None:
        bounds["$lte" if clause.high_in else "$lt"] = clause.high
    return bounds


def query_of(account: str, plan: Plan) -> Query:
    """Give the query of a plan; its index has to be named beside it."""
    if plan.index == FIND:
        found = [_driven(account, way) for way in plan.ways]
        return found[0] if len(found) == 1 else {"$or": found}
    query: Query = {ACCOUNT: account, **condition(_hull(plan.ways))}
    if len(plan.ways) == 1:
        checks = [condition(check) for check in plan.ways[0].checks]
        return query | ({"$and": checks} if checks else {})
    return query | {"$or": [_all_of([way.order, *way.checks]) for way in plan.ways]}


def _driven(account: str, way: Way) -> Query:
    """Give the query of one way: what drives stands above, the rest where it does not become the bounds of the index."""
    query: Query = {ACCOUNT: account, **condition(way.driver or OneOf(FIND, ())), **condition(way.order)}
    checks = [_unindexed(check) for check in way.checks]
    return query | ({"$and": checks} if checks else {})


def _unindexed(check: Clause) -> Query:
    """Give a check so that the server does not take it for bounds in the driver's place."""
    if isinstance(check, OneOf | Within) and check.path == FIND:
        return {"$nor": [{"$nor": [condition(check)]}]}
    return condition(check)


def _all_of(checks: Sequence[Clause]) -> Query:
    parts = [part for check in checks if (part := condition(check))]
    return {"$and": parts} if parts else {}


def _hull(ways: Sequence[Way]) -> Within:
    """Give the bounds of the order key that all ways lie in."""
    lows, highs = [way.order.low for way in ways], [way.order.high for way in ways]
    low = None if None in lows else min(lows, key=_number)
    high = None if None in highs else max(highs, key=_number)
    return Within(ORDER, low, high, high_in=True)


def _number(value: Any) -> float:
    return value if isinstance(value, int) else 0


def sort_of(plan: Plan, *, backwards: bool) -> list[tuple[str, int]]:
    """Give the order of a plan that has one."""
    path = plan.sorting.path or ORDER
    direction = DESCENDING if plan.sorting.descending != backwards else ASCENDING
    return [(path, direction)] if path == ORDER else [(path, direction), (ORDER, direction)]
