"""The rows of the table of routes about leads."""

from typing import Final

from schemas.api.account_schema import AccountSchema
from schemas.api.lead_changes import (
    AssigneeChange,
    ConsentTold,
    Exists,
    ExistsParameters,
    LandmarkChange,
    LeadAnswer,
    LeadMade,
    LeadPatch,
    NewLead,
    StateChange,
)
from schemas.api.leads import LeadShown
from schemas.api.lists import (
    LeadCountAnswer,
    LeadQuery,
    LeadQueryAnswer,
    Selection,
    SuggestAnswer,
    SuggestParameters,
)
from schemas.api.stories import (
    EntryWhole,
    HistoryAnswer,
    HistoryParameters,
    TimelineAnswer,
    TimelineParameters,
    Verified,
)
from worker.edge.api import lead_changes, lead_intake, leads, lists, stories
from worker.edge.api.account_schema import account_schema
from worker.edge.api.asking import Again, Route

_ACCOUNT: Final = "/accounts/{account}"
_LEADS: Final = f"{_ACCOUNT}/leads"
_LEAD: Final = f"{_LEADS}/{{lead}}"
_SEARCHING: Final = ("busy", "query_too_slow", "unknown_field", "filter_too_wide")
_MOVING: Final = ("merged", "conflict", "transition_refused", "reason_required")

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
    Route(
        "GET",
        f"{_LEADS}/exists",
        "lead_exists",
        "Whether a number is somebody's, while it is typed",
        lead_intake.exists,
        "lead.create",
        {200: Exists},
        query=ExistsParameters,
    ),
    Route(
        "POST",
        _LEADS,
        "add_lead",
        "Put somebody in, or add to the person who is there",
        lead_intake.add_lead,
        "lead.create",
        {201: LeadMade, 200: LeadMade},
        body=NewLead,
        again=Again.HISTORY,
        problems=("exists", "unknown_field", "not_assignable", "reason_required"),
    ),
    Route("GET", _LEAD, "lead", "A lead", leads.lead, "lead.read", {200: LeadShown}, problems=("merged",)),
    Route(
        "PATCH",
        _LEAD,
        "change_lead",
        "Change fields and tags",
        lead_changes.change_lead,
        "lead.edit",
        {200: LeadAnswer},
        body=LeadPatch,
        again=Again.HISTORY,
        problems=("merged", "conflict", "unknown_field", "outranked"),
    ),
    Route(
        "POST",
        f"{_LEAD}/state",
        "change_state",
        "Change the state",
        lead_changes.change_state,
        "lead.move",
        {200: LeadAnswer},
        body=StateChange,
        again=Again.HISTORY,
        problems=_MOVING,
    ),
    *(
        Route(
            "POST",
            f"{_LEAD}/{name}",
            f"lead_{name}",
            summary,
            handler,
            permission,
            {200: LeadAnswer},
            body=LandmarkChange,
            again=Again.HISTORY,
            problems=_MOVING,
        )
        for name, summary, handler, permission in (
            ("won", "The lead is won", lead_changes.win, "lead.move"),
            ("lost", "The lead is lost", lead_changes.lose, "lead.move"),
            ("reopen", "Bring a closed lead back", lead_changes.reopen, "lead.reopen"),
        )
    ),
    Route(
        "POST",
        f"{_LEAD}/assignee",
        "change_assignee",
        "Give the lead to a teammate, or to nobody",
        lead_changes.change_assignee,
        "lead.read",
        {200: LeadAnswer},
        body=AssigneeChange,
        again=Again.HISTORY,
        problems=("merged", "conflict", "not_assignable"),
    ),
    Route(
        "POST",
        f"{_LEAD}/consent",
        "tell_consent",
        "Record a yes or no to messages that was told otherwise",
        lead_changes.tell_consent,
        "lead.consent",
        {200: LeadAnswer},
        body=ConsentTold,
        again=Again.HISTORY,
        problems=("merged",),
    ),
    Route(
        "GET",
        f"{_LEAD}/history",
        "lead_history",
        "What happened, entry by entry, the newest first",
        stories.history,
        "lead.read",
        {200: HistoryAnswer},
        query=HistoryParameters,
    ),
    Route(
        "GET",
        f"{_LEAD}/history/{{entry}}",
        "lead_history_entry",
        "One entry whole, by its number",
        stories.history_entry,
        "lead.read",
        {200: EntryWhole},
    ),
    Route(
        "GET",
        f"{_LEAD}/timeline",
        "lead_timeline",
        "The story of a person, the latest first",
        stories.timeline,
        "lead.read",
        {200: TimelineAnswer},
        query=TimelineParameters,
        problems=("merged",),
    ),
    Route(
        "GET",
        f"{_LEAD}/verify",
        "verify_lead",
        "Whether the history is as it was written",
        stories.verify,
        "lead.read",
        {200: Verified},
        problems=("busy",),
    ),
)
