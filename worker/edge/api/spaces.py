"""GET, POST /spaces; PUT, DELETE /spaces/{space}; PUT /spaces/order."""

from dataclasses import replace

from schemas.api.spaces import (
    MAX_OWN,
    MAX_SHARED,
    SpaceBody,
    SpaceOrder,
    Spaces,
    SpaceShown,
    SpaceVersion,
    SpaceWritten,
)
from worker.access.principal import Principal
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.mistakes import parts_of, refusal
from worker.errors import Mistake, ProblemError
from worker.system import id_of
from worker.views import spaces as law
from worker.views.spaces import ME, Space


async def spaces(ask: Ask) -> Reply:
    """List the spaces that whoever asks sees, in their order."""
    return Reply(await _listed(ask))


async def make_space(ask: Ask) -> Reply:
    """Save a list as a space."""
    body, who, now = ask.body(SpaceBody), ask.who(), ask.now()
    _require_scope(ask, body.scope)
    _require_sound(ask, body, None)
    await _require_room(ask, body)
    space = Space(id_of(ask.key), ask.where().id, who.person, body, 1, now, now, who.id)
    if not await ask.services.views.add_space(space):  # an earlier try of this very request made it
        space = await ask.services.views.space(space.account, space.id) or space
    await _note(ask, None, space)
    return Reply(_shown(ask, space), status=201)


async def change_space(ask: Ask) -> Reply:
    """Write a space over the version that was read."""
    sent, who = ask.body(SpaceWritten), ask.who()
    before = await _mine_to_change(ask)
    body = SpaceBody.model_validate({name: getattr(sent, name) for name in SpaceBody.model_fields})
    if body.scope != before.body.scope:
        _require_scope(ask, body.scope)
        if body.scope == ME and before.owner != who.person:
            says = "a space of somebody else cannot become yours alone; save it as a new one"
            raise refusal([Mistake("/scope", says, "not_yours")])
        await _require_room(ask, body)
    _require_sound(ask, body, before.body)
    after = replace(before, body=body, version=sent.version + 1, changed_at=ask.now(), changed_by=who.id)
    if not await ask.services.views.change_space(after, sent.version):
        raise await _conflict(ask)
    await _note(ask, before, after)
    return Reply(_shown(ask, after))


async def drop_space(ask: Ask) -> Reply:
    """Remove a space."""
    before = await _mine_to_change(ask)
    version = ask.query(SpaceVersion).version or before.version
    if not await ask.services.views.drop_space(before.account, before.id, version):
        raise await _conflict(ask)
    await _note(ask, before, None)
    return Reply(status=204)


async def order_spaces(ask: Ask) -> Reply:
    """Keep the order in which whoever asks sees spaces. Ids that they do not see are left out."""
    ids = ask.body(SpaceOrder).ids
    if again := [i for i, one in enumerate(ids) if one in ids[:i]]:
        raise refusal([Mistake(f"/ids/{i}", f"the space {ids[i]} stands here twice", "twice") for i in again])
    there = {space.id for space in await _seen(ask)}
    await ask.services.views.set_order(ask.where().id, ask.who().person, [one for one in ids if one in there])
    return Reply(await _listed(ask))


async def _note(ask: Ask, before: Space | None, after: Space | None) -> None:
    """Write into the audit log what became of a space that others see, or saw."""
    shared = [space for space in (before, after) if space is not None and space.shared]
    if not shared:
        return
    last = shared[-1]
    kind = "space_shared" if last is after else "space_dropped"
    await ask.note(kind, space=last.id, name=last.body.name, scope=last.body.scope, version=last.version)


async def _seen(ask: Ask) -> list[Space]:
    who = ask.who()
    found = await ask.services.views.spaces(ask.where().id, who.person)
    seen = (law.as_seen(space, who, ask.where()) for space in found if law.sees(space, who))
    return [space for space in seen if space is not None]


async def _listed(ask: Ask) -> Spaces:
    who, account = ask.who(), ask.where()
    order = await ask.services.views.order(account.id, who.person)
    return Spaces(
        data=tuple(_shown(ask, space) for space in law.ordered(await _seen(ask), order)),
        may_share_with=law.share_choices(who, ask.roles(), ask.team().teams),
    )


async def _mine_to_change(ask: Ask) -> Space:
    """Give the space that the path names, if whoever asks may change it; one out of sight is not there."""
    who = ask.who()
    space = await _one(ask)
    if space is None:
        raise ProblemError("not_found", "there is no such space, or it is not for you")
    if not law.may_change(space, who):
        raise _not_yours(space.body.scope, who)
    return space


async def _one(ask: Ask) -> Space | None:
    """Give the space that the path names as whoever asks sees it, None where they do not."""
    space = await ask.services.views.space(ask.where().id, ask.places["space"])
    return law.as_seen(space, ask.who(), ask.where()) if space and law.sees(space, ask.who()) else None


async def _conflict(ask: Ask) -> ProblemError:
    """Say what stands there instead of what was read."""
    now = await _one(ask)
    if now is None:
        return ProblemError("not_found", "somebody removed this space meanwhile; save it as a new one")
    detail = f"somebody changed this space meanwhile, it is at version {now.version}; nothing was saved"
    return ProblemError("conflict", detail, theirs=_shown(ask, now).model_dump(mode="json", by_alias=True))


def _require_scope(ask: Ask, scope: str) -> None:
    who = ask.who()
    if says := law.unknown_scope(scope, ask.roles(), ask.team().teams):
        raise refusal([Mistake("/scope", says, "scope")])
    if not law.may_share(scope, who):
        raise _not_yours(scope, who)


def _not_yours(scope: str, who: Principal) -> ProblemError:
    needed = "space.own" if scope == ME else "space.share"
    detail = f"the role {who.role.name} may not share spaces with {scope}; save it for yourself"
    if who.may("space.share"):
        detail = (
            f"the role {who.role.name} shares spaces with teams of its own, and {scope} is none; save it for yourself"
        )
    return ProblemError("not_allowed", detail, permission=needed)


def _require_sound(ask: Ask, body: SpaceBody, before: SpaceBody | None) -> None:
    if found := law.new_findings(body, before, ask.where(), ask.now()):
        raise refusal(found)


async def _require_room(ask: Ask, body: SpaceBody) -> None:
    own = body.scope == ME
    whose, limit = (ask.who().person, MAX_OWN) if own else (None, MAX_SHARED)
    if await ask.services.views.count_spaces(ask.where().id, whose) >= limit:
        whom = f"you have {limit} spaces of your own" if own else f"the account has {limit} spaces that are shared"
        says = f"{whom}, which is as many as there can be; remove some"
        raise refusal([Mistake("", says, "too_many_spaces")])


def _shown(ask: Ask, space: Space) -> SpaceShown:
    who = ask.who()
    return SpaceShown(
        **{name: getattr(space.body, name) for name in SpaceBody.model_fields},
        id=space.id,
        version=space.version,
        owner=space.owner,
        mine=space.owner == who.person,
        for_me=law.for_whom(space, who),
        may_change=law.may_change(space, who),
        problems=tuple(parts_of(law.findings(space.body, ask.where(), ask.now()))),
        created_at=space.created_at,
        changed_at=space.changed_at,
        changed_by=space.changed_by,
    )
