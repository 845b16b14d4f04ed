"""Times from the future: no sender's clock makes a word count later than it reached us."""

import json
from collections.abc import Callable
from urllib.parse import urlencode

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whatsapp_bodies import ACCOUNTS, INDIA, NOW, all_golden, cloud, golden, headers_of, text, value

from schemas.durations import DAY_MS
from tests.deliveries import GOLDEN, RECEIVED, accounts, chunk, only_contact, webhook
from worker import topology
from worker.account import Accounts
from worker.broker.memory import MemoryBroker
from worker.broker.memory_server import MemoryServer
from worker.commit.key_lanes import KeyLanes
from worker.consumers.sources import Lane, Services
from worker.contact import Consent, Contact
from worker.errors import RefusedError
from worker.handlers import HANDLERS, SLICERS
from worker.handlers.receipt_times import AHEAD_MS, believed
from worker.leads import fold
from worker.leads.lead import Lead
from worker.ports import Delivery, Outgoing
from worker.settings import Settings
from worker.system import SystemClock
from worker.topology import CAMPAIGN, PLUGIN, WHATSAPP

EARLY = 1_300_000_000_000  # 2011: every golden body is stamped after it
ASHA = "919876500001"


def _whatsapp(body: bytes, at: int, /, **headers: object) -> Delivery:
    return Delivery(WHATSAPP, body, headers, received_at=at)


def _message(said: str, stamp: int, at: int, n: int = 0, /, **headers: object) -> Delivery:
    """A message of the Cloud API, stamped at `stamp` (Unix ms) and received at `at`."""
    part = text(ASHA, said, id=f"wamid.{n}", timestamp=str(stamp // 1000))
    return _whatsapp(orjson.dumps(cloud(value(INDIA, messages=[part]))), at, **headers)


def _read(delivery: Delivery, known: Accounts = ACCOUNTS) -> list[Contact]:
    try:
        return HANDLERS[delivery.queue](delivery, known).contacts
    except RefusedError:
        return []


_TIMELESS = ("twilio", "evolution_contacts")


def _bounded(contacts: list[Contact], received_at: int) -> None:
    for contact in contacts:
        assert contact.at == received_at
        assert all(consent.at == received_at for consent in contact.consents)
        assert "clock_ahead" in contact.flags
        assert contact.content["sender_at"] > received_at + AHEAD_MS


@pytest.mark.parametrize("name", all_golden())
def test_no_body_of_whatsapp_is_of_later_than_its_receipt(name: str) -> None:
    contacts = _read(_whatsapp(golden(name), EARLY, **headers_of(name)))
    if name.startswith(_TIMELESS):
        assert all(contact.at == EARLY and not contact.flags for contact in contacts)
    else:
        _bounded(contacts, EARLY)


@pytest.mark.parametrize("name", sorted(path.name for path in (GOLDEN / "plugin").iterdir()))
def test_no_body_of_a_plugin_is_of_later_than_its_receipt(name: str) -> None:
    kinds = {"json": "application/json", "xml": "application/xml", "txt": "application/x-www-form-urlencoded"}
    body = (GOLDEN / "plugin" / name).read_text(encoding="utf-8")
    delivery = webhook(body, content_type=kinds[name.rpartition(".")[2]])
    early = Delivery(PLUGIN, delivery.body, received_at=EARLY)
    _bounded(_read(early, accounts()), EARLY)
    assert [contact for some in SLICERS[PLUGIN](early, accounts()) for contact in some.contacts] == _read(
        early, accounts()
    )


def test_a_lead_is_not_of_later_than_its_plugin_received_it() -> None:
    contact = only_contact(webhook({"phone": "9876520001", "timestamp": RECEIVED + 3 * DAY_MS, "opt_in": "yes"}))
    assert (contact.at, contact.flags) == (RECEIVED, ("clock_ahead",))
    assert contact.content["sender_at"] == RECEIVED + 3 * DAY_MS
    assert contact.consents == (Consent(True, RECEIVED, "form"),)


def test_neither_is_a_plugin_believed_about_when_it_received() -> None:
    contact = only_contact(webhook({"phone": "9876520001"}, received_at=RECEIVED + DAY_MS))
    assert (contact.at, contact.flags, contact.content["sender_at"]) == (RECEIVED, ("clock_ahead",), RECEIVED + DAY_MS)


def test_a_list_is_not_of_later_than_its_chunk() -> None:
    rows = [{"phone": "9876520001", "opt_out": "yes"}]
    (contact,) = _read(chunk(rows, at=RECEIVED + DAY_MS), accounts())
    assert (contact.at, contact.flags, contact.content["sender_at"]) == (RECEIVED, ("clock_ahead",), RECEIVED + DAY_MS)
    assert contact.consents == (Consent(False, RECEIVED, "list"),)


def test_clocks_that_differ_a_little_are_no_finding() -> None:
    (contact,) = _read(_message("START", NOW + AHEAD_MS, NOW))
    assert (contact.at, contact.flags) == (NOW, ())
    assert contact.consents == (Consent(True, NOW, "keyword"),)
    assert "sender_at" not in contact.content


def test_a_time_that_has_passed_stays() -> None:
    (contact,) = _read(_message("START", NOW - DAY_MS, NOW))
    assert (contact.at, contact.consents[0].at, contact.flags) == (NOW - DAY_MS, NOW - DAY_MS, ())


def test_where_nobody_knows_when_it_came_nothing_is_bounded() -> None:
    (contact,) = _read(_message("hi", NOW, NOW))
    assert believed(contact, 0) is contact
    assert believed(contact, NOW) is contact
    assert believed(believed(contact, EARLY), EARLY) == believed(contact, EARLY)


def test_what_failed_before_came_when_it_first_came() -> None:
    day_later = NOW + DAY_MS
    (again,) = _read(_message("START", NOW + 300 * DAY_MS, day_later, **{"x-failure-first-at": NOW}))
    assert (again.at, again.flags, again.consents[0].at) == (NOW, ("clock_ahead",), NOW)
    (form,) = _read(_whatsapp(golden("twilio_text.form"), day_later, provider="twilio", **{"x-failure-first-at": NOW}))
    assert (form.at, form.flags) == (NOW, ())
    row = chunk([{"phone": "9876520001"}], at=None)
    (listed,) = _read(Delivery(CAMPAIGN, row.body, {"x-failure-first-at": NOW}, received_at=day_later), accounts())
    assert listed.at == NOW


@pytest.mark.parametrize("first", [NOW + 1, 0, -1, 5, True, "1795000000000", None, 10**30])
def test_a_first_time_that_is_none_changes_nothing(first: object) -> None:
    (contact,) = _read(_message("hi", NOW, NOW, **{"x-failure-first-at": first}))
    assert (contact.at, contact.flags) == (NOW, ())


# -- no timestamp of a sender can void a later opt-out, or open the window beyond a day of its receipt

KNOWN = ACCOUNTS
_START = {True: "START", False: "STOP", None: "hello"}


def _twilio(said: bool | None, stamp: int, at: int, n: int) -> Delivery:
    form = {"MessageSid": f"SM{n}", "From": f"whatsapp:+{ASHA}", "To": "whatsapp:+14155238886", "Body": _START[said]}
    return _whatsapp(urlencode(form).encode(), at, provider="twilio", received_at=stamp)


def _baileys(said: bool | None, stamp: int, at: int, n: int) -> Delivery:
    key = {"remoteJid": f"{ASHA}@s.whatsapp.net", "fromMe": False, "id": f"3EB0{n}"}
    data = {"key": key, "message": {"conversation": _START[said]}, "messageTimestamp": stamp // 1000}
    body = {"event": "messages.upsert", "instance": "acme-in", "data": data}
    return _whatsapp(orjson.dumps(body), at, provider="evolution")


def _preference(said: bool | None, stamp: int, at: int, n: int) -> Delivery:
    part = {
        "wa_id": ASHA,
        "detail": f"{n}",
        "category": "marketing_messages",
        "value": "resume" if said else "stop",
        "timestamp": stamp // 1000,
    }
    return _whatsapp(orjson.dumps(cloud(value(INDIA, user_preferences=[part]), field="user_preferences")), at)


def _plugin(said: bool | None, stamp: int, at: int, n: int) -> Delivery:
    answer = {True: {"opt_in": "yes"}, False: {"opt_out": "yes"}, None: {}}[said]
    body = {"phone": f"+{ASHA}", "timestamp": stamp, **answer}
    document = {"account": "india", "plugin": "site", "delivery_id": f"d{n}", "received_at": stamp, "verified": True}
    document |= {"content_type": "application/json", "body": json.dumps(body)}
    return Delivery(PLUGIN, orjson.dumps(document), received_at=at)


def _row(said: bool | None, stamp: int, at: int, n: int) -> Delivery:
    cells = {"phone": f"+{ASHA}", "Opt-in": "yes" if said else "unsubscribed"}
    rows = [{"row": n, "values": cells}]
    return Delivery(
        CAMPAIGN,
        orjson.dumps({"account": "india", "campaign": "c", "list": "L", "at": stamp, "rows": rows}),
        received_at=at,
    )


Sender = Callable[[bool | None, int, int, int], Delivery]
SENDERS: tuple[Sender, ...] = (
    lambda said, stamp, at, n: _message(_START[said], stamp, at, n),
    *(_twilio, _baileys, _preference, _plugin, _row),
)
_words = st.tuples(
    st.sampled_from(SENDERS),
    st.sampled_from([True, False, None]),
    st.integers(-2 * AHEAD_MS, 2 * AHEAD_MS) | st.integers(-400 * DAY_MS, 20_000 * DAY_MS),
    st.integers(2_000, 2 * DAY_MS),
)


def _folded(lead: Lead, delivery: Delivery) -> None:
    for contact in _read(delivery):
        fold.fold(lead, contact, KNOWN.named("india"), delivery.received_at)


def _lead() -> Lead:
    return fold.new_lead(KNOWN.named("india"), "L1", NOW)


@pytest.mark.parametrize("sender", SENDERS)
def test_every_sender_of_the_property_is_heard(sender: Sender) -> None:
    lead = _lead()
    _folded(lead, sender(True, NOW + DAY_MS, NOW, 1))
    assert lead.opted_in
    assert "clock_ahead" in lead.flags


@given(st.lists(_words, max_size=8))
def test_no_timestamp_voids_a_later_opt_out_or_holds_the_window_open(words: list[tuple[Sender, bool | None, int, int]]):
    lead, at = _lead(), NOW
    for n, (sender, said, ahead, passed) in enumerate(words, 1):
        at += passed
        _folded(lead, sender(said, max(0, at + ahead), at, n))
        assert (lead.view()["window_until"] or 0) <= at + DAY_MS
    at += 2_000
    _folded(lead, _message("STOP", at, at, 99))
    assert lead.opted_out
    assert lead.view()["window_until"] <= at + DAY_MS
    _folded(lead, _message("START", at + 2_000, at + 2_000, 100))
    assert not lead.opted_out


def test_a_lane_knows_when_a_delivery_came_that_does_not_say_so() -> None:
    broker, clock = MemoryBroker(MemoryServer()), SystemClock()
    services = Services(broker, None, None, lambda: KNOWN, clock, KeyLanes())  # type: ignore[arg-type]  # it neither commits nor stores
    lane = Lane(topology.WHATSAPP, HANDLERS[WHATSAPP], services, Settings())
    ahead = clock.now() + 300 * DAY_MS
    (contact,) = lane._begun(_message("hello", ahead, 0)).contacts
    assert contact.at <= clock.now()
    assert contact.content["sender_at"] == ahead // 1000 * 1000


async def test_a_story_is_received_by_the_clock_it_is_told_by() -> None:
    broker = MemoryBroker(MemoryServer(lambda: EARLY))
    await broker.connect()
    await broker.declare(topology.build())
    await broker.publish([Outgoing("", WHATSAPP, b"{}")])
    delivery = await broker.get(WHATSAPP)
    assert delivery is not None
    assert delivery.received_at == EARLY
    await broker.close()
