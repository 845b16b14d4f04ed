"""Tables of what reaches a phone column, each row with the number it must become or the reason it is refused for.

`phones.csv` is written by class of trouble; `phone_classes.csv` names equivalence classes: rows with one class are one
person, rows with different classes are different people.
"""

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pytest

from worker.identity.keys import read_any, read_phone

GOLDEN = Path(__file__).parents[2] / "golden"


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def result(row: dict[str, str]) -> tuple[str, str]:
    """Give a reading in the words of the tables: what it became, and its key."""
    reading = read_any(row["input"], region=row["region"] or None, source=row["source"])
    if reading.phone is None:
        return f"{'SKIP' if reading.outcome == 'skipped' else 'REJECT'}:{reading.reason}", ""
    primary, others = reading.phone.primary, reading.phone.alternates
    if others:
        return "MULTI:" + "|".join(str(one.e164) for one in (primary, *others)), primary.key
    return primary.e164 or "NOPHONE", primary.key


def label(row: dict[str, str]) -> str:
    return f"{row['source']} {row['input'][:40]!r} in {row['region'] or 'no region'}"


@pytest.mark.parametrize("row", rows("phones.csv"), ids=label)
def test_a_cell_becomes_its_number_or_is_refused_for_its_reason(row: dict[str, str]) -> None:
    assert result(row) == (row["expected"], row["key"]), row["why"]


@pytest.mark.parametrize("row", rows("phone_classes.csv"), ids=label)
def test_a_sample_cell_becomes_its_number_or_is_refused_for_its_reason(row: dict[str, str]) -> None:
    assert result(row)[0] == row["expected"], row["why"]


def test_two_cells_have_one_key_exactly_if_they_are_of_one_class() -> None:
    keys = defaultdict(set)
    for row in rows("phone_classes.csv"):
        if row["class"]:
            keys[row["class"]].add(result(row)[1])
    assert all(len(found) == 1 for found in keys.values())
    assert all(one != other for one, other in combinations([min(found) for found in keys.values()], 2))


def test_every_row_of_the_table_is_there_once() -> None:
    seen = [(row["input"], row["region"], row["source"]) for row in rows("phones.csv")]
    assert len(seen) == len(set(seen)) >= 250


@pytest.mark.parametrize("number", sorted({row["expected"] for row in rows("phones.csv") if row["expected"][0] == "+"}))
def test_the_number_we_give_back_reads_as_itself(number: str) -> None:
    delivered = read_any(number, source="whatsapp")
    typed = read_any(number, source="human")
    assert delivered.phone is not None
    assert delivered.phone.primary.e164 == number
    if typed.phone is not None:
        assert (typed.phone.primary.e164, typed.phone.primary.key) == (number, delivered.phone.primary.key)


def test_a_refusal_says_what_to_do_and_never_repeats_the_number() -> None:
    for row in rows("phones.csv"):
        reading = read_any(row["input"], region=row["region"] or None, source=row["source"])
        if reading.outcome == "refused":
            assert reading.detail
            long_digits = [part for part in reading.detail.split() if sum(c.isdigit() for c in part) > 6]
            assert not long_digits, reading.detail


@pytest.mark.parametrize(
    ("cell", "extension"),
    [
        ("+91 81234 56789 ext 12", "12"),
        ("tel:+918123456789;ext=12", "12"),
        ("8123456789 #7", "7"),
        ("8123456789 x12 / 7012345678", "12"),
        ("8123456789", None),
    ],
)
def test_an_extension_is_kept_apart(cell: str, extension: str | None) -> None:
    assert read_phone(cell, region="IN").extension == extension


@pytest.mark.parametrize(
    ("cell", "region", "notes"),
    [
        ("8123456789", "IN", ()),
        ("971501234567", "IN", ("assumed_international",)),
        ("918123456789", None, ("assumed_international",)),
        ("+91 91 8123456789", None, ("doubled_country_code",)),
        ("+541123456789", None, ("ar_without_9",)),
        ("8123456789 / 123456789012", "IN", ("unreadable_part",)),
    ],
)
def test_what_was_assumed_is_noted(cell: str, region: str | None, notes: tuple[str, ...]) -> None:
    assert read_phone(cell, region=region).notes == notes


@pytest.mark.parametrize(
    ("number", "line_type"),
    [
        ("+918123456789", "mobile"),
        ("+912227782183", "fixed_line"),
        ("+14155552671", "fixed_line_or_mobile"),
        ("+815012345678", "voip"),
        ("+447012345678", "personal_number"),
    ],
)
def test_the_kind_of_line_comes_with_the_number(number: str, line_type: str) -> None:
    assert read_phone(number, region=None).primary.line_type == line_type
