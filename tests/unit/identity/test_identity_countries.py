"""The country column of a row, and how it weighs against a plus and the region of the account."""

from typing import Any

import pytest

from worker.errors import RefusedError
from worker.identity.countries import country_of
from worker.identity.keys import read_phone


@pytest.mark.parametrize(
    "column",
    [
        "91",
        "+91",
        "0091",
        "91.0",
        "(+91)",
        "+91-",
        "IN",
        "in",
        " India ",
        "INDIA",
        "India (+91)",
        "+91 India",
        "Indien",
        "भारत",
        91,
    ],
)
def test_a_country_column_completes_a_national_number(column: Any) -> None:
    assert read_phone("8123456789", region="US", dial_code=column).primary.e164 == "+918123456789"


@pytest.mark.parametrize("column", [None, "", " ", "-", "N/A", "nan", "0"])
def test_an_empty_country_column_leaves_the_region_of_the_account(column: str | None) -> None:
    assert read_phone("415 555 2671", region="US", dial_code=column).primary.e164 == "+14155552671"


@pytest.mark.parametrize(
    ("cell", "column", "expected"),
    [
        ("918123456789", "91", "+918123456789"),
        ("+918123456789", "91", "+918123456789"),
        ("00918123456789", "91", "+918123456789"),
        ("0918123456789", "91", "+918123456789"),
        ("08123456789", "91", "+918123456789"),
        ("+8123456789", "91", "+918123456789"),
        ("6591234567", "65", "+6591234567"),
        ("91234567", "65", "+6591234567"),
        ("8765-4321", "5511", "+5511987654321"),
        ("98765-4321", "55 11", "+5511987654321"),
        ("6201234", "1-868", "+18686201234"),
        ("868 620 1234", "1", "+18686201234"),
        ("87012345678", "7", "+77012345678"),
        ("02 3661 8300", "39", "+390236618300"),
        ("07911 123456", "UK", "+447911123456"),
        ("050 123 4567", "UAE", "+971501234567"),
    ],
)
def test_the_column_decides_how_the_number_is_read(cell: str, column: str, expected: str) -> None:
    assert read_phone(cell, region="IN", dial_code=column).primary.e164 == expected


def test_a_plus_of_another_country_is_taken_and_noted() -> None:
    reading = read_phone("+971501234567", region="IN", dial_code="91")
    assert (reading.primary.e164, reading.notes) == ("+971501234567", ("country_differs",))


@pytest.mark.parametrize("cell", ["+6591234567", "971501234567"])
def test_a_number_of_two_countries_is_refused(cell: str) -> None:
    with pytest.raises(RefusedError, match="ambiguous"):
        read_phone(cell, region="US", dial_code="91")


@pytest.mark.parametrize("column", ["Narnia", "999", "8123456789", "?!x"])
def test_a_column_that_names_no_country_is_refused_for_a_national_number(column: str) -> None:
    with pytest.raises(RefusedError, match="unknown_country"):
        read_phone("8123456789", region="IN", dial_code=column)


def test_a_column_that_names_no_country_does_not_matter_to_an_international_number() -> None:
    assert read_phone("+918123456789", region=None, dial_code="Narnia").primary.e164 == "+918123456789"


def test_the_accounts_region_stays_within_a_shared_calling_code() -> None:
    assert country_of("KZ", "+7").region == "KZ"
    assert country_of("IN", "+7").region == "RU"


@pytest.mark.parametrize("region", ["XX", "India", "", "001", "ZZZ"])
def test_a_region_that_does_not_exist_is_none(region: str) -> None:
    with pytest.raises(RefusedError, match="region_needed"):
        read_phone("8123456789", region=region)
