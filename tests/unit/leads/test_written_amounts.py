"""Amounts and dates as people write them, by country: what is read, and what is left alone because it could be two things."""

from typing import Any

import pytest

from worker.errors import RefusedError
from worker.leads.amount_words import COMMA_REGIONS, CURRENCIES, LOCAL_SCALES, POINT_REGIONS, SCALES
from worker.leads.written_dates import read_date
from worker.leads.written_numbers import read_number


def number(text: Any, region: str | None) -> Any:
    """Give the number, or the reason of refusal as `!reason`."""
    try:
        return read_number(text, region)
    except RefusedError as error:
        return f"!{error.reason}"


def day(text: Any, region: str | None) -> Any:
    """Give the date, or the reason of refusal as `!reason`."""
    try:
        return read_date(text, region)
    except RefusedError as error:
        return f"!{error.reason}"


@pytest.mark.parametrize(
    ("text", "region", "result"),
    [
        ("50 lakh", "IN", 5_000_000),
        ("50 Lakhs", "US", 5_000_000),
        ("50 lacs", "IN", 5_000_000),
        ("50lac", "IN", 5_000_000),
        ("1.2 Cr", "IN", 12_000_000),
        ("1.2 Cr.", "IN", 12_000_000),
        ("2 crore", "IN", 20_000_000),
        ("₹1.25 crores", "IN", 12_500_000),
        ("Rs. 75L", "IN", 7_500_000),
        ("Rs.75 L", "US", 7_500_000),
        ("75L", "IN", 7_500_000),
        ("₹ 8,50,000", "IN", 850_000),
        ("₹5,00,000/-", "IN", 500_000),
        ("Rs 5,00,000/- only", "IN", 500_000),
        ("INR 5,000", "IN", 5_000),
        ("5 lakh rupees", "IN", 500_000),
        ("५० लाख", "IN", 5_000_000),
        ("₹ १,२३,४५६", "IN", 123_456),
        ("२ करोड़", "IN", 20_000_000),
        ("५ हज़ार", "IN", 5_000),
        ("85k", "IN", 85_000),
        ("85 K", "BR", 85_000),
        ("$1.2M", "US", 1_200_000),
        ("$1.2m", "US", 1_200_000),
        ("USD 10,000", "US", 10_000),
        ("10,000 USD", "US", 10_000),
        ("1.5 million dollars", "US", 1_500_000),
        ("US$ 2,500.50", "US", 2_500.5),
        ("1.250.000,00", "BR", 1_250_000),
        ("1.250.000,00", None, 1_250_000),
        ("R$ 1,2 mi", "BR", 1_200_000),
        ("R$ 1,2 mi", "US", 1_200_000),
        ("1,5 milhão", "BR", 1_500_000),
        ("1,5 milhão de reais", "BR", 1_500_000),
        ("2 milhões", "BR", 2_000_000),
        ("R$ 350 mil", "BR", 350_000),
        ("350 mil reais", "BR", 350_000),
        ("350 mil", "MX", 350_000),
        ("2 millones de pesos", "CO", 2_000_000),
        ("R$1.500", "BR", 1_500),
        ("R$ 1.250", None, 1_250),
        ("₹ 1,250", None, 1_250),
        ("1.250", "BR", 1_250),
        ("1.250", "DE", 1_250),
        ("1.250", "IN", 1.25),
        ("1,250", "IN", 1_250),
        ("1,250", "MX", 1_250),
        ("1.250,50 €", "DE", 1_250.5),
        ("2 Mio. €", "DE", 2_000_000),
        ("Rp 5 juta", "ID", 5_000_000),
        ("١٬٢٣٤", "EG", 1_234),
        ("١٬٢٣٤٫٥", "EG", 1_234.5),
        ("٥ مليون", "EG", 5_000_000),
        # Said in parts, each smaller than the unit before it.
        ("1 crore 20 lakh", "IN", 12_000_000),
        ("1 Crore 20 Lakhs", "US", 12_000_000),
        ("1 lakh 50 thousand", "IN", 150_000),
        ("2 Cr 35 L", "IN", 23_500_000),
        ("2Cr35L", "IN", 23_500_000),
        ("2 Cr. 35 L.", "IN", 23_500_000),
        ("₹ 2 Cr 35 L", "US", 23_500_000),
        ("2 Cr 35 L INR", "US", 23_500_000),
        ("Rs. 1 crore 20 lakh only", "IN", 12_000_000),
        ("Rs 1 crore and 20 lakh/-", "IN", 12_000_000),
        ("1 crore 20 lakh rupees", "IN", 12_000_000),
        ("1 crore 20 lakh 50 thousand", "IN", 12_050_000),
        ("1 crore 20.5 lakh", "IN", 12_050_000),
        ("1 lakh 50,000", "IN", 150_000),
        ("1 crore 20,00,000", "IN", 12_000_000),
        ("1,200 crore 50 lakh", "IN", 12_005_000_000),
        ("-1 crore 20 lakh", "IN", -12_000_000),
        ("१ करोड़ २० लाख", "IN", 12_000_000),
        ("1 milhão e 200 mil", "BR", 1_200_000),
        ("R$ 1 milhão e 200 mil", "US", 1_200_000),
        ("1 millón 200 mil pesos", "MX", 1_200_000),
        ("1 juta 500 ribu", "ID", 1_500_000),
        ("1M 500k", "US", 1_500_000),
        ("-₹ 500", "IN", -500),
        ("$-500", "US", -500),
        # What could be two things, or is no single value, stays text.
        ("1.250", None, "!ambiguous_number"),
        ("1,250", None, "!ambiguous_number"),
        ("1,250", "BR", "!ambiguous_number"),
        ("1.250", "CH", "!ambiguous_number"),
        ("US$ 1.250", "BR", "!ambiguous_number"),
        ("R$ 1.250", "US", "!ambiguous_number"),
        ("50-60 lakh", "IN", "!number_range"),
        ("50 to 60 lakh", "IN", "!number_range"),
        ("50L - 60L", "IN", "!number_range"),
        ("₹50k–₹60k", "IN", "!number_range"),
        ("R$ 300 mil a R$ 400 mil", "BR", "!number_range"),
        ("300 mil até 400 mil", "BR", "!number_range"),
        ("75L", "DE", "!not_a_number"),  # litres
        ("500 Cr", "US", "!not_a_number"),  # credit
        ("₹ 2 Cr", "US", 20_000_000),
        ("30 mn", "FR", "!not_a_number"),  # minutes
        ("$30 mn", "US", 30_000_000),
        ("5 jt", "ID", 5_000_000),
        ("1.2 mil", "US", "!not_a_number"),  # slang for a million
        ("5 mi", "US", "!not_a_number"),  # miles
        ("2m", "GB", "!not_a_number"),  # metres
        ("2 billion", "DE", "!not_a_number"),
        ("50 lakh+", "IN", "!not_a_number"),
        ("about 50 lakh", "IN", "!not_a_number"),
        ("under 2 crore", "IN", "!not_a_number"),
        ("50 lakh crore", "IN", "!not_a_number"),
        ("₹ 50 $", "IN", "!not_a_number"),
        ("lakh", "IN", "!not_a_number"),
        ("50 people", "IN", "!not_a_number"),
        ("3 BHK", "IN", "!not_a_number"),
        ("-$-5", "US", "!not_a_number"),
        ("1 lakh 50", "IN", "!ambiguous_number"),  # 50 thousand, mostly
        ("5 lakh 2026", "IN", "!ambiguous_number"),
        ("1 crore 560001", "IN", "!ambiguous_number"),  # a postal code
        ("1 lakh 1.250", None, "!ambiguous_number"),
        ("50 thousand 1 lakh", "IN", "!not_a_number"),
        ("50 lakh 60 lakh", "IN", "!not_a_number"),
        ("1 crore 150 lakh", "IN", "!not_a_number"),
        ("1.5 crore 20 lakh", "IN", "!not_a_number"),
        ("1 crore or 20 lakh", "IN", "!not_a_number"),
        ("1 crore + 20 lakh", "IN", "!not_a_number"),
        ("1 crore to 1 crore 20 lakh", "IN", "!number_range"),
        ("1 crore 20 lakh - 1 crore 50 lakh", "IN", "!number_range"),
        ("2 Cr 35 L", "DE", "!not_a_number"),
        ("3 BHK 2 bath", "IN", "!not_a_number"),
        ("12 Mar 2026", "IN", "!not_a_number"),
        ("1 lakh ₹ 50 thousand", "IN", "!not_a_number"),
        ("₹ 1 lakh 50 thousand $", "IN", "!not_a_number"),
        ("1 lakh 99999999999999 thousand", "IN", "!not_a_number"),
        ("5 lakh and 3", "IN", "!ambiguous_number"),
        ("9 crore" * 30, "IN", "!not_a_number"),
        ("99999999999999 crore", "IN", "!inexact_number"),
    ],
)
def test_amounts(text: str, region: str | None, result: Any) -> None:
    read = number(text, region)
    assert (read, type(read)) == (result, type(result))


def test_the_tables_do_not_contradict_each_other() -> None:
    assert not POINT_REGIONS & COMMA_REGIONS
    assert not SCALES.keys() & LOCAL_SCALES.keys()
    assert not (SCALES.keys() | LOCAL_SCALES.keys()) & CURRENCIES.keys()


@pytest.mark.parametrize("word", SCALES)
def test_every_word_of_the_table_multiplies(word: str) -> None:
    assert number(f"3 {word}", "IN") == number(f"3{word.upper()}.", None) == 3 * SCALES[word]


@pytest.mark.parametrize("word", [word for word in CURRENCIES if word])
def test_every_currency_of_the_table_is_read_before_and_behind(word: str) -> None:
    assert number(f"{word} 20", "IN") == number(f"{word}20", "IN") == 20
    assert number(f"20 {word}", "IN") == 20 or word.startswith("s/")


@pytest.mark.parametrize(
    ("text", "region", "result"),
    [
        ("12/03/2026", "IN", "2026-03-12"),
        ("12/03/2026", "BR", "2026-03-12"),
        ("12/03/2026", "US", "2026-12-03"),
        ("12-03-2026 18:30", "IN", "2026-03-12"),
        ("१२/०३/२०२६", "IN", "2026-03-12"),
        ("12/03/2026", None, "!ambiguous_date"),
        ("12/03/2026", "CA", "!ambiguous_date"),
        ("12/03/2026", "PH", "!ambiguous_date"),
        ("13/03/2026", "US", "2026-03-13"),
        ("3 de março de 2026", "BR", "2026-03-03"),
        ("3 de marzo del 2026", "MX", "2026-03-03"),
        ("12 मार्च 2026", "IN", "2026-03-12"),
        ("१२ दिसंबर २०२६", "IN", "2026-12-12"),
        ("5 मई, 2026", "IN", "2026-05-05"),
        ("1er août 2026", "FR", "2026-08-01"),
        ("12. März 2026", "DE", "2026-03-12"),
        ("2026年3月12日", "JP", "2026-03-12"),
        ("2026年3月12日 10:30", None, "2026-03-12"),
        ("2026년 3월 12일", "KR", "2026-03-12"),
        ("2026年13月12日", "JP", "!not_a_date"),
        ("12 मार्च", "IN", "!not_a_date"),  # of which year?
        ("next Friday", "IN", "!not_a_date"),
        ("amanhã", "BR", "!not_a_date"),
    ],
)
def test_dates(text: str, region: str | None, result: str) -> None:
    assert day(text, region) == result
