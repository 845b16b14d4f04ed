"""What is wrong with a question or a document, as the problem that the API answers."""

from collections.abc import Sequence

from schemas.api.problems import KINDS, Part
from worker.errors import Mistake, ProblemError


def refusal(mistakes: Sequence[Mistake], below: str = "") -> ProblemError:
    """Give the problem of these mistakes, one at least; `below`: where in the body the places begin."""
    parts = parts_of(mistakes, below)
    first = mistakes[0]
    more = f", and {len(mistakes) - 1} more" if len(mistakes) > 1 else ""
    kind = first.code if first.code in KINDS else "invalid"
    return ProblemError(kind, f"{below}{first.at}: {first.says}{more}", *parts)


def parts_of(mistakes: Sequence[Mistake], below: str = "") -> list[Part]:
    """Give mistakes as parts of an answer."""
    return [Part(at=below + one.at, says=one.says, code=one.code) for one in mistakes]
