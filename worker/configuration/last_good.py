"""The last good version of an account as a value that outlives the process: its files, and the texts of its rules.

A part that is wrong in a load is left out of what that load gives to be kept, so that what was kept of it stays: the four
files of the account together, team.yaml, calendars.yaml, roles.yaml and each message by itself, each rule by itself. These
files name secrets and hold none.
"""

import base64
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import orjson
import structlog

from worker.account import Accounts
from worker.automations.rules.compiling import recompiled
from worker.automations.rules.loading import Automations, digest_of, in_order
from worker.automations.rules.ruleset import Place, Rule, RuleSet
from worker.configuration.accounts import LoadResult, build
from worker.configuration.automations import FILES_AROUND, belongs_to_automations
from worker.configuration.folder import FILES
from worker.configuration.rule_files import FOLDER
from worker.configuration.snapshot import Snapshot
from worker.errors import ConfigurationError

log = structlog.get_logger(__name__)

FORMAT: Final = 1
_CORE: Final = tuple(file for file, _, _ in FILES)


@dataclass(frozen=True, slots=True)
class GoodVersion:
    """What is kept of an account: files by their name in its folder, rules by their id (`file`, `order`, `source`)."""

    core: Mapping[str, bytes] = field(default_factory=dict)
    around: Mapping[str, bytes] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def packed(self) -> bytes:
        """Give it as bytes; the same version gives the same bytes."""
        document = {"format": FORMAT, "core": _texts(self.core), "around": _texts(self.around), "rules": self.rules}
        return zlib.compress(orjson.dumps(document, default=str, option=orjson.OPT_SORT_KEYS), 6)

    @classmethod
    def unpacked(cls, content: bytes) -> "GoodVersion | None":
        """Read it again; None if a newer worker wrote it in a form that is not known here."""
        document = orjson.loads(zlib.decompress(content))
        if document["format"] != FORMAT:
            return None
        return cls(_contents(document["core"]), _contents(document["around"]), document["rules"])


@dataclass(frozen=True, slots=True)
class Good:
    """What is right of an account in a load, and the names of what is wrong, of which the kept version is to stay."""

    right: GoodVersion
    wrong_core: bool
    wrong_around: frozenset[str]
    wrong_rules: frozenset[str]

    def over(self, kept: GoodVersion) -> GoodVersion:
        """Give the version to keep: what is right here over what was kept, whoever kept it; what is gone is gone."""
        around = {name: kept.around[name] for name in self.wrong_around if name in kept.around}
        rules = {name: kept.rules[name] for name in self.wrong_rules if name in kept.rules}
        core = kept.core if self.wrong_core else self.right.core
        return GoodVersion(core, {**self.right.around, **around}, {**self.right.rules, **rules})


def good_of(result: LoadResult, account: str) -> Good:
    """Give what is right of an account that is in force."""
    files, unreadable = result.snapshot.under(account)
    wrong = _wrong(result, account) | set(unreadable)
    broken = account in result.kept
    right = {name: content for name, content in files.items() if name not in wrong}
    around = {name: content for name, content in right.items() if belongs_to_automations(name, rules=False)}
    loaded = result.automations.get(account)
    rules, bad = _rules(loaded, result.snapshot.directory / account) if loaded else ({}, set[str]())
    core = {} if broken else {name: right[name] for name in _CORE if name in right}
    if broken and not files:  # nothing can be read: nothing of it is known to be gone
        around, was = {}, loaded.surroundings if loaded else None
        wrong |= {*FILES_AROUND, *(f"messages/{name}.yaml" for name in (was.messages if was else ()))}
        bad, rules = bad | set(rules), {}
    return Good(GoodVersion(core, around, rules), broken, frozenset(wrong), frozenset(bad))


def revived(kept: Mapping[str, GoodVersion], directory: Path) -> tuple[Accounts, dict[str, Automations]]:
    """Build accounts and their automations from kept versions, as if `directory` had held them.

    What does not fit this worker any more is left out.
    """
    files = {
        f"{account}/{name}": content
        for account, version in kept.items()
        for name, content in (*version.core.items(), *version.around.items())
    }
    result = build(Snapshot(directory, files, {}, tuple(sorted(kept))))
    automations = {
        name: _with_rules(loaded, kept[name].rules.values(), directory / name)
        for name, loaded in result.automations.items()
    }
    return result.accounts, automations


def _with_rules(loaded: Automations, stored: Iterable[Mapping[str, Any]], folder: Path) -> Automations:
    rules = [rule for entry in stored if (rule := _compiled(entry, loaded, folder)) is not None]
    ordered = in_order(rules)
    # No digest: the files that this was made from are not those of any folder.
    return replace(loaded, rules=RuleSet(digest_of(ordered), ordered), digest="")


def _compiled(entry: Mapping[str, Any], loaded: Automations, folder: Path) -> Rule | None:
    try:
        rule = recompiled(entry["source"], loaded.setting)
    except (ConfigurationError, ValueError, KeyError) as error:  # written by another version of the worker
        log.warning("accounts.rule_not_revived", account=loaded.account.id, error=str(error)[:300])
        return None
    return replace(rule, place=Place(str(folder / entry["file"]), entry["order"]))


def _rules(loaded: Automations, folder: Path) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """Give the rules in force that are as their files say, and the ids of those that are not."""
    bad = {broken.id for broken in loaded.rules.broken}
    good = {}
    for order, rule in enumerate(loaded.rules.rules):
        if rule.id not in bad:
            file = Path(rule.place.file)
            name = file.relative_to(folder).as_posix() if file.is_relative_to(folder) else f"{FOLDER}{file.name}"
            good[rule.id] = {"file": name, "order": order, "revision": rule.revision, "source": dict(rule.source)}
    return good, bad


def _wrong(result: LoadResult, account: str) -> set[str]:
    """Give the names of an account's files that have errors."""
    folder = result.snapshot.directory / account
    files = {Path(finding.file) for finding in result.findings if finding.severity == "error"}
    return {file.relative_to(folder).as_posix() for file in files if file.is_relative_to(folder)}


def _texts(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


def _contents(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: base64.b64decode(content) for name, content in files.items()}
