"""Lists by search rows, for commands: how they are asked, and what is said where the rows are missing or behind."""

from typing import Final

from rich.console import Console

from worker.commands.session import Session, events_waiting
from worker.finding.lag import WORTH_TELLING_MS, Lag
from worker.lookups.listing import Listed, Listing
from worker.store.finding import FindingStore
from worker.store.queries import Queries

LOOK_SECONDS: Final = 60.0  # for one step of looking at every lead


def listing(session: Session) -> Listing:
    """Give what lists leads."""
    stored = Queries(session.mongo, seconds=LOOK_SECONDS)
    return Listing(stored, FindingStore(session.mongo), session.accounts, session.parts.clock)


async def remark(session: Session, listed: Listed) -> None:
    """Say on standard error where a list may not be what leads are by now, or took its time, and what to do."""
    told = Console(stderr=True, highlight=False, soft_wrap=True)
    if listed.unmade:
        told.print(
            f"search rows are not made as the files say for {', '.join(listed.unmade)}, so every lead was looked at: run a "
            "worker with the role finder, or leadworker find rebuild"
        )
    if not listed.by_rows:
        return
    clock = session.parts.clock
    lag = await Lag(FindingStore(session.mongo), lambda: events_waiting(session.settings), clock).look()
    if lag is not None and lag > WORTH_TELLING_MS:
        told.print(
            f"search rows are {lag / 1000:.0f} s behind what became of leads: what changed since may be missing. They catch "
            "up while a worker with the role finder runs; leadworker find rebuild makes them at once"
        )
