"""What is wrong with accounts and rules, part by part: for readiness, the doctor, the metrics, and over a restart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from worker.configuration.accounts import LoadResult
from worker.configuration.findings import Finding

ACCOUNT: Final = "account"  # the part that is the account as a whole
SHOWN: Final = 20  # faults, to whoever asks for all of them


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of an account that is not as its files say: the account, `rule <id>`, or a file of what rules refer to.

    `in_force`: its last good version is used meanwhile. `since` is when a worker first saw it so, Unix ms; None: not known.
    """

    account: str
    part: str
    in_force: bool
    finding: str  # the first
    more: int  # findings
    since: int | None = None

    def __str__(self) -> str:
        kept = "its last good version is in force" if self.in_force else "it is not loaded"
        since = f" since {_moment(self.since)}" if self.since else ""
        more = f" (and {self.more} more)" if self.more else ""
        return f"{kept}; wrong{since}: {self.finding}{more}"

    def document(self) -> dict[str, Any]:
        """Give it for the store."""
        return {
            "part": self.part, "in_force": self.in_force, "finding": self.finding, "more": self.more, "since": self.since
        }  # fmt: skip

    @classmethod
    def of(cls, account: str, document: Mapping[str, Any]) -> "Fault":
        """Read what the store gave."""
        return cls(account, **{name: document[name] for name in ("part", "in_force", "finding", "more", "since")})


def faults_of(result: LoadResult) -> list[Fault]:
    """Give what is wrong with each account of a load, the account itself first."""
    errors = [finding for finding in result.findings if finding.severity == "error"]
    found: list[Fault] = []
    for account in sorted({*result.accounts.by_id, *result.missing}):
        folder = result.snapshot.directory / account
        mine = [finding for finding in errors if Path(finding.file).is_relative_to(folder)]
        of_rules = list(_of_rules(result, account))
        told = {finding for _, _, listed in of_rules for finding in listed}
        left = [finding for finding in mine if finding not in told]
        if account in result.kept or account in result.missing:
            in_force = account in result.kept and not result.gone  # none is worked for while all are gone
            found += _fault(account, ACCOUNT, in_force, left or _whole(result))
        else:
            for file in dict.fromkeys(finding.file for finding in left):
                listed = [finding for finding in left if finding.file == file]
                name = Path(file).relative_to(folder).as_posix()
                found += _fault(account, name, bool(result.automations), listed)
        for part, in_force, listed in of_rules:
            found += _fault(account, part, in_force, listed)
    return found


def remarks(faults: Iterable[Fault]) -> dict[str, str]:
    """Give faults as names and sentences, at most so many that somebody reads them."""
    listed = list(faults)
    told = {f"{fault.account}: {fault.part}": str(fault) for fault in listed[:SHOWN]}
    if len(listed) > SHOWN:
        told["more"] = f"{len(listed) - SHOWN} more are not listed; `leadworker accounts check` tells all"
    return told


def _of_rules(result: LoadResult, account: str) -> Iterable[tuple[str, bool, list[Finding]]]:
    loaded = result.automations.get(account)
    for broken in loaded.rules.broken if loaded else ():
        part = f"rule {broken.id}" if broken.id else f"a rule in {Path(broken.file).name}"
        yield part, broken.last_good is not None, [f for f in broken.findings if f.severity == "error"]


def _fault(account: str, part: str, in_force: bool, listed: Iterable[Finding]) -> Iterable[Fault]:  # a fact
    told = [str(finding) for finding in listed]
    yield Fault(account, part, in_force, told[0][:300] if told else "its file cannot be read", max(0, len(told) - 1))


def _whole(result: LoadResult) -> list[Finding]:
    """Findings about the directory: where all accounts are gone, they speak for each."""
    return [finding for finding in result.findings if finding.file == str(result.snapshot.directory)]


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
