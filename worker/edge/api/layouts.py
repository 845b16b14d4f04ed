"""GET, PUT, DELETE /layouts/{screen}?for=."""

from typing import cast

from schemas.api.layouts import LayoutFor, LayoutOf, LayoutShown, LayoutWritten, Screen
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.mistakes import refusal
from worker.errors import Mistake, ProblemError
from worker.views import columns
from worker.views import layouts as law
from worker.views.layouts import KeptLayout

TEAM, ROLE = "team:", "role:"


async def layout(ask: Ask) -> Reply:
    """Give the layout that holds, for whoever asks or for whom they name."""
    return Reply(await _held(ask, ask.query(LayoutFor).for_))


async def put_layout(ask: Ask) -> Reply:
    """Write a layout over the version that was read."""
    sent, target, screen, who = ask.body(LayoutWritten), ask.query(LayoutOf).for_, _screen(ask), ask.who()
    if sent.layout.screen != screen:
        says = f"this is a layout of the screen {sent.layout.screen}, the address names {screen}"
        raise refusal([Mistake("/layout/screen", says, "screen")])
    _require(ask, screen, target)
    if found := law.findings(sent.layout, ask.where()):
        raise refusal(found, "/layout")
    kept = KeptLayout(
        account=ask.where().id,
        whose=law.whose(target, who.person),
        layout=sent.layout,
        fields=frozenset(columns.own_fields(ask.where())),
        version=sent.version + 1,
        changed_at=ask.now(),
        changed_by=who.id,
    )
    if not await ask.services.views.put_layout(kept, sent.version):
        theirs = await _held(ask, target)
        detail = f"somebody changed this layout meanwhile, it is at version {theirs.version}; nothing was saved"
        raise ProblemError("conflict", detail, theirs=theirs.model_dump(mode="json", by_alias=True))
    if target != law.ME:
        await ask.note("layout_shared", screen=screen, whose=target, version=kept.version)
    return Reply(await _held(ask, target))


async def drop_layout(ask: Ask) -> Reply:
    """Go back to the layout that holds without this one. Where there is none, nothing is to be done."""
    target, screen = ask.query(LayoutOf).for_, _screen(ask)
    _require(ask, screen, target)
    dropped = await ask.services.views.drop_layout(ask.where().id, screen, law.whose(target, ask.who().person))
    if dropped and target != law.ME:
        await ask.note("layout_dropped", screen=screen, whose=target)
    return Reply(status=204)


async def _held(ask: Ask, target: str | None) -> LayoutShown:
    who, account, screen = ask.who(), ask.where(), _screen(ask)
    line = law.line(target, who)
    by_whose = {law.whose(one, who.person): one for one in line}
    kept = await ask.services.views.layouts(account.id, screen, by_whose)
    found = {by_whose[whose]: one for whose, one in kept.items()}
    held = law.held(screen, line, found, account)
    asked = found.get(target or law.ME)
    named = (*(TEAM + team for team in ask.team().teams), *(ROLE + role for role in ask.roles()))
    return LayoutShown(
        layout=held.layout,
        origin=held.origin,
        version=asked.version if asked else 0,
        unknown=held.unknown,
        may_change=tuple(one for one in (law.ME, *named, law.EVERYONE) if law.may_set(screen, one, who)),
        changed_at=held.kept.changed_at if held.kept else None,
        changed_by=held.kept.changed_by if held.kept else None,
    )


def _require(ask: Ask, screen: Screen, target: str) -> None:
    who = ask.who()
    kind, _, name = target.partition(":")
    known = {"team": ask.team().teams, "role": ask.roles()}.get(kind, (name,))
    if name not in known:
        says = f"there is no {kind} {name!r}; there is {', '.join(known) or 'none'}"
        raise refusal([Mistake("?for", says, kind)])
    if law.may_set(screen, target, who):
        return
    needed = law.needed(screen, target)
    detail = f"the role {who.role.name} lacks the permission {needed}, which setting {screen} for {target} needs"
    if who.may(needed):
        detail = (
            f"the role {who.role.name} sets layouts for teams of its own, and {target} is none; set it for yourself"
        )
    raise ProblemError("not_allowed", detail, permission=needed)


def _screen(ask: Ask) -> Screen:
    return cast("Screen", ask.places["screen"])  # the path admits no other
