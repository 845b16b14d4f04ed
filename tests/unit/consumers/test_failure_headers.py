"""Failure headers: complete, cut to size, without phones and secrets, and grouped by cause."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.broker.wire import MAX_HEADERS, encoded
from worker.consumers import failure_headers
from worker.consumers.dead_letters import DeadLetter
from worker.errors import RefusedError
from worker.ports import Delivery

NOW = 1_795_000_000_000


def _delivery(**headers):
    return Delivery("whatsapp-incoming", b"{}", headers, message_id="wamid.1")


def _failed(delivery, error=None, **changes):
    facts = {"reason": "unknown_account", "detail": "no account", "where": "/entry/0", "stage": "decode", "now": NOW}
    return failure_headers.failure_headers(delivery, error=error, **(facts | changes))


def _raised(message="boom"):
    try:
        raise KeyError(message)
    except KeyError as error:
        return error


def test_a_dead_letter_says_what_failed_and_where_the_message_came_from():
    headers = _failed(_delivery(provider="twilio", account="acme"), RefusedError("unknown_account"))
    assert headers["provider"] == "twilio"
    assert headers["account"] == "acme"
    assert headers["x-failure-reason"] == "unknown_account"
    assert headers["x-failure-where"] == "/entry/0"
    assert headers["x-failure-type"] == "RefusedError"
    assert headers["x-failure-stage"] == "decode"
    assert headers["x-failure-attempts"] == 1
    assert (headers["x-failure-at"], headers["x-failure-first-at"]) == (NOW, NOW)
    assert headers["x-original-queue"] == headers["x-original-routing-key"] == "whatsapp-incoming"
    assert headers["x-original-exchange"] == ""
    assert headers["x-original-message-id"] == "wamid.1"
    assert "RefusedError" in headers["x-failure-stack"]


def test_attempts_and_first_failure_are_carried_over_the_retry_ladder():
    first = failure_headers.retry_headers(_delivery(provider="waha"), 1, NOW)
    second = failure_headers.retry_headers(_delivery(**first), 2, NOW + 10_000)
    dead = _failed(_delivery(**second), now=NOW + 70_000)
    assert first["provider"] == dead["provider"] == "waha"
    assert (first["x-retry-count"], second["x-retry-count"]) == (1, 2)
    assert dead["x-failure-attempts"] == 3
    assert dead["x-failure-first-at"] == NOW
    assert dead["x-failure-at"] == NOW + 70_000
    assert "x-retry-count" not in dead


def test_the_place_of_origin_of_a_message_that_failed_before_is_kept():
    again = Delivery("whatsapp-incoming.dead", b"{}", _failed(_delivery()), "wamid.1")
    assert _failed(again)["x-original-queue"] == "whatsapp-incoming"


@pytest.mark.parametrize("name", ["x-death", "x-first-death-queue", "x-delivery-count", "x-acquired-count", "X-Death"])
def test_headers_of_the_broker_are_not_published_again(name):
    assert name not in _failed(_delivery(**{name: "theirs"}))
    assert name not in failure_headers.retry_headers(_delivery(**{name: "theirs"}), 1, NOW)
    assert name not in failure_headers.without_failure({name: "theirs"})


def test_what_failed_keeps_when_it_first_came_on_every_way():
    came = Delivery("whatsapp-incoming", b"{}", {}, "wamid.1", received_at=NOW - 5_000)
    once = failure_headers.retry_headers(came, 1, NOW)
    assert once["x-failure-first-at"] == NOW - 5_000
    later = Delivery("whatsapp-incoming", b"{}", once, "wamid.1", received_at=NOW + 60_000)
    assert _failed(later)["x-failure-first-at"] == NOW - 5_000
    letter = DeadLetter.read(
        "whatsapp-incoming.dead", Delivery("whatsapp-incoming.dead", b"{}", _failed(later), "wamid.1")
    )
    assert letter.replayed(NOW + 90_000).headers["x-failure-first-at"] == NOW - 5_000


def test_what_the_broker_gave_up_on_came_before_that():
    deaths = [{"time": datetime.fromtimestamp(NOW / 1000 + more, UTC), "reason": "delivery_limit"} for more in (60, 0)]
    letter = DeadLetter.read("whatsapp-incoming.crashed", Delivery("crashed", b"{}", {"x-death": deaths}, "wamid.1"))
    assert letter.replayed(NOW + 90_000).headers["x-failure-first-at"] == NOW
    assert failure_headers.came_at({"x-death": "odd"}) == failure_headers.came_at({"x-death": [1, {"time": "x"}]}) == 0
    unknown = DeadLetter.read("whatsapp-incoming.crashed", Delivery("crashed", b"{}", {}, "wamid.1"))
    assert "x-failure-first-at" not in unknown.replayed(NOW).headers


def test_a_replay_starts_afresh_but_remembers_that_it_is_one():
    headers = _failed(_delivery(provider="twilio", **{"x-replay-count": 1, "x-retry-count": 3}))
    assert failure_headers.without_failure(headers) == {"provider": "twilio", "x-replay-count": 1}


@pytest.mark.parametrize(
    "text",
    [
        "no account for +91 98765 43210",
        "phone:919876543210 is taken",
        "(987) 654-3210 refused",
        "header Authorization: Bearer abcdefgh12345",
        "token=s3cr3t-value in the URL",
        "amqp://user:hunter22@host/ is away",
        '{"api_key": "k-hunter22"}',
    ],
)
def test_phones_and_secrets_do_not_reach_the_headers(text):
    headers = _failed(_delivery(), _raised(text), reason="bad_phone", detail=text)
    for part in (headers["x-failure-detail"], headers["x-failure-stack"]):
        assert "98765" not in part
        assert "654-32" not in part
        assert "hunter22" not in part
        assert "s3cr3t" not in part
        assert "abcdefgh" not in part


def test_the_businesss_own_number_stays_where_it_is_what_to_enter():
    said = "no account has the WhatsApp number '104512345678901'; see https://user:hunter22@host/"
    headers = _failed(_delivery(), RefusedError("unknown_account", said), detail=said)
    assert "104512345678901" in headers["x-failure-detail"]
    assert "hunter22" not in headers["x-failure-detail"]
    assert "104512345678901" not in headers["x-failure-stack"]
    assert "104512345678901" not in _failed(_delivery(), reason="bad_phone", detail=said)["x-failure-detail"]


def test_headers_that_carry_credentials_are_left_behind():
    headers = _failed(_delivery(**{"authorization": "Bearer x", "X-Api-Key": "y", "provider": "waha"}))
    assert "authorization" not in headers
    assert "X-Api-Key" not in headers
    assert headers["provider"] == "waha"


def test_a_stack_keeps_its_end_which_names_the_error():
    deep = _raised("x" * 20_000 + " the end")
    stack = _failed(_delivery(), deep)["x-failure-stack"]
    assert len(stack.encode()) <= failure_headers.MAX_STACK
    assert stack.rstrip().endswith("the end'")


def test_of_headers_too_large_for_a_frame_the_small_ones_stay():
    headers = _failed(_delivery(provider="twilio", account="acme", huge="x" * 120_000, other="y" * 20_000))
    assert "huge" not in headers
    assert (headers["provider"], headers["account"]) == ("twilio", "acme")


@given(
    st.dictionaries(st.text(max_size=20), st.text(max_size=300) | st.integers(-(2**63), 2**63 - 1) | st.none()),
    st.text(max_size=3_000),
)
def test_whatever_failed_the_headers_fit_a_frame(headers, text):
    delivery = Delivery("plugin-webhook", b"", headers, text)
    made = _failed(delivery, _raised(text * 10), detail=text * 5, where=text, reason=text)
    assert len(encoded(made)) < 32_000 < MAX_HEADERS


def test_one_cause_has_one_fingerprint_and_another_cause_another():
    first = _failed(_delivery(), where="/entry/0/changes/1")["x-failure-fingerprint"]
    assert _failed(_delivery(), where="/entry/7/changes/0")["x-failure-fingerprint"] == first
    assert _failed(_delivery(), where="/contacts/0")["x-failure-fingerprint"] != first
    assert _failed(_delivery(), reason="bad_phone", where="/entry/0/changes/1")["x-failure-fingerprint"] != first
    assert _failed(_delivery(), _raised(), where="/entry/0/changes/1")["x-failure-fingerprint"] != first


def _cause(error, **headers):
    return _failed(_delivery(**headers), error, where="")["x-failure-fingerprint"]


def test_refusals_are_grouped_by_gateway_reason_and_what_they_are_about_not_by_their_sentence():
    def refused(detail="no", **more):
        return RefusedError("unknown_account", detail, **more)

    first = _cause(refused(about="waha shop-1"), provider="waha")
    assert _cause(refused("said otherwise", about="waha shop-1"), provider="WAHA") == first
    others = [
        _cause(refused(about="waha shop-2"), provider="waha"),
        _cause(refused(about="waha shop-1"), provider="evolution"),
        _cause(refused(about="waha shop-1")),
    ]
    assert len({first, *others}) == 4


@given(st.text(max_size=200), st.integers(10, 100), st.booleans())
def test_a_cut_text_never_exceeds_its_size(text, size, keep_end):
    assert len(failure_headers.cut(text, size, keep_end=keep_end).encode()) <= size
