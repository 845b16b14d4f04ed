"""Every route, in one table."""

from typing import Final

from schemas.api.document import Document
from schemas.api.events import EventsAsked, LeadChanged
from schemas.api.me import Me
from worker.edge.api import events
from worker.edge.api.asking import OPEN, SIGNED_IN, Route
from worker.edge.api.document import document
from worker.edge.api.lead_routes import LEAD_ROUTES
from worker.edge.api.me import me
from worker.edge.api.people_routes import PEOPLE_ROUTES
from worker.edge.api.signing_in_routes import SIGNING_IN_ROUTES
from worker.edge.api.view_routes import VIEW_ROUTES

_ACCOUNT: Final = "/accounts/{account}"

ROUTES: Final[tuple[Route, ...]] = (
    Route("GET", "/openapi.json", "openapi", "This document", document, OPEN, {200: Document}),
    *SIGNING_IN_ROUTES,
    Route("GET", f"{_ACCOUNT}/me", "me", "Who I am and what I may do here", me, SIGNED_IN, {200: Me}),
    *LEAD_ROUTES,
    *PEOPLE_ROUTES,
    *VIEW_ROUTES,
    Route(
        "GET",
        f"{_ACCOUNT}/events",
        "events",
        "Live updates, as server-sent events",
        events.events,
        SIGNED_IN,
        {200: LeadChanged},
        query=EventsAsked,
        streams=True,
    ),
)
