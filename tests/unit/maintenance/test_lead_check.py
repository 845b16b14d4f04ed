"""One lead held against its history, of which some entries are erased: what is still checked, and what is not."""

from dataclasses import asdict, replace
from typing import Any

import pytest

from schemas.account import AccountFile, FieldsFile, LeadField
from worker.account import Account
from worker.contact import Contact, Fact, Identity
from worker.leads import counts, fold
from worker.leads.erasing import erased, erasure
from worker.leads.lead import Lead
from worker.maintenance.verification import LeadCheck

ACCOUNT = Account("acme", AccountFile(name="Acme", region="IN"))
HER = Identity("phone:919876543210", "phone", "919876543210", "+919876543210", trusted=True)
Row = dict[str, Any]


def wrote(number: int, **more: Any) -> Contact:
    facts = (Fact("name", f"Asha {number}", "profile"),)
    contact = Contact("acme", f"m{number}", number, "whatsapp", "cloud", "message_received", (HER,), facts=facts)
    return replace(contact, **{"inbound": True, **more})


def story(*contacts: Contact) -> tuple[Lead, list[Row]]:
    lead = fold.new_lead(ACCOUNT, "lead", 1)
    return lead, [dict(fold.fold(lead, contact, ACCOUNT, 1)) for contact in contacts]


def order(lead: Lead, *seqs: int) -> Row:
    return dict(erasure(lead, seqs, {"kind": "human", "id": "u-1"}, 50))


def without(rows: list[Row], ordered: Row, *seqs: int) -> list[Row]:
    return [erased(row, ordered) if row["seq"] in seqs else row for row in rows]


def checked(lead: Lead, rows: list[Row], **changed: Any) -> LeadCheck:
    check = LeadCheck({**asdict(lead), "pend": [], **changed}, ACCOUNT)
    for row in rows:
        check.take(row)
    check.end(100)
    return check


def told(check: LeadCheck) -> list[tuple[str, str]]:
    return [(finding.kind, finding.text) for finding in check.found]


@pytest.mark.parametrize("seqs", [(1,), (2,), (1, 2, 3), (3,), (1, 3)])
def test_counters_go_on_from_what_an_erased_entry_saw(seqs: tuple[int, ...]) -> None:
    lead, rows = story(wrote(1), wrote(2, inbound=False, activity="message_sent"), wrote(3))
    ordered = order(lead, *seqs)
    later = dict(fold.fold(lead, wrote(9), ACCOUNT, 60))
    check = checked(lead, [*without(rows, ordered, *seqs), ordered, later])
    assert (told(check), check.erased) == ([], len(seqs))
    assert lead.counts == {**counts.zero(), "messages": 4, "inbound": 3, "outbound": 1}
    (finding,) = [
        text
        for kind, text in told(checked(lead, [*rows, ordered, later], counts={**lead.counts, "inbound": 2}))
        if kind == "counts"
    ]
    assert f"its history {lead.counts}" in finding


def test_the_card_is_held_against_the_last_entry_though_all_before_it_are_erased() -> None:
    lead, rows = story(wrote(1), wrote(2))
    ordered = order(lead, 1, 2)
    rows = [*without(rows, ordered, 1, 2), ordered]
    assert told(checked(lead, rows)) == []
    fields = {**lead.fields, "name": {**lead.fields["name"], "v": "Mallory"}}
    assert [kind for kind, _ in told(checked(lead, rows, fields=fields))] == ["card"]
    assert [kind for kind, _ in told(checked(lead, rows, keys=[*lead.keys, "phone:99"]))] == ["keys"]


def test_what_is_erased_is_not_folded_again_and_what_is_whole_still_is() -> None:
    lead, rows = story(wrote(1), wrote(2, attribution={"ad": "1"}))
    assert lead.touch is not None
    touch = {**lead.touch, "m": "wa:other"}
    assert [kind for kind, _ in told(checked(lead, rows, touch=touch))] == ["facts"]
    ordered = order(lead, 1)
    assert told(checked(lead, [*without(rows, ordered, 1), ordered], touch=touch)) == []


def test_an_erasure_on_its_way_to_history_is_a_lawful_one_already() -> None:
    lead, rows = story(wrote(1), wrote(2))
    ordered = order(lead, 2)
    check = LeadCheck({**asdict(lead), "pend": [ordered]}, ACCOUNT)
    for row in without(rows, ordered, 2):
        check.take(row)
    check.end(100)
    assert told(check) == []


def test_erased_rows_without_an_order_are_told_and_nothing_is_concluded_from_them() -> None:
    lead, rows = story(wrote(1), wrote(2), wrote(3))
    forged = {"message": "acme:forged", "at": 50, "by": {"kind": "human", "id": "u-1"}}
    check = checked(lead, without(rows, forged, 1, 3), counts={"messages": 7, "inbound": 7})
    assert told(check) == [
        ("history", f"entry {seq} was erased, and no entry of the history says so") for seq in (1, 3)
    ]


@pytest.mark.parametrize(
    ("then", "since", "said"),
    [
        ({}, {"city": ()}, "City: among its extra values, because fields.yaml did not name it when it came"),
        ({}, {"town": ("city",)}, "City: among its extra values, because fields.yaml did not name it when it came"),
        ({"city": ()}, {}, "city: a field of it, which today's fields.yaml does not name"),
        ({"town": ("city",)}, {}, "town: a field of it, which today's fields.yaml does not name"),
        ({"city": ()}, {"town": ("city",)}, "city: a field of it, which today's fields.yaml does not name"),
    ],
)
def test_what_an_edit_of_fields_yaml_explains_is_a_note_that_says_what_and_that_nothing_is_to_be_done(
    then: dict[str, tuple[str, ...]], since: dict[str, tuple[str, ...]], said: str
) -> None:
    lead = fold.new_lead(ACCOUNT, "lead", 1)
    account, today = (
        replace(ACCOUNT, fields=FieldsFile(fields=tuple(LeadField(id=n, aliases=a) for n, a in named.items())))
        for named in (then, since)
    )
    row = dict(fold.fold(lead, wrote(1, facts=(Fact("City", "Mysore", "import"),)), account, 1))
    check = LeadCheck({**asdict(lead), "pend": []}, today)
    check.take(row)
    check.end(100)
    (finding,) = check.found
    assert finding.note
    assert finding.text.startswith(f"{said}; the account's files were edited since. Nothing is lost")
    assert "Mysore" not in finding.text
