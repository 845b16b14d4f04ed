"""The folding rules against the numbering plans they were written from."""

import phonenumbers
import pytest

from worker.errors import RefusedError
from worker.identity.folding import KEY_VERSION, RULES, fold, spelling
from worker.identity.keys import read_phone, whatsapp_identity


def in_plan(digits: str) -> bool:
    try:
        number = phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return False
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return phonenumbers.is_valid_number(number) and e164 == "+" + digits


def test_brazils_rule_inserts_the_nine_only_where_the_plan_demands_it() -> None:
    """Where this fails after an upgrade, Brazil's plan has changed: correct the rule and raise KEY_VERSION.

    From 2 on: no subscriber's number ever began with 0 or 1, although the plan's pattern for mobiles would let 90 pass.
    """
    for area in range(10, 100):
        for first in range(20, 100):
            short, long = f"55{area}{first:02}654321", f"55{area}9{first:02}654321"
            assert (fold(short) == long) == (not in_plan(short) and in_plan(long)), short
            assert fold(short) in (short, long)


@pytest.mark.parametrize(
    ("digits", "folded", "written"),
    [
        ("551187654321", "5511987654321", "5511987654321"),
        ("5511987654321", "5511987654321", "5511987654321"),
        ("551133334444", "551133334444", "551133334444"),
        ("551178123456", "551178123456", "551178123456"),
        ("552087654321", "552087654321", "552087654321"),
        ("5215512345678", "525512345678", "525512345678"),
        ("525512345678", "525512345678", "525512345678"),
        ("541123456789", "5491123456789", "541123456789"),
        ("5491123456789", "5491123456789", "5491123456789"),
        ("5481023456789", "5481023456789", "5481023456789"),
        ("22997123456", "2290197123456", "2290197123456"),
        ("2290197123456", "2290197123456", "2290197123456"),
        ("22507123456", "2250707123456", "22507123456"),
        ("22544556677", "2250544556677", "22544556677"),
        ("22501223344", "2250101223344", "22501223344"),
        ("22520304050", "22520304050", "22520304050"),
        ("2250707123456", "2250707123456", "2250707123456"),
        ("390236618300", "390236618300", "390236618300"),
        ("14155552671", "14155552671", "14155552671"),
        ("447911123456", "447911123456", "447911123456"),
        ("", "", ""),
        ("5", "5", "5"),
        ("no digits", "no digits", "no digits"),
    ],
)
def test_folding_and_spelling(digits: str, folded: str, written: str) -> None:
    assert (fold(digits), spelling(digits)) == (folded, written)


def test_only_argentina_keeps_two_addresses_under_one_key() -> None:
    assert [rule.country for rules in RULES.values() for rule in rules if not rule.spelling] == ["AR"]
    without, with_nine = whatsapp_identity("541123456789"), whatsapp_identity("5491123456789")
    assert without.key == with_nine.key
    assert (without.raw, with_nine.raw) == ("541123456789", "5491123456789")
    assert without.e164 != with_nine.e164


@pytest.mark.parametrize(
    ("delivered", "today"),
    [
        ("22507481212", "+2250707481212"),
        ("22544556677", "+2250544556677"),
        ("22501223344", "+2250101223344"),
        ("22541223344", "+2250141223344"),
        ("22589123456", "+2250789123456"),
        ("22595123456", "+2250595123456"),
    ],
)
def test_a_short_id_of_ivory_coast_is_todays_number_and_stays_the_address(delivered: str, today: str) -> None:
    identity = whatsapp_identity(delivered)
    assert (identity.raw, identity.e164, identity.line_type) == (delivered, today, "mobile")
    assert identity.key == read_phone(today, region=None).primary.key == read_phone(today[4:], region="CI").primary.key


def test_eight_typed_digits_of_ivory_coast_may_lack_two_and_are_refused() -> None:
    for typed in ("+225 07 48 12 12", "07 48 12 12"):
        with pytest.raises(RefusedError, match="invalid"):
            read_phone(typed, region="CI")


def test_two_brazilian_mobiles_that_differ_in_the_nine_stay_two_people() -> None:
    assert whatsapp_identity("551178123456").key != whatsapp_identity("5511978123456").key


def test_no_region_is_in_a_key() -> None:
    assert read_phone("07911 123456", region="GB").primary.key == read_phone("07911 123456", region="GG").primary.key
    assert read_phone("701 234 5678", region="KZ").primary.key == read_phone("701 234 5678", region="RU").primary.key


def test_the_version_of_the_rules_is_pinned_to_their_text() -> None:
    """A changed rule needs a new KEY_VERSION, or leads stored under the old keys are not found any more."""
    rules = [
        (rule.country, rule.pattern.pattern, rule.target, rule.spelling, rule.typed)
        for group in RULES.values()
        for rule in group
    ]
    assert (KEY_VERSION, rules) == (
        2,
        [
            (
                "BR",
                r"55((?:[14689][1-9]|2[12478]|3[1-578]|5[13-5]|7[13-579]))([689]\d{7})",
                r"55\g<1>9\g<2>",
                True,
                True,
            ),
            ("MX", r"52(?:1|044|045|01)([2-9]\d{9})", r"52\g<1>", True, True),
            ("AR", r"54([1-3]\d{9})", r"549\g<1>", False, True),
            ("BJ", r"229([24-9]\d{7})", r"22901\g<1>", True, True),
            ("CI", r"225((?:0[1-3]|[4-7][0-3])\d{6})", r"22501\g<1>", True, False),
            ("CI", r"225([04-9][4-6]\d{6})", r"22505\g<1>", True, False),
            ("CI", r"225([04-9][7-9]\d{6})", r"22507\g<1>", True, False),
        ],
    )
