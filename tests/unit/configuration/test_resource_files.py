"""team.yaml, calendars.yaml and messages/: read together, every mistake told with its place."""

from pathlib import Path

from schemas.account import AccountFile
from worker.configuration.resource_files import read_surroundings

SETTINGS = AccountFile(name="Acme", timezone="Asia/Kolkata")
FOLDER = Path("accounts/acme")


def test_a_whole_account_is_read() -> None:
    files = {
        "team.yaml": b"users:\n  - {id: asha, calendar: office}\npools:\n  sales: {members: [asha]}\n",
        "calendars.yaml": b'calendars:\n  office:\n    hours: {mon-fri: "09:00-18:00"}\n',
        "messages/welcome.yaml": b"text: {en: Hi}\n",
    }
    around, found = read_surroundings(FOLDER, files, SETTINGS)
    assert found == []
    assert around.user_ids == ("asha",)
    assert str(around.calendars["office"].zone) == "Asia/Kolkata"
    assert around.messages["welcome"].text == {"en": "Hi"}


def test_nothing_there_is_nothing_wrong() -> None:
    around, found = read_surroundings(FOLDER, {}, SETTINGS)
    assert found == []
    assert around.team.users == ()


def test_every_mistake_has_its_place_and_a_suggestion() -> None:
    files = {
        "team.yaml": b"users:\n  - {id: asha, calendar: offce}\npools:\n  sales: {members: [asha, rvi]}\n",
        "calendars.yaml": b'calendars:\n  office:\n    hours: {mon-fri: "9 to 5"}\n',
        "messages/welcome.yaml": b"txt: {en: Hi}\n",
        "messages/readme.txt": b"notes",
    }
    _, found = read_surroundings(FOLDER, files, SETTINGS)
    lines = [str(finding) for finding in found]
    assert any("calendars.yaml:3" in line and "opening span" in line for line in lines)
    assert any("team.yaml:4:" in line and "'rvi'" in line for line in lines)
    assert any("messages/welcome.yaml:1:1" in line and "'text'" in line for line in lines)
    assert any("readme.txt" in line and "not read" in line for line in lines)


def test_a_user_with_an_unknown_calendar_is_told() -> None:
    files = {
        "team.yaml": b"users:\n  - {id: asha, calendar: offce}\n",
        "calendars.yaml": b'calendars:\n  office:\n    hours: {mon-fri: "09:00-18:00"}\n',
    }
    _, found = read_surroundings(FOLDER, files, SETTINGS)
    assert [str(f) for f in found if "team.yaml:2" in str(f) and "did you mean 'office'" in str(f)]
