"""The table of routes and the document made from it say the same."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from worker.access.roles import BUILT_IN, PERMISSIONS
from worker.edge.api import openapi
from worker.edge.api.asking import OPEN, Again, Route
from worker.edge.api.routes import ROUTES

DOCUMENT = openapi.document(ROUTES, "1")


def operations() -> Iterator[tuple[Route, dict[str, Any]]]:
    for route in ROUTES:
        yield route, DOCUMENT["paths"][openapi.PREFIX + route.path][route.method.lower()]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_every_route_is_there_once() -> None:
    written = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]
    assert len(written) == len(ROUTES) == len({route.operation for route in ROUTES})


def test_every_reference_leads_somewhere_and_every_schema_is_a_schema() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    assert {ref.removeprefix("#/components/schemas/") for ref in references(DOCUMENT)} == set(schemas)
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_a_route_is_well_described(route: Route) -> None:
    assert re.fullmatch(r"[a-z][a-z_]*", route.operation)
    assert route.summary
    assert route.summary[0].isupper()
    assert route.permission in {OPEN, "", *PERMISSIONS}
    assert (route.permission is OPEN) <= (not route.of_account)
    if route.again is Again.READS:
        assert route.method in ("GET", "POST")
    assert route.method != "GET" or (route.again is Again.READS and route.body is None)


def test_what_needs_a_key_or_a_sign_in_says_so() -> None:
    for route, written in operations():
        named = {parameter["name"] for parameter in written.get("parameters", ())}
        assert ("Idempotency-Key" in named) == (route.again in (Again.HISTORY, Again.ANSWER))
        assert (written["security"] == []) == (route.permission is OPEN)


def test_no_role_has_a_permission_that_there_is_not() -> None:
    for role in BUILT_IN.values():
        assert role.permissions <= set(PERMISSIONS)
    assert BUILT_IN["user"].permissions < BUILT_IN["manager"].permissions < BUILT_IN["admin"].permissions
