"""Requests that fit each operation of the lead API, and what they become when somebody means harm."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final

from worker.edge.api.asking import Route

ID: Final = "0" * 26
CONDITION: Final = {"field": "city", "op": "contains", "value": "pune"}
SPACE: Final[dict[str, Any]] = {
    "name": "Hot",
    "icon": "flame",
    "scope": "me",
    "filter": {"any": [CONDITION, {"not": {"field": "state", "op": "in", "value": ["new"]}}]},
    "search": "asha",
    "sort": [{"field": "created_at", "direction": "asc"}],
    "view": "table",
    "columns": ["name", "city"],
    "board": {"by": "state", "sum": "budget", "collapsed": ["won"]},
    "card": {"fields": ["city"]},
}
BODIES: Final[Mapping[str, Any]] = {
    "login": {"email": "asha@example.com", "password": "no such password"},
    "totp": {"code": "123456"},
    "begin_second_factor": {"password": "no such password"},
    "confirm_second_factor": {"code": "123456"},
    "second_factor_off": {"password": "no such password"},
    "renew_recovery_codes": {"password": "no such password"},
    "change_password": {"password": "no such password", "new_password": "umbrella teapot twenty"},
    "set_password": {"token": "x" * 43, "password": "umbrella teapot nineteen"},
    "query_leads": {
        "filter": SPACE["filter"],
        "search": "asha",
        "sort": SPACE["sort"],
        "size": 10,
        "page": 1,
        "columns": ["name", "city"],
        "as_of": "1",
        "after": "2026-11-28",
        "count": "auto",
    },
    "count_leads": {"filter": SPACE["filter"], "search": "asha"},
    "lead_rows": {"leads": [ID], "columns": ["name", "city"]},
    "add_lead": {
        "phone": "+919812345099",
        "fields": {"name": "Asha", "city": "Pune"},
        "tags": ["hot"],
        "state": "contacted",
        "assignee": "imran",
        "note": "called",
        "if_exists": "merge",
    },
    "change_lead": {
        "fields": {"city": {"value": "Pune", "stamp": "*"}},
        "tags": {"add": ["hot"], "remove": ["cold"]},
    },
    "change_state": {"state": "contacted", "base": "*", "reason": "why not"},
    "lead_won": {"base": "*", "reason": "why not"},
    "lead_lost": {"base": "*", "reason": "why not"},
    "lead_reopen": {"base": "*", "reason": "why not"},
    "change_assignee": {"user": "imran", "base": "*"},
    "tell_consent": {"given": False, "reason": "told us"},
    "make_token": {"name": "script", "scopes": ["lead.read"], "days": 1},
    "make_user": {"email": "new@example.com", "role": "user", "name": "New", "teammate": "imran", "by": "link"},
    "change_user": {"version": 0, "role": "user", "name": "New", "teammate": "imran", "active": True},
    "make_space": SPACE,
    "order_spaces": {"ids": [ID]},
    "change_space": {**SPACE, "version": 1},
    "put_layout": {
        "layout": {"screen": "table", "columns": [{"id": "city", "width": 100, "pinned": True}], "density": "compact"},
        "version": 0,
    },
}
"""A body that fits, for every operation that takes one."""
QUERIES: Final[Mapping[str, Mapping[str, str]]] = {
    "suggest_leads": {"q": "asha"},
    "lead_exists": {"phone": "+919812345001"},
    "lead_history": {"type": "note", "actor": "user", "before": "5", "limit": "5"},
    "lead_timeline": {"kinds": "note,chat", "actor": "user", "before": f"1.1.{ID}.1", "limit": "5"},
    "audit": {"type": "sign_in", "actor": ID, "before": "5", "limit": "5"},
    "layout": {"for": "role:user"},
    "put_layout": {"for": "me"},
    "drop_layout": {"for": "me"},
    "invite_user": {"by": "link"},
    "reset_user": {"by": "mail"},
    "drop_space": {"version": "1"},
    "events": {"topics": "leads"},
}
"""Parameters that fit, for every operation that takes some."""

OPERATORS: Final[tuple[Any, ...]] = (
    {"$gt": ""},
    {"$ne": None},
    {"$regex": ".*"},
    {"$where": "sleep(5000)"},
    [{"$match": {}}],
    {"$function": {"body": "while(true){}", "args": [], "lang": "js"}},
    "$where",
    "$ROOT.password",
    "a.b.$[].c",
    "__proto__",
    "constructor.prototype",
)
PATTERNS: Final = ("(a+)+$", ".*", "^", "[", "(?:.*.*)*x", "a" * 200 + "!", "%", "_", "\\", "/", "*", "|", "?" * 100)
SIGNS: Final = (
    *("\x00", "a\x00b", "\r\nSet-Cookie: x=1", "\u202egnp.exe", "\ufeff", "\ud7ff\ue000", "𝕳𝖔𝖙" * 20, "e\u0301" * 60),
    *("İ" * 60, "ﬃ" * 60, "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "{{7*7}}", "${7*7}", "=1+1"),
    *("<script>alert(1)</script>", "'; DROP TABLE leads; --"),
)
AMOUNTS: Final[tuple[Any, ...]] = (
    -1, 2**63, 10**400, 1e308, -0.0, True, None, "", [], {}, [[[[[]]]]], {"x": {"x": {"x": {}}}},
)  # fmt: skip
HUGE: Final[tuple[Any, ...]] = ("x" * 100_000, ["x"] * 20_000, {f"k{n}": n for n in range(20_000)})


def spoilt(body: Any, values: tuple[Any, ...]) -> Iterator[Any]:
    """Yield the body with each of its parts replaced by each value, and with each name of a member replaced by each text."""
    for place in _places(body):
        for value in values:
            changed = copy.deepcopy(body)
            at = changed
            for step in place[:-1]:
                at = at[step]
            at[place[-1]] = value
            yield changed
            if isinstance(value, str) and isinstance(at, dict):
                at[value] = at.pop(place[-1])
                yield changed


def _places(part: Any) -> Iterator[tuple[Any, ...]]:
    steps = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, inner in steps:
        yield (step,)
        yield from ((step, *rest) for rest in _places(inner))


def lacking(routes: tuple[Route, ...]) -> list[str]:
    """Give the operations that have no request here."""
    return [
        route.operation
        for route in routes
        if (route.body and route.operation not in BODIES) or (route.query and route.operation not in QUERIES)
    ]
