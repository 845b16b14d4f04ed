"""What this process is about to finish: however long it takes, no crash left it.

Without it a machine that is slow for a while would announce everything twice, and be slower for it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class UnderWay:
    """The ids of leads whose entries are being written or announced."""

    def __init__(self) -> None:
        self._leads: Counter[str] = Counter()

    def __contains__(self, lead: object) -> bool:
        return lead in self._leads

    def __iter__(self) -> Iterator[str]:
        return iter(self._leads)

    @contextmanager
    def leads(self, ids: Iterable[str]) -> Iterator[None]:
        """Count leads in while within; the same one may be several times."""
        mine = list(ids)
        self._leads.update(mine)
        try:
            yield
        finally:
            for lead in mine:
                self._leads[lead] -= 1
                if not self._leads[lead]:
                    del self._leads[lead]
