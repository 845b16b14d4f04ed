"""Names that an operator gives, held against those that there are: one that does not exist is wrong usage, not an empty list."""

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from schemas.file import fold
from worker.configuration.folder import SETTINGS
from worker.errors import UnknownNameError

if TYPE_CHECKING:  # commands that only read files need no driver
    from worker.commands.session import Session

NEAREST: Final = 3  # names that are suggested
LISTED: Final = 12  # names that are listed where none comes near


def require(kind: str, name: str | None, known: Iterable[str], where: str = "") -> None:
    """Raise `UnknownNameError`, with the names that come closest, if a name is none of those known; None is no name.

    `kind` and `where` are for people: `rule`, `in acme`.
    """
    names = sorted(set(known))
    if name is not None and name not in names:
        place = f" {where}" if where else ""
        raise UnknownNameError(f"there is no {kind} {name!r}{place}{_hint(name, names)}")


async def require_account(session: "Session", account: str | None) -> None:
    """Raise `UnknownNameError` if an account has neither files nor leads; None is no account."""
    if account is not None and account not in session.accounts.by_id:
        folders = session.settings.accounts_dir.glob(f"*/{SETTINGS}")  # those with mistakes, too
        known = {*session.accounts.by_id, *(file.parent.name for file in folders), *await session.queries.accounts()}
        require("account", account, known)


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Give the names that were probably meant, the likeliest first: by spelling, and those of which the word is a part."""
    folded = {fold(name): name for name in known}
    wanted = fold(word)[:64]
    near = difflib.get_close_matches(wanted, list(folded), n=NEAREST, cutoff=0.6)
    parts = [key for key in folded if wanted and (wanted in key or (len(key) > 2 and key in wanted))]
    return [folded[key] for key in dict.fromkeys([*near, *parts])][:NEAREST]


def _hint(name: str, known: list[str]) -> str:
    if near := nearest(name, known):
        return f"; did you mean {_either(near)}?"
    if not known:
        return "; there is none"
    more = f" and {len(known) - LISTED} more" if len(known) > LISTED else ""
    return f"; there {'is' if len(known) == 1 else 'are'} {', '.join(known[:LISTED])}{more}"


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
