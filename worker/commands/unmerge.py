"""`leadworker leads unmerge`: two leads that were taken for one person, apart again."""

from dataclasses import replace
from typing import Annotated, Any

import typer

from worker.commands import rendering
from worker.commands.comparison import comparison
from worker.commands.lead_reference import AccountOption, RegionOption, resolve
from worker.commands.rendering import plural
from worker.commands.session import login, reading, run, writing
from worker.maintenance.unmerging import Unmerged, UnmergeRequest, Unmerging
from worker.settings import Settings


def unmerge(  # noqa: PLR0913, PLR0917  (what is asked for, by whom, and how to show it)
    lead: Annotated[
        str,
        typer.Argument(
            metavar="LEAD", help="The lead that was merged away, or the one that took it in (id, number, key)."
        ),
    ],
    account: AccountOption = None,
    region: RegionOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it; without this it is only shown.")] = False,
    by: Annotated[str | None, typer.Option(help="Who asks for it, for the history; default: your login name.")] = None,
    may_merge_again: Annotated[
        bool, typer.Option("--may-merge-again", help="Do not set the two apart: the next evidence may join them anew.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Undo a merge: two leads again, each with what its own person said, also since the merge.

    Decisions taken since (state, assignee) and values stated by hand since stay with the lead that carried on. Both get
    an entry in their history and the event lead.unmerged, and the same evidence does not merge them again.
    Exit code: 0 done (or undone before, or shown), 1 it cannot be undone, 75 a server is away.

    Examples:

        leadworker leads unmerge 01m7xye0fqz2b8xa62svv5kttg          # shows what would happen

        leadworker leads unmerge 01m7xye0fqz2b8xa62svv5kttg --yes
    """
    done = run(
        _unmerged(lead, (account, region), UnmergeRequest("", by or login(), may_merge_again, write=yes)), "error"
    )
    if as_json:
        rendering.document(_values(done, written=yes))
    elif done is None:
        rendering.console().print("nothing to do: this merge was undone before")
    else:
        _print_unmerged(done, written=yes)


async def _unmerged(text: str, place: tuple[str | None, str | None], request: UnmergeRequest) -> Unmerged | None:
    async with (writing if request.write else reading)(Settings()) as session:
        parts = session.parts
        found = await resolve(session, text, *place)
        undoing = Unmerging(session.queries, parts.store, parts.commit, lambda: session.accounts, parts.clock)
        done = await undoing.undo(replace(request, lead=found.id))
        return replace(done, announced=done.announced and parts.announces) if done else None


def _values(done: Unmerged | None, *, written: bool) -> dict[str, Any]:
    if done is None:
        return {"done": False, "because": "undone_before"}
    return {
        "done": written,
        "announced": done.announced,
        "survivor": done.survivor.view(),
        "other": done.other.view(),
        "moved": sum(last - first + 1 for first, last in done.moved),
        "changes": {entry["lead"]: entry["changes"] for entry in done.entries},
        "events": {entry["lead"]: entry["events"] for entry in done.entries},
    }


def _print_unmerged(done: Unmerged, *, written: bool) -> None:
    headings = ("as it was" if written else "as it is", "carries on", "comes back")
    console = rendering.console()
    console.print(comparison(headings, (done.merged, done.survivor, done.other)))
    moved = sum(last - first + 1 for first, last in done.moved)
    console.print(
        f"{plural(moved, 'contact')} since the merge {'counts' if moved == 1 else 'count'} for the lead that comes back"
    )
    if not written:
        console.print("nothing was changed; add --yes to do it", style="yellow")
    elif done.announced:
        console.print("done and announced", style="green")
    else:
        console.print("done; the next worker that runs announces it", style="green")
