"""Withdrawals of consent that stand where nobody asked about it: `Lead Status: DND`, a tag, a remark. Pure.

A list or a form that says of somebody "do not contact" means it, in whatever column it says so.
"""

import re
from typing import Any, Final

from worker.handlers.cells import cell_text, split_tags
from worker.handlers.consent_cells import WITHDRAWN
from worker.handlers.name_folding import fold
from worker.handlers.recognition.beside import FOREIGN
from worker.handlers.recognition.names import meaning
from worker.handlers.recognition.words import parts

_LONGEST: Final = 60  # characters of a cell that could still be such a word
# Words that mean nothing else, whatever stands around them.
_UNMISTAKABLE: Final = frozenset(
    fold(word)
    for word in re.split(
        r",\s*",
        """opted out, opt out, unsubscribed, dnd, do not disturb, do not contact, do not call, do not message, dnc,
        blacklisted, descadastrado, descadastrada, dado de baja, dada de baja, no contactar, não contatar, não
        contactar, désabonné, désabonnée, désinscrit, désinscrite, ne pas contacter, abgemeldet, nicht kontaktieren,
        werbesperre, disiscritto, disiscritta, non contattare, uitgeschreven, wypisany, wypisana, отписан, отписана,
        отписался, отписалась, не беспокоить, 已退订, 退订""",
    )
)
_FORMER: Final = frozenset(
    {"old", "previous", "prev", "former", "before", "prior", "was"}
)  # of what was, not of what is


def is_withdrawal(name: str, cell: Any) -> bool:
    """Whether a cell says that the person wants no messages, unless its name is about e-mail, somebody else or the past.

    Under a name that speaks of consent any word of withdrawal does; elsewhere only one that means nothing else, alone or
    as one of several tags.
    """
    said = cell if isinstance(cell, list) else split_tags(cell_text(cell)[: _LONGEST * 4])
    words = {fold(cell_text(word).strip()) for word in said[:50] if len(cell_text(word)) <= _LONGEST} & _ANY
    if not words:
        return False
    found = meaning(name)
    if found.concepts & {"email", "news"} or found.owner in FOREIGN:
        return False
    if _FORMER & {part.text for part in parts(name)[0]}:
        return False
    return bool(words & _UNMISTAKABLE or found.concepts & {"opt_in", "opt_out"})


_ANY: Final = WITHDRAWN | _UNMISTAKABLE
