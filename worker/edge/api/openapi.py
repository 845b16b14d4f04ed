"""The OpenAPI 3.1 document, written from the table of routes and the models. https://spec.openapis.org/oas/v3.1.0

The same table gives the same bytes, so that a difference is a change somebody made.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from schemas.api.problems import KINDS, MEDIA_TYPE, Problem
from schemas.api.wire import LEAD_ID
from worker.edge.api.asking import OPEN, Again, Route
from worker.edge.api.streaming import MEDIA_TYPE as STREAM

PREFIX: Final = "/api/v1"
ACCOUNT_ID: Final = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
PLACES: Final[Mapping[str, str]] = {
    "entry": r"^[1-9][0-9]{0,8}$",
    "account": ACCOUNT_ID,
    "session": r"^[0-9a-f]{64}$",
    "screen": "^(table|card|board|details|summary|header)$",
}
"""Part of a path to its pattern; any other is an id as we make them."""
_PLACE: Final = re.compile(r"\{(\w+)\}")
_USUAL: Final = ("malformed", "not_found", "too_many", "internal", "store_away")
_OF_SIGNED_IN: Final = ("sign_in", "second_factor", "not_allowed")
_OF_BODIES: Final = ("too_slow", "too_large", "media_type", "invalid")
_OF_CHANGES: Final = ("csrf",)
_OF_KEYS: Final = ("idempotency_key_required", "idempotency_key_reused", "busy")


_Mode = Literal["validation", "serialization"]
_Names = Mapping[Any, Any]  # model and mode to the reference to its schema


def pattern(place: str) -> str:
    """Give the regular expression, from beginning to end, of a part of a path."""
    return PLACES.get(place, LEAD_ID)


def document(routes: Sequence[Route], version: str) -> dict[str, Any]:
    """Give the document of these routes."""
    models = sorted({(model, mode) for route in routes for model, mode in _models(route)}, key=_named)
    names, definitions = models_json_schema(models, ref_template="#/components/schemas/{model}")
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(PREFIX + route.path, {})[route.method.lower()] = _operation(route, names)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lead operations",
            "version": version,
            "description": "What the web console, scripts and other systems use to work with leads.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(definitions.get("$defs", {}).items())),
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "leadworker"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _models(route: Route) -> Iterable[tuple[type[BaseModel], _Mode]]:
    if route.body:
        yield route.body, "validation"
    for answer in route.answers.values():
        if answer:
            yield answer, "serialization"
    yield Problem, "serialization"


def _named(entry: tuple[type[BaseModel], _Mode]) -> tuple[str, str]:
    return entry[0].__name__, entry[1]


def _operation(route: Route, names: _Names) -> dict[str, Any]:
    written: dict[str, Any] = {"operationId": route.operation, "summary": route.summary}
    if route.permission:
        written["description"] = f"Needs the permission `{route.permission}`."
    written["security"] = [] if route.permission is OPEN else [{"session": []}, {"token": []}]
    if parameters := [*_places(route), *_asked(route), *_key(route)]:
        written["parameters"] = parameters
    if route.body:
        content = {"application/json": {"schema": names[route.body, "validation"]}}
        written["requestBody"] = {"required": True, "content": content}
    answers = {
        str(status): _answer(route, status, names[model, "serialization"] if model else None)
        for status, model in route.answers.items()
    }
    written["responses"] = answers | _problems(route, names)
    return written


def _places(route: Route) -> Iterable[dict[str, Any]]:
    for place in _PLACE.findall(route.path):
        yield {"name": place, "in": "path", "required": True, "schema": {"type": "string", "pattern": pattern(place)}}


def _asked(route: Route) -> Iterable[dict[str, Any]]:
    if route.query is None:
        return
    schema = route.query.model_json_schema(ref_template="#/components/schemas/{model}")
    for name, kind in schema.get("properties", {}).items():
        described = {"description": kind["description"]} if "description" in kind else {}
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            **described,
            "schema": {key: value for key, value in kind.items() if key not in ("title", "description")},
        }


def _key(route: Route) -> Iterable[dict[str, Any]]:
    if route.again in (Again.HISTORY, Again.ANSWER):
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "the same for every try of one request, another for each request",
            "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
        }


def _answer(route: Route, status: int, schema: Any) -> dict[str, Any]:
    media = STREAM if route.streams else "application/json"
    content = {"content": {media: {"schema": schema}}} if schema else {}
    return {"description": "done" if status < 300 else "elsewhere", **content}


def _problems(route: Route, names: _Names) -> dict[str, Any]:
    kinds = [*_USUAL, *route.problems]
    kinds += () if route.permission is OPEN else _OF_SIGNED_IN
    kinds += _OF_BODIES if route.body else ("invalid",)
    kinds += () if route.again is Again.READS else _OF_CHANGES
    kinds += _OF_KEYS if route.again in (Again.HISTORY, Again.ANSWER) else ()
    by_status: dict[int, set[str]] = {}
    for kind in kinds:
        by_status.setdefault(KINDS[kind].status, set()).add(kind)
    schema = {MEDIA_TYPE: {"schema": names[Problem, "serialization"]}}
    return {
        str(status): {"description": ", ".join(sorted(kinds)), "content": schema}
        for status, kinds in sorted(by_status.items())
    }
