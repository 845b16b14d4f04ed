"""Every error of ours, and the one table of what becomes of a failure.

The docstring of a class is its default message, so that the documentation and what an operator reads are one text.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from schemas.api.problems import Part


class Settlement(StrEnum):
    """What kind of failure an error is; `TREATMENTS` says what is done about each."""

    HOLD = "hold"  # a server is away, or all accounts
    RETRY_NOW = "retry_now"  # it failed in passing
    RETRY_LATER = "retry_later"  # it may work in a while
    BUSY = "busy"  # others are at it, and may end without having done it
    DEAD_LETTER = "dead_letter"  # refused for good


@dataclass(frozen=True, slots=True)
class Treatment:
    """What becomes of work that failed; of several columns that say yes, the leftmost comes first."""

    hold: bool = False  # wait for the server and do it again, however often: nobody's attempts are spent
    at_once: int = 0  # times that it is done again at once
    ladder: bool = False  # then up the retry ladder, as long as there are attempts
    counts: bool = True  # a trip on the ladder is an attempt
    letter: bool = False  # in the end to <queue>.dead with the reason

    @property
    def again(self) -> bool:
        """Whether doing it again may help."""
        return self.hold or self.at_once > 0 or self.ladder


TREATMENTS: Final[Mapping[Settlement | None, Treatment]] = MappingProxyType(
    {
        Settlement.HOLD: Treatment(hold=True, ladder=True, letter=True),
        Settlement.RETRY_NOW: Treatment(at_once=3, ladder=True, letter=True),
        Settlement.RETRY_LATER: Treatment(ladder=True, letter=True),
        Settlement.BUSY: Treatment(ladder=True, counts=False),
        Settlement.DEAD_LETTER: Treatment(letter=True),
        None: Treatment(letter=True),  # no error of ours, so a bug
    }
)


START_BROKER: Final = ". Start it, or correct LEADWORKER_AMQP_URL"
START_STORE: Final = ". Start it, or correct LEADWORKER_MONGO_URL"


_SHOWN: Final = 64  # characters of somebody's value in a sentence


def quoted(value: object) -> str:
    """Give what somebody sent as it stands in a sentence: in quotes, as they wrote it, `nothing` where there is none."""
    if value is None or value == "":
        return "nothing"
    return repr(named(value))


def named(value: object) -> str:
    """Give what somebody sent in place of a name: text as it is, anything else as JSON; "" for none; cut to length."""
    if value is None:
        return ""
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))[:_SHOWN]


class LeadWorkerError(Exception):
    """The lead worker met an error."""

    settlement = Settlement.DEAD_LETTER
    told = False  # a log line has said it: no sentence need follow
    retry_after: float | None = None  # seconds that somebody asked us to wait before the next try

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])


def treatment(error: BaseException) -> Treatment:
    """Give what becomes of work that ended in this error."""
    return TREATMENTS[error.settlement if isinstance(error, LeadWorkerError) else None]


class RefusedError(LeadWorkerError):
    """The message cannot be used; it goes to the dead letters with the reason."""

    def __init__(self, reason: str, detail: str = "", where: str = "", *, about: str = "") -> None:
        """Take a reason (a stable word, `unknown_account`), a sentence for the operator, and a JSON pointer into the body.

        `about` tells causes of one reason apart: the name that is unknown, the kind of a body that cannot be read.
        """
        self.reason, self.detail, self.where, self.about = reason, detail, where, about
        super().__init__(": ".join(part for part in (reason, detail) if part) + (f" (at {where})" if where else ""))


class PutOffError(RefusedError):
    """A message must not be sent now, but may be at `until` (Unix ms): it is held, and decided again then."""

    def __init__(self, reason: str, detail: str, until: int) -> None:
        super().__init__(reason, detail)
        self.until = int(until)  # the store gives 64-bit numbers of its own type, which history would keep as text


class ProblemError(LeadWorkerError):
    """A request to the API is not carried out; the caller is told why."""

    def __init__(
        self, kind: str, detail: str, *parts: "Part", headers: Mapping[str, str] | None = None, **more: object
    ) -> None:
        """Take a type of `schemas.api.problems.KINDS`, a sentence, what is wrong with which part, members of the type."""
        super().__init__(f"{kind}: {detail}")
        self.kind, self.detail, self.parts = kind, detail, parts
        self.headers, self.more = dict(headers or {}), more


class MalformedPartError(Exception):
    """A part of a body cannot be used; `detail` is a sentence, `where` a JSON pointer inside the part."""

    def __init__(self, detail: str, where: str = "") -> None:
        self.detail, self.where = detail, where
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a question: where in the request (a JSON pointer), what, and the stable word for it."""

    at: str
    says: str
    code: str


class QuestionRefusedError(RefusedError):
    """The question cannot be answered as it is asked; every mistake is listed with its place."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        """Take the mistakes, one at least; `reason` is that of the first."""
        self.mistakes = tuple(mistakes)
        first, *others = self.mistakes
        more = f" (and {len(others)} more)" if others else ""
        super().__init__(first.code, first.says + more, first.at)


class LostRaceError(LeadWorkerError):
    """Others changed the lead between our reads and our writes, time and again; it is tried again when it is quieter."""

    settlement = Settlement.RETRY_LATER


class TransientError(LeadWorkerError):
    """The work failed in passing (a time-out, a server that stepped down); it is done again at once, then later."""

    settlement = Settlement.RETRY_NOW


class QueryTooSlowError(TransientError):
    """The question took longer than a question may; add a condition that few leads meet, or ask for a shorter time."""

    def __init__(self, driver: str) -> None:
        """Take what drove the search."""
        self.driver = driver
        super().__init__(
            f"the question took too long, led by {driver}: add a condition that few leads meet, or a shorter time"
        )


class UndeliveredError(LeadWorkerError):
    """A receiver could not be reached, or did not take what was sent; it is tried again later."""

    settlement = Settlement.RETRY_LATER

    def __init__(self, reason: str, detail: str = "", *, retry_after: float | None = None) -> None:
        """Take a reason (a stable word), a sentence, and the seconds the receiver asked us to wait."""
        self.reason, self.detail, self.retry_after = reason, detail, retry_after
        super().__init__(": ".join(part for part in (reason, detail) if part))


class BusyError(LeadWorkerError):
    """Another worker is sending this right now, or died while doing so; its claim runs out."""

    settlement = Settlement.BUSY


class BlockedAddressError(OSError):
    """A host name led where a webhook must not go. An OSError, because that is what resolvers and sockets raise."""


class StoreUnavailableError(LeadWorkerError):
    """MongoDB cannot be reached; lanes are paused until it is back."""

    settlement = Settlement.HOLD


class StoreRefusedError(StoreUnavailableError):
    """MongoDB refuses us; correct LEADWORKER_MONGO_URL or the rights of its user. Lanes are paused until it is."""


class UnprovenError(LeadWorkerError):
    """A webhook does not show that it is genuine. `reason`: unsigned, malformed, wrong, too_old, too_early, not_set_up."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason}: {detail}")


class BrokerUnavailableError(LeadWorkerError):
    """RabbitMQ cannot be reached or does not confirm; lanes are paused until it is back."""

    settlement = Settlement.HOLD


class AccountsGoneError(LeadWorkerError):
    """No account is left in the accounts directory; lanes are paused until one is back: see LEADWORKER_ACCOUNTS_DIR."""

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


class UnreadableError(Exception):
    """A file that has no value, with the place (1-based line and column) and the reason."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(message)
        self.line, self.column, self.message = line, column, message


class WrongValueError(ValueError):
    """A rule compares with something it cannot be compared with; `sub` leads to the part of the value."""

    def __init__(self, message: str, sub: tuple[int, ...] = ()) -> None:
        super().__init__(message)
        self.sub = sub


class UnreadableListError(LeadWorkerError):
    """The file cannot be read as a list; nothing of it was imported."""


class ListChangedError(LeadWorkerError):
    """The file was changed while it was read; run the import again on a file that rests."""


class NoSuchLeadError(UnknownNameError):
    """There is no such lead."""


class NotPausedError(LeadWorkerError):
    """The rule is not paused by its limit; `leadworker rules paused` lists those that are."""


class TransitionRefusedError(LeadWorkerError):
    """The pipeline does not allow this change of state."""


class MergeRefusedError(LeadWorkerError):
    """The two leads cannot be merged."""


class UnmergeRefusedError(LeadWorkerError):
    """The merge cannot be undone as things are."""
