"""What failed messages mean for a lead: decided by the times of failures and messages, whatever came first."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.account import AccountFile
from schemas.durations import DAY_MS
from worker.account import Account
from worker.contact import Contact, Failure, FailureMeaning, Identity
from worker.leads import fold, join
from worker.leads.deliverability import join_failures
from worker.leads.lead import Lead
from worker.leads.separate import Merge, Separation
from worker.leads.statement import stated, statement

AT = 1_795_000_000_000
ACCOUNT = Account("acme", AccountFile(name="Acme", region="IN"))
ASHA, NEW_NUMBER = "919812345678", "919812345679"


def who(number: str = ASHA) -> tuple[Identity, ...]:
    return (Identity(f"phone:{number}", "phone", number, f"+{number}", trusted=True),)


def message(name: str, at: int, number: str = ASHA, **more: Any) -> Contact:
    common: dict[str, Any] = {"source": "whatsapp", "origin": "cloud", "activity": "message_received", "inbound": True}
    return Contact("acme", f"wa:{name}", at, identities=who(number), **common | more)


def failed(name: str, at: int, means: FailureMeaning, number: str = ASHA, again_ms: int | None = None) -> Contact:
    return Contact(
        "acme", f"status:{name}:failed", at, "whatsapp", "cloud", "delivery_failed", who(number), creates=False,
        failures=(Failure(means, "131026", "Message undeliverable", again_ms),),
    )  # fmt: skip


def folded(*contacts: Contact) -> Lead:
    lead = fold.new_lead(ACCOUNT, "l1", AT)
    for contact in contacts:
        fold.fold(lead, contact, ACCOUNT, AT)
    return lead


def meanings(lead: Lead) -> list[str]:
    return [failure["means"] for failure in lead.failures]


@pytest.mark.parametrize(
    ("written_at", "there"), [(AT - 1, False), (AT, False), (AT + 1, True)], ids=["before", "at once", "after"]
)
def test_only_a_message_after_the_failure_lifts_it_in_either_order(written_at: int, *, there: bool) -> None:
    first, gone, wrote = message("1", AT - 1000), failed("o", AT, "unreachable"), message("2", written_at)
    for order in ((first, gone, wrote), (first, wrote, gone)):
        lead = folded(*order)
        assert (lead.reachable, lead.view()["reachable"]) == (there, there)


MEANINGS: tuple[FailureMeaning, ...] = ("unreachable", "window_closed", "limited", "try_again", "failed")


@given(
    st.lists(st.tuples(st.integers(0, 6), st.sampled_from(MEANINGS)), max_size=6),
    st.lists(st.integers(0, 6), max_size=4),
    st.randoms(use_true_random=False),
)
def test_the_order_of_reports_and_messages_does_not_matter(
    reports: list[tuple[int, FailureMeaning]], messages: list[int], random: Any
) -> None:
    first = message("first", AT - 1)
    later = [failed(f"o{n}", AT + at, means, again_ms=10) for n, (at, means) in enumerate(reports)]
    later += [message(f"m{n}", AT + at) for n, at in enumerate(messages)]
    mixed = [*later, *later]  # a redelivery is found out before; folded all the same, it must change nothing
    random.shuffle(mixed)
    straight, shuffled = folded(first, *later), folded(first, *mixed)
    assert shuffled.failures == straight.failures
    assert shuffled.view()["window_until"] == straight.view()["window_until"]
    last = max([-1, *messages])
    assert set(meanings(straight)) == {means for at, means in reports if at >= last}
    assert straight.reachable == (("unreachable") not in meanings(straight))


@given(*[st.dictionaries(st.sampled_from(MEANINGS), st.builds(dict, t=st.integers(0, 3), m=st.sampled_from("ab")))] * 3)
def test_joining_failures_is_a_join(one: Any, two: Any, three: Any) -> None:
    assert join_failures(one, two) == join_failures(two, one)
    assert join_failures(join_failures(one, two), three) == join_failures(one, join_failures(two, three))
    assert join_failures(one, one) == one


def test_it_changes_and_says_so_and_the_next_message_changes_it_back() -> None:
    lead = folded(message("1", AT))
    entry = fold.fold(lead, failed("o", AT + 1, "unreachable"), ACCOUNT, AT)
    assert entry["events"] == ["lead.delivery_failed", "lead.updated"]
    assert {"field": "reachable", "from": True, "to": False} in entry["changes"]
    assert entry["after"]["failures"] == [
        {"means": "unreachable", "at": AT + 1, "code": "131026", "title": "Message undeliverable", "until": None}
    ]
    entry = fold.fold(lead, message("2", AT + 2), ACCOUNT, AT)
    assert {"field": "reachable", "from": False, "to": True} in entry["changes"]
    assert entry["after"]["failures"] == []


def test_a_failure_that_was_lifted_before_it_was_told_changes_nothing() -> None:
    lead = folded(message("1", AT + 5))
    entry = fold.fold(lead, failed("o", AT, "unreachable"), ACCOUNT, AT)
    assert entry["events"] == ["lead.delivery_failed"]
    assert lead.reachable


def test_the_platforms_word_on_the_window_beats_our_count_until_they_write_again() -> None:
    lead = folded(message("1", AT), failed("o", AT + 1000, "window_closed"))
    assert lead.view()["window_until"] == AT + 1000
    assert folded(message("1", AT), failed("o", AT + 2 * DAY_MS, "window_closed")).window_until == AT + DAY_MS
    fold.fold(lead, message("2", AT + 2000), ACCOUNT, AT)
    assert lead.view()["window_until"] == AT + 2000 + DAY_MS


def test_who_never_wrote_has_no_window_to_close() -> None:
    imported = message("1", AT, inbound=False, activity="campaign_row")
    assert folded(imported, failed("o", AT + 1, "window_closed")).window_until is None


def test_another_number_of_the_person_is_another_address_but_they_are_limited_all_the_same() -> None:
    both = (*who(NEW_NUMBER), *who())
    moved = Contact(
        "acme", "wa:2", AT + 2, "whatsapp", "cloud", "number_changed", both, creates=False, retires=(f"phone:{ASHA}",)
    )
    failures = failed("o", AT + 1, "unreachable"), failed("p", AT + 1, "limited", again_ms=DAY_MS)
    for order in ((moved, *failures), (*failures, moved)):
        lead = folded(message("1", AT), *order)
        assert lead.phone == f"+{NEW_NUMBER}"
        assert (meanings(lead), lead.reachable) == (["limited"], True)
        fold.fold(lead, failed("q", AT + 3, "unreachable", NEW_NUMBER), ACCOUNT, AT)
        assert not lead.reachable


def test_the_statement_of_a_failure_folds_to_the_same() -> None:
    told = failed("o", AT + 1, "limited", again_ms=DAY_MS)
    assert stated("acme", statement(told)) == told
    assert folded(message("1", AT), told).failures[0]["until"] == AT + 1 + DAY_MS


def test_two_people_taken_for_one_get_their_own_failures_back() -> None:
    hers, his = (
        folded(message("1", AT)),
        folded(message("2", AT, NEW_NUMBER), failed("o", AT + 1, "unreachable", NEW_NUMBER)),
    )
    merge = Merge(*join.join(hers, his, ACCOUNT, "cause", AT + 2))
    assert meanings(hers) == [], "the address in force is hers"
    since = [failed("p", AT + 3, "limited"), failed("q", AT + 3, "try_again", NEW_NUMBER)]
    entries = [fold.fold(hers, one, ACCOUNT, AT) for one in since]
    assert meanings(hers) == ["limited", "try_again"]
    undoing = Separation(hers, his, merge, ACCOUNT, AT + 4)
    for entry in entries:
        undoing.take(entry)
    undoing.finish("boss")
    assert (meanings(hers), hers.reachable) == (["limited"], True)
    assert (meanings(his), his.reachable) == (["unreachable", "try_again"], False)


def test_a_lead_of_an_older_version_knows_of_no_failure() -> None:
    lead = folded(message("1", AT))
    assert all("failed" not in entry for entry in lead.identities)
    assert (lead.reachable, lead.failures) == (True, [])
