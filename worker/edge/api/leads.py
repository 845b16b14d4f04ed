"""GET /leads/{lead}."""

from worker.edge.api.asking import Ask, Reply
from worker.edge.api.lead_details import Shown
from worker.edge.api.viewing import lead_in_sight
from worker.leads.lead import Lead


async def lead(ask: Ask) -> Reply:
    """Show a lead to the person who asks."""
    return Reply(shown(ask, await lead_in_sight(ask)).whole())


def shown(ask: Ask, found: Lead) -> Shown:
    """Give a lead as the person who asks sees it."""
    return Shown(found, ask.where(), ask.who(), ask.services.clock.now())
