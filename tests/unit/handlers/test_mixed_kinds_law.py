"""The law of order for what really arrives: bodies of every kind about the same few people, in any order, twice, in batches."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st
from whatsapp_bodies import ACCOUNTS, INDIA, NOW, OWN, cloud, text, value

from tests.deliveries import chunk, webhook
from tests.shop import Shop
from tests.unit.leads.test_merge_law import batches, differences, people
from worker.contact import Contact, Decoded
from worker.handlers import campaign, plugin
from worker.handlers.whatsapp import handle
from worker.ports import Delivery

AT = 1_795_000_000
LIDS = {"919876500123": "231000000000001", "919876500124": "231000000000002", "919876500125": "231000000000003"}
WORDS = ("hi", "STOP", "START", "please stop, thanks")

Person, Number = str, int
Kind = Callable[[Person, Number, str, int], Decoded]


def _whatsapp(body: Any) -> Decoded:
    return handle(Delivery("whatsapp-incoming", orjson.dumps(body), {}, received_at=NOW), ACCOUNTS)


def _messages(*parts: Any, **more: Any) -> Decoded:
    return _whatsapp(cloud(value(messages=list(parts), **more)))


def _evolution(event: str, data: Any) -> Decoded:
    return _whatsapp({"event": event, "instance": "acme-in", "server_url": "x", "data": data})


def _key(who: Person, n: Number, *, lid: bool = False) -> dict[str, Any]:
    return {"id": f"3E{who}{n}", "fromMe": False, "remoteJid": f"{LIDS[who]}@lid" if lid else f"{who}@s.whatsapp.net"}


def _read(who: Person, n: Number) -> dict[str, Any]:
    """One and the same message, however it comes."""
    return {"key": _key(who, n), "message": {"conversation": f"text {n}"}, "messageTimestamp": AT + n, "pushName": "P"}


def _told(who: Person, n: Number, said: str, at: int) -> Decoded:
    message = {**text(who, said, id=f"wamid.H{who}{n}{said}"), "timestamp": str(at - 9_000_000)}
    metadata = {"phone_number_id": INDIA, "display_phone_number": OWN}
    history = [{"metadata": {"phase": 0}, "threads": [{"id": who, "messages": [message]}]}]
    return _whatsapp(cloud({"metadata": metadata, "history": history}, field="history"))


def _part(who: Person, n: Number, kind: str, **more: Any) -> dict[str, Any]:
    return {"from": who, "id": f"wamid.{kind}{who}{n}", "timestamp": str(AT + n), "type": kind, **more}


def _row(who: Person, n: Number, said: str, at: int) -> Decoded:
    answers = {"STOP": ["", "yes"], "START": ["yes", "no"]}.get(said, ["no", ""])
    columns = ["Name", "Phone", "Opt-in", "DND"]
    listed = {"account": "india", "list": f"L{who}{n}{said}{at}", "at": at * 1000}
    return campaign.handle(chunk([["Asha", who[2:], *answers]], columns, **listed), ACCOUNTS)


def _form(who: Person, n: Number, said: str, at: int) -> Decoded:
    name = ("Asha Rao", "{{name}}", "N/A")[n % 3]
    body = {
        "name": name,
        "phone": who,
        "opt_in": "yes" if said == "START" else "no",
        "submitted_at": (at + n * 10**8) * 1000,
    }
    return plugin.handle(webhook(body, delivery_id=f"f{who}{n}{said}{at}", account="india"), ACCOUNTS)


KINDS: dict[str, Kind] = {
    "text": lambda who, n, said, at: _messages(text(who, said, id=f"wamid.{who}{n}{said}", timestamp=str(at))),
    "ad": lambda who, n, *_: _messages(
        text(who, "ad", id=f"wamid.A{who}{n}", timestamp=str(AT + n), referral={"source_type": "ad", "source_id": str(n)})
    ),
    "unsupported": lambda who, n, *_: _messages(_part(who, n, "unsupported", errors=[{"code": 131051}])),
    "edit": lambda who, n, said, _: _messages(
        _part(who, n, "edit", id=f"wamid.E{who}{n}{said}", edit={
            "original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": said}}})
    ),
    "revoke": lambda who, n, *_: _messages(_part(who, n, "revoke", revoke={"original_message_id": "wamid.1"})),
    "preference": lambda who, _, said, at: _whatsapp(
        cloud(value(user_preferences=[{"wa_id": who, "category": "marketing_messages", "timestamp": at,
                                       "value": "resume" if said == "START" else "stop"}]), field="user_preferences")
    ),
    "failure": lambda who, n, *_: _whatsapp(
        cloud(value(statuses=[{"id": f"wamid.F{who}{n}", "status": "failed", "timestamp": str(AT + n), "recipient_id": who,
                               "errors": [{"code": (131050, 131026, 131047)[n % 3]}]}]))
    ),
    "echo": lambda who, n, *_: _whatsapp(
        cloud(value(message_echoes=[{"from": OWN, "to": who, **text(None, "ours", id=f"wamid.O{who}{n}")}]),
              field="smb_message_echoes")
    ),
    "history": _told,
    "row": _row,
    "form": _form,
    "web message": lambda who, n, *_: _evolution("messages.upsert", _read(who, n)),
    "web placeholder": lambda who, n, *_: _evolution(
        "messages.upsert", {"key": _key(who, n, lid=True), "messageStubType": 2, "messageTimestamp": AT + n}
    ),
    "web history": lambda who, n, *_: _evolution("messages.set", [_read(who, n)]),
    "web late content": lambda who, n, *_: _evolution(
        "messages.update", {"key": _key(who, n), "update": {"message": {"conversation": f"text {n}"}, "messageTimestamp": AT + n}}
    ),
    "web edit": lambda who, n, said, _: _evolution(
        "messages.edited", {"key": _key(who, n), "editedMessage": {"conversation": said}, "timestampMs": f"{AT + n}000"}
    ),
    "web addresses": lambda who, *_: _evolution(
        "lid-mapping.update", {"lid": f"{LIDS[who]}@lid", "pn": f"{who}@s.whatsapp.net"}
    ),
}  # fmt: skip
ARRIVING = st.tuples(
    st.sampled_from(sorted(KINDS)), st.sampled_from(sorted(LIDS)), st.integers(1, 2), st.sampled_from(WORDS),
    st.integers(AT - 3, AT + 3),
)  # fmt: skip


def _once(arriving: list[tuple[str, Person, Number, str, int]]) -> Iterator[Contact]:
    """The contacts, without further bodies under an id that say otherwise: the first of a version counts."""
    seen = set()
    for kind, *rest in arriving:
        decoded = KINDS[kind](*rest)
        assert not decoded.refused
        for contact in decoded.contacts:
            version = contact.id, contact.content.get("unavailable"), contact.source == "history"
            if version not in seen:
                seen.add(version)
                yield contact


@settings(max_examples=150, deadline=None)
@given(st.lists(ARRIVING, min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_whatever_arrives_in_any_order_twice_in_batches_gives_the_same_people(arriving: Any, random: Any) -> None:
    async def held() -> None:
        straight, mixed = Shop(ACCOUNTS), Shop(ACCOUNTS)
        contacts = list(_once(arriving))
        for contact in contacts:
            await straight.apply([contact])
        for batch in batches(contacts, random) if contacts else []:
            await mixed.apply(batch)
        found = differences(await people(mixed), await people(straight))
        assert [one for one in found if one[0] != "created_at"] == []  # when it was recorded, not when it was said
        assert await straight.faults() == await mixed.faults() == []

    asyncio.run(held())
