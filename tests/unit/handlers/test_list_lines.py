"""Lines of lists that are no rows: headers again, totals, counts, page numbers; and people whose names look like them."""

from typing import Any

import pytest

from tests.deliveries import account, accounts, chunk, keys, read
from worker.handlers.list_lines import unlike_a_row

MAPPING = {"Name": "name", "Phone": "phone", "E-Mail": "email", "Amount": "amount", "Name (2)": "Name (2)"}


def line(*cells: Any) -> dict[str, Any]:
    return dict(zip(("Name", "Phone", "E-Mail", "Amount", "Name (2)"), cells, strict=False))


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (("Name", "Phone", "E-Mail", "Amount", "Name"), "repeated_header"),
        (("NAME", " phone ", "e-mail", "AMOUNT"), "repeated_header"),
        (("", "Phone"), "repeated_header"),
        (("Total",), "total_line"),
        (("TOTAL:", "", "", "12,50,000.00"), "total_line"),
        (("Total", "", "", 1250000.5), "total_line"),
        (("", "", "", "Grand Total", "Rs. 45,000/-"), "total_line"),
        (("Total", "154", "", "₹ 8,50,000"), "total_line"),  # a sum of the column of phones is none
        (("Sub-total", "", "", "3 lakh"), "total_line"),
        (("Total contacts: 25",), "total_line"),
        (("Total", "-", "N/A", "25"), "total_line"),
        (("Gesamtsumme", "", "", "1.250,00 €"), "total_line"),
        (("कुल", "", "", "२५"), "total_line"),
        (("Total geral", "", "", "R$ 1.250,00"), "total_line"),
        (("合計", "", "", "25"), "total_line"),
        (("(25 rows)",), "total_line"),
        (("(25 rows affected)",), "total_line"),
        (("Showing 25 of 25 entries",), "total_line"),
        (("Page 2 of 5",), "total_line"),
        # People.
        (("Total", "98765 10001"), None),
        (("Total", "9876510001", "", "25"), None),
        (("Total", "", "total@example.com"), None),
        (("Total", "", "", "", "Pune"), None),
        (("Total Energies",), None),
        (("Suma Rao", "", "", "25"), None),
        (("Summer",), None),
        (("Page",), None),
        (("Contacts of Acme",), None),
        (("Asha", "", "", "25"), None),
        (("", "", "", "25"), None),
        (("Name", "", "asha@example.com"), None),
        (("Phone", "Name"), None),
        (("", ""), None),
        (("total " * 40,), None),
    ],
)
def test_what_a_line_is(cells: tuple[Any, ...], what: str | None) -> None:
    assert unlike_a_row(line(*cells), MAPPING) == what


def test_lines_of_a_chunk_that_are_no_rows_are_passed_over_and_people_are_not() -> None:
    columns = ["Name", "Phone", "Orders"]
    rows = [["Asha", "98765 10001", "3"], ["Name", "Phone", "Orders"], ["Total", "98765 10002", "4"], ["Total", "", 7]]
    decoded = read(chunk([*rows, ["Ravi", "", "2"]], columns))
    assert [keys(contact) for contact in decoded.contacts] == [["phone:919876510001"], ["phone:919876510002"]]
    assert [(one.id, one.reason) for one in decoded.ignored] == [
        ("row:L1:2", "repeated_header"),
        ("row:L1:4", "total_line"),
    ]
    assert [(one.id, one.reason) for one in decoded.refused] == [("row:L1:5", "empty")]


def test_a_row_with_nothing_but_a_record_id_says_what_would_make_it_a_person() -> None:
    refused = read(
        chunk([["4711", "Asha", ""]], ["Contact ID", "Name", "Phone"]),
        accounts(account(plugins={"shop": {"id": "id"}})),
    ).refused
    assert [one.reason for one in refused] == ["record_id_only"]
    assert "(Contact ID: 4711)" in refused[0].detail
    assert "--map 'Contact ID=record:shop'" in refused[0].detail
    (other,) = read(chunk([["", "Asha", ""]], ["Contact ID", "Name", "Phone"])).refused
    assert other.reason == "empty"


def test_a_record_id_names_a_person_where_somebody_said_whose_it_is() -> None:
    rows = [["4711", "Asha", ""], ["4712", "Ravi", "98765 10002"], ["4713", "Lost", "9.19877E+11"]]
    mapping = {"Contact ID": "record:shopify", "Phone": "phone"}
    decoded = read(chunk(rows, ["Contact ID", "Name", "Phone"], mapping=mapping))
    first, second = decoded.contacts
    assert (keys(first), "no_phone" in first.flags) == (["ext:shopify:4711"], True)
    assert keys(second) == ["phone:919876510002", "ext:shopify:4712"]
    assert [fact.name for fact in second.facts] == ["name"]
    assert [one.reason for one in decoded.refused] == ["precision_lost"]
