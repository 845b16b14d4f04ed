"""Masking: no number, address or secret is left in any nesting; what operators and programs need is."""

import json
import re
import string
import time
from datetime import UTC, datetime

import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from worker.system import new_id
from worker.telemetry.masking import DEEP, masked, masked_value, short_hash, without_secrets
from worker.topology import build

_FORMATS = phonenumbers.PhoneNumberFormat
_SEPARATORS = (
    " ",
    "-",
    ".",
    "/",
    "\u00a0",
    "\u2009",
    "\u2011",
    " - ",
    ") ",
    "",
    "  ",
    " (0) ",
    ".-",
    "\u202a",
    "\u200b",
)


@st.composite
def _numbers(draw: st.DrawFn) -> str:
    """Give a number of some country as people, programs and gateways write it."""
    region = draw(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
    kind = draw(st.sampled_from([phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE]))
    number = phonenumbers.example_number_for_type(region, kind) or phonenumbers.example_number(region)
    written = phonenumbers.format_number(
        number, draw(st.sampled_from([_FORMATS.E164, _FORMATS.INTERNATIONAL, _FORMATS.NATIONAL, _FORMATS.RFC3966]))
    )
    if draw(st.booleans()):
        written = written.removeprefix("tel:").lstrip("+").replace(" ", draw(st.sampled_from(_SEPARATORS)))
    if draw(st.booleans()):
        digits = re.sub(r"\D", "", written)
        sizes = draw(st.lists(st.integers(1, 5), min_size=4, max_size=8))
        groups, at = [], 0
        for size in sizes:
            groups.append(digits[at : at + size])
            at += size
        groups.append(digits[at:])
        written = draw(st.sampled_from(["", "+", "00", "(+"])) + draw(st.sampled_from(_SEPARATORS)).join(
            filter(None, groups)
        )
    # Seven digits are the shortest that anybody can be reached under from abroad.
    return written if len(re.sub(r"\D", "", written)) >= 7 else f"+{number.country_code}{written.lstrip('(+')}"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


_AROUND = st.sampled_from(
    [
        "",
        "call ",
        "phone:",
        "wa:",
        "<",
        '{"from": "',
        "'",
        "tel",
        "to=",
        "\n",
        "(",
        "№",
        "x ",
        ": ",
        "[",
        "at 2026-11-27 ",
    ]
)
_AFTER = st.sampled_from(
    ["", " now", ">", '"}', "'", "\n", ")", ", ", "; 12", "@s.whatsapp.net", "@c.us", "!", "?", "]", "z"]
)


@settings(max_examples=500)
@given(_AROUND, _numbers(), _AFTER)
@example("", "98.76.54.32", "")
@example("", "98765.43210", "")
@example("", "06.12.34.56.78", "")
@example("at 2026-11-27 ", "9876543210", "")
@example("", "+91 (0) 98765 - 43210", "")
@example("", "٩٨٧٦٥ ٤٣٢١٠", "")
def test_no_spelling_of_a_number_is_left(before: str, number: str, after: str) -> None:
    text = masked(before + number + after)
    assert number not in text
    left = max((_digits(run) for run in re.split(r"[^\d\W]|[\n,;]|2026-11-27", text)), key=len, default="")
    assert len(left) <= 6, text
    assert masked(text) == text


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("a=1&phone=%2B91+98123+45678&b=2", "a=1&phone=%2B…78&b=2"),
        ("phone=98123%2045678", "phone=…78"),
        ("phone=%2891%29%2098123-45678", "phone=%…78"),
        ("mail=asha.rao%40example.com&b=2", "mail=…@example.com&b=2"),
        ("jid=919812345678%40s.whatsapp.net", "jid=…78%40s.whatsapp.net"),
        (r'{"phone": "+91\u00a098123\u00a045678", "cut', r'{"phone": "…78", "cut'),
    ],
)
def test_nothing_is_left_in_forms_and_in_json_that_was_cut(body: str, shown: str) -> None:
    assert masked(body) == shown
    assert masked(shown) == shown


_LEAVES = st.one_of(
    _numbers(), _numbers().map(lambda n: ValueError(f"no place for {n}")), _numbers().map(lambda n: n.encode())
)
_NESTED = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.one_of(st.sampled_from(["from", "to", "note"]), _numbers()), inner, max_size=3),
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(_NESTED)
def test_no_number_is_left_in_any_nesting(value: object) -> None:
    told = masked_value(value)
    for text in _texts(told):
        assert len(_digits(text)) <= 6, text
    json.dumps(told, allow_nan=False)
    assert masked_value(told) == told


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in _texts(part)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [str(value)]


@pytest.mark.parametrize("value", [919876543210, 9876543210, 919876543210.0, 4571234567])
def test_a_number_that_is_no_text_is_hidden_as_well(value: float) -> None:
    assert masked_value({"body": {"phone": [value]}}) == {"body": {"phone": [f"…{int(value) % 100:02d}"]}}


@given(st.integers(10**12, 2 * 10**12 - 1))
def test_times_stay(ms: int) -> None:
    aware = datetime.fromtimestamp(ms / 1000, UTC)
    moment = aware.replace(tzinfo=None)
    for text in (aware.isoformat(), moment.isoformat(" "), f"{moment:%d.%m.%Y}", f"{moment:%d/%m/%Y}", str(ms)):
        assert masked(f"since {text}, again") == f"since {text}, again"
    assert masked_value({"at": ms, "recorded_at": ms // 1000, "any": ms, "timestamp": str(ms // 1000)}) == {
        "at": ms, "recorded_at": ms // 1000, "any": ms, "timestamp": str(ms // 1000)
    }  # fmt: skip


@given(st.integers(0, 10**8), st.floats(0, 10**6), st.integers(0, 10**12))
def test_counts_and_durations_stay(number: int, seconds: float, size: int) -> None:
    told = {"seq": size, "left": number, "took": seconds, "late_ms": size, "bytes": size, "entries": [size]}
    assert masked_value(told) == told
    for text in (f"took {seconds:.6f} s", f"took {seconds:.3f}ms", f"{size} bytes", f"entry {number % 10**6}"):
        assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *(queue.name for queue in build().queues),
        "127.0.0.1:5672",
        "10.12.34.56:27017",
        "amqp://rabbit.internal:5672/leads",
        "mongodb://10.12.34.56/leads",
        "/entry/0/changes/12/value/messages/345",
        "row:LIST:12",
        "object at 0x7f3a12345678",
        "Timestamp(1795000000, 1)",
        "RabbitMQ 3.10.8, mongod 6.0.5",
        "clientId 0193f1c2-1234-5678-9012-123456789012",
        "secret:CRM_HOOK is not set",
        "basic.nack",
        "pages 1, 2, 3, 4, 5, 6, 7, 8",
        "8.1e-05",
    ],
)
def test_what_operators_need_stays(text: str) -> None:
    assert masked(f"about {text} now") == f"about {text} now"


def test_our_own_ids_stay() -> None:
    for lead in (new_id() for _ in range(500)):
        assert masked(f"lead {lead} changed") == f"lead {lead} changed"


@given(st.text("0123456789abcdef", min_size=24, max_size=24), st.sampled_from("abcdef"))
def test_digests_stay(digest: str, letter: str) -> None:
    name = f"body:{digest[:-1]}{letter}"
    assert masked(name) == name
    assert masked_value({"cause": digest[:12], "digest": digest}) == {"cause": digest[:12], "digest": digest}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Authorization: Bearer abcdefgh12345", "Authorization: Bearer ***"),
        ("bearer abcdefgh", "bearer ***"),
        ("Basic dXNlcjpwYXNz", "Basic ***"),
        ("https://host/x?token=s3&page=2", "https://host/x?token=***&page=2"),
        ("https://host/x?access_token=s3cr3t", "https://host/x?access_token=***"),
        ('{"api_key": "my long secret", "a": 1}', '{"api_key": "***", "a": 1}'),
        (r'"{\"password\": \"hunter 22\"}"', r'"{\"password\": \"***\"}"'),
        ("{'client_secret': 'abc'}", "{'client_secret': '***'}"),
        ("amqp://user:pa@ss@host:5672/v is away", "amqp://***@host:5672/v is away"),
        ("mongodb://u:a/b@host/db", "mongodb://***@host/db"),
        ("https://host:8443/a?b=c", "https://host:8443/a?b=c"),
        ("jwt eyJhbGciOiJI.eyJzdWIiOi.c2lnbmF0dXJl end", "jwt *** end"),
        ("whsec_MfKQ9r8GKYqrTwjU", "***"),
        ("asha.rao+x@gmail.com wrote", "…@gmail.com wrote"),
    ],
)
def test_addresses_and_secrets_are_hidden(text: str, told: str) -> None:
    assert masked(text) == told
    assert masked(told) == told


def test_secrets_are_known_by_their_names_at_any_depth() -> None:
    value = {"a": [{"token": "x1", "Api-Key": ["y"], "secret": "secret:CRM", "password": "", "tokens_left": 5}]}
    assert masked_value(value) == {
        "a": [{"token": "***", "Api-Key": "***", "secret": "secret:CRM", "password": "", "tokens_left": 5}]
    }


@given(st.text(string.ascii_letters + string.digits + "+/=", min_size=8, max_size=60))
def test_of_a_wamid_a_short_hash_is_left(payload: str) -> None:
    wamid = f"wamid.{payload}"
    told = masked(f"acme:wa:{wamid} refused")
    assert told == f"acme:wa:{short_hash(wamid)} refused"
    assert payload not in told
    assert masked(told) == told
    assert short_hash(wamid) != short_hash(wamid + "A")


def test_without_secrets_leaves_numbers_that_an_operator_needs() -> None:
    text = "no account has the WhatsApp number '104512345678901'; see https://u:p@host/"
    assert without_secrets(text) == "no account has the WhatsApp number '104512345678901'; see https://***@host/"


def test_what_is_nested_without_end_ends() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert json.dumps(masked_value(endless)).count("[") == DEEP


@pytest.mark.parametrize(
    "unit", ["9", "1 ", "a@", "a.", "token", "://:", "wamid.", "0.1", "eyJaaaaaaaaa-", '"token":"', "1234567a", "x"]
)
def test_masking_takes_time_in_proportion_to_the_text(unit: str) -> None:
    began = time.process_time()
    masked(unit * (400_000 // len(unit)))
    assert time.process_time() - began < 3.0  # where it grew with the square, these took minutes


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("pass=hunter2", "pass=***"),
        ('{"pass": "hunter2", "a": 1}', '{"pass": "***", "a": 1}'),
        ("https://h.example/x?sig=aBc%2F9&auth=xyz9&a=1", "https://h.example/x?sig=***&auth=***&a=1"),
        ("https://hooks.slack.com/services/T00AAAAAA/B00BBBBBB/cccc", "https://hooks.slack.com/services/***"),
        ("https://api.telegram.org/bot123456789:AAHdqTcv/sendMessage", "https://api.telegram.org/bot***/sendMessage"),
        ("said 1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawX", "said ***"),
        ("https://discord.com/api/webhooks/123456789012345678/abcDEF-ghi", "https://discord.com/api/webhooks/***"),
        (
            "https://acme.webhook.office.com/webhookb2/a1b2@c3/IncomingWebhook/d4",
            "https://acme.webhook.office.com/webhookb2/***",
        ),
        ("key AKIAIOSFODNN7EXAMPLE", "key ***"),
        ("AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe", "***"),
        ("glpat-abcdefghijklmnopqrst", "***"),
    ],
)
def test_secrets_of_services_are_hidden_in_texts_and_in_paths(text: str, hidden: str) -> None:
    assert masked(text) == without_secrets(text) == hidden
    assert masked(hidden) == hidden


@pytest.mark.parametrize("name", ["pass", "sig", "auth", "smtp_pass", "x-sig", "passphrase"])
def test_what_is_called_a_secret_is_one(name: str) -> None:
    assert masked_value({name: "hunter2"}) == {name: "***"}


@pytest.mark.parametrize(
    "text",
    [
        "/etc/passwd: cannot be read",
        "/run/secrets/token: Permission denied",
        "smtp://user:password@mail.example.com:587",
        "bypass=yes, compass=north",
        "author=Jane; design=blue",
        "auth: none is needed",
        "3 pass, 1 fail",
        "task-management-of-everybody",
    ],
)
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert masked(text) == text


def test_a_path_does_not_save_what_follows_a_name_in_a_url_or_in_quotes() -> None:
    assert masked("user/password: hunter2") == "user/password: ***"
    assert masked("https://h.example/token: hunter2") == "https://h.example/token: ***"
    assert masked("/etc/token: 'hunter2'") == "/etc/token: '***'"
