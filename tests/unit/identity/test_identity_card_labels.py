"""Several labelled numbers in one cell: each with its label, mobile first, a fax never."""

import pytest

from worker.errors import RefusedError
from worker.identity.card_labels import apart, turn_of
from worker.identity.keys import read_phone


def numbers(cell, region):
    found = read_phone(cell, region=region)
    return [found.primary.e164, *(other.e164 for other in found.alternates)]


@pytest.mark.parametrize(
    ("cell", "region", "expected"),
    [
        ("H: 030 901820 M: 0151 23456109", "DE", ["+4915123456109", "+4930901820"]),
        ("M 98765 43210 W 022 2345 6789", "IN", ["+919876543210", "+912223456789"]),
        ("W 022 2345 6789 M 98765 43210", "IN", ["+919876543210", "+912223456789"]),
        ("022 2345 6789 W 98765 43210 M", "IN", ["+919876543210", "+912223456789"]),
        ("022 2345 6789 (O) 98765 43210 (M)", "IN", ["+919876543210", "+912223456789"]),
        ("(O) 022 2345 6789 (M) 98765 43210", "IN", ["+919876543210", "+912223456789"]),
        ("T: 030 901820 F: 030 901828", "DE", ["+4930901820"]),
        ("T 030 901820 F 030 901828 M 0151 23456109", "DE", ["+4915123456109", "+4930901820"]),
        ("F: 030 901828 T: 030 901820", "DE", ["+4930901820"]),
        ("030 901820 Fax: 030 901828", "DE", ["+4930901820"]),
        ("Tel. 030 901820 / Fax 030 901828", "DE", ["+4930901820"]),
        ("Tel: 030 901820, Mobil: 0151 23456109", "DE", ["+4915123456109", "+4930901820"]),
        ("Home: (212) 555-0184 Cell: (415) 555-2671", "US", ["+14155552671", "+12125550184"]),
        ("P: 212-555-0184 C: 415-555-2671 F: 212-555-0186", "US", ["+14155552671", "+12125550184"]),
        ("Office 022 2345 6789 WhatsApp 98765 43210", "IN", ["+919876543210", "+912223456789"]),
        ("98765 43210 (F)", "IN", ["+919876543210"]),
        ("M: 98765 43210", "IN", ["+919876543210"]),
        ("9876543210 o 9876543211", "IN", ["+919876543210", "+919876543211"]),
    ],
)
def test_each_number_goes_with_its_label(cell, region, expected):
    assert numbers(cell, region) == expected


@pytest.mark.parametrize(
    "cell", ["F: 030 901828", "Fax 030 901828", "Fax: +49 30 901828", "(F) 030 901828", "Telefax: 030 901828"]
)
def test_a_fax_is_nobodys_phone(cell):
    with pytest.raises(RefusedError, match="fax") as refused:
        read_phone(cell, region="DE")
    assert refused.value.reason == "not_a_number"


@pytest.mark.parametrize("cell", ["98765 M 43210", "81234 5678 O", "98765 43210 W 022 2345 6789"])
def test_a_letter_that_may_belong_to_either_side_is_not_guessed(cell):
    with pytest.raises(RefusedError):
        read_phone(cell, region="IN")


def test_what_holds_no_two_labelled_numbers_stays_as_it_is():
    for text in ("98765 43210", "M: 98765 43210", "M 98765 43210 W 22", "Ravi 98765 43210 Asha 98111 11111"):
        assert apart(text, 7) == text


@pytest.mark.parametrize(
    ("label", "turn"),
    [("* Mobile", 0), ("Work Fax", 9), ("Home", 2), ("Work Mobile", 0), ("", 1), ("Main", 1), ("Pager", 9)],
)
def test_words_beside_a_number_say_its_turn(label, turn):
    assert turn_of(label) == turn
