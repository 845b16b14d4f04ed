"""Which gateway a body is from: by its shape, with the header `provider` as a help, and whose it is."""

from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from whatsapp_bodies import (
    ACCOUNTS,
    NOW,
    OWN,
    all_golden,
    cloud,
    decode,
    golden,
    headers_of,
    ignored,
    only,
    text,
    value,
)

from schemas.account import AccountFile, Number
from worker.account import Account, Accounts
from worker.contact import Decoded
from worker.errors import RefusedError
from worker.handlers.whatsapp import DIFFERS, handle
from worker.handlers.whatsapp.shapes import READS, SHAPES, provider_of, shape_of
from worker.ports import Delivery

PERSON = "5521987650301"
EVOLUTION = {
    "event": "messages.upsert",
    "instance": "acme-in",
    "data": {
        "key": {"remoteJid": f"{PERSON}@s.whatsapp.net", "fromMe": False, "id": "3EB0SHAPE"},
        "pushName": "Célia",
        "message": {"conversation": "Bom dia"},
        "messageType": "conversation",
        "messageTimestamp": 1_795_000_000,
    },
    "sender": "5521333300030@s.whatsapp.net",
    "server_url": "https://gateway.example",
}
BAILEYS = {
    "session": "default",
    "event": "messages.upsert",
    "data": {"type": "notify", "messages": [EVOLUTION["data"]]},
}
WAHA = {
    "event": "message",
    "session": "default",
    "payload": {
        "id": f"false_{PERSON}@c.us_3EB0SHAPE",
        "timestamp": 1_795_000_000,
        "from": f"{PERSON}@c.us",
        "fromMe": False,
        "body": "Bom dia",
    },
}
GUPSHUP = {
    "app": "DemoApp",
    "timestamp": 1_795_000_000_000,
    "version": 2,
    "type": "message",
    "payload": {"id": "3EB0SHAPE", "source": PERSON, "type": "text", "payload": {"text": "Bom dia"}},
}
TWILIO = {
    "SmsMessageSid": "3EB0SHAPE",
    "MessageSid": "3EB0SHAPE",
    "From": f"whatsapp:+{PERSON}",
    "To": "whatsapp:+14155238886",
    "Body": "Bom dia",
    "NumMedia": "0",
}
CLOUD = cloud(value(messages=[text(PERSON, "Bom dia", id="3EB0SHAPE")]))
ONPREM = {"messages": [text(PERSON, "Bom dia", id="3EB0SHAPE")]}
BODIES: dict[str, Any] = {
    "cloud": CLOUD,
    "twilio": urlencode(TWILIO).encode(),
    "waha": WAHA,
    "gupshup": GUPSHUP,
    "evolution": EVOLUTION,
    "baileys": BAILEYS,
    "onprem": ONPREM,
}
PROVIDERS = sorted(BODIES)


def _account(provider: str) -> dict[str, str]:
    return {"account": "india"} if provider == "onprem" else {}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_body_without_header_is_read_by_its_shape(provider: str) -> None:
    contact = only(decode(BODIES[provider], **_account(provider)))
    assert (contact.account, contact.id, contact.origin) == ("india", "wa:3EB0SHAPE", provider)
    assert (contact.text, contact.flags) == ("Bom dia", ())
    assert contact == only(decode(BODIES[provider], provider=provider, **_account(provider)))


@pytest.mark.parametrize("name", [name for name in all_golden() if not name.startswith(("truncated", "gupshup_v3"))])
def test_every_golden_body_says_the_same_without_the_header(name: str) -> None:
    headers = headers_of(name)
    without = {key: value for key, value in headers.items() if key != "provider"}
    assert decode(golden(name), **without) == decode(golden(name), **headers)


def test_a_form_that_an_edge_turned_into_json_is_known_too() -> None:
    assert only(decode(TWILIO)).origin == "twilio"
    report = {
        "MessageSid": "SM7",
        "MessageStatus": "read",
        "From": "whatsapp:+14155238886",
        "To": f"whatsapp:+{PERSON}",
    }
    assert ignored(decode(urlencode(report).encode())) == ["status"]


@pytest.mark.parametrize(
    ("header", "provider"),
    [
        *(("Cloud API", "cloud"), ("cloud-api", "cloud"), ("WhatsApp Cloud API", "cloud"), ("CLOUD", "cloud")),
        *(("360Dialog", "360dialog"), ("360 dialog", "360dialog"), ("On-Premises", "onprem"), ("on_prem", "onprem")),
        *(("Twilio ", "twilio"), ("WAHA", "waha"), ("Evolution API", "evolution"), ("GupShup", "gupshup")),
        *(("Baileys", "baileys"), ("pigeon", None), ("", None)),
    ],
)
def test_a_provider_is_read_without_case_spaces_and_hyphens(header: str, provider: str | None) -> None:
    assert provider_of(header) == provider


def test_a_header_in_another_spelling_is_the_provider_s_name_in_what_is_kept() -> None:
    assert only(decode(CLOUD, provider="360 Dialog")).origin == "360dialog"
    assert only(decode(EVOLUTION, provider="Evolution-API")).origin == "evolution"
    assert only(decode(golden("gupshup_v3"), provider="GUPSHUP")).origin == "gupshup"


WRONG = [(named, shape) for named in PROVIDERS for shape in PROVIDERS if shape not in READS[named]]


@pytest.mark.parametrize(("named", "shape"), WRONG)
def test_where_the_header_is_wrong_the_shape_counts_and_the_contact_says_so(named: str, shape: str) -> None:
    contact = only(decode(BODIES[shape], provider=named, **_account(shape)))
    assert (contact.id, contact.origin, contact.flags) == ("wa:3EB0SHAPE", shape, (DIFFERS,))


def test_where_the_header_is_right_nothing_is_flagged() -> None:
    for provider in PROVIDERS:
        assert only(decode(BODIES[provider], provider=provider, **_account(provider))).flags == ()


def test_a_refusal_says_that_header_and_shape_differ() -> None:
    with pytest.raises(RefusedError, match="says twilio, but the body has the shape of evolution") as caught:
        decode(EVOLUTION | {"instance": "nobody-s"}, provider="twilio")
    assert caught.value.reason == "unknown_account"
    part = {key: value for key, value in EVOLUTION["data"].items() if key != "messageTimestamp"}  # type: ignore[attr-defined]  # mixed values
    (refusal,) = decode(EVOLUTION | {"data": part}, provider="cloud").refused
    assert refusal.where.startswith("/data")
    assert "says cloud, but the body has the shape of evolution" in refusal.detail


def test_a_body_that_contradicts_both_headers_is_refused() -> None:
    with pytest.raises(RefusedError, match="another account") as caught:
        decode(CLOUD, provider="waha", account="mexico")
    assert caught.value.reason == "unknown_type"


def test_an_unknown_provider_is_refused_with_what_the_body_looks_like() -> None:
    with pytest.raises(RefusedError, match=r"the body has the shape of waha.*known are"):
        decode(WAHA, provider="pigeon")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"hello": "world"},
        {"event": "something", "data": {"id": 7}},
        {"event": "lead.added", "data": {"name": "Rosa", "phone": "+5521987650302"}},
        {"messages": []},
        {"type": "message", "payload": {}},
    ],
)
@pytest.mark.parametrize("header", [{}, {"provider": "cloud"}, {"provider": "360dialog"}])
def test_a_body_of_nobody_s_shape_is_refused_never_ignored(body: Any, header: dict[str, str]) -> None:
    with pytest.raises(RefusedError) as caught:
        decode(body, **header)
    assert caught.value.reason == "unknown_type"
    assert "5521987650302" not in caught.value.detail


def test_the_refusal_of_an_unknown_shape_names_the_keys_and_what_to_set() -> None:
    with pytest.raises(RefusedError, match=r"at its top are event, data.*set the header `provider`"):
        decode({"event": "something", "data": {"id": 7}, "+55 21 98765-0302": 1})


def test_a_notice_in_360dialog_s_wrapping_stays_a_notice() -> None:
    body = {"event": "account_update", "data": {"event": "VERIFIED_ACCOUNT"}}
    assert ignored(decode(body)) == ignored(decode(body, provider="360dialog")) == ["account_notice"]


def test_a_notice_of_an_instance_without_header_has_its_account() -> None:
    decoded = decode({"event": "connection.update", "instance": "acme-in", "data": {"state": "open"}})
    assert [(part.account, part.reason) for part in decoded.ignored] == [("india", "gateway_notice")]


def test_no_shape_but_its_own_fits_a_body() -> None:
    for provider, body in BODIES.items():
        parsed = TWILIO if provider == "twilio" else body
        fitting = [name for name, fits in SHAPES.items() if fits(parsed)]
        # Evolution API puts an envelope around what Baileys says.
        assert fitting == (["evolution", "baileys"] if provider == "evolution" else [provider])
        assert shape_of(parsed) == provider


def _of(account: str, *displays: str) -> Account:
    numbers = tuple(Number(id=f"9{account}{n}", display=display) for n, display in enumerate(displays))
    return Account(account, AccountFile(name=account, region="BR", numbers=numbers))


def _read(body: Any, *accounts: Account) -> Decoded:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    return handle(Delivery("whatsapp-incoming", raw, {}, received_at=NOW), Accounts.of(accounts))


OURS = "5521999990030"  # a mobile, which WhatsApp may know without its ninth digit
BY_NUMBER: dict[str, Any] = {
    "twilio": urlencode(TWILIO | {"To": f"whatsapp:+{OURS}"}).encode(),
    "waha": WAHA | {"me": {"id": f"{OURS}:4@c.us"}},
    "waha without ninth digit": WAHA | {"me": {"id": "552199990030@c.us"}},
    "evolution": EVOLUTION | {"sender": f"{OURS}@s.whatsapp.net"},
    "baileys": BAILEYS | {"sender": f"{OURS}:2@s.whatsapp.net"},
}


@pytest.mark.parametrize("name", BY_NUMBER)
def test_the_business_s_own_number_tells_the_account_where_no_instance_does(name: str) -> None:
    body = BY_NUMBER[name]
    assert only(_read(body, _of("a", "+55 21 3333-0031"), _of("b", "+55 21 99999-0030"))).account == "b"
    for accounts in ([_of("a", "+55 21 3333-0031")], [_of("a", f"+{OURS}"), _of("b", f"+{OURS}")]):
        with pytest.raises(RefusedError, match="unknown_account"):
            _read(body, *accounts)


def test_a_claimed_instance_counts_more_than_a_number() -> None:
    other = _of("other", f"+{OURS}")
    body = EVOLUTION | {"sender": f"{OURS}@s.whatsapp.net"}
    assert only(_read(body, *ACCOUNTS.by_id.values(), other)).account == "india"
    assert OWN not in only(_read(body, *ACCOUNTS.by_id.values(), other)).identities[0].key


def _beside(context: Any, message: Any = None, **more: Any) -> Any:
    data = EVOLUTION["data"] | {"contextInfo": context} | more  # type: ignore[operator]  # a mixed dictionary
    return decode(EVOLUTION | {"data": data | ({"message": message} if message else {})})


AD = {
    "title": "Casa com quintal",
    "body": "Fale conosco",
    "sourceType": "ad",
    "sourceId": "120210000000301",
    "sourceUrl": "https://fb.example/x",
    "ctwaClid": "ARshape",
}


def test_the_ad_beside_a_message_is_its_attribution() -> None:
    contact = only(_beside({"externalAdReply": AD, "entryPointConversionSource": "ctwa_ad"}))
    assert (contact.source, contact.text) == ("ctwa_ad", "Bom dia")
    assert contact.attribution == {
        "source_type": "ad",
        "source_id": "120210000000301",
        "source_url": "https://fb.example/x",
        "headline": "Casa com quintal",
        "body": "Fale conosco",
        "ctwa_clid": "ARshape",
    }


def test_the_go_edition_s_context_beside_the_message_is_read() -> None:
    body = orjson.loads(golden("evolution_go"))
    body["data"]["contextInfo"] = {"externalAdReply": AD, "stanzaID": "3EB0Q"}
    contact = only(decode(body))
    assert contact.source == "ctwa_ad"
    assert contact.attribution is not None
    assert contact.attribution["ctwa_clid"] == "ARshape"
    assert contact.content["context"] == {"id": "3EB0Q"}


def test_a_quoted_message_beside_is_what_it_answers_and_its_own_context_comes_first() -> None:
    quoted = {"stanzaId": "3EB0Q", "quotedMessage": {"conversation": "Olá"}, "isForwarded": True}
    assert only(_beside(quoted)).content["context"] == {"id": "3EB0Q", "forwarded": True}
    inside = {"extendedTextMessage": {"text": "sim", "contextInfo": {"stanzaId": "3EB0IN", "externalAdReply": None}}}
    contact = only(_beside(quoted | {"externalAdReply": AD}, inside))
    assert contact.content["context"] == {"id": "3EB0IN", "forwarded": True}
    assert contact.source == "ctwa_ad"


@pytest.mark.parametrize(("entry", "source"), [("ctwa_ad", "ctwa_ad"), ("global_search_new_chat", "whatsapp")])
def test_by_which_door_a_person_came_tells_an_ad_that_is_not_described(entry: str, source: str) -> None:
    inside = {"extendedTextMessage": {"text": "oi", "contextInfo": {"entryPointConversionSource": entry}}}
    message = EVOLUTION["data"] | {"message": inside}  # type: ignore[operator]  # a mixed dictionary
    contact = only(decode(BAILEYS | {"data": {"messages": [message]}}))
    assert (contact.source, contact.attribution) == (source, {"source_type": "ad"} if source == "ctwa_ad" else None)


@pytest.mark.parametrize("context", [None, "", [], 7, {"externalAdReply": "x", "stanzaId": 1}])
def test_a_context_of_another_kind_costs_nothing(context: Any) -> None:
    contact = only(_beside(context))
    assert (contact.source, contact.text) == ("whatsapp", "Bom dia")
