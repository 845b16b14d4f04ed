"""GET /openapi.json: the API's own description, as it is committed under schemas/generated."""

from worker.edge.api.asking import Ask, Reply


async def document(ask: Ask) -> Reply:
    """Give the document."""
    return Reply(ask.services.document)
