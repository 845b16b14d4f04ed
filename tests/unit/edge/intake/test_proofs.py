"""Every scheme of proof: right, wrong, malformed, too old, replaced keys, other bytes that mean the same."""

import base64
import hashlib
import hmac
import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.webhooks import Verification
from worker.edge.intake.proofs import CHECKS, proven
from worker.edge.intake.received import Received
from worker.edge.intake.signing import ToSend, signed
from worker.errors import UnprovenError

NOW = 1_795_000_000_000
SECONDS = NOW // 1000
REASONS = ("unsigned", "malformed", "wrong", "too_old", "too_early", "not_set_up")
KEY, OTHER = "first-key-of-the-shop", "second-key-of-the-shop"
STANDARD_KEY, STANDARD_OTHER = ("whsec_" + base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
BODY = '{"name":"Zoë","emoji":"\\ud83d\\ude4f","n":1.0}'.encode()
FORM = b"From=whatsapp%3A%2B14155550100&Body=Hola+%26+hi&Empty=&MessageSid=SM1"
URL = "https://hooks.example.com/webhooks/twilio/acme?via=a%20b"


def _mac(key: str, content: bytes, algorithm: str = "sha256") -> bytes:
    return hmac.new(key.encode(), content, getattr(hashlib, algorithm)).digest()


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _standard(key: str, body: bytes, seconds: int, brand: str = "webhook") -> dict[str, str]:
    raw = base64.b64decode(key.removeprefix("whsec_"))
    digest = hmac.new(raw, f"msg_1.{seconds}.".encode() + body, hashlib.sha256).digest()
    return {
        f"{brand}-id": "msg_1",
        f"{brand}-timestamp": str(seconds),
        f"{brand}-signature": f"v1a,{_base64(b'x' * 64)} v1,{_base64(digest)}",
    }


def _calendly(key: str, body: bytes, seconds: int) -> dict[str, str]:
    return {"Calendly-Webhook-Signature": f"t={seconds},v1={_mac(key, f'{seconds}.'.encode() + body).hex()}"}


def _twilio(key: str, _body: bytes, _seconds: int) -> dict[str, str]:
    signed = URL + "Body" + "Hola & hi" + "Empty" + "From" + "whatsapp:+14155550100" + "MessageSid" + "SM1"
    return {"X-Twilio-Signature": _base64(_mac(key, signed.encode(), "sha1"))}


SIGNING = {
    "meta": lambda key, body, _: {"X-Hub-Signature-256": f"sha256={_mac(key, body).hex()}"},
    "typeform": lambda key, body, _: {"Typeform-Signature": f"sha256={_base64(_mac(key, body))}"},
    "tally": lambda key, body, _: {"Tally-Signature": _base64(_mac(key, body))},
    "shopify": lambda key, body, _: {"X-Shopify-Hmac-Sha256": _base64(_mac(key, body))},
    "waha": lambda key, body, _: {"X-Webhook-Hmac": _mac(key, body, "sha512").hex()},
    "hmac": lambda key, body, _: {"X-Sig": f"v0={_base64(_mac(key, body, 'sha1'))}"},
    "calendly": _calendly,
    "standard": _standard,
    "twilio": _twilio,
    "token": lambda key, _body, _: {"Authorization": f"Bearer {key}"},
    "basic": lambda key, _body, _: {"Authorization": f"Basic {_base64(key.encode())}"},
}
TIMED = ("calendly", "standard")
OF_THE_BODY = ("meta", "typeform", "tally", "shopify", "waha", "hmac", "calendly", "standard")


def _how(scheme: str, **more) -> Verification:
    if scheme == "hmac":
        more |= {"header": "X-Sig", "algorithm": "sha1", "encoding": "base64", "prefix": "v0="}
    return Verification(scheme=scheme, secret=None if scheme == "none" else "secret:key", **more)


def _keys(scheme: str) -> tuple[str, str]:
    return (STANDARD_KEY, STANDARD_OTHER) if scheme == "standard" else (KEY, OTHER)


def _received(headers, body=BODY, query=None, at=NOW, url=URL) -> Received:
    return Received(body, at, url, {name.lower(): [value] for name, value in headers.items()}, query or {})


def _body(scheme: str) -> bytes:
    return FORM if scheme == "twilio" else BODY


def _refused(received: Received, scheme: str, keys, **more) -> str:
    with pytest.raises(UnprovenError) as caught:
        proven(received, _how(scheme, **more), scheme, keys)
    assert caught.value.reason in REASONS
    return caught.value.reason


def test_every_scheme_is_tested():
    assert {*SIGNING, "google_key", "none"} == set(CHECKS)


@pytest.mark.parametrize("scheme", SIGNING)
def test_what_is_signed_with_either_key_is_genuine(scheme):
    for key in _keys(scheme):
        headers = SIGNING[scheme](key, _body(scheme), SECONDS)
        proven(_received(headers, _body(scheme)), _how(scheme), scheme, _keys(scheme))


@pytest.mark.parametrize("scheme", SIGNING)
def test_what_is_signed_with_a_key_that_was_withdrawn_is_not(scheme):
    first, second = _keys(scheme)
    headers = SIGNING[scheme](first, _body(scheme), SECONDS)
    assert _refused(_received(headers, _body(scheme)), scheme, [second]) == "wrong"
    assert _refused(_received(headers, _body(scheme)), scheme, []) == "wrong"


@pytest.mark.parametrize("scheme", OF_THE_BODY)
def test_the_same_json_written_again_is_not_what_was_signed(scheme):
    headers = SIGNING[scheme](_keys(scheme)[0], BODY, SECONDS)
    for other in (json.dumps(json.loads(BODY)).encode(), BODY + b"\n", b""):
        assert _refused(_received(headers, other), scheme, _keys(scheme)) == "wrong"


@pytest.mark.parametrize("scheme", SIGNING)
def test_without_its_header_nothing_is_genuine(scheme):
    headers = SIGNING[scheme](_keys(scheme)[0], _body(scheme), SECONDS)
    for left_out in headers:
        rest = {name: value for name, value in headers.items() if name != left_out}
        assert _refused(_received(rest, _body(scheme)), scheme, _keys(scheme)) == "unsigned"


@pytest.mark.parametrize("scheme", SIGNING)
def test_a_header_that_is_there_twice_is_malformed(scheme):
    headers = SIGNING[scheme](_keys(scheme)[0], _body(scheme), SECONDS)
    received = _received(headers, _body(scheme))
    for name, values in received.headers.items():
        twice = Received(received.body, NOW, URL, {**received.headers, name: [*values, *values]})
        assert _refused(twice, scheme, _keys(scheme)) == "malformed"


BROKEN = [
    "",
    " ",
    "sha256=",
    "sha256=zz",
    "v1,",
    "v1,%%%",
    "t=,v1=",
    "t=1",
    "Bearer",
    "Basic !!",
    "é",
    "\udcff",
    "0" * 9000,
]


@pytest.mark.parametrize("scheme", SIGNING)
@pytest.mark.parametrize("broken", BROKEN)
def test_a_malformed_header_is_refused_and_breaks_nothing(scheme, broken):
    headers = SIGNING[scheme](_keys(scheme)[0], _body(scheme), SECONDS)
    for name in headers:
        _refused(_received({**headers, name: broken}, _body(scheme)), scheme, _keys(scheme))


@given(st.sampled_from(sorted(SIGNING)), st.text(max_size=80), st.binary(max_size=80))
def test_whatever_stands_in_a_header_the_answer_is_a_refusal(scheme, text, body):
    headers = dict.fromkeys(SIGNING[scheme](_keys(scheme)[0], _body(scheme), SECONDS), text)
    _refused(_received(headers, body), scheme, _keys(scheme))


@pytest.mark.parametrize("scheme", TIMED)
def test_a_signature_is_good_for_some_minutes_only(scheme):
    headers = SIGNING[scheme](_keys(scheme)[0], BODY, SECONDS)
    allowed = 180 if scheme == "calendly" else 300
    for at in (NOW - allowed * 1000, NOW + allowed * 1000):
        proven(_received(headers, at=at), _how(scheme), scheme, _keys(scheme))
    late, early = (NOW + way * (allowed + 1) * 1000 for way in (1, -1))
    assert _refused(_received(headers, at=late), scheme, _keys(scheme)) == "too_old"
    assert _refused(_received(headers, at=early), scheme, _keys(scheme)) == "too_early"
    proven(_received(headers, at=late), _how(scheme, tolerance_seconds=900), scheme, _keys(scheme))


@pytest.mark.parametrize("scheme", TIMED)
@pytest.mark.parametrize("seconds", ["", "-1", "1.5", "1e9", "१७९५०००००० ", "9" * 40])
def test_a_time_that_is_no_number_is_malformed(scheme, seconds):
    key = _keys(scheme)[0]
    headers = SIGNING[scheme](key, BODY, SECONDS)
    changed = {name: value.replace(str(SECONDS), seconds) for name, value in headers.items()}
    assert _refused(_received(changed), scheme, [key]) in ("malformed", "too_early")


def test_svix_names_are_read_and_keys_without_their_prefix():
    proven(_received(_standard(STANDARD_KEY, BODY, SECONDS, "svix")), _how("standard"), "standard", [STANDARD_KEY])
    headers = _standard(STANDARD_KEY, BODY, SECONDS)
    proven(_received(headers), _how("standard"), "standard", [STANDARD_KEY.removeprefix("whsec_")])


def test_the_example_of_standard_webhooks():
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    received = _received(headers, b'{"test": 2432232314}', at=1_614_265_330_000)
    proven(received, _how("standard"), "standard", ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])


def test_a_key_that_is_none_is_our_own_mistake():
    headers = _standard(STANDARD_KEY, BODY, SECONDS)
    assert _refused(_received(headers), "standard", ["whsec_!!"]) == "not_set_up"


def test_an_id_with_a_full_stop_cannot_be_read_in_two_ways():
    headers = _standard(STANDARD_KEY, BODY, SECONDS) | {"webhook-id": f"msg_1.{SECONDS}"}
    assert _refused(_received(headers), "standard", [STANDARD_KEY]) == "malformed"


def test_the_example_of_twilios_own_library():
    body = b"CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309"
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    received = _received({"X-Twilio-Signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}, body, url=url)
    proven(received, _how("twilio"), "twilio", ["12345"])


def test_twilio_signs_json_by_a_digest_in_the_address():
    url = f"https://hooks.example.com/x?bodySHA256={hashlib.sha256(BODY).hexdigest()}"
    headers = {"X-Twilio-Signature": _base64(_mac(KEY, url.encode(), "sha1"))}
    query = {"bodySHA256": [hashlib.sha256(BODY).hexdigest()]}
    proven(_received(headers, query=query, url=url), _how("twilio"), "twilio", [KEY])
    assert _refused(_received(headers, BODY + b" ", query, url=url), "twilio", [KEY]) == "wrong"


def test_googles_key_is_in_the_body():
    body = json.dumps({"lead_id": "1", "google_key": KEY}).encode()
    proven(_received({}, body), _how("google_key"), "google_key", [OTHER, KEY])
    assert _refused(_received({}, body), "google_key", [OTHER]) == "wrong"
    for none in (b"", b"[]", b"{", b"\xff", b'{"google_key": 5}', b'{"google_key": ""}', b"[" * 100_000):
        assert _refused(_received({}, none), "google_key", [KEY]) == "unsigned"


def test_a_token_may_be_in_a_header_of_its_own_or_in_the_address():
    own = _how("token", header="apikey")
    proven(_received({"apikey": KEY}), own, "token", [KEY])
    here = _how("token", parameter="token")
    proven(_received({}, query={"token": [KEY]}), here, "token", [KEY])
    for query, reason in (({}, "unsigned"), ({"token": [KEY, KEY]}, "malformed"), ({"token": [OTHER]}, "wrong")):
        with pytest.raises(UnprovenError) as caught:
            proven(_received({}, query=query), here, "token", [KEY])
        assert caught.value.reason == reason


@pytest.mark.parametrize("scheme", sorted(CHECKS))
@pytest.mark.parametrize("more", [{}, {"header": "X-Word"}, {"parameter": "t"}])
def test_what_we_sign_for_a_test_is_genuine(scheme, more):
    if more and scheme != "token":
        return
    how, keys = _how(scheme, **more), list(_keys(scheme))
    body = b'{"a":"\xc3\xa9"}' if scheme == "google_key" else _body(scheme)
    made = signed(ToSend(URL, body), scheme, how, keys[1], SECONDS)
    asked = {name: [value] for name, value in parse_qsl(urlsplit(made.url).query)}
    proven(_received(made.headers, made.body, asked, url=made.url), how, scheme, keys)


def test_none_asks_for_nothing():
    proven(_received({}), _how("none"), "none", [])
