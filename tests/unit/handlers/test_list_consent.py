"""Consent in lists: several columns that ask about it, a no beside a yes, consents to other things."""

import pytest

from tests.deliveries import account
from worker.contact import Consent
from worker.handlers.row_reading import SharedByRows, complete_mapping, row_contact


def given(cells: dict[str, str], mapping: dict[str, str] | None = None, consent: bool | None = None) -> list[bool]:
    """Read a row; give what was made of consent."""
    cells = {"Phone": "9876543210", **cells}
    acme = account()
    columns = complete_mapping(mapping, list(cells), acme, [list(cells.values())])
    shared = SharedByRows(acme, "diwali", "l1", 1_795_082_400_000, columns, "IN", consent=consent)
    return [one.given for one in row_contact(shared, 1, cells).consents]


@pytest.mark.parametrize(
    ("cells", "made"),
    [
        ({"zgoda_marketingowa": "nie", "zgoda_rodo": "tak"}, []),
        ({"zgoda_rodo": "tak"}, []),
        ({"zgoda_rodo": "nie", "zgoda_marketingowa": "tak"}, [True]),
        ({"Consent": "yes", "Marketing consent": "no"}, []),
        ({"Marketing consent": "no", "Consent": "yes"}, []),
        ({"Consent": "yes", "Marketing consent": "yes"}, [True]),
        ({"WhatsApp opt-in": "yes", "Accepts Marketing": "no"}, []),
        ({"WhatsApp opt-in": "yes", "SMS opt-in": "no"}, [True]),
        ({"SMS opt-in": "yes", "WhatsApp opt-in": "no"}, []),
        ({"Consent": "yes", "Marketing consent": "unsubscribed"}, [False]),
        ({"GDPR": "yes", "Terms accepted": "yes"}, []),
        ({"Consent": "I agree to receive WhatsApp updates"}, [True]),
        ({"Consent": "I agree to the privacy policy"}, []),
        ({"Consent": "I accept the terms;I agree to receive offers on WhatsApp"}, [True]),
    ],
)
def test_a_no_to_marketing_is_heard_and_data_processing_is_no_consent(cells: dict[str, str], made: list[bool]) -> None:
    assert given(cells) == made


def test_the_column_that_somebody_named_decides_alone() -> None:
    cells = {"opt_in": "yes", "Marketing consent": "yes", "Asked": "no"}
    assert given(cells, {"Asked": "opt_in"}) == []
    assert given(cells, {"Asked": "consent"}) == []
    assert given(cells | {"Asked": "yes", "Marketing consent": "no"}, {"Asked": "opt_in"}) == [True]


def test_a_row_s_own_no_is_heard_where_the_list_says_yes_for_all() -> None:
    assert given({"City": "Pune"}, consent=True) == [True]
    assert given({"Marketing consent": "no"}, consent=True) == []
    assert given({"DND": "no"}, consent=True) == [True]
    assert given({"DND": "yes"}, consent=True) == [False]


def test_the_moment_is_the_list_s() -> None:
    columns = {"Phone": "phone", "Consent": "opt_in"}
    shared = SharedByRows(account(), "diwali", "l1", 1_795_082_400_000, columns, "IN")
    contact = row_contact(shared, 1, {"Phone": "9876543210", "Consent": "yes"})
    assert contact.consents == (Consent(True, 1_795_082_400_000, "list"),)
