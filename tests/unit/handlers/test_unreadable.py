"""What a body is that should be JSON and is not."""

import pytest
from whatsapp_bodies import decode, golden

from worker.errors import RefusedError
from worker.handlers.exact_json import loads
from worker.handlers.unreadable import SENTENCES, kind_of

BODIES = {
    "empty": [b"", b" \n", b"\xef\xbb\xbf"],
    "cut": [golden("truncated"), b'{"a": {"b": 1}', b"[1, 2", b"{"],
    "form": [b"name=Rosa&phone=%2B5521987650311", b"fields%5B0%5D=x", b"a=1"],
    "markup": [b"<xml/>", b"<!doctype html><p>502 = bad gateway & more</p>"],
    "prose": [b"hello, are you there?", "não entendi a = b".encode(), b"OK"],
    "broken": [b'{"a": NaN}', b'{"a": 1,}', b"\xff\xfe\x00"],
}
CASES = [(kind, body) for kind, bodies in BODIES.items() for body in bodies]


@pytest.mark.parametrize(("kind", "body"), CASES)
def test_a_body_that_is_no_json_is_one_of_six_kinds(kind: str, body: bytes) -> None:
    assert kind_of(body) == kind


@pytest.mark.parametrize(("kind", "body"), CASES)
def test_the_refusal_says_which(kind: str, body: bytes) -> None:
    with pytest.raises(RefusedError) as caught:
        decode(body)
    assert (caught.value.reason, caught.value.about) == ("malformed_json", kind)
    assert caught.value.detail.startswith(SENTENCES[kind])


def test_an_envelope_s_json_is_told_apart_likewise() -> None:
    abouts = set()
    for body in (b"", b'{"a": 1', b"a=1", b"hello"):
        with pytest.raises(RefusedError) as caught:
            loads(body)
        abouts.add(caught.value.about)
    assert abouts == {"empty", "cut", "form", "prose"}
