"""Names and meanings of columns."""

import pytest

from tests.deliveries import account
from worker.errors import RefusedError
from worker.importing.column_mapping import Columns, is_report, read_map
from worker.importing.layout import find_layout
from worker.importing.reject_report import REPORT_COLUMNS


def columns(text, given=None, of=None):
    return Columns.of(find_layout(text), of or account(), given or {})


def test_the_meaning_of_columns_is_guessed():
    found = columns("Mobile,Vorname,Ort,Opt-in,Note\n9876510001,Asha,Pune,yes,x\n")
    assert found.mapping == {
        "Mobile": "phone",
        "Vorname": "first_name",
        "Ort": "city",
        "Opt-in": "opt_in",
        "Note": "Note",
    }
    assert found.notes == []


def test_given_meanings_go_first_however_the_column_is_written():
    found = columns("Phone No.,Alt Phone,Stadt\n9876510001,9876510002,Pune\n", {"alt phone": "phone", "stadt": "city"})
    assert found.mapping == {"Phone No.": "phone.2", "Alt Phone": "phone", "Stadt": "city"}


def test_columns_without_a_header_are_named_by_their_number():
    found = columns("Asha,9876510001\nRavi,9876510002\n", {"1": "name"})
    assert found.mapping == {"column 1": "name", "column 2": "phone"}


def test_a_number_that_is_a_columns_name_is_the_name():
    assert columns("2,phone\na,9876510001\n", {"2": "name"}).mapping == {"2": "name", "phone": "phone"}


def test_a_column_that_is_not_there_is_refused_with_what_was_meant():
    with pytest.raises(RefusedError, match="did you mean 'Mobile'") as failure:
        columns("Mobile,Name\n9876510001,Asha\n", {"Mobil": "phone"})
    assert failure.value.reason == "unknown_column"


def test_a_name_that_several_columns_are_written_like_is_refused():
    with pytest.raises(RefusedError):
        columns("Mobile No,Mobile-No\n9876510001,9876510002\n", {"mobile no": "phone"})


def test_a_list_in_which_no_column_can_name_a_person_is_refused_before_its_rows():
    with pytest.raises(RefusedError, match=r"--map 'column 1=phone'") as failure:
        columns("a,b\n1,2\n")
    assert failure.value.reason == "no_identity"
    with pytest.raises(RefusedError, match="email_identifies: false"):
        columns("E-Mail,Name\na@example.com,Asha\n", of=account(email_identifies=False))
    assert columns("E-Mail,Name\na@example.com,Asha\n").mapping["E-Mail"] == "email"


def test_lines_that_stand_in_quotes_as_a_whole_are_told():
    with pytest.raises(RefusedError, match="stand in quotes as a whole"):
        columns('"phone,name"\n"9876510001,Asha"\n')


def test_columns_of_the_same_name_are_kept_apart_and_reported():
    found = columns("phone,name,phone\n9876510001,Asha,9876510002\n")
    assert found.mapping == {"phone": "phone", "name": "name", "phone (2)": "phone.2"}
    assert found.notes == ["2 columns are called 'phone'; the others are called 'phone (2)' and so on"]


def test_a_meaning_that_is_none_is_kept_as_an_extra_and_reported():
    found = columns("phone,town\n9876510001,Pune\n", {"town": "emial"})
    assert found.mapping["town"] == "emial"
    assert found.notes == ["'emial' is no field of the account, so 'town' is kept as an extra - did you mean 'email'?"]


@pytest.mark.parametrize(
    ("said", "meant"), [("optin", "opt_in"), ("marketing", "opt_in"), ("dnd", "opt_out"), ("region", "country")]
)
def test_other_words_for_a_meaning_are_told_with_ours(said: str, meant: str):
    found = columns("phone,town\n9876510001,Pune\n", {"town": said})
    assert [note for note in found.notes if note.endswith(f"did you mean '{meant}'?")]


def test_a_field_of_the_account_is_no_surprise():
    assert columns("phone,x\n9876510001,1\n", {"x": "budget"}, account(fields={"budget": ()})).notes == []


def test_rows_with_more_cells_than_the_header_keep_them_under_names_of_their_own():
    found = columns("phone,name\n9876510001,Asha\n")
    assert found.cells(["9876510001"]) == {"phone": "9876510001"}
    assert found.cells(["9876510001", "A", "x", "y"]) == {
        "phone": "9876510001", "name": "A", "column 3": "x", "column 4": "y",
    }  # fmt: skip
    assert found.mapping["column 4"] == "column 4"


def test_a_reject_report_of_ours_is_a_list_whose_first_columns_are_ignored():
    layout = find_layout(",".join([*REPORT_COLUMNS, "phone", "name"]) + "\n4,5,empty,x,y,9876510001,Asha\n")
    assert is_report(layout)
    found = Columns.of(layout, account(), {})
    assert {found.mapping[name] for name in REPORT_COLUMNS} == {"ignore"}
    assert found.mapping["phone"] == "phone"


@pytest.mark.parametrize(
    ("texts", "pairs"),
    [
        (["Mobile=phone,City=city"], {"Mobile": "phone", "City": "city"}),
        (["Mobile=phone", "City = city "], {"Mobile": "phone", "City": "city"}),
        (['"City, State"=city,x=ignore'], {"City, State": "city", "x": "ignore"}),
        (["a=b=phone"], {"a=b": "phone"}),
        ([], {}),
    ],
)
def test_pairs_are_read(texts, pairs):
    assert read_map(texts) == pairs


@pytest.mark.parametrize("text", ["phone", "=phone", "Mobile=", "a=b,,c=d"])
def test_what_is_no_pair_is_refused(text):
    with pytest.raises(ValueError, match="COLUMN=MEANING"):
        read_map([text])
