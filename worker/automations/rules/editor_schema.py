"""JSON Schema of rule files for one account: with it, editors complete fields, operators, states, teammates and messages."""

from typing import Any, Final

from schemas.conditions import BARE, json_schema
from schemas.rules import RulesFile
from worker.automations.language.event_kinds import EVENTS
from worker.automations.language.fields import ACTIVITIES, ACTORS, QUEUES, SOURCES, Field
from worker.automations.language.operators import DEFAULTS, OPERATORS, operators_for
from worker.automations.language.values import ValueKind
from worker.automations.rules.references import NOBODY, OWNERS, Setting

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TYPES: Final[dict[ValueKind, dict[str, Any]]] = {
    "number": {"type": "number"},
    "switch": {"type": "boolean"},
    "text": {"type": ["string", "integer"]},
    "choice": {"type": ["string", "integer"]},
    "words": {"type": ["string", "integer"]},
}
_LISTS: Final = frozenset({"one_of", "none_of", "has_any", "has_all", "has_none", "between"})
_EITHER: Final = frozenset(
    {"contains", "mentions", "starts_with", "ends_with", "changed_to", "changed_from", "added", "removed", "weekday"}
)


def rules_schema(setting: Setting) -> dict[str, Any]:
    """Give the schema; anything it refuses `rules check` refuses too, but not the other way round."""
    schema = RulesFile.model_json_schema(by_alias=True)
    definitions = schema["$defs"]
    condition = json_schema()
    for name, field in setting.catalogue.fields.items():
        comparison = _of_field(field)
        if not field.closed:  # fields of a kind share one definition
            shared = f"{field.kind}-{'change' if field.only_change else 'comparison'}"
            definitions[shared] = comparison
            comparison = {"$ref": f"#/$defs/{shared}"}
        condition["anyOf"][1]["properties"][name] = {"description": field.told, **comparison}
    condition["anyOf"][1]["additionalProperties"] = False
    condition["anyOf"][1]["patternProperties"] = {
        r"^lead\.attribution\..": {"description": "a detail of the first contact"}
    }
    definitions["Condition"] = condition
    _words(definitions["When"]["properties"], "event", tuple(EVENTS))
    _words(definitions["When"]["properties"], "source", (*SOURCES, *QUEUES))
    _words(definitions["When"]["properties"], "by", ACTORS)
    definitions["When"]["properties"]["activity"]["examples"] = list(ACTIVITIES)
    _references(definitions, setting)
    return {"$schema": _DIALECT, **schema, "title": f"rules of {setting.account.id}"}


def _references(definitions: dict[str, Any], setting: Setting) -> None:
    """Names that stand in other files of the account."""
    account, around = setting.account, setting.surroundings
    states = [word for state in account.pipeline.states for word in (state.id, state.name) if word]
    _enum(definitions["SetState"]["properties"], "state", states)
    if "SetField" in definitions:
        names = sorted({entry.id for entry in account.field_by_slug.values()})
        definitions["SetField"]["propertyNames"] = {"enum": names}
    numbers = [number.id for number in account.settings.numbers]
    definitions["SendQuickMessage"]["properties"]["sender"]["examples"] = numbers
    if around is None:
        return
    users = list(around.user_ids)
    if users:
        _enum(definitions["AssignUser"]["properties"], "user", [*users, "lead.previous_owner", NOBODY])
        _enum(definitions["Notify"]["properties"], "user", [*users, *OWNERS])
        _enum(definitions["Task"]["properties"], "assignee", [*users, *OWNERS])
    _enum(definitions["AssignUser"]["properties"], "pool", list(around.team.pools))
    _enum(definitions["Notify"]["properties"], "team", list(around.team.teams))
    _enum(definitions["SendQuickMessage"]["properties"], "template", list(around.messages))
    for model in ("WaitEntry", "Task"):
        _enum(definitions[model]["properties"], "counted_in", ["wall_clock", "calendar", *around.calendars])


def _enum(properties: dict[str, Any], key: str, words: list[str]) -> None:
    """Let a text only be one of some words."""
    told = properties[key].get("description")
    properties[key] = {"enum": words, **({"description": told} if told else {})}


def _words(properties: dict[str, Any], key: str, words: tuple[str, ...]) -> None:
    """Let a text, or a list of texts, only hold some words."""
    told = properties[key].get("description")
    one = {"enum": list(words)}
    properties[key] = {"anyOf": [one, {"type": "array", "items": one}], **({"description": told} if told else {})}


def _of_field(field: Field) -> dict[str, Any]:
    """What may stand behind a field: a bare word, a value, or operators with theirs."""
    operators = list(operators_for(field.kind, change=field.only_change))
    value = _value(field)
    found: list[dict[str, Any]] = []
    bare = [word for word in BARE if word in operators]
    if bare:
        found.append({"enum": bare})
    if field.kind in DEFAULTS and not field.only_change:
        found += [value, {"type": "array", "items": value}]
    found.append({"type": "object", "minProperties": 1, "additionalProperties": False, "properties": {
        name: {**_argument(name, value), "description": OPERATORS[name].takes} for name in operators
    }})  # fmt: skip
    return {"anyOf": found}


def _value(field: Field) -> dict[str, Any]:
    if field.words and field.closed:
        return {"enum": [*field.words, *(field.spellings or {})]}
    return dict(_TYPES.get(field.kind, {"type": "string"}))


def _argument(operator: str, value: dict[str, Any]) -> dict[str, Any]:
    if operator in BARE:
        return {"const": True}
    if operator in _LISTS:
        return {"type": "array", "items": value}
    if operator in _EITHER:
        return {"anyOf": [value, {"type": "array", "items": value}]}
    return dict(value)
