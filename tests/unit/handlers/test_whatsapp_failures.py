"""What each code of each gateway means for the person, and that only messages of ours can fail."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from whatsapp_bodies import NOW, OWN, cloud, decode, ignored, keys, only, value

from worker.contact import Consent, Contact
from worker.handlers.whatsapp.failures import CLOUD, CODES, GUPSHUP, ON_PREMISES, TWILIO, Row, failures

AT = 1_795_000_100
PERSON = "919876540038"
MINUTE, DAY = 60_000, 86_400_000


def reported(*errors: Any, status: str = "failed", **more: Any) -> dict[str, Any]:
    told = {"id": "wamid.OUT", "status": status, "timestamp": str(AT), "recipient_id": PERSON}
    return told | ({"errors": list(errors)} if errors else {}) | more


def meta(*errors: Any, **more: Any) -> Contact:
    return only(decode(cloud(value(statuses=[reported(*errors, **more)]))))


def by(provider: str, code: str) -> Contact:
    """Give what a failure with a code becomes, as the gateway reports it."""
    if provider == "twilio":
        form = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": code}
        form |= {"From": "whatsapp:+14155238886", "To": f"whatsapp:+{PERSON}"}
        return only(decode(urlencode(form).encode(), provider="twilio"))
    if provider == "gupshup":
        inner = {"code": int(code), "reason": "as they say"}
        told = {"id": "g1", "gsId": "g2", "type": "failed", "destination": PERSON, "payload": inner}
        return only(decode({"app": "DemoApp", "timestamp": AT * 1000, "type": "message-event", "payload": told}))
    error = {"code": int(code), "title": "as they say"}
    if provider == "onprem":
        return only(decode({"statuses": [reported(error)]}, provider="onprem", account="india"))
    return only(decode(cloud(value(statuses=[reported(error)])), provider=provider))


def rows() -> Iterator[Any]:
    for provider, table in (
        ("cloud", CLOUD),
        ("360dialog", CLOUD),
        ("onprem", ON_PREMISES),
        ("onprem", CLOUD),
        ("gupshup", GUPSHUP),
        ("gupshup", {code: row for code, row in {**ON_PREMISES, **CLOUD}.items() if code not in GUPSHUP}),
        ("twilio", TWILIO),
    ):
        for code, row in table.items():
            yield pytest.param(provider, code, row, id=f"{provider} {code}")


@pytest.mark.parametrize(("provider", "code", "row"), list(rows()))
def test_a_code_means_what_its_row_says(provider: str, code: str, row: Row) -> None:
    contact = by(provider, code)
    assert keys(contact) == [f"phone:{PERSON}"]
    assert (contact.creates, contact.inbound) == (False, False)
    if row.means == "opted_out":
        assert [(word.given, word.reason) for word in contact.consents] == [(False, f"error_{code}")]
        assert contact.failures == ()
        return
    (failure,) = contact.failures
    assert (failure.means, failure.code, failure.again_ms) == (row.means, code, row.again_ms)
    assert contact.activity == "delivery_failed"
    assert contact.consents == ()


@pytest.mark.parametrize(
    ("code", "means", "again_ms"),
    [
        (131026, "unreachable", None),
        (131047, "window_closed", None),
        (131049, "limited", DAY),
        (131056, "try_again", 64_000),
        (130429, "try_again", MINUTE),
        (130472, "limited", None),
    ],
)
def test_the_codes_of_the_platform_that_matter_most(code: int, means: str, again_ms: int | None) -> None:
    (failure,) = meta({"code": code, "title": "Title"}).failures
    assert (failure.means, failure.again_ms, failure.title) == (means, again_ms, "Title")


@pytest.mark.parametrize(
    ("provider", "code", "means"),
    [
        ("onprem", "1013", "unreachable"),
        ("onprem", "470", "window_closed"),
        ("gupshup", "1002", "unreachable"),
        ("gupshup", "1006", "window_closed"),  # on premises it is another code
        ("gupshup", "1013", "unreachable"),  # passed on
        ("twilio", "63003", "unreachable"),
        ("twilio", "63016", "window_closed"),
        ("twilio", "63049", "limited"),
        ("360dialog", "131026", "unreachable"),
    ],
)
def test_a_number_may_be_another_code_at_another_gateway(provider: str, code: str, means: str) -> None:
    assert [failure.means for failure in by(provider, code).failures] == [means]


@pytest.mark.parametrize(
    ("provider", "code"), [("cloud", "132001"), ("cloud", "63003"), ("twilio", "131026"), ("gupshup", "9999")]
)
def test_a_code_we_do_not_know_is_kept_and_means_nothing_more(provider: str, code: str) -> None:
    (failure,) = by(provider, code).failures
    assert (failure.means, failure.code, failure.again_ms) == ("failed", code, None)


def test_the_title_is_kept_without_numbers_of_people_and_not_endlessly() -> None:
    title = f"cannot reach +{PERSON} " + "x" * 1000
    (failure,) = meta({"code": 131026, "title": title}).failures
    assert PERSON not in failure.title
    assert len(failure.title) <= 200


def test_several_errors_of_one_report_are_all_kept() -> None:
    contact = meta({"code": "131049", "title": "a"}, {"code": 132001}, {"code": 131050}, {"code": 131049, "title": "b"})
    assert [(failure.means, failure.title) for failure in contact.failures] == [("limited", "a"), ("failed", "")]
    assert contact.consents == (Consent(given=False, at=AT * 1000, reason="error_131050"),)


def test_an_error_that_is_repeated_a_thousand_times_is_told_once() -> None:
    contact = meta(*[{"code": 131050}, {"code": 131026}] * 1000)
    assert (len(contact.consents), len(contact.failures)) == (1, 1)


def test_a_failure_without_any_error_is_a_failure() -> None:
    (failure,) = meta().failures
    assert (failure.means, failure.code, failure.title) == ("failed", "", "")


@pytest.mark.parametrize("status", ["sent", "delivered", "read", "deleted", "warning"])
def test_what_did_not_fail_is_no_failure(status: str) -> None:
    assert ignored(decode(cloud(value(statuses=[reported({"code": 131026}, status=status)])))) == ["status"]


def test_a_call_that_nobody_took_and_a_message_to_ourselves_are_none() -> None:
    assert ignored(decode(cloud(value(statuses=[reported(type="call")])))) == ["status"]
    assert ignored(decode(cloud(value(statuses=[reported({"code": 131026}, recipient_id=OWN)])))) == ["own_number"]
    group = reported({"code": 131026}, recipient_type="group")
    assert ignored(decode(cloud(value(statuses=[group])))) == ["group"]


def test_whatsapp_vouches_for_no_number_that_it_does_not_know() -> None:
    assert not any(identity.trusted for identity in meta({"code": 131026}).identities)
    assert all(identity.trusted for identity in meta({"code": 131049}).identities)


def test_a_clock_that_is_ahead_is_not_believed() -> None:
    later = str(NOW // 1000 + 3 * 86_400)
    contact = meta({"code": 131026}, timestamp=later)
    assert contact.at == NOW
    assert "clock_ahead" in contact.flags


def test_a_redelivery_has_the_same_id() -> None:
    assert meta({"code": 131026}).id == meta({"code": 131026}).id == "status:wamid.OUT:failed"


@pytest.mark.parametrize("to", [f"+{PERSON}", f"whatsapp:+{PERSON}"])
def test_a_failed_sms_says_nothing_about_whatsapp_but_a_stop_is_a_stop(to: str) -> None:
    def told(code: str) -> Any:
        form = {"MessageSid": "SM1", "MessageStatus": "failed", "ErrorCode": code, "To": to, "From": "+14155238886"}
        return decode(urlencode(form).encode(), provider="twilio", account="india")

    assert only(told("21610")).consents[0].given is False
    if to.startswith("+"):
        assert ignored(told("30005")) == ["status"]
    else:
        assert only(told("30005")).failures[0].means == "failed"


UPDATES: dict[str, tuple[str, Any]] = {
    "evolution": (
        "evolution",
        {
            "event": "messages.update",
            "instance": "acme-in",
            "data": {
                "keyId": "OUT1",
                "remoteJid": f"{PERSON}@s.whatsapp.net",
                "fromMe": True,
                "status": "ERROR",
                "messageId": "x",
            },
        },
    ),
    "baileys": (
        "baileys",
        {
            "event": "messages.update",
            "session": "default",
            "data": [
                {
                    "key": {"remoteJid": f"{PERSON}@s.whatsapp.net", "id": "OUT1", "fromMe": True},
                    "update": {"status": 0, "messageStubParameters": ["463", "Your account has been restricted"]},
                }
            ],
        },
    ),
    "waha": (
        "waha",
        {
            "event": "message.ack",
            "session": "default",
            "timestamp": AT * 1000,
            "me": {"id": f"{OWN}@c.us"},
            "payload": {"id": f"true_{PERSON}@c.us_OUT1", "to": f"{PERSON}@c.us", "fromMe": True, "ack": -1},
        },
    ),
}


@pytest.mark.parametrize("gateway", UPDATES)
def test_gateways_on_whatsapp_web_tell_only_that_it_failed(gateway: str) -> None:
    provider, body = UPDATES[gateway]
    contact = only(decode(body, provider=provider))
    assert (contact.id, keys(contact), contact.creates) == ("status:OUT1:failed", [f"phone:{PERSON}"], False)
    (failure,) = contact.failures
    assert failure.means == "failed"
    if gateway == "baileys":
        assert (failure.code, failure.title) == ("463", "Your account has been restricted")
    assert contact.at == (AT * 1000 if gateway == "waha" else NOW)


@pytest.mark.parametrize(
    ("gateway", "change"),
    [
        ("evolution", {"status": "READ"}),
        ("evolution", {"fromMe": False}),
        ("evolution", {"keyId": None}),
        ("evolution", {"remoteJid": "1203630@g.us"}),
        ("evolution", {"remoteJid": None}),
        ("baileys", {"update": {"status": 3}}),
        ("baileys", {"update": {"status": False}}),
        ("baileys", {"key": {"id": "OUT1", "fromMe": False}}),
        ("waha", {"ack": 2}),
        ("waha", {"ack": None}),
        ("waha", {"fromMe": False}),
        ("waha", {"id": "true_1203630@g.us_OUT1"}),
        ("waha", {"id": 5}),
    ],
)
def test_other_states_and_other_chats_teach_nothing(gateway: str, change: dict[str, Any]) -> None:
    provider, body = UPDATES[gateway]
    name = "payload" if gateway == "waha" else "data"
    inner = body[name]
    changed = [{**inner[0], **change}] if isinstance(inner, list) else {**inner, **change}
    assert ignored(decode({**body, name: changed}, provider=provider))[0] in ("status", "group", "not_a_person")


def test_every_gateway_has_a_table() -> None:
    from worker.handlers.whatsapp import PROVIDERS

    assert set(CODES) == set(PROVIDERS)
    for provider in CODES:
        assert failures(provider, ())[0].means == "failed"


def test_the_key_that_the_sender_gave_names_the_message_that_failed() -> None:
    told = meta({"code": 131026}, biz_opaque_callback_data="acme:rule:greet:acme:wa:1/1")
    assert told.content["message_key"] == "acme:rule:greet:acme:wa:1/1"
    assert "message_key" not in meta({"code": 131026}, biz_opaque_callback_data="").content
