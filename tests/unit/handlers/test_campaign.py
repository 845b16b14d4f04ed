"""Chunks of broadcast lists to contacts, row by row."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.account import Number
from tests.deliveries import GOLDEN, RECEIVED, TEN, account, accounts, chunk, facts, keys, only_contact, read
from worker.contact import Consent
from worker.errors import RefusedError
from worker.handlers.size_limits import MAX_TEXT
from worker.ports import Delivery


def _list(file, encoding="utf-8-sig", delimiter=",", **envelope):
    text = (GOLDEN / "campaign" / file).read_bytes().decode(encoding)
    columns, *rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    return read(chunk(rows, columns, list=file, **envelope))


def _said(decoded):
    return [(contact.identities[0].e164, facts(contact).get("name")) for contact in decoded.contacts]


def test_a_row_is_a_contact_of_its_campaign():
    decoded = _list("basic.csv")
    assert _said(decoded) == [("+919876510001", "Asha Rao"), ("+919876510002", "Ravi"), ("+919876510003", "Meena")]
    first = decoded.contacts[0]
    assert (first.account, first.id, first.at) == ("acme", "row:basic.csv:1", TEN)
    assert (first.source, first.origin, first.activity, first.creates, first.inbound) == (
        "campaign",
        "diwali",
        "campaign_row",
        True,
        False,
    )
    assert facts(first) == {"name": "Asha Rao", "email": "asha@example.com", "city": "Pune"}
    assert {fact.by for fact in first.facts} == {"campaign"}
    assert first.attribution == {"campaign": "diwali", "list": "basic.csv"}
    assert first.raw == {"phone": "+919876510001", "name": "Asha Rao", "email": "asha@example.com", "city": "Pune"}


def test_german_names_are_joined_and_numbers_completed():
    decoded = _list("german_latin1.csv", "latin-1", ";", account="de")
    assert _said(decoded) == [("+4915123456001", "Jörg Müller"), ("+4915123456002", "Renée Öztürk")]
    assert facts(decoded.contacts[0])["city"] == "Köln"


def test_quoted_newlines_and_quotes_stay_in_their_cells():
    decoded = _list("quoted_newlines.csv")
    assert _said(decoded) == [("+919876510007", 'Rao, "Bunty"'), ("+919876510008", "Y")]
    assert facts(decoded.contacts[0])["address"].split() == ["12,", "MG", "Road", "Pune", "411001"]


def test_numbers_that_a_spreadsheet_has_touched_are_restored_or_refused_together_by_reason():
    decoded = _list("spreadsheet_mangled.csv")
    assert [number[-3:] for number, _ in _said(decoded)] == ["009", "010", "011", "012", "013", "014"]
    assert [(r.reason, r.where) for r in decoded.refused] == [("precision_lost", "row 1, 2"), ("not_a_number", "row 9")]
    letter = json.loads(decoded.refused[0].body)
    assert letter["rows"] == [
        {"row": 1, "values": ["9.19877E+11", "Lost One"]},
        {"row": 2, "values": ["9.19877E+11", "Lost Two"]},
    ]
    assert decoded.refused[1].id == "row:spreadsheet_mangled.csv:9"


def test_the_same_person_in_many_rows_has_one_identity():
    decoded = _list("duplicates.csv")
    assert {contact.identities[0].key for contact in decoded.contacts} == {"phone:919876510027"}
    assert len({contact.id for contact in decoded.contacts}) == 4


def test_formulas_are_text():
    decoded = _list("formulas.csv")
    assert _said(decoded)[0] == ("+919876510032", '=HYPERLINK("http://evil.example","click")')
    assert facts(decoded.contacts[1])["note"] == "-2+3"


def test_brazilian_mobiles_are_one_with_and_without_the_ninth_digit_and_landlines_stay():
    decoded = _list("brazil.csv", delimiter=";", account="br")
    assert [contact.identities[0].key for contact in decoded.contacts] == [
        "phone:5511987650045",
        "phone:5511987650045",
        "phone:5531987650046",
        "phone:551133330047",
        "phone:5531987650046",
    ]


def test_old_mexican_prefixes_are_one_person():
    decoded = read(
        chunk(
            [["55 8765 0020"], ["044 55 8765 0020"], ["+52 1 55 8765 0020"], ["5215587650020"]],
            ["celular"],
            account="mx",
        )
    )
    assert {contact.identities[0].key for contact in decoded.contacts} == {"phone:525587650020"}
    assert len(decoded.contacts) == 4


def test_the_chunks_region_goes_before_the_accounts():
    assert keys(only_contact(chunk([["0501234567"]], ["phone"], region="AE"))) == ["phone:971501234567"]


@pytest.mark.parametrize(
    ("columns", "row", "key"),
    [
        (["country", "phone"], ["AE", "050 123 4567"], "phone:971501234567"),
        (["country", "phone"], ["United Arab Emirates", "0501234567"], "phone:971501234567"),
        (["country", "phone"], ["ARE", "0501234567"], "phone:971501234567"),
        (["country", "phone"], ["", "9876510017"], "phone:919876510017"),
        (["Country Code", "Phone"], ["+971", "501234567"], "phone:971501234567"),
        (["Country Code", "Phone"], [971, 501234567], "phone:971501234567"),
        (["Country", "Country Code", "Phone"], ["India", "91", "9876510017"], "phone:919876510017"),
        (["DDD", "Telefone", "País"], ["11", "98765-0017", "Brasil"], "phone:5511987650017"),
        (["country", "phone"], ["India", "+971501234567"], "phone:971501234567"),
    ],
)
def test_a_row_may_say_its_own_country(columns, row, key):
    assert keys(only_contact(chunk([row], columns))) == [key]


def test_a_country_that_is_none_refuses_national_numbers_only():
    decoded = read(chunk([["Narnia", "9876510018"], ["Narnia", "+919876510018"]], ["country", "phone"]))
    assert [contact.id for contact in decoded.contacts] == ["row:L1:2"]
    assert [part.reason for part in decoded.refused] == ["unknown_country"]


def test_several_numbers_in_one_cell_or_in_several_columns_are_one_person():
    contact = only_contact(chunk([["98765 10016 / 98765 10116", "Ravi"]], ["phone", "name"]))
    assert (keys(contact), contact.alternates) == (["phone:919876510016"], ("+919876510116",))
    columns = ["phone", "whatsapp", "name"]
    contact = only_contact(chunk([["98765 10116", "98765 10016", "Ravi"]], columns))
    assert (keys(contact), contact.alternates) == (["phone:919876510016"], ("+919876510116",))
    contact = only_contact(chunk([["98765 10116", "", "Ravi"]], columns))
    assert (keys(contact), contact.alternates) == (["phone:919876510116"], ())
    contact = only_contact(chunk([["98765 10116", "9.19877E+11", "Ravi"]], columns))
    assert (keys(contact), contact.flags) == (["phone:919876510116"], ("phone_refused:precision_lost",))


@pytest.mark.parametrize(
    ("cell", "given"),
    [
        ("TRUE", True),
        ("yes", True),
        ("Sí", True),
        ("ja", True),
        ("हाँ", True),
        ("1", True),
        (True, True),
        ("☑", True),
        ("はい", True),
        *((no, None) for no in ("FALSE", "no", "Nein", "não", False, "0")),  # a box that is not ticked is no withdrawal
        *((out, False) for out in ("unsubscribed", "Opted out", "STOP", "DND", "descadastrado", "abgemeldet")),
        ("2026-11-01 10:30", True),
    ],
)
def test_a_consent_cell_is_understood(cell, given):
    contact = only_contact(chunk([["9876510018", cell]], ["phone", "WhatsApp Opted"]))
    assert contact.consents == (() if given is None else (Consent(given=given, at=TEN, reason="list"),))
    assert contact.flags == ()


@pytest.mark.parametrize(
    "column",
    [
        *(
            "Opted out",
            "opted_out",
            "Opt-out",
            "Unsubscribed",
            "DND",
            "Do not contact",
            "Do Not Call",
            "Blocked",
            "Blacklisted",
        ),
        *("Desuscrito", "Descadastrado", "Abgemeldet", "Désabonné", "Disiscritto", "Uitgeschreven", "отписан", "退订"),
    ],
)
@pytest.mark.parametrize(
    ("cell", "out"),
    [("yes", True), ("TRUE", True), ("1", True), ("x", True), ("2026-11-01", True), ("no", False), ("0", False)],
)
def test_a_column_of_withdrawals_is_understood(column, cell, out):
    contact = only_contact(chunk([["9876510018", cell]], ["phone", column]))
    assert contact.consents == ((Consent(given=False, at=TEN, reason="list"),) if out else ())


def test_who_withdrew_and_consented_in_one_row_has_withdrawn():
    contact = only_contact(chunk([["9876510018", "yes", "yes"]], ["phone", "Opt-in", "Unsubscribed"]))
    assert contact.consents == (Consent(given=False, at=TEN, reason="list"),)


def test_an_opt_out_of_e_mail_alone_says_nothing_about_whatsapp():
    contact = only_contact(chunk([["9876510018", "true"]], ["phone", "Email Opt Out"]))
    assert contact.consents == ()
    assert facts(contact) == {"Email Opt Out": "true"}


def test_a_list_may_vouch_for_all_its_rows_and_a_cell_goes_before_it():
    decoded = read(
        chunk([["9876510018", ""], ["9876510019", "no"], ["9876510020", "perhaps"]], ["phone", "consent"], consent=True)
    )
    assert [[word.given for word in contact.consents] for contact in decoded.contacts] == [[True], [], []]
    assert decoded.contacts[2].flags == ("consent_unclear",)
    assert facts(decoded.contacts[2]) == {"consent": "perhaps"}


def test_tags_of_the_list_and_of_the_row_are_joined():
    contact = only_contact(
        chunk([["9876510021", "vip; hot|new", "x"]], ["phone", "Tags", "label"], tags=["diwali", "vip"])
    )
    assert contact.tags == ("diwali", "vip", "hot", "new", "x")


def test_a_given_mapping_decides_and_the_other_columns_are_guessed():
    mapping = {"Kontakt": "phone", "Vermerk": "ignore", "Sparte": "branch", "Alt": "phone.2"}
    columns = ["Kontakt", "Vermerk", "Sparte", "Alt", "Vorname", "Nachname", "Telefon"]
    contact = only_contact(
        chunk([["9876510022", "secret", "A", "9876510122", "Asha", "Rao", "9876510222"]], columns, mapping=mapping)
    )
    assert keys(contact) == ["phone:919876510022"]
    assert contact.alternates == ("+919876510122", "+919876510222")
    assert facts(contact) == {"branch": "A", "name": "Asha Rao"}


def test_a_mapping_of_a_column_that_is_not_there_is_refused_with_the_columns_there_are():
    with pytest.raises(RefusedError) as failure:
        read(chunk([["9876510022"]], ["Telefon"], mapping={"Telefn": "phone"}))
    assert failure.value.reason == "unknown_column"
    assert "'Telefon'" in failure.value.detail


def test_rows_may_be_objects_and_need_not_have_every_column():
    decoded = read(
        chunk([{"phone": "9876510023", "name": "A"}, {"phone": "9876510024", "size": 3}, {"phone": 919876510025}])
    )
    assert [(keys(c), facts(c)) for c in decoded.contacts] == [
        (["phone:919876510023"], {"name": "A"}),
        (["phone:919876510024"], {"size": 3}),
        (["phone:919876510025"], {}),
    ]


def test_a_list_without_column_names_is_read_by_the_look_of_its_cells():
    decoded = read(
        chunk([["Asha", "9876510026", "2026-11-19"], ["Ravi", "98765 10027", "2026-11-20"], ["Zoë", "", ""]])
    )
    assert [keys(contact) for contact in decoded.contacts] == [["phone:919876510026"], ["phone:919876510027"]]
    assert facts(decoded.contacts[0]) == {"column 1": "Asha", "column 3": "2026-11-19"}
    assert [part.reason for part in decoded.refused] == ["empty"]


def test_columns_of_the_same_name_lose_nothing():
    contact = only_contact(chunk([["9876510028", "Asha", "Rao", "9876510128"]], ["phone", "name", "name", "phone"]))
    assert (keys(contact), contact.alternates) == (["phone:919876510028"], ("+919876510128",))
    assert facts(contact) == {"name": "Asha", "name (2)": "Rao"}


def test_cells_beyond_the_columns_are_kept_and_missing_ones_are_empty():
    decoded = read(chunk([["9876510029", "A", "more"], ["9876510030"]], ["phone", "name"]))
    assert facts(decoded.contacts[0]) == {"name": "A", "column 3": "more"}
    assert facts(decoded.contacts[1]) == {}


def test_nul_characters_and_huge_cells_do_no_harm():
    contact = only_contact(chunk([["98765\u000010031", "A\u0000sha", "x" * 200_000]], ["phone", "name", "note"]))
    assert keys(contact) == ["phone:919876510031"]
    assert facts(contact)["name"] == "Asha"
    assert len(facts(contact)["note"]) == MAX_TEXT
    assert set(contact.flags) == {"clipped:note", "clipped:raw"}


@pytest.mark.parametrize("cell", ["", "  ", "N/A", "-", None, "nan", "null"])
def test_a_row_without_a_number_is_refused_and_never_an_identity(cell):
    decoded = read(chunk([[cell, "No One", ""]], ["phone", "name", "email"]))
    assert not decoded.contacts
    assert [part.reason for part in decoded.refused] == ["empty"]


@pytest.mark.parametrize("cell", ["", "N/A", "-", None])
def test_a_row_without_a_number_is_known_by_its_email_where_the_account_says_so(cell):
    message = chunk([[cell, "Asha", "Asha@Example.com"], ["98765 10002", "Ravi", ""]], ["phone", "name", "email"])
    first, second = read(message).contacts
    assert (keys(first), "no_phone" in first.flags) == (["email:asha@example.com"], True)
    assert keys(second) == ["phone:919876510002"]
    refused = read(message, accounts(account(email_identifies=False))).refused[0]
    assert (refused.reason, "email_identifies: false" in refused.detail) == ("no_identity", True)


def test_a_number_that_is_no_use_is_refused_beside_an_email_too():
    decoded = read(chunk([["9.19877E+11", "Asha", "asha@example.com"]], ["phone", "name", "email"]))
    assert (decoded.contacts, [part.reason for part in decoded.refused]) == ([], ["precision_lost"])


def test_an_order_of_phones_that_was_only_guessed_stays_guessed_in_chunks_and_in_what_is_refused_of_them():
    columns, rows = ["Phone", "Phone 2"], [["022 2345 6789", "98765 10003"], ["12", ""]]
    mapping = {"Phone": "phone", "Phone 2": "phone.2"}
    assert keys(read(chunk(rows, columns, mapping=mapping)).contacts[0]) == ["phone:912223456789"]
    for said in ({"mapping": mapping, "phone_order": "guessed"}, {}):
        decoded = read(chunk(rows, columns, **said))
        assert keys(decoded.contacts[0]) == ["phone:919876510003"]
        assert json.loads(decoded.refused[0].body)["phone_order"] == "guessed"


def test_a_list_of_email_addresses_needs_no_phone():
    contact = only_contact(chunk([["Asha@Example.com", "Asha"]], ["E-Mail", "Name"]))
    assert (keys(contact), contact.flags) == (["email:asha@example.com"], ("no_phone",))
    for of, cell in ((account(email_identifies=False), "a@example.com"), (account(), "none")):
        assert read(chunk([[cell, "x"]], ["E-Mail", "Name"]), accounts(of)).refused[0].reason == "no_identity"


def test_the_accounts_own_number_is_no_lead():
    assert read(chunk([["98765 99999"]], ["phone"])).refused[0].reason == "own_number"
    ours = accounts(account(region="BR", numbers=(Number(id="1", display="+55 11 8765-4321"),)))
    decoded = read(chunk([["11 98765-4321"], ["11 98765-4322"]], ["phone"]), ours)
    assert [part.reason for part in decoded.refused] == ["own_number"]
    assert [keys(contact) for contact in decoded.contacts] == [["phone:5511987654322"]]


def test_a_row_that_comes_twice_counts_once_and_two_rows_of_one_number_are_told_apart():
    rows = [
        {"row": 5, "values": ["9876510032"]},
        {"row": 5, "values": ["9876510032"]},
        {"row": 5, "values": ["9876510033"]},
    ]
    decoded = read(chunk(rows, ["phone"]))
    assert [contact.id for contact in decoded.contacts] == ["row:L1:5"]
    assert [(part.id, part.reason) for part in decoded.ignored] == [("row:L1:5:again", "duplicate_row")]
    assert [part.reason for part in decoded.refused] == ["duplicate_row"]


def test_a_row_of_another_shape_is_refused_alone():
    rows = [
        {"row": 1, "values": ["9876510034"]},
        {"row": -1, "values": []},
        {"row": 3},
        "x",
        {"row": 4, "values": {"phone": "9876510035"}},
    ]
    document = json.loads(chunk([], ["phone"]).body) | {"rows": rows}
    decoded = read(Delivery("broadcast-campaign", json.dumps(document).encode()))
    assert [contact.id for contact in decoded.contacts] == ["row:L1:1", "row:L1:4"]
    [refused] = decoded.refused
    assert (refused.reason, refused.where) == ("malformed", "rows without a number")
    assert json.loads(refused.body)["rows"] == [{"row": -1, "values": []}, {"row": 3}, "x"]


def test_numbers_in_json_cells_lose_nothing():
    body = (
        chunk([["PLACE"], ["OTHER"]], ["phone"])
        .body.replace(b'"PLACE"', b"9.19876510036E+11")
        .replace(b'"OTHER"', b"9.19877E+11")
    )
    decoded = read(Delivery("broadcast-campaign", body))
    assert [keys(contact) for contact in decoded.contacts] == [["phone:919876510036"]]
    assert [part.reason for part in decoded.refused] == ["precision_lost"]


def test_the_import_states_its_values_as_import():
    contact = only_contact(chunk([["9876510037", "Asha"]], ["phone", "name"], by="import"))
    assert {fact.by for fact in contact.facts} == {"import"}
    assert contact.source == "campaign"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (TEN, TEN),
        ("2026-11-19T10:00:00Z", TEN),
        (None, RECEIVED),
        ("2031-01-01T00:00:00Z", RECEIVED),
        ("soon", RECEIVED),
    ],
)
def test_the_time_of_a_chunk_is_its_own_but_never_ahead_of_its_arrival(at, expected):
    assert only_contact(chunk([["9876510038"]], ["phone"], at=at)).at == expected


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"rows": []}, "malformed"),
        ({"rows": [{"row": n, "values": []} for n in range(1001)]}, "malformed"),
        ({"account": None}, "malformed"),
        ({"list": ""}, "malformed"),
        ({"region": "India"}, "malformed"),
        ({"account": "nobody"}, "unknown_account"),
        ({"version": 2}, "unknown_version"),
        ({"rows": [{"row": n, "values": {f"c{n}-{k}": 1 for k in range(100)}} for n in range(30)]}, "malformed"),
    ],
)
def test_a_chunk_that_is_none_raises(change, reason):
    document = json.loads(chunk([["9876510039"]], ["phone"]).body) | change
    with pytest.raises(RefusedError) as failure:
        read(Delivery("broadcast-campaign", json.dumps(document).encode()))
    assert failure.value.reason == reason


def test_a_malformed_message_says_where_without_saying_what_was_in_it():
    document = json.loads(chunk([["9876510039"]], ["phone"]).body) | {"tags": "9876510039"}
    with pytest.raises(RefusedError) as failure:
        read(Delivery("broadcast-campaign", json.dumps(document).encode()))
    assert failure.value.where == "/tags"
    assert "9876510039" not in str(failure.value)


_CELLS = st.sampled_from(
    ["98765 10040", "9876510041", "9.19877E+11", "", "x", None, 919876510042, 7, "98765 10040, 98765 10043", {"a": 1}]
)


@given(st.lists(st.tuples(st.integers(0, 6), st.lists(_CELLS, max_size=3)), min_size=1, max_size=12))
def test_every_row_is_in_exactly_one_list_and_refused_rows_are_refused_again(rows):
    delivery = chunk([{"row": n, "values": cells} for n, cells in rows], ["phone", "name"], mapping={"phone": "phone"})
    decoded = read(delivery)
    refused = [row["row"] for letter in decoded.refused for row in json.loads(letter.body)["rows"]]
    taken = [int(contact.id.rpartition(":")[2]) for contact in decoded.contacts]
    ignored = [int(part.id.split(":")[2]) for part in decoded.ignored]
    assert sorted([*taken, *ignored, *refused]) == sorted(n for n, _ in rows)
    assert len(set(taken)) == len(taken)
    for letter in decoded.refused:
        if letter.reason != "duplicate_row":
            again = read(Delivery("broadcast-campaign", letter.body, received_at=RECEIVED + 1))
            assert not again.contacts
            assert {part.reason for part in again.refused} == {letter.reason}
            assert json.loads(letter.body)["at"] == TEN


def test_refused_rows_of_a_list_without_names_are_replayed_with_the_columns_that_were_found():
    rows = [["Asha", "9876510026"], ["Ravi", "98765 10027"], ["Zoë", "9.19877E+11"]]
    [refused] = read(chunk(rows)).refused
    letter = json.loads(refused.body)
    letter["rows"][0]["values"][1] = "9876510028"
    contact = only_contact(Delivery("broadcast-campaign", json.dumps(letter).encode()))
    assert (contact.id, keys(contact), facts(contact)) == ("row:L1:3", ["phone:919876510028"], {"column 1": "Zoë"})
