"""The checker against data that somebody altered after a clean run: every rule speaks, and says what was done."""

import asyncio
import contextlib
import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pymongo
import pytest

from tests.acceptance.crew import Scene, crew
from tests.acceptance.evidence import Announcement
from tests.acceptance.invariants import RULES, Case, findings, report
from tests.acceptance.traffic import Traffic, account_files
from tests.acceptance.wires import MemoryWire
from tests.services.names import fresh
from worker.broker.memory_server import MemoryServer
from worker.leads import history_chain
from worker.ports import Delivery

pytestmark = [pytest.mark.services, pytest.mark.xdist_group("checker")]


@pytest.fixture(scope="module")
def clean(mongo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """What a run without faults left."""
    folder = tmp_path_factory.mktemp("accounts")
    for name, text in account_files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    database, server = fresh("test_"), MemoryServer()

    async def run() -> Case:
        with contextlib.closing(Scene(MemoryWire(server), mongo_url, database, folder)) as scene:
            traffic = Traffic(12, people=5)
            mixed = [traffic.status(), traffic.poison(), traffic.poisoned_batch(), traffic.bad_form()]
            async with crew(server, 2, **scene.settings):
                await scene.send([*traffic.stops(), *map(traffic.unnumbered, traffic.people)])
                await scene.send(traffic.muddled([*map(traffic.pair, traffic.people), *traffic.messages(60), *mixed]))
                assert await scene.quiet()
            return await scene.case()

    yield asyncio.run(run())
    client: Any
    with pymongo.MongoClient(mongo_url) as client:
        client.drop_database(database)


@pytest.fixture
def case(clean: Case) -> Case:
    """A copy to alter."""
    return Case(copy.copy(clean.ledger), copy.deepcopy(clean.evidence), clean.accounts)


def living(case: Case) -> dict[str, Any]:
    """A lead with some history."""
    return max((lead for lead in case.evidence.leads if not lead["merged_into"]), key=lambda lead: lead["seq"])


def rows(case: Case) -> list[dict[str, Any]]:
    """The history of that lead, in order."""
    return sorted(
        (row for row in case.evidence.history if row["lead"] == living(case)["_id"]), key=lambda row: row["seq"]
    )


def row_lost(case: Case) -> None:
    case.evidence.history.remove(next(row for row in rows(case) if row["type"] == "message_received"))


def row_doubled(case: Case) -> None:
    row = next(row for row in rows(case) if row["type"] == "message_received")
    case.evidence.history.append({**row, "seq": living(case)["seq"] + 1})


def row_of_nobody(case: Case) -> None:
    row = rows(case)[-1]
    row["message"] = row["_id"] = "in:wa:forged"


def row_altered(case: Case) -> None:
    rows(case)[1]["text"] = "I never wrote that"


def row_resealed(case: Case) -> None:
    """Altered by somebody who knows how hashes are made."""
    row = rows(case)[1]
    row["at"] += 1
    row["hash"] = history_chain.digest(row)


def last_row_cut_off(case: Case) -> None:
    case.evidence.history.remove(rows(case)[-1])


def lead_split(case: Case) -> None:
    lead = living(case)
    case.evidence.leads.append({**lead, "_id": "another", "keys": lead["keys"][:1], "pend": []})


def lead_lost(case: Case) -> None:
    case.evidence.leads.remove(living(case))


def key_lost(case: Case) -> None:
    lead = next(lead for lead in case.evidence.leads if len(lead["keys"]) > 1)
    lead["keys"] = lead["keys"][:1]


def counter_ahead(case: Case) -> None:
    living(case)["counts"]["messages"] += 1


def field_changed(case: Case) -> None:
    living(case)["alternates"].append("+911")


def event_lost(case: Case) -> None:
    lost = case.evidence.announced[7].id
    case.evidence.announced = [event for event in case.evidence.announced if event.id != lost]


def event_of_nothing(case: Case) -> None:
    event = case.evidence.announced[7]
    case.evidence.announced.append(replace(event, id="in:wa:ghost/lead.updated"))


def event_out_of_place(case: Case) -> None:
    event = case.evidence.announced[7]
    case.evidence.announced.append(replace(event, sequence=event.sequence + 1))


def event_of_another_lead(case: Case) -> None:
    event = case.evidence.announced[7]
    case.evidence.announced[7] = Announcement(event.id, event.type, "somebody", event.sequence, event.body)


def entry_pending(case: Case) -> None:
    living(case)["pend"] = [{"_id": "in:wa:late"}]


def message_unsettled(case: Case) -> None:
    case.evidence.left["whatsapp-incoming"] = 1


def message_crashed(case: Case) -> None:
    case.evidence.left["whatsapp-incoming.crashed"] = 1


def dead_letter_lost(case: Case) -> None:
    case.evidence.dead["whatsapp-incoming"].pop()


def dead_letter_doubled(case: Case) -> None:
    letters = case.evidence.dead["whatsapp-incoming"]
    letters += [letters[0]] * 3


def dead_letter_mute(case: Case) -> None:
    letters = case.evidence.dead["whatsapp-incoming"]
    letters[0] = replace(letters[0], headers={})


def innocent_refused(case: Case) -> None:
    good = next(m for m in case.ledger.confirmed if all(part.fate == "applied" for part in m.parts))
    case.evidence.dead[good.queue].append(Delivery(good.queue, good.body, {}, good.tag))


def neighbour_refused(case: Case) -> None:
    mixed = next(m for m in case.ledger.confirmed if len(m.parts) > 1 and m.parts[-1].reason == "malformed")
    letters = case.evidence.dead[mixed.queue]
    letters[:] = [replace(one, body=mixed.body) if one.message_id == mixed.tag else one for one in letters]


def receipt_lost(case: Case) -> None:
    case.evidence.receipts.clear()


def last_contact_earlier(case: Case) -> None:
    living(case)["last_inbound_at"] -= 1


def first_contact_later(case: Case) -> None:
    living(case)["first"]["t"] += 1


def name_changed(case: Case) -> None:
    living(case)["fields"]["name"]["v"] = "Somebody Else"


def opt_out_dropped(case: Case) -> None:
    lead = next(lead for lead in case.evidence.leads if "given" not in lead["consent"] and lead["consent"])
    del lead["consent"]["withdrawn"]


def opt_out_left_waiting(case: Case) -> None:
    lead = living(case)
    case.evidence.strangers.append({"_id": "in:preference:late", "account": lead["account"], "keys": lead["keys"]})


def created_twice(case: Case) -> None:
    rows(case)[2]["events"].append("lead.created")


ALTERATIONS: dict[Callable[[Case], None], str] = {
    row_lost: "confirmed_is_recorded",
    row_doubled: "confirmed_is_recorded",
    receipt_lost: "confirmed_is_recorded",
    dead_letter_lost: "confirmed_is_recorded",
    dead_letter_doubled: "confirmed_is_recorded",
    dead_letter_mute: "dead_letters_say_why",
    row_of_nobody: "nothing_else_is_recorded",
    lead_split: "one_lead_per_person",
    lead_lost: "one_lead_per_person",
    key_lost: "one_lead_per_person",
    counter_ahead: "counters_match_history",
    field_changed: "history_gives_the_lead",
    row_altered: "histories_are_whole",
    row_resealed: "histories_are_whole",
    last_row_cut_off: "histories_are_whole",
    event_lost: "every_entry_is_announced",
    event_of_nothing: "every_event_is_recorded",
    event_out_of_place: "every_event_is_recorded",
    event_of_another_lead: "every_event_is_recorded",
    entry_pending: "nothing_is_pending",
    message_unsettled: "nothing_is_pending",
    message_crashed: "nothing_is_pending",
    innocent_refused: "innocents_are_not_refused",
    neighbour_refused: "innocents_are_not_refused",
    last_contact_earlier: "maxima_and_minima_are_right",
    first_contact_later: "maxima_and_minima_are_right",
    name_changed: "the_strongest_name_wins",
    opt_out_dropped: "the_last_word_on_consent_counts",
    opt_out_left_waiting: "the_last_word_on_consent_counts",
    created_twice: "one_lead_is_created_once",
}


def test_a_clean_run_is_found_clean(clean: Case) -> None:
    assert report(findings(clean)) == ""
    assert len(clean.evidence.history) > 60


def test_every_rule_has_an_alteration_that_it_must_see() -> None:
    assert set(ALTERATIONS.values()) == set(RULES)


@pytest.mark.parametrize("alteration", ALTERATIONS, ids=lambda alteration: alteration.__name__)
def test_an_alteration_is_found_out_by_its_rule(case: Case, alteration: Callable[[Case], None]) -> None:
    alteration(case)
    found = findings(case)
    assert ALTERATIONS[alteration] in {finding.rule for finding in found}, report(found)


def test_a_report_names_the_rule_and_shows_the_first_of_many(case: Case) -> None:
    case.evidence.announced.clear()
    text = report(findings(case))
    assert text.startswith("every_entry_is_announced: Every event of every history entry was delivered at least once.")
    assert len(text.splitlines()) == 6
