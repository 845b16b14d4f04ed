"""What the finding contract runs against: each store, filled with the oracle's leads, and a clock that stands still."""

from typing import Any

from schemas.api.lists import LeadQuery
from tests.finding_oracle import ACCOUNT, NOW, VIEWER
from worker.account import Account, Accounts
from worker.finding.asking import Found, Lists
from worker.finding.writing import RowWriter


class Standing:
    """A clock that stands still."""

    def now(self) -> int:
        return NOW

    async def sleep(self, _: float) -> None:
        raise AssertionError


OTHER = Account("zen", ACCOUNT.settings, ACCOUNT.pipeline, ACCOUNT.fields)
ACCOUNTS = Accounts.of([ACCOUNT, OTHER])


def writer(store: Any) -> RowWriter:
    return RowWriter(store, lambda: ACCOUNTS)


async def ask(store: Any, sight: Any = None, **asked: Any) -> Found:
    return await Lists(store, Standing()).page(ACCOUNT, VIEWER, LeadQuery.model_validate(asked), sight)


async def walk(store: Any, *, ties: bool = False, **asked: Any) -> list[str]:
    """Give all ids that a question finds, by cursors, and see that the way back gives the same; rows that tie in any order."""
    lists, ids, back = Lists(store, Standing()), list[str](), list[str]()
    query = LeadQuery.model_validate({"count": "none", "size": 100, **asked})
    page = (await lists.page(ACCOUNT, VIEWER, query)).page
    while True:
        ids += page.ids
        if page.next is None:
            break
        page = (await lists.page(ACCOUNT, VIEWER, query.model_copy(update={"cursor": page.next}))).page
    back = list(page.ids)
    while page.previous is not None:
        page = (await lists.page(ACCOUNT, VIEWER, query.model_copy(update={"cursor": page.previous}))).page
        back = [*page.ids, *back]
    assert (sorted(back) == sorted(ids)) if ties else (back == ids)
    return ids
