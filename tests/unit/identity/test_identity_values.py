"""Phone cells that are no text: JSON numbers, decimals, nothing at all, and things that have no business there."""

from decimal import Decimal
from typing import Any

import pytest

from worker.errors import RefusedError
from worker.identity.keys import read_any, read_phone

NUMBER = "+918123456789"


@pytest.mark.parametrize(
    "cell",
    [
        8123456789,
        918123456789,
        918123456789.0,
        8123456789.0,
        Decimal("918123456789"),
        Decimal("918123456789.0"),
        Decimal("9.18123456789E+11"),
        Decimal("8123456789.00"),
        b"8123456789",
        bytearray(b"+918123456789"),
        "8123456789",
    ],
    ids=repr,
)
def test_a_number_of_any_type_is_read_exactly(cell: Any) -> None:
    assert read_phone(cell, region="IN").primary.e164 == NUMBER


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (None, "empty"),
        (0, "empty"),
        (0.0, "empty"),
        (float("nan"), "empty"),
        (Decimal("NaN"), "empty"),
        (Decimal("sNaN"), "empty"),
        (b"", "empty"),
        (float("inf"), "not_a_number"),
        (Decimal("Infinity"), "not_a_number"),
        (True, "not_a_number"),
        (False, "not_a_number"),
        (-8123456789, "not_a_number"),
        (-8123456789.0, "not_a_number"),
        (8123456789.5, "not_a_number"),
        (Decimal("8123456789.5"), "not_a_number"),
        (Decimal("8E-7"), "not_a_number"),
        ([], "not_a_number"),
        (["8123456789"], "not_a_number"),
        ({"phone": "8123456789"}, "not_a_number"),
        pytest.param(object(), "not_a_number", id="an object"),  # its repr is another one in every process
        (b"\xff\xfe", "empty"),
        (12345, "too_short"),
        (10**16, "too_long"),
        (float(10**17), "precision_lost"),
        (918123000000.0, "precision_lost"),
        (8123460000.0, "precision_lost"),
        (Decimal("9.18123E+11"), "precision_lost"),
        (Decimal("9E+999999"), "precision_lost"),
        ("8" * 501, "not_a_number"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_no_exact_number_is_refused(cell: Any, reason: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        read_phone(cell, region="IN")
    assert refusal.value.reason == reason


def test_an_integer_too_long_to_be_printed_is_refused() -> None:
    with pytest.raises(RefusedError, match="too_long"):
        read_phone(10**5000, region="IN")


def test_a_json_integer_is_exact_even_where_it_looks_rounded() -> None:
    assert read_phone(919812000000, region="IN").primary.e164 == "+919812000000"


def test_two_rounded_cells_do_not_meet_in_one_stranger() -> None:
    assert {read_any(cell, region="IN").outcome for cell in ("9.18123E+11", 918123000000.0, "918123000000")} == {
        "refused"
    }


HOSTILE = (
    "telephonetele",
    "no ",
    " . ",
    "/+",
    "1,",
    "1 or ",
    "(0)",
    "x1",
    "1e1",
    "a@b.",
    "&#43;",
    "%2B",
    ";ext=1",
    "1 1-",
    "12,34,",
    "+1 ",
)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", HOSTILE)
def test_a_cell_made_to_keep_the_reader_busy_does_not(unit: str) -> None:
    for end in ("", "!", "9876543210", "@"):
        cell = (unit * 500)[:480] + end
        assert read_any(cell, region="IN").outcome in ("accepted", "refused")
        assert read_any(cell, source="whatsapp").outcome in ("accepted", "refused")


def numbers(cell: str) -> list[str | None]:
    reading = read_phone(cell, region="IN")
    return [identity.e164 for identity in (reading.primary, *reading.alternates)]


@pytest.mark.parametrize(
    "cell",
    [
        "M 8123456789",
        "8123456789 M",
        "P 8123456789",
        "T 8123456789",
        "h 8123456789",
        "O 8123456789",
        "W +91 81234 56789",
        "m: 8123456789",
        "(m) 8123456789",
        "8123456789 (M)",
        "R 08123456789",
        "C. 8123456789",
    ],
)
def test_a_letter_of_address_cards_beside_the_number_is_a_label(cell: str) -> None:
    assert numbers(cell) == [NUMBER]


@pytest.mark.parametrize(
    "cell", ["H 0261 2345678 / M 8123456789", "02612345678 H, 8123456789 M", "(o) 02612345678; (m) 8123456789"]
)
def test_by_their_letters_the_mobile_number_goes_first(cell: str) -> None:
    assert numbers(cell) == [NUMBER, "+912612345678"]


@pytest.mark.parametrize(
    "cell", ["Ravi M 8123456789", "8123456789 Ravi M", "X 8123456789", "81234 M 56789", "O 30 901820"]
)
def test_a_letter_of_a_name_or_one_that_may_be_a_digit_is_no_label(cell: str) -> None:
    with pytest.raises(RefusedError):
        read_phone(cell, region="IN")
