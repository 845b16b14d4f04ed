"""Rules at work on a real mongod: what an event leads to, once, whoever repeats it."""

import random
from dataclasses import replace

import pytest

from tests.integration.office import DAY, HOUR, MINUTE, Office
from worker.automations.running.admission import resume
from worker.leads import commands

pytestmark = pytest.mark.services

GREET = """
rules:
  - id: greet
    when: {event: lead.created, source: whatsapp}
    if: {lead.assigned_to: not_set}
    do:
      - assign_user: {pool: sales}
      - send_quick_message: welcome
      - notify: {user: lead.assigned_to, text: 'New: {{ lead.name | default("somebody") }}'}
      - add_tags: [greeted]
"""


async def test_a_new_lead_is_assigned_greeted_and_told_of(office: Office) -> None:
    await office.open(GREET)
    await office.receive(office.message("phone:919812345678", text="hello", facts={"name": "Ana"}))
    await office.settle()
    lead = await office.lead()
    assert lead["assignee"]["v"] in ("asha", "ravi")
    assert list(lead["tags"]) == ["greeted"]
    (message,) = await office.sent()
    assert (message["text"], message["to"]) == ("Hello Ana", "919812345678")
    assert message["reason"]["rule"] == "greet"
    (notice,) = await office.sent("notifications")
    assert (notice["users"], notice["text"]) == ([lead["assignee"]["v"]], "New: Ana")
    assert await office.why("greet") == ["matched"]
    assert await office.faults() == []


@pytest.mark.parametrize("seed", range(3))
async def test_events_that_come_twice_and_out_of_order_lead_to_the_same(office: Office, seed: int) -> None:
    await office.open(GREET)
    people = [f"phone:9198123456{n:02}" for n in range(20)]
    for _ in range(2):
        await office.receive(*(office.message(person) for person in people))
    await office.settle([await office.engine() for _ in range(4)], twice=random.Random(seed))
    assert len(await office.fired()) == 20
    assert len(await office.sent()) == 20
    assert len(await office.sent("notifications")) == 20
    assert await office.faults() == []


async def test_an_event_of_long_ago_that_is_delivered_again_changes_nothing(office: Office) -> None:
    await office.open(GREET)
    await office.receive(office.message("phone:919812345678"))
    events = await office.events()
    await office.react(events)
    before = await office.lead()
    office.clock.pass_(40 * DAY)
    await office.react(events)
    assert await office.lead() == before
    assert len(await office.sent()) == 1


async def test_what_is_refused_stands_in_history_and_keeps_nothing_else_from_being_done(office: Office) -> None:
    await office.open(
        """
rules:
  - id: hopeful
    when: lead.created
    do:
      - set_state: won
      - send_quick_message: {text: 'Hello', channel: sms}
      - note: 'They live in {{ lead.city }}'
      - set_field: {city: Pune, budget: 5}
      - notify: {user: lead.assigned_to, text: there is nobody}
"""
    )
    await office.receive(office.message("bsuid:IN.77"))
    await office.settle()
    (row,) = await office.fired()
    assert [(r["step"], r["reason"]) for r in row["refused"]] == [
        ("set_state", "TransitionRefused"),
        ("send_quick_message", "no_address"),
        ("note", "missing_value"),
        ("notify", "nobody"),
    ]
    assert "it may change to contacted or lost" in row["refused"][0]["detail"]
    assert (await office.lead())["fields"]["budget"]["v"] == 5
    (run,) = await office.rows("runs", rule="hopeful")
    assert [r["reason"] for r in run["refused"]] == [r["reason"] for r in row["refused"]]


async def test_outside_of_the_window_a_template_is_queued_and_free_text_is_refused(office: Office) -> None:
    await office.open(
        """
rules:
  - id: later
    when: {event: lead.updated, field: city}
    do:
      - send_quick_message: {text: free}
      - send_quick_message: welcome
"""
    )
    await office.receive(office.message("phone:919812345678"))
    office.clock.pass_(25 * HOUR)
    await office.command((await office.lead())["_id"], ("set_field", commands.set_field("city", "Pune")))
    await office.settle()
    (message,) = await office.sent()
    assert (message["kind"], message["template"]["name"]) == ("template", "hello_again")
    (row,) = await office.fired()
    assert [r["reason"] for r in row["refused"]] == ["window_closed"]


async def test_shadow_is_recorded_and_acts_on_nothing(office: Office) -> None:
    await office.open(GREET.replace("- id: greet", "- id: greet\n    mode: shadow"))
    await office.receive(office.message("phone:919812345678"))
    await office.settle()
    assert await office.fired() == []
    (run,) = await office.rows("runs")
    assert (run["outcome"], run["actions"]) == (
        "shadow",
        ["assign_user", "send_quick_message", "notify", "add_tags"],
    )


async def test_a_rule_that_waits_for_two_events_of_one_message_fires_once(office: Office) -> None:
    await office.open("rules: [{id: both, when: [lead.created, lead.message_received], do: [{add_tags: [a]}]}]")
    await office.receive(office.message("phone:919812345678"))
    await office.settle()
    assert len(await office.fired()) == 1
    assert sorted(await office.why("both")) == ["already_done", "matched"]
    await office.receive(office.message("phone:919812345678"))
    await office.settle()
    assert len(await office.fired()) == 2


STOPPING = """
rules:
  - id: low
    when: lead.message_received
    do: [{{add_tags: [low]}}]
  - id: vip
    priority: 10
    when: lead.message_received
    do: [{{add_tags: [vip]}}]
    after_match: stop
    limits: {limits}
"""


LATE = """
rules:
  - id: tell
    when: lead.message_received
    do: [{add_tags: [told]}]
  - id: price
    when: {event: lead.message_received, activity: message_received}
    if: {message.text: {contains: price}}
    do: [{add_tags: [price]}]
  - id: by-ad
    when: lead.created
    if: {event.source: ctwa_ad}
    do: [{add_tags: [ad]}]
  - id: completed
    when: lead.message_completed
    do: [{add_tags: [completed]}]
"""


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("seed", range(2))
async def test_the_late_content_of_a_message_gives_rules_their_chance_and_repeats_no_action(
    office: Office, known: bool, seed: int
) -> None:
    await office.open(LATE)
    person = "phone:919812345678"
    if known:
        await office.receive(office.message(person, text="hello"))
        await office.settle()
    content = office.message(person, text="the price?", id="wa:x", content={"type": "text"}, source="ctwa_ad")
    unread = {"type": "unsupported", "unavailable": True}
    placeholder = replace(content, text=None, content=unread, source="whatsapp")
    await office.receive(placeholder)
    if seed:
        await office.settle()
    for version in (content, placeholder, content):
        await office.receive(version)
    await office.settle(twice=random.Random(seed))
    lead = await office.lead()
    assert sorted(lead["tags"]) == sorted(["told", "price", "completed", *([] if known else ["ad"])])
    fired = [row["by"]["id"] for row in await office.fired() if row["correlation"] == "acme:wa:x"]
    assert sorted(fired) == sorted(["tell", "price", "completed", *([] if known else ["by-ad"])])
    assert await office.faults() == []


async def test_a_rule_that_stops_keeps_those_of_lower_priority_from_the_event(office: Office) -> None:
    await office.open(STOPPING.format(limits="{}"))
    await office.receive(office.message("phone:919812345678"))
    await office.settle()
    assert await office.why("low") == ["stopped"]
    assert list((await office.lead())["tags"]) == ["vip"]


async def test_a_rule_that_would_stop_but_is_limited_lets_the_others_go_on(office: Office) -> None:
    await office.open(STOPPING.format(limits="{once_per_lead: 30d}"))
    for _ in range(2):
        await office.receive(office.message("phone:919812345678"))
        await office.settle()
        office.clock.pass_(MINUTE)
    assert await office.why("vip") == ["matched", "once_per_lead"]
    assert await office.why("low") == ["stopped", "matched"]


async def test_once_per_lead_is_once_in_its_time(office: Office) -> None:
    await office.open(
        "rules: [{id: offer, when: lead.message_received, do: [{note: offered}], limits: {once_per_lead: 7d}}]"
    )
    for ms in (0, DAY, 6 * DAY, MINUTE):
        office.clock.pass_(ms)
        await office.receive(office.message("phone:919812345678"))
        await office.settle()
    assert await office.why("offer") == ["matched", "once_per_lead", "matched", "once_per_lead"]


async def test_rules_that_set_each_other_off_are_stopped_and_the_history_says_so_once_a_day(office: Office) -> None:
    await office.open(
        """
rules:
  - {id: ping, when: {event: lead.tag_added, tag: a}, do: [{remove_tags: [a]}, {add_tags: [b]}], loops: allow}
  - {id: pong, when: {event: lead.tag_added, tag: b}, do: [{remove_tags: [b]}, {add_tags: [a]}], loops: allow}
"""
    )
    await office.receive(office.message("phone:919812345678"))
    lead = (await office.lead())["_id"]
    for _ in range(2):
        await office.command(lead, ("add_tags", commands.add_tags(["a"])))
        await office.settle()
        office.clock.pass_(HOUR)
        await office.command(lead, ("remove_tags", commands.remove_tags(["a"])))
    assert [why for why in await office.why("ping") if "when" not in why] == ["matched", "loop", "matched", "loop"]
    (stopped,) = await office.rows("history", type="rule_stopped")
    assert "ping did not fire: it is part of what led here (ping -> pong -> ping)" in stopped["notes"][0]
    assert await office.faults() == []


async def test_a_chain_of_rules_ends_at_the_fifth(office: Office) -> None:
    links = "\n".join(
        f"  - {{id: r{n}, when: {{event: lead.tag_added, tag: t{n}}}, do: [{{add_tags: [t{n + 1}]}}]}}"
        for n in range(8)
    )
    await office.open(f"rules:\n{links}\n")
    await office.receive(office.message("phone:919812345678"))
    await office.command((await office.lead())["_id"], ("add_tags", commands.add_tags(["t0"])))
    await office.settle()
    assert sorted((await office.lead())["tags"]) == ["t0", "t1", "t2", "t3", "t4", "t5"]
    assert await office.why("r5") == ["chain_depth"]
    assert any("5 rules in a row" in note for note in await office.notes())


FUSE = """
owner: heads
rules:
  - id: offer
    when: lead.message_received
    do: [{{send_quick_message: welcome}}]
    limits: {{at_most: {{times: 3, per: 1h, then: {then}}}}}
"""


async def test_a_fuse_lets_through_so_many_in_any_period(office: Office) -> None:
    await office.open(FUSE.format(then="skip"))
    for n in range(5):
        await office.receive(office.message(f"phone:91981234567{n}"))
    await office.settle()
    assert len(await office.sent()) == 3
    assert sorted(await office.why("offer")) == ["at_most"] * 2 + ["matched"] * 3
    office.clock.pass_(HOUR + MINUTE)
    await office.receive(office.message("phone:919812345679"))
    await office.settle()
    assert len(await office.sent()) == 4


async def test_a_fuse_that_pauses_stops_the_rule_and_tells_its_owner_once(office: Office) -> None:
    await office.open(FUSE.format(then="pause"))
    for n in range(6):
        await office.receive(office.message(f"phone:91981234567{n}"))
    await office.settle([await office.engine() for _ in range(4)], twice=random.Random(1))
    office.clock.pass_(2 * HOUR)
    await office.receive(office.message("phone:919812345679"))
    await office.settle()
    assert len(await office.sent()) == 3
    (notice,) = await office.sent("notifications")
    assert (notice["users"], notice["email"]) == (["asha", "ravi"], ["asha@acme.example", "ravi@acme.example"])
    assert "paused: it fired 3 times within 1h" in notice["text"]
    (paused,) = await office.store.paused("acme")
    assert (paused["name"], (await office.why("offer"))[-1]) == ("offer", "paused")
    assert await resume("acme", "offer", office.store, office.clock)
    await office.receive(office.message("phone:919812345671"))
    await office.settle()
    assert len(await office.sent()) == 4
    assert not await resume("acme", "offer", office.store, office.clock)


async def test_a_rule_edited_while_events_flow_changes_for_the_next_and_a_broken_edit_changes_nothing(
    office: Office,
) -> None:
    rule = "rules: [{{id: mark, when: lead.message_received, do: [{{add_tags: [{tag}]}}]}}]"
    await office.open(rule.format(tag="one"))
    engine = await office.engine()
    await office.receive(office.message("phone:919812345678"))
    await office.settle([engine])
    office.edit(rule.format(tag="two"))
    await office.receive(office.message("phone:919812345678"))
    await office.settle([engine])
    office.edit("rules: [{id: mark, when: lead.message_recieved}]", broken=True)
    await office.receive(office.message("phone:919812345678"))
    await office.settle([engine])
    assert sorted((await office.lead())["tags"]) == ["one", "two"]
    assert len(await office.fired()) == 3
