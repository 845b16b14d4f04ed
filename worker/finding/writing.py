"""Writing search rows of leads: by the role `finder` after events, and by whoever answers a person for a change at once."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from worker.account import Account, Accounts
from worker.finding.row import Row, Rows, words_of
from worker.finding.storage import RowStore
from worker.leads.lead import Lead

_REMEMBERED = 500_000  # words of all accounts; about 50 MB


class RowWriter:
    """Makes and writes rows. Anything may be written again, and in any order: the row of the latest version stands."""

    def __init__(self, store: RowStore, accounts: Callable[[], Accounts]) -> None:
        self._store, self._accounts = store, accounts
        self._makers: dict[str, tuple[Account, Rows]] = {}
        self._known: set[tuple[str, str]] = set()

    def maker(self, account: Account) -> Rows:
        """Give what makes an account's rows, by its files as they are now."""
        known = self._makers.get(account.id)
        if known is None or known[0] is not account:
            known = self._makers[account.id] = (account, Rows(account))
        return known[1]

    async def write(self, leads: Sequence[Lead]) -> int:
        """Write the rows of leads, and take away those of leads that were merged away; give how many were written.

        Leads of accounts that are not loaded are left out: their rows are made when the account is back.
        """
        rows: list[Row] = []
        ended: dict[str, int] = {}
        words: dict[str, set[str]] = defaultdict(set)
        loaded = self._accounts().by_id
        for lead in leads:
            if lead.account not in loaded:
                continue
            row = self.maker(loaded[lead.account]).of(lead)
            if row is None:
                ended[lead.id] = lead.v
            else:
                rows.append(row)
                words[lead.account].update(words_of(row))
        for account, found in words.items():  # before the rows: a word too many does no harm, one too few hides a lead
            await self._learn(account, found)
        if rows:
            await self._store.put(rows)
        if ended:
            await self._store.bury(ended)
        return len(rows)

    async def _learn(self, account: str, words: set[str]) -> None:
        new = sorted(word for word in words if (account, word) not in self._known)
        if not new:
            return
        await self._store.learn(account, new)
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        self._known.update((account, word) for word in new)
