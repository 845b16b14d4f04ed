"""The law: the same contacts in any order, any number of times, in any batches, give the same leads."""

import itertools
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.account import AccountFile, FieldsFile, LeadField, PipelineFile
from worker.account import Account, Accounts
from worker.commit.plan import Planner, Write, contact_keys
from worker.contact import Consent, Contact, Fact, Identity
from worker.leads import join
from worker.leads.history_chain import faults
from worker.leads.lead import Lead

FIELDS = FieldsFile(fields=(LeadField(id="city"), LeadField(id="budget", type="number", required=True)))
ACCOUNT = Account("acme", AccountFile(name="Acme", region="IN"), PipelineFile(), FIELDS)
ACCOUNTS = Accounts.of([ACCOUNT])


class Shelf:
    """Leads in a dictionary, driven by the real planner: what the store does, without the races."""

    def __init__(self) -> None:
        self.leads: dict[str, Lead] = {}
        self.history: dict[str, dict[str, Any]] = {}
        self.strangers: list[Contact] = []
        self._ids = (f"lead-{n:04}" for n in itertools.count())

    def apply(self, batch: list[Contact]) -> None:
        pending = list(batch)
        while pending:
            wanted = {(c.account, key) for c in pending for key in contact_keys(c)}
            found = [lead for lead in self.leads.values() if any((lead.account, key) in wanted for key in lead.keys)]
            planner = Planner(ACCOUNTS, 1, lambda: next(self._ids))
            planner.know([copy(lead) for lead in found], {i: e["lead"] for i, e in self.history.items()})
            plan = planner.plan(pending)
            pending = [*plan.postponed, *plan.links]
            self.strangers += plan.strangers
            for write in plan.writes:
                self._store(write)
                if write.grew:
                    keys = set(write.lead.keys)
                    pending += [s for s in self.strangers if keys & set(contact_keys(s))]
                    self.strangers = [s for s in self.strangers if not keys & set(contact_keys(s))]
            for contact, candidates in plan.merges:
                survivor, other, *_ = join.survivor_first(candidates)
                entries = join.join(survivor, other, ACCOUNT, contact.id, 1)
                for lead, entry in zip((survivor, other), entries, strict=True):
                    self._store(Write(lead, lead.v, {}, [entry]))
                pending.append(contact)

    def _store(self, write: Write) -> None:
        write.lead.v += 1
        self.leads[write.lead.id] = write.lead
        for entry in write.entries:
            assert entry["_id"] not in self.history
            self.history[entry["_id"]] = entry

    def people(self) -> list[dict[str, Any]]:
        """What the law speaks of: facts, not ids, record times or arrival order."""
        return sorted((facts(lead) for lead in self.leads.values() if not lead.merged_into), key=lambda f: f["keys"])


def copy(lead: Lead) -> Lead:
    return replace(lead)


def facts(lead: Lead) -> dict[str, Any]:
    names = (
        "keys",
        "identities",
        "phone",
        "address",
        "fields",
        "extra",
        "tags",
        "alternates",
        "flags",
        "first",
        "touch",
    )
    names += ("last_inbound_at", "counts", "consent", "incomplete", "state", "assignee", "status")
    return {name: getattr(lead, name) for name in names}


PEOPLE = st.sampled_from(["phone:911", "phone:912", "phone:913", "bsuid:IN.1", "bsuid:IN.2", "lid:77"])


def identity(key: str) -> Identity:
    kind, _, value = key.partition(":")
    return Identity(key, kind, value, f"+{value}" if kind == "phone" else None, trusted=True)


@st.composite
def contacts(draw: st.DrawFn) -> list[Contact]:
    drawn = []
    for number in range(draw(st.integers(1, 9))):
        at = draw(st.integers(1000, 1006))  # narrow, so that times tie
        keys = draw(st.lists(PEOPLE, min_size=1, max_size=2, unique=True))
        inbound = draw(st.booleans())
        by = draw(st.sampled_from(["profile", "whatsapp", "campaign", "plugin"]))
        names = st.sampled_from(["name", "City", "budget", "a.b", "$set"])
        values = st.sampled_from(["Asha", "Asha Rao", "+91 98765 43210", "12", "", "x"])
        stated = draw(st.dictionaries(names, values, max_size=3))
        drawn.append(
            Contact(
                account="acme",
                id=f"m{number}",
                at=at,
                source=draw(st.sampled_from(["whatsapp", "campaign", "ctwa_ad"])),
                origin="x",
                activity="message_received" if inbound else "campaign_row",
                identities=tuple(identity(key) for key in keys),
                creates=draw(st.booleans()) or number == 0,
                inbound=inbound,
                facts=tuple(Fact(n, v, by) for n, v in stated.items()),
                alternates=tuple(draw(st.lists(st.sampled_from(["+1", "+2"]), max_size=2))),
                retires=tuple(keys[:1]) if draw(st.integers(0, 5)) == 0 else (),
                tags=tuple(draw(st.lists(st.sampled_from(["vip", "a.b", " "]), max_size=2))),
                consents=tuple(
                    draw(
                        st.lists(
                            st.builds(Consent, st.booleans(), st.integers(1000, 1003), st.just("keyword")), max_size=1
                        )
                    )
                ),
                attribution={"ad": number} if draw(st.booleans()) else None,
                state=draw(st.sampled_from([None, None, "contacted", "Qualified", "nonsense"])),
                assignee=draw(st.sampled_from([None, None, "u-1", "u-2"])),
            )
        )
    return drawn


@settings(max_examples=300, deadline=None)
@given(contacts(), st.randoms(use_true_random=False))
def test_any_order_any_repetition_any_batches_give_the_same_people(drawn: list[Contact], random: Any) -> None:
    straight, mixed = Shelf(), Shelf()
    for contact in drawn:
        straight.apply([contact])
    again = [*drawn, *random.choices(drawn, k=len(drawn))]
    random.shuffle(again)
    while again:
        size = random.randint(1, len(again))
        mixed.apply(again[:size])
        again = again[size:]
    ours, theirs = mixed.people(), straight.people()
    assert [p["keys"] for p in ours] == [p["keys"] for p in theirs]
    assert [(n, p[n], q[n]) for p, q in zip(ours, theirs, strict=True) for n in p if p[n] != q[n]] == []
    for shelf in (straight, mixed):
        for lead in shelf.leads.values():
            rows = sorted((e for e in shelf.history.values() if e["lead"] == lead.id), key=lambda e: e["seq"])
            assert list(faults({"seq": lead.seq, "head": lead.head}, rows)) == []
