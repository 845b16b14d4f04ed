"""What a lead counts: messages of each side, calls, forms, rows of lists; each once, and nothing else."""

import asyncio
import itertools
from dataclasses import asdict, replace
from typing import Any

import pytest

from schemas.event import LeadView
from tests.shop import Shop
from tests.unit.leads.test_merge_law import ACCOUNT, ACCOUNTS, identity
from worker.contact import HISTORY, Consent, Contact
from worker.leads import counts, fold, join
from worker.leads.lead import Lead
from worker.leads.separate import Merge, Separation
from worker.maintenance.verification import LeadCheck

NO: dict[str, int] = counts.zero()


def said(name: str, activity: str, *, key: str = "phone:911", **more: Any) -> Contact:
    told: dict[str, Any] = {"at": 1000 + len(name), "source": "whatsapp", "origin": "cloud"}
    return Contact(account="acme", id=name, activity=activity, identities=(identity(key),), **(told | more))


WROTE = said("wa:1", "message_received", inbound=True)
ANSWERED = said("wa:2", "message_sent", creates=False)
TOLD = said("wa:old", "history_received", source=HISTORY)
TOLD_OURS = said("wa:older", "message_sent", source=HISTORY, creates=False)
CALLED = said("wa:call", "call_received", inbound=True)
FORM = said("web:1", "form_submitted", source="plugin")
ROW = said("row:L:1", "campaign_row", source="campaign")
NOTHING = (
    said("wa:r", "reaction_received", inbound=True),
    said("wa:s", "reaction_sent", creates=False),
    said("wa:e", "message_edited"),
    said("wa:d", "message_revoked", creates=False),
    said("wa:c", "consent_changed", consents=(Consent(True, 1000, "preference"),), creates=False),
    said("pair:1", "identity_learned", creates=False),
    said("wa:n", "number_changed", creates=False),
    said("web:2", "meeting_canceled", source="plugin", creates=False),
)
EVERYTHING = (WROTE, ANSWERED, TOLD, TOLD_OURS, CALLED, FORM, ROW, *NOTHING)
OF_EVERYTHING = {"messages": 4, "inbound": 2, "outbound": 2, "calls": 1, "forms": 1, "rows": 1}


@pytest.mark.parametrize(
    ("contact", "counted"),
    [
        (WROTE, {"messages": 1, "inbound": 1}),
        (ANSWERED, {"messages": 1, "outbound": 1}),
        (TOLD, {"messages": 1, "inbound": 1}),
        (TOLD_OURS, {"messages": 1, "outbound": 1}),
        (CALLED, {"calls": 1}),
        (FORM, {"forms": 1}),
        (ROW, {"rows": 1}),
        *((contact, {}) for contact in NOTHING),
        *((replace(WROTE, second=second), {}) for second in ("content", "placeholder")),
    ],
    ids=lambda one: getattr(one, "activity", ""),
)
def test_each_kind_counts_as_what_it_is(contact: Contact, counted: dict[str, int]) -> None:
    lead = fold.new_lead(ACCOUNT, "lead", 1)
    entry = fold.fold(lead, contact, ACCOUNT, 1)
    assert lead.counts == NO | counted
    assert {name: entry["after"][name] for name in counts.COUNTS} == lead.counts


@pytest.mark.parametrize("turn", range(0, len(EVERYTHING), 3))
@pytest.mark.parametrize("together", [False, True])
def test_any_order_and_twice_counts_the_same(turn: int, together: bool) -> None:
    async def held() -> None:
        shop = Shop(ACCOUNTS)
        mixed = [*EVERYTHING[turn:], *EVERYTHING[:turn], *EVERYTHING[::-1]]
        for batch in [mixed] if together else [[contact] for contact in mixed]:
            await shop.apply(batch)
        (lead,) = await shop.leads()
        assert lead.counts == OF_EVERYTHING
        assert await shop.faults() == []

    asyncio.run(held())


def story(lead: Lead, *contacts: Contact) -> list[dict[str, Any]]:
    return [dict(fold.fold(lead, contact, ACCOUNT, 1)) for contact in contacts]


def test_a_merge_adds_the_counts_and_its_undoing_takes_them_apart_again() -> None:
    hers, his = (fold.new_lead(ACCOUNT, name, 1) for name in ("lead-a", "lead-b"))
    story(hers, WROTE, ROW)
    story(his, *(replace(one, id=f"{one.id}'", identities=(identity("lid:2"),)) for one in (ANSWERED, FORM, CALLED)))
    kept, left = join.join(hers, his, ACCOUNT, "wa:x", 2)
    assert hers.counts == {"messages": 2, "inbound": 1, "outbound": 1, "calls": 1, "forms": 1, "rows": 1}
    later = said("wa:later", "message_received", key="lid:2", inbound=True)
    entry = fold.fold(hers, later, ACCOUNT, 3)
    separation = Separation(hers, his, Merge(kept, left), ACCOUNT, 4)
    separation.take(entry)
    separation.finish("u-1")
    assert hers.counts == NO | {"messages": 1, "inbound": 1, "rows": 1}
    assert his.counts == NO | {"messages": 2, "inbound": 1, "outbound": 1, "calls": 1, "forms": 1}


def earlier_form(document: dict[str, Any]) -> dict[str, Any]:
    """As an earlier form had it: every contact was a message, calls of the person were inbound."""
    return {**document, "counts": {"messages": 3, "inbound": 2}}


def test_a_lead_of_the_earlier_form_goes_on_from_what_is_known_of_its_messages() -> None:
    lead = fold.new_lead(ACCOUNT, "lead", 1)
    story(lead, WROTE, CALLED, ROW)
    lead = Lead.of(earlier_form(asdict(lead)))
    assert lead.counts == NO | {"messages": 2, "inbound": 2}
    fold.fold(lead, ANSWERED, ACCOUNT, 2)
    assert lead.counts == NO | {"messages": 3, "inbound": 2, "outbound": 1}


def test_a_history_that_began_in_the_earlier_form_is_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    def view(lead: Lead) -> dict[str, Any]:
        now = seen(lead)
        return {name: now[name] for name in now if name not in counts.COUNTS[2:]} | {"messages": 3, "inbound": 2}

    seen, lead = Lead.view, fold.new_lead(ACCOUNT, "lead", 1)
    with monkeypatch.context() as patched:
        patched.setattr(Lead, "view", view)
        rows = story(lead, WROTE, CALLED, ROW)
    old = earlier_form(asdict(lead))
    assert told(old, rows) == []
    grown = Lead.of(old)
    rows += story(grown, ANSWERED, replace(ROW, id="row:L:2"))
    assert grown.counts == NO | {"messages": 3, "inbound": 2, "outbound": 1, "rows": 1}
    assert told(asdict(grown), rows) == []
    assert told({**asdict(grown), "counts": grown.counts | {"outbound": 5, "messages": 7}}, rows) == ["counts", "card"]


def told(document: dict[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    check = LeadCheck(document, ACCOUNT)
    for row in rows:
        check.take(row)
    check.end(100)
    return [finding.kind for finding in check.found]


def test_the_view_of_the_earlier_form_is_still_read() -> None:
    lead = fold.new_lead(ACCOUNT, "lead", 1)
    (entry,) = story(lead, WROTE)
    old = {name: value for name, value in entry["after"].items() if name not in counts.COUNTS[2:]}
    assert LeadView.model_validate(old).outbound == 0
    assert LeadView.model_validate(entry["after"]).inbound == 1


def test_messages_are_those_of_both_sides() -> None:
    for some in itertools.combinations(EVERYTHING, 3):
        lead = fold.new_lead(ACCOUNT, "lead", 1)
        story(lead, *some)
        assert lead.counts["messages"] == lead.counts["inbound"] + lead.counts["outbound"]
