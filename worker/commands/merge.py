"""`leadworker leads merge`: two leads that an operator knows to be one person."""

from copy import deepcopy
from typing import Annotated, Any

import typer

from worker.commands import rendering
from worker.commands.comparison import comparison
from worker.commands.lead_reference import AccountOption, RegionOption, resolve
from worker.commands.session import Session, login, reading, run, writing
from worker.errors import MergeRefusedError
from worker.leads import join
from worker.leads.lead import Lead
from worker.races import Races
from worker.settings import Settings
from worker.system import SystemClock

RACES = Races(12, 0.02)


def merge(  # noqa: PLR0913, PLR0917  (what is asked for, by whom, and how to show it)
    lead: Annotated[str, typer.Argument(metavar="LEAD", help="One of the two: id, number, e-mail, identity key.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The other.")],
    account: AccountOption = None,
    region: RegionOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it; without this it is only shown.")] = False,
    by: Annotated[str | None, typer.Option(help="Who asks for it, for the history; default: your login name.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Merge two leads of one person by hand, also such that an undone merge had set apart.

    The one whose person was met first carries on; `leads unmerge` undoes it.
    Exit code: 0 done (or shown, or they are one already), 1 they cannot be merged, 75 a server is away.

    Examples:

        leadworker leads merge +919876500001 lid:120451791071047

        leadworker leads merge +919876500001 lid:120451791071047 --yes
    """
    run(_merged((lead, other), (account, region), by or login(), write=yes, as_json=as_json), "error")


async def _merged(
    texts: tuple[str, str], place: tuple[str | None, str | None], by: str, *, write: bool, as_json: bool
) -> None:
    if not write:
        async with reading(Settings()) as session:
            found = await _pair(session, texts, place)
            _tell(found, _joined(session, found) if len(found) > 1 else found[0], written=False, as_json=as_json)
        return
    async with writing(Settings()) as session:
        before: list[Lead] = []
        async for _ in RACES.rounds(session.parts.clock):
            found = await _pair(session, texts, place)
            if len(found) == 1:
                _tell(before or found, found[0], written=bool(before), as_json=as_json)
                return
            before = deepcopy(found)
            cause = f"merge:{by}:{session.parts.clock.now()}"
            await session.parts.commit.join(found[0].account, cause, found, by={"kind": "human", "id": by})
        raise RACES.lost("these two leads")


async def _pair(session: Session, texts: tuple[str, str], place: tuple[str | None, str | None]) -> list[Lead]:
    """Give the two leads, each in force; one if they are the same."""
    found: dict[str, Lead] = {}
    for text in texts:
        lead = await resolve(session, text, *place)
        while lead.merged_into:
            (lead,) = await session.queries.leads([lead.merged_into])
        found[lead.id] = lead
    if len({lead.account for lead in found.values()}) > 1:
        raise MergeRefusedError("the two are leads of different accounts, which are never merged")
    return join.survivor_first(found.values())


def _joined(session: Session, found: list[Lead]) -> Lead:
    survivor, other = deepcopy(found)
    account = session.accounts.named(survivor.account)
    join.join(survivor, other, account, "as it would be", SystemClock().now())
    return survivor


def _tell(before: list[Lead], after: Lead, *, written: bool, as_json: bool) -> None:
    if as_json:
        values: dict[str, Any] = {"done": written, "lead": after.view(), "merged": [lead.id for lead in before[1:]]}
        rendering.document(values)
        return
    console = rendering.console()
    if len(before) == 1:
        console.print(f"nothing to do: they are one lead, {after.id}")
        return
    console.print(comparison(("carries on", "is merged into it", "together"), (*before, after)))
    if written:
        console.print("done", style="green")
    else:
        console.print("nothing was changed; add --yes to do it", style="yellow")
