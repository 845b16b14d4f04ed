"""Bodies that are broken, hostile or random: each is refused with a reason, or its parts are; nothing else is raised."""

import copy
import json
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whatsapp_bodies import all_golden, cloud, decode, golden, headers_of, only, text, value

from worker.errors import RefusedError

BROKEN = [
    b"",
    b" ",
    b"null",
    b"[]",
    b"17",
    b'"text"',
    b"true",
    b"{",
    golden("truncated"),
    b'{"entry": [\xff\xfe]}',
    '{"entry": []}'.encode("utf-16"),
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    b"[" * 100_000,
    b'{"a": NaN}',
    b"\x00",
    b"<xml/>",
    b"entry=1&object=2",
]


@pytest.mark.parametrize("provider", ["cloud", "onprem", "evolution", "baileys", "waha", "gupshup"])
@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_json_object_is_refused_whole(body: bytes, provider: str) -> None:
    with pytest.raises(RefusedError) as caught:
        decode(body, provider=provider, account="india")
    assert caught.value.reason == "malformed_json"
    assert caught.value.detail


def test_half_an_emoji_does_not_cost_the_message() -> None:
    body = orjson.dumps(cloud(value(messages=[text(body="cut HERE")]))).replace(b"HERE", b"\\ud83d")
    assert only(decode(body)).text == "cut \ufffd"


def test_a_byte_order_mark_is_forgiven() -> None:
    assert only(decode(b"\xef\xbb\xbf" + golden("text"))).text == only(decode("text")).text


def _nested(levels: int) -> Any:
    inner: Any = 1
    for _ in range(levels):
        inner = {"a": inner}
    return inner


@pytest.mark.parametrize("levels", [70, 200, 400])
def test_a_part_that_nests_too_deep_is_refused_alone(levels: int) -> None:
    deep = text(id="wamid.DEEP", type="hologram", hologram=_nested(levels))
    decoded = decode(json.dumps(cloud(value(messages=[text(), deep]))).encode())
    assert [c.id for c in decoded.contacts] == ["wa:wamid.TEST"]
    (refusal,) = decoded.refused
    assert "deeper" in refusal.detail
    assert refusal.body.count(b"{") > levels


def test_a_part_that_nests_deeper_than_can_be_taken_apart_refuses_the_body() -> None:
    body = orjson.dumps(cloud(value(messages=[text(), text(type="x", x="DEEP")])))
    with pytest.raises(RefusedError, match="malformed_json"):
        decode(body.replace(b'"DEEP"', b"[" * 1000 + b"]" * 1000))


def test_a_part_that_is_too_big_is_refused_alone() -> None:
    decoded = decode(cloud(value(messages=[text(body="x" * 1_100_000), text(id="wamid.OK")])))
    assert [c.id for c in decoded.contacts] == ["wa:wamid.OK"]
    assert "bytes" in decoded.refused[0].detail


def test_many_nested_parts_are_no_deep_part() -> None:
    assert len(decode(cloud(value(messages=[text(id=f"wamid.{n}") for n in range(300)]))).contacts) == 300


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
PROVIDERS = st.sampled_from(["cloud", "onprem", "evolution", "baileys", "waha", "gupshup", "twilio"])


def _handled(body: bytes, **headers: Any) -> None:
    """Handle a body: it is refused, or all its parts are accounted for."""
    try:
        decoded = decode(body, **headers)
    except RefusedError:
        return
    assert decoded.contacts or decoded.ignored or decoded.refused
    for contact in decoded.contacts:
        assert contact.identities
        assert set(contact.retires) <= {identity.key for identity in contact.identities}
    for refusal in decoded.refused:
        assert refusal.reason
        assert refusal.detail
        orjson.loads(refusal.body)


@given(body=JSON, provider=PROVIDERS)
def test_any_json_is_refused_or_accounted_for(body: Any, provider: str) -> None:
    _handled(orjson.dumps(body), provider=provider, account="india")


@given(body=st.binary(max_size=200), provider=PROVIDERS)
def test_any_bytes_are_refused_or_accounted_for(body: bytes, provider: str) -> None:
    _handled(body, provider=provider, account="india")


def _places(data: Any) -> list[tuple[Any, Any]]:
    """Give every (container, key) of a body."""
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    found: list[tuple[Any, Any]] = []
    for key, inner in list(steps):
        found += [(data, key), *_places(inner)]
    return found


GOLDEN = {n: orjson.loads(golden(n)) for n in all_golden() if n.endswith(".json") and n != "truncated.json"}


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(GOLDEN)), change=JSON, seed=st.integers(0, 10_000), remove=st.booleans())
def test_a_golden_body_with_one_place_changed_is_refused_or_accounted_for(
    name: str, change: Any, seed: int, remove: bool
) -> None:
    body = copy.deepcopy(GOLDEN[name])
    places = _places(body)
    container, key = places[seed % len(places)]
    if remove:
        del container[key]
    else:
        container[key] = change
    _handled(orjson.dumps(body), **headers_of(name))


@given(change=JSON, field=st.sampled_from(["text", "context", "referral", "from", "errors", "from_user_id", "origin"]))
def test_a_spoilt_message_never_spoils_its_neighbours(change: Any, field: str) -> None:
    good = [text(id="wamid.1"), text(id="wamid.3")]
    decoded = decode(cloud(value(messages=[good[0], text(id="wamid.2") | {field: change}, good[1]])))
    ids = {c.id for c in decoded.contacts} | {p.id for p in decoded.ignored} | {r.id for r in decoded.refused}
    assert ids == {"wa:wamid.1", "wa:wamid.2", "wa:wamid.3"}
    assert {"wa:wamid.1", "wa:wamid.3"} <= {c.id for c in decoded.contacts}
