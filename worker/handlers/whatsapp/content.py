"""What a message of the Cloud API (or of the on-premises API, which speaks alike) says, by its type.

`READERS` is the table: a checked message (`schemas.whatsapp_message`) to what it says. A type that is not in it is
still a message of a person: its content is unavailable, the lead is not. So is a message of a known type whose part is
missing (the platform then says why in `errors`, with code 131000 and the like) or is not as it should be: sender, time
and id make a lead. What can be read of it is taken, and `not_read` says what was not.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from schemas.whatsapp_message import MESSAGES
from schemas.whatsapp_part import Message
from worker.contact import Fact
from worker.errors import MalformedPartError
from worker.handlers.whatsapp.message import Said
from worker.handlers.whatsapp.part import check_weight, checker, exact, mender
from worker.handlers.whatsapp.participants import phone_identity

Checked = Mapping[str, Any]
ContentReader = Callable[[Checked], Said]
CHECKS: Mapping[str, Callable[[Any], Any]] = {name: checker(schema) for name, schema in MESSAGES.items()}
CHECK_ANY = checker(Message)
MEND: Mapping[str, Callable[[Any], tuple[Any, tuple[str, ...]]]] = {name: mender(one) for name, one in MESSAGES.items()}
MEND_ANY = mender(Message)
UNTYPED = "unknown"  # type of a message that does not say its type
_WAID = re.compile(r"waid=(\d{6,20})", re.IGNORECASE)
MAX_TYPE = 64  # characters of the name of a type
MAX_NOTED = 10
# What such a message is when its content is missing: activity, whether it opens the window, whether it makes a lead.
_WITHOUT_CONTENT: Mapping[str, tuple[str, bool, bool]] = {
    "reaction": ("reaction_received", True, True),
    "edit": ("message_edited", False, True),
    "revoke": ("message_revoked", False, False),
}
_NOT_FACTS = frozenset({"flow_token"})  # of the business, no answer of the person


def read(part: Any) -> tuple[Checked, Said]:
    """Check a message and give it with what it says; raise `MalformedPartError` where it has no id or no time."""
    if type(part) is not dict:
        raise MalformedPartError("it is no object")
    kind = part.get("type")
    try:
        if isinstance(kind, str) and kind in READERS:
            message = CHECKS[kind](part)
            said = READERS[kind](message)
        elif isinstance(kind, str) and kind.lower() in READERS:
            return read({**part, "type": kind.lower()})
        else:
            message = CHECK_ANY(part)
            said = unavailable(message)
    except MalformedPartError as error:
        message, said = _mended(part, error)
    context, referral = message.get("context"), message.get("referral")
    if context:
        said.content["context"] = context
    if referral:
        said.referral = {name: value for name, value in referral.items() if value is not None}
    return message, said


def _mended(part: dict[str, Any], error: MalformedPartError) -> tuple[Checked, Said]:
    """Give what can be used of a message that is not as its schema has it."""
    kind = _type_of(part)
    given = {**part, "type": kind}
    if type(given.get("from")) is int:
        given["from"] = str(given["from"])
    if given.get("group_id") and type(given["group_id"]) is not str:
        given["group_id"] = UNTYPED  # whatever it is, nobody wrote to us alone
    if kind in READERS:
        try:
            message, faults = MEND[kind](given)
            said = READERS[kind](message)
        except MalformedPartError:
            pass  # without the part that its type requires
        else:
            return message, noted(said, faults)
    message, faults = MEND_ANY(given)
    said = unavailable(message, error.detail)
    said.activity, said.inbound, said.creates = _WITHOUT_CONTENT.get(kind, ("message_received", True, True))
    return message, noted(said, [fault for fault in faults if fault != error.detail])


def _type_of(part: Mapping[str, Any]) -> str:
    """Give the type of a message; where it says none, that of the one part it has."""
    kind = part.get("type")
    if isinstance(kind, str) and 0 < len(kind) <= MAX_TYPE:
        return kind
    there = [name for name in READERS if isinstance(part.get(name), dict)]
    return there[0] if len(there) == 1 else UNTYPED


def noted(said: Said, faults: Sequence[str]) -> Said:
    """Say in the content what of a message could not be read: a place and what is wrong with it, no value."""
    if faults:
        said.content["not_read"] = list(faults[:MAX_NOTED])
    return said


def unavailable(message: Checked, why: str | None = None) -> Said:
    """A message whose content we did not get or do not know; `why` says what is wrong where the platform does not."""
    content: dict[str, Any] = {"type": message["type"], "unavailable": True}
    if message.get("unsupported"):
        content["unsupported"] = message["unsupported"]
    if message.get("errors"):
        content["errors"] = message["errors"]
        why = _said_in(message["errors"][0]) or why
    if why:
        content["reason"] = why
    return Said(content)


def _said_in(error: Mapping[str, Any]) -> str:
    """Give the platform's own reason: code and title of its error."""
    return " ".join(str(error[name]) for name in ("code", "title") if error.get(name) not in (None, ""))


def _text(message: Checked) -> Said:
    return Said({"type": "text"}, message["text"]["body"])


def _media(message: Checked) -> Said:
    kind = message["type"]
    media = message[kind]
    return Said({"type": kind, "media": media}, media.get("caption"))


def _location(message: Checked) -> Said:
    return Said({"type": "location", "location": message["location"]})


def _contacts(message: Checked) -> Said:
    cards = [{name: value for name, value in card.items() if name != "vcard"} for card in message["contacts"]]
    said = Said({"type": "contacts", "contacts": cards})
    origin = message.get("origin") or next((card["origin"] for card in message["contacts"] if card.get("origin")), None)
    number = _card_number(message["contacts"][0]) if message["contacts"] else None
    if number is None:
        return said
    if origin == "contact_request":
        said.attested = phone_identity(number)
    elif not origin and not message.get("from") and len(cards) == 1:
        said.flags = ("own_card_unattested",)
    return said


def _card_number(card: Mapping[str, Any]) -> str | None:
    for phone in card.get("phones") or ():
        digits = re.sub(r"\D", "", phone.get("wa_id") or phone.get("phone") or "")
        if 6 <= len(digits) <= 20:
            return digits
    found = _WAID.search(card.get("vcard") or "")
    return found.group(1) if found else None


def _interactive(message: Checked) -> Said:
    interactive = message["interactive"]
    kind = interactive["type"]
    if kind == "nfm_reply":
        return _form(interactive)
    said = Said({"type": "interactive", "interactive": interactive})
    reply = interactive.get(kind)
    if kind in ("button_reply", "list_reply") and reply:
        said.text, said.button = reply.get("title"), reply.get("id") or ""
    return said


def _form(interactive: Mapping[str, Any]) -> Said:
    form = interactive.get("nfm_reply") or {}
    return answered(form.get("name"), form.get("body"), form.get("response_json"))


def answered(name: str | None, body: str | None, response: str | None) -> Said:
    """Read an answered form: its answers are facts, under the keys the business chose, and inert like all data."""
    answers, flags = form_answers(response)
    reply = {"name": name, "body": body, "response": answers}
    said = Said({"type": "interactive", "interactive": {"type": "nfm_reply", "nfm_reply": reply}}, flags=flags)
    if name == "address_message":
        # A delivery address names its recipient, who need not be the person: it stays one value.
        said.facts = (Fact("address", answers["values"], "whatsapp"),) if answers.get("values") else ()
    else:
        said.facts = tuple(Fact(key, value, "whatsapp") for key, value in answers.items() if key not in _NOT_FACTS)
    return said


def form_answers(text: str | None) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Read the JSON inside `response_json`; what is no object is kept as text and flagged."""
    if text is None:
        return {}, ()
    try:
        answers, twice = exact(orjson.loads(text), text.encode())
        check_weight(answers)
    except (ValueError, MalformedPartError):
        answers, twice = None, ()
    return (
        (answers, tuple([f"duplicate_key:{key[:80]}" for key in twice]))
        if isinstance(answers, dict)
        else ({}, ("form_reply_unreadable",))
    )


def _button(message: Checked) -> Said:
    button = message["button"]
    return Said({"type": "button", "button": button}, button.get("text"), button.get("payload") or "")


def _order(message: Checked) -> Said:
    return Said({"type": "order", "order": message["order"]}, message["order"].get("text"))


def _reaction(message: Checked) -> Said:
    reaction = message["reaction"]
    said = Said({"type": "reaction", "reaction": reaction}, activity="reaction_received")
    if not reaction.get("emoji"):
        said.ignore = "reaction_removed"
    return said


def _edit(message: Checked) -> Said:
    edit = message["edit"]
    kind = edit["message"].get("type")
    if kind in ("edit", "revoke", "system"):
        raise MalformedPartError(f"a message of type {kind} cannot be the new version of another", "/edit/message/type")
    said = read({**edit["message"], "id": message["id"], "timestamp": message["timestamp"]})[1]
    said.content = {"type": "edit", "edited": edit["original_message_id"], "message": said.content}
    said.activity, said.inbound, said.facts = "message_edited", False, ()
    return said


def _revoke(message: Checked) -> Said:
    content = {"type": "revoke", "revoked": message["revoke"]["original_message_id"]}
    return Said(content, activity="message_revoked", inbound=False, creates=False)


READERS: Mapping[str, ContentReader] = {
    "text": _text,
    "image": _media,
    "video": _media,
    "audio": _media,
    "voice": _media,
    "document": _media,
    "sticker": _media,
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
    "reaction": _reaction,
    "edit": _edit,
    "revoke": _revoke,
    "unsupported": unavailable,
}
