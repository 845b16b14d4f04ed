"""Pages: by number and by cursor, two ways into the same order.

A number costs a skipped index key per lead before it, so it reaches `MAX_SKIP` leads from either end. A cursor costs nothing.
Orders by what leads may lack have two parts: the rows with a value along their index, then those without one, newest first
or oldest first as the order runs.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from schemas.api.lists import LeadQuery
from worker.errors import QueryTooSlowError
from worker.finding import cursors
from worker.finding.clauses import ID, ORDER, Clause, Either, Known, Not, OneOf, Within, value_at
from worker.finding.counting import Counting
from worker.finding.cursors import Cursor
from worker.finding.plan import Plan, reordered
from worker.finding.refusals import refused
from worker.finding.row import Row
from worker.finding.sorting import MAX_SORTED, Sorting
from worker.finding.storage import FindStore

MAX_SKIP: Final = 100_000
_HIGHEST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Page:
    """Ids of the leads of a page. `total`: how many there are in all, where that came out by itself; `seen`: at least."""

    ids: tuple[str, ...]
    number: int | None
    size: int
    as_of: str | None
    next: str | None
    previous: str | None
    clamped: bool
    total: int | None
    seen: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is the same for all of a page's steps."""

    account: str
    plan: Plan
    counted: Plan
    size: int


@dataclass(frozen=True, slots=True)
class _Window:
    """Rows that were read: `before` of them stand before, `more` say that some follow."""

    rows: Sequence[Row]
    before: int
    more: bool
    total: int | None = None
    number: int | None = None
    clamped: bool = False


class Paging:
    """Reads pages of a store."""

    def __init__(self, store: FindStore, counting: Counting) -> None:
        self._store, self._counting = store, counting
        self._secret = b""

    async def page(self, account: str, plan: Plan, counted: Plan, query: LeadQuery, question: str) -> Page:
        """Give a page; `counted` is the plan that counts soonest, `question` what cursors belong to.

        Raises `QuestionRefusedError` (`cursor_mismatch`, `page_too_far`, `sort_too_wide`).
        """
        self._secret = self._secret or await self._store.secret()
        cursor = cursors.read(query.cursor, question, self._secret) if query.cursor else None
        as_of = min(int(query.as_of), _HIGHEST) if query.as_of else cursor.as_of if cursor else None
        if as_of is None:
            as_of = await self._store.newest(account)
        elif plan.ways:
            present = Within(ORDER, None, as_of, high_in=True)
            plan, counted = reordered(plan, present), reordered(counted, present)
        asked = _Asked(account, plan, counted, query.size)
        window = await (self._at(asked, cursor) if cursor else self._numbered(asked, query.page or 1))
        return self._page(asked, window, cursor, as_of, question)

    def _page(self, asked: _Asked, window: _Window, cursor: Cursor | None, as_of: int, question: str) -> Page:
        rows, order = window.rows, asked.plan.sorting
        backwards = cursor is not None and cursor.backwards
        more, fewer = window.more or backwards, window.before > 0
        if backwards:
            fewer = window.more
        places = (("next", False, more, window.before + len(rows)), ("previous", True, fewer, window.before))
        edges: dict[str, str] = {}
        for name, back, there, place in places:
            if rows and there:
                edge = _edge(rows, order, cursor, backwards=back)
                edge = replace(edge, question=question, as_of=as_of, place=place)
                edges[name] = cursors.written(edge, self._secret)
        seen = window.before + len(rows) + (window.more and not backwards)
        ids = tuple(row["_id"] for row in rows)
        following, leading = edges.get("next"), edges.get("previous")
        return Page(
            ids, window.number, asked.size, str(as_of), following, leading, window.clamped, window.total, seen
        )  # fmt: skip

    # by number

    async def _numbered(self, asked: _Asked, number: int) -> _Window:
        if not asked.plan.ways:
            return _Window((), 0, more=False, total=0, number=1, clamped=number > 1)
        if _in_memory(asked.plan):
            rows = await self._sorted(asked)
            last = max(1, -(-len(rows) // asked.size))
            place = (min(number, last) - 1) * asked.size
            shown = rows[place : place + asked.size]
            more = place + asked.size < len(rows)
            return _Window(shown, place, more, len(rows), min(number, last), clamped=number > last)
        skip = (number - 1) * asked.size
        if skip > MAX_SKIP:
            return await self._far(asked, number)
        rows = await self._read(asked, skip, asked.size + 1)
        if rows or number == 1:
            total = skip + len(rows) if len(rows) <= asked.size else None
            return _Window(rows[: asked.size], skip, total is None, total, number)
        return await self._last(asked, (await self._counting.exact(asked.account, asked.counted)).value)

    async def _last(self, asked: _Asked, total: int) -> _Window:
        """Give the last page there is, for a number beyond it."""
        number = max(1, -(-total // asked.size))
        skip = (number - 1) * asked.size
        rows = await self._read(asked, skip, asked.size) if skip <= MAX_SKIP else await self._ending(asked, total, skip)
        return _Window(rows, skip, more=False, total=skip + len(rows), number=number, clamped=True)

    async def _far(self, asked: _Asked, number: int) -> _Window:
        """Give a page far behind the first one: it is reached from the other end, or not at all."""
        skip, total = (number - 1) * asked.size, None
        with contextlib.suppress(QueryTooSlowError):
            total = (await self._counting.exact(asked.account, asked.counted)).value
        if total is not None and skip >= total:
            return await self._last(asked, total)
        if total is None or total - skip > MAX_SKIP:
            raise refused(
                "page_too_far",
                f"page {number:,} is further than {MAX_SKIP:,} leads from either end: narrow the filter, or jump to a date "
                "with `after`",
                "/page",
            )
        rows = await self._ending(asked, total, skip)
        return _Window(rows, skip, skip + len(rows) < total, total, number)

    async def _ending(self, asked: _Asked, total: int, skip: int) -> list[Row]:
        """Read a page from the far end."""
        behind = max(0, total - skip - asked.size)
        return (await self._read(asked, behind, min(asked.size, total - skip), backwards=True))[::-1]

    # by cursor

    async def _at(self, asked: _Asked, cursor: Cursor) -> _Window:
        if not asked.plan.ways:
            return _Window((), 0, more=False, total=0)
        limit = asked.size + 1
        if _in_memory(asked.plan):
            rows = await self._sorted(asked)
            ids = [row["_id"] for row in rows]
            edge = ids.index(cursor.ids[0]) if cursor.ids[0] in ids else cursor.place - (not cursor.backwards)
            first = max(0, edge - asked.size) if cursor.backwards else edge + 1
            shown = rows[first : edge if cursor.backwards else first + asked.size]
            more = first > 0 if cursor.backwards else first + asked.size < len(rows)
            return _Window(shown, first, more, len(rows))
        found: list[Row] = []
        for part in _from(asked.plan, cursor):
            if len(found) < limit:
                found += await self._store.rows(
                    asked.account, part, limit=limit - len(found), backwards=cursor.backwards
                )
        more, shown = len(found) > asked.size, found[: asked.size]
        before = max(0, cursor.place - len(shown)) if cursor.backwards else cursor.place
        return _Window(shown[::-1] if cursor.backwards else shown, before, more)

    # rows

    async def _read(self, asked: _Asked, skip: int, limit: int, *, backwards: bool = False) -> list[Row]:
        """Read from a place in the order, over both of its parts."""
        found: list[Row] = []
        parts = _parts(asked.plan)
        for place, part in enumerate(parts[::-1] if backwards else parts):
            rows = await self._store.rows(asked.account, part, skip=skip, limit=limit - len(found), backwards=backwards)
            found += rows
            if len(found) == limit or place == len(parts) - 1:
                break
            if rows or not skip:
                skip = 0
            else:
                skip -= min(skip, (await self._counting.exact(asked.account, part)).value)
        return found

    async def _sorted(self, asked: _Asked) -> list[Row]:
        """Read all rows and sort them here."""
        rows = await self._store.rows(asked.account, asked.plan, limit=MAX_SORTED + 1, whole=True)
        if len(rows) > MAX_SORTED:
            raise refused(
                "sort_too_wide",
                f"more than {MAX_SORTED:,} leads match, too many to sort by {asked.plan.sorting.told}: narrow the filter, sort "
                "by a time, or mark the field `sortable` in fields.yaml",
                "/sort",
            )
        return [dict(row) for row in asked.plan.sorting.sorted(rows)]


def _in_memory(plan: Plan) -> bool:
    return not plan.ordered and plan.sorting.path != ORDER


def _parts(plan: Plan) -> list[Plan]:
    """Give the parts of an order: rows with a value, rows without one."""
    path = plan.sorting.path
    if not plan.sorting.gaps or path is None:
        return [plan]
    gap = _along(plan, Sorting(plan.sorting.told, ORDER, plan.sorting.descending), Not(Known(path)))
    return [_along(plan, plan.sorting, Known(path)), gap]


def _along(plan: Plan, order: Sorting, *checks: Clause) -> Plan:
    ways = tuple(replace(way, checks=(*checks, *way.checks)) for way in plan.ways)
    return Plan(order.path or ORDER, ways, order, ordered=True)


def _from(plan: Plan, cursor: Cursor) -> list[Plan]:
    """Give what follows a place, in the cursor's direction."""
    parts = _parts(plan)
    falling = plan.sorting.descending != cursor.backwards
    others = (Not(OneOf(ID, cursor.ids)),)
    by_order = Within(ORDER, None, cursor.order, high_in=True) if falling else Within(ORDER, cursor.order, None)
    path = plan.sorting.path or ORDER
    if path == ORDER:
        return [reordered(plan, by_order, others)]
    if cursor.value is None:
        gap = reordered(parts[-1], by_order, others)
        return [gap, *parts[:-1]] if cursor.backwards else [gap]
    bounds = Within(path, None, cursor.value, high_in=True) if falling else Within(path, cursor.value, None)
    beyond = Within(path, None, cursor.value) if falling else Within(path, cursor.value, None, low_in=False)
    valued = _along(parts[0], plan.sorting, bounds, Either((beyond, by_order)), *others)
    return [valued] if cursor.backwards else [valued, *parts[1:]]


def _edge(rows: Sequence[Row], order: Sorting, came: Cursor | None, *, backwards: bool) -> Cursor:
    """Give the place at an edge of a page, with the ids of the rows there that are equal in what is sorted by."""
    edge = rows[0] if backwards else rows[-1]
    path = order.path or ORDER
    key = (value_at(edge, path), edge["order"])
    ids = [row["_id"] for row in rows if (value_at(row, path), row["order"]) == key]
    ids.sort(key=lambda name: name != edge["_id"])
    if came is not None and came.backwards == backwards and (came.value, came.order) == key:
        ids += came.ids
    return Cursor("", backwards, None, edge["order"], key[0], tuple(ids), 0)
