"""What a request says is never a key, an operator or a pattern of a query, and never more than a question may be."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.api.filters import Filter
from schemas.api.lists import LeadQuery
from tests.finding_oracle import ACCOUNT, FILTERS, NOW, VIEWER, ZONE
from worker.errors import QuestionRefusedError, RefusedError
from worker.finding import filters, search
from worker.finding.clauses import Known, OneOf, Within
from worker.finding.context import Context
from worker.finding.dates import Now
from worker.finding.plan import planned
from worker.finding.sorting import NEWEST
from worker.finding.trees import branches
from worker.store.finding_queries import query_of

READ = TypeAdapter(Filter)
CONTEXT = Context(ACCOUNT, Now(NOW, ZONE), VIEWER)
OPERATORS = {"$and", "$or", "$nor", "$in", "$gt", "$gte", "$lt", "$lte", "$elemMatch", "$exists"}
PATHS = {
    "account",
    "find",
    "items",
    "order",
    "updated",
    "inbound",
    "n.budget",
    "n.visit_date",
    "n.visit_at",
    "n.fields/status",
}
EVIL = ["$where", "a.b", "fields.$where", "\x00", "n.budget", "find", "_id", "__proto__", "state\x00", "{}", "items"]


def query(asked: Any) -> dict[str, Any]:
    tree = filters.compiled(READ.validate_python(asked), CONTEXT)
    return query_of("acme", planned(branches(tree), NEWEST, lambda _c, _o: 1))


def keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from keys(part)
    elif isinstance(value, list):
        for part in value:
            yield from keys(part)


@given(FILTERS)
def test_every_key_of_a_query_is_one_of_ours(asked):
    assert set(keys(query(asked))) <= OPERATORS | PATHS


@given(st.text(), st.sampled_from(["is", "contains", "starts"]))
def test_a_value_is_a_value_whatever_stands_in_it(text, op):
    try:
        made = query({"field": "city", "op": op, "value": text})
    except (ValidationError, RefusedError):
        return
    assert set(keys(made)) <= OPERATORS | PATHS
    assert "$regex" not in json.dumps(made)


@pytest.mark.parametrize("name", EVIL)
def test_a_name_that_is_no_field_is_refused_where_it_stands(name):
    with pytest.raises(QuestionRefusedError) as refused:
        query({"all": [{"field": "state", "op": "is", "value": "new"}, {"field": name, "op": "is", "value": "x"}]})
    (finding,) = refused.value.mistakes
    assert (finding.at, finding.code) == ("/filter/all/1/field", "unknown_field")


@pytest.mark.parametrize(
    "asked",
    [
        {"$where": "sleep(1)"},
        {"field": "city", "op": "$gt", "value": ""},
        {"field": "city", "op": "is", "value": {"$gt": ""}},
        {"field": "city", "op": "is", "value": {"$regex": ".*"}},
        {"field": "city", "op": "in", "value": [{"$gt": ""}]},
        {"field": {"$ne": 1}, "op": "is", "value": "x"},
        {"field": "city", "op": "is", "value": "x", "more": 1},
        {"all": [], "any": []},
        {"any": []},
        {"field": "created_at", "op": "last", "value": {"days": 1, "weeks": 1}},
        {"field": "created_at", "op": "last", "value": {}},
        {"field": "created_at", "op": "last", "value": {"days": 0}},
        {"field": "budget", "op": "gt", "value": float("nan")},
        {"field": "city", "op": "is", "value": "\ud800"},
        {"field": "city", "op": "is", "value": "x" * 501},
        {"field": "city", "op": "in", "value": ["x"] * 201},
        [],
        "state",
        None,
    ],
)
def test_what_has_not_the_form_of_a_filter_is_refused(asked):
    with pytest.raises(ValidationError):
        READ.validate_python(asked)


def _deep(levels: int) -> dict[str, Any]:
    asked: dict[str, Any] = {"field": "state", "op": "is", "value": "new"}
    for _ in range(levels):
        asked = {"not": asked}
    return asked


def test_depth_width_and_length_have_their_bounds():
    one = {"field": "state", "op": "is", "value": "new"}
    READ.validate_python(_deep(5))
    READ.validate_python({"all": [one] * 50})
    for asked in (_deep(6), _deep(900), {"all": [one] * 51}, {"any": [{"all": [one] * 30}, {"all": [one] * 30}]}):
        with pytest.raises(ValidationError, match="ask for less"):
            READ.validate_python(asked)
    with pytest.raises(ValidationError, match="8 kB"):
        READ.validate_python({"field": "city", "op": "in", "value": ["y" * 100] * 100})


def test_a_deep_body_is_refused_as_json_too():
    text = '{"filter":' + '{"not":' * 5_000 + '{"field":"state","op":"is","value":"new"}' + "}" * 5_000 + "}"
    with pytest.raises(ValidationError):
        LeadQuery.model_validate_json(text)


def test_too_many_combinations_are_refused():
    pair = {"any": [{"field": "city", "op": "is", "value": str(n)} for n in range(3)]}
    with pytest.raises(QuestionRefusedError) as refused:
        query({"all": [pair, pair | {"any": [*pair["any"][:2], {"field": "budget", "op": "is", "value": 1}]}] * 1 + [
            {"any": [{"field": "budget", "op": "is", "value": n} for n in range(4)]},
            {"any": [{"field": "state", "op": "is", "value": str(n)} for n in range(4)]},
        ]})  # fmt: skip
    assert refused.value.reason == "filter_too_wide"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"field": "city", "op": "gt", "value": 1}, "it takes is, is_not"),
        ({"field": "city", "op": "empty", "value": 1}, "takes no value"),
        ({"field": "city", "op": "is"}, "needs a value"),
        ({"field": "budget", "op": "is", "value": "lots"}, "number"),
        ({"field": "budget", "op": "is", "value": True}, "number"),
        ({"field": "budget", "op": "between", "value": [2, 1]}, "lower"),
        ({"field": "visit_date", "op": "on", "value": "27/11/2026"}, "2026-11-27"),
        ({"field": "visit_date", "op": "last", "value": {"hours": 3}}, "no hours"),
        ({"field": "created_at", "op": "between", "value": ["2026-11-02", "2026-11-01"]}, "earlier"),
        ({"field": "created_at", "op": "this", "value": "decade"}, "day, week"),
        ({"field": "assignee", "op": "is", "value": "@boss"}, "@me"),
        ({"field": "city", "op": "contains", "value": "?!"}, "no letter"),
        ({"field": "sity", "op": "is", "value": "x"}, "did you mean 'city'"),
        ({"field": "state", "op": "in", "value": "new"}, "list"),
    ],
)
def test_a_condition_that_cannot_be_meant_says_why(asked, says):
    with pytest.raises(QuestionRefusedError, match=says):
        query(asked)


def test_all_mistakes_are_told_at_once():
    with pytest.raises(QuestionRefusedError) as refused:
        query({"any": [{"field": "x", "op": "is", "value": 1}, {"not": {"field": "budget", "op": "gt", "value": "?"}}]})
    assert [finding.at for finding in refused.value.mistakes] == ["/filter/any/0/field", "/filter/any/1/not/value"]


@given(st.text(max_size=300))
def test_a_search_text_gives_values_only(text):
    made = branches(search.searched(text, "IN"))
    asked = query_of("acme", planned(made, NEWEST, lambda _c, _o: 1))
    assert set(keys(asked)) <= OPERATORS | PATHS


def test_paths_of_clauses_are_known():
    assert {OneOf("find", ()).path, Within("items").path, Known("n.budget").path} <= PATHS
