"""`leadworker leads separate`: who gave a number up and who uses it since, taken for one person, apart."""

from typing import Annotated, Any

import typer

from worker.commands import rendering
from worker.commands.comparison import comparison
from worker.commands.lead_reference import AccountOption, RegionOption, resolve
from worker.commands.session import login, reading, run, writing
from worker.maintenance.separating import Separated, Separating
from worker.settings import Settings
from worker.system import new_id


def separate(
    lead: Annotated[str, typer.Argument(metavar="LEAD", help="The lead (id, number, e-mail, identity key).")],
    account: AccountOption = None,
    region: RegionOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it; without this it is only shown.")] = False,
    by: Annotated[str | None, typer.Option(help="Who asks for it, for the history; default: your login name.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Set apart who uses a number from who gave it up: what came from the number since goes to a lead of its own.

    For leads with the flag retired_number_used where it turns out that somebody else writes. Decisions (state, assignee)
    stay with the former owner. The same evidence does not join them again; `leads merge` does.
    Exit code: 0 done (or shown), 1 they cannot be set apart, 75 a server is away.

    Examples:

        leadworker leads separate +919876500001          # shows what would happen

        leadworker leads separate +919876500001 --yes
    """
    done = run(_separated(lead, (account, region), by or login(), write=yes), "error")
    if as_json:
        values: dict[str, Any] = {
            "done": yes,
            "announced": done.announced,
            "former_owner": done.former.view(),
            "holder": done.holder.view(),
        }
        rendering.document(values)
        return
    console = rendering.console()
    headings = ("as it was" if yes else "as it is", "former owner", "uses the number")
    console.print(comparison(headings, (done.before, done.former, done.holder)))
    if not yes:
        console.print("nothing was changed; add --yes to do it", style="yellow")
    elif done.announced:
        console.print("done and announced", style="green")
    else:
        console.print("done; the next worker that runs announces it", style="green")


async def _separated(text: str, place: tuple[str | None, str | None], by: str, *, write: bool) -> Separated:
    async with (writing if write else reading)(Settings()) as session:
        parts = session.parts
        found = await resolve(session, text, *place)
        separating = Separating(parts.store, parts.commit, lambda: session.accounts, parts.clock, new_id)
        return await separating.separate(found.id, by, write=write)
