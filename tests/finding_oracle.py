"""A plain evaluation of filters over leads, by the meaning that people are told, and leads and filters to try it on.

It knows nothing of rows, tokens, clauses or plans: what it says is what every way of finding has to give.
"""

import calendar
import functools
import json
import random
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from schemas.account import AccountFile, FieldsFile, PipelineFile
from worker.account import Account
from worker.finding.context import Viewer
from worker.leads.lead import Lead

ZONE = ZoneInfo("Asia/Kolkata")
NOW = int(datetime(2026, 11, 28, 14, 30, tzinfo=ZONE).timestamp() * 1000)
DAY = 86_400_000
ACCOUNT = Account(
    "acme",
    AccountFile(name="Acme", region="IN", timezone="Asia/Kolkata"),
    PipelineFile(),
    FieldsFile.model_validate(
        {
            "fields": [
                {"id": "city"},
                {"id": "remark"},
                {"id": "configuration", "type": "dropdown", "options": ["1 BHK", "2 BHK", "3 BHK"]},
                {"id": "budget", "type": "number", "sortable": True},
                {"id": "visit_date", "type": "date", "sortable": True},
                {"id": "visit_at", "type": "datetime"},
                {"id": "second_phone", "type": "phone"},
                {"id": "plan", "type": "file"},
                {"id": "status", "type": "number"},
            ]
        }
    ),
)
VIEWER = Viewer("imran", ("imran", "meena"))
NAMES = [
    "Asha Rao",
    "Kumar",
    "Kumari Devi",
    "कुमार",
    "José Álvarez",
    "Łukasz",
    "O'Brien-Smith",
    "asha",
    "???",
    "Anna 2",
    "ΣΊΣΥΦΟΣ",
]
CITIES = ["Pune", "pune ", "New  Delhi", "Delhi", "Düsseldorf", "Zürich", "São Paulo", "Navi Mumbai", "Mumbai"]
REMARKS = [
    "call back at 10",
    "wants 2 flats in Pune, near metro",
    "x" * 200,
    "x" * 199 + "y",
    "50% off?",
    "$where .a\x01b",
]
TAGS = ["hot", "Hot", "vip", "a.b", "$set", "cold call"]
PEOPLE = ["imran", "meena", "zoya", None]
STATES = [state.id for state in PipelineFile().states]
BUDGETS = [0, 1, -5, 5, 5.5, 8_500_000, 2**60, 1e300, -0.0, 12.25]


def leads(number: int, seed: int = 8) -> list[Lead]:
    """Give leads of all kinds, the same every time."""
    chance = random.Random(seed)
    return [_lead(place, chance) for place in range(number)]


def _written(at: int) -> str:
    return datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _maybe(chance: random.Random, values: list[Any], share: float = 0.7) -> Any:
    return chance.choice(values) if chance.random() < share else None


def _lead(place: int, chance: random.Random) -> Lead:
    fields: dict[str, Any] = {
        "name": _maybe(chance, NAMES, 0.9),
        "email": _maybe(chance, ["asha@gmail.com", "K.Rao@Example.org", "x@y.in"], 0.5),
        "city": _maybe(chance, CITIES),
        "remark": _maybe(chance, REMARKS, 0.3),
        "configuration": _maybe(chance, ["1 BHK", "2 BHK", "3 BHK", "4 BHK"]),
        "budget": _maybe(chance, BUDGETS),
        "visit_date": _maybe(chance, [(date(2026, 11, 28) + timedelta(days=chance.randint(-80, 40))).isoformat()]),
        "visit_at": _maybe(chance, [_written(NOW + chance.randint(-80 * DAY, 40 * DAY)), "1961-04-12T06:07:00Z"]),
        "second_phone": _maybe(chance, ["+919999900001", "+14155550100"], 0.2),
        "plan": _maybe(chance, [{"url": "https://x.example/plan.pdf", "name": "Plan.pdf"}, {"id": "f-1"}], 0.2),
        "status": _maybe(chance, [1, 2], 0.3),
    }
    created = NOW - chance.choice([0, chance.randint(0, 3 * DAY), chance.randint(0, 400 * DAY)])
    phone = f"+9198{chance.randint(0, 99_999_999):08}" if chance.random() < 0.9 else None
    lead = Lead(
        f"lead{place:022}",
        "acme",
        v=chance.randint(1, 9),
        created_at=created,
        updated_at=created + chance.randint(0, DAY),
    )
    lead.fields = {
        name: {"v": value, "by": "plugin", "t": 1, "m": "m"} for name, value in fields.items() if value is not None
    }
    lead.phone = phone
    lead.identities = [{"kind": "phone", "e164": phone, "raw": phone, "k": f"phone:{phone}"}] if phone else []
    lead.alternates = ["+447700900123"] if chance.random() < 0.1 else []
    lead.tags = {
        tag.replace(".", "%2E").replace("$", "%24"): {"v": chance.random() < 0.8} for tag in chance.sample(TAGS, 2)
    }
    lead.flags = chance.choice([[], [], ["several_bsuids"]])
    lead.incomplete = chance.choice([[], ["budget"], ["budget", "city"]])
    lead.first = {
        "source": chance.choice(["whatsapp", "campaign", "plugin"]),
        "origin": _maybe(chance, ["cloud", "diwali-24"]),
    }
    lead.state = {"v": chance.choice(STATES)}
    lead.status = ACCOUNT.status_of[lead.state["v"]]
    lead.assignee = {"v": chance.choice(PEOPLE)}
    lead.last_inbound_at = _maybe(chance, [created, created + 1000])
    lead.consent = chance.choice(
        [{}, {"given": {"t": 1, "m": "a", "reason": "x"}}, {"withdrawn": {"t": 2, "m": "b", "reason": "x"}}]
    )
    if chance.random() < 0.3:
        due = _maybe(chance, [NOW + chance.randint(-9 * DAY, 9 * DAY)], 0.8)
        done = NOW if chance.random() < 0.3 else None
        lead.tasks = {"t1": {"title": "call", "due_at": due, "assignee": chance.choice(PEOPLE), "done_at": done}}
    if chance.random() < 0.2:
        lead.extra = {"campaign note": {"v": chance.choice(["Blue ocean", 77, None])}}
    return lead


# what a lead has

_SYSTEM = {
    "state": lambda lead: lead.state["v"],
    "status": lambda lead: lead.status,
    "assignee": lambda lead: lead.assignee["v"],
    "source": lambda lead: lead.first["source"],
    "origin": lambda lead: lead.first["origin"],
    "campaign": lambda lead: lead.first["origin"] if lead.first["source"] == "campaign" else None,
    "consent": lambda lead: "withdrawn" if lead.opted_out else "given" if lead.opted_in else "unknown",
    "created_at": lambda lead: lead.created_at,
    "updated_at": lambda lead: lead.updated_at,
    "last_inbound_at": lambda lead: lead.last_inbound_at,
}
_LISTS = {
    "tag": lambda lead: [name.replace("%2E", ".").replace("%24", "$") for name, cell in lead.tags.items() if cell["v"]],
    "flag": lambda lead: lead.flags,
    "incomplete": lambda lead: lead.incomplete,
    "phone": lambda lead: [n for n in dict.fromkeys([lead.phone, *lead.alternates, lead.value("second_phone")]) if n],
    "follow_up": lambda lead: [task["due_at"] for task in lead.tasks.values() if task["done_at"] is None],
    "my_follow_up": lambda lead: [
        task["due_at"] for task in lead.tasks.values() if task["done_at"] is None and task["assignee"] == "imran"
    ],
}
KINDS = {
    **dict.fromkeys(("state", "status", "assignee", "source", "origin", "campaign", "consent"), "name"),
    **dict.fromkeys(("tag", "flag", "incomplete"), "name"),
    **dict.fromkeys(("created_at", "updated_at", "last_inbound_at", "follow_up", "my_follow_up", "visit_at"), "time"),
    **dict.fromkeys(("name", "email", "city", "remark"), "text"),
    "phone": "phone", "second_phone": "phone", "configuration": "name", "budget": "number", "visit_date": "date",
    "plan": "file", "fields.status": "number",
}  # fmt: skip


def values(lead: Lead, name: str) -> list[Any]:
    """Give all values a lead has of a field."""
    if name in _LISTS:
        return list(_LISTS[name](lead))
    value = _SYSTEM[name](lead) if name in _SYSTEM else lead.value(name.removeprefix("fields."))
    if name == "visit_at" and value is not None:
        value = int(datetime.fromisoformat(value).timestamp() * 1000)
    return [] if value is None else [value]


# the meaning of operators, remembered: thousands of leads share a few texts, days and spans


@functools.cache
def _folded(text: str) -> str:
    table = str.maketrans({"ł": "l", "ø": "o", "ı": "i"})
    pieces = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(c for c in pieces if unicodedata.combining(c) in (0, 8, 9, 103))
    return " ".join(unicodedata.normalize("NFC", kept).translate(table).split())


@functools.cache
def _words(text: str) -> list[str]:
    found = re.findall(
        r"\d+|[^\W\d_]+", "".join("a" if unicodedata.category(c)[0] == "M" else c for c in _folded(text))
    )
    spans, place, folded = [], 0, _folded(text)
    shape = "".join("a" if unicodedata.category(c)[0] == "M" else c for c in folded)
    for word in found:
        place = shape.index(word, place)
        spans.append(folded[place : place + len(word)])
        place += len(word)
    return spans


@functools.cache
def _name(text: str) -> str:
    return " ".join(text.casefold().split())


def _instant(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=ZONE).timestamp() * 1000)


def _back(day: date, span: Mapping[str, int], sign: int) -> date:
    ((unit, number),) = span.items()
    if unit in ("days", "weeks"):
        return day + timedelta(days=sign * number * (7 if unit == "weeks" else 1))
    month = day.year * 12 + day.month - 1 + sign * number * (12 if unit == "years" else 1)
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _days(op: str, value: Any) -> tuple[date | None, date | None]:
    """Give first and last day, both included."""
    today, one = date(2026, 11, 28), timedelta(days=1)
    if op in ("on", "before", "after"):
        day = date.fromisoformat(value)
        return {"on": (day, day), "before": (None, day - one), "after": (day + one, None)}[op]
    if op == "between":
        return date.fromisoformat(value[0]), date.fromisoformat(value[1])
    if op == "this":
        return {
            "day": (today, today),
            "week": (date(2026, 11, 23), date(2026, 11, 29)),
            "month": (date(2026, 11, 1), date(2026, 11, 30)),
            "quarter": (date(2026, 10, 1), date(2026, 12, 31)),
            "year": (date(2026, 1, 1), date(2026, 12, 31)),
        }[value]
    return {
        "last": lambda: (_back(today, value, -1), today),
        "next": lambda: (today, _back(today, value, 1)),
        "older": lambda: (None, _back(today, value, -1) - one),
    }[op]()


@functools.cache
def _days_of(op: str, value: str) -> tuple[date | None, date | None]:
    return _days(op, json.loads(value))


@functools.cache
def _day(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZONE).date()


def _in_days(kind: str, op: str, value: Any, found: Any) -> bool:
    first, last = _days_of(op, json.dumps(value))
    if found is None:
        return False
    day = _day(found) if kind == "time" else date.fromisoformat(found)
    return (first is None or first <= day) and (last is None or day <= last)


def _named(name: str, wanted: Any, found: list[Any]) -> bool:
    if name == "assignee" and wanted in ("@me", "@my_team", "@nobody"):
        people = {"@me": ["imran"], "@my_team": ["imran", "meena"], "@nobody": [None]}[wanted]
        return (found[0] if found else None) in people
    if name == "configuration" and wanted.replace(" ", "").casefold() in ("1bhk", "2bhk", "3bhk"):
        return any(one.replace(" ", "").casefold() == wanted.replace(" ", "").casefold() for one in found)
    return any(_name(one) == _name(wanted) for one in found)


def _starts(wanted: str, found: str) -> bool:
    return any(found.removeprefix("+").startswith(part) for part in (wanted, "91" + wanted.lstrip("0")))


_COMPARED = {
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
    "is": lambda a, b: a == b,
}


def _condition(kind: str, name: str, op: str, wanted: Any, found: list[Any]) -> bool:
    if op == "empty":
        return not found
    if kind in ("date", "time"):
        return any(_in_days(kind, op, wanted, one) for one in found)
    if op in ("in",):
        return any(_condition(kind, name, "is", one, found) for one in wanted)
    if kind == "name":
        return _named(name, wanted, found)
    if kind == "number":
        if op == "between":
            return any(wanted[0] <= one <= wanted[1] for one in found)
        return any(_COMPARED[op](one, wanted) for one in found)
    if kind == "phone":
        digits = re.sub(r"\D", "", wanted)
        tests = {
            "is": lambda one: one in (wanted, "+91" + wanted),
            "starts": lambda one: _starts(digits, one),
            "contains": lambda one: _starts(digits, one) or one.endswith(digits.lstrip("0") or digits),
        }
        return any(tests[op](one) for one in found)
    tests = {
        "is": lambda one: _folded(one) == _folded(wanted),
        "starts": lambda one: _folded(one).startswith(_folded(wanted)),
        "contains": lambda one: all(any(word.startswith(part) for word in _words(one)) for part in _words(wanted)),
    }
    return any(tests[op](one) for one in found)


_COMPLEMENTS = {"is_not": "is", "not_in": "in", "not_empty": "empty"}


def meets(lead: Lead, node: Mapping[str, Any]) -> bool:
    """Whether a lead meets a filter, as JSON has it."""
    if "all" in node:
        return all(meets(lead, part) for part in node["all"])
    if "any" in node:
        return any(meets(lead, part) for part in node["any"])
    if "not" in node:
        return not meets(lead, node["not"])
    op, name = node["op"], node["field"]
    found = values(lead, name)
    positive = _condition(KINDS[name], name, _COMPLEMENTS.get(op, op), node.get("value"), found)
    return positive != (op in _COMPLEMENTS)


# filters

_DATES = st.dates(date(2026, 8, 1), date(2027, 1, 10)).map(date.isoformat)
_SPANS = st.one_of(
    *(st.integers(1, top).map(lambda n, u=u: {u: n}) for u, top in (("days", 90), ("weeks", 12), ("months", 14)))
)
_WHEN = {
    "on": _DATES, "before": _DATES, "after": _DATES, "between": st.tuples(_DATES, _DATES).map(sorted), "last": _SPANS,
    "next": _SPANS, "older": _SPANS, "this": st.sampled_from(["day", "week", "month", "quarter", "year"]),
}  # fmt: skip
_NUMBERS = st.sampled_from([*BUDGETS, 4, 6, 10**7])
_TEXTS = st.sampled_from([*NAMES, *CITIES, *REMARKS, "kum", "ASH", "del", "JOSE", "gmail.com", "2", "pune metro"])
_WORDY = st.sampled_from(
    ["kum", "Asha", "rao as", "PUN", "zurich", "düss", "कुम", "gmail", "lukasz", "xxx", "sisy", "2"]
)
_NAMED = {
    "state": STATES, "status": ["open", "closed", "cancelled"],
    "assignee": ["imran", "zoya", "@me", "@my_team", "@nobody", "who"],
    "source": ["whatsapp", "campaign", "web"], "origin": ["cloud", "DIWALI-24"], "campaign": ["diwali-24"],
    "consent": ["given", "withdrawn", "unknown"], "tag": TAGS, "flag": ["several_bsuids"], "incomplete": ["budget", "city"],
    "configuration": ["2 BHK", "2bhk", "4 BHK", "villa"],
}  # fmt: skip
_NUMBER = st.sampled_from(["+919999900001", "9999900001", "+14155550100", "+447700900123"])
_PART = st.sampled_from(["9199", "99999", "098", "44", "100", "0123", "+91 98"])


def _listed(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(one, min_size=1, max_size=4)


def _operators(name: str) -> dict[str, st.SearchStrategy[Any] | None]:
    kind = KINDS[name]
    always: dict[str, Any] = {"empty": None, "not_empty": None}
    if kind in ("date", "time"):
        return {**always, **_WHEN}
    if kind == "number":
        return {
            **always, "is": _NUMBERS, "is_not": _NUMBERS, "gt": _NUMBERS, "gte": _NUMBERS, "lt": _NUMBERS, "lte": _NUMBERS,
            "between": st.tuples(_NUMBERS, _NUMBERS).map(sorted),
        }  # fmt: skip
    if kind == "name":
        one = st.sampled_from(_NAMED[name])
        return {**always, "is": one, "is_not": one, "in": _listed(one), "not_in": _listed(one)}
    if kind == "text":
        texts = {"is": _TEXTS, "is_not": _TEXTS, "in": _listed(_TEXTS), "contains": _WORDY}
        return {**always, **texts, "starts": st.sampled_from(["a", "kum", "new d", "कु", "?"])}
    if kind == "phone":
        return {**always, "is": _NUMBER, "is_not": _NUMBER, "in": _listed(_NUMBER), "starts": _PART, "contains": _PART}
    return always


PAIRS = [(name, op) for name in KINDS for op in _operators(name)]


@st.composite
def conditions(draw: Any, pair: tuple[str, str] | None = None) -> dict[str, Any]:
    """A condition on any field, or a given one."""
    name, op = pair or draw(st.sampled_from(PAIRS))
    value = _operators(name)[op]
    return {"field": name, "op": op, **({} if value is None else {"value": draw(value)})}


FILTERS = st.recursive(
    conditions(),
    lambda part: st.one_of(
        st.lists(part, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(part, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        part.map(lambda one: {"not": one}),
    ),
    max_leaves=5,
)
