"""Every error of ours, and how a message that meets it is settled.

The docstring of a class is its default message, so that the documentation and what an operator reads are one text.
"""

from collections.abc import Iterable
from enum import StrEnum


class Settlement(StrEnum):
    """What the consumer does with a delivery whose work ended in an error."""

    DEAD_LETTER = "dead_letter"  # refused for good: to <queue>.dead with the reason
    RETRY_NOW = "retry_now"  # a few times in process, then as RETRY_LATER
    RETRY_LATER = "retry_later"  # to the retry ladder, and after its last rung to <queue>.dead
    HOLD = "hold"  # infrastructure is away: pause the lane, spend nobody's attempts


class LeadWorkerError(Exception):
    """The lead worker met an error."""

    settlement = Settlement.DEAD_LETTER

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])


class RefusedError(LeadWorkerError):
    """The message cannot be used; it goes to the dead letters with the reason."""

    def __init__(self, reason: str, detail: str = "", where: str = "") -> None:
        """Take a reason (a stable word, `unknown_account`), a sentence for the operator, and a JSON pointer into the body."""
        self.reason, self.detail, self.where = reason, detail, where
        super().__init__(": ".join(part for part in (reason, detail) if part) + (f" (at {where})" if where else ""))


class LostRaceError(LeadWorkerError):
    """Another worker changed the lead between our read and our write; the work is redone on the new version."""

    settlement = Settlement.RETRY_NOW


class TransientError(LeadWorkerError):
    """The work failed in passing (a time-out, a server that stepped down); it is tried again later."""

    settlement = Settlement.RETRY_LATER


class UndeliveredError(LeadWorkerError):
    """A receiver could not be reached, or did not take what was sent; it is tried again later."""

    settlement = Settlement.RETRY_LATER

    def __init__(self, reason: str, detail: str = "", *, retry_after: float | None = None) -> None:
        """Take a reason (a stable word), a sentence, and the seconds the receiver asked us to wait."""
        self.reason, self.detail, self.retry_after = reason, detail, retry_after
        super().__init__(": ".join(part for part in (reason, detail) if part))


class StoreUnavailableError(LeadWorkerError):
    """MongoDB cannot be reached; lanes are paused until it is back."""

    settlement = Settlement.HOLD


class BrokerUnavailableError(LeadWorkerError):
    """RabbitMQ cannot be reached or does not confirm; lanes are paused until it is back."""

    settlement = Settlement.HOLD


class UnroutableError(LeadWorkerError):
    """The broker returned a message because nothing is bound for it; run `leadworker doctor --fix` to restore the topology."""

    settlement = Settlement.HOLD


class TopologyDriftError(LeadWorkerError):
    """A queue or exchange exists with other arguments than declared; delete it or correct its policy, then start again."""


class ConfigurationError(LeadWorkerError):
    """The configuration is wrong; every finding is listed with its place."""

    def __init__(self, message: str | None = None, findings: Iterable[object] = ()) -> None:
        """Take the findings (`worker.configuration.findings.Finding`, or whatever reads well); they follow the message."""
        self.findings = tuple(findings)
        first = message or (self.__doc__ or "").strip()
        super().__init__("\n".join([first, *(str(finding) for finding in self.findings)]))


class UnknownNameError(LeadWorkerError):
    """There is no such name; what was asked for was perhaps misspelt."""


class TransitionRefusedError(LeadWorkerError):
    """The pipeline does not allow this change of state."""


class MergeRefusedError(LeadWorkerError):
    """The two leads cannot be merged."""


class UnmergeRefusedError(LeadWorkerError):
    """The merge cannot be undone as things are."""
