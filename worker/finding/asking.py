"""Asking: a request becomes a question, the question a plan, the plan a page of lead ids with its count and cursors.

Everything that decides is in the pure modules; this one asks the store in between. See the package for how to ask.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from schemas.api.lists import LeadQuery, Selection
from worker.account import Account
from worker.errors import RefusedError
from worker.finding import cursors, filters, search
from worker.finding.clauses import BY, FIND, ORDER, Begins, Clause, OneOf, Within, spread
from worker.finding.context import Context, Viewer
from worker.finding.counting import Counting, Tally
from worker.finding.dates import Now, instants
from worker.finding.order import lowest_order
from worker.finding.paging import Page, Paging
from worker.finding.plan import FEW, Plan, planned
from worker.finding.refusals import refused
from worker.finding.row import signature_of
from worker.finding.sorting import NEWEST, Sorting, sorting
from worker.finding.storage import FindStore
from worker.finding.trees import Branch, Every, Leaf, Tree, branches
from worker.ports import Clock

MAX_EXPANDED: Final = 200  # words that a beginning may stand for; of more, rows are looked through
ESTIMATE_MS: Final = 60_000  # how long an estimate is believed
SUGGESTED: Final = 10
Sight = tuple[str | None, ...] | None


@dataclass(frozen=True, slots=True)
class Found:
    """A page: ids of leads in order, and what an answer says about them."""

    page: Page
    count: Tally | None
    plan: Plan


class Lists:
    """Lists of one store. `sight`: whose leads the person may see (None in it: unassigned ones); None: all of them."""

    def __init__(self, store: FindStore, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._estimates: dict[tuple[Any, ...], tuple[int, int]] = {}
        self._counting = Counting(store, clock)
        self._paging = Paging(store, self._counting)

    async def page(self, account: Account, viewer: Viewer, query: LeadQuery, sight: Sight = None) -> Found:
        """Give a page. Raises `QuestionRefusedError` for what cannot be asked, `QueryTooSlowError` for what takes too long."""
        context = self._context(account, viewer)
        order = sorting(query.sort, context)
        found = await self._branches(query, context, sight, _after(query, context, order))
        plan = await self._planned(account.id, found, order)
        question = cursors.digest(
            {**query.model_dump(include={"filter", "search", "sort", "after"}), "account": account.id, "sight": sight,
             "viewer": [viewer.user, *viewer.team]}
        )  # fmt: skip
        counted = plan if plan.sorting.path == ORDER else await self._planned(account.id, found, NEWEST)
        began = self._clock.now()
        # What the index says alone is counted beside; anything else only where the page does not tell.
        beside = counted.simple and query.count == "auto"
        counting = asyncio.create_task(self._counting.auto(account.id, counted)) if beside else None
        if counting is not None:
            counting.add_done_callback(
                lambda task: task.cancelled() or task.exception()
            )  # looked at, whatever the page does
        try:
            page = await self._paging.page(account.id, plan, counted, query, question)
            tally = await counting if counting else None
        finally:
            if counting is not None:
                counting.cancel()
        if page.total is not None and query.count != "none":
            tally = Tally(page.total, exact=True)
        elif query.count == "exact":
            tally = await self._counting.exact(account.id, counted)
        elif query.count == "auto" and tally is None:
            tally = await self._counting.auto(account.id, counted, (self._clock.now() - began) / 1000)
        if tally is not None and not tally.exact:
            tally = replace(tally, value=max(tally.value, page.seen))
        return Found(page, tally, plan)

    async def count(self, account: Account, viewer: Viewer, selection: Selection, sight: Sight = None) -> Tally:
        """Count the leads of a selection, in full; raises as `page` does."""
        found = await self._branches(selection, self._context(account, viewer), sight)
        plan = await self._planned(account.id, found, NEWEST)
        return await self._counting.exact(account.id, plan)

    async def suggest(self, account: Account, viewer: Viewer, text: str, sight: Sight = None) -> list[str]:
        """Give up to ten ids for what somebody begins to type, the newest first; none for nothing."""
        if not text.strip():
            return []
        found = await self.page(account, viewer, LeadQuery(search=text[:200], size=SUGGESTED, count="none"), sight)
        return list(found.page.ids)

    def _context(self, account: Account, viewer: Viewer) -> Context:
        return Context(account, Now(self._clock.now(), ZoneInfo(account.settings.timezone)), viewer)

    async def _branches(self, selection: Selection, context: Context, sight: Sight, *more: Tree) -> list[Branch]:
        """Give the normal form of all that is asked, with beginnings of words as the words there are."""
        parts: list[Tree] = [filters.sight(sight), *more]
        if selection.filter is not None:
            parts.append(filters.compiled(selection.filter, context))
        if selection.search.strip():
            parts.append(search.searched(selection.search, context.account.settings.region))
            parts.append(_of_these_rules(context))
        found = branches(Every(tuple(parts)))
        begun = {clause for branch in found for leaf in branch for clause in (leaf.check, *leaf.drives)}
        words: dict[Clause, Clause] = {}
        for clause in begun:
            if isinstance(clause, Begins):
                known = await self._store.words(context.account.id, clause.prefix, MAX_EXPANDED + 1)
                if len(known) <= MAX_EXPANDED:
                    words[clause] = OneOf(FIND, (*known, *clause.besides))
        return [tuple(_resolved(leaf, words) for leaf in branch) for branch in found]

    async def _planned(self, account: str, found: Sequence[Branch], order: Sorting) -> Plan:
        wanted: list[tuple[Clause, Within]] = []

        def ask(clause: Clause, within: Within) -> int:
            wanted.append((clause, within))
            return 0

        planned(found, order, ask)
        answers = {
            (clause, within): await self._estimate(account, clause, within) for clause, within in dict.fromkeys(wanted)
        }
        return planned(found, order, lambda clause, within: answers[clause, within])

    async def _estimate(self, account: str, clause: Clause, within: Within) -> int:
        key, now = (account, clause, within), self._clock.now()
        known = self._estimates.get(key)
        if known is not None and now - known[0] < ESTIMATE_MS:
            return known[1]
        if len(self._estimates) > 10_000:
            self._estimates.clear()
        number = await self._store.estimate(account, clause, within, FEW + 1)
        self._estimates[key] = (now, number)
        return number


def _of_these_rules(context: Context) -> Tree:
    """Give what free text asks besides for who does not see every field: a row of other rules may have words of those."""
    if not context.account.hidden:
        return Every(())
    return Leaf(OneOf(BY, (signature_of(context.catalogue),)), (), "rows of today's fields")


def _resolved(leaf: Leaf, words: Mapping[Clause, Clause]) -> Leaf:
    """Give a leaf with what is known of beginnings; one of too many words drives nothing."""
    check = (
        spread(leaf.check)
        if isinstance(leaf.check, Begins) and leaf.check not in words
        else words.get(leaf.check, leaf.check)
    )
    drives = tuple(words.get(one, one) for one in leaf.drives if not isinstance(one, Begins) or one in words)
    return replace(leaf, check=check, drives=drives)


def _after(query: LeadQuery, context: Context, order: Sorting) -> Tree:
    """Give what a jump to a date leaves out: what stands before it in the order."""
    if query.after is None or order.path != ORDER:
        return Every(())
    try:
        day = instants("on", query.after, context.now)
    except RefusedError as wrong:  # the form of a date, and none: 2026-02-30
        raise refused("invalid", wrong.detail or wrong.reason, "/after") from None
    if order.descending:
        return Leaf(Within(ORDER, None, None if day.end is None else lowest_order(day.end)), (), "the date")
    return Leaf(Within(ORDER, lowest_order(day.first or 0)), (), "the date")
