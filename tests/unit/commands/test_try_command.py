"""`leadworker try` as integrators use it: bodies and lists in, what would become of them out, nothing stored."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from schemas import generate
from worker import cli
from worker.commands.try_ import try_
from worker.handlers.plugin.presets import PRESETS

app = typer.Typer()
app.command()(try_)
GOLDEN = Path(__file__).parents[2] / "golden"
BODIES = sorted(GOLDEN.glob("plugin/*"))
CLOUD = {
    "object": "whatsapp_business_account",
    "entry": [
        {
            "id": "1",
            "changes": [
                {
                    "field": "messages",
                    "value": {
                        "messaging_product": "whatsapp",
                        "metadata": {"display_phone_number": "918047182200", "phone_number_id": "104512345678901"},
                        "contacts": [{"profile": {"name": "Asha Rao"}, "wa_id": "919812345678"}],
                        "messages": [
                            {
                                "from": "919812345678",
                                "id": "wamid.1",
                                "timestamp": "1795000000",
                                "type": "text",
                                "text": {"body": "Hi"},
                            }
                        ],
                    },
                }
            ],
        }
    ],
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "accounts" / "shop"
    folder.mkdir(parents=True)
    (folder / "account.yaml").write_text(
        'name: Shop\nregion: IN\ntimezone: Asia/Kolkata\nnumbers:\n  - id: "104512345678901"\n    display: +91 80 4718 2200\n'
    )
    return folder


def run(shop: Path, *arguments: str, stdin: str | bytes = "") -> Any:
    return CliRunner().invoke(app, [*arguments, "--accounts-dir", str(shop.parent)], input=stdin)


def told(shop: Path, *arguments: str, stdin: str | bytes = "") -> list[dict[str, Any]]:
    result = run(shop, *arguments, "--json", stdin=stdin)
    assert result.exit_code in {0, 1}, result.output
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]


def people(documents: list[dict[str, Any]]) -> list[Any]:
    return [
        ([one["key"] for one in contact["identities"]], contact["fields"].get("name"), contact["fields"].get("email"))
        for document in documents
        for contact in document["contacts"]
    ]


def test_a_gateways_body_is_known_by_its_shape_and_its_account_by_its_number(shop: Path) -> None:
    (other := shop.parent / "other").mkdir()
    (other / "account.yaml").write_text("name: Other\nregion: BR\n")
    [document] = told(shop, stdin=json.dumps(CLOUD))
    assert (document["queue"], document["read_as"]) == ("whatsapp-incoming", "cloud")
    [contact] = document["contacts"]
    assert contact["account"] == "shop"
    places = {one["is"]: one["path"] for one in contact["origins"]}
    assert places["phone"] == "/entry/0/changes/0/value/messages/0/from"
    assert places["text"] == "/entry/0/changes/0/value/messages/0/text/body"


def test_a_form_is_read_and_every_value_says_where_it_came_from(shop: Path) -> None:
    body = {"Your WhatsApp number": "98450 54321", "Full name": "Chitra Nair", "Flat": "2BHK"}
    [document] = told(shop, "--plugin", "website", stdin=json.dumps(body))
    [contact] = document["contacts"]
    assert [one["key"] for one in contact["identities"]] == ["phone:919845054321"]
    assert contact["extras"] == {"Flat": "2BHK"}
    [phone] = [one for one in contact["origins"] if one["is"] == "phone"]
    assert (phone["path"], phone["value"]) == ("Your WhatsApp number", "98450 54321")
    assert "Your WhatsApp number" in phone["why"]


@pytest.mark.parametrize("file", BODIES, ids=lambda file: file.name)
def test_lines_for_plugins_yaml_are_taken_when_they_are_pasted_and_change_nobody(shop: Path, file: Path) -> None:
    before = told(shop, str(file))
    for document in before:
        if not document["plugins_yaml"] or not document["contacts"]:
            continue
        (shop / "plugins.yaml").write_text("\n".join(document["plugins_yaml"]) + "\n")
        plugin = next(iter(yaml.safe_load("\n".join(document["plugins_yaml"]))["plugins"]))
        result = run(shop, str(file), "--plugin", plugin, "--json")
        assert not result.stderr, result.stderr
        after = [json.loads(line) for line in result.stdout.splitlines()]
        assert people(after) == people(before)
        whys = [one["why"] for one in after[0]["contacts"][0]["origins"] if one["is"] in {"phone", "email", "name"}]
        assert whys
        assert all(not why.startswith("it is called") for why in whys)


def test_most_golden_bodies_have_lines_to_paste(shop: Path) -> None:
    with_lines = [file.name for file in BODIES if any(one["plugins_yaml"] for one in told(shop, str(file)))]
    assert len(with_lines) >= 15, with_lines


def test_where_no_phone_was_found_the_line_takes_the_candidate_and_never_the_staffs(shop: Path) -> None:
    person = {"name": "Olive", "email": "olive@example.com", "xa": "+91 98765 43210", "xb": "+91 98765 43211"}
    [document] = told(shop, "--plugin", "crm", stdin=json.dumps(person))
    assert {one["path"] for one in document["contacts"][0]["passed_over"]} == {"xa", "xb"}
    (shop / "plugins.yaml").write_text("\n".join(document["plugins_yaml"]))
    [after] = told(shop, "--plugin", "crm", stdin=json.dumps(person))
    assert after["contacts"][0]["identities"][0]["key"] == "phone:919876543210"
    (shop / "plugins.yaml").unlink()
    staffed = {"name": "Olive", "email": "olive@example.com", "user": {"phone": "+91 98765 43210"}}
    [document] = told(shop, "--plugin", "crm", stdin=json.dumps(staffed))
    lines = yaml.safe_load("\n".join(document["plugins_yaml"]))
    assert "phone" not in lines["plugins"]["crm"]
    assert not any("user.phone" in line for line in document["plugins_yaml"])


def test_what_is_refused_ends_with_one_and_says_why(shop: Path) -> None:
    result = run(shop, "--plugin", "website", stdin=json.dumps({"phone": "12", "name": "A"}))
    assert result.exit_code == 1
    assert "REFUSED too_short" in result.stdout
    assert "what to do:" in result.stdout
    assert "phone '12' at phone" in result.stdout


def test_a_cut_body_of_whatsapp_is_refused_as_one(shop: Path) -> None:
    [document] = told(shop, stdin=json.dumps(CLOUD)[:200])
    assert document["queue"] == "whatsapp-incoming"
    assert document["refused"][0]["reason"] == "malformed_json"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--account", "shpo"),
        ("--queue", "whatsapp"),
        ("--provider", "telegram"),
        ("--header", "nocolon"),
        ("--map", "x"),
        ("--plugin", "no id!"),
        ("nowhere.json",),
    ],
)
def test_a_wrong_call_ends_with_two(
    shop: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["leadworker", "try", *arguments, "--accounts-dir", str(shop.parent)])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert told.err.strip()
    assert "Traceback" not in told.err


def test_with_several_accounts_a_form_needs_one_named(shop: Path) -> None:
    (other := shop.parent / "other").mkdir()
    (other / "account.yaml").write_text("name: Other\nregion: BR\n")
    result = run(shop, stdin='{"phone": "98450 54321"}')
    assert result.exit_code == 2
    assert "other, shop" in result.output
    assert people(told(shop, "--account", "shop", stdin='{"phone": "98450 54321"}'))[0][0] == ["phone:919845054321"]


def test_lines_of_json_files_and_directories_are_tried_one_by_one(shop: Path, tmp_path: Path) -> None:
    (bodies := tmp_path / "bodies").mkdir()
    (bodies / "a.ndjson").write_text('{"phone": "98450 54321"}\n{"phone": "98450 54322"}\n{"phone": \n')
    (bodies / "b.txt").write_text("phone=98450+54323&name=B")
    (bodies / "c.xml").write_text("<lead><mobile>98450 54324</mobile></lead>")
    (bodies / ".hidden").write_text("{}")
    documents = told(shop, str(bodies))
    assert [Path(one["input"]).name for one in documents] == [
        "a.ndjson:1",
        "a.ndjson:2",
        "a.ndjson:3",
        "b.txt",
        "c.xml",
    ]
    assert [keys[0] for keys, _, _ in people(documents)] == [f"phone:91984505432{n}" for n in (1, 2, 3, 4)]
    assert documents[2]["refused"][0]["reason"] == "malformed"


def test_a_recorded_request_keeps_its_headers_and_a_recorded_message_its_queue(shop: Path, tmp_path: Path) -> None:
    request = (
        b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nWebhook-Id: m7\r\n\r\n"
        b"mobile=98450+54321&name=B"
    )
    [document] = told(shop, "--plugin", "website", stdin=request)
    assert document["contacts"][0]["id"] == "website:m7"
    message = {"queue": "whatsapp-incoming", "headers": {"provider": "cloud"}, "body": json.dumps(CLOUD), "reason": "x"}
    letters = tmp_path / "letters.json"
    letters.write_text(json.dumps([message, message]))
    documents = told(shop, str(letters))
    assert [one["contacts"][0]["id"] for one in documents] == ["wa:wamid.1"] * 2
    assert documents[0]["because"] == "as it was recorded"


def test_messages_of_the_queues_are_taken_as_they_are(shop: Path) -> None:
    chunk = {
        "account": "shop",
        "campaign": "c",
        "list": "l",
        "columns": ["Name", "Mobile"],
        "rows": [{"row": 1, "values": ["Asha", "98450 54321"]}, {"row": 2, "values": ["B", "12"]}],
    }
    [document] = told(shop, stdin=json.dumps(chunk))
    assert document["queue"] == "broadcast-campaign"
    assert people([document]) == [(["phone:919845054321"], "Asha", None)]
    assert document["refused"][0]["where"] == "row 2"


def test_a_list_shows_columns_counts_and_a_map_that_can_be_pasted(shop: Path, tmp_path: Path) -> None:
    rows = "".join(f"P{n},98450 {54000 + n},Pune\n" for n in range(500))
    (file := tmp_path / "people.csv").write_text(f'"Name, full",Mobile,Town\nAsha,12,Pune\n{rows}')
    [document] = told(shop, str(file))
    assert (document["rows"], document["created"], len(document["people"])) == (501, 500, 3)
    assert document["refused"][0]["reason"] == "too_short"
    assert {one["column"]: one["is"] for one in document["columns"]}["Mobile"] == "phone"
    text = document["map"].removeprefix("--map '").removesuffix("'")
    [again] = told(shop, str(file), "--map", text)
    assert {one["why"] for one in again["columns"] if one["kind"] != "extra"} == {"you said so"}
    for one in (*again["people"], *document["people"]):
        one["origins"] = [{**origin, "why": ""} for origin in one["origins"]]  # "you said so", now
    assert again["people"] == document["people"]


def test_a_list_is_shown_in_words_too(shop: Path, tmp_path: Path) -> None:
    (file := tmp_path / "people.csv").write_text("FN,TEL;TYPE=CELL,ORG\nAsha Rao,98450 54321,Rao Traders\n")
    result = run(shop, str(file))
    assert result.exit_code == 0, result.output
    assert "row 1: Asha Rao" in result.stdout
    assert "company = Rao Traders" in result.stdout


def test_numbers_alone_on_lines_and_a_list_from_a_pipe_are_lists(shop: Path) -> None:
    for text in (
        "phone\n98450 54321\n98450 54322\n",
        "98450 54321\n98450 54322\n",
        "Name\tMobile\nA\t98450 54321\nB\t98450 54322\n",
    ):
        [document] = told(shop, "-", stdin=text)
        assert (document["input"], document["created"]) == ("standard input", 2)


def test_a_spreadsheet_and_an_empty_file_are_refused_with_what_to_do(shop: Path, tmp_path: Path) -> None:
    (sheet := tmp_path / "people.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 200)
    result = run(shop, str(sheet))
    assert result.exit_code == 1
    assert "CSV" in result.stdout
    (empty := tmp_path / "empty.json").write_bytes(b"")
    assert run(shop, str(empty)).exit_code == 1


HOSTILE = "\x1b[31mred\x1b]0;title\x07\u202e[bold]x[/bold]\x00"


@pytest.mark.parametrize(
    "body",
    [
        {"phone": "98450 54321", "name": HOSTILE, HOSTILE: HOSTILE},
        {HOSTILE: "98450 54321"},
        {"phone": HOSTILE},
        [1, None, "x", {}],
        None,
        "None",
        {"phone": None, "name": None},
        {"a": [[[[]]]]},
    ],
)
def test_hostile_text_is_inert_and_no_text_says_none(shop: Path, body: Any) -> None:
    result = run(shop, "--plugin", "website", stdin=json.dumps(body))
    assert result.exit_code in {0, 1}, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert not [c for c in result.stdout if not c.isprintable() and c != "\n"]
    if body != "None":
        for word in ("None", "undefined"):
            assert word not in result.stdout


def test_phones_of_ones_own_input_are_shown_whole_and_colours_only_on_a_terminal(shop: Path, tmp_path: Path) -> None:
    (file := tmp_path / "a.json").write_text('{"phone": "98450 54321"}')
    command = [sys.executable, "-m", "worker", "try", str(file), "--accounts-dir", str(shop.parent)]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80"}
    piped = subprocess.run(command, capture_output=True, env=environment, check=True).stdout
    assert b"+919845054321" in piped
    assert b"\x1b" not in piped
    ours, theirs = pty.openpty()
    subprocess.run(command, stdout=theirs, env=environment, check=True)
    os.close(theirs)
    assert b"\x1b[" in os.read(ours, 100_000)
    os.close(ours)


def test_every_preset_is_known_by_a_golden_body_or_needs_its_name(shop: Path) -> None:
    seen = {document["read_as"].rpartition(" ")[2] for file in BODIES for document in told(shop, str(file))}
    assert len(seen & {preset.name for preset in PRESETS}) >= 7, seen


def test_it_needs_no_server_and_no_settings(shop: Path, tmp_path: Path) -> None:
    (file := tmp_path / "a.json").write_text('{"phone": "98450 54321"}')
    bare = {"PATH": os.environ["PATH"], "LEADWORKER_ACCOUNTS_DIR": str(shop.parent)}
    done = subprocess.run(
        [sys.executable, "-m", "worker", "try", str(file)], env=bare, capture_output=True, cwd=Path.cwd(), check=False
    )
    assert done.returncode == 0, done.stderr
    assert b"LEAD" in done.stdout


def test_what_is_too_large_for_a_body_is_refused_and_not_cut(shop: Path, tmp_path: Path) -> None:
    size = 33 * 2**20
    body, listed = tmp_path / "body.json", tmp_path / "list.csv"
    body.write_bytes(b'{"phone": "+919812345678", "note": "' + b"x" * size + b'"}')
    for arguments, stdin in (((str(body),), b""), (("-",), body.read_bytes())):
        result = run(shop, *arguments, stdin=stdin)
        assert result.exit_code == 2
        assert "larger than 32 MB" in result.output
    listed.write_bytes(b"Phone,Note\n" + b"+919812345678,x\n" * (size // 16))
    result = run(shop, "-", stdin=listed.read_bytes())
    assert result.exit_code == 2
    assert "name the list as a file" in " ".join(result.output.replace("│", " ").split())


def test_a_report_of_failure_says_what_it_means_for_the_person(shop: Path) -> None:
    body = json.loads(json.dumps(CLOUD))
    value = body["entry"][0]["changes"][0]["value"]
    del value["messages"], value["contacts"]
    error = {"code": 131049, "title": "Too many marketing messages"}
    report = {"id": "wamid.OUT", "status": "failed", "timestamp": "1795000000", "recipient_id": "919812345678"}
    value["statuses"] = [{**report, "errors": [error]}]
    shown = run(shop, "-", stdin=json.dumps(body)).stdout
    assert "a message of ours failed: limited (131049 Too many marketing messages)" in shown
    assert "to be tried again after 1d" in shown
    (document,) = told(shop, "-", stdin=json.dumps(body))
    (contact,) = document["contacts"]
    assert (contact["creates"], [one["means"] for one in contact["failures"]]) == (False, ["limited"])


def test_a_constant_of_plugins_yaml_has_no_place_in_the_body(shop: Path) -> None:
    (shop / "plugins.yaml").write_text("plugins:\n  crm:\n    country: {value: BR}\n    phone: fone\n")
    shown = run(shop, "--plugin", "crm", stdin='{"fone": "11 98765-4321"}').stdout
    assert "country = BR (plugins.yaml says so, whatever the body holds)" in shown
    assert "phone '11 98765-4321' at fone: plugins.yaml says so" in shown
    assert "identity phone:5511987654321, messages go to " in shown


def test_nobody_is_told_to_write_to_a_record_id(shop: Path, tmp_path: Path) -> None:
    (shop / "plugins.yaml").write_text("plugins:\n  crm: {}\n")
    (file := tmp_path / "people.csv").write_text("Kunde,Mobile\n70001,98450 54321\n")
    result = run(shop, str(file), "--map", "Kunde=record:crm")
    assert "identity ext:crm:70001\n" in result.stdout
    assert "messages go to +919845054321" in result.stdout


SCHEMAS = {
    name: Draft202012Validator(json.loads((generate.DIRECTORY / name).read_text()))
    for name in ("tried-message.json", "tried-list.json")
}


@pytest.mark.parametrize("folder", ["plugin", "whatsapp", "campaign", "recognition/bodies", "reports", "cases"])
def test_what_is_printed_is_as_its_schema_says(shop: Path, folder: str) -> None:
    documents = told(shop, str(GOLDEN / folder), "--account", "shop")
    assert documents
    for document in documents:
        schema = SCHEMAS["tried-list.json" if "columns" in document else "tried-message.json"]
        faults = [f"{error.json_path}: {error.message}" for error in schema.iter_errors(document)]
        assert faults == [], document["input"]


def test_the_schemas_of_what_is_printed_refuse_what_it_is_not(shop: Path, tmp_path: Path) -> None:
    (file := tmp_path / "people.csv").write_text("Name,Mobile\nAsha,98450 54321\n")
    [message], [list_] = told(shop, str(GOLDEN / "plugin" / "nested.json")), told(shop, str(file))
    for name, document in (("tried-message.json", message), ("tried-list.json", list_)):
        assert SCHEMAS[name].is_valid(document)
        assert not SCHEMAS[name].is_valid(document | {"more": 1})
        assert not SCHEMAS[name].is_valid({key: value for key, value in document.items() if key != "refused"})


def test_every_person_of_a_list_says_from_which_cells_their_values_came(shop: Path, tmp_path: Path) -> None:
    (file := tmp_path / "people.csv").write_text(
        "Full name,Mobile,Landline,Town\nAsha,98450 54321,022 2345 6789,Pune\nRavi,98450 54322,,\n"
    )
    [document] = told(shop, str(file))
    first, second = ({one["path"]: one["value"] for one in person["origins"]} for person in document["people"])
    assert first == {"Full name": "Asha", "Mobile": "98450 54321", "Landline": "022 2345 6789", "Town": "Pune"}
    assert second == {"Full name": "Ravi", "Mobile": "98450 54322"}
    assert {one["is"]: one["why"] for one in document["people"][1]["origins"]}["name"] == "by its name"
    assert "phone '98450 54322' at column Mobile: " in run(shop, str(file)).stdout


def test_lines_that_are_no_rows_are_counted_apart(shop: Path, tmp_path: Path) -> None:
    (file := tmp_path / "people.csv").write_text("Name,Mobile\nAsha,98450 54321\nName,Mobile\nTotal,1\n")
    result = run(shop, str(file))
    assert result.exit_code == 0
    assert "3 rows: 1 person, 0 again in a later row, 0 refused, 2 skipped" in result.stdout


def lines_with(output: str, value: str) -> list[str]:
    return [line for line in output.splitlines() if value in line]


def test_every_value_is_shown_once_with_the_place_it_came_from(shop: Path, tmp_path: Path) -> None:
    (file := tmp_path / "people.csv").write_text("Cust. Nm,Ph. No.,Area,City\nAsha Rao,98765 43210,Juhu,Mumbai\n")
    output = run(shop, str(file)).stdout
    person = output.partition("row 1:")[2].partition("1 row")[0]
    assert lines_with(person, "Juhu") == ["    extra Area = Juhu"]
    assert lines_with(person, "Mumbai") == ["    extra city = Mumbai (column City)"]
    assert len(lines_with(person, "98765 43210")) == 1
    body = {
        "contact": {"first_name": "Asha", "last_name": "Rao"},
        "phone": "98765 43210",
        "message": "Namaste",
        "flat": "2BHK",
    }
    output = run(
        shop, "--plugin", "site", stdin=json.dumps(body | {"utm_source": "ads", "guardian_phone": "98111 11111"})
    ).stdout
    shown = output.partition("to fix these paths")[0]
    for value in ("2BHK", "Namaste", "ads", "98111 11111"):
        assert len(lines_with(shown, value)) == 1, shown
    assert lines_with(shown, "name = ") == [
        "    name = Asha Rao (contact.first_name: it is called 'first_name', contact.last_name: it is called 'last_name')"
    ]
    assert "passed over '98111 11111' at guardian_phone: it is somebody else's (kept as an extra)" in shown


def test_columns_that_nothing_was_made_of_stand_beside_the_map_as_comments(shop: Path, tmp_path: Path) -> None:
    (file := tmp_path / "people.csv").write_text("Name,Mobile,Area,Empty\nAsha,98765 43210,Juhu,\n")
    result = run(shop, str(file))
    after = result.stdout.partition("--map 'Name=name,Mobile=phone'\n")[2]
    assert all(line.lstrip().startswith("#") for line in after.strip().splitlines())
    assert "# Area=MEANING\n" in after
    [document] = told(shop, str(file))
    assert document["unmapped"] == ["Area"]


def test_a_sellers_number_is_not_offered_where_the_persons_answer_is_read(shop: Path) -> None:
    answers = [
        {"pergunta": "Seu WhatsApp com DDD", "resposta": "(11) 98765-4321"},
        {"pergunta": "Nome", "resposta": "Ana"},
    ]
    body = {"respostas": answers, "vendedor": {"nome": "Carlos", "telefone": "+5511912345678"}}
    [document] = told(shop, "--plugin", "form", stdin=json.dumps(body))
    [refused] = document["refused"]
    assert "telefone" not in refused["detail"]
    lines = document["plugins_yaml"]
    assert not any("vendedor" in line for line in lines)
    country = next(line for line in lines if "country: {value: BR}" in line)
    (shop / "plugins.yaml").write_text("\n".join(lines).replace(country, country.replace("# ", "", 1)) + "\n")
    [after] = told(shop, "--plugin", "form", stdin=json.dumps(body))
    assert people([after]) == [(["phone:5511987654321"], "Ana", None)]
    phones = [one for one in after["contacts"][0]["origins"] if one["is"] == "phone"]
    assert [one["why"] for one in phones] == ["plugins.yaml says so"]


def test_lines_for_one_changed_property_take_that_property_only(shop: Path) -> None:
    event = {"attemptNumber": 0, "objectId": 5, "propertyName": "phone", "propertyValue": "+919930044557"}
    [document] = told(shop, "--plugin", "crm", stdin=json.dumps([event]))
    assert "    phone: '[propertyName=phone].propertyValue'" in document["plugins_yaml"]
    (shop / "plugins.yaml").write_text("\n".join(document["plugins_yaml"]))
    other = [{**event, "propertyName": "fax_of_the_office", "propertyValue": "+919930044558"}]
    documents = told(shop, "--plugin", "crm", stdin=json.dumps([event])) + told(
        shop, "--plugin", "crm", stdin=json.dumps(other)
    )
    assert [len(one["contacts"]) for one in documents] == [1, 0]


def test_a_kept_leads_refused_number_has_its_advice(shop: Path) -> None:
    body = {"email": "claire@example.com", "telephone": "06 12 34 56 78"}
    output = run(shop, "--plugin", "form", stdin=json.dumps(body)).stdout
    assert "the phone number: it was read as a number of India (IN), the account's country" in output
    assert "{country: {value: BR}}" in output


def test_paths_into_a_text_of_json_are_written_and_taken(shop: Path) -> None:
    raw = {"q3_name": {"first": "Asha", "last": "Rao"}, "q5_phoneNumber": {"full": "(+91) 98765-43210"}}
    body = {"formID": "24", "submissionID": "55", "rawRequest": json.dumps(raw)}
    [document] = told(shop, "--plugin", "jot", stdin=json.dumps(body))
    assert "    phone: rawRequest.q5_phoneNumber.full" in document["plugins_yaml"]
    (shop / "plugins.yaml").write_text("\n".join(document["plugins_yaml"]))
    [after] = told(shop, "--plugin", "jot", stdin=json.dumps(body))
    assert people([after]) == people([document]) == [(["phone:919876543210"], "Asha Rao", None)]


@pytest.mark.parametrize(
    ("more", "given", "why"),
    [
        ({"marketing_status": "unsubscribed"}, False, "marketing_status = 'unsubscribed'"),
        ({"tags": "vip, do not call"}, False, "tags = 'vip, do not call'"),
        (
            {"dndSettings": {"WhatsApp": {"status": "active"}}, "city": "Pune"},
            False,
            "dndSettings.WhatsApp.status = 'active'",
        ),
        ({"do_not_contact": "yes"}, False, "do_not_contact = 'yes': it is called 'do_not_contact'"),
        ({"WhatsApp opt-in": "yes"}, True, "WhatsApp opt-in = 'yes': it is called 'WhatsApp opt-in'"),
        (
            {"q6_agree": ["I agree to receive WhatsApp updates"]},
            True,
            "q6_agree = 'I agree to receive WhatsApp updates': of the sentence that was ticked",
        ),
    ],
)
def test_every_consent_of_a_form_says_what_it_was_read_from(
    shop: Path, more: dict[str, Any], given: bool, why: str
) -> None:
    body = json.dumps({"name": "Asha", "phone": "98450 54321", **more})
    [document] = told(shop, "--plugin", "website", stdin=body)
    [consent] = document["contacts"][0]["consents"]
    assert consent["given"] is given
    assert consent["why"].startswith(why)
    verb = "opts in" if given else "opts out"
    assert f"{verb} (form): {why}" in run(shop, "--plugin", "website", stdin=body).stdout


def test_a_mapped_consent_says_so(shop: Path) -> None:
    (shop / "plugins.yaml").write_text("plugins:\n  website:\n    consent: ok\n")
    [document] = told(shop, "--plugin", "website", stdin=json.dumps({"phone": "98450 54321", "ok": "yes"}))
    assert document["contacts"][0]["consents"][0]["why"] == "ok = 'yes': plugins.yaml says so"


def test_a_chat_s_consent_says_the_words(shop: Path) -> None:
    for text, verb in (("STOP sending me offers. Call my wife", "to stop"), ("unstop", "to go on")):
        body = json.loads(json.dumps(CLOUD).replace('"Hi"', json.dumps(text)))
        [document] = told(shop, stdin=json.dumps(body))
        assert document["contacts"][0]["consents"][0]["why"] == f"{text!r} asks {verb}"
        assert f"({'keyword'}): {text!r} asks {verb}" in run(shop, stdin=json.dumps(body)).stdout


def test_a_list_s_consents_say_their_columns(shop: Path, tmp_path: Path) -> None:
    (file := tmp_path / "google.csv").write_text(
        "First Name,Phone 1 - Value,Notes,Opt-in\nAsha,98450 54321,do not call,\nRavi,98450 54322,,yes\nMeena,98450 54323,,no\n"
    )
    [document] = told(shop, str(file))
    asha, ravi, meena = document["people"]
    assert [(one["given"], one["why"]) for one in asha["consents"]] == [(False, "column 'Notes' says 'do not call'")]
    assert [(one["given"], one["why"]) for one in ravi["consents"]] == [(True, "column 'Opt-in' says 'yes'")]
    assert not meena["consents"]
    shown = run(shop, str(file)).stdout
    assert "opts out (list): column 'Notes' says 'do not call'" in shown
    assert "opts in (list): column 'Opt-in' says 'yes'" in shown


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ({"pola": {"zgoda_marketingowa": "nie", "zgoda_rodo": "tak"}}, ["consent: pola.zgoda_marketingowa"]),
        ({"consent": "yes", "wa_optin": "yes"}, ["consent: wa_optin", "# consent: consent"]),
        ({"q6_agree": ["I agree to receive WhatsApp updates"]}, ["consent: q6_agree"]),
        ({"gdpr_consent": "yes", "accept_terms": "yes"}, []),
        ({"email_opt_in": "yes"}, []),
    ],
)
def test_the_lines_to_paste_name_the_consent_and_change_nothing(
    shop: Path, more: dict[str, Any], lines: list[str]
) -> None:
    body = json.dumps({"name": "Asha", "phone": "98450 54321", **more})
    [document] = told(shop, "--plugin", "website", stdin=body)
    assert [line.strip() for line in document["plugins_yaml"] if "consent:" in line] == lines
    (shop / "plugins.yaml").write_text("\n".join(document["plugins_yaml"]) + "\n")
    [after] = told(shop, "--plugin", "website", stdin=body)
    given = [[one["given"] for one in each["contacts"][0]["consents"]] for each in (document, after)]
    assert given[0] == given[1]
    assert not [line for line in after["plugins_yaml"] if "consent:" in line] or not lines
