"""Nothing but the person's own later word lifts their opt-out: whatever else comes, in whatever order, they stay out."""

import asyncio
import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from schemas.account import Number
from tests.deliveries import RECEIVED, account, chunk, read, webhook
from tests.shop import Shop
from worker.account import Accounts
from worker.contact import Contact, Decoded
from worker.handlers import whatsapp
from worker.ports import Delivery

MINUTE, DAY = 60_000, 86_400_000
NO_AT = RECEIVED - DAY
ACCOUNTS = Accounts.of([account(timezone="Asia/Kolkata", numbers=(Number(id="1", display="+91 98765 99999"),))])
ME = "919876543210"


def said(
    text: str, at: int, *, received: int | None = None, headers: dict[str, Any] | None = None, field: str = "messages"
) -> list[Contact]:
    """A message of the person, stamped `at`, that came at `received`."""
    message = {
        "from": ME,
        "id": f"wamid.{text}.{at}.{received}",
        "timestamp": str(at // 1000),
        "type": "text",
        "text": {"body": text},
    }
    value: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "919876599999", "phone_number_id": "1"},
        "contacts": [{"wa_id": ME, "profile": {"name": "Asha"}}],
        "messages": [message],
    }
    if field == "history":
        value |= {
            "history": [
                {
                    "metadata": {"phase": 1, "chunk_order": 1, "progress": 100},
                    "threads": [{"id": ME, "messages": [message]}],
                }
            ]
        }
        del value["messages"]
    if field == "smb_message_echoes":
        value["message_echoes"] = [{**message, "from": "919876599999", "to": ME}]
        del value["messages"]
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "9", "changes": [{"field": field, "value": value}]}],
    }
    sent = Delivery("whatsapp-incoming", json.dumps(body).encode(), received_at=received or at, headers=headers or {})
    return whatsapp.handle(sent, ACCOUNTS).contacts


def preference(word: str, at: int) -> list[Contact]:
    """A choice in WhatsApp's own menu."""
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "919876599999", "phone_number_id": "1"},
        "contacts": [{"wa_id": ME}],
        "user_preferences": [
            {"wa_id": ME, "detail": "x", "category": "marketing_messages", "value": word, "timestamp": at // 1000}
        ],
    }
    body = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "9", "changes": [{"field": "user_preferences", "value": value}]}],
    }
    return whatsapp.handle(Delivery("whatsapp-incoming", json.dumps(body).encode(), received_at=at), ACCOUNTS).contacts


def listed(row: dict[str, Any], **envelope: Any) -> list[Contact]:
    """A row of a list that came after the opt-out."""
    return _only(read(chunk([{"Phone": "98765 43210", **row}], **envelope), ACCOUNTS))


def form(body: Any, **envelope: Any) -> list[Contact]:
    """A body of a plugin that came after the opt-out."""
    return _only(read(webhook(body, **envelope), ACCOUNTS))


def _only(decoded: Decoded) -> list[Contact]:
    assert not decoded.refused
    return decoded.contacts


PERSON = {"name": "Asha", "phone": "98765 43210"}
NO: list[Callable[[], list[Contact]]] = [
    lambda: said("STOP", NO_AT),
    lambda: said("please stop 🙏", NO_AT),
    lambda: said("STOP call my wife", NO_AT),
    lambda: preference("stop", NO_AT),
]
ATTEMPTS: dict[str, Callable[[], list[Contact]]] = {
    "list: opt-in": lambda: listed({"Opt-in": "yes"}),
    "list: WhatsApp opted": lambda: listed({"WhatsApp Opted": "TRUE"}),
    "list: stamped ahead": lambda: listed({"Opt-in": "yes"}, at=RECEIVED + 300 * DAY),
    "list: dated consent": lambda: listed({"Opt-in date": "2027-01-01"}),
    "list: subscribed": lambda: listed({"Subscription status": "subscribed"}),
    "list: no opt-out": lambda: listed({"Opted out": "no"}),
    "list: our own export": lambda: listed({"opted_in": "true", "opted_out": "false"}),
    "list: unsubscribed no": lambda: listed({"Unsubscribed": "false", "Consent": "yes"}),
    "list: for all": lambda: listed({}, consent=True),
    "list: second list": lambda: listed({"Opt-in": "yes"}, list="L2", at=RECEIVED),
    "list: two phones": lambda: listed({"Phone 2": "+91 98111 11111", "Marketing consent": "1"}),
    "list: consent sentence": lambda: listed({"Terms": "I agree to receive WhatsApp messages"}),
    "crm: contact updated": lambda: form({"event": "contact.updated", "contact": {**PERSON, "whatsapp_opt_in": True}}),
    "crm: kebab": lambda: form({"type": "ContactUpdate", **PERSON, "opt_in": "yes"}),
    "crm: shopify": lambda: form({"topic": "customers/update", "id": 1, **PERSON, "accepts_marketing": True}),
    "crm: strapi": lambda: form({"event": "entry.update", "entry": {"id": 4, **PERSON, "optIn": True}}),
    "crm: supabase": lambda: form(
        {"type": "UPDATE", "record": {"id": 4, **PERSON, "optin": True}, "old_record": {"optin": False}}
    ),
    "crm: stage": lambda: form({"event": "lead.stage_changed", **PERSON, "Opt-in": "yes"}),
    "crm: sync": lambda: form({"event": "contacts.synced", **PERSON, "Opt-in": "yes"}),
    "crm: import": lambda: form({"event": "contact_imported", **PERSON, "Opt-in": "yes"}),
    "crm: export": lambda: form(
        {"contacts": [{**PERSON, "opt_in": True}, {"name": "B", "phone": "98111 11111", "opt_in": True}]}
    ),
    "crm: array": lambda: form([{**PERSON, "subscribed": "yes"}]),
    "crm: not disturbed": lambda: form({"type": "ContactUpdate", **PERSON, "dnd": False}),
    "crm: channel open": lambda: form(
        {"type": "ContactDndUpdate", **PERSON, "dndSettings": {"WhatsApp": {"status": "inactive"}}}
    ),
    "form: before": lambda: form({**PERSON, "Opt-in": "yes", "submitted_at": (NO_AT - DAY) // 1000}),
    "form: born before": lambda: form({**PERSON, "Opt-in": "yes", "created_at": "2026-11-01T10:00:00Z"}),
    "form: no consent": lambda: form({**PERSON, "message": "hello, please start"}),
    "form: privacy": lambda: form({**PERSON, "I agree to the privacy policy": "yes"}),
    "form: processing": lambda: form({**PERSON, "GDPR consent": "yes"}),
    "form: terms": lambda: form({**PERSON, "terms": True}),
    "form: mail": lambda: form({**PERSON, "email_opt_in": True}),
    "form: unticked": lambda: form({**PERSON, "Opt-in": "no"}),
    "form: somebody else's": lambda: form(
        {"name": "B", "phone": "98111 11111", "Opt-in": "yes", "friend_phone": "98765 43210"}
    ),
    "form: referred": lambda: form(
        {"name": "B", "phone": "98111 11111", "Opt-in": "yes", "referred_by_phone": "98765 43210"}
    ),
    "form: replayed": lambda: (
        read(
            replace(webhook({**PERSON, "Opt-in": "yes"}), headers={"x-failure-first-at": NO_AT - 5 * MINUTE}), ACCOUNTS
        ).contacts
    ),
    "start: before": lambda: said("START", NO_AT - MINUTE),
    "start: late": lambda: said("START", NO_AT - MINUTE, received=RECEIVED),
    "start: ahead": lambda: said("START", NO_AT + 3 * DAY, received=NO_AT - MINUTE),
    "start: far ahead": lambda: said("START", NO_AT + 300 * DAY, received=NO_AT - DAY),
    "start: replayed": lambda: said(
        "START", RECEIVED + DAY, received=RECEIVED, headers={"x-failure-first-at": NO_AT - MINUTE}
    ),
    "start: told": lambda: said("START", NO_AT - 30 * DAY, received=RECEIVED, field="history"),
    "start: ours": lambda: said("START", RECEIVED, field="smb_message_echoes"),
    "resume: before": lambda: preference("resume", NO_AT - MINUTE),
    "words: start": lambda: said("when do we start?", RECEIVED - MINUTE),
    "words: subscribe": lambda: said("how do I subscribe to the gym", RECEIVED - MINUTE),
    "words: yes": lambda: said("yes", RECEIVED - MINUTE),
    "words: hello": lambda: said("Hi, is the flat available?", RECEIVED - MINUTE),
    "words: same second": lambda: said("START", NO_AT),
    "words: unblock": lambda: said("don't stop", RECEIVED - MINUTE),
    "words: restart": lambda: said("restart the machine", RECEIVED - MINUTE),
}


async def outcome(contacts: list[Contact], batch: int) -> bool:
    shop = Shop(ACCOUNTS)
    await shop.apply(said("Hi", NO_AT - 2 * DAY))
    for start in range(0, len(contacts), batch):
        await shop.apply(contacts[start : start + batch])
    (lead,) = [one for one in await shop.leads() if one.identity(f"phone:{ME}")]
    return lead.opted_out


def test_there_are_fifty_attempts() -> None:
    assert len(ATTEMPTS) >= 50


@pytest.mark.parametrize("name", ATTEMPTS)
def test_no_attempt_lifts_an_opt_out_before_it_or_after_it(name: str) -> None:
    for no in NO:
        for order in ([no(), ATTEMPTS[name]()], [ATTEMPTS[name](), no()]):
            assert asyncio.run(outcome([contact for part in order for contact in part], 1)), name


@pytest.mark.parametrize("seed", range(12))
def test_all_attempts_together_in_random_orders_lift_nothing(seed: int) -> None:
    chance = random.Random(seed)
    contacts = [contact for make in (*ATTEMPTS.values(), chance.choice(NO)) for contact in make()]
    chance.shuffle(contacts)
    assert asyncio.run(outcome(contacts, chance.choice([1, 3, len(contacts)])))


@pytest.mark.parametrize(
    "own",
    [
        lambda: said("START", RECEIVED - MINUTE),
        lambda: preference("resume", RECEIVED - MINUTE),
        lambda: form({**PERSON, "I agree to receive WhatsApp messages": "yes"}),
        lambda: form({**PERSON, "Consent": "yes"}),
        lambda: form({"event": "form.submitted", "submission": {"id": "S1", **PERSON, "whatsapp_opt_in": True}}),
    ],
)
def test_the_persons_own_later_word_does(own: Callable[[], list[Contact]]) -> None:
    for no in NO:
        for order in ([*no(), *own()], [*own(), *no()]):
            assert not asyncio.run(outcome(order, 1))


def test_a_record_that_a_system_keeps_speaks_for_those_who_never_said_no() -> None:
    (contact,) = form({"event": "contact.updated", "contact": {**PERSON, "whatsapp_opt_in": True}})
    assert [(one.given, one.reason) for one in contact.consents] == [(True, "record")]

    async def opted_in() -> bool:
        shop = Shop(ACCOUNTS)
        await shop.apply([contact])
        return (await shop.leads())[0].opted_in

    assert asyncio.run(opted_in())
