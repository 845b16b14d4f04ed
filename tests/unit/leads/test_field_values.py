"""Field values by type: what is taken, in which form, and what is refused with which reason."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.account import LeadField
from worker.errors import RefusedError
from worker.leads.field_values import MAX_TEXT, _known, coerce

FIELDS = {kind: LeadField(id="f", type=kind) for kind in ("text", "date", "number", "file", "phone", "email")}
FIELDS["dropdown"] = LeadField(id="f", type="dropdown", options=("2 BHK", "3 BHK", "4+", "Não sei"))


def read(kind: str, value: Any, region: str | None = "IN") -> Any:
    """Give the coerced value, or the reason of refusal as `!reason`."""
    try:
        return coerce(FIELDS[kind], value, region)
    except RefusedError as error:
        return f"!{error.reason}"


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("blank", [None, "", "   ", "\t\n", [None], ["  "]])
def test_a_blank_value_of_any_type_is_nothing(kind: str, blank: Any) -> None:
    assert read(kind, blank) is None


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (" Asha ", "Asha"),
        ("a\x00b", "ab"),
        ("\ud83d", "?"),  # half of a pair: no store takes it
        ("two\nlines", "two\nlines"),
        (5, "5"),
        (5.5, "5.5"),
        (Decimal("1.10"), "1.10"),
        (True, "true"),
        (["a"], "a"),
        (["a", 2, " b "], "a, 2, b"),
        ("x" * MAX_TEXT, "x" * MAX_TEXT),
        ("x" * (MAX_TEXT + 1), "!too_long"),
        (["x" * MAX_TEXT, "y"], "!too_long"),
        (10**2_000, "!too_long"),
        ({"$gt": ""}, "!not_text"),
        ([["a"], ["b"]], "!not_text"),
        ("$where", "$where"),
        ("=1+1", "=1+1"),
    ],
)
def test_text(value: Any, result: Any) -> None:
    assert read("text", value) == result


@pytest.mark.parametrize(
    ("value", "result"),
    [
        ("2 BHK", "2 BHK"),
        ("2bhk", "2 BHK"),
        (" 3  bhk ", "3 BHK"),
        ("３ BHK", "3 BHK"),
        ("NÃO SEI", "Não sei"),
        (["2 BHK"], "2 BHK"),
        ("4", "!not_an_option"),
        ("5 BHK", "!not_an_option"),
        (["2 BHK", "3 BHK"], "!not_text"),
        ({"a": 1}, "!not_text"),
    ],
)
def test_dropdown(value: Any, result: Any) -> None:
    assert read("dropdown", value) == result


def test_a_refused_option_comes_with_a_suggestion() -> None:
    with pytest.raises(RefusedError, match=r"'2 bhkk' is not an option of 'f' - did you mean '2 BHK'\?"):
        coerce(FIELDS["dropdown"], "2 bhkk", None)


@pytest.mark.parametrize(
    ("value", "result"),
    [
        *(
            (text, "2026-04-03")
            for text in (
                "2026-04-03", "2026-4-3", "2026/04/03", "2026.04.03", "20260403", 20260403, "2026-04-03T23:30:00Z",
                "2026-04-03T00:30:00+05:30", "2026-04-03 10:00", "3 Apr 2026", "03-Apr-2026", "3rd of April, 2026",
                "April 3, 2026", "Apr 3rd 2026", "Fri, 03 Apr 2026 10:00:00 GMT", "Friday, April 3, 2026",
                "3 de abril de 2026", "3 abr. 2026", "03.04.2026", "٢٠٢٦-٠٤-٠٣", "\u200e2026-04-03",
            )
        ),
        ("13/04/2026", "2026-04-13"),
        ("04/13/2026", "2026-04-13"),
        ("13-04-2026 10:00", "2026-04-13"),
        ("04/04/2026", "2026-04-04"),
        ("7 de março de 2026", "2026-03-07"),
        ("29 Feb 2028", "2028-02-29"),
        (1795003600, "2026-11-18"),
        (1795003600000, "2026-11-18"),
        (1795003600.0, "2026-11-18"),
        ("1795003600", "2026-11-18"),
        ("1795003600000", "2026-11-18"),
        (631152000000, "1990-01-01"),
        ("03/04/2026", "2026-04-03"),
        ("3/4/2026", "2026-04-03"),
        ("03/04/26", "!not_a_date"),
        ("29 Feb 2026", "!not_a_date"),
        ("2026-02-30", "!not_a_date"),
        ("31/31/2026", "!not_a_date"),
        ("2026-04", "!not_a_date"),
        ("0001-01-01", "!not_a_date"),
        ("9999-12-31", "!not_a_date"),
        ("next friday", "!not_a_date"),
        ("3 Smarch 2026", "!not_a_date"),
        ("9876543210", "!not_a_date"),  # a phone number
        ("2125550143", "!not_a_date"),  # another, though 2037 would be possible
        ("919876543210", "!not_a_date"),
        (0, "!not_a_date"),
        (-1795003600, "!not_a_date"),
        (45000, "!not_a_date"),  # a spreadsheet's day number: which spreadsheet's?
        (10**400, "!not_a_date"),
        (math.nan, "!not_a_date"),
        (math.inf, "!not_a_date"),
        (True, "!not_a_date"),
        ({"y": 2026}, "!not_a_date"),
        (["2026-04-03", "2026-04-04"], "!not_a_date"),
    ],
)  # fmt: skip
def test_date(value: Any, result: Any) -> None:
    assert read("date", value) == result


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (5, 5),
        (5.0, 5),
        (5.5, 5.5),
        ("1234", 1234),
        ("007", 7),
        ("+5", 5),
        ("-5", -5),
        ("−5", -5),
        (".5", 0.5),
        ("1234.50", 1234.5),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("12,34,567", 1234567),
        ("₹ 50,00,000", 5000000),
        ("R$ 1.500,00", 1500),
        ("$1,500.00", 1500),
        ("1500 €", 1500),
        ("Rs. 500", 500),
        ("1,234.56", 1234.56),
        ("1.234,56", 1234.56),
        ("1,50", 1.5),
        ("0,500", 0.5),
        ("1234,567", 1234.567),
        ("1 234 567", 1234567),
        ("1\u202f234,5", 1234.5),
        ("1'234'567.5", 1234567.5),
        ("٣٤", 34),
        (Decimal("0.10"), 0.1),
        (2**63 - 1, 2**63 - 1),
        ("1,234", 1234),
        ("1.234", 1.234),
        ("-1,234", -1234),
        (2**63, "!inexact_number"),
        ("12345678901234567890", "!inexact_number"),
        ("0.300000000000000041", "!inexact_number"),
        (Decimal("1E-999999"), "!inexact_number"),
        (Decimal("1E+999999999"), "!inexact_number"),
        (10**2_000, "!inexact_number"),
        ("9.19877E+11", "!not_a_number"),
        ("1e5", "!not_a_number"),
        ("5%", "!not_a_number"),
        ("(500)", "!not_a_number"),
        ("--5", "!not_a_number"),
        ("1,2,3", "!not_a_number"),
        ("12,345,67", "!not_a_number"),
        ("1.2,3.4", "!not_a_number"),
        ("5 5", "!not_a_number"),
        ("0x1F", "!not_a_number"),
        ("nan", "!not_a_number"),
        ("Infinity", "!not_a_number"),
        ("9" * 5_000, "!not_a_number"),
        ("₹", "!not_a_number"),
        (math.nan, "!not_a_number"),
        (-math.inf, "!not_a_number"),
        (True, "!not_a_number"),
        ([1, 2], "!not_a_number"),
    ],
)
def test_number(value: Any, result: Any) -> None:
    assert read("number", value) == result
    assert type(read("number", value)) is type(result)


@pytest.mark.parametrize(
    ("value", "result"),
    [
        ("https://x.example/a%20b.pdf?v=1", {"url": "https://x.example/a%20b.pdf?v=1", "name": "a b.pdf"}),
        ("http://x.example", {"url": "http://x.example", "name": "http://x.example"}),
        ("987654", {"id": "987654"}),
        (
            {"id": "m1", "mime_type": "image/png", "sha256": "ab", "filename": "p.png", "size": 12, "other": {}},
            {"id": "m1", "mime": "image/png", "sha256": "ab", "name": "p.png", "size": 12},
        ),
        ({"link": "https://x.example/p.png", "name": "Plan"}, {"url": "https://x.example/p.png", "name": "Plan"}),
        (["https://x.example/z"], {"url": "https://x.example/z", "name": "z"}),
        ("javascript:alert(1)", "!not_a_file"),
        (" DATA:text/html;base64,PHNjcmlwdD4=", "!not_a_file"),
        ("ftp://x.example/a", "!not_a_file"),
        ("file:///etc/passwd", "!not_a_file"),
        ({"url": "javascript://x.example/%0aalert(1)"}, "!not_a_file"),
        ({"url": {"$gt": ""}}, "!not_a_file"),
        ({}, "!not_a_file"),
        ({"name": "x"}, "!not_a_file"),
        ("https://", "!not_a_file"),
        ("https://[bad", "!not_a_file"),
        ("https://a b/c", "!not_a_file"),
        ("https://x.example/" + "a" * 3_000, "!not_a_file"),
        (["https://x.example/1", "https://x.example/2"], "!not_a_file"),
        (7, "!not_a_file"),
    ],
)
def test_file(value: Any, result: Any) -> None:
    assert read("file", value) == result


@pytest.mark.parametrize(
    ("value", "region", "result"),
    [
        ("98765 43210", "IN", "+919876543210"),
        (9876543210, "IN", "+919876543210"),
        ("+55 31 98765-0046", None, "+5531987650046"),
        ("919876543210@s.whatsapp.net", None, "+919876543210"),
        ("9.19877E+11", "IN", "!precision_lost"),
        ("ask my wife", "IN", "!not_a_number"),
        ("231987654321098@lid", "IN", "!not_a_number"),
        ({"$gt": ""}, "IN", "!not_a_number"),
    ],
)
def test_phone(value: Any, region: str | None, result: Any) -> None:
    assert read("phone", value, region) == result


@pytest.mark.parametrize(
    ("value", "result"),
    [
        ("A.B+c@Example.COM", "A.B+c@example.com"),
        ("Asha Rao <asha@Example.com>", "asha@example.com"),
        ("mailto:a@b.co", "a@b.co"),
        ("a@b.co.", "a@b.co"),
        ("jörg@müller.example", "jörg@müller.example"),
        ("x@xn--mller-kva.example", "x@xn--mller-kva.example"),
        ("a@localhost", "!not_an_email"),
        ("a@b..co", "!not_an_email"),
        ("a@-b.co", "!not_an_email"),
        ("a@b.123", "!not_an_email"),
        ("a b@c.example", "!not_an_email"),
        ("a@b.co, c@d.co", "!not_an_email"),
        ("a@b.co\nBcc: c@d.co", "!not_an_email"),
        ("a" * 65 + "@b.co", "!not_an_email"),
        ("a@" + "b" * 250 + ".co", "!not_an_email"),
        ("none", "!not_an_email"),
        (5, "!not_an_email"),
        ({"a": 1}, "!not_text"),
    ],
)
def test_email(value: Any, result: Any) -> None:
    assert read("email", value) == result


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text() | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(list(FIELDS)), anything)
def test_whatever_comes_is_taken_or_refused_and_what_was_taken_is_taken_again_unchanged(kind: str, value: Any) -> None:
    once = read(kind, value)
    if not (isinstance(once, str) and once.startswith("!")):
        assert read(kind, once) == once


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_date_is_read_from_its_unambiguous_spellings(day: date) -> None:
    spellings = [f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day:%d.%m.%Y}", f"{day:%d %B %Y}", f"{day:%b %d, %Y}"]
    assert {read("date", text) for text in spellings} == {day.isoformat()}


@given(st.integers(102_000_000, 4_070_000_000))
def test_an_epoch_in_seconds_or_milliseconds_is_its_day_in_utc(seconds: int) -> None:
    day = datetime.fromtimestamp(seconds, UTC).date().isoformat()
    assert read("date", seconds) == read("date", seconds * 1000 + 999) == day


@given(st.integers(-(2**63) + 1, 2**63 - 1) | st.decimals(-(10**9), 10**9, places=4))
def test_a_number_is_exact_in_every_spelling(number: int | Decimal) -> None:
    found = read("number", str(number))
    if found == "!ambiguous_number":
        assert isinstance(number, Decimal)
    else:
        assert Decimal(repr(found)) == number
    grouped = f"{number:,}"
    if grouped.count(",") > 1 or ("." in grouped and "," in grouped):
        swapped = grouped.translate(str.maketrans(",.", ".,"))
        assert read("number", grouped) == read("number", swapped) == found


def test_what_was_read_once_is_not_read_again_and_a_refusal_stays_one() -> None:
    field = LeadField(id="budget", type="number")
    _known.cache_clear()
    for _ in range(3):
        assert coerce(field, "50 lakh", "IN") == 5_000_000
        with pytest.raises(RefusedError, match="could be") as refused:
            coerce(field, "1.250", None)
        assert (refused.value.reason, refused.value.__cause__) == ("ambiguous_number", None)
        assert coerce(field, "1.250", "DE") == 1_250
        assert coerce(LeadField(id="day", type="date"), "1795000000", "DE") == "2026-11-18"
    assert _known.cache_info().misses == 4
