"""Who gets the lead, and why not the others."""

from collections import Counter
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from schemas.calendars import CalendarEntry
from schemas.team import TeamFile
from worker.automations.actions.pools import Staff, TurnState, choose
from worker.automations.language.working_time import Calendar

MONDAY_10 = 1_772_778_600_000 - 4 * 86_400_000  # 2026-03-02 12:00 IST
IST = ZoneInfo("Asia/Kolkata")
OFFICE = Calendar.of("office", CalendarEntry(hours={"mon-fri": "09:00-18:00"}), "Asia/Kolkata")
SUNDAY = MONDAY_10 - 86_400_000

TEAM = TeamFile.model_validate(
    {
        "users": [
            {"id": "asha", "calendar": "office", "email": "asha@acme.example"},
            {"id": "ravi", "calendar": "office", "capacity": 3},
            {
                "id": "meena",
                "calendar": "office",
                "away": [{"since": "2026-03-01", "until": "2026-03-03", "why": "leave"}],
            },
            {"id": "old", "active": False},
            {"id": "boss"},
        ],
        "pools": {
            "sales": {"members": ["asha", "ravi", "meena", "old"]},
            "fair": {"members": ["asha", "ravi"], "pick": "least_busy", "fallback": "boss"},
            "share": {"members": ["asha", "ravi"], "pick": "weighted"},
        },
    }
)


def staff(now: int = MONDAY_10, previous: str | None = None, **loads: int) -> Staff:
    return Staff(TEAM, {"office": OFFICE}, loads, IST, now, previous)


def play(pool: str, times: int, who: Staff, every: int = 0) -> list[str | None]:
    state, chosen = TurnState(), []
    for turn in range(times):
        who = replace(who, now=who.now + every)
        choice = choose(pool, who, {pool: state}, f"k{turn}")
        chosen.append(choice.user)
        if choice.user and choice.pool:
            state = state.after(f"k{turn}", choice.user, who.now)
    return chosen


def test_round_robin_goes_around_and_says_why_others_were_passed_over() -> None:
    assert play("sales", 4, staff()) == ["asha", "ravi", "asha", "ravi"]
    choice = choose("sales", staff(), {}, "k")
    assert dict(choice.skipped) == {"meena": "away until 2026-03-03 (leave)", "old": "not active"}


def test_a_redelivery_gets_the_same_person_and_burns_no_turn() -> None:
    state = TurnState().after("k1", "ravi", MONDAY_10)
    again = choose("sales", staff(), {"sales": state}, "k1")
    assert (again.user, again.why) == ("ravi", "chosen for this event before")
    assert choose("sales", staff(), {"sales": state}, "k2").user == "asha"


def test_the_state_survives_being_stored() -> None:
    state = TurnState().after("k.1$", "ravi", 5).after("k2", "asha", 6)
    assert TurnState.of(state.document()) == state


def test_least_busy_counts_open_leads_and_what_was_just_given() -> None:
    assert play("fair", 5, staff(asha=2, ravi=0)) == ["ravi", "ravi", "asha", "ravi", "asha"]


def test_capacity_ends_the_turns() -> None:
    choice = choose("fair", staff(asha=9, ravi=3), {}, "k")
    assert choice.user == "asha"
    assert dict(choice.skipped) == {"ravi": "at capacity (3 open leads of 3)"}


def test_weighted_shares_follow_capacity() -> None:
    assert Counter(play("share", 40, staff(), every=60_000)) == {"ravi": 30, "asha": 10}


def test_a_burst_gives_nobody_more_than_their_capacity() -> None:
    assert Counter(play("share", 10, staff(ravi=1))) == {"ravi": 2, "asha": 8}
    settled = replace(staff(ravi=3), settled=frozenset({"k"}))
    assert choose("share", settled, {"share": TurnState().after("k", "asha", MONDAY_10)}, "n").user == "asha"


def test_the_previous_owner_comes_first_if_able() -> None:
    assert choose("sales", staff(previous="ravi"), {}, "k").why == "owned this lead before"
    assert choose("sales", staff(previous="meena"), {}, "k").user == "asha"


def test_nobody_home_waits_for_the_next_opening() -> None:
    choice = choose("sales", staff(SUNDAY), {}, "k")
    assert choice.user is None
    assert choice.retry_at == MONDAY_10 - 3 * 3_600_000
    assert choice.skipped[0] == ("asha", "outside of working hours (office)")


def test_the_fallback_takes_over_at_night() -> None:
    choice = choose("fair", staff(SUNDAY), {}, "k")
    assert (choice.user, choice.why) == ("boss", "fallback: nobody else could take it")


def test_users_are_found_by_e_mail() -> None:
    user = staff().user("Asha@acme.example")
    assert user is not None
    assert user.id == "asha"


def test_mistakes_in_team_yaml_are_all_told() -> None:
    with pytest.raises(ValidationError) as told:
        TeamFile.model_validate(
            {
                "users": [{"id": "asha"}, {"id": "asha"}],
                "pools": {"a": {"members": ["ahsa"], "fallback": "b"}, "b": {"members": ["asha"], "fallback": "a"}},
            }
        )
    text = str(told.value)
    assert "there twice" in text
    assert "did you mean 'asha'" in text
    assert "lead back to this pool" in text
