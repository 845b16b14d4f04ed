"""A validation error in the words of somebody who edits the file: what is wrong there, what belongs there."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from schemas.file import did_you_mean, fold
from worker.configuration import vocabulary

# What people write for our words, in English, Portuguese and Spanish; keyed by folded or case-folded word.
SYNONYMS: Final[Mapping[str, str]] = {
    "tz": "timezone", "zone": "timezone", "fusohorario": "timezone", "zonahoraria": "timezone",
    "country": "region", "pais": "region", "countrycode": "region", "defaultregion": "region",
    "phones": "numbers", "phonenumbers": "numbers", "whatsapp": "numbers", "phonenumberid": "id",
    "instances": "gateways", "providers": "gateways", "closedleads": "closed_lead", "optout": "opt_out_words",
    "stopwords": "opt_out_words", "stages": "states", "steps": "states", "etapas": "states", "estados": "states",
    "stage": "state", "start": "initial", "first": "initial", "default": "initial", "success": "won",
    "converted": "won", "failed": "lost", "allowed": "transitions", "moves": "transitions", "title": "label",
    "caption": "label", "kind": "type", "choices": "options", "values": "options", "enum": "options",
    "mandatory": "required", "synonyms": "aliases", "alias": "aliases", "aka": "aliases",
    "string": "text", "str": "text", "select": "dropdown", "list": "dropdown", "choice": "dropdown",
    "picklist": "dropdown", "timestamp": "datetime", "int": "number", "integer": "number", "float": "number",
    "decimal": "number", "money": "number", "attachment": "file", "document": "file", "tel": "phone",
    "telephone": "phone", "mobile": "phone", "mail": "email", "completed": "closed", "complete": "closed",
    "done": "closed", "canceled": "cancelled", "rejected": "cancelled", "active": "open", "user": "human",
    "manual": "human", "csv": "import", "webhook": "plugin", "automation": "rule", "reject": "ignore",
    "drop": "ignore", "uk": "GB",
    # rule files
    "on": "when", "trigger": "when", "triggers": "when", "cuando": "when", "quando": "when", "events": "event",
    "conditions": "if", "condition": "if", "where": "if", "filter": "if", "filters": "if", "si": "if", "se": "if",
    "then": "do", "actions": "do", "action": "do", "hacer": "do", "fazer": "do", "run": "do",
    "delay": "wait", "delays": "wait", "waits": "wait", "timer": "wait", "timers": "wait", "later": "wait",
    "limit": "limits", "throttle": "limits", "cooldown": "once_per_lead", "once": "once_per_lead",
    "ratelimit": "at_most", "max": "at_most", "fuse": "at_most", "every": "per", "period": "per",
    "stop": "after_match", "cancel": "cancel_if", "cancelon": "cancel_if", "cancelwhen": "cancel_if",
    "recheck": "check_again", "order": "priority", "enabled": "mode", "status": "mode", "dryrun": "shadow",
    "disabled": "paused", "off": "paused", "enable": "live", "comment": "description", "test": "tests",
    "assign": "assign_user", "assignto": "assign_user", "owner": "assign_user", "setstatus": "set_state",
    "changestate": "set_state", "movetostate": "set_state", "setstage": "set_state", "update": "set_field",
    "setfields": "set_field", "updatefield": "set_field", "addtag": "add_tags", "tagadd": "add_tags",
    "removetag": "remove_tags", "deltag": "remove_tags", "addnote": "note", "createtask": "task", "addtask": "task",
    "remind": "task", "email": "notify", "sendemail": "notify", "alert": "notify", "post": "call_webhook",
    "http": "call_webhook", "httprequest": "call_webhook", "sendmessage": "send_quick_message",
    "message": "send_quick_message", "sendwhatsapp": "send_quick_message", "reply": "send_quick_message",
    "sendtemplate": "send_quick_message", "win": "won", "lose": "lost", "body": "text", "content": "text",
    "lang": "language", "from_number": "sender", "cal": "calendar", "fieldchanged": "field",
}  # fmt: skip

# The same for the keys of a plugin's mapping, where some words mean something else; `try` and lists say `opt_in`.
IN_PLUGINS: Final[Mapping[str, str]] = {
    "optin": "consent", "optedin": "consent", "marketing": "consent", "marketingconsent": "consent",
    "marketingoptin": "consent", "whatsappoptin": "consent", "waoptin": "consent", "subscribed": "consent",
    "permission": "consent", "agree": "consent", "agreed": "consent", "consents": "consent", "consentimiento": "consent",
    "consentimento": "consent", "einwilligung": "consent", "newsletter": "consent",
    "region": "country", "pais": "country", "land": "country", "countrycode": "country", "nation": "country",
    "defaultregion": "country", "callingcode": "dial_code", "dialingcode": "dial_code", "prefix": "dial_code",
    "isd": "dial_code", "areacode": "dial_code", "mobile": "phone", "mobilephone": "phone", "cell": "phone",
    "whatsapp": "phone", "whatsappnumber": "phone", "number": "phone", "numbers": "phone", "phones": "phone",
    "phonenumber": "phone", "phonenumbers": "phone", "telefono": "phone", "telefone": "phone", "celular": "phone",
    "telefon": "phone", "phone2": "alternates", "secondphone": "alternates", "alternate": "alternates",
    "alternatephone": "alternates", "otherphones": "alternates", "emailaddress": "email", "correo": "email",
    "fullname": "name", "firstname": "name", "lastname": "name", "nombre": "name", "nome": "name",
    "message": "text", "messages": "text", "comment": "text", "comments": "text", "enquiry": "text", "inquiry": "text",
    "content": "text", "mensaje": "text", "mensagem": "text", "note": "text", "notes": "text",
    "timestamp": "time", "date": "time", "at": "time", "createdat": "time", "submittedat": "time", "when": "time",
    "tz": "zone", "timezone": "zone", "tag": "tags", "label": "tags", "labels": "tags", "stage": "state",
    "owner": "assignee", "assign": "assignee", "assignto": "assignee", "assigned": "assignee", "assigneduser": "assignee",
    "agent": "assignee", "utm": "attribution", "source": "attribution", "campaign": "attribution",
    "customfields": "fields", "custom": "fields", "field": "fields", "extra": "extras", "others": "extras",
    "city": "fields", "company": "fields", "contactid": "person", "userid": "person", "customerid": "person",
    "leadid": "id", "externalid": "id", "recordid": "id", "submissionid": "submission", "formid": "form",
    "lead": "leads", "items": "leads", "root": "leads", "password": "secret", "token": "secret", "verify": "secret",
    "ignored": "ignore", "type": "preset", "kind": "event", "events": "activities", "questions": "answers",
    "excluded": "skip", "exclude": "skip",
}  # fmt: skip
# No key is meant by these; and a field of theirs under `consent` would opt in whoever opts out.
_OPT_OUTS: Final = frozenset(
    {"optout", "optedout", "unsubscribe", "unsubscribed", "dnd", "donotcontact", "donotdisturb", "blocked", "stop"}
)

_TEXT, _LIST, _MAPPING = "text", "a list ('- …' lines or [a, b])", "a mapping ('key: value' lines)"
_MOST_KEYS: Final = 50  # keys that are listed where none is near
_WHOLE, _NUMBER, _SWITCH = "a whole number", "a number", "true or false"

# Errors that say no more than that another kind of value is expected, and which.
KINDS: Final[Mapping[str, str]] = {
    "string_type": _TEXT, "string_sub_type": _TEXT,
    "dict_type": _MAPPING, "mapping_type": _MAPPING, "model_type": _MAPPING, "model_attributes_type": _MAPPING,
    "dataclass_type": _MAPPING,
    "list_type": _LIST, "tuple_type": _LIST, "set_type": _LIST, "frozen_set_type": _LIST, "iterable_type": _LIST,
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_from_float": _WHOLE,
    "float_type": _NUMBER, "float_parsing": _NUMBER,
    "bool_type": _SWITCH, "bool_parsing": _SWITCH,
    "none_required": "nothing",
}  # fmt: skip

_OWN = frozenset({"value_error", "assertion_error", "misplaced", "unquoted"})  # sentences of our models, complete


def sentence(item: ErrorDetails, model: type[BaseModel]) -> str:
    """Say what an error says. A value that the model keeps secret is never quoted."""
    if item["type"] in KINDS:
        return kinds([item], model)
    words = _WORDS.get(item["type"])
    if words is not None:
        return words(item, model)
    plain = item["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if item["type"] in _OWN:
        return plain
    given = item["input"]
    what = f", not {_given(item, model)}" if isinstance(given, str | int | float | None) else ""
    plain = plain.removeprefix("Input should ")
    return f"this should {plain}{what}" if plain != item["msg"] else plain[:1].lower() + plain[1:]


def kinds(items: Sequence[ErrorDetails], model: type[BaseModel]) -> str:
    """Say that one of several kinds of value is expected at a place."""
    expected = list(dict.fromkeys(KINDS[item["type"]] for item in items))
    given = items[0]["input"]
    if expected == [_TEXT] and isinstance(given, bool | int | float):
        return "text is expected here; put the value in quotes"
    either = " or ".join([", ".join(expected[:-1]), expected[-1]]) if len(expected) > 1 else expected[0]
    return f"{either} is expected here, not {_given(items[0], model)}"


def shown(value: object, limit: int = 60) -> str:
    """Give a value as it is quoted in a message: one line, cut to size."""
    text = re.sub(r"\s+", " ", value if isinstance(value, str) else repr(value))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _given(item: ErrorDetails, model: type[BaseModel]) -> str:
    value = item["input"]
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if vocabulary.is_secret(model, item["loc"]):
        return "this"
    return repr(shown(value)) if isinstance(value, str) else shown(value)


def _unknown_key(item: ErrorDetails, model: type[BaseModel]) -> str:
    word = str(item["loc"][-1])
    known = sorted(vocabulary.keys(model, item["loc"][:-1]))
    told = f"unknown key {shown(word)!r}"
    if "consent" not in known:
        return told + did_you_mean(word, known, SYNONYMS, _MOST_KEYS)
    if fold(word) in _OPT_OUTS:
        return (
            f"{told}; a field that says in its name or words that the person wants no messages is found without; "
            f"for any other write consent: {{path: FIELD, words: {{'yes': unsubscribed}}}}"
        )
    return told + did_you_mean(word, known, {**SYNONYMS, **IN_PLUGINS}, _MOST_KEYS)


def _missing(item: ErrorDetails, _model: type[BaseModel]) -> str:
    return f"the key {str(item['loc'][-1])!r} is missing"


def _not_listed(item: ErrorDetails, model: type[BaseModel]) -> str:
    given, context = item["input"], item.get("ctx", {})
    word = str(context.get("tag", given)) if isinstance(given, dict) else given
    told = str(context.get("expected") or context.get("expected_tags") or "")
    known = re.findall(r"'([^']*)'", told) or [told]
    if not isinstance(word, str):
        if len(known) == 1:
            return f"only {known[0]} can stand here, not {_given(item, model)}"
        return f"one of {', '.join(known)} is expected here, not {_given(item, model)}"
    return f"{shown(word)!r} is not one of the allowed values{did_you_mean(word, known, SYNONYMS)}"


def _pattern(item: ErrorDetails, model: type[BaseModel]) -> str:
    given = str(item["input"])
    told = vocabulary.description(model, item["loc"]) or f"what matches {item.get('ctx', {}).get('pattern', '')}"
    upper = given.upper() if re.fullmatch(r"[A-Za-z]{2}", given) and not given.isupper() else ""
    return f"{_given(item, model)} does not fit; expected: {told}" + (f" - did you mean {upper!r}?" if upper else "")


def _empty(item: ErrorDetails, model: type[BaseModel]) -> str:
    return "this must not be empty" if not item["input"] else f"{_given(item, model)} is too short"


def _too_long(item: ErrorDetails, _model: type[BaseModel]) -> str:
    given, most = item["input"], item.get("ctx", {}).get("max_length", 0)
    if isinstance(given, str):
        return f"this text has {len(given):,} characters; at most {most:,} are taken"
    return f"this list has {len(given):,} entries; at most {most:,} are taken"


_WORDS: Final[Mapping[str, Callable[[ErrorDetails, type[BaseModel]], str]]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "literal_error": _not_listed,
    "enum": _not_listed,
    "union_tag_invalid": _not_listed,
    "string_pattern_mismatch": _pattern,
    "string_too_short": _empty,
    "too_short": _empty,
    "string_too_long": _too_long,
    "too_long": _too_long,
}
