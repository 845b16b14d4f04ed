"""Laws of identity, over generated numbers and over anything at all."""

import contextlib
from typing import Any

import phonenumbers
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from worker.contact import Identity
from worker.errors import RefusedError
from worker.identity.folding import RULES, fold, spelling
from worker.identity.keys import (
    bsuid_identity,
    email_identity,
    ext_identity,
    jid_identity,
    read_any,
    read_phone,
    whatsapp_identity,
)
from worker.identity.number_plans import REGIONS, international

TYPES = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
EXAMPLES = sorted(
    {
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[1:]
        for region in REGIONS
        for kind in TYPES
        if (number := phonenumbers.example_number_for_type(region, kind))
    }
)
FOLDED = tuple(RULES)
DIGITS = st.text("0123456789", min_size=1, max_size=18)
PREFIXED = st.builds(
    str.__add__, st.sampled_from([*FOLDED, "549", "5491115", "521", "22501", "7", "39", "225", ""]), DIGITS
)


@st.composite
def varied(draw: st.DrawFn) -> str:
    """Give an example number of some country with its last digits changed: often valid, always near."""
    number = draw(st.sampled_from(EXAMPLES))
    changed = draw(st.integers(1, 6))
    return number[:-changed] + draw(st.text("0123456789", min_size=changed, max_size=changed))


NUMBERS = st.one_of(varied(), PREFIXED, DIGITS)
REGION = st.sampled_from([None, "IN", "BR", "MX", "AR", "BJ", "CI", "IT", "RU", "KZ", "US", "GB", "DE", "XX"])
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.binary(max_size=60),
    st.text(max_size=60),
    st.text("0123456789+-()/,;.: \n#xXeE@*'\"=%&٣９\u200d\u00a0", max_size=40),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.builds(object),
)


def typed(text: Any, region: str | None = None) -> Identity | None:
    try:
        return read_phone(text, region=region).primary
    except RefusedError:
        return None


@given(NUMBERS)
def test_folding_twice_is_folding_once(digits: str) -> None:
    assert fold(fold(digits)) == fold(digits)
    assert spelling(spelling(digits)) == spelling(digits)
    assert fold(spelling(digits)) == fold(digits)


@given(NUMBERS)
@example("54111523456789")
@example("549111523456789")
@example("4407911123456")
@example("9109876543210")
@example("22997123456")
def test_typed_and_delivered_are_one_person_wherever_the_typed_is_accepted(digits: str) -> None:
    human = typed("+" + digits)
    if human is None or digits[0] == "0":  # a plus before a zero is a slip of the writer; WhatsApp does not make it
        return
    delivered = whatsapp_identity(digits)
    doubled = "doubled_country_code" in read_phone("+" + digits, region=None).notes
    assert doubled or human == Identity(
        delivered.key, "phone", delivered.e164 or "", delivered.e164, False, delivered.line_type
    )


@given(NUMBERS, REGION)
def test_what_we_give_back_reads_as_itself(text: str, region: str | None) -> None:
    first = typed(text, region)
    if first is None:
        return
    assert typed(first.e164, None) == first
    assert typed(first.e164, region) == first
    assert whatsapp_identity(str(first.e164)).key == first.key


@given(NUMBERS)
def test_a_delivered_number_reads_as_itself(digits: str) -> None:
    first = whatsapp_identity(digits)
    again = whatsapp_identity(str(first.e164))
    assert (again.key, again.e164) == (first.key, first.e164)
    assert whatsapp_identity(first.raw) == first


@given(varied(), varied())
def test_two_numbers_of_the_plans_share_a_key_only_by_a_rule(one: str, other: str) -> None:
    assume(one != other and not one.startswith(FOLDED) and not other.startswith(FOLDED))
    first, second = international(one), international(other)
    assume(first is not None and second is not None and first.digits == one and second.digits == other)
    assert whatsapp_identity(one).key != whatsapp_identity(other).key


@given(varied())
def test_a_number_of_the_plans_is_its_own_e164_form(digits: str) -> None:
    number = international(digits)
    assume(number is not None and not digits.startswith(FOLDED))
    parsed = phonenumbers.parse("+" + digits, None)
    assume(phonenumbers.is_valid_number(parsed))
    assert number is not None
    assert number.digits == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)[1:]


@given(ANYTHING, REGION)
@example("(0)", "IN")
@example("\ud800", None)
@example("9" * 600, None)
@example(float("nan"), None)
def test_nothing_but_a_refusal_is_ever_raised(thing: Any, region: str | None) -> None:
    for read in (
        lambda: read_phone(thing, region=region),
        lambda: read_phone("8123456789", region=thing, dial_code=thing),
        lambda: whatsapp_identity(thing),
        lambda: jid_identity(thing),
        lambda: bsuid_identity(thing),
        lambda: ext_identity("typeform", thing),
        lambda: email_identity(thing),
    ):
        with contextlib.suppress(RefusedError):
            read()
    for source in ("human", "whatsapp"):
        reading = read_any(thing, region=region, source=source)
        assert (reading.phone is None) == (reading.outcome != "accepted")


@given(st.text(max_size=80))
def test_every_key_can_be_stored(text: str) -> None:
    for identity in (email_identity(text), typed(text, "IN")):
        if identity is not None:
            identity.key.encode("utf-8")
            assert identity.key.partition(":")[2]


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_the_example_numbers_of_every_country_are_read_in_every_form(region: str) -> None:
    for kind in TYPES:
        number = phonenumbers.example_number_for_type(region, kind)
        if number is None:
            continue
        forms = phonenumbers.PhoneNumberFormat
        e164 = phonenumbers.format_number(number, forms.E164)
        if read_any(e164).reason == "placeholder" or e164.endswith("000000"):
            continue  # the plan's own example is 1234567890, or round
        national = phonenumbers.format_number(number, forms.NATIONAL)
        for text, home in (
            (e164, None),
            (e164, "IN"),
            (e164[1:], region),
            ("00" + e164[1:], "US"),
            (national, region),
            ("".join(filter(str.isdigit, national)), region),
            (phonenumbers.format_number(number, forms.INTERNATIONAL), "IN"),
            (phonenumbers.format_number(number, forms.RFC3966), "US"),
        ):
            identity = typed(text, home)
            assert identity is not None, (text, home)
            assert identity.e164 == e164, (text, home)
