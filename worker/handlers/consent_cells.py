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
# Sentences that agree to whatever was asked, and words for a consent that was not given.
AGREED: Final = frozenset(
    fold(word)
    for word in re.split(
        r",\s*",
        """i agree, i accept, i consent, i do, yes i agree, agree, accept, consented, given, acepto, estoy de acuerdo,
        consiento, autorizo, aceito, concordo, de acordo, accetto, acconsento, j'accepte, je suis d'accord, je consens,
        d'accord, ich stimme zu, ich willige ein, einverstanden, zugestimmt, ik ga akkoord, akkoord, zgadzam się,
        wyrażam zgodę, souhlasím, saya setuju, setuju, kabul ediyorum, onaylıyorum, согласен, согласна, погоджуюсь,
        согласен(-на), jag godkänner, jag samtycker, jeg samtykker, sunt de acord, đồng ý, tôi đồng ý, 同意する, 同意します,
        我同意, 동의, 동의함, 동의합니다, أوافق, موافق, אני מסכים, אני מאשר, सहमत, मैं सहमत हूँ""",
    )
)
_NOT_GIVEN: Final = frozenset(
    fold(word)
    for word in re.split(
        r",\s*",
        """not subscribed, not given, not consented, no consent, not agreed, not opted in, disagree, i disagree, i do not
        agree, i don't agree, non subscribed, unchecked, not checked, unticked, rejected, refused, none given, pending,
        no acepto, não aceito, nao aceito, non accetto, je refuse, je n'accepte pas, ich stimme nicht zu, abgelehnt,
        nicht erteilt, nicht zugestimmt, niet akkoord, nie wyrażam zgody, nie zgadzam się, brak zgody, nesouhlasím,
        tidak setuju, kabul etmiyorum, не согласен, не согласна, не даю согласия, không đồng ý, 不同意, 同意しない, 동의하지 않음,
        동의 안함, لا أوافق, असहमत""",
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
    if read_yes_no(text) or _DATED.fullmatch(text) or (asked_for == "opt_in" and fold(text) in AGREED):
        return asked_for == "opt_in"
    return None


def is_consent(cell: Any) -> bool:
    """Whether a cell answers a question about consent at all."""
    text = cell_text(cell).strip()
    known = fold(text) in _WORDS or read_yes_no(text) is not None
    return known or _DATED.fullmatch(text) is not None


def is_refusal(cell: Any) -> bool:
    """Whether a cell says no to a question about consent: a no, an unticked box, a word of withdrawal."""
    text = cell_text(cell).strip()
    return read_yes_no(text) is False or fold(text) in WITHDRAWN or fold(text) in _NOT_GIVEN


_WORDS: Final = WITHDRAWN | AGREED | _NOT_GIVEN
