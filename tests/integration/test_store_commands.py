"""The commands that look at the store, as an operator runs them, on a real mongod."""

import asyncio
import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.integration.back_office import AT, Office, open_office, wrote
from worker.cli import EXIT_CODES, app
from worker.contact import Consent, Contact, Fact, Failure
from worker.errors import UnknownNameError
from worker.identity.keys import read_phone
from worker.leads.lead import Lead

pytestmark = pytest.mark.services

ASHA, RAVI = "919876500001", "919876500002"


class Desk:
    """A store with people in it, and the command line."""

    def __init__(self, url: str, database: str, accounts: Path) -> None:
        self._url, self._database = url, database
        self._environment = {
            "LEADWORKER_MONGO_URL": url,
            "LEADWORKER_DATABASE": database,
            "LEADWORKER_ACCOUNTS_DIR": str(accounts),
            "COLUMNS": "200",
        }

    def run(self, *arguments: str, **more: str) -> Result:
        return CliRunner().invoke(app, list(arguments), env=self._environment | more)

    def office(self, work: Any) -> Any:
        """Do some work in the office."""

        async def doing() -> Any:
            async with open_office(self._url, self._database) as office:
                return await work(office)

        return asyncio.run(doing())

    def lead(self, key: str) -> Lead:
        return self.office(lambda office: office.one(key))


def contact(number: str, name: str, **more: Any) -> Contact:
    who = (read_phone(f"+{number}", region=None).primary,)
    facts = (Fact("name", name, "profile"),)
    return replace(wrote(), **{"identities": who, "facts": facts, **more})


async def people(office: Office) -> None:
    asha = contact(
        ASHA, "Asha Rao", id="wa:wamid.A", text="still free?", tags=("vip",), consents=(Consent(True, AT, "list"),)
    )
    ravi = contact(
        RAVI, "=cmd|' /C calc'!A0", id="row:diwali:12", source="campaign", origin="diwali", state="contacted"
    )
    await office.apply(asha, ravi)
    await office.apply(contact(ASHA, "Asha R", id="wa:wamid.B", at=AT - 5, attribution={"ad": "1"}))


@pytest.fixture
def desk(mongo_url: str, mongo_database: str, tmp_path: Path) -> Desk:
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "team.yaml").write_text("users:\n  - {id: u-1, name: Uma}\n")
    for name, region in (("acme", "IN"), ("zen", "IN")):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "account.yaml").write_text(f"name: {name}\nregion: {region}\n")
    desk = Desk(mongo_url, mongo_database, tmp_path)
    desk.office(people)
    return desk


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_leads_are_listed_by_what_is_asked_for(desk: Desk) -> None:
    def names(*filters: str) -> list[str]:
        result = desk.run("leads", "list", "--json", *filters)
        assert result.exit_code == 0, result.output
        return sorted(row["phone"] for row in lines(result))

    asha, ravi = f"+{ASHA}", f"+{RAVI}"
    assert names() == [asha, ravi]
    assert names("--source", "campaign") == names("--state", "contacted") == [ravi]
    assert names("--tag", "vip") == names("-s", "asha") == names("-s", "98765 00001") == [asha]
    assert names("--since", "1h") == names("--status", "OPEN") == names("--account", "acme") == [asha, ravi]
    assert names("--since", "2099-01-01") == names("--assignee", "u-1") == names("--account", "zen") == []
    assert names("--tag", "vip", "--account", "acme", "--status", "closed") == []
    assert names("-s", "as.*o") == []  # a text, no pattern
    assert names("--limit", "1") != []
    assert desk.run("leads", "list", "--since", "soon").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("leads", "list", "--account", "acm"), "there is no account 'acm'; did you mean acme?"),
        (("leads", "list", "--counts", "--account", "acm"), "there is no account 'acm'; did you mean acme?"),
        (("leads", "list", "--state", "contactd"), "there is no state 'contactd'; did you mean contacted?"),
        (("leads", "list", "--status", "opne"), "there is no status 'opne'; did you mean open?"),
        (
            ("leads", "list", "--source", "campain", "--json"),
            "there is no source 'campain'; did you mean campaign or api?",
        ),
        (("leads", "list", "--assignee", "u-11"), "there is no assignee 'u-11'; did you mean u-1?"),
        (("leads", "list", "--tag", "v.ip"), "there is no tag 'v.ip'; did you mean vip?"),
        (("leads", "list", "--counts", "--tag", "gold"), "there is no tag 'gold'; there is vip"),
        (("leads", "list", "--account", "zen", "--tag", "vip"), "there is no tag 'vip'; there is none"),
        (("leads", "list", "--account", "zen", "--assignee", "u-1"), "there is no assignee 'u-1'; there is none"),
        (("verify", "--account", "nope"), "there is no account 'nope'; there are acme, zen"),
        (("explain", "row:diwali:12", "--account", "acm"), "there is no account 'acm'; did you mean acme?"),
    ],
)
def test_a_name_that_there_is_not_is_an_error_with_the_closest(
    desk: Desk, arguments: tuple[str, ...], told: str
) -> None:
    result = desk.run(*arguments)
    assert isinstance(result.exception, UnknownNameError)
    assert EXIT_CODES[UnknownNameError] == 2
    assert str(result.exception) == told
    assert result.stdout == ""


def test_a_list_as_csv_holds_no_formula(desk: Desk) -> None:
    result = desk.run("leads", "list", "--csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {row["name"] for row in rows} == {"Asha Rao", "'=cmd|' /C calc'!A0"}
    assert {row["phone"] for row in rows} == {f"'+{ASHA}", f"'+{RAVI}"}
    assert rows[0]["tags"] in ("vip", "")
    assert rows[0]["created_at"].startswith("20")


def test_a_list_for_people_says_how_many_there_are(desk: Desk) -> None:
    result = desk.run("leads", "list", "--limit", "1")
    assert "1 lead of 2" in result.stderr
    counts = json.loads(desk.run("leads", "list", "--counts", "--json").stdout)
    assert counts["leads"] == 2
    assert counts["source"] == {"whatsapp": 1, "campaign": 1}
    assert counts["state"] == {"new": 1, "contacted": 1}


@pytest.mark.parametrize("name", [f"+{ASHA}", "098765 00001", "98765-00001", f"phone:{ASHA}", f"{ASHA}@s.whatsapp.net"])
def test_a_lead_is_shown_by_its_number_in_any_spelling(desk: Desk, name: str) -> None:
    shown = json.loads(desk.run("leads", "show", name, "--json").stdout)
    assert shown["fields"]["name"] == "Asha Rao"
    assert shown["provenance"]["name"]["m"] == "wa:wamid.A"
    assert [entry["message"] for entry in shown["timeline"]] == ["acme:wa:wamid.B", "acme:wa:wamid.A"]


def test_a_lead_is_shown_for_people_with_who_said_what(desk: Desk) -> None:
    shown = desk.run("leads", "show", desk.lead(f"phone:{ASHA}").id)
    assert shown.exit_code == 0
    for words in ("Asha Rao", f"+{ASHA}", "by profile", "“still free?”", "vip", "24-hour window", "message received"):
        assert words in shown.stdout


def test_what_is_no_lead_is_told_with_those_that_come_near(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    result = desk.run("leads", "show", "asha")
    assert result.exit_code != 0
    assert "Asha Rao" in str(result.exception)
    assert desk.run("leads", "show", "+14155550100").exit_code != 0


def test_explain_says_what_became_of_a_message_by_any_of_its_names(desk: Desk) -> None:
    for name in ("wamid.A", "wa:wamid.A", "acme:wa:wamid.A"):
        (told,) = json.loads(desk.run("explain", name, "--json").stdout)
        assert (told["outcome"], told["now"]["name"]) == ("updated" if told["seq"] > 1 else "created", "Asha Rao")
    (lost,) = json.loads(desk.run("explain", "wamid.B", "--json").stdout)
    assert (lost["values"][0]["verdict"], lost["values"][0]["against"]["message"]) == ("lost", "wa:wamid.A")
    (row,) = json.loads(desk.run("explain", "row:diwali:12", "--account", "acme", "--json").stdout)
    assert row["activity"] == "message_received"
    assert "lost against Asha Rao" in desk.run("explain", "wamid.B").stdout
    assert json.loads(desk.run("explain", "12", "--json").stdout)[0]["message"] == "acme:row:diwali:12"


def test_explain_says_why_a_message_left_no_trace_and_what_to_do(desk: Desk) -> None:
    row = {"_id": "acme:wa:wamid.R", "account": "acme", "message": "wa:wamid.R", "outcome": "refused"}
    row |= {"reason": "placeholder", "detail": "9999999999", "queue": "broadcast-campaign", "at": AT}
    desk.office(lambda office: office.store.add_receipts([row]))
    shown = desk.run("explain", "wamid.R")
    assert "ask for the real number" in shown.stdout
    assert "broadcast-campaign.dead" in shown.stdout
    stop = contact(
        "919876500099", "x", id="wa:wamid.S", creates=False, facts=(), consents=(Consent(False, AT, "stop"),)
    )
    desk.office(lambda office: office.apply(stop))
    (kept,) = json.loads(desk.run("explain", "wamid.S", "--json").stdout)
    assert (kept["outcome"], kept["waits_for"], kept["until"]) == ("kept", ["phone:919876500099"], None)


def test_explain_of_nothing_says_what_to_check(desk: Desk) -> None:
    result = desk.run("explain", "wamid.nothing")
    assert result.exit_code == 1
    assert "retry ladder" in result.stdout
    assert json.loads(desk.run("explain", "wamid.nothing", "--json").stdout) == []


def test_a_merge_is_shown_undone_and_explained(desk: Desk) -> None:
    his = desk.lead(f"phone:{RAVI}")
    both = replace(contact(ASHA, "Asha"), id="wa:both", facts=())
    both = replace(both, identities=(*both.identities, read_phone(f"+{RAVI}", region=None).primary))
    desk.office(lambda office: office.apply(both))
    gone = desk.run("leads", "show", his.id)
    assert "merged into" in gone.stdout
    assert lines(desk.run("leads", "list", "--json")) != []
    assert his.id in {row["id"] for row in lines(desk.run("leads", "list", "--merged-away", "--json"))}
    shown = json.loads(desk.run("leads", "show", f"+{RAVI}", "--json").stdout)
    assert {entry["message"] for entry in shown["timeline"]} >= {
        "acme:row:diwali:12",
        "acme:wa:wamid.A",
        "acme:wa:both",
    }

    looked = json.loads(desk.run("leads", "unmerge", his.id, "--json").stdout)
    assert (looked["done"], looked["other"]["phone"]) == (False, f"+{RAVI}")
    assert desk.lead(f"phone:{RAVI}").id != his.id
    assert "nothing was changed" in desk.run("leads", "unmerge", his.id).stdout
    done = desk.run("leads", "unmerge", his.id, "--yes", "--by", "neha")
    assert (done.exit_code, "the next worker that runs announces it" in done.stdout) == (0, True)
    assert desk.lead(f"phone:{RAVI}").id == his.id
    assert json.loads(desk.run("leads", "unmerge", his.id, "--yes", "--json").stdout) == {
        "done": False,
        "because": "undone_before",
    }
    story = json.loads(desk.run("leads", "show", his.id, "--json").stdout)["timeline"]
    assert story[-1]["by"] == {"kind": "human", "id": "neha"}
    told = desk.run("explain", "wa:both").stdout
    assert "that was undone" in told
    assert "pending" in told or "announced" in told
    assert desk.run("leads", "unmerge", f"+{RAVI}", "--yes").exit_code == 0
    assert desk.run("leads", "unmerge", desk.lead(f"phone:{ASHA}").id).exit_code == 0


def test_verify_exits_with_1_where_something_was_changed(desk: Desk) -> None:
    whole = desk.run("verify")
    assert (whole.exit_code, whole.stdout) == (0, "")
    assert "2 leads with 3 entries" in whole.stderr
    lead = desk.lead(f"phone:{ASHA}")
    desk.office(
        lambda office: office.mongo.database["history"].update_one({"lead": lead.id, "seq": 2}, {"$set": {"text": "x"}})
    )
    found = desk.run("verify", "--json")
    assert found.exit_code == 1
    finding, totals = lines(found)
    assert (finding["kind"], finding["lead"], totals["faults"]) == ("history", lead.id, 1)
    assert desk.run("verify", "--lead", "98765 00001").exit_code == 1
    assert desk.run("verify", "--lead", f"+{RAVI}").exit_code == 0
    assert desk.run("verify", "--account", "zen").exit_code == 0


def test_rekey_finds_nothing_to_do_and_doctor_mends_the_indexes(desk: Desk) -> None:
    result = desk.run("rekey", "--json")
    assert (result.exit_code, lines(result)[-1]["looked"]) == (0, 0)
    assert desk.run("doctor").exit_code in (0, 1)
    assert desk.run("doctor", "--fix").exit_code == 0
    checks = json.loads(desk.run("doctor", "--json").stdout)
    assert checks["ok"]
    assert {check["name"] for check in checks["checks"]} >= {"mongodb", "replica set", "indexes", "clock", "outbox"}


def test_commands_that_read_make_no_store_where_there_is_none(desk: Desk, tmp_path: Path) -> None:
    nowhere = {"LEADWORKER_MONGO_URL": "", "LEADWORKER_DATA_DIR": str(tmp_path / "var")}
    for command in (["leads", "list"], ["verify"], ["explain", "x"], ["rekey"], ["leads", "unmerge", "x", "--yes"]):
        runner = CliRunner(env={})
        result = runner.invoke(app, command, env={"LEADWORKER_DATA_DIR": nowhere["LEADWORKER_DATA_DIR"]})
        assert result.exit_code != 0
        assert "there is no data in" in str(result.exception)
    assert not (tmp_path / "var").exists()


def test_two_leads_are_merged_by_hand_also_those_that_were_set_apart(desk: Desk) -> None:
    looked = json.loads(desk.run("leads", "merge", f"+{ASHA}", f"+{RAVI}", "--json").stdout)
    assert (looked["done"], looked["lead"]["phone"]) == (False, f"+{ASHA}")
    his = desk.lead(f"phone:{RAVI}").id
    for number in (1, 2):
        done = desk.run("leads", "merge", f"+{RAVI}", f"+{ASHA}", "--yes", "--by", "neha")
        assert (done.exit_code, "done" in done.stdout) == (0, True), number
        lead = desk.lead(f"phone:{RAVI}")
        assert (lead.id != his, lead.apart) == (True, [])
        assert json.loads(desk.run("leads", "show", lead.id, "--json").stdout)["timeline"][-1]["by"]["id"] == "neha"
        assert "they are one lead" in desk.run("leads", "merge", his, f"+{ASHA}", "--yes").stdout
        assert desk.run("leads", "unmerge", his, "--yes").exit_code == 0
        assert desk.lead(f"phone:{RAVI}").apart == [lead.id]
    assert desk.run("verify").exit_code == 0
    assert desk.run("leads", "merge", "+14155550100", f"+{ASHA}").exit_code != 0


GONE = Failure("unreachable", "131026", "Message undeliverable")
LIMITED = Failure("limited", "131049", "Healthy ecosystem", 86_400_000)


def test_who_cannot_be_reached_is_shown_listed_and_found_until_they_write(desk: Desk) -> None:
    report: dict[str, Any] = {"activity": "delivery_failed", "inbound": False, "creates": False, "facts": ()}

    async def fails(office: Office) -> None:
        at = {"at": AT + 60_000}
        await office.apply(
            contact(ASHA, "", id="status:1:failed", failures=(GONE,), **report | at),
            contact(RAVI, "", id="status:2:failed", failures=(LIMITED,), **report | at),
        )
        await office.check()

    desk.office(fails)
    shown = desk.run("leads", "show", f"+{ASHA}").stdout
    assert "WhatsApp does not deliver to this address until they write (131026 Message undeliverable" in shown
    assert "delivery failed" in shown
    assert "no marketing templates, over since" in desk.run("leads", "show", f"+{RAVI}").stdout
    document = json.loads(desk.run("leads", "show", f"+{ASHA}", "--json").stdout)
    assert (document["reachable"], [one["code"] for one in document["failures"]]) == (False, ["131026"])
    rows = {row["phone"]: row["reachable"] for row in lines(desk.run("leads", "list", "--json"))}
    assert rows == {f"+{ASHA}": False, f"+{RAVI}": True}
    assert "(unreachable)" in desk.run("leads", "list").stdout
    assert [row["phone"] for row in lines(desk.run("leads", "list", "--unreachable", "--json"))] == [f"+{ASHA}"]
    assert desk.run("leads", "list", "--unreachable", "--counts").stdout.split()[:2] == ["leads", "1"]
    assert desk.run("verify").exit_code == 0
    desk.office(lambda office: office.apply(contact(ASHA, "Asha", id="wa:wamid.C", at=AT + 120_000)))
    assert lines(desk.run("leads", "list", "--unreachable", "--json")) == []
    assert "not delivered" not in desk.run("leads", "show", f"+{ASHA}").stdout
    assert desk.run("verify").exit_code == 0


def test_a_field_that_is_named_after_its_values_came_is_told_as_it_is_by_every_command(
    desk: Desk, tmp_path: Path
) -> None:
    mira = contact("919876500007", "Mira", id="row:fair:5", source="import", origin="fair")
    desk.office(lambda office: office.apply(replace(mira, facts=(*mira.facts, Fact("City", "Mysore", "import")))))
    (tmp_path / "acme" / "fields.yaml").write_text("fields: [{id: city}]\n")
    (tmp_path / "acme" / "rules").mkdir()
    (tmp_path / "acme" / "rules" / "a.yaml").write_text(
        "version: 1\nrules:\n  - {id: locals, when: lead.created, if: {lead.city: Pune}, do: [{note: near}]}\n"
    )
    lead = desk.lead("phone:919876500007").id
    assert "Mysore" in desk.run("leads", "show", lead).stdout
    explained = desk.run("explain", "row:fair:5").stdout
    assert "in force among the lead's extra values: fields.yaml did not name the field" in explained
    assert "no such value" not in explained
    verified = desk.run("verify", "--lead", lead)
    assert verified.exit_code == 0
    assert "City: among its extra values, because fields.yaml did not name it when it came" in verified.stdout
    asked = desk.run("rules", "explain", "--lead", lead, "--rule", "locals")
    assert "the field was missing: 'Mysore' is among the lead's extra values, which rules do not see" in asked.stdout
