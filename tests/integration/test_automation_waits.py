"""Waits on a real mongod and a virtual clock: carried out, cancelled, skipped, put off, as the lead's history says."""

import asyncio

import pytest

from tests.integration.office import DAY, HOUR, MINUTE, START, Office
from worker.automations.rules.ruleset import Limit
from worker.automations.running.admission import Asking as Ask
from worker.automations.running.admission import admit
from worker.leads import commands

pytestmark = pytest.mark.services

FRIDAY_5_PM = START + 3 * DAY + 6 * HOUR
NUDGE = """
calendar: office
rules:
  - id: nudge
    when: lead.created
    if: {{lead.opted_out: false}}
    wait:
      - id: first
        after: 2 working hours
        cancel_if: [lead.message_received, lead.closed]
        check_again: if
        on_change: {fate}
        late_by_at_most: 1d
        do:
          - send_quick_message: {{text: '{text}'}}
          - add_tags: [nudged]
"""


def nudge(text: str = "Still there?", fate: str = "finish") -> str:
    return NUDGE.format(text=text, fate=fate)


async def begun(office: Office, rules: str, at: int = START) -> str:
    """Have a person become a lead, and the rule begin to wait; give the lead's id."""
    office.clock.time = at
    await office.open(rules)
    await office.receive(office.message("phone:919812345678", text="the price please"))
    await office.settle()
    return str((await office.lead())["_id"])


async def test_who_stays_silent_is_nudged_after_two_working_hours_across_the_weekend(office: Office) -> None:
    await begun(office, nudge(), FRIDAY_5_PM)
    assert await office.later(2 * DAY + 16 * HOUR + 59 * MINUTE) == 0  # Monday, 9:59
    assert await office.later(MINUTE) == 1
    (row,) = await office.fired(**{"content.wait": "first"})
    assert [(r["step"], r["reason"]) for r in row["refused"]] == [("send_quick_message", "window_closed")]
    assert list((await office.lead())["tags"]) == ["nudged"]
    (wait,) = await office.rows("waits")
    assert (wait["state"], wait["because"]) == ("done", "due")
    assert await office.later(DAY) == 0
    assert len(await office.fired()) == 2
    assert await office.faults() == []


async def test_a_wait_remembers_the_message_that_it_began_with(office: Office) -> None:
    await begun(office, nudge("You asked: {{ message.text }}"))
    await office.later(2 * HOUR)
    (message,) = await office.sent()
    assert (message["text"], message["reason"]["wait"]) == ("You asked: the price please", "first")


async def test_a_reply_cancels_the_nudge_at_once(office: Office) -> None:
    await begun(office, nudge())
    await office.receive(office.message("phone:919812345678", text="I am"))
    await office.settle()
    (wait,) = await office.rows("waits")
    assert (wait["state"], wait["because"]) == ("cancelled", "lead.message_received")
    assert await office.later(DAY) == 0
    assert await office.sent() == []


async def test_a_reply_whose_event_was_never_delivered_cancels_the_nudge_when_it_is_due(office: Office) -> None:
    await begun(office, nudge())
    await office.receive(office.message("phone:919812345678"))
    await office.events()  # lost
    assert await office.later(3 * HOUR) == 1
    (wait,) = await office.rows("waits")
    assert (wait["state"], wait["because"]) == ("cancelled", "lead.message_received")
    assert await office.sent() == []


async def test_a_reply_before_the_rule_came_round_to_fire_cancels_the_nudge_too(office: Office) -> None:
    await office.open(nudge())
    await office.receive(office.message("phone:919812345678"))
    created = await office.events()
    await office.receive(office.message("phone:919812345678"))
    replied = await office.events()
    await office.react(replied)
    await office.react(created)
    assert await office.later(3 * HOUR) == 1
    assert [wait["state"] for wait in await office.rows("waits")] == ["cancelled"]


async def test_what_the_rule_itself_did_does_not_cancel_its_waits(office: Office) -> None:
    await begun(
        office,
        """
rules:
  - id: own
    when: lead.created
    do: [{assign_user: asha}]
    wait: [{id: w, after: 1h, cancel_if: [lead.assigned], do: [{add_tags: [done]}]}]
""",
    )
    await office.later(2 * HOUR)
    assert list((await office.lead())["tags"]) == ["done"]


async def test_after_an_outage_a_wait_that_is_too_late_is_skipped_and_the_history_says_so(office: Office) -> None:
    await begun(office, nudge())
    await office.later(4 * DAY)
    assert await office.sent() == []
    (wait,) = await office.rows("waits")
    assert (wait["state"], wait["because"]) == ("skipped", "late")
    assert any("first is skipped, it was due 3d 22h ago, and would come too late" in n for n in await office.notes())


async def test_conditions_are_looked_at_again_when_the_wait_is_due(office: Office) -> None:
    lead = await begun(office, nudge())
    no = ("record_consent", commands.record_consent(given=False, reason="told us"))
    await office.command(lead, no)
    await office.later(3 * HOUR)
    (wait,) = await office.rows("waits")
    assert (wait["state"], wait["because"]) == ("skipped", "lead.opted_out")
    assert await office.sent() == []


@pytest.mark.parametrize(
    ("fate", "sent", "state"), [("finish", ["old"], "done"), ("cancel", [], "cancelled"), ("adopt", ["new"], "done")]
)
async def test_an_edit_meanwhile_has_the_effect_that_the_wait_declared(
    office: Office, fate: str, sent: list[str], state: str
) -> None:
    await begun(office, nudge("old", fate))
    office.edit(nudge("new", fate))
    await office.later(3 * HOUR)
    assert [message["text"] for message in await office.sent()] == sent
    assert [wait["state"] for wait in await office.rows("waits")] == [state]


async def test_a_wait_that_adopts_a_longer_time_is_due_then(office: Office) -> None:
    await begun(office, nudge("text", "adopt"))
    office.edit(nudge("text", "adopt").replace("2 working hours", "3 working hours"))
    assert await office.later(2 * HOUR) == 1
    assert await office.sent() == []
    assert await office.later(HOUR) == 1
    assert len(await office.sent()) == 1


@pytest.mark.parametrize("fate", ["finish", "cancel"])
async def test_a_file_that_cannot_be_read_keeps_waits_as_they_are(office: Office, fate: str) -> None:
    await begun(office, nudge("old", fate))
    office.loaded = type(office.loaded)(
        office.loaded.accounts, [], ""
    )  # as after a restart: nothing good is remembered
    office.edit("rules: [", broken=True)
    await office.later(3 * HOUR)
    assert [message["text"] for message in await office.sent()] == ["old"]


@pytest.mark.parametrize(("fate", "state"), [("finish", "done"), ("cancel", "cancelled")])
async def test_a_rule_that_was_taken_out_ends_as_its_waits_declared(office: Office, fate: str, state: str) -> None:
    await begun(office, nudge("old", fate))
    office.edit("rules: []")
    await office.later(3 * HOUR)
    assert [wait["state"] for wait in await office.rows("waits")] == [state]


async def test_the_waits_of_a_paused_rule_are_held_and_late_counts_from_when_they_were_due(office: Office) -> None:
    await begun(office, nudge())
    office.edit(nudge().replace("- id: nudge", "- id: nudge\n    mode: paused"))
    await office.later(3 * HOUR)
    assert await office.sent() == []
    office.edit(nudge())
    await office.later(HOUR)
    assert len(await office.sent()) == 1


async def test_a_rule_that_is_paused_for_days_sends_nothing_stale_afterwards(office: Office) -> None:
    await begun(office, nudge())
    fuse = Ask("acme", "nudge", "one too many", Limit(0, HOUR, "pause"))
    await admit([fuse], office.store, office.clock)
    for _ in range(3):
        await office.later(DAY)
    assert [wait["state"] for wait in await office.rows("waits")] == ["waiting"]
    await office.mongo.database["fuses"].delete_many({})
    await office.later(MINUTE)
    assert [wait["because"] for wait in await office.rows("waits")] == ["late"]


async def test_a_rule_turned_to_shadow_carries_no_wait_out(office: Office) -> None:
    await begun(office, nudge())
    office.edit(nudge().replace("- id: nudge", "- id: nudge\n    mode: shadow"))
    await office.later(3 * HOUR)
    assert [(wait["state"], wait["because"]) for wait in await office.rows("waits")] == [("skipped", "shadow")]


async def test_timers_of_many_processes_carry_a_wait_out_once(office: Office) -> None:
    await office.open(nudge())
    await office.receive(*(office.message(f"phone:9198123456{n:02}") for n in range(30)))
    await office.settle()
    office.clock.pass_(3 * HOUR)
    team = [await office.timers() for _ in range(4)]
    for one in team:
        one.lease_ms = 60_000
    counts = await asyncio.gather(*(one.run_due() for one in team))
    assert sum(counts) == 30
    assert len(await office.sent()) == 30


@pytest.mark.parametrize("step", ["claimed", "commanded", "announced", "cleared", "followed_up", "ended"])
async def test_timers_that_die_at_a_step_leave_the_wait_to_others_and_it_is_carried_out_once(
    office: Office, step: str
) -> None:
    await begun(office, nudge())
    office.clock.pass_(3 * HOUR)
    await office.dies(step, (await office.timers()).run_due())
    await asyncio.sleep(0.01)
    await office.later(MINUTE)
    await (await office.path()).sweep(-1_000)
    assert len(await office.sent()) == 1
    assert [wait["state"] for wait in await office.rows("waits")] == ["done"]
    assert await office.faults() == []


QUEUE = """
rules:
  - id: night-shift
    when: lead.created
    do: [{assign_user: {pool: office}}]
"""
NIGHT = START + 10 * HOUR


async def test_a_lead_of_the_night_waits_for_the_next_opening_and_its_history_says_so(office: Office) -> None:
    await begun(office, QUEUE, NIGHT)
    assert (await office.lead())["assignee"] == {}
    assert any("queued for the next opening" in note for note in await office.notes())
    assert await office.later(11 * HOUR + 59 * MINUTE) == 0
    assert await office.later(MINUTE) == 1
    assert (await office.lead())["assignee"]["v"] == "meena"
    (told,) = [row for row in await office.fired() if row["content"].get("wait")]
    assert (told["content"]["wait"], told["content"]["assigned"][0]["user"]) == ("assign-0", "meena")


async def test_a_lead_that_somebody_took_meanwhile_is_left_to_them(office: Office) -> None:
    lead = await begun(office, QUEUE, NIGHT)
    await office.command(lead, ("assign", commands.assign("ravi")))
    await office.later(13 * HOUR)
    assert (await office.lead())["assignee"]["v"] == "ravi"
    assert [wait["because"] for wait in await office.rows("waits")] == ["lead.assigned"]


async def test_an_assignment_that_finds_nobody_again_is_put_off_again_without_a_word(office: Office) -> None:
    await begun(office, QUEUE, NIGHT)
    office.edit(QUEUE)
    (office.directory / "acme" / "team.yaml").write_text(
        "users: [{id: meena, calendar: night}, {id: asha, email: asha@acme.example}]\n"
        "pools: {office: {members: [meena]}, sales: {members: [asha]}}\n"
    )
    office.edit(QUEUE)
    written = len(await office.rows("history"))
    assert await office.later(12 * HOUR) == 1
    assert len(await office.rows("history")) == written
    assert [wait["state"] for wait in await office.rows("waits")] == ["waiting"]
    assert await office.later(13 * HOUR) == 1
    assert (await office.lead())["assignee"]["v"] == "meena"


async def test_a_wait_may_assign_and_queue_too(office: Office) -> None:
    await begun(
        office,
        """
rules:
  - id: escalate
    when: lead.created
    wait: [{id: unanswered, after: 8h, do: [{add_tags: [slow]}, {assign_user: {pool: office}}]}]
""",
    )
    await office.later(8 * HOUR)  # seven in the evening
    assert list((await office.lead())["tags"]) == ["slow"]
    assert (await office.lead())["assignee"] == {}
    await office.later(14 * HOUR)
    assert (await office.lead())["assignee"]["v"] == "meena"
