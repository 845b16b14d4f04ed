"""GET /leads/{lead}/history, …/history/{entry}, …/timeline, …/verify."""

from collections.abc import Mapping
from typing import Any, Final, get_args

from schemas.api.problems import Part
from schemas.api.stories import (
    KIND,
    FindingTold,
    HistoryAnswer,
    HistoryParameters,
    TimelineAnswer,
    TimelineParameters,
    Verified,
)
from worker.edge.api import entries
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.viewing import lead_in_sight
from worker.edge.api.withholding import as_seen, said
from worker.errors import ProblemError
from worker.lookups.timeline import timeline as moments_of
from worker.maintenance.verification import Verification

CHUNK: Final = 200  # entries that are looked through at a time
LOOKED_THROUGH: Final = 2_000  # for one page; then it says where it stopped
MAX_MOMENTS: Final = 20_000  # of one lead's history in a timeline


async def history(ask: Ask) -> Reply:
    """List a lead's entries, the newest first. One that was merged away keeps its own."""
    lead, asked, reads = await lead_in_sight(ask, tombstones=True), ask.query(HistoryParameters), ask.leads().reads
    found: list[Mapping[str, Any]] = []
    before, looked = asked.before, 0
    while looked < LOOKED_THROUGH:
        rows = await reads.page(lead.account, lead.id, before, CHUNK if asked.type or asked.actor else asked.limit + 1)
        for row in (as_seen(one, ask.where()) for one in rows):
            looked += 1
            if len(found) == asked.limit:
                return Reply(HistoryAnswer(data=tuple(map(entries.shown, found)), next=row["seq"] + 1))
            before = row["seq"]
            if _meant(row, asked.type, asked.actor):
                found.append(row)
        if not rows or before == 1:
            before = None
            break
    return Reply(HistoryAnswer(data=tuple(map(entries.shown, found)), next=before))


def _meant(row: Mapping[str, Any], kind: str | None, actor: str | None) -> bool:
    return (kind is None or kind in entries.kinds_of(row)) and (actor is None or entries.actor_of(row).kind == actor)


async def history_entry(ask: Ask) -> Reply:
    """Show an entry, named by its number."""
    lead, reads = await lead_in_sight(ask, tombstones=True), ask.leads().reads
    seq = int(ask.places["entry"])
    for row in await reads.page(lead.account, lead.id, seq + 1, 1):
        if row["seq"] == seq:
            raw = ask.who().may("audit.read") and not ask.where().hidden
            stored = await reads.entries(ask.where().id, [row["_id"]], raw=raw) if raw else []
            if stored and stored[0].get("raw"):  # before it is shown: what was read is known, whatever happens then
                await ask.note("raw_read", lead=lead.id, entry=seq)
            return Reply(entries.whole(as_seen(stored[0] if stored else row, ask.where())))
    raise ProblemError("not_found", f"the history of this lead has no entry {seq}")


async def timeline(ask: Ask) -> Reply:
    """Tell a person's story, the latest first: the lead's own entries, and those of leads that were merged into it."""
    lead, asked, reads = await lead_in_sight(ask), ask.query(TimelineParameters), ask.leads().reads
    kinds = _kinds(asked.kinds)
    moments = await moments_of(reads, lead.account, lead.id, MAX_MOMENTS)
    before = _place(asked.before) if asked.before else None
    chosen: list[Mapping[str, Any]] = []
    more = False
    for moment in reversed(moments):
        row = as_seen(moment.entry, ask.where())
        if before is not None and _key(row) >= before:
            continue
        if (kinds and not kinds.intersection(entries.kinds_of(row))) or not _meant(row, None, asked.actor):
            continue
        more = len(chosen) == asked.limit
        if more:
            break
        chosen.append(row)
    stored = {row["_id"]: row for row in await reads.entries(ask.where().id, [row["_id"] for row in chosen])}
    data = tuple(entries.shown(as_seen(stored.get(row["_id"], row), ask.where())) for row in chosen)
    last = _key(chosen[-1]) if chosen else None
    return Reply(TimelineAnswer(data=data, next=".".join(map(str, last)) if last and more else None))


def _key(row: Mapping[str, Any]) -> tuple[int, int, str, int]:
    return row["at"], row["recorded_at"], row["lead"], row["seq"]


def _place(text: str) -> tuple[int, int, str, int]:
    try:
        at, recorded, lead, seq = text.split(".")
        return int(at), int(recorded), lead, int(seq)
    except ValueError:
        says = "this is no `next` of an earlier answer"
        raise ProblemError("invalid", says, Part(at="?before", says=says, code="before")) from None


def _kinds(text: str) -> frozenset[str]:
    wanted = frozenset(word for word in text.split(",") if word)
    known = get_args(KIND)
    if unknown := wanted.difference(known):
        says = f"there is no kind {min(unknown)!r}; there are {', '.join(known)}"
        raise ProblemError("invalid", says, Part(at="?kinds", says=says, code="kind"))
    return wanted


async def verify(ask: Ask) -> Reply:
    """Check the lead against its history, and the history against its hashes."""
    lead = await lead_in_sight(ask, tombstones=True)
    work = ask.leads()
    verification = Verification(work.walks, ask.services.accounts(), ask.services.clock.now)
    async with work.turns.turn(ask.where().id):
        found = [one async for one in verification.one(lead.id)]
    told = tuple(FindingTold(kind=one.kind, says=said(one.text, ask.where()), note=one.note) for one in found)
    sound = all(one.note for one in found)
    return Reply(Verified(sound=sound, entries=lead.seq, findings=told))
