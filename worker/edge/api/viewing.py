"""Whose leads somebody sees, as finding is asked, and as a single lead is looked at."""

from collections.abc import Iterable, Sequence

from schemas.team import TeamFile
from worker.access.principal import Principal
from worker.edge.api.asking import Ask
from worker.errors import ProblemError
from worker.finding.asking import Sight
from worker.finding.context import Viewer
from worker.leads.lead import Lead


def viewer_of(ask: Ask) -> Viewer:
    """Give who asks, as filters mean it by `@me` and `@my_team`."""
    me = ask.who().teammate
    members = {member for team in ask.team().teams.values() if me in team.members for member in team.members}
    return Viewer(me, tuple(sorted(members | ({me} if me else set()))))


def sight_of(ask: Ask) -> Sight:
    """Give whose leads are asked for: everybody's (None), or those of some teammates, by any of their names, and nobody's."""
    seen = ask.who().sight.assignees
    return None if seen is None else (*sorted(names_of(seen, ask.team())), None)


def names_of(teammates: Iterable[str], team: TeamFile) -> set[str]:
    """Give every name by which senders may have given leads to these teammates: ids, e-mail addresses, aliases."""
    wanted = set(teammates)
    named = (name for user in team.users if user.id in wanted for name in (user.email, *user.aliases) if name)
    return wanted | set(named)


def shows(who: Principal, lead: Lead, team: TeamFile) -> bool:
    """Whether a lead is in sight."""
    assignee = lead.assignee.get("v")
    if who.sight.shows(assignee):
        return True
    return who.sight.assignees is not None and assignee in names_of(who.sight.assignees, team)


async def seen(ask: Ask, ids: Sequence[str]) -> dict[str, Lead]:
    """Give the living leads of these ids that are in sight."""
    found = await ask.leads().reads.leads(ask.where().id, ids)
    team = ask.team()
    return {lead.id: lead for lead in found if lead.merged_into is None and shows(ask.who(), lead, team)}


async def lead_in_sight(ask: Ask, *, tombstones: bool = False) -> Lead:
    """Give the lead that the path names; raises `not_found`, also out of sight, and `moved` for one that was merged away.

    `tombstones`: give one that was merged away, too, if the lead it went into is in sight.
    """
    wanted = ask.places["lead"]
    lead = last = await _one(ask, wanted)
    for _ in range(100):  # merges of merges
        if last is None or last.merged_into is None:
            break
        last = await _one(ask, last.merged_into)
    if lead is None or last is None or not shows(ask.who(), last, ask.team()):
        raise ProblemError("not_found", f"there is no lead {wanted}, or it is out of your sight")
    if lead is not last and not tombstones:
        place = f"/api/v1/accounts/{ask.where().id}/leads/{last.id}"
        raise ProblemError(
            "merged",
            f"this lead was merged into {last.id}; ask for that one",
            headers={"Location": place},
            lead=last.id,
        )
    return lead


async def _one(ask: Ask, lead: str) -> Lead | None:
    found = await ask.leads().reads.leads(ask.where().id, [lead])
    return found[0] if found else None
