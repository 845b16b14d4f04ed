"""Loads the accounts directory: one folder per account, every mistake of every file in one pass, nothing half-loaded.

A folder with a mistake keeps the account's last good version (from the accounts loaded before) and is reported; the
others change. Who calls: the worker at start, its watch on every change, `leadworker accounts check`.
"""

import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from worker.account import Account, Accounts
from worker.automations.rules.loading import Automations
from worker.configuration import claims, findings
from worker.configuration.automations import load_automations
from worker.configuration.crosschecks import cross_check
from worker.configuration.findings import Finding
from worker.configuration.folder import Folder, read_folder
from worker.configuration.snapshot import Snapshot
from worker.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a directory came to: the accounts to use from now on, all findings, and the digest of what was read.

    `gone`: none of the accounts is left in the directory. They are kept, but nothing is to be worked on before one is back.
    """

    accounts: Accounts
    findings: list[Finding]
    digest: str
    kept: tuple[str, ...] = ()  # accounts that go on with their last good version
    missing: tuple[str, ...] = ()  # folders that gave no account at all: their messages are refused
    automations: Mapping[str, Automations] = field(default_factory=dict)  # of each account
    gone: bool = False
    snapshot: Snapshot = field(default_factory=lambda: Snapshot(Path()), repr=False)

    @property
    def ok(self) -> bool:
        """Whether everything is in force as the files say it."""
        return not any(finding.severity == "error" for finding in self.findings)

    def require(self) -> "LoadResult":
        """Give the result back, or raise `ConfigurationError` with the findings if there is an error."""
        if not self.ok:
            raise ConfigurationError(findings=self.findings)
        return self


def load_accounts(directory: Path, previous: Accounts | None = None) -> LoadResult:
    """Load all accounts below a directory. Never raises for what is in it: see `LoadResult.findings`."""
    return build(Snapshot.read(directory), previous)


def build(
    snapshot: Snapshot, previous: Accounts | None = None, automations: Mapping[str, Automations] | None = None
) -> LoadResult:
    """Build the accounts of a snapshot; `previous` are those in use, from which broken ones keep their version.

    So are `automations`, which keep the last good version of each rule.
    """
    last = dict(previous.by_id) if previous else {}
    running = automations or {}
    folders = [read_folder(snapshot, name) for name in snapshot.folders if name in last or any(snapshot.under(name))]
    for folder in folders:
        cross_check(folder)
    claims.settle(folders, last)
    found = _around(snapshot)
    kept = tuple(folder.id for folder in folders if folder.broken and folder.id in last)
    missing = tuple(folder.id for folder in folders if folder.broken and folder.id not in last)
    gone = bool(last) and len(missing) == len(folders)
    for folder in folders:
        _tell_consequence(folder, kept, missing)
        found += folder.findings
    chosen = [last.get(folder.id) if folder.broken else folder.account for folder in folders]
    if (
        gone
    ):  # a volume that is not mounted, or another in its place, must not look like an order to forget every account
        what = "no account is left here; the queues wait until one is back, and nothing is refused meanwhile"
        found.append(Finding(str(snapshot.directory), 0, 0, what))
        listed, kept = findings.ordered(found), tuple(last)
        return LoadResult(Accounts.of(last.values()), listed, snapshot.digest, kept, missing, running, True, snapshot)
    found += _empty(snapshot, last)
    for name in sorted(set(last).difference(folder.id for folder in folders)):
        found.append(Finding(str(snapshot.directory / name), 0, 0, f"account {name!r} is gone with its folder", "note"))
    accounts = Accounts.of(account for account in chosen if account is not None)
    loaded = {}
    for account in accounts.by_id.values():
        loaded[account.id], more = load_automations(snapshot, account, running.get(account.id))
        found += more
    for account in _unloaded(folders, accounts):
        found += load_automations(snapshot, account)[1]
    return LoadResult(accounts, findings.ordered(found), snapshot.digest, kept, missing, loaded, snapshot=snapshot)


def _empty(snapshot: Snapshot, last: Mapping[str, Account]) -> Iterable[Finding]:
    """Mention folders that would be accounts if something stood in them."""
    for name in snapshot.folders:
        if name not in last and not any(snapshot.under(name)):
            what = f"the folder is empty, so there is no account {name!r}; put an account.yaml in, or take it away"
            yield Finding(str(snapshot.directory / name), 0, 0, what, "note")


def _unloaded(folders: Iterable[Folder], accounts: Accounts) -> Iterable[Account]:
    """Give what could be saved of accounts that are not loaded, so that the mistakes in their rules are told as well."""
    for folder in folders:
        draft = folder.draft
        if draft is None or folder.id in accounts.by_id or not {"fields", "pipeline"} <= folder.clear:
            continue
        if draft.settings.timezone not in zoneinfo.available_timezones():
            draft = replace(draft, settings=draft.settings.model_copy(update={"timezone": "UTC"}))
        yield draft


def _around(snapshot: Snapshot) -> list[Finding]:
    """What is wrong with the directory itself, and with files in it that belong to no account."""
    found = [Finding(str(snapshot.directory / n), 0, 0, why) for n, why in snapshot.unreadable.items() if "/" not in n]
    for name in snapshot.files:
        if "/" not in name and name.endswith((".yaml", ".yml")):
            message = "this file is not read; the files of an account stand in a folder that bears its id"
            found.append(Finding(str(snapshot.directory / name), 0, 0, message, "note"))
    if not snapshot.folders and not found:
        message = "there is no account here; make a folder <id>/ with an account.yaml"
        found.append(Finding(str(snapshot.directory), 0, 0, message))
    return found


def _tell_consequence(folder: Folder, kept: tuple[str, ...], missing: tuple[str, ...]) -> None:
    if folder.id in kept:
        folder.whole("", f"account {folder.id!r} keeps its last good version until this is corrected", "warning")
    elif folder.id in missing:
        folder.whole(
            "", f"account {folder.id!r} is not loaded; its messages are refused until this is corrected", "warning"
        )
