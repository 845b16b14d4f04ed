"""Keys of stored identities under the rules of this version."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.contact import Identity
from worker.identity.folding import RULES, FoldingRule
from worker.identity.keys import (
    bsuid_identity,
    email_identity,
    ext_identity,
    jid_identity,
    read_phone,
    whatsapp_identity,
)
from worker.identity.refolding import rekeyed


def stored(identity: Identity | None, key: str | None = None) -> dict[str, Any]:
    assert identity is not None
    return {
        "k": key or identity.key,
        "kind": identity.kind,
        "raw": identity.raw,
        "e164": identity.e164,
        "trusted": identity.trusted,
    }


@pytest.mark.parametrize(
    "identity",
    [
        whatsapp_identity("553187654321"),
        whatsapp_identity("5215512345678"),
        whatsapp_identity("541123456789"),
        whatsapp_identity("15550783881"),
        read_phone("(11) 8765-4321", region="BR").primary,
        read_phone("011 2345-6789", region="AR").primary,
        jid_identity("231987654321098@lid"),
        bsuid_identity("US.13491208655302741918"),
        email_identity("asha@example.com"),
        ext_identity("typeform", "5531 8765"),
    ],
)
def test_under_unchanged_rules_a_key_stays(identity: Identity) -> None:
    assert rekeyed(stored(identity)) == identity.key


@given(st.text("0123456789", min_size=1, max_size=20))
def test_a_stored_number_gets_the_key_of_its_next_message(digits: str) -> None:
    identity = whatsapp_identity(digits)
    assert rekeyed(stored(identity, key="phone:of-an-old-version")) == identity.key


def test_an_old_key_moves_to_the_rules_of_this_version() -> None:
    assert rekeyed(stored(whatsapp_identity("553187654321"), key="phone:553187654321")) == "phone:5531987654321"


def test_a_new_rule_reaches_typed_and_delivered_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    import re

    from worker.identity import addresses

    old = stored(whatsapp_identity("2250707123456")), stored(read_phone("+2250707123456", region=None).primary)
    rule = FoldingRule("CI", re.compile(r"22507(\d{8})"), r"225\g<1>", spelling=False)
    monkeypatch.setitem(RULES, "225", (rule,))
    addresses._trusted.cache_clear()
    assert {rekeyed(identity) for identity in old} == {"phone:22507123456"}
    addresses._trusted.cache_clear()


@pytest.mark.parametrize(
    "identity",
    [
        {"k": "phone:1", "kind": "phone", "raw": "x", "e164": None, "trusted": True},
        {"k": "phone:1", "kind": "phone", "raw": None, "e164": "", "trusted": False},
        {"k": "phone:1", "kind": "phone"},
        {"k": "phone:1"},
    ],
)
def test_a_stored_form_that_is_no_number_keeps_its_key(identity: dict[str, Any]) -> None:
    assert rekeyed(identity) == "phone:1"
