"""How the parts of a question are refused."""

from worker.errors import Mistake, QuestionRefusedError


def refused(code: str, says: str, at: str = "") -> QuestionRefusedError:
    """Give the error of a single mistake: a stable word, a sentence, and the place in the request."""
    return QuestionRefusedError([Mistake(at, says, code)])
