"""What is wrong with a question, every part of it at its own place."""

from collections.abc import Sequence
from dataclasses import dataclass

from worker.errors import RefusedError, TransientError


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake: where in the request (a JSON pointer), what, and the stable word for it."""

    at: str
    says: str
    code: str


class QuestionRefusedError(RefusedError):
    """The question cannot be answered as it is asked."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Take the mistakes; `reason` is that of the first."""
        self.findings = tuple(findings)
        first = self.findings[0]
        more = f" (and {len(self.findings) - 1} more)" if len(self.findings) > 1 else ""
        super().__init__(first.code, first.says + more, first.at)


class QueryTooSlowError(TransientError):
    """The question took longer than a question may; narrow it, or ask for a shorter time."""

    def __init__(self, driver: str) -> None:
        """Take what drove the search."""
        self.driver = driver
        super().__init__(
            f"the question took too long, led by {driver}: add a condition that few leads meet, or a shorter time"
        )


def refused(code: str, says: str, at: str = "") -> QuestionRefusedError:
    """Give the error of a single mistake."""
    return QuestionRefusedError([Finding(at, says, code)])
