"""Every route, in one table."""

from typing import Final

from schemas.api.document import Document
from schemas.api.me import Me
from worker.edge.api.asking import OPEN, SIGNED_IN, Route
from worker.edge.api.document import document
from worker.edge.api.me import me

_ACCOUNT: Final = "/accounts/{account}"

ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/openapi.json", "openapi", "This document", document, OPEN, {200: Document}),
    Route("GET", f"{_ACCOUNT}/me", "me", "Who I am and what I may do here", me, SIGNED_IN, {200: Me}),
)
