"""Whether a quick message may be sent, by which way, in which words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.quick_messages import MessageFile, QuickMessage
from worker.automations.actions.quick_message import MARGIN_MS, SendingTerms, quick_message
from worker.errors import PutOffError, RefusedError

NOW = 1_795_000_000_000
HOUR = 3_600_000
BOTH = MessageFile.model_validate(
    {
        "text": {"en": "Hi there", "pt_BR": "Oi"},
        "subject": {"en": "Your\nenquiry"},
        "template": {"name": "welcome", "languages": ["en", "hi"], "parameters": ["a\n b"], "category": "utility"},
    }
)
OFFER = MessageFile.model_validate({"template": {"name": "offer", "languages": ["en"], "category": "marketing"}})


def lead(**more: Any) -> dict[str, Any]:
    known = {
        "id": "l1", "account": "acme", "phone": "+919812345678", "address": "919812345678", "identities": ["phone:919812345678"],
        "fields": {"email": "asha@example.com"}, "opted_in": False, "opted_out": False, "window_until": NOW + HOUR,
    }  # fmt: skip
    return known | more


def ask(message: MessageFile = BOTH, channel: Any = "whatsapp", **more: Any) -> SendingTerms:
    return SendingTerms(channel, message, "k1", {"rule": "r"}, **more)


def build(wanted: SendingTerms, person: dict[str, Any]) -> QuickMessage:
    return quick_message(wanted, person, lambda text: text, NOW)


def reason(wanted: SendingTerms, person: dict[str, Any]) -> str:
    with pytest.raises(RefusedError) as refused:
        build(wanted, person)
    return refused.value.reason


def test_within_the_window_free_text_goes_and_expires_with_it() -> None:
    message = build(ask(), lead())
    assert (message.kind, message.text, message.expires_at) == ("text", "Hi there", NOW + HOUR)
    assert (message.to, message.recipient) == ("919812345678", None)


@pytest.mark.parametrize("until", [None, NOW - 1, NOW + MARGIN_MS])
def test_outside_of_the_window_only_a_template_goes(until: int | None) -> None:
    message = build(ask(), lead(window_until=until))
    assert message.template is not None
    assert (message.kind, message.template.name, message.template.parameters) == ("template", "welcome", ("a b",))
    text_only = MessageFile.model_validate({"text": {"en": "Hi"}})
    assert reason(ask(text_only), lead(window_until=until)) == "window_closed"


def test_a_message_for_later_is_judged_by_when_it_will_be_sent() -> None:
    assert build(ask(not_before=NOW + 2 * HOUR), lead()).kind == "template"


def test_an_opt_out_is_final() -> None:
    for channel in ("whatsapp", "sms", "email"):
        assert reason(ask(channel=channel), lead(opted_out=True)) == "opted_out"


def test_a_marketing_template_needs_an_opt_in() -> None:
    assert reason(ask(OFFER), lead(window_until=None)) == "no_consent"
    assert build(ask(OFFER), lead(window_until=None, opted_in=True)).kind == "template"
    bold = OFFER.model_copy(update={"consent": "not_opted_out"})
    assert build(ask(bold), lead(window_until=None)).kind == "template"


def test_marketing_to_the_united_states_is_refused_here_rather_than_by_whatsapp() -> None:
    assert reason(ask(OFFER), lead(phone="+14155550100", opted_in=True, window_until=None)) == "marketing_paused"


def test_a_person_without_a_phone_is_reached_by_their_user_id() -> None:
    person = lead(phone=None, address="IN.4", identities=["bsuid:IN.4"])
    assert (build(ask(), person).to, build(ask(), person).recipient) == (None, "IN.4")
    assert reason(ask(), lead(phone=None, address=None, identities=["email:a@b.c"])) == "no_address"
    assert reason(ask(channel="sms"), person) == "no_address"


def test_an_e_mail_needs_a_subject_on_one_line() -> None:
    assert build(ask(channel="email"), lead()).subject == "Your enquiry"
    assert reason(ask(MessageFile.model_validate({"text": {"en": "x"}}), "email"), lead()) == "no_subject"
    assert reason(ask(channel="email"), lead(fields={})) == "no_address"


@pytest.mark.parametrize(
    ("wish", "field", "expected"),
    [("pt-br", None, "Oi"), (None, "pt_BR", "Oi"), ("fr", "de", "Hi there"), ("en_US", None, "Hi there")],
)
def test_the_language_asked_for_then_the_leads_own_then_the_default(
    wish: str | None, field: str | None, expected: str
) -> None:
    assert build(ask(language=wish), lead(fields={"language": field})).text == expected


def test_empty_and_endless_texts_are_refused() -> None:
    assert reason(ask(MessageFile.model_validate({"text": {"en": " "}})), lead()) == "empty_text"
    assert reason(ask(MessageFile.model_validate({"text": {"en": "x" * 5000}})), lead()) == "too_long"
    blank = BOTH.model_copy(
        update={"template": BOTH.template and BOTH.template.model_copy(update={"parameters": (" ",)})}
    )
    assert reason(ask(blank), lead(window_until=None)) == "empty_parameter"


@given(
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, NOW - 1, NOW + HOUR]),
    st.sampled_from(["whatsapp", "sms", "email"]),
)
def test_whoever_opted_out_never_gets_anything(
    opted_in: bool, opted_out: bool, until: int | None, channel: str
) -> None:
    person = lead(opted_in=opted_in, opted_out=opted_out, window_until=until)
    try:
        message = build(ask(channel=channel), person)
    except RefusedError:
        return
    assert not opted_out
    assert message.consent.opted_in == opted_in


def failure(means: str, until: int | None = None) -> dict[str, Any]:
    return {"means": means, "at": NOW - 1000, "code": "131", "title": "As they say", "until": until}


TEXT = MessageFile.model_validate({"text": {"en": "Hi"}})


def put_off(wanted: SendingTerms, person: dict[str, Any]) -> PutOffError:
    with pytest.raises(PutOffError) as refused:
        build(wanted, person)
    return refused.value


def test_whatsapp_does_not_reach_an_unreachable_person_and_other_channels_do() -> None:
    gone = lead(failures=[failure("unreachable")], reachable=False)
    assert reason(ask(), gone) == "unreachable"
    assert build(ask(channel="sms"), gone).to == "+919812345678"
    assert build(ask(channel="email"), gone).to == "asha@example.com"
    assert reason(ask(), gone | {"opted_out": True}) == "opted_out"


def test_a_refusal_tells_the_code_and_what_would_help() -> None:
    with pytest.raises(RefusedError, match=r"131 As they say.*`fallback`"):
        build(ask(), lead(failures=[failure("unreachable")]))


def test_limits_of_marketing_concern_marketing_templates_alone() -> None:
    person = lead(opted_in=True, window_until=None, failures=[failure("limited", NOW + 20 * HOUR)])
    assert put_off(ask(OFFER), person).until == NOW + 20 * HOUR
    assert build(ask(BOTH), person).template is not None
    assert build(ask(TEXT), person | {"window_until": NOW + HOUR}).kind == "text"


def test_a_limit_that_is_over_by_the_time_it_goes_out_limits_nothing() -> None:
    person = lead(opted_in=True, window_until=None, failures=[failure("limited", NOW + HOUR)])
    assert build(ask(OFFER, not_before=NOW + HOUR), person).template is not None
    assert build(ask(OFFER), person | {"failures": [failure("limited", NOW)]}).template is not None


def test_a_limit_without_an_end_is_a_refusal() -> None:
    person = lead(opted_in=True, window_until=None, failures=[failure("limited")])
    with pytest.raises(RefusedError) as refused:
        build(ask(OFFER), person)
    assert (refused.value.reason, isinstance(refused.value, PutOffError)) == ("limited", False)


@pytest.mark.parametrize("message", [BOTH, TEXT, OFFER])
def test_what_failed_in_passing_puts_every_message_off(message: MessageFile) -> None:
    person = lead(opted_in=True, failures=[failure("try_again", NOW + 64_000)])
    if message is OFFER:
        person["window_until"] = None
    late = put_off(ask(message), person)
    assert (late.reason, late.until) == ("try_again", NOW + 64_000)
    assert "UTC" in late.detail
    assert build(ask(message, channel="sms"), person).to if message.text else True


def test_a_window_that_whatsapp_said_is_closed_is_told_so() -> None:
    with pytest.raises(RefusedError, match="WhatsApp said that the window is closed"):
        build(ask(TEXT), lead(window_until=NOW - 1000, failures=[failure("window_closed")]))


def test_a_code_that_says_nothing_about_the_person_keeps_nothing_from_them() -> None:
    assert build(ask(), lead(failures=[failure("failed")])).kind == "text"
