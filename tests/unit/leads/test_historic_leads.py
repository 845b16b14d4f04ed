"""Old chats and live messages of one person give the same lead in any order; what was only told is marked as such."""

import itertools
from dataclasses import replace

import orjson
import pytest

from schemas.account import AccountFile
from worker.account import Account
from worker.commit.announcements import announcements
from worker.contact import HISTORY, Contact, Identity
from worker.leads import fold
from worker.leads.history_entry import HistoryEntry
from worker.leads.lead import Lead

ACCOUNT = Account("acme", AccountFile(name="Acme", region="IN"))
NOW = 1_795_000_000_000
DAY = 86_400_000
LIVE = Contact(
    account="acme",
    id="wa:live",
    at=NOW - 5_000,
    source="whatsapp",
    origin="cloud",
    activity="message_received",
    identities=(Identity("phone:919876543210", "phone", "919876543210", "+919876543210", trusted=True),),
    inbound=True,
)
OLD = replace(
    LIVE, id="wa:old", at=NOW - 150 * DAY, source=HISTORY, activity="history_received", inbound=False, text="hello"
)
LATER = replace(OLD, id="wa:later", at=NOW - 20 * DAY)
OURS = replace(OLD, id="wa:ours", at=NOW - 170 * DAY, activity="message_sent", creates=False)


def folded(*contacts: Contact) -> tuple[Lead, list[HistoryEntry]]:
    lead = fold.new_lead(ACCOUNT, "lead-1", NOW)
    return lead, [fold.fold(lead, contact, ACCOUNT, NOW) for contact in contacts]


@pytest.mark.parametrize("order", list(itertools.permutations((OLD, LATER, LIVE, OURS))))
def test_old_chats_before_and_after_a_live_message_give_the_same_lead(order: tuple[Contact, ...]) -> None:
    if not order[0].creates:
        order = (*order[1:], order[0])  # what makes no lead waits for one
    lead, _ = folded(*order)
    assert lead.created_at == OLD.at
    assert (lead.first["source"], lead.first["t"]) == (HISTORY, OLD.at)
    assert lead.last_inbound_at == LIVE.at
    assert [lead.counts[name] for name in ("messages", "inbound", "outbound")] == [4, 3, 1]


def test_who_is_known_from_old_chats_and_writes_now_is_a_message_and_no_second_creation() -> None:
    _, (told, written) = folded(OLD, LIVE)
    assert told["events"] == ["lead.created"]
    assert written["events"] == ["lead.message_received"]
    assert (told["after"]["inbound"], written["after"]["inbound"]) == (1, 2)


def test_events_of_what_was_only_told_are_marked() -> None:
    _, (told, written) = folded(OLD, LIVE)
    (old,), (new,) = announcements([told]), announcements([written])
    assert old.headers["ce-historic"] == "true"
    assert "ce-historic" not in new.headers
    old_data, new_data = orjson.loads(old.body), orjson.loads(new.body)
    assert (old_data["historic"], new_data["historic"]) == (True, False)
    assert (old_data["at"], old_data["lead"]["created_at"]) == (OLD.at, OLD.at)


def test_a_lead_of_old_chats_has_no_open_window() -> None:
    lead, _ = folded(OLD, LATER)
    assert lead.view()["window_until"] is None
