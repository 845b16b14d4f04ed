"""Numbers and keys of WhatsApp bodies come through as they were written."""

from typing import Any

import orjson
import pytest
from whatsapp_bodies import all_golden, cloud, decode, facts, golden, only, text, value

from worker.handlers.whatsapp.part import exact

BODY = orjson.dumps(
    cloud(value(messages=[text(type="order", order={"catalog_id": "1", "product_items": [{"p": "N"}]})]))
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (b"9007199254740993", 9_007_199_254_740_993),
        (b"9223372036854775807", 9_223_372_036_854_775_807),
        (b"18446744073709551615", "18446744073709551615"),
        (b"-9223372036854775809", "-9223372036854775809"),
        (b"123456789012345678901234567890", "123456789012345678901234567890"),
        (b"0.12345678901234567891", "0.12345678901234567891"),
        (b"9.19877E+11", "9.19877E+11"),
        (b"12.5", 12.5),
    ],
)
def test_a_number_is_kept_as_it_was_written(written: bytes, kept: Any) -> None:
    contact = only(decode(BODY.replace(b'"N"', written)))
    (item,) = contact.content["order"]["product_items"]
    assert item == {"p": kept}
    assert contact.raw["message"]["order"]["product_items"] == [{"p": kept}]
    assert not contact.flags


@pytest.mark.parametrize("colon", [b":", b": ", b" : "])
def test_a_key_that_came_twice_is_told_and_its_last_value_counts(colon: bytes) -> None:
    twice = b'"p"%s1,"p"%s2' % (colon, colon)
    contact = only(decode(BODY.replace(b'"p":"N"', twice)))
    assert contact.content["order"]["product_items"] == [{"p": 2}]
    assert contact.flags == ("duplicate_key:p",)


def test_answers_of_a_form_are_kept_as_they_were_written() -> None:
    reply = {"name": "flow", "response_json": '{"id": 123456789012345678901, "a": 1, "a": 2}'}
    part = text(type="interactive", interactive={"type": "nfm_reply", "nfm_reply": reply})
    contact = only(decode(cloud(value(messages=[part]))))
    assert facts(contact) == {"id": "123456789012345678901", "a": 2}
    assert contact.flags == ("duplicate_key:a",)


@pytest.mark.parametrize("name", [one for one in all_golden() if one.endswith(".json") and one != "truncated.json"])
def test_bodies_as_they_come_need_one_reading(name: str) -> None:
    data = orjson.loads(golden(name))
    assert exact(data, golden(name)) == (data, ())


@pytest.mark.parametrize("body", [rb'{"a": "x\": 1, \"b\": 2"}', rb'{"a\"": {"b" : 1}, "c": [":"]}'])
def test_what_looks_like_a_key_in_a_text_is_none(body: bytes) -> None:
    data = orjson.loads(body)
    assert exact(data, body)[0] is data


@pytest.mark.parametrize("spaces", [b"", b" "])
def test_an_id_that_is_text_hides_no_number_that_is_lost(spaces):
    body = b'{"id":"120208761928800419","n":' + spaces + b'120208761928800419123,"x":"1202087619288004191234"}'
    assert exact(orjson.loads(body), body)[0]["n"] == "120208761928800419123"
    harmless = body.replace(b"120208761928800419123,", b"12,")
    assert exact(orjson.loads(harmless), harmless)[0]["n"] == 12
