"""GET /audit."""

from schemas.api.audit import AuditAsked, AuditPage, AuditShown
from worker.access.audit import TYPES
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.mistakes import refusal
from worker.errors import Mistake


async def audit(ask: Ask) -> Reply:
    """List who did what, the newest first."""
    asked, account = ask.query(AuditAsked), ask.where().id
    types = [one for one in asked.type.split(",") if one]
    if unknown := [one for one in types if one not in TYPES]:
        raise refusal(
            [Mistake("?type", f"there is no type {one!r}; there is {', '.join(TYPES)}", "type") for one in unknown]
        )
    found = await ask.services.audit.page(
        account, before=asked.before, limit=asked.limit + 1, types=types, actor=asked.actor
    )
    names = {person.id: person.name or person.email for person in await ask.services.people.members(account)}
    shown = tuple(
        AuditShown(
            seq=entry.seq,
            at=entry.deed.at,
            type=entry.deed.type,
            says=TYPES.get(entry.deed.type, entry.deed.type),
            actor=entry.deed.actor,
            actor_kind=entry.deed.actor_kind,
            actor_name=names.get(entry.deed.actor),
            address=entry.deed.address,
            about=dict(entry.deed.about),
            hash=entry.hash,
        )
        for entry in found[: asked.limit]
    )
    more = len(found) > asked.limit
    return Reply(AuditPage(data=shown, next=shown[-1].seq if more else None, types=dict(TYPES)))
