"""POST /leads/query, POST /leads/rows, POST /leads/count, GET /leads/suggest."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from schemas.api.lists import (
    CountInfo,
    LeadCountAnswer,
    LeadQuery,
    LeadQueryAnswer,
    PageInfo,
    PlanInfo,
    RowsAnswer,
    RowsAsked,
    Selection,
    SuggestAnswer,
    SuggestedLead,
    SuggestParameters,
)
from worker.account import Account
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.columns import columns_of, row, title_of
from worker.edge.api.mistakes import refusal
from worker.edge.api.viewing import seen, sight_of, viewer_of
from worker.errors import ProblemError, QueryTooSlowError, QuestionRefusedError
from worker.leads.lead import Lead


async def query(ask: Ask) -> Reply:
    """Give a page of the leads in sight, with their present values."""
    asked, account, viewer = ask.body(LeadQuery), ask.where(), viewer_of(ask)
    with _answered():
        columns = columns_of(asked.columns, account)
    work = ask.leads()
    async with work.turns.turn(account.id):
        with _answered():
            found = await work.lists.page(account, viewer, asked, sight_of(ask))
        leads = await _in_order(ask, found.page.ids)
    standing = await work.lag.standing(account)
    page, count = found.page, found.count
    return Reply(
        LeadQueryAnswer(
            data=tuple(row(lead, columns, viewer.user, account) for lead in leads),
            page=PageInfo(
                number=page.number,
                size=page.size,
                as_of=page.as_of,
                next=page.next,
                previous=page.previous,
                clamped=page.clamped,
            ),
            count=CountInfo(value=count.value, exact=count.exact) if count else None,
            plan=PlanInfo(driver=found.plan.driver, sorted_by_index=found.plan.ordered),
            finding_lag_ms=standing.worth_telling,
            finding_complete=standing.complete,
        )
    )


async def rows(ask: Ask) -> Reply:
    """Give leads that a list shows as they are now, wherever its filter and order would put them."""
    asked, account = ask.body(RowsAsked), ask.where()
    with _answered():
        columns = columns_of(asked.columns, account)
    async with ask.leads().turns.turn(account.id):
        leads = await _in_order(ask, tuple(dict.fromkeys(asked.leads)))
    return Reply(RowsAnswer(data=tuple(row(lead, columns, viewer_of(ask).user, account) for lead in leads)))


async def count(ask: Ask) -> Reply:
    """Count the leads in sight that a selection finds, in full."""
    work, account = ask.leads(), ask.where()
    async with work.turns.turn(account.id):
        with _answered():
            found = await work.lists.count(account, viewer_of(ask), ask.body(Selection), sight_of(ask))
    return Reply(LeadCountAnswer(count=CountInfo(value=found.value, exact=found.exact)))


async def suggest(ask: Ask) -> Reply:
    """Give up to ten leads for what somebody begins to type."""
    work, account = ask.leads(), ask.where()
    async with work.turns.turn(account.id):
        with _answered("?q"):
            ids = await work.lists.suggest(account, viewer_of(ask), ask.query(SuggestParameters).q, sight_of(ask))
        leads = await _in_order(ask, ids)
    return Reply(SuggestAnswer(data=tuple(_line(lead, account) for lead in leads)))


def _line(lead: Lead, account: Account) -> SuggestedLead:
    return SuggestedLead(id=lead.id, title=title_of(lead, account), state=lead.state.get("v"), phone=lead.phone)


async def _in_order(ask: Ask, ids: Sequence[str]) -> list[Lead]:
    """Give the leads of a page; one that meanwhile left the sight of who asks is left out."""
    found = await seen(ask, ids) if ids else {}
    return [found[name] for name in ids if name in found]


@contextlib.contextmanager
def _answered(at: str = "") -> Iterator[None]:
    """Say as a problem why a question was not answered. `at`: where it stands, if that is not in the body."""
    try:
        yield
    except QuestionRefusedError as refused:
        mistakes = [replace(one, at=at) for one in refused.mistakes] if at else refused.mistakes
        raise refusal(mistakes) from None
    except QueryTooSlowError as slow:
        raise ProblemError("query_too_slow", str(slow), headers={"Retry-After": "1"}, driver=slow.driver) from None
