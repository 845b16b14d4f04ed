"""From a request to a command on one lead, and from what became of it to the answer.

The key of the request is the id of the command and of the history entry, so a request that is sent again is answered from
there, however much later. What depends on the lead is decided by the command's steps, on the lead as it is written.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

from schemas.api.lead_changes import ConflictShown, FieldChanged, LeadAnswer, Original
from schemas.api.problems import KINDS, Part
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.leads import shown
from worker.edge.api.viewing import shows
from worker.edge.api.withholding import as_seen
from worker.errors import LeadWorkerError, ProblemError, RefusedError
from worker.leads.commands import Command, CommandDraft, Expected, Result, Step
from worker.leads.history_entry import entry_id
from worker.leads.lead import Lead
from worker.leads.preconditions import ANY, FIELDS, cell_of
from worker.leads.stamps import stamped

log = structlog.get_logger(__name__)

OUT_OF_SIGHT: Final = "out_of_sight"
_KINDS: Final[Mapping[str, str]] = {"TransitionRefused": "transition_refused", OUT_OF_SIGHT: "not_found"}
FORCED: Final = "forced_write"
_RECENT: Final = 100  # forced writes of one person among which one is looked for
_LOOKED_THROUGH: Final = 500  # entries, for what a value was


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be done to a lead. Steps are named by their place in the body."""

    activity: str
    steps: tuple[tuple[str, Step], ...]
    expect: tuple[Expected, ...] = ()
    content: Mapping[str, Any] | None = None


def message_of(ask: Ask) -> str:
    """Give the id of what a request does: whose it is, and its key."""
    return ask.key.removeprefix(f"{ask.where().id}/")


def fingerprint(ask: Ask) -> str:
    """Give what tells requests under one key apart."""
    told = f"{ask.route.operation}\n{sorted(ask.places.items())}\n{ask.digest}"
    return hashlib.sha256(told.encode()).hexdigest()


async def earlier(ask: Ask, leads: Sequence[Lead]) -> Mapping[str, Any] | None:
    """Give the entry of an earlier try of this request, also one that a crash left with one of the leads.

    Raises `idempotency_key_reused` for an entry of another request under the same key.
    """
    name = entry_id(ask.where().id, message_of(ask))
    pending = [entry for lead in leads for entry in lead.pend if entry["_id"] == name]
    found: Sequence[Mapping[str, Any]] = pending or await ask.leads().reads.entries(ask.where().id, [name])
    if not found:
        return None
    told = (found[0].get("content") or {}).get("request")
    if "erased" not in found[0] and told != fingerprint(ask):
        raise ProblemError(
            "idempotency_key_reused",
            "this Idempotency-Key came with another request before; take a new one for each request",
        )
    return found[0]


async def carry_out(ask: Ask, lead: Lead, deed: Deed) -> Reply:
    """Do it to the lead, wholly or not at all, and answer."""
    who = ask.who()
    forced = tuple(one.cell.removeprefix(FIELDS) for one in deed.expect if one.stamp == ANY)
    if forced and not who.may("lead.force"):
        raise ProblemError("not_allowed", "the stamp `*` needs the permission lead.force", permission="lead.force")
    # A person decides after what they saw, whatever the clock of whoever stated it said.
    seen = [int(cell_of(lead, one.cell).get("t") or 0) for one in deed.expect]
    command = Command(
        account=ask.where().id,
        id=message_of(ask),
        lead=lead.id,
        at=max(ask.now(), *(at + 1 for at in seen), 0),
        by=who.kind,
        actor=who.id,
        activity=deed.activity,
        steps=(("", _in_sight(ask)), *deed.steps),
        content={**(deed.content or {}), **({"forced": list(forced)} if forced else {}), "request": fingerprint(ask)},
        expect=deed.expect,
        whole=True,
    )
    (result,) = await ask.leads().commit.execute([command])
    after = await after_change(ask, result.lead)
    if result.verdict == "done" and result.entry is not None:
        await _note_forced(ask, lead, result.entry, forced)
        return _answer(ask, after, result.entry)
    if result.verdict == "duplicate":
        entry = await earlier(ask, [after] if after else [lead])
        await _note_forced(ask, lead, entry or {}, forced)
        return _answer(ask, after, entry or {}, replayed=True)
    if result.verdict == "conflict":
        raise await _conflict(ask, after or lead, result)
    if result.verdict == "refused":
        raise refusal_of(result.refused, after, ask)
    if result.verdict == "lead_full":
        raise ProblemError("invalid", result.detail)
    raise ProblemError("not_found", f"there is no lead {lead.id}")


async def _note_forced(ask: Ask, lead: Lead, entry: Mapping[str, Any], forced: Sequence[str]) -> None:
    """Write into the audit log, once, that values were overwritten whatever they were; a crash may have prevented it."""
    if not forced:
        return
    seq = entry.get("seq", 0)
    recent = await ask.services.audit.page(
        ask.where().id, before=None, limit=_RECENT, types=(FORCED,), actor=ask.who().id
    )
    if not any(one.deed.about.get("lead") == lead.id and one.deed.about.get("entry") == seq for one in recent):
        await ask.note(FORCED, lead=lead.id, entry=seq, fields=tuple(forced))


async def after_change(ask: Ask, lead: str) -> Lead | None:
    """Give the lead in force after a change, with its search row written, so that people see what they did."""
    work = ask.leads()
    found = (await work.commit.leads_in_force({lead})).get(lead)
    if found is not None:
        try:
            await work.rows.write([found])
        except LeadWorkerError as error:  # the role `finder` writes it from the event
            log.warning("api.row_not_written", lead=lead, error=str(error)[:300])
    return found


def _in_sight(ask: Ask) -> Step:
    who, team = ask.who(), ask.team()

    def step(draft: CommandDraft) -> None:
        if not shows(who, draft.lead, team):
            raise RefusedError(OUT_OF_SIGHT, "the lead was given to somebody else meanwhile")

    return step


def changes_of(entry: Mapping[str, Any]) -> tuple[FieldChanged, ...]:
    """Give what an entry changed."""
    return tuple(FieldChanged(field=c["field"], from_=c.get("from"), to=c.get("to")) for c in entry.get("changes", ()))


def _answer(ask: Ask, lead: Lead | None, entry: Mapping[str, Any], *, replayed: bool = False) -> Reply:
    visible = lead is not None and shows(ask.who(), lead, ask.team())
    body = LeadAnswer(
        entry=entry.get("seq", 0),
        changes=changes_of(as_seen(entry, ask.where())),
        lead=shown(ask, lead).whole() if lead is not None and visible else None,
    )
    return Reply(body, headers={"Idempotency-Replayed": "true"} if replayed else {})


def refusal_of(refused: Sequence[Mapping[str, str]], lead: Lead | None, ask: Ask) -> ProblemError:
    """Give the problem of steps that were refused; the first names its type."""
    parts = [Part(at=one["step"], says=_says(one), code=one["reason"]) for one in refused]
    reason = refused[0]["reason"]
    kind = _KINDS.get(reason, reason)
    moves = shown(ask, lead).moves() if lead is not None else ()
    count = f"; and {len(parts) - 1} more" if len(parts) > 1 else ""
    detail = f"{parts[0].says}{count}; nothing was saved"
    if kind == "transition_refused":
        return ProblemError(kind, detail, *parts, allowed=[move.state for move in moves])
    return ProblemError(kind if kind in KINDS else "invalid", detail, *parts)


def _says(refused: Mapping[str, str]) -> str:
    return refused["detail"].removeprefix(f"{refused['reason']}: ")


async def _conflict(ask: Ask, lead: Lead, result: Result) -> ProblemError:
    """Say what others changed: yours, theirs, and what both began with."""
    expected = {one.cell: one for one in result.command.expect}
    story = await ask.leads().reads.page(lead.account, lead.id, None, _LOOKED_THROUGH)
    view = shown(ask, lead)
    conflicts = [
        ConflictShown(
            field=name.removeprefix(FIELDS),
            yours=expected[name].value,
            theirs=view.cell(cell),
            original=_original(name.removeprefix(FIELDS), expected[name].stamp, story[::-1]),
        )
        for name, cell in result.cells.items()
    ]
    detail = f"{_counted(len(conflicts), len(expected))} changed since you read it; nothing was saved"
    told = [one.model_dump(mode="json") for one in conflicts]
    return ProblemError("conflict", detail, conflicts=told, version=lead.seq)


def _counted(some: int, of: int) -> str:
    if of == 1:
        return "the value was"
    return f"{some} of {of} values {'was' if some == 1 else 'were'}"


def _original(field: str, stamp: str | None, story: Sequence[Mapping[str, Any]]) -> Original | None:
    """Give what a field was under a stamp, from its history, the oldest entry first; None where that does not tell."""
    if stamp is None:
        return Original(value=None)
    value: Original | None = None
    for entry in story:
        for change in entry.get("changes", ()):
            if change["field"] == field:
                value = Original(value=change.get("to"))
        if stamp == stamped(entry["at"], str(entry["message"]).removeprefix(f"{entry['account']}:")):
            return value
    return None
