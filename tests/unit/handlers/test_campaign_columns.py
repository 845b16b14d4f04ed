"""Columns: what their names mean, in many languages, and what their cells show where names say nothing."""

import pytest

from tests.deliveries import account
from worker.handlers.cells import join_name, looks_like_phone, read_yes_no, with_area_code
from worker.handlers.name_folding import fold
from worker.handlers.recognition.names import meaning
from worker.handlers.row_reading import complete_mapping, guess_mapping, looks_like_header, unique_headers


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (
            "phone",
            """phone|Phone Number*|PHONE_NUMBER|phoneNumber|Mobile No.|Your phone number?|What's your phone number?
            |WhatsApp Number|Telefon|Telefone|Teléfono móvil|Celular|Handy|Contact No|Customer Mobile|SENDER_MOBILE
            |मोबाइल नंबर|رقم الهاتف|手机号|電話番号|телефон|Phone (with country code)|Lead Phone|Téléphone portable|No HP
            |\ufeffphone""",
        ),
        ("name", "name|Full Name|Customer Name|customerName|Nome|Nombre completo|नाम|الاسم|姓名|お名前|ФИО|Lead Name"),
        ("first_name", "First Name|fname|Vorname|Prénom|Primeiro nome|Voornaam"),
        ("last_name", "Last Name|Surname|Nachname|Apellidos|Sobrenome|Cognome"),
        ("email", "email|E-Mail Adresse|Email ID|Correo electrónico|ईमेल|メールアドレス|Mail"),
        ("city", "City|Ort|Ciudad|Cidade|Ville|शहर|城市"),
        ("company", "Company Name|Firma|Empresa|Organisation"),
        ("country", "Country|Land|País|Pays|देश|Country ISO"),
        ("dial_code", "Country Code|dial_code|ISD Code|DDI"),
        ("area_code", "DDD|STD Code|Vorwahl|area code"),
        ("opt_in", "WhatsApp Opted|Opt-in|consent|Einwilligung|Consentimiento"),
        ("tag", "Tags|label|Etiquetas"),
    ],
)
def test_names_of_columns_are_understood(role, names):
    for name in names.split("|"):
        assert meaning(name).role == role, name


@pytest.mark.parametrize(
    "name",
    [
        "id",
        "lead_id",
        "phone_type",
        "has phone",
        "Phone verified",
        "CEP",
        "Date",
        "",
        "???",
        "Company size",
        "Agent phone",
        "to",
        "x" * 5000,
    ],
)
def test_names_that_mean_something_else_are_left_alone(name):
    found = meaning(name)
    assert found.role in ("", "none") or found.owner in ("staff", "thing", "other")


def test_folding_is_blind_to_case_accents_and_punctuation():
    assert (
        fold("E-Mail Adresse") == fold("e_mail_adresse") == fold("ÉMAIL (adresse)".replace("É", "E")) == "emailadresse"
    )
    assert fold("Straße") == fold("STRASSE")


def test_headers_are_made_unique_and_never_blank():
    assert unique_headers(["\ufeffphone", " name ", "name", "", None, "name"]) == (
        "phone",
        "name",
        "name (2)",
        "column 4",
        "column 5",
        "name (3)",
    )
    assert len(set(unique_headers(["a", "a (2)", "a", "a"]))) == 4


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (["phone", "whatsapp"], {"phone": "phone.2", "whatsapp": "phone"}),
        (["home phone", "mobile", "mobile 2"], {"home phone": "phone.2", "mobile": "phone", "mobile 2": "phone.3"}),
        (["Contact", "Name"], {"Contact": "phone", "Name": "name"}),
        (["Contact", "Phone"], {"Contact": "Contact", "Phone": "phone"}),
        (["Name", "Vorname", "Tel"], {"Name": "name", "Vorname": "first_name", "Tel": "phone"}),
        (["email", "Work Email", "phone"], {"email": "email", "Work Email": "Work Email", "phone": "phone"}),
        (["tag", "label", "phone"], {"tag": "tag", "label": "tag", "phone": "phone"}),
        (["Name", "Plan"], {"Name": "name", "Plan": "Plan"}),
    ],
)
def test_roles_are_given_once_and_the_best_phone_is_first(headers, expected):
    assert guess_mapping(headers, account()) == expected


def test_the_accounts_own_fields_are_known_by_their_aliases():
    of = account(fields={"budget": ("Orçamento", "how much?"), "city": ("Wohnort",), "mobile": ()})
    headers = ["How much", "Wohnort", "Mobile", "E-Mail"]
    assert guess_mapping(headers, of) == {"How much": "budget", "Wohnort": "city", "Mobile": "phone", "E-Mail": "email"}


def test_samples_find_the_phone_column_that_no_name_gives_away():
    rows = [
        ["7", "Asha", "98765 43210", "2026-11-19"],
        ["8", "Ravi", "+91 98765 43211", "2026-11-20"],
        ["9", "", "", ""],
    ]
    assert guess_mapping(["column 1", "column 2", "column 3", "column 4"], account(), rows)["column 3"] == "phone"
    assert "phone" not in guess_mapping(["a", "b"], account(), [["x", "2026-11-19"], ["y", "110011"]]).values()
    assert guess_mapping(["Contact", "Number"], account(), [["Asha", "9876543210"]]) == {
        "Contact": "name",
        "Number": "phone",
    }


def test_a_given_role_is_not_given_twice():
    mapping = complete_mapping(
        {"Kunde": "name", "Fon 1": "phone"}, ["Kunde", "Name", "Fon 1", "Telefon", "Handy"], account()
    )
    assert mapping == {"Kunde": "name", "Name": "Name", "Fon 1": "phone", "Telefon": "phone.3", "Handy": "phone.2"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["phone", "name"], True),
        (["Telefon", "Ort", ""], True),
        (["9876543210", "Asha"], False),
        (["Asha", "+91 98765 43210", "asha@example.com"], False),
        (["Asha", "Rao"], False),
        ([], False),
    ],
)
def test_a_header_row_is_told_from_data(cells, expected):
    assert looks_like_header(cells) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9876543210", True),
        ("+91 98765-43210", True),
        ("'919876543210", True),
        ("9.19876543210E+11", True),
        ("(11) 98765-4321", True),
        ("2026-11-19", False),
        ("19/11/2026", False),
        ("411001", False),
        ("Asha", False),
        ("a@example.com", False),
        ("", False),
    ],
)
def test_a_cell_looks_like_a_phone_or_not(text, expected):
    assert looks_like_phone(text) is expected


@pytest.mark.parametrize(
    ("name", "first", "last", "joined"),
    [
        ("", "Asha", "Rao", "Asha Rao"),
        ("Asha Rao", "Asha", "Rao", "Asha Rao"),
        ("Müller", "Jörg", "", "Jörg Müller"),
        ("Jörg Müller", "Jörg", "", "Jörg Müller"),
        ("Ana", "", "Souza", "Ana Souza"),
        ("", "Asha", "", "Asha"),
        ("", "", "", ""),
    ],
)
def test_names_in_parts_are_joined(name, first, last, joined):
    assert join_name(name, first, last) == joined


@pytest.mark.parametrize(
    ("area", "number", "joined"),
    [
        ("11", "98765-0040", "11987650040"),
        ("011", "87650040", "01187650040"),
        ("11", "(11) 98765-0040", "(11) 98765-0040"),
        ("11", "+55 11 98765-0040", "+55 11 98765-0040"),
        ("", "987650040", "987650040"),
        ("11", "", ""),
    ],
)
def test_an_area_code_is_put_before_a_number_that_lacks_it(area, number, joined):
    assert with_area_code(area, number) == joined


@pytest.mark.parametrize("cell", ["maybe", "", None, {}, "yes or no", "x" * 10_000])
def test_other_answers_are_neither_yes_nor_no(cell):
    assert read_yes_no(cell) is None
