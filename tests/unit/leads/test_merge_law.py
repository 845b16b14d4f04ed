"""The law: the same contacts in any order, any number of times, in any batches, give the same leads."""

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.account import AccountFile, FieldsFile, LeadField, PipelineFile
from tests.shop import Shop
from worker.account import Account, Accounts
from worker.contact import HISTORY, LISTED, Consent, Contact, Fact, Failure, Identity
from worker.leads.lead import Lead

FIELDS = FieldsFile(fields=(LeadField(id="city"), LeadField(id="budget", type="number", required=True)))
ACCOUNT = Account("acme", AccountFile(name="Acme", region="IN"), PipelineFile(), FIELDS)
ACCOUNTS = Accounts.of([ACCOUNT])


async def people(shop: Shop) -> list[dict[str, Any]]:
    """What the law speaks of: facts, not ids, record times or arrival order."""
    return sorted((facts(lead) for lead in await shop.leads() if not lead.merged_into), key=lambda f: f["keys"])


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
    names += ("last_inbound_at", "counts", "consent", "incomplete", "state", "assignee", "status", "created_at")
    view = lead.view()
    derived = {name: view[name] for name in ("reachable", "failures", "window_until")}
    return {name: getattr(lead, name) for name in names} | derived


KINDS = {
    True: st.sampled_from(["message_received", "call_received", "reaction_received"]),
    False: st.sampled_from(["campaign_row", "form_submitted", "message_sent", "history_received", "message_edited"]),
}
PEOPLE = st.sampled_from(["phone:911", "phone:912", "phone:913", "bsuid:IN.1", "bsuid:IN.2", "lid:77"])


FAILURES = st.builds(
    Failure,
    st.sampled_from(["unreachable", "window_closed", "limited", "failed"]),
    st.sampled_from(["131026", "131047", ""]),
    st.just("words"),
    st.sampled_from([None, 1000]),
)
REASONS = st.sampled_from(["keyword", "keyword", LISTED])


def identity(key: str) -> Identity:
    kind, _, value = key.partition(":")
    return Identity(key, kind, value, f"+{value}" if kind == "phone" else None, trusted=True)


# What a contact says; made once, because to make a strategy takes as long as to draw from it.
TIMES = st.integers(1000, 1006)  # narrow, so that times tie
KEYS = st.lists(PEOPLE, min_size=1, max_size=2, unique=True)
NAMES = st.sampled_from(["name", "City", "budget", "a.b", "$set"])
VALUES = st.sampled_from(["Asha", "Asha Rao", "+91 98765 43210", "12", "", "x"])
STATED = st.dictionaries(NAMES, VALUES, max_size=3)
BY = st.sampled_from(["profile", "whatsapp", "campaign", "plugin"])
SOURCES = st.sampled_from(["whatsapp", "campaign", "ctwa_ad"])
ALTERNATES = st.lists(st.sampled_from(["+1", "+2"]), max_size=2)
TAGS = st.lists(st.sampled_from(["vip", "a.b", " "]), max_size=2)
CONSENTS = st.lists(st.builds(Consent, st.booleans(), st.integers(1000, 1003), REASONS), max_size=1)
FAILED = st.lists(FAILURES, max_size=2)
STATES = st.sampled_from([None, None, "contacted", "Qualified", "nonsense"])
ASSIGNEES = st.sampled_from([None, None, "u-1", "u-2"])
EITHER, ONE_IN_FOUR, ONE_IN_SIX, COUNT = st.booleans(), st.integers(0, 3), st.integers(0, 5), st.integers(1, 9)


@st.composite
def contacts(draw: st.DrawFn) -> list[Contact]:
    drawn = []
    for number in range(draw(COUNT)):
        at = draw(TIMES)
        keys = draw(KEYS)
        told = draw(ONE_IN_FOUR) == 0  # by a sync of old chats
        inbound = draw(EITHER) and not told
        by = draw(BY)
        stated = draw(STATED)
        drawn.append(
            Contact(
                account="acme",
                id=f"m{number}",
                at=at,
                source=HISTORY if told else draw(SOURCES),
                origin="x",
                activity="history_received" if told else draw(KINDS[inbound]),
                identities=tuple(identity(key) for key in keys),
                creates=draw(EITHER) or number == 0,
                inbound=inbound,
                facts=tuple(Fact(n, v, by) for n, v in stated.items()),
                alternates=tuple(draw(ALTERNATES)),
                # User ids; what a number that is given up means is in test_reuse_law.
                retires=tuple(k for k in keys[:1] if draw(ONE_IN_SIX) == 0 and not k.startswith("phone:")),
                tags=tuple(draw(TAGS)),
                consents=tuple(draw(CONSENTS)),
                failures=() if inbound else tuple(draw(FAILED)),
                attribution={"ad": number} if draw(EITHER) else None,
                state=draw(STATES),
                assignee=draw(ASSIGNEES),
            )
        )
    return drawn


def differences(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> list[Any]:
    assert [p["keys"] for p in ours] == [p["keys"] for p in theirs]
    return [(n, p[n], q[n]) for p, q in zip(ours, theirs, strict=True) for n in p if p[n] != q[n]]


def batches(drawn: list[Contact], random: Any) -> list[list[Contact]]:
    """Give the contacts, some of them several times, in any order and any batches."""
    again = [*drawn, *random.choices(drawn, k=len(drawn))]
    random.shuffle(again)
    found = []
    while again:
        size = random.randint(1, len(again))
        found.append(again[:size])
        again = again[size:]
    return found


@settings(max_examples=150, deadline=None)
@given(contacts(), st.randoms(use_true_random=False))
def test_any_order_any_repetition_any_batches_give_the_same_people(drawn: list[Contact], random: Any) -> None:
    async def held() -> None:
        straight, mixed = Shop(ACCOUNTS), Shop(ACCOUNTS)
        for contact in drawn:
            await straight.apply([contact])
        for batch in batches(drawn, random):
            await mixed.apply(batch)
        assert differences(await people(mixed), await people(straight)) == []
        assert await straight.faults() == await mixed.faults() == []

    asyncio.run(held())


@settings(max_examples=60, deadline=None)
@given(contacts(), st.randoms(use_true_random=False))
def test_workers_at_the_same_time_give_the_same_people(drawn: list[Contact], random: Any) -> None:
    async def held() -> None:
        straight, raced = Shop(ACCOUNTS), Shop(ACCOUNTS)
        for contact in drawn:
            await straight.apply([contact])

        async def worker(batch: list[Contact], late: int) -> None:
            for _ in range(late):
                await asyncio.sleep(0)
            await raced.apply(batch)

        # Drawn before any worker is made: a draw may end the example, and leave the others' coroutines behind.
        shares = [(batch, random.randint(0, 6)) for batch in batches(drawn, random)]
        await asyncio.gather(*(worker(batch, late) for batch, late in shares))
        assert differences(await people(raced), await people(straight)) == []
        assert await straight.faults() == await raced.faults() == []

    asyncio.run(held())
