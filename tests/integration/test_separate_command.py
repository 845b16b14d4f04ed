"""A number that was given up and is used again, at an operator's desk: taken apart, joined again, and in lists and forms."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from schemas.durations import DAY_MS
from tests.integration.back_office import AT, Office
from tests.integration.test_store_commands import Desk, contact
from worker.cli import EXIT_CODES
from worker.contact import Contact, Fact
from worker.errors import LeadWorkerError

pytestmark = pytest.mark.services

LEFT, NEW = "919876500001", "919876500002"
CHANGED = AT - 200 * DAY_MS
LATER = f"phone:{LEFT}~{CHANGED}"


@pytest.fixture
def desk(mongo_url: str, mongo_database: str, tmp_path: Path) -> Desk:
    """A store in which Asha gave a number up, half a year before."""
    for name in ("acme", "zen"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "account.yaml").write_text(f"name: {name}\nregion: IN\n")
    desk = Desk(mongo_url, mongo_database, tmp_path)
    desk.office(given_up)
    return desk


def wrote(who: str, name: str, at: int, said: str, **more: Any) -> Contact:
    return contact(who, name, id=f"wa:{said}", at=at, **more)


async def given_up(office: Office) -> None:
    first = wrote(LEFT, "Asha Rao", CHANGED - DAY_MS, "first")
    new = contact(NEW, "").identities[0]
    change = replace(
        first, id="wa:change", at=CHANGED, activity="number_changed", creates=False, inbound=False, facts=()
    )
    await office.apply(first, replace(change, identities=(new, *first.identities), retires=(first.identities[0].key,)))


def namesake(desk: Desk) -> str:
    """Somebody of the same name writes from the number; give the id of the lead that they are taken for."""
    desk.office(lambda office: office.apply(wrote(LEFT, "Asha Rao", AT, "namesake")))
    owner = desk.lead(f"phone:{LEFT}")
    assert LATER in owner.keys
    return str(owner.id)


def refused(result: Result, code: int) -> str:
    """Give why a command was refused, where its exit code is `code`."""
    error = result.exception
    assert isinstance(error, LeadWorkerError)
    assert next((found for kind, found in EXIT_CODES.items() if isinstance(error, kind)), 1) == code
    return str(error)


def test_separating_is_shown_first_and_done_when_it_is_said_so(desk: Desk) -> None:
    lead = namesake(desk)
    shown = desk.run("leads", "separate", f"+{LEFT}")
    assert (shown.exit_code, "nothing was changed; add --yes to do it" in shown.stdout) == (0, True)
    assert all(heading in shown.stdout for heading in ("as it is", "former owner", "uses the number"))
    assert LATER in desk.lead(f"phone:{LEFT}").keys
    done = desk.run("leads", "separate", f"+{LEFT}", "--yes", "--by", "neha")
    assert done.exit_code == 0
    assert "done" in done.stdout.splitlines()[-1]
    assert desk.lead(LATER).id != lead == desk.lead(f"phone:{LEFT}").id
    story = json.loads(desk.run("leads", "show", lead, "--json").stdout)["timeline"]
    assert {"kind": "human", "id": "neha"} in [entry["by"] for entry in story]
    again = desk.run("leads", "separate", lead, "--yes")
    assert "leads unmerge" in refused(again, 1)


def test_separating_and_merging_undo_each_other(desk: Desk) -> None:
    lead = namesake(desk)
    before = desk.lead(f"phone:{LEFT}")
    for _ in range(2):
        done = desk.run("leads", "separate", lead, "--yes", "--json")
        assert done.exit_code == 0, done.output
        document = json.loads(done.stdout)
        assert (document["done"], document["former_owner"]["id"], document["holder"]["address"]) == (
            True,
            lead,
            f"+{LEFT}",
        )
        other = document["holder"]["id"]
        assert (document["former_owner"]["address"], document["former_owner"]["inbound"]) == (f"+{NEW}", 1)
        assert "None" not in desk.run("leads", "show", other).stdout
        assert desk.run("leads", "merge", lead, other, "--yes").exit_code == 0
        joined = desk.lead(f"phone:{LEFT}")
        assert (joined.id, joined.keys, joined.counts, joined.address) == (lead, before.keys, before.counts, f"+{NEW}")
        assert joined.flags == before.flags
    assert (desk.run("verify").exit_code, desk.run("verify").stdout) == (0, "")


def test_what_cannot_be_set_apart_says_why(desk: Desk) -> None:
    new = desk.run("leads", "separate", f"+{NEW}")
    assert "was given up and is used since" in refused(new, 1)
    nobody = desk.run("leads", "separate", "Asha R", "--yes")
    assert "Asha Rao" in refused(nobody, 2)
    account = desk.run("leads", "separate", f"+{LEFT}", "--account", "acm")
    assert "did you mean acme?" in refused(account, 2)


def listed(desk: Desk, tmp_path: Path, rows: str, *more: str) -> dict[str, Any]:
    file = tmp_path / "list.csv"
    file.write_text(f"Name,Phone\n{rows}\n")
    done = desk.run("import", str(file), "--account", "acme", "--campaign", "diwali", "--json", *more)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)  # type: ignore[no-any-return]  # a document of ours


@pytest.mark.parametrize(
    ("name", "outcome", "leads", "flags"),
    [
        ("Ravi Iyer", {"created": 1, "merged": 0}, 2, ["reused_number"]),
        ("Asha Rao", {"created": 0, "merged": 1}, 1, ["retired_number_used"]),
        ("", {"created": 0, "merged": 1}, 1, ["retired_number_used"]),
    ],
)
def test_a_list_that_names_a_number_given_up_is_rehearsed_as_it_is_imported(
    desk: Desk, tmp_path: Path, name: str, outcome: dict[str, int], leads: int, flags: list[str]
) -> None:
    told = listed(desk, tmp_path, f"{name},+{LEFT}", "--dry-run")
    assert {word: told[word] for word in outcome} == outcome
    assert told["remarks"]["number_given_up"]["count"] == 1
    file = tmp_path / "list.csv"
    text = desk.run("import", str(file), "--account", "acme", "--campaign", "diwali", "--dry-run").stdout
    assert "gave up on" in " ".join(text.split())
    assert desk.lead(f"phone:{LEFT}").flags == []
    made = listed(desk, tmp_path, f"{name},+{LEFT}")
    assert {word: made[word] for word in outcome} == outcome
    owner = desk.lead(f"phone:{LEFT}")
    assert (owner.address, owner.phone, owner.flags) == (f"+{NEW}", f"+{NEW}", ["retired_number_used"])
    holder = desk.lead(LATER)
    assert (holder.id == owner.id, holder.flags) == (leads == 1, flags)


@pytest.mark.parametrize(("name", "leads"), [("Ravi Iyer", 2), ("Asha Rao", 1), ("", 1)])
def test_a_form_that_names_a_number_given_up_changes_no_address_of_its_former_owner(
    desk: Desk, name: str, leads: int
) -> None:
    typed = replace(contact(LEFT, name).identities[0], trusted=False)
    form = contact(LEFT, name, id="form:1", at=AT, activity="form_submitted", source="plugin", inbound=False)
    facts = (Fact("name", name, "plugin"),) if name else ()
    desk.office(lambda office: office.apply(replace(form, identities=(typed,), facts=facts)))
    owner, holder = desk.lead(f"phone:{LEFT}"), desk.lead(LATER)
    assert (owner.address, owner.flags) == (f"+{NEW}", ["retired_number_used"])
    assert (owner.id == holder.id) == (leads == 1)
    assert holder.flags == (["retired_number_used"] if leads == 1 else ["reused_number"])
