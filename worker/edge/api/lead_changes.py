"""PATCH /leads/{lead}; POST …/state, …/won, …/lost, …/reopen, …/assignee, …/consent."""

from collections.abc import Callable
from typing import Any

from schemas.account import State
from schemas.api.filters import All, Condition
from schemas.api.lead_changes import AssigneeChange, ConsentTold, LandmarkChange, LeadPatch, StateChange
from schemas.api.lists import Selection
from schemas.api.problems import Part
from worker.account import field_slug
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.commanding import Deed, carry_out
from worker.edge.api.viewing import lead_in_sight, viewer_of
from worker.errors import ProblemError, RefusedError
from worker.inert import inert
from worker.leads import commands, pipeline
from worker.leads.commands import CommandDraft, Expected, Step
from worker.leads.field_values import coerce

ME = "@me"


async def change_lead(ask: Ask) -> Reply:
    """Change fields and tags."""
    sent = ask.body(LeadPatch)
    wanted = {name: (one.value, one.stamp) for name, one in sent.fields.items()}
    values = stated(ask, {name: value for name, (value, _) in wanted.items()}, "/value")
    if not values and not sent.tags.add and not sent.tags.remove:
        raise ProblemError("invalid", "this changes nothing: send fields or tags")
    steps = [(f"/fields/{given}/value", commands.set_field(name, value)) for given, (name, value) in values.items()]
    expect = [Expected(f"fields.{name}", wanted[given][1], value) for given, (name, value) in values.items()]
    if sent.tags.add:
        steps.append(("/tags/add", commands.add_tags(sent.tags.add)))
    if sent.tags.remove:
        steps.append(("/tags/remove", commands.remove_tags(sent.tags.remove)))
    return await carry_out(ask, await lead_in_sight(ask), Deed("lead_edited", tuple(steps), tuple(expect)))


def stated(ask: Ask, values: dict[str, Any], below: str = "") -> dict[str, tuple[str, Any]]:
    """Give each name in the request its field's id, and the value as the field stores it; raises with every mistake.

    A field that the role of who asks may not see is as if it were not there; one that it may not change is refused.
    """
    account = ask.where()
    found: dict[str, tuple[str, Any]] = {}
    wrong: list[Part] = []
    for name, value in values.items():
        at = f"/fields/{name.replace('~', '~0').replace('/', '~1')}"
        field = account.field_by_slug.get(field_slug(name))
        if field is None or field.id in account.hidden:
            wrong.append(Part(at=at, says=f"fields.yaml has no field {name!r}", code="unknown_field"))
        elif field.id in account.locked:
            says = f"the role {ask.who().role.name} may see {name} and not change it, as fields.yaml says (`write`)"
            wrong.append(Part(at=at, says=says, code="not_allowed"))
        elif field.type == "file":
            wrong.append(Part(at=at, says=f"{name} is a file, which is added otherwise", code="file"))
        elif field.id in (known for known, _ in found.values()):
            wrong.append(Part(at=at, says=f"{name} is there twice, under another of its names", code="twice"))
        else:
            try:
                found[name] = (
                    field.id,
                    None
                    if value is None
                    else inert(coerce(field, value, account.settings.region, account.settings.timezone)),
                )
            except RefusedError as refused:
                wrong.append(Part(at=at + below, says=refused.detail, code=refused.reason))
    if wrong:
        kind = wrong[0].code if wrong[0].code in ("unknown_field", "not_allowed") else "invalid"
        more = f"; and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise ProblemError(kind, f"{wrong[0].at}: {wrong[0].says}{more}", *wrong)
    return found


async def change_state(ask: Ask) -> Reply:
    """Move a lead to a state that is named."""
    sent = ask.body(StateChange)
    state = named_state(ask, sent.state)
    return await _moved(ask, state.id, commands.set_state(state.id), sent.base, sent.reason)


def named_state(ask: Ask, named: str) -> State:
    """Give the state that the body names at /state; raises `invalid`."""
    state = pipeline.find_state(ask.where(), named)
    if state is None:
        ways = ", ".join(one.id for one in ask.where().pipeline.states)
        says = f"pipeline.yaml has no state {named!r}; there are {ways}"
        raise ProblemError("invalid", says, Part(at="/state", says=says, code="unknown_state"))
    return state


async def win(ask: Ask) -> Reply:
    """Move a lead to the pipeline's `won`."""
    return await _to_landmark(ask, ask.where().pipeline.won, commands.won)


async def lose(ask: Ask) -> Reply:
    """Move a lead to the pipeline's `lost`."""
    return await _to_landmark(ask, ask.where().pipeline.lost, commands.lost)


async def reopen(ask: Ask) -> Reply:
    """Bring a closed lead back."""
    return await _to_landmark(ask, ask.where().pipeline.initial, commands.reopen)


async def _to_landmark(ask: Ask, state: str, step: Callable[[], Step]) -> Reply:
    sent = ask.body(LandmarkChange)
    return await _moved(ask, state, step(), sent.base, sent.reason)


async def _moved(ask: Ask, state: str, step: Step, base: str, reason: str | None) -> Reply:
    account = ask.where()
    target = next(one for one in account.pipeline.states if one.id == state)
    may_reopen = ask.who().may("lead.reopen")

    def allowed(draft: CommandDraft) -> None:
        if "reason" in target.asks and reason is None and draft.lead.state.get("v") != state:
            raise RefusedError("reason_required", f"say why the lead becomes {target.name or state}: send `reason`")
        if draft.lead.status != "open" and target.status == "open" and not may_reopen:
            raise RefusedError("not_allowed", "reopening a closed lead needs the permission lead.reopen")

    deed = Deed(
        "lead_moved",
        (("/state", allowed), ("/state", step)),
        (Expected("state", base, state),),
        {"reason": reason} if reason else None,
    )
    return await carry_out(ask, await lead_in_sight(ask), deed)


async def change_assignee(ask: Ask) -> Reply:
    """Give a lead to a teammate, or to nobody."""
    sent = ask.body(AssigneeChange)
    user = teammate(ask, sent.user, "/user") if sent.user is not None else None
    full = await _full(ask, user) if user is not None else ""
    who = ask.who()

    def allowed(draft: CommandDraft) -> None:
        taking = who.may("lead.take") and user is not None and user == who.teammate
        if not who.may("lead.assign") and not (taking and draft.lead.assignee.get("v") in (None, user)):
            raise RefusedError("not_allowed", "giving leads to others needs the permission lead.assign")
        if full and draft.lead.assignee.get("v") != user:
            raise RefusedError("not_assignable", full)

    deed = Deed(
        "lead_given",
        (("/user", allowed), ("/user", commands.assign(user))),
        (Expected("assignee", sent.base, user),),
    )
    return await carry_out(ask, await lead_in_sight(ask), deed)


def teammate(ask: Ask, named: str, at: str) -> str:
    """Give the id of an active teammate whose leads the person who asks sees; raises `not_assignable`."""
    who = ask.who()
    wanted = who.teammate if named == ME else named
    user = next((one for one in ask.team().users if one.id == wanted), None)
    if user is None:
        says = (
            "you are no teammate of team.yaml, so there is no @me" if named == ME else f"there is no teammate {named!r}"
        )
    elif not user.active:
        says = f"{user.name or user.id} is not active any more"
    elif not who.sight.shows(user.id):
        says = f"{user.name or user.id} is in none of your teams"
    else:
        return user.id
    raise ProblemError("not_assignable", says, Part(at=at, says=says, code="not_assignable"))


async def _full(ask: Ask, user: str) -> str:
    """Say why a teammate can take no more leads; empty where they can, or who asks may do it all the same."""
    capacity = next((one.capacity for one in ask.team().users if one.id == user), None)
    if capacity is None or ask.who().may("lead.force"):
        return ""
    theirs = All(
        all=(Condition(field="assignee", op="is", value=user), Condition(field="status", op="is", value="open"))
    )
    tally = await ask.leads().lists.count(ask.where(), viewer_of(ask), Selection(filter=theirs))
    return f"{user} has {tally.value} open leads of {capacity}" if tally.value >= capacity else ""


async def tell_consent(ask: Ask) -> Reply:
    """Record a yes or no that reached us outside of the channels."""
    sent = ask.body(ConsentTold)
    step = commands.record_consent(given=sent.given, reason=str(inert(sent.reason)))
    return await carry_out(ask, await lead_in_sight(ask), Deed("consent_recorded", (("/given", step),)))
