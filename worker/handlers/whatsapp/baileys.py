"""WhatsApp Web as Baileys hands it over: `messages.upsert` with messages that have a key, contacts, calls.

A message is addressed by number (`@s.whatsapp.net`) or by LID (`@lid`), and the same person by one or the other seconds
apart (https://baileys.wiki/concepts/jids): a LID is never taken for a number, and where a key gives both, both are the
person's identities. The message id is the same whichever address was used.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from schemas.gateways import WebCall, WebContact, WebMessage
from worker.account import Account, Accounts
from worker.contact import Contact, Decoded, Fact, Ignored
from worker.errors import RefusedError
from worker.handlers.whatsapp.batch import Batch
from worker.handlers.whatsapp.content import noted
from worker.handlers.whatsapp.gateway import account_of, lean
from worker.handlers.whatsapp.message import Channel, Said, channel, contact_of, historic, recalled, sent
from worker.handlers.whatsapp.part import checker, digest, may_be_heavy, mender, millis
from worker.handlers.whatsapp.participants import NO_ROWS, Participant, clean_name, jid_identities
from worker.handlers.whatsapp.statuses import outcome
from worker.handlers.whatsapp.web_content import said_by
from worker.handlers.whatsapp.web_failures import web_failure
from worker.handlers.whatsapp.web_updates import as_message
from worker.ports import Delivery

_check_message, _check_contact, _check_call = mender(WebMessage), checker(WebContact), mender(WebCall)
_NO_PERSON = {"g.us": "group", "broadcast": "broadcast", "newsletter": "newsletter"}
_UNREADABLE = frozenset({2, "CIPHERTEXT"})  # a message that this device could not decrypt
_MISSED_CALLS = frozenset({40, 41, "CALL_MISSED_VOICE", "CALL_MISSED_VIDEO"})
_ADDRESSES = ("id", "remoteJid", "jid", "phoneNumber", "pn", "lid")
_CREDENTIALS = frozenset({"apikey", "instanceToken", "token"})

Read = Callable[[Channel, Any], Contact | Ignored]


def message(via: Channel, part: Any) -> Contact | Ignored:
    """Read a message, of the person or of ours (`fromMe`)."""
    return _message(via, part, told=False)


def old_message(via: Channel, part: Any) -> Contact | Ignored:
    """Read a message of a sync of old chats."""
    return historic(_message(via, part, told=True))


def _message(via: Channel, part: Any, *, told: bool) -> Contact | Ignored:
    checked, faults = _check_message(part)
    key = checked["key"]
    ours = bool(key.get("fromMe"))
    # senderPn and senderLid are the writer's: ours, in a message of ours.
    jids = [key["remoteJid"], key.get("remoteJidAlt")] + ([] if ours else [key.get("senderPn"), key.get("senderLid")])
    person = Participant(jid_identities(jids), None if ours else checked.get("pushName"))
    said = noted(_said(checked), faults)
    reason = why_not(via, key["remoteJid"], person) or said.ignore
    if reason:
        return Ignored(via.account.id, f"wa:{key['id']}", reason)
    if ours:
        said = sent(said)
    elif told:
        said = recalled(said)
    at = millis(checked["messageTimestamp"])
    return contact_of(via, f"wa:{key['id']}", at, person, said, {"message": lean(part)})


def why_not(via: Channel, chat: str, person: Participant) -> str | None:
    """Give why a message of a chat is no enquiry of a single person, None if it is one."""
    server = chat.rpartition("@")[2].lower()
    if server in _NO_PERSON:
        return _NO_PERSON[server]
    if not person.identities:
        return "not_a_person"
    return "own_number" if via.is_own(person) else None


def _said(checked: Mapping[str, Any]) -> Said:
    stub, proto = checked.get("messageStubType"), checked.get("message")
    if proto or not stub or stub in _UNREADABLE:
        return said_by(proto, checked.get("contextInfo"))
    if stub in _MISSED_CALLS:
        return Said({"type": "call", "call": {"event": "missed"}}, activity="call_received")
    return Said({"type": "notification"}, ignore="notification")


def contact(via: Channel, part: Any) -> Contact | Ignored:
    """Read a row of the address book: it teaches names and which addresses are one person's, and creates nothing."""
    checked = _check_contact(part)
    part_id = f"book:{digest(lean(part))}"
    person = Participant(jid_identities(checked.get(name) for name in _ADDRESSES))
    book, profile = clean_name(checked.get("name")), clean_name(checked.get("notify") or checked.get("pushName"))
    names = ((book, "whatsapp"), (profile, "profile"))
    facts = tuple(Fact("name", name, by) for name, by in names if name)[:1]  # type: ignore[arg-type]
    if not person.identities or not (facts or len(person.identities) > 1) or via.is_own(person):
        return Ignored(via.account.id, part_id, "address_book")
    said = Said({"type": "address_book"}, facts=facts, activity="address_book_synced", inbound=False, creates=False)
    return contact_of(via, part_id, via.now, person, said, {"contact": lean(part)})


def call(via: Channel, part: Any) -> Contact | Ignored:
    """Read a call: its offer is the person calling, what follows is about the same call."""
    checked, faults = _check_call(part)
    part_id = f"wa:{checked['id']}"
    person = Participant(jid_identities(checked.get(name) for name in ("callerPn", "from", "chatId")))
    reason = "group" if checked.get("isGroup") else why_not(via, "", person)
    if reason:
        return Ignored(via.account.id, part_id, reason)
    if (checked.get("status") or "offer") != "offer":
        return Ignored(via.account.id, f"{part_id}:{checked['status']}", "call_update")
    content = {"type": "call", "call": {"event": "connect", "video": bool(checked.get("isVideo"))}}
    said = noted(Said(content, activity="call_received"), faults)
    stamp = checked.get("timestamp")
    at = millis(stamp) if stamp else via.now
    return contact_of(via, part_id, at, person, said, {"call": lean(part)})


def update(via: Channel, part: Any) -> Contact | Ignored:
    """Read what became of a message: an edit, a deletion, content that came late; else there is nothing to learn from it."""
    told = as_message(part, via.now)
    if told is None:
        return status(via, part)
    found = message(via, told)
    return replace(found, raw={"message": lean(part)}) if isinstance(found, Contact) else found


def status(via: Channel, part: Any) -> Contact | Ignored:
    """Read what became of a message of ours: only that it was refused teaches something."""
    told = web_failure(part)
    if told is None:
        return Ignored(via.account.id, f"status:{digest(lean(part))}", "status")
    key, errors = told
    part_id = f"status:{key['id']}:failed"
    person = Participant(jid_identities((key.get("remoteJid"), key.get("remoteJidAlt"))))
    reason = why_not(via, str(key.get("remoteJid") or ""), person)
    if reason:
        return Ignored(via.account.id, part_id, reason)
    return outcome(via, part_id, via.now, person, errors, {"status": lean(part)}, failed=True)


EVENTS: Mapping[str, Read] = {
    "messages.upsert": message,
    "send.message": message,
    "message": message,
    "messages.set": old_message,
    "messaging.history.set": old_message,
    "messages.update": update,
    "messages.edited": update,
    "messages.delete": update,
    "message.receipt.update": status,
    "receipt": status,
    "contacts.upsert": contact,
    "contacts.update": contact,
    "contacts.set": contact,
    "lid.mapping.update": contact,
    "chats.phonenumbershare": contact,
    "call": call,
}
_LISTS: tuple[tuple[Read, str], ...] = ((message, "messages"), (old_message, "messages"), (contact, "contacts"))


def read(delivery: Delivery, body: dict[str, Any], accounts: Accounts) -> Decoded:
    """Read an event of Baileys, with or without an envelope around its data."""
    event = body.get("event", "messages.upsert")
    names = (body.get("session"), body.get("instance"), body.get("sessionId"))
    account = account_of(delivery, accounts, "baileys", names, (number_of(body.get("sender")),))
    return read_event(delivery, account, "baileys", body, event)


def read_event(delivery: Delivery, account: Account, provider: str, body: dict[str, Any], event: object) -> Decoded:
    """Read the parts of an event; each alone."""
    name = event_name(event)
    via = channel(account, provider, delivery.received_at, number_of(body.get("sender")))
    data = body.get("data", body)
    reader = EVENTS.get(name)
    if reader is None:
        return _other(account, name, data)
    kept = {name: value for name, value in body.items() if name not in _CREDENTIALS}
    batch = Batch(via, {}, NO_ROWS, Decoded(), lambda value: {**kept, **value}, "", may_be_heavy(delivery.body))
    for part, pointer, shell in _parts(reader, data, "data" in body):
        batch.take(part, lambda batch, part: reader(batch.channel, part), pointer, shell)
    if reader is old_message and isinstance(data, dict) and isinstance(data.get("contacts"), list):
        for part, pointer, shell in _parts(contact, data, "data" in body):
            batch.take(part, lambda batch, part: contact(batch.channel, part), pointer, shell)
    decoded = batch.decoded
    if not (decoded.contacts or decoded.ignored or decoded.refused):
        batch.ignore(f"empty:{digest(lean(body))}", "empty")
    return decoded


def event_name(event: object) -> str:
    """Give the name of an event as `EVENTS` has it: Evolution API also writes `MESSAGES_UPSERT`."""
    return str(event)[:64].lower().replace("_", ".").replace("-", ".")


def _other(account: Account, name: str, data: Any) -> Decoded:
    if isinstance(data, dict) and "key" in data and "message" in data:
        raise RefusedError(
            "unknown_type", f"the event {name!r} is not known, and it holds a message", "/event", about=name
        )
    return Decoded(ignored=[Ignored(account.id, f"notice:{name}:{digest(lean(data))}", "gateway_notice")])


def number_of(sender: object) -> str | None:
    """Give the instance's own number, which Evolution API gives as `sender`."""
    if not isinstance(sender, str) or sender.endswith("@lid"):
        return None
    return sender.partition("@")[0].partition(":")[0]


def _parts(read: Read, data: Any, wrapped: bool) -> list[tuple[Any, str, Callable[[Any], Mapping[str, Any]]]]:
    """Give parts, pointers, and what makes a body of one part: of a list, a list under a name, or the part itself."""
    at = "/data" if wrapped else ""

    def shell(data: Any) -> Mapping[str, Any]:
        return {"data": data} if wrapped else data

    name = next((name for reader, name in _LISTS if reader is read), None)
    if isinstance(data, list):
        return [(part, f"{at}/{i}", lambda part: shell([part])) for i, part in enumerate(data)]
    if name and isinstance(data, dict) and isinstance(data.get(name), list):
        parts = data[name]
        return [(part, f"{at}/{name}/{i}", lambda part: shell({**data, name: [part]})) for i, part in enumerate(parts)]
    return [(data, at, shell)]
