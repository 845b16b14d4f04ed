"""The table of cases through the whole pipeline: once, twice, shuffled, with four workers at once, and on RabbitMQ."""

import asyncio
import contextlib
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymongo
import pytest

from tests.acceptance import cases, invariants
from tests.acceptance.cases import PEOPLE, RECEIPTS, REFUSED, Expected, Sample
from tests.acceptance.crew import Scene, crew
from tests.acceptance.invariants import Case
from tests.acceptance.ledger import Message
from tests.acceptance.processes import WorkerProcess, ending
from tests.acceptance.wires import MemoryWire, RabbitWire
from tests.services.names import fresh
from tests.services.vhost import clean_place
from worker.broker.memory_server import MemoryServer
from worker.configuration.accounts import load_accounts
from worker.consumers.failure_headers import DETAIL, REASON, WHERE
from worker.handlers.plugin import enriched, handle, thin_leads
from worker.leads.lead import Lead
from worker.ports import Delivery
from worker.topology import PLUGIN

pytestmark = pytest.mark.services


def twice(samples: list[Sample]) -> list[Sample]:
    return [*samples, *samples]


def shuffled(samples: list[Sample]) -> list[Sample]:
    mixed = [*samples, *samples]
    random.Random(5).shuffle(mixed)
    return mixed


def straight(samples: list[Sample]) -> list[Sample]:
    return list(samples)


# How the samples are sent, to how many workers of this process (0: to a process, on RabbitMQ).
MODES: dict[str, tuple[Callable[[list[Sample]], list[Sample]], int]] = {
    "once": (straight, 1),
    "twice": (twice, 1),
    "shuffled": (shuffled, 1),
    "four workers": (shuffled, 4),
    "rabbitmq": (shuffled, 0),
}


async def perform(scene: Scene, server: MemoryServer, mode: str, log: Path) -> Case:
    accounts = load_accounts(scene.accounts_dir)
    assert not accounts.findings
    listed = cases.list_samples(accounts.accounts)
    samples = [*cases.whatsapp_samples(), *cases.plugin_samples(), *listed, *cases.phone_samples()]
    order, size = MODES[mode]
    messages = [Message(sample.name, sample.queue, sample.body, (), sample.headers) for sample in order(samples)]
    if size:
        async with crew(server, size, **scene.settings):
            await scene.send(messages)
            assert await scene.quiet(60, 0.6), scene.waiting_for
    else:
        await scene.wire.open()
        worker = WorkerProcess(scene.settings, log).start()
        async with ending(worker):
            await worker.ready()
            await scene.send(messages)
            assert await scene.quiet(60, 0.8), scene.waiting_for
            assert await worker.stop() == 0
    case = await scene.case()
    if not size:
        await scene.wire.close()
    return case


@pytest.fixture(
    scope="module", params=[pytest.param(mode, marks=pytest.mark.xdist_group(f"cases {mode}")) for mode in MODES]
)
def case(request: pytest.FixtureRequest, mongo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """What a run of the whole table left."""
    folder = tmp_path_factory.mktemp("cases")
    for name, text in cases.FILES.items():
        (folder / "accounts" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "accounts" / name).write_text(text)
    database, server = fresh("test_"), MemoryServer()

    def run(wire: Any) -> Case:
        scene = Scene(wire, mongo_url, database, folder / "accounts")
        with contextlib.closing(scene):
            return asyncio.run(perform(scene, server, request.param, folder / "worker.log"))

    if request.param == "rabbitmq":
        with clean_place(request.getfixturevalue("rabbitmq")) as url:
            yield run(RabbitWire(url))
    else:
        yield run(MemoryWire(server))
    client: Any
    with pymongo.MongoClient(mongo_url) as client:
        client.drop_database(database)


def found(case: Case, account: str, key: str) -> dict[str, Any]:
    leads = case.owners.get((account, key), [])
    assert len(leads) == 1, f"{account} {key} has {len(leads)} leads"
    return leads[0]


def entry(case: Case, entry_id: str) -> dict[str, Any]:
    (row,) = [row for row in case.evidence.history if row["_id"] == entry_id]
    return row


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: " ".join(sorted(person.keys)))
def test_a_person_is_there_once_with_what_they_said(case: Case, person: Expected) -> None:
    lead = found(case, person.account, min(person.keys))
    view = Lead.of(lead).view()
    assert set(lead["keys"]) == person.keys
    assert lead["fields"].get("name", {}).get("v") == person.name
    assert view["source"] == person.source
    assert view["inbound"] == person.inbound
    assert {name: view[name] for name in person.shows} == person.shows
    assert {name: lead["fields"].get(name, {}).get("v") for name in person.fields} == person.fields


def test_nobody_else_is_there(case: Case) -> None:
    expected = {(person.account, person.keys) for person in PEOPLE}
    there = {(lead["account"], frozenset(lead["keys"])) for lead in case.living if lead["account"] != "world"}
    assert there - expected == set()


def test_what_cannot_be_used_is_in_the_dead_letters_with_its_reason(case: Case) -> None:
    letters: dict[str, set[str]] = {}
    for queue in case.evidence.dead.values():
        for letter in queue:
            if not str(letter.message_id).startswith("phones-"):
                letters.setdefault(str(letter.message_id), set()).add(str(letter.headers[REASON]))
    assert letters == {name: set(reasons) for name, reasons in REFUSED.items()}


def test_every_dead_letter_says_what_is_wrong_and_where(case: Case) -> None:
    for letters in case.evidence.dead.values():
        for letter in letters:
            assert letter.headers[DETAIL], letter.message_id
            assert letter.headers[WHERE] or letter.headers[REASON] == "malformed_json", letter.message_id


def test_rows_that_were_spoilt_are_named_and_did_not_become_one_person(case: Case) -> None:
    letters = [one for one in case.evidence.dead["broadcast-campaign"] if one.message_id == "spreadsheet_mangled"]
    rows = {(one.headers[REASON], row["row"]) for one in letters for row in json.loads(one.body)["rows"]}
    assert rows == {("precision_lost", 1), ("precision_lost", 2), ("not_a_number", 9)}


@pytest.mark.parametrize("entry_id", RECEIPTS)
def test_what_is_no_enquiry_has_a_receipt_that_says_why(case: Case, entry_id: str) -> None:
    receipts = {row["_id"]: (row["outcome"], row["reason"]) for row in case.evidence.receipts}
    assert receipts[entry_id] == RECEIPTS[entry_id]


def test_an_echo_to_somebody_unknown_is_kept_for_later(case: Case) -> None:
    assert [row["_id"] for row in case.evidence.strangers] == ["in:wa:wamid.HBgMY2FzZS00MDE="]


@pytest.mark.parametrize("rule", invariants.OF_EVERY_RUN, ids=lambda rule: rule.__name__)
def test_a_rule_of_every_run_holds(case: Case, rule: Callable[[Case], Iterator[str]]) -> None:
    assert list(rule(case)) == []


def test_the_first_contact_is_the_earliest_though_it_came_late(case: Case) -> None:
    lead = found(case, "in", "phone:919876500001")
    assert (lead["first"]["t"], lead["last_inbound_at"]) == (cases.AT - cases.DAY // 1000 * 1000, cases.AT)


def test_a_number_that_was_left_is_historical(case: Case) -> None:
    lead = found(case, "in", "phone:919876500001")
    retired = {one["k"]: bool(one["retired"]) for one in lead["identities"]}
    assert retired == {"phone:919876500001": True, "phone:919876588881": False}


def test_a_media_message_keeps_the_reference_and_not_the_address_that_expires(case: Case) -> None:
    row = entry(case, "in:wa:wamid.HBgMY2FzZS0wMTBfaW1hZ2VfY2FwdGlvbg==")
    text = json.dumps(row)
    assert "1900000000000010" in text
    assert "3f9d94d399fa61c191bc1d4ca71375a035cd9b9f5b1128e1f0963a415c16b0cc" in text
    assert "lookaside" not in text
    assert row["text"] == "my plot"


def test_a_form_reply_with_operator_keys_is_stored_and_its_second_number_is_no_identity(case: Case) -> None:
    lead = found(case, "in", "phone:919876500119")
    assert {cell["v"] for cell in lead["extra"].values()} >= {"Asha Rao", "09876500099", "1", 75}
    assert not any("." in name or name.startswith("$") for name in lead["extra"])


def test_an_ad_is_the_first_touch(case: Case) -> None:
    touch = found(case, "in", "phone:919876500130")["touch"]["data"]
    assert (touch["source_id"], touch["ctwa_clid"]) == ("120226305854810726", "Aff-test-click-id")


def test_an_unsupported_message_is_marked_as_such(case: Case) -> None:
    row = entry(case, "in:wa:wamid.HBgMY2FzZS0zMjE=")
    assert row["content"]["type"] == "unsupported"
    assert row["text"] is None


def test_the_raw_message_is_kept(case: Case) -> None:
    raw = json.loads(entry(case, "in:wa:wamid.HBgMY2FzZS0x")["raw"])
    assert raw["message"]["text"]["body"] == "Hi, is the 2BHK still available?"


def test_usernames_are_no_identities(case: Case) -> None:
    for key in ("bsuid:IN.7000000000000000470", "bsuid:IN.7000000000000000490"):
        assert found(case, "in", key)["extra"]["username"]["v"].startswith("@")


def test_a_secret_in_a_body_is_nowhere(case: Case) -> None:
    evidence = case.evidence
    everything = [*evidence.leads, *evidence.history, *evidence.receipts, *evidence.strangers]
    everything += [dict(event.body) for event in evidence.announced]
    letters = [letter for queue in evidence.dead.values() for letter in queue]
    assert "s3cret-google-key" not in json.dumps(everything, default=str)
    assert not any(b"s3cret-google-key" in letter.body for letter in letters)


def test_a_time_without_zone_is_of_the_senders_country(case: Case) -> None:
    assert found(case, "in", "phone:919876520018")["first"]["t"] == 1_732_010_565_000  # 15:32:45 in India


def test_a_notice_that_only_names_a_lead_can_be_completed_and_replayed(case: Case) -> None:
    (letter, *_) = [one for one in case.evidence.dead[PLUGIN] if one.message_id == "lead_notice"]
    (thin,) = thin_leads(Delivery(PLUGIN, letter.body), case.accounts)
    assert thin.id == "123123123123"
    answers = [{"name": "phone_number", "values": ["+919876520010"]}, {"name": "full_name", "values": ["Asha"]}]
    whole = enriched(thin, {"id": thin.id, "field_data": answers})
    (contact,) = handle(Delivery(PLUGIN, whole), case.accounts).contacts
    assert (contact.id, contact.identities[0].key) == ("meta_lead_ads:123123123123", "phone:919876520010")


def test_cells_of_one_class_are_one_person_and_of_two_classes_two(case: Case) -> None:
    leads = {row["_id"]: row["lead"] for row in case.evidence.history if row["account"] == "world"}
    people: dict[str, set[str]] = {}
    for number, row in enumerate(cases.phone_rows()):
        name = f"row:phones:{number}" if row["source"] == "human" else f"wa:delivered-{number}"
        lead = leads.get(f"world:{name}")
        if row["expected"].startswith(("REJECT", "SKIP")):
            assert lead is None, row
        else:
            assert lead is not None, row
            people.setdefault(row["class"], set()).add(lead)
    assert all(len(found) == 1 for found in people.values()), people
    assert len({min(found) for found in people.values()}) == len(people)


def test_cells_are_read_as_their_numbers_or_refused_for_their_reasons(case: Case) -> None:
    statements = {row["_id"]: row for row in case.evidence.history if row["account"] == "world"}
    refused = {
        row["row"]: letter.headers[REASON]
        for letter in case.evidence.dead["broadcast-campaign"]
        if str(letter.message_id).startswith("phones-")
        for row in json.loads(letter.body)["rows"]
    }
    for number, row in enumerate(cases.phone_rows()):
        if row["expected"].startswith("REJECT:"):
            assert refused[number] == row["expected"].removeprefix("REJECT:"), row
        elif row["source"] == "human" and row["expected"] != "NOPHONE":
            said = json.loads(statements[f"world:row:phones:{number}"]["contact"])
            numbers = [said["identities"][0][3], *said.get("alternates", ())]
            assert "|".join(numbers) == row["expected"].removeprefix("MULTI:"), row
