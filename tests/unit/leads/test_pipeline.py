"""The gate of the pipeline: what it lets through, what it refuses and how it says so."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.account import AccountFile, ClosedLeadPolicy, PipelineFile
from worker.account import Account
from worker.errors import RefusedError, TransitionRefusedError
from worker.leads import pipeline

STATES = [
    {"id": "new", "name": "New enquiry"},
    {"id": "site-visit", "name": "Site visit"},
    {"id": "booked", "name": "Booked", "status": "closed"},
    {"id": "lost", "status": "cancelled"},
]
TRANSITIONS = {"new": ["site-visit", "lost"], "site-visit": ["booked", "lost"], "booked": [], "lost": ["new"]}


def account(transitions: dict[str, list[str]] | None = None, closed: dict[str, Any] | None = None) -> Account:
    return Account(
        "a",
        AccountFile(name="A", closed_lead=ClosedLeadPolicy.model_validate(closed or {})),
        PipelineFile.model_validate({"states": STATES, "transitions": transitions}),
    )


GATED, FREE = account(TRANSITIONS), account()


@pytest.mark.parametrize("wanted", ["site-visit", "Site visit", "SITE VISIT", "site_visit", " Site-Visit "])
def test_a_state_is_named_by_id_or_name_as_people_write_it(wanted: str) -> None:
    assert pipeline.move(GATED, "new", wanted) == "site-visit"
    assert pipeline.placement(GATED, wanted) == "site-visit"


def test_an_exact_id_comes_before_a_name_that_reads_alike() -> None:
    states = [{"id": "a.b"}, {"id": "won", "status": "closed"}]
    assert pipeline.move(
        Account("a", AccountFile(name="A"), PipelineFile.model_validate({"states": states})), "won", "a.b"
    )


@pytest.mark.parametrize(
    ("current", "wanted", "sentence"),
    [
        (
            "new",
            "booked",
            "the pipeline does not allow New enquiry to become Booked; from New enquiry it may change to Site visit or lost",
        ),
        (
            "lost",
            "booked",
            "the pipeline does not allow lost to become Booked; from lost it may change to New enquiry",
        ),
        (
            "booked",
            "new",
            "the pipeline does not allow Booked to become New enquiry; from Booked it may not change any more",
        ),
        ("new", "sitevist", "the pipeline has no state 'sitevist' - did you mean 'Site visit'?"),
        ("new", "zzz", "the pipeline has no state 'zzz'; known are new, New enquiry, Site visit, Booked, lost"),
        ("new", None, "the pipeline has no state ''"),
        ("new", {"$ne": ""}, "the pipeline has no state"),
        ("new", "", "the pipeline has no state ''"),
        ("new", "-", "the pipeline has no state '-'"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_is_allowed(current: str, wanted: object, sentence: str) -> None:
    with pytest.raises(TransitionRefusedError) as refused:
        pipeline.move(GATED, current, wanted)
    assert str(refused.value).startswith(sentence)


def test_being_there_already_is_no_change_and_never_refused() -> None:
    assert pipeline.move(GATED, "booked", "Booked") == "booked"
    assert pipeline.won(GATED, "booked") == "booked"


def test_without_transitions_everything_goes_and_a_state_left_out_goes_anywhere() -> None:
    assert all(pipeline.move(FREE, a["id"], b["id"]) == b["id"] for a in STATES for b in STATES)
    partly = account({"new": ["lost"]})
    assert pipeline.move(partly, "lost", "booked") == "booked"
    with pytest.raises(TransitionRefusedError):
        pipeline.move(partly, "new", "booked")


@pytest.mark.parametrize("current", ["gone-from-the-file", "", None])
def test_a_lead_in_a_state_that_left_the_pipeline_is_never_stuck(current: str | None) -> None:
    assert pipeline.move(GATED, current, "booked") == "booked"
    assert pipeline.status_of(GATED, current) == "open"
    assert pipeline.reopen(GATED, current) == "new"
    assert pipeline.allowed(GATED, current) == ["new", "site-visit", "booked", "lost"]


def test_won_lost_and_reopen_go_through_the_gate() -> None:
    assert pipeline.won(GATED, "site-visit") == "booked"
    assert pipeline.lost(GATED, "new") == "lost"
    assert pipeline.reopen(GATED, "lost") == "new"
    assert pipeline.reopen(GATED, "site-visit") == "site-visit"  # open already
    for refused in (lambda: pipeline.won(GATED, "new"), lambda: pipeline.reopen(GATED, "booked")):
        with pytest.raises(TransitionRefusedError):
            refused()


@pytest.mark.parametrize(
    ("closed", "current", "after"),
    [
        ({}, "lost", "new"),
        ({}, "new", None),
        ({"action": "note"}, "lost", None),
        ({"action": "move", "state": "site-visit"}, "booked", "site-visit"),
        ({"action": "move", "state": "booked"}, "booked", None),
    ],
)
def test_an_inbound_message_moves_a_closed_lead_by_policy(
    closed: dict[str, Any], current: str, after: str | None
) -> None:
    assert pipeline.after_inbound(account(None, closed), current) == after


def test_the_policy_for_closed_leads_does_not_get_past_the_gate() -> None:
    with pytest.raises(TransitionRefusedError, match="may not change any more"):
        pipeline.after_inbound(GATED, "booked")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        *((text, "open") for text in ("OPEN", "open", " Open ")),
        *((text, "closed") for text in ("Closed", "COMPLETED", "complete")),
        *((text, "cancelled") for text in ("CANCELLED", "canceled")),
    ],
)
def test_a_status_is_read_in_any_spelling_and_completed_is_closed(text: str, status: str) -> None:
    assert pipeline.read_status(text) == status


@pytest.mark.parametrize("text", ["won", "", None, 1, ["open"]])
def test_no_other_word_is_a_status(text: object) -> None:
    with pytest.raises(RefusedError, match="unknown_status"):
        pipeline.read_status(text)


def test_a_new_lead_is_placed_where_it_is_asked_for_without_regard_to_transitions() -> None:
    assert pipeline.placement(GATED) == "new"
    assert pipeline.placement(GATED, "Booked") == "booked"
    assert pipeline.placement(GATED, "Booked", "OPEN") == "booked"  # the state says more than the status
    assert pipeline.placement(GATED, None, "COMPLETED") == "booked"
    assert pipeline.placement(GATED, None, "CANCELLED") == "lost"
    assert pipeline.placement(GATED, None, "OPEN") == "new"
    with pytest.raises(TransitionRefusedError, match="no state 'nowhere'"):
        pipeline.placement(GATED, "nowhere")
    with pytest.raises(RefusedError, match="unknown_status"):
        pipeline.placement(GATED, None, "sleeping")


def test_a_status_that_no_landmark_has_asks_for_a_state() -> None:
    states = [{"id": "a"}, {"id": "z", "status": "closed"}]
    only = Account("a", AccountFile(name="A"), PipelineFile.model_validate({"states": states}))
    with pytest.raises(TransitionRefusedError, match="has the status cancelled"):
        pipeline.placement(only, None, "cancelled")


ids = st.sampled_from(["s0", "s1", "s2", "s3", "s4"])


@given(st.dictionaries(ids, st.lists(ids, max_size=5)), ids, ids)
def test_the_gate_allows_exactly_what_it_lists(transitions: dict[str, list[str]], current: str, wanted: str) -> None:
    states = [{"id": f"s{i}", "status": "closed" if i == 4 else "open"} for i in range(5)]
    file = PipelineFile.model_validate({"states": states, "transitions": transitions})
    gate = Account("a", AccountFile(name="A"), file)
    listed = pipeline.allowed(gate, current)
    assert current not in listed
    try:
        assert pipeline.move(gate, current, wanted) == wanted
        assert wanted in (*listed, current)
    except TransitionRefusedError:
        assert wanted not in (*listed, current)
