"""Whether a person may be written to: a list's word never lifts their own no, in any order."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from tests.deliveries import account
from worker.contact import LISTED, Consent, Contact, Identity
from worker.leads import fold, join
from worker.leads.lead import Lead

ACCOUNT = account()
ME = (Identity("phone:919876543210", "phone", "919876543210", "+919876543210", trusted=True),)


def word(number: int, given: bool, at: int, reason: str) -> Contact:
    said = (Consent(given, at, reason),)
    return Contact("acme", f"m:{number}", at, "campaign", "list", "campaign_row", ME, consents=said)


def after(words: list[Contact]) -> Lead:
    lead = fold.new_lead(ACCOUNT, "lead", 0)
    for contact in words:
        fold.fold(lead, contact, ACCOUNT, 5)
    return lead


def test_a_fresh_list_leaves_a_no_in_force_and_the_person_themselves_does_not() -> None:
    stop, listed, start = word(1, False, 10, "keyword"), word(2, True, 99, LISTED), word(3, True, 50, "keyword")
    for order in permutations([stop, listed]):
        lead = after(list(order))
        assert (lead.opted_out, lead.opted_in) == (True, False)
    for order in permutations([stop, listed, start]):
        lead = after(list(order))
        assert (lead.opted_out, lead.opted_in) == (False, True)


def test_a_list_speaks_for_those_who_never_said_no_and_may_withdraw() -> None:
    assert after([word(1, True, 10, LISTED)]).opted_in
    assert after([word(1, True, 10, LISTED), word(2, False, 11, LISTED)]).opted_out
    assert after([word(1, True, 10, "keyword"), word(2, False, 11, LISTED)]).opted_out


def test_a_reason_given_by_an_operator_lifts() -> None:
    assert after([word(1, False, 10, "keyword"), word(2, True, 11, "lifted: signed at the fair")]).opted_in


WORDS = st.lists(
    st.tuples(st.booleans(), st.integers(1, 9), st.sampled_from(["keyword", "button", LISTED])), max_size=7
)


@given(WORDS, st.randoms(use_true_random=False))
def test_any_order_and_any_merge_of_words_give_the_same_and_no_list_lifts_a_no(said, random) -> None:
    words = [word(n, *one) for n, one in enumerate(said)]
    shuffled = random.sample(words, len(words))
    lead = after(shuffled)
    assert lead.consent == after(words).consent
    own_no = [at for given, at, _ in said if not given]
    own_yes = [at for given, at, reason in said if given and reason != LISTED]
    assert lead.opted_out == (bool(own_no) and max(own_yes, default=0) <= max(own_no))
    cut = random.randint(0, len(words))
    one, two = after(shuffled[:cut]), after(shuffled[cut:])
    two._id = "other"
    join.join(one, two, ACCOUNT, "x", 9)
    assert one.consent == lead.consent


def test_a_yes_and_a_no_of_one_moment_are_a_no_whatever_their_messages_are_called() -> None:
    for first, second in ((True, False), (False, True)):
        assert after([word(1, first, 10, "keyword"), word(2, second, 10, "form")]).opted_out
