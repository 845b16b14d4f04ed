"""What is asked of lists: the questions people ask, within the last 30 days as lists begin, and over all time.

A page of -1 is half-way through all leads. `sight`: whose leads the person sees, None for all.
"""

from dataclasses import dataclass
from typing import Any

from worker.finding.asking import Sight


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is sent. `within`: it belongs to those that have to be quick."""

    query: dict[str, Any]
    within: bool = False
    sight: Sight = None
    follow: bool = False  # ask for the page behind the first one, by its cursor


def is_(field: str, value: Any, op: str = "is") -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def all_of(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"filter": {"all": list(parts)}}


MONTH = is_("created_at", {"days": 30}, "last")
TWO_WAYS = {
    "any": [
        {"all": [is_("tag", "hot"), is_("city", "pune")]},
        {"all": [is_("state", "won"), is_("configuration", "3 BHK")]},
    ]
}
RARE = (
    is_("city", "varanasi"),
    is_("configuration", "4 BHK"),
    is_("tag", "hot"),
    is_("budget", 12_000_000, "gte"),
)
NO_EMAIL = {"field": "email", "op": "empty"}
HOT_AND_DEAR = (is_("tag", "hot"), is_("configuration", "2 BHK"), is_("budget", 10_000_000, "gte"))
MINE = ("user3", None)


def within(*parts: dict[str, Any], sight: Sight = None, **more: Any) -> Asked:
    """Ask within the last 30 days."""
    return Asked({"filter": {"all": [MONTH, *parts]}, **more}, within=True, sight=sight)


QUESTIONS: dict[str, Asked] = {
    "default list: page 1 of 10": within(),
    "page 1 of 100": within(size=100),
    "page 500 of 10": within(page=500),
    "page 500 of 100": within(page=500, size=100),
    "the last page of 100": within(page=9_999_999, size=100),
    "exact count": within(count="exact", size=1),
    "seen by one of 20: own leads and nobody's": within(sight=MINE),
    "own and nobody's: page 200 of 10": within(sight=MINE, page=200),
    "my leads": within(is_("assignee", "@me")),
    "one state": within(is_("state", "qualified")),
    "two states": within(is_("state", ["new", "contacted"], "in")),
    "search: one beginning": within(search="kara"),
    "search: two letters": within(search="ka"),
    "search: two words": within(search="kara pune"),
    "search: last 5 digits": within(search="12345"),
    "search: beginning of a number": within(search="98123"),
    "search: seen by one of 20": within(search="kara", sight=MINE),
    "(hot AND Pune) OR (won AND 3 BHK)": within(TWO_WAYS),
    "Pune AND budget >= 2 crore": within(is_("city", "pune"), is_("budget", 20_000_000, "gte")),
    "budget >= 2 crore": within(is_("budget", 20_000_000, "gte")),
    "budget >= 60 lakh": within(is_("budget", 6_000_000, "gte")),
    "hot AND 2 BHK AND budget >= 1 crore": within(*HOT_AND_DEAR),
    "four rare conditions": within(*RARE),
    "NOT Pune, no e-mail": within(is_("city", "pune", "is_not"), NO_EMAIL),
    "NOT Pune, no e-mail, seen by one of 20": within(is_("city", "pune", "is_not"), NO_EMAIL, sight=MINE),
    "city contains pu": within(is_("city", "pu", "contains")),
    "visit in the next 14 days": within(is_("visit_date", {"days": 14}, "next")),
    "by budget": within(sort=[{"field": "budget", "direction": "desc"}]),
    "by last inbound": within(sort=[{"field": "last_inbound_at", "direction": "desc"}]),
    "by last change": within(sort=[{"field": "updated_at", "direction": "desc"}]),
    "won in Kochi, by name": within(is_("state", "won"), is_("city", "kochi"), sort=[{"field": "name"}]),
    "all time: page 1 of 10": Asked({}),
    "half-way through": Asked({"page": -1}),
    "at a date": Asked({"after": "2026-06-15", "size": 100}),
    "behind it by cursor": Asked({"after": "2026-06-15", "size": 100}, follow=True),
    "all time, search: one beginning": Asked({"search": "kara"}),
    "search: two letters, all": Asked({"search": "ka"}),
    "search: two words, all": Asked({"search": "kara pune"}),
    "search: last 5 digits, all": Asked({"search": "12345"}),
    "search: beginning of a number, all": Asked({"search": "98123"}),
    "(hot, Pune) OR (won, 3 BHK), all": Asked({"filter": TWO_WAYS}),
    "Pune AND budget >= 2 crore, all": Asked(all_of(is_("city", "pune"), is_("budget", 20_000_000, "gte"))),
    "budget >= 2 crore, all": Asked(all_of(is_("budget", 20_000_000, "gte"))),
    "budget >= 60 lakh, all": Asked(all_of(is_("budget", 6_000_000, "gte"))),
    "hot, 2 BHK, budget >= 1 crore, all": Asked(all_of(*HOT_AND_DEAR)),
    "four rare conditions, all": Asked(all_of(*RARE)),
    "by budget, rising, page 100": Asked({"sort": [{"field": "budget"}], "page": 100}),
    "by last inbound, all": Asked({"sort": [{"field": "last_inbound_at", "direction": "desc"}]}),
    "own and nobody's, all": Asked({}, sight=MINE),
    "by city, which no index sorts": Asked({"sort": [{"field": "city"}]}),
}
