"""The rows of the table of routes about leads."""

from typing import Final

from schemas.api.account_schema import AccountSchema
from schemas.api.leads import LeadShown
from schemas.api.lists import (
    LeadCountAnswer,
    LeadQuery,
    LeadQueryAnswer,
    Selection,
    SuggestAnswer,
    SuggestParameters,
)
from worker.edge.api import leads, lists
from worker.edge.api.account_schema import account_schema
from worker.edge.api.asking import Route

_ACCOUNT: Final = "/accounts/{account}"
_LEADS: Final = f"{_ACCOUNT}/leads"
_LEAD: Final = f"{_LEADS}/{{lead}}"
_SEARCHING: Final = ("busy", "query_too_slow", "unknown_field", "filter_too_wide")

LEAD_ROUTES: Final[tuple[Route, ...]] = (
    Route(
        "GET",
        f"{_ACCOUNT}/schema",
        "account_schema",
        "Fields, columns, states and people: what draws a list, a form or a filter",
        account_schema,
        "lead.read",
        {200: AccountSchema},
    ),
    Route(
        "POST",
        f"{_LEADS}/query",
        "query_leads",
        "A page of leads",
        lists.query,
        "lead.read",
        {200: LeadQueryAnswer},
        body=LeadQuery,
        problems=(*_SEARCHING, "page_too_far", "sort_too_wide", "cursor_mismatch"),
    ),
    Route(
        "POST",
        f"{_LEADS}/count",
        "count_leads",
        "How many leads there are",
        lists.count,
        "lead.read",
        {200: LeadCountAnswer},
        body=Selection,
        problems=_SEARCHING,
    ),
    Route(
        "GET",
        f"{_LEADS}/suggest",
        "suggest_leads",
        "Up to ten leads, as somebody types",
        lists.suggest,
        "lead.read",
        {200: SuggestAnswer},
        query=SuggestParameters,
        problems=_SEARCHING,
    ),
    Route("GET", _LEAD, "lead", "A lead", leads.lead, "lead.read", {200: LeadShown}, problems=("merged",)),
)
