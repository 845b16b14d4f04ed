"""What an event means for rules, without a database: planning, fuses, waits that are due, actions on a lead."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.automations.actions.context import Context
from worker.automations.actions.pools import Choice
from worker.automations.language.situation import Situation
from worker.automations.rules.loading import Automations
from worker.automations.rules.ruleset import Limit, RuleSet
from worker.automations.running import waits
from worker.automations.running.commanding import after, fire, promises
from worker.automations.running.firing import Firings, plan_firings
from worker.automations.running.fuses import REMEMBERED, SLICES, Fuse
from worker.commit.announcements import announcements
from worker.configuration.accounts import build
from worker.configuration.snapshot import Snapshot
from worker.leads import commands, fold
from worker.leads.lead import Lead

NOW = 1_794_893_400_000  # Tuesday 2026-11-17 11:00 in Kolkata
HOUR = 3_600_000
FILES = {
    "account.yaml": "name: Acme\ntimezone: America/New_York\n",
    "calendars.yaml": "calendars:\n  day: {hours: {daily: '09:00-17:00'}}\n  night: {hours: {daily: '22:00-06:00'}}\n",
    "team.yaml": "users: [{id: asha, email: a@acme.example}, {id: ravi}, {id: old, active: false}]\n"
    "teams: {all: {members: [asha, ravi, old], chat: 'secret:CHAT'}}\npools: {sales: {members: [asha, ravi]}}\n",
    "fields.yaml": "fields: [{id: city}, {id: budget, type: number}]\n",
}


def automations(rules: str) -> Automations:
    files = {f"acme/{name}": text.encode() for name, text in {**FILES, "rules/all.yaml": rules}.items()}
    loaded = build(Snapshot(Path("accounts"), files, {}, ("acme",)))
    loaded.require()
    return loaded.automations["acme"]


def lead() -> Lead:
    account = automations("rules: []").account
    return fold.new_lead(account, "lead-1", NOW)


def event(name: str = "lead.created", **more: Any) -> Situation:
    base = Situation("acme", name, f"acme:m1/{name}", "acme:m1", 1, "acme:m1", (), NOW, NOW, lead().view())
    return replace(base, **more)


def standing(plan: Firings) -> Mapping[str, str]:
    return {firing.rule.id: firing.standing for firing in plan.firings}


RULES = """
rules:
  - {id: last, priority: -1, when: lead.created, do: [{add_tags: [a]}]}
  - {id: equal, when: lead.created, do: [{add_tags: [b]}]}
  - {id: stops, when: lead.created, do: [{add_tags: [c]}], after_match: stop%s}
  - {id: shadow, priority: 5, mode: shadow, when: lead.created, do: [{add_tags: [d]}], after_match: stop}
  - {id: paused, priority: 9, mode: paused, when: lead.created, do: [{add_tags: [e]}], after_match: stop}
  - {id: other, priority: 9, when: lead.created, if: {lead.city: Pune}, do: [{add_tags: [f]}], after_match: stop}
"""


def test_only_a_live_rule_that_fires_stops_and_only_those_of_lower_priority() -> None:
    plan = plan_firings(automations(RULES % "").rules, event())
    assert standing(plan) == {
        "shadow": "shadow", "equal": "fires", "stops": "fires", "last": "stopped"
    }  # fmt: skip
    assert (plan.firings[-1].stopped_by, plan.rest) == ("stops", ())


def test_behind_a_limited_rule_nobody_is_asked_until_it_is_known_whether_it_fired() -> None:
    rules = automations(RULES % ", limits: {once_per_lead: true}").rules
    plan = plan_firings(rules, event())
    assert "last" not in standing(plan)
    assert standing(plan.go_on({"stops", "equal"})) == {"last": "stopped"}
    assert standing(plan.go_on({"equal"})) == {"last": "fires"}


def test_a_rule_of_the_chain_does_not_fire_again_whatever_its_revision() -> None:
    rules = automations("rules: [{id: a, when: lead.created, do: [{add_tags: [a]}]}]").rules
    assert standing(plan_firings(rules, event(chain=("b@1", "a@0000")))) == {"a": "loop"}
    assert standing(plan_firings(rules, event(chain=("aa@1", "b@2", "c@3", "d@4")))) == {"a": "fires"}
    assert standing(plan_firings(rules, event(chain=tuple(f"r{n}@1" for n in range(5))))) == {"a": "depth"}


def test_a_rule_that_fails_for_a_bug_costs_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = automations(
        "rules: [{id: a, when: lead.created, do: [{add_tags: [a]}]}, {id: b, when: lead.created, do: [won]}]"
    ).rules

    class Broken:
        def explain(self, *_: Any) -> Any:
            raise ZeroDivisionError

    broken = replace(rules.rules[0], node=Broken())
    plan = plan_firings(RuleSet(rules=(broken, rules.rules[1])), event())
    assert standing(plan) == {"a": "no_match", "b": "fires"}
    assert plan.firings[0].verdict.because == "error: ZeroDivisionError"


def test_a_command_is_said_to_happen_after_what_caused_it_whatever_the_clocks_say() -> None:
    assert after(event(at=NOW + 5), NOW) == NOW + 6
    assert after(event(at=NOW - HOUR), NOW) == NOW
    assert after(event(at=NOW + 40 * HOUR), NOW) == NOW + 60_000


# fuses


@given(
    st.integers(1, 20),
    st.integers(1_000, 100_000),
    st.lists(st.tuples(st.integers(0, 30_000), st.booleans()), max_size=120),
)
def test_no_period_ever_sees_more_than_the_limit(times: int, per: int, steps: list[tuple[int, bool]]) -> None:
    fuse, now, fired = Fuse(), NOW, list[int]()
    for number, (passed, again) in enumerate(steps):
        now += passed
        key = f"k{number - 1 if again and number else number}"
        known = dict(fuse.recent).get(key)
        fuse, decision = fuse.decide(key, Limit(times, per), now)
        if known is not None:
            assert decision == ("allowed" if known else "skipped")
        elif decision == "allowed":
            fired.append(now)
        assert sum(1 for at in fired if at > now - per) <= times
        assert Fuse.of(fuse.document()) == fuse
    assert len(fuse.slices) <= SLICES + 2


def test_room_comes_back_within_a_slice_after_the_period() -> None:
    fuse, _ = Fuse().decide("a", Limit(1, 60_000), NOW)
    assert fuse.decide("b", Limit(1, 60_000), NOW + 59_999)[1] == "skipped"
    assert fuse.decide("b", Limit(1, 60_000), NOW + 61_001)[1] == "allowed"


def test_who_met_the_limit_hears_so_again_and_the_others_that_the_rule_is_paused() -> None:
    limit = Limit(1, HOUR, "pause")
    fuse, _ = Fuse().decide("a", limit, NOW)
    fuse, first = fuse.decide("b", limit, NOW)
    assert [first, fuse.decide("b", limit, NOW)[1], fuse.decide("c", limit, NOW + 9 * HOUR)[1]] == [
        "pausing", "pausing", "paused"
    ]  # fmt: skip
    assert fuse.decide("a", limit, NOW)[1] == "allowed"
    assert fuse.resumed().decide("c", limit, NOW)[1] == "allowed"


def test_a_fuse_stays_small() -> None:
    fuse = Fuse()
    for number in range(2 * REMEMBERED):
        fuse, _ = fuse.decide(str(number), Limit(10_000_000, HOUR), NOW + number * 1_000)
    assert len(fuse.recent) == REMEMBERED


# waits


WAITING = """
timezone: America/New_York
rules:
  - id: r
    when: lead.created
    wait: [{id: w, after: %s, counted_in: %s, do: [{add_tags: [late]}]}]
"""
NEW_YORK = ZoneInfo("America/New_York")


def instant(text: str, fold: int = 0) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=NEW_YORK, fold=fold).timestamp() * 1000)


@pytest.mark.parametrize(
    ("after_", "counted_in", "began", "due"),
    [
        ("2h", "wall_clock", instant("2026-03-08 01:30"), instant("2026-03-08 04:30")),  # an hour is skipped
        ("2h", "wall_clock", instant("2026-11-01 00:30"), instant("2026-11-01 01:30", fold=1)),  # an hour comes twice
        ("4h", "night", instant("2026-03-07 22:00"), instant("2026-03-08 03:00")),
        ("5h", "night", instant("2026-10-31 22:00"), instant("2026-11-01 02:00")),
        ("2h", "day", instant("2026-03-07 16:00"), instant("2026-03-08 10:00")),
        ("1h", "day", instant("2026-11-01 20:00"), instant("2026-11-02 10:00")),
    ],
)
def test_a_wait_is_due_in_real_or_opening_time_on_the_nights_the_clocks_change(
    after_: str, counted_in: str, began: int, due: int
) -> None:
    account = automations(WAITING % (after_, counted_in))
    (rule,) = account.rules.rules
    (promise,) = promises(rule, Context(rule, event(), account.setting, began))
    assert datetime.fromtimestamp(promise.due_at / 1000, NEW_YORK) == datetime.fromtimestamp(due / 1000, NEW_YORK)


def entry_of(rules: str, situation: Situation) -> tuple[Automations, dict[str, Any], list[dict[str, Any]]]:
    """Fire the only rule on a lead; give the history entry and the waits made from it."""
    account = automations(rules)
    (firing,) = plan_firings(account.rules, situation).firings
    command = fire(firing, Context(firing.rule, situation, account.setting, NOW))
    entry = commands.execute(lead(), command, account.account, NOW)
    fired = Situation.of_entry(entry, entry["events"][0], NOW)
    return account, entry, waits.documents(fired, NOW)


def test_waits_are_the_same_from_the_entry_and_from_the_event_that_announces_it() -> None:
    _, entry, made = entry_of(WAITING % ("2h", "day"), event())
    headers = {
        "ce-type": entry["events"][0], "ce-id": "x", "ce-sequence": str(entry["seq"]),
        "ce-time": "2026-11-17T05:30:00.123Z",
        "ce-correlationid": entry["correlation"], "ce-chain": ",".join(entry["chain"]),
    }  # fmt: skip
    data = {
        "account": "acme", "entry": entry["_id"], "at": entry["at"], "lead": entry["after"],
        "changes": entry["changes"], "message": {"content": entry["content"]}, "activity": entry["type"], "by": {},
    }  # fmt: skip
    assert waits.documents(Situation.of_event(headers, data), NOW) == made
    assert [wait["_id"] for wait in made] == ["acme:rule:r:acme:m1:w"]


def test_a_wait_that_was_due_long_ago_is_not_made_again() -> None:
    _, entry, _ = entry_of(WAITING % ("2h", "day"), event())
    fired = Situation.of_entry(entry, entry["events"][0], NOW)
    assert waits.documents(fired, NOW + 40 * 24 * HOUR) == []


# actions


def done(actions: str, person: Lead, situation: Situation | None = None, **choices: Choice) -> dict[str, Any]:
    """Apply a rule's actions to a lead; give the history entry."""
    account = automations(f"calendar: day\nrules: [{{id: r, when: lead.created, do: {actions}}}]")
    (firing,) = plan_firings(account.rules, situation or event()).firings
    chosen = {int(name.removeprefix("at_")): choice for name, choice in choices.items()}
    context = Context(firing.rule, firing.situation, account.setting, NOW, None, chosen)
    return commands.execute(person, fire(firing, context), account.account, NOW)


def test_actions_see_what_those_before_them_did() -> None:
    person = lead()
    entry = done(
        "[{set_field: {city: Pune}}, {note: 'from {{ lead.city }}'}, {add_tags: [x]}, {remove_tags: [y]}]", person
    )
    assert (entry["notes"], entry["refused"], person.tag_names) == (["from Pune"], [], ["x"])


def test_a_pool_gives_the_lead_to_whom_was_chosen_and_the_entry_says_why() -> None:
    person = lead()
    entry = done(
        "[{assign_user: {pool: sales}}, {task: {title: Call, due_in: 1h, counted_in: calendar, assignee: lead.assigned_to}}]",
        person,
        at_0=Choice("ravi", "next in turn", (("asha", "away"),), "sales"),
    )
    assert person.assignee["v"] == "ravi"
    (task,) = person.tasks.values()
    assert (task["assignee"], task["due_at"]) == ("ravi", instant("2026-11-17 10:00"))
    assert entry["content"]["assigned"][0]["skipped"] == [{"user": "asha", "why": "away"}]


@pytest.mark.parametrize(
    ("actions", "reason"),
    [
        ("[{assign_user: {pool: sales, only_if_unassigned: true}}]", "owned"),
        ("[{assign_user: lead.previous_owner}]", "nobody"),
        ("[{assign_user: {pool: sales, when_nobody: leave}}]", "nobody_available"),
        ("[{set_field: {budget: 'about {{ lead.state }}'}}]", None),
        ("[{send_quick_message: {text: hi}}]", "no_address"),
        ("[{send_quick_message: {text: hi, channel: email, subject: s}}]", "no_address"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(actions: str, reason: str | None) -> None:
    person = lead()
    person.assignee = {"v": "asha", "by": "human", "t": 1, "m": "m"}
    entry = done(actions, person)
    assert len(entry["refused"]) == 1
    assert reason is None or entry["refused"][0]["reason"] == reason


def test_a_team_is_told_by_mail_and_chat_but_for_those_who_left() -> None:
    (send,) = done("[{notify: {team: all, text: 'a {{ lead.state }} lead'}}]", lead())["sends"]
    body = send["body"]
    assert (body["users"], body["email"], body["chat"], body["text"]) == (
        ["asha", "ravi"], ["a@acme.example"], "secret:CHAT", "a new lead"
    )  # fmt: skip
    assert body["idempotency_key"] == f"acme:{send['id']}"


def test_a_webhook_carries_the_event_and_the_lead_or_what_the_rule_says_and_only_names_of_secrets() -> None:
    url = "url: 'https://x.example/h', sign_with: 'secret:KEY'"
    sends = done(
        f"[{{call_webhook: {{{url}}}}}, {{call_webhook: {{{url}, body: {{n: 1, s: '{{{{ lead.state }}}}'}}}}}}]", lead()
    )
    first, second = (send["body"] for send in sends["sends"])
    assert (first["data"]["event"]["type"], first["data"]["lead"]["id"], first["secret"]) == (
        "lead.created", "lead-1", "secret:KEY"
    )  # fmt: skip
    assert second["data"] == {"n": 1, "s": "new"}
    assert first["idempotency_key"] != second["idempotency_key"]


def test_an_action_that_fails_for_a_bug_is_refused_and_the_rest_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(commands, "set_state", broken)
    person = lead()
    entry = done("[{set_state: contacted}, {add_tags: [x]}]", person)
    assert [(r["step"], r["reason"]) for r in entry["refused"]] == [("set_state", "bug")]
    assert person.tag_names == ["x"]


def test_an_event_is_looked_at_as_its_history_entry_is_later() -> None:
    _, entry, _ = entry_of(WAITING % ("2h", "day"), event())
    entry["recorded_at"] = NOW + 123  # whatever the sender's clock said
    (announced, *_) = announcements([entry])
    received = Situation.of_event(announced.headers, orjson.loads(announced.body))
    assert received == Situation.recorded(entry, entry["events"][0])
    assert (received.now, received.at) == (NOW + 123, entry["at"])
