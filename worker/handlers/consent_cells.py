"""Answers in columns and fields of consent, which ask for one of two things: `opt_in` (may we?) or `opt_out` (shall we stop?)."""

import re
from typing import Any, Final, Literal

from worker.handlers.cells import cell_text, read_yes_no
from worker.handlers.name_folding import fold

# Words that withdraw, whichever of the two was asked for; a mere no under `opt_in` is a box that was not ticked.
WITHDRAWN: Final = frozenset(
    fold(word)
    for word in re.split(
        r",\s*",
        """opt out, opted out, optout, opt-out, unsubscribed, unsubscribe, withdrawn, revoked, denied, deny, declined, stop,
        stopped, dnd, do not contact, blocked, blacklisted, suppressed, baja, cancelado, cancelada, descadastrado, bloqueado,
        désabonné, désinscrit, abgemeldet, widerrufen, disiscritto, uitgeschreven, afgemeld, wypisany, отписан, отписался,
        退订, 拒否""",
    )
)
_DATED: Final = re.compile(r"\s*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*|\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.*", re.S)


def read_consent(cell: Any, *, asked_for: Literal["opt_in", "opt_out"]) -> bool | None:
    """Give True for a consent, False for a withdrawal, None where the cell says neither.

    A date says when it was done, so that it was.
    """
    text = cell_text(cell).strip()
    if fold(text) in WITHDRAWN:
        return False
    if read_yes_no(text) or _DATED.fullmatch(text):
        return asked_for == "opt_in"
    return None


def is_consent(cell: Any) -> bool:
    """Whether a cell answers a question about consent at all."""
    text = cell_text(cell).strip()
    return fold(text) in WITHDRAWN or read_yes_no(text) is not None or _DATED.fullmatch(text) is not None
