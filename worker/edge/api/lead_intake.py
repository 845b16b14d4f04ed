"""POST /leads: somebody is put in, or added to the person who is there. GET /leads/exists: whether a number is somebody's."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from schemas.api.lead_changes import ExistingLead, Exists, ExistsParameters, LeadMade, NewLead
from schemas.api.problems import Part
from worker.account import Account
from worker.commit.contact_plan import Guard
from worker.contact import MANUAL, Contact, Fact, Identity
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.columns import title_of
from worker.edge.api.commanding import after_change, earlier, fingerprint, message_of
from worker.edge.api.lead_changes import named_state, stated, teammate
from worker.edge.api.leads import shown
from worker.edge.api.viewing import shows
from worker.errors import ProblemError, RefusedError
from worker.identity.keys import email_identity, read_phone
from worker.leads.commands import Command, note
from worker.leads.lead import Lead

ADDED: Final = "lead_added"  # as the type of the history entry
Became = Literal["stated", "filled", "changed", "same", "kept"]


async def exists(ask: Ask) -> Reply:
    """Say whether a number is somebody's, and whose, if that is in sight."""
    try:
        identity = read_phone(ask.query(ExistsParameters).phone, region=ask.where().settings.region).primary
    except RefusedError as refused:
        return Reply(Exists(phone=None, says=refused.detail or refused.reason, exists=False, lead=None))
    owner = await _owner(ask, [identity])
    visible = owner is not None and shows(ask.who(), owner, ask.team())
    told = _existing(owner, ask.where()) if owner is not None and visible else None
    return Reply(Exists(phone=identity.e164 or identity.raw, says=None, exists=owner is not None, lead=told))


async def add_lead(ask: Ask) -> Reply:
    """Put somebody in."""
    sent, who = ask.body(NewLead), ask.who()
    values = stated(ask, dict(sent.fields))
    identities = _identities(ask, sent, values)
    assignee, state = _assignee(ask, sent), _state(ask, sent)
    if sent.note is not None and not who.may("lead.note"):
        raise ProblemError("not_allowed", "writing notes needs the permission lead.note", permission="lead.note")
    owner = await _owner(ask, identities)
    before = await earlier(ask, [owner] if owner else [])
    if before is None:
        begins = state if owner is None else None
        contact = _contact(ask, sent, values, identities, assignee, begins)
        # Whoever comes to be there, or is given away, until it is written is looked at as they are then.
        await _apply(ask, contact, lambda found: _unwelcome(ask, found, sent))
        owner = await _owner(ask, identities)
        entry = await earlier(ask, [owner] if owner else []) or {}
    else:
        entry = before
    unwritten = await _write_note(ask, str(entry["lead"]), sent.note) if sent.note is not None and entry else None
    lead = await after_change(ask, str(entry["lead"])) if entry else owner
    made: Literal["created", "merged"] = "created" if entry.get("outcome") == "created" else "merged"
    visible = lead is not None and shows(who, lead, ask.team())
    body = LeadMade(
        outcome=made,
        fields=_became(values, entry, lead),
        lead=shown(ask, lead).whole() if lead is not None and visible else None,
        note_refused=unwritten,
    )
    headers = {"Idempotency-Replayed": "true"} if before is not None else {}
    return Reply(body, 201 if made == "created" else 200, headers)


async def _owner(ask: Ask, identities: Sequence[Identity]) -> Lead | None:
    owners = await ask.leads().reads.owners(ask.where().id, [identity.key for identity in identities])
    return owners[0] if owners else None


def _existing(lead: Lead, account: Account) -> ExistingLead:
    state, assignee = lead.state.get("v"), lead.assignee.get("v")
    return ExistingLead(id=lead.id, title=title_of(lead, account), state=state, assignee=assignee)


def _unwelcome(ask: Ask, owner: Lead, sent: NewLead) -> ProblemError | None:
    """Give why who asks may not add to somebody who is there, or only wants to be told of them."""
    if not shows(ask.who(), owner, ask.team()):
        return ProblemError(
            "exists",
            "this person is a lead of somebody whose leads you do not see, so nothing was saved; ask for the lead to be "
            "given to you",
            lead=None,
        )
    if sent.if_exists == "tell":
        told = _existing(owner, ask.where())
        return ProblemError("exists", f"this person is there already: {told.title}", lead=told.model_dump(mode="json"))
    return None


def _identities(ask: Ask, sent: NewLead, values: Mapping[str, tuple[str, Any]]) -> tuple[Identity, ...]:
    if sent.phone is not None:
        try:
            return (read_phone(sent.phone, region=ask.where().settings.region).primary,)
        except RefusedError as refused:
            says = refused.detail or f"this is no telephone number: {refused.reason}"
            raise ProblemError(
                "invalid", f"/phone: {says}", Part(at="/phone", says=says, code=refused.reason)
            ) from None
    email = next((value for name, value in values.values() if name == "email"), None)
    identity = email_identity(email) if isinstance(email, str) else None
    if identity is None or not ask.where().settings.email_identifies:
        says = "send the telephone number, by which people are told apart"
        raise ProblemError("invalid", f"/phone: {says}", Part(at="/phone", says=says, code="missing"))
    return (identity,)


def _assignee(ask: Ask, sent: NewLead) -> str | None:
    if sent.assignee is None:
        return None
    user, who = teammate(ask, sent.assignee, "/assignee"), ask.who()
    if not who.may("lead.assign") and not (user == who.teammate and who.may("lead.take")):
        raise ProblemError(
            "not_allowed", "giving leads to others needs the permission lead.assign", permission="lead.assign"
        )
    return user


def _state(ask: Ask, sent: NewLead) -> str | None:
    """Give the state to begin in, None for the pipeline's first."""
    if sent.state is None:
        return None
    state = named_state(ask, sent.state)
    if state.id == ask.where().pipeline.initial:
        return None
    if not ask.who().may("lead.move"):
        raise ProblemError(
            "not_allowed",
            "beginning in another state than the first needs the permission lead.move",
            permission="lead.move",
        )
    if "reason" in state.asks:
        says = f"{state.name or state.id} asks for a reason: put the person in first, then move the lead there"
        raise ProblemError("reason_required", says, Part(at="/state", says=says, code="reason_required"))
    return state.id


def _contact(
    ask: Ask,
    sent: NewLead,
    values: Mapping[str, tuple[str, Any]],
    identities: tuple[Identity, ...],
    assignee: str | None,
    state: str | None,
) -> Contact:
    who = ask.who()
    return Contact(
        account=ask.where().id,
        id=message_of(ask),
        at=ask.now(),
        source=MANUAL,
        origin=who.id,
        activity=ADDED,
        identities=identities,
        facts=tuple(Fact(name, value, who.kind) for name, value in values.values() if value is not None),
        tags=sent.tags,
        state=state,
        assignee=assignee,
        content={"request": fingerprint(ask)},
        author=who.kind,
    )


async def _apply(ask: Ask, contact: Contact, guard: Guard) -> None:
    applied = await ask.leads().commit.apply([contact], guard=guard)
    for _, error in applied.unfinished:
        if isinstance(error, RefusedError):
            raise ProblemError("invalid", error.detail or error.reason)
        raise error


async def _write_note(ask: Ask, lead: str, text: str) -> str | None:
    """Write the first note; give why it was refused, None where it stands."""
    who = ask.who()
    step = (("/note", note(text)),)
    name = f"{message_of(ask)}/note"
    command = Command(ask.where().id, name, lead, ask.now(), who.kind, who.id, "note_written", step, whole=True)
    (result,) = await ask.leads().commit.execute([command])
    if result.verdict in ("done", "duplicate"):
        return None
    told = [one["detail"].removeprefix(f"{one['reason']}: ") for one in result.refused]
    return "; ".join(told) or result.detail or result.verdict


def _became(values: Mapping[str, tuple[str, Any]], entry: Mapping[str, Any], lead: Lead | None) -> dict[str, Became]:
    changed = {change["field"]: change.get("from") for change in entry.get("changes", ())}
    found: dict[str, Became] = {}
    for given, (name, value) in values.items():
        if entry.get("outcome") == "created":
            found[given] = "stated"
        elif name in changed:
            found[given] = "filled" if changed[name] is None else "changed"
        else:
            found[given] = "same" if lead is not None and lead.value(name) == value else "kept"
    return found
