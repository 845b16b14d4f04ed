"""Requests to the intake: what is taken and published, what is refused and how, what each sender hears."""

import asyncio
import base64
import hashlib
import hmac
import json

import pytest

from tests.metering import moved, value
from tests.unit.edge.intake.conftest import KEY, OLD
from worker.account import Accounts
from worker.edge.intake import app
from worker.errors import BrokerUnavailableError
from worker.topology import PLUGIN, WHATSAPP

BODY = b'{"object":"whatsapp_business_account","entry":[],"note":"\\u00e9 \\ud83d\\ude4f"}'


def meta(body: bytes, key: str = KEY) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()}


def shopify(body: bytes) -> dict[str, str]:
    digest = hmac.new(KEY.encode(), body, hashlib.sha256).digest()
    return {"X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode()}


async def problem(answer) -> tuple[int, str]:
    found = await answer.json(content_type="application/problem+json")
    assert found["status"] == answer.status
    return answer.status, found["type"].rpartition("/")[2]


async def test_a_message_of_the_cloud_api_is_published_as_it_came(edge):
    answer = await edge.client.post("/webhooks/whatsapp/acme", data=BODY, headers=meta(BODY))
    assert (answer.status, await answer.text()) == (200, "EVENT_RECEIVED")
    (delivery,) = await edge.published(WHATSAPP)
    assert delivery.body == BODY
    assert delivery.headers == {"account": "acme", "provider": "cloud", "signed_for": "acme"}
    assert delivery.content_type == "application/octet-stream"  # as the client said


async def test_a_plugins_delivery_is_an_envelope_with_its_raw_body(edge):
    body = b'{"id": 7, "phone": "+91 98765 43210", "n": 1.0}'
    headers = shopify(body) | {
        "Content-Type": "application/json",
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Webhook-Id": "b54557e4",
        "Cookie": "session=abc",
    }
    answer = await edge.client.post("/webhooks/shop/acme", data=body, headers=headers)
    assert answer.status == 200
    (envelope,) = await edge.published(PLUGIN)
    assert envelope["body"] == body.decode()
    assert (envelope["account"], envelope["plugin"], envelope["verified"]) == ("acme", "shop", True)
    assert envelope["delivery_id"] == "x-shopify-webhook-id:b54557e4"
    assert set(envelope["headers"]) == {"content-type", "x-shopify-topic", "x-shopify-webhook-id", "user-agent"}


@pytest.mark.parametrize("key", [KEY, OLD])
async def test_while_a_secret_is_replaced_both_are_good(edge, key):
    body = b'{"object":"page"}'
    assert (await edge.client.post("/webhooks/meta_lead_ads/acme", data=body, headers=meta(body, key))).status == 200
    assert (await edge.client.post("/webhooks/whatsapp/acme", data=body, headers=meta(body, key))).status == 200


@pytest.mark.parametrize(
    "headers",
    [{}, meta(BODY, "another"), meta(BODY + b" "), {"X-Hub-Signature-256": "sha256=é"}, {"X-Hub-Signature-256": "x"}],
)
async def test_what_is_not_proven_is_401_and_published_nowhere(edge, headers):
    assert await problem(await edge.client.post("/webhooks/whatsapp/acme", data=BODY, headers=headers)) == (
        401,
        "unproven",
    )
    assert not await edge.published(WHATSAPP)


@pytest.mark.parametrize("path", ["/webhooks/whatsapp/nope", "/webhooks/nope/acme", "/webhooks/closed/acme", "/x"])
async def test_where_nothing_is_set_up_nothing_is_taken(edge, path):
    assert await problem(await edge.client.post(path, data=b"{}")) == (404, "not_found")


async def test_what_came_of_webhooks_is_counted(edge):
    def count(outcome):
        return sum(value("webhooks_total", shape=shape, outcome=outcome) for shape in ("generic", "other"))

    before = {outcome: count(outcome) for outcome in ("taken", "refused", "unproven")}
    with moved() as names:
        await edge.client.post("/webhooks/form/acme", data=b"a=1")
        await edge.client.post("/webhooks/form/acme", data=b"[" * 70)
        await edge.client.post("/webhooks/portal/acme?token=guess", data=b"a=1")
    assert names >= {"leadworker_webhooks_total", "leadworker_webhook_seconds"}
    assert value("webhook_seconds_count", shape="generic")  # a plugin called form is one
    assert {outcome: count(outcome) - before[outcome] for outcome in before} == dict.fromkeys(before, 1)


async def test_what_an_account_no_longer_takes_is_refused_at_once(edge):
    assert (await edge.client.post("/webhooks/form/acme", data=b"a=1")).status == 202
    gone = Accounts.of([])
    edge.intake.accounts = lambda: gone
    assert (await edge.client.post("/webhooks/form/acme", data=b"a=1")).status == 404


async def test_one_accounts_secret_proves_nothing_for_another(edge):
    answer = await edge.client.post("/webhooks/whatsapp/other1", data=BODY, headers=meta(BODY))
    assert await problem(answer) == (503, "not_set_up")
    assert not await edge.published(WHATSAPP)


async def test_a_secret_that_is_missing_here_is_our_fault_and_can_be_sent_again(edge):
    answer = await edge.client.post("/webhooks/waha/acme", data=b"{}", headers={"X-Webhook-Hmac": "00"})
    assert await problem(answer) == (503, "not_set_up")
    assert answer.headers["Retry-After"] == "5"
    assert "missing" not in (await answer.json(content_type=None))["detail"].replace("a secret is missing here", "")


async def test_the_question_whether_the_address_is_ours(edge):
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "verify-me"}
    for path in ("/webhooks/whatsapp/acme", "/webhooks/meta_lead_ads/acme"):
        answer = await edge.client.get(path, params=asked)
        assert (answer.status, await answer.text(), answer.content_type) == (200, "1158201444", "text/plain")
    for wrong in (
        asked | {"hub.verify_token": "x"},
        asked | {"hub.mode": "x"},
        asked | {"hub.challenge": "a\nb"},
        asked | {"hub.challenge": "9" * 300},
        {},
    ):
        assert (await edge.client.get("/webhooks/whatsapp/acme", params=wrong)).status == 401


async def test_a_query_string_is_a_form_without_the_token(edge):
    answer = await edge.client.get(f"/webhooks/portal/acme?token={KEY}&mobile=%2B919876543210&name=As%20ha")
    assert answer.status == 202
    (envelope,) = await edge.published(PLUGIN)
    assert envelope["body"] == "mobile=%2B919876543210&name=As+ha"
    assert envelope["content_type"] == "application/x-www-form-urlencoded"
    assert KEY not in json.dumps(envelope)
    assert (await answer.json())["delivery_id"] == envelope["delivery_id"]


async def test_no_secret_is_in_what_is_published(edge):
    body = b'{"mobile": "+919876543210"}'
    await edge.client.post(f"/webhooks/portal/acme?token={KEY}", data=body, headers={"Authorization": "Bearer x"})
    (envelope,) = await edge.published(PLUGIN)
    assert KEY not in json.dumps(envelope)
    assert "Bearer" not in json.dumps(envelope)


async def test_none_takes_from_anybody_and_says_that_it_is_not_verified(edge):
    assert (await edge.client.post("/webhooks/form/acme", data={"phone": "1"})).status == 202
    (envelope,) = await edge.published(PLUGIN)
    assert envelope["verified"] is False


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('<lead nr="1">é</lead>'.encode(), "application/xml"),
        ("näme=é".encode("latin-1"), "application/x-www-form-urlencoded; charset=iso-8859-1"),
        (
            b'--b\r\nContent-Disposition: form-data; name="phone"\r\n\r\n1\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
    ],
)
async def test_whatever_the_type_the_bytes_arrive(edge, body, content_type):
    await edge.client.post("/webhooks/form/acme", data=body, headers={"Content-Type": content_type})
    (envelope,) = await edge.published(PLUGIN)
    whole = base64.b64decode(envelope["body"]) if envelope["body_encoding"] == "base64" else envelope["body"].encode()
    assert (whole, envelope["content_type"]) == (body, content_type)


async def test_the_same_delivery_has_the_same_id_and_another_has_another(edge):
    for body in (b'{"a": 1}', b'{"a": 1}', b'{"a":1}'):
        await edge.client.post("/webhooks/form/acme", data=body)
    await edge.client.get("/webhooks/form/acme?a=1")
    await edge.client.get("/webhooks/form/acme?a=2")
    ids = [envelope["delivery_id"] for envelope in await edge.published(PLUGIN)]
    assert len(set(ids)) == 4
    assert ids[0] == ids[1]


async def test_googles_test_and_twilio_hear_what_they_expect(edge):
    body = json.dumps({"google_key": KEY, "lead_id": "1"}).encode()
    answer = await edge.client.post("/webhooks/google_lead_form/acme", data=body)
    assert (answer.status, await answer.text()) == (200, "{}")
    form = b"Body=hi&MessageSid=SM1"
    signed = "https://hooks.example.com/webhooks/twilio/acme?x=1" + "BodyhiMessageSidSM1"
    headers = {
        "X-Twilio-Signature": base64.b64encode(hmac.new(KEY.encode(), signed.encode(), "sha1").digest()).decode()
    }
    answer = await edge.client.post("/webhooks/twilio/acme?x=1", data=form, headers=headers)
    assert (answer.status, answer.content_type) == (200, "text/xml")
    assert "<Response></Response>" in await answer.text()


async def test_too_large_too_deep_and_empty_are_told_so(edge):
    async def parts():
        for _ in range(20):
            yield b"x" * 8_000

    for data in (b"x" * 65_537, parts()):
        assert (await problem(await edge.client.post("/webhooks/form/acme", data=data)))[0] == 413
    assert await problem(await edge.client.post("/webhooks/form/acme", data=b"[" * 65)) == (413, "too_large")
    assert (await edge.client.post("/webhooks/form/acme", data=b'{"text": "' + b"[" * 500 + b'"}')).status == 202
    assert await problem(await edge.client.post("/webhooks/form/acme")) == (400, "malformed")
    assert edge.intake.under_way == 0


async def test_a_body_that_is_compressed_is_not_what_was_signed(edge):
    headers = {"Content-Encoding": "gzip"}
    answer = await edge.client.post("/webhooks/form/acme", data=b"\x1f\x8b", headers=headers, compress=None)
    assert answer.status == 415


async def test_other_methods_are_told_what_there_is(edge):
    answer = await edge.client.put("/webhooks/form/acme", data=b"{}")
    assert (await problem(answer))[0] == 405
    assert answer.headers["Allow"] == "GET, POST"


async def test_where_the_broker_is_away_nothing_is_said_to_be_taken(edge, monkeypatch):
    async def away(messages):
        raise BrokerUnavailableError("RabbitMQ is away")

    monkeypatch.setattr(edge.broker, "publish", away)
    answers = await asyncio.gather(*(edge.client.post("/webhooks/form/acme", data=b"a=1") for _ in range(5)))
    for answer in answers:
        assert await problem(answer) == (503, "broker_away")
        assert answer.headers["Retry-After"] == "5"
    monkeypatch.undo()
    assert (await edge.client.post("/webhooks/form/acme", data=b"a=1")).status == 202


async def test_many_at_once_are_published_together_and_each_hears_of_its_own(edge, monkeypatch):
    windows = []
    publish = edge.broker.publish

    async def counted(messages):
        windows.append(len(messages))
        await asyncio.sleep(0.02)
        return await publish(messages)

    monkeypatch.setattr(edge.broker, "publish", counted)
    bodies = [f"n={n}".encode() for n in range(60)]
    answers = await asyncio.gather(*(edge.client.post("/webhooks/form/acme", data=body) for body in bodies))
    told = {(await answer.json())["delivery_id"] for answer in answers}
    assert sum(windows) == 60
    assert len(windows) < 40
    assert {envelope["delivery_id"] for envelope in await edge.published(PLUGIN)} == told


async def test_an_account_that_sends_too_much_waits_and_another_does_not(edge):
    edge.intake.by_account.rate = 1.0
    statuses = [(await edge.client.post("/webhooks/form/acme", data=b"a=1")).status for _ in range(12)]
    assert (statuses.count(202), statuses.count(429)) == (10, 2)
    assert (await edge.client.post("/webhooks/form/other1", data=b"a=1")).status == 202


async def test_who_guesses_a_word_waits_and_who_signs_does_not(edge):
    for _ in range(10):
        assert (await edge.client.post("/webhooks/portal/acme?token=guess", data=b"a=1")).status == 401
    assert (await edge.client.post(f"/webhooks/portal/acme?token={KEY}", data=b"a=1")).status == 429
    for _ in range(12):
        await edge.client.post("/webhooks/whatsapp/acme", data=BODY, headers=meta(BODY, "guess"))
    assert (await edge.client.post("/webhooks/whatsapp/acme", data=BODY, headers=meta(BODY))).status == 200


async def test_a_sender_that_never_ends_its_body_holds_nobody_up(edge, monkeypatch):
    monkeypatch.setattr(app, "READ_SECONDS", 0.2)

    async def slowly():
        yield b"a="
        await asyncio.sleep(5)

    slow = asyncio.create_task(edge.client.post("/webhooks/form/acme", data=slowly()))
    assert (await edge.client.post("/webhooks/form/acme", data=b"a=1")).status == 202
    answer = await asyncio.wait_for(slow, 3)
    assert answer.status == 408
    assert edge.intake.under_way == 0


async def test_more_bytes_than_there_is_room_for_wait_outside(edge, monkeypatch):
    monkeypatch.setattr(app, "MOST_BYTES", 1000)
    assert await problem(await edge.client.post("/webhooks/form/acme", data=b"x" * 1001)) == (503, "busy")
    assert (await edge.client.post("/webhooks/form/acme", data=b"a=1")).status == 202
