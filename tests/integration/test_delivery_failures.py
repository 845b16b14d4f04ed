"""Failed messages on a real mongod: what is not queued any more, what is held, what goes another way, and that it is told."""

import random
from dataclasses import replace

import orjson
import pytest

from tests.integration.office import DAY, HOUR, MINUTE, Office
from worker.contact import Contact, Failure, FailureMeaning
from worker.leads import commands

pytestmark = pytest.mark.services

ASHA = "phone:919812345678"
REPLY = """
rules:
  - id: reply
    when: {event: lead.updated, field: city}
    do:
      - send_quick_message: welcome
      - add_tags: [asked]
"""
OFFER = """
text: {en: 'An offer'}
template: {name: offer, category: marketing, languages: [en]}
"""


def failed(office: Office, means: FailureMeaning, again_ms: int | None = None, key: str = ASHA) -> Contact:
    """Give a delivery report about the person; each is of another message."""
    told = Failure(means, "1310", "As they say", again_ms)
    return office.message(
        key, text="", inbound=False, creates=False, activity="delivery_failed", failures=(told,), content={}
    )


async def city(office: Office, name: str) -> None:
    await office.command((await office.lead())["_id"], ("set_field", commands.set_field("city", name)))
    await office.settle()


async def test_to_an_unreachable_person_nothing_is_queued_until_they_write(office: Office) -> None:
    await office.open(REPLY)
    await office.receive(office.message(ASHA))
    office.clock.pass_(MINUTE)
    await office.receive(failed(office, "unreachable"))
    await city(office, "Pune")
    assert await office.sent() == []
    (row,) = await office.fired()
    assert [(step["step"], step["reason"]) for step in row["refused"]] == [("send_quick_message", "unreachable")]
    assert "1310 As they say" in row["refused"][0]["detail"]
    assert list((await office.lead())["tags"]) == ["asked"], "the rest of the rule is done"
    (run,) = await office.rows("runs", rule="reply", outcome="fired")
    assert [step["reason"] for step in run["refused"]] == ["unreachable"]
    office.clock.pass_(MINUTE)
    await office.receive(office.message(ASHA, text="I am here"))
    await city(office, "Delhi")
    (message,) = await office.sent()
    assert message["to"] == "919812345678"
    assert await office.faults() == []


async def test_an_unreachable_person_gets_an_sms_where_the_rule_says_so(office: Office) -> None:
    await office.open(REPLY.replace("welcome", "{text: Hello, subject: Hi, fallback: [email, sms], sender: '1042'}"))
    await office.receive(office.message(ASHA), failed(office, "unreachable"))
    await city(office, "Pune")
    (message,) = await office.sent()
    assert (message["channel"], message["to"], message["sender"]) == ("sms", "+919812345678", None)
    assert any(note.startswith("by sms instead of whatsapp: ") for note in await office.notes())
    office.clock.pass_(MINUTE)
    await office.receive(office.message(ASHA))
    await city(office, "Delhi")
    assert [message["channel"] for message in await office.sent()] == ["sms", "whatsapp"]


async def test_where_no_other_channel_reaches_them_it_says_why_for_each(office: Office) -> None:
    await office.open(REPLY.replace("welcome", "{text: Hello, subject: Hi, fallback: email}"))
    await office.receive(office.message(ASHA), failed(office, "unreachable"))
    await city(office, "Pune")
    (row,) = await office.fired()
    assert row["refused"][0]["reason"] == "unreachable"
    assert "email: the lead has no e-mail address" in row["refused"][0]["detail"]


async def limited(office: Office, rules: str = REPLY) -> None:
    """Have a marketing template held for a person who takes no more of them for a day."""
    await office.open(rules.replace("welcome", "offer"))
    await office.receive(office.message(ASHA, consents=()))
    await office.command(
        (await office.lead())["_id"], ("opt_in", commands.record_consent(given=True, reason="in the shop"))
    )
    office.clock.pass_(25 * HOUR)  # the window is over
    await office.receive(failed(office, "limited", DAY))
    office.clock.pass_(HOUR)
    await city(office, "Pune")


@pytest.fixture
async def shop(office: Office) -> Office:
    """An office that has an offer."""
    folder = office.directory / "acme" / "messages"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "offer.yaml").write_text(OFFER)
    return office


async def test_a_limited_message_is_held_and_goes_out_when_the_limit_is_over(shop: Office) -> None:
    await limited(shop)
    assert await shop.sent() == []
    (row,) = await shop.fired()
    assert row["refused"] == []
    (held,) = row["content"]["held"]
    assert (held["reason"], held["until"] - shop.clock.now()) == ("limited", 23 * HOUR)
    assert any(note.startswith("held: WhatsApp delivers no marketing templates") for note in row["notes"])
    (run,) = await shop.rows("runs", rule="reply", outcome="fired")
    assert [one["reason"] for one in run["held"]] == ["limited"]
    assert await shop.later(23 * HOUR - MINUTE) == 0
    assert await shop.later(MINUTE) == 1
    (message,) = await shop.sent()
    assert message["template"]["name"] == "offer"
    (wait,) = await shop.rows("waits")
    assert (wait["state"], wait["wait"]) == ("done", "send-0")
    assert await shop.later(3 * DAY) == 0
    assert len(await shop.sent()) == 1
    assert await shop.faults() == []


async def test_a_held_message_is_decided_anew_and_held_again_but_not_for_ever(shop: Office) -> None:
    await limited(shop)
    for _ in range(6):
        shop.clock.pass_(22 * HOUR)
        await shop.receive(failed(shop, "limited", DAY))
        await shop.later(2 * HOUR)
    assert await shop.sent() == []
    last = (await shop.fired())[-1]
    assert [step["reason"] for step in last["refused"]] == ["limited"]
    assert "held 5 times" in last["refused"][0]["detail"]
    await shop.later(30 * DAY)
    assert await shop.sent() == []


async def test_who_opts_out_meanwhile_gets_no_held_message(shop: Office) -> None:
    await limited(shop)
    lead = (await shop.lead())["_id"]
    await shop.command(lead, ("opt_out", commands.record_consent(given=False, reason="on the phone")))
    await shop.settle()
    await shop.later(DAY)
    assert await shop.sent() == []
    (wait,) = await shop.rows("waits")
    assert (wait["state"], wait["because"]) == ("cancelled", "lead.opted_out")


async def test_a_lead_that_was_closed_meanwhile_gets_no_held_message(shop: Office) -> None:
    await limited(shop)
    await shop.command((await shop.lead())["_id"], ("lost", commands.lost()))
    await shop.settle()
    await shop.later(DAY)
    assert await shop.sent() == []


async def test_a_rule_that_was_taken_away_sends_nothing_any_more(shop: Office) -> None:
    await limited(shop)
    shop.edit("rules: []")
    await shop.later(DAY)
    assert await shop.sent() == []
    (wait,) = await shop.rows("waits")
    assert (wait["state"], wait["because"]) == ("cancelled", "rule_removed")


async def test_a_rule_that_was_edited_sends_what_it_promised(shop: Office) -> None:
    await limited(shop)
    shop.edit(REPLY.replace("send_quick_message: welcome", "add_tags: [other]"))
    await shop.later(DAY)
    assert [message["template"]["name"] for message in await shop.sent()] == ["offer"]


async def test_what_failed_in_passing_holds_the_next_message_for_a_minute_also_in_a_wait(office: Office) -> None:
    await office.open(
        """
rules:
  - id: nudge
    when: lead.created
    wait:
      - id: first
        after: 1h
        do: [{add_tags: [nudged]}, {send_quick_message: {text: 'Still there?'}}]
"""
    )
    await office.receive(office.message(ASHA))
    await office.settle()
    office.clock.pass_(HOUR - MINUTE // 2)
    await office.receive(failed(office, "try_again", MINUTE))
    await office.later(MINUTE // 2)
    assert await office.sent() == []
    await office.later(MINUTE)
    assert [message["text"] for message in await office.sent()] == ["Still there?"]
    assert sorted(wait["wait"] for wait in await office.rows("waits")) == ["first", "first.send-1"]


@pytest.mark.parametrize("seed", range(3))
async def test_held_messages_go_out_once_whoever_repeats_the_events(shop: Office, seed: int) -> None:
    await shop.open(REPLY.replace("welcome", "offer"))
    people = [f"phone:9198123456{n:02}" for n in range(8)]
    await shop.receive(*(shop.message(person) for person in people))
    shop.clock.pass_(25 * HOUR)
    await shop.receive(*(failed(shop, "limited", DAY, key) for key in people))
    for lead in await shop.leads():
        opt_in = ("opt_in", commands.record_consent(given=True, reason="in the shop"))
        await shop.command(lead["_id"], opt_in, ("set_field", commands.set_field("city", "Pune")))
    await shop.settle([await shop.engine() for _ in range(3)], twice=random.Random(seed))
    assert await shop.sent() == []
    await shop.later(DAY)
    assert len(await shop.sent()) == len(people)
    assert await shop.faults() == []


async def test_a_failed_message_is_an_event_that_rules_can_wait_for(office: Office) -> None:
    await office.open(
        """
rules:
  - id: call-them
    when: lead.delivery_failed
    if: {lead.reachable: false, lead.failures: {has: unreachable}}
    do: [{add_tags: [call]}]
  - id: passing
    when: lead.delivery_failed
    if: {lead.reachable: true}
    do: [{add_tags: [passing]}]
"""
    )
    await office.receive(failed(office, "unreachable", key="phone:919812345699"))
    assert await office.leads() == [], "a report about a stranger makes no lead"
    await office.receive(office.message(ASHA))
    await office.receive(failed(office, "try_again", MINUTE))
    await office.settle()
    assert list((await office.lead())["tags"]) == ["passing"]
    await office.receive(failed(office, "unreachable"))
    await office.settle()
    assert set((await office.lead())["tags"]) == {"call", "passing"}


async def test_what_is_told_of_a_stranger_counts_when_they_appear_unless_they_wrote_later(office: Office) -> None:
    await office.open(REPLY)
    early, late = failed(office, "unreachable"), failed(office, "unreachable", key="phone:919812345699")
    await office.receive(early, late)
    office.clock.pass_(MINUTE)
    await office.receive(office.message(ASHA))
    office.clock.pass_(-2 * MINUTE)
    await office.receive(office.message("phone:919812345699", inbound=False, activity="campaign_row"))
    reachable = {lead["phone"]: lead["identities"][0]["failed"] for lead in await office.leads()}
    assert set(reachable) == {"+919812345678", "+919812345699"}
    views = [orjson.loads(delivery.body)["lead"] for delivery in await office.events()]
    last = {view["phone"]: view["reachable"] for view in sorted(views, key=lambda view: view["version"])}
    assert last == {"+919812345678": True, "+919812345699": False}


# messages of rules that were not delivered, told by their idempotency key


def undelivered(office: Office, key: str, means: FailureMeaning, again_ms: int | None = None) -> Contact:
    told = {"means": means, "code": "1310", "title": "", "again_ms": again_ms}
    content = {"type": "status", "status": "failed", "failures": [told], "message_key": key}
    return replace(failed(office, means, again_ms), content=content)


async def keys(office: Office) -> list[str]:
    return [message["idempotency_key"] for message in await office.sent()]


async def test_a_message_that_did_not_reach_whatsapp_goes_by_sms_after_all(office: Office) -> None:
    await office.open(REPLY.replace("welcome", "{template: welcome, fallback: sms}"))
    await office.receive(office.message(ASHA))
    await city(office, "Pune")
    (first,) = await office.sent()
    assert (first["channel"], first["reason"]["left"], first["attempt"]) == ("whatsapp", ["template", "sms"], 1)
    office.clock.pass_(MINUTE)
    report = undelivered(office, first["idempotency_key"], "unreachable")
    await office.receive(report)
    await office.receive(report)
    await office.settle()
    assert await office.later(MINUTE) == 1
    _, second = await office.sent()
    assert (second["channel"], second["to"], second["attempt"]) == ("sms", "+919812345678", 2)
    assert second["idempotency_key"] != first["idempotency_key"]
    assert await office.later(DAY) == 0
    assert await office.faults() == []


async def test_a_text_that_met_a_closed_window_goes_as_a_template(office: Office) -> None:
    await office.open(REPLY)
    await office.receive(office.message(ASHA))
    await city(office, "Pune")
    office.clock.pass_(MINUTE)
    await office.receive(undelivered(office, (await keys(office))[0], "window_closed"))
    await office.settle()
    await office.later(MINUTE)
    assert [message["kind"] for message in await office.sent()] == ["text", "template"]
    await office.receive(undelivered(office, (await keys(office))[1], "window_closed"))
    await office.settle()
    await office.later(DAY)
    assert len(await office.sent()) == 2, "nothing is left to try"


async def test_what_failed_in_passing_is_sent_again_when_it_is_over_and_not_for_ever(office: Office) -> None:
    await office.open(REPLY)
    await office.receive(office.message(ASHA))
    await city(office, "Pune")
    for attempt in range(1, 9):
        sent = await office.sent()
        office.clock.pass_(1000)
        await office.receive(undelivered(office, sent[-1]["idempotency_key"], "try_again", MINUTE))
        await office.settle()
        assert await office.later(MINUTE - 1) == 0
        await office.later(1)
        assert [message["attempt"] for message in await office.sent()] == list(range(1, min(attempt + 1, 6) + 1))
    assert await office.faults() == []


@pytest.mark.parametrize("means", ["unreachable", "window_closed", "failed", "limited"])
async def test_where_nothing_is_left_to_try_nothing_is_tried(office: Office, means: FailureMeaning) -> None:
    await office.open(REPLY.replace("welcome", "{text: Hello}"))
    await office.receive(office.message(ASHA))
    await city(office, "Pune")
    await office.receive(undelivered(office, (await keys(office))[0], means))
    await office.settle()
    await office.later(DAY)
    assert len(await office.sent()) == 1
    assert await office.rows("waits") == []


@pytest.mark.parametrize("key", ["acme:rule:none:acme:wa:1/1", "other:rule:reply:other:wa:1/1", "x", "", "acme:wa:1/1"])
async def test_a_key_that_is_none_of_ours_does_nothing(office: Office, key: str) -> None:
    await office.open(REPLY)
    await office.receive(office.message(ASHA))
    await city(office, "Pune")
    await office.receive(undelivered(office, key, "try_again", MINUTE))
    await office.settle()
    await office.later(DAY)
    assert len(await office.sent()) == 1


async def test_a_failure_of_an_answer_is_not_tried_again_after_they_opted_out(office: Office) -> None:
    await office.open(REPLY)
    await office.receive(office.message(ASHA))
    await city(office, "Pune")
    await office.receive(undelivered(office, (await keys(office))[0], "try_again", MINUTE))
    await office.settle()
    lead = (await office.lead())["_id"]
    await office.command(lead, ("opt_out", commands.record_consent(given=False, reason="on the phone")))
    await office.settle()
    await office.later(DAY)
    assert len(await office.sent()) == 1


@pytest.mark.parametrize("step", ["waits_kept", "runs_kept"])
async def test_an_engine_that_dies_over_a_failed_message_loses_and_repeats_nothing(office: Office, step: str) -> None:
    await office.open(REPLY)
    await office.receive(office.message(ASHA))
    await city(office, "Pune")
    await office.receive(undelivered(office, (await keys(office))[0], "try_again", MINUTE))
    events = await office.events()
    await office.dies(step, office.react(events))
    await office.react(events)
    await office.react(events)
    await office.later(MINUTE)
    assert [message["attempt"] for message in await office.sent()] == [1, 2]
    assert await office.faults() == []
