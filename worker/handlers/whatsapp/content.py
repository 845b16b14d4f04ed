"""What a message of the Cloud API (or of the on-premises API, which speaks alike) says, by its type.

`READERS` is the table: a checked message (`schemas.whatsapp_message`) to what it says. A type that is not in it is
still a message of a person: its content is unavailable, the lead is not.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from schemas.whatsapp_message import MESSAGES
from schemas.whatsapp_part import Message
from worker.contact import Fact
from worker.errors import MalformedPartError
from worker.handlers.whatsapp.message import Said
from worker.handlers.whatsapp.part import check_weight, checker
from worker.handlers.whatsapp.participants import phone_identity

Checked = Mapping[str, Any]
ContentReader = Callable[[Checked], Said]
CHECKS: Mapping[str, Callable[[Any], Any]] = {name: checker(schema) for name, schema in MESSAGES.items()}
CHECK_ANY = checker(Message)
_WAID = re.compile(r"waid=(\d{6,20})", re.IGNORECASE)
_NOT_FACTS = frozenset({"flow_token"})  # of the business, no answer of the person


def read(part: Any) -> tuple[Checked, Said]:
    """Check a message and give it with what it says; raise `MalformedPartError`."""
    if type(part) is not dict:
        raise MalformedPartError("it is no object")
    kind = part.get("type")
    if isinstance(kind, str) and kind in READERS:
        message = CHECKS[kind](part)
        said = READERS[kind](message)
    else:
        message = CHECK_ANY(part)
        said = unavailable(message)
    context, referral = message.get("context"), message.get("referral")
    if context:
        said.content["context"] = context
    if referral:
        said.referral = {name: value for name, value in referral.items() if value is not None}
    return message, said


def unavailable(message: Checked) -> Said:
    """A message whose content we did not get or do not know."""
    content: dict[str, Any] = {"type": message["type"], "unavailable": True}
    if message.get("unsupported"):
        content["unsupported"] = message["unsupported"]
    if message.get("errors"):
        content["errors"] = message["errors"]
    return Said(content)


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
        answers = orjson.loads(text)
        check_weight(answers)
    except (ValueError, MalformedPartError):
        answers = None
    return (answers, ()) if isinstance(answers, dict) else ({}, ("form_reply_unreadable",))


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
    inner = {**edit["message"], "id": message["id"], "timestamp": message["timestamp"]}
    if kind in ("edit", "revoke", "system"):
        raise MalformedPartError(f"a message of type {kind} cannot be the new version of another", "/edit/message/type")
    try:
        said = read(inner)[1]
    except MalformedPartError as error:
        raise MalformedPartError(error.detail, f"/edit/message{error.where}") from None
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
