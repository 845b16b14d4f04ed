"""The chain of hashes: both versions of entries, altered ones, and those whose personal part was erased."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest

from schemas.account import AccountFile
from worker.account import Account
from worker.contact import Contact, Fact, Identity
from worker.leads import fold, history_chain
from worker.leads.erasing import erased, erasure
from worker.leads.history_chain import Chain, entry_size, faults
from worker.leads.lead import Lead

ACCOUNT = Account("acme", AccountFile(name="Acme", region="IN"))
HER = Identity("phone:919876543210", "phone", "919876543210", "+919876543210", trusted=True)
SECRETS = ("919876543210", "Asha", "Pune", "hello", "vip")
Row = dict[str, Any]


def story() -> tuple[Lead, list[Row]]:
    lead = fold.new_lead(ACCOUNT, "lead", 1)
    rows = []
    for number in range(1, 5):
        facts = (Fact("name", f"Asha {number}", "profile"), Fact("city", "Pune", "plugin"))
        contact = Contact("acme", f"m{number}", number, "whatsapp", "cloud", "message_received", (HER,), facts=facts)
        contact = replace(contact, text="hello", raw={"text": "hello"}, inbound=True, tags=("vip",))
        rows.append(dict(fold.fold(lead, contact, ACCOUNT, 1)))
    return lead, rows


def as_version_1(lead: Lead, rows: list[Row]) -> list[Row]:
    """Give the rows as the version before wrote them: the hash covers everything."""
    older, previous = [], ""
    for row in rows:
        old = {name: part for name, part in row.items() if name not in ("salt", "personal_digest", "personal_size")}
        old |= {"schema": 1, "prev": previous}
        body = {name: part for name, part in old.items() if name not in ("_id", "hash")}
        old["hash"] = previous = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
        older.append(old)
    lead.head = previous
    return older


def wrong(lead: Lead, rows: list[Row]) -> list[str]:
    return list(faults({"seq": lead.seq, "head": lead.head}, rows))


def test_a_history_of_both_versions_is_whole() -> None:
    lead, rows = story()
    assert {row["schema"] for row in rows} == {2}
    assert wrong(lead, rows) == []
    older = as_version_1(lead, rows)
    assert wrong(lead, older) == []
    contact = Contact("acme", "m9", 9, "whatsapp", "cloud", "message_received", (HER,))
    older.append(dict(fold.fold(lead, contact, ACCOUNT, 1)))
    assert [row["schema"] for row in older] == [1, 1, 1, 1, 2]
    assert wrong(lead, older) == []


ALTERED: list[Callable[[Row], Any]] = [
    lambda row: row.update(text="I never said that"),
    lambda row: row.update(at=7),
    lambda row: row.update(content={"a": 1}),
    lambda row: row.update(raw=None),
    lambda row: row.update(contact=row["contact"].replace("Asha", "Mallory")),
    lambda row: row.update(notes=["forged"]),
    lambda row: row["changes"][0].update(to="forged"),
    lambda row: row["changes"].append({"field": "city", "from": None, "to": "Goa"}),
    lambda row: row["after"].update(state="won"),
    lambda row: row["after"].update(phone="+1"),
    lambda row: row["after"]["fields"].update(name="Mallory"),
    lambda row: row.update(salt="00" * 16),
    lambda row: row.update(personal_digest="00" * 32),
    lambda row: row.update(personal_size=1),
    lambda row: row.update(schema=1),
    lambda row: row.update(refused=[{"step": "x"}]),
    lambda row: row.pop("salt"),
]


@pytest.mark.parametrize("alter", ALTERED)
def test_whatever_is_altered_is_found(alter: Callable[[Row], Any]) -> None:
    lead, rows = story()
    alter(rows[1])
    assert any("entry 2" in text and "altered" in text for text in wrong(lead, rows))


def test_two_entries_that_say_the_same_have_nothing_in_common_that_could_be_guessed() -> None:
    (_, one), (_, two) = story(), story()
    assert one[0]["personal_digest"] != two[0]["personal_digest"]
    assert one[0]["hash"] != two[0]["hash"]
    assert len(one[0]["salt"]) == 32


def erase(lead: Lead, rows: list[Row], *seqs: int) -> list[Row]:
    order = dict(erasure(lead, seqs, {"kind": "human", "id": "u-1"}, 50))
    return [*(erased(row, order) if row["seq"] in seqs else row for row in rows), order]


@pytest.mark.parametrize("version", [1, 2])
def test_an_erased_person_leaves_a_chain_that_verifies(version: int) -> None:
    lead, rows = story()
    rows = as_version_1(lead, rows) if version == 1 else rows
    left = erase(lead, rows, 1, 2, 4)
    assert wrong(lead, left) == []
    assert left[-1]["rows"] == [[1, 2], [4, 4]]
    for row in left[:2]:
        assert not any(secret in repr(row) for secret in SECRETS)
        assert row["erased"] == {"entry": left[-1]["message"], "at": 50, "by": {"kind": "human", "id": "u-1"}}
        assert row["after"]["state"] == "new"
        assert "salt" not in row
    assert [change["field"] for change in left[1]["changes"]] == [change["field"] for change in rows[1]["changes"]]
    assert erased(left[0], left[-1]) == left[0]
    chain = Chain()
    for row in left:
        assert list(chain.take(row)) == []
    assert chain.erased == [1, 2, 4]


def test_an_erasure_that_no_entry_orders_is_a_falsification() -> None:
    lead, rows = story()
    order = {"message": "acme:forged", "at": 50, "by": {"kind": "human", "id": "u-1"}}
    rows[1] = erased(rows[1], order)
    assert wrong(lead, rows) == ["entry 2 was erased, and no entry of the history says so"]
    lead, rows = story()
    left = erase(lead, rows, 1)
    left[2] = erased(left[2], order)
    assert wrong(lead, left) == ["entry 3 was erased, and no entry of the history says so"]


def test_an_entry_that_is_marked_as_erased_and_says_something_was_altered() -> None:
    lead, rows = story()
    left = erase(lead, rows, 2)
    for name, forged in (("text", "I never said that"), ("notes", ["x"]), ("salt", "00" * 16)):
        forgery = [*left]
        forgery[1] = {**left[1], name: forged}
        assert any("altered" in text and "erased" in text for text in wrong(lead, forgery)), name
    forgery = [*left]
    forgery[1] = {**left[1], "after": {**left[1]["after"], "state": "won"}}  # what is public is vouched for as before
    assert any("altered" in text for text in wrong(lead, forgery))


def test_a_size_is_known_without_counting_again() -> None:
    _, rows = story()
    exact = len(orjson.dumps(rows[1]))
    assert exact <= entry_size(rows[1]) <= exact + 1_500
    older = {name: part for name, part in rows[1].items() if name != "personal_size"}
    assert entry_size(older) == len(orjson.dumps(older))
    assert history_chain.SCHEMA == 2


@pytest.mark.parametrize("size", [0, 2_046, 2_047, 2_048, 4_094, 5_000, 65_536, 65_537, 300_000])
def test_the_hash_is_the_same_in_one_piece_and_in_several(size: int) -> None:
    """An entry's text may be of any length; short ones are hashed in pieces, for speed alone."""
    row: Row = {"schema": 2, "salt": "ab" * 16, "text": "é" * (size // 2)}
    personal = orjson.dumps({"text": row["text"], "changes": None}, option=orjson.OPT_SORT_KEYS)
    assert history_chain.personal_digest(row) == hashlib.sha256(b"ab" * 16 + personal).hexdigest()


def test_no_two_entries_share_a_salt() -> None:
    """Salts are drawn many at a time: also beyond one draw none comes twice."""
    salts = [history_chain.seal({"schema": 2}, "")["salt"] for _ in range(1_000)]
    assert len(set(salts)) == 1_000
    assert {len(salt) for salt in salts} == {32}
