"""The automations of an account: its rules and what surrounds them, loaded from a snapshot of its folder.

A part that is wrong keeps its last good version: a rule its revision, team.yaml, calendars.yaml, roles.yaml and each
message their last content. What could not be kept is unavailable, and said.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from schemas.quick_messages import MessageFile
from worker.account import Account
from worker.automations.language import templates
from worker.automations.language.catalogue import Catalogue, catalogue_of
from worker.automations.language.conditions import Problem
from worker.automations.language.resources import Surroundings
from worker.automations.rules.loading import Automations, assemble
from worker.automations.rules.loops import graph_of
from worker.automations.rules.references import Setting
from worker.automations.rules.ruleset import RuleSet
from worker.configuration import findings, yaml
from worker.configuration.field_rights import roles_of_fields
from worker.configuration.findings import Finding
from worker.configuration.resource_files import MESSAGES, NO_ROLES, read_surroundings
from worker.configuration.rule_files import FOLDER, RuleFilePart, about_all, read_rules
from worker.configuration.snapshot import Snapshot

FILES_AROUND = ("team.yaml", "calendars.yaml", "roles.yaml")
_OURS = (*FILES_AROUND, MESSAGES, FOLDER)


def belongs_to_automations(name: str, *, rules: bool = True) -> bool:
    """Whether automations are made from a file of an account's folder; `rules`: whether those that hold rules count."""
    return name in FILES_AROUND or name.startswith(MESSAGES) or (rules and name.startswith(FOLDER))


def load_automations(
    snapshot: Snapshot, account: Account, previous: Automations | None = None
) -> tuple[Automations, list[Finding]]:
    """Give the automations of an account and everything there is to say about its files. Never raises for what they hold.

    `previous` are those in force; where nothing changed they are given back as they are.
    """
    folder = snapshot.directory / account.id
    files, unreadable = snapshot.under(account.id)
    digest = _digest(files, unreadable)
    if previous is not None and previous.digest == digest and previous.account == account:
        return previous, list(previous.findings)
    if (
        previous is not None and not files
    ):  # the folder cannot be read, or was emptied: all of it stays, as the account does
        return previous, []
    surroundings, found = _surroundings(folder, files, account, previous)
    for name in _unreadable(unreadable):
        found.append(Finding(str(folder / name), 0, 0, unreadable[name]))
        surroundings = _kept(surroundings, name, previous)
    catalogue = catalogue_of(account, surroundings)
    found += _check_messages(folder, files, surroundings, catalogue)
    found += roles_of_fields(folder, files, account, surroundings)
    reading = read_rules(folder, files, unreadable, Setting(account, catalogue, surroundings))
    rules = assemble(reading.read, reading.lost, previous.rules if previous is not None else None)
    fresh = Automations(account, rules, surroundings, digest)
    found += [
        *reading.findings,
        *_consequences(rules, folder),
        *about_all(rules, graph_of(rules.rules, account, catalogue, circles=True)),
    ]
    listed = findings.shortened(found)
    return replace(fresh, findings=tuple(listed)), listed


def _digest(files: Mapping[str, bytes], unreadable: Mapping[str, str]) -> str:
    """SHA-256 over the names and contents of the files that automations are made from."""
    sha = hashlib.sha256()
    ours = {name: content for name, content in files.items() if name.startswith(_OURS)}
    ours |= {name: why.encode() for name, why in unreadable.items() if name.startswith(_OURS)}
    for name, content in sorted(ours.items()):
        sha.update(f"{len(name.encode())}:{name}:{len(content)}:".encode())
        sha.update(content)
    return sha.hexdigest()


def _unreadable(unreadable: Mapping[str, str]) -> list[str]:
    """Give the names, of files and of the folder of messages, that `read_rules` does not tell of."""
    return [name for name in unreadable if belongs_to_automations(name, rules=False) or f"{name}/" == MESSAGES]


def _kept(fresh: Surroundings, name: str, previous: Automations | None) -> Surroundings:
    """Put back what was last read of a file, or of a folder of messages, that cannot be read now."""
    if previous is None:
        return replace(fresh, roles=NO_ROLES) if name == "roles.yaml" else fresh
    last = previous.surroundings
    if name == "team.yaml":
        return replace(fresh, team=last.team)
    if name == "calendars.yaml":
        return replace(fresh, calendars=last.calendars)
    if name == "roles.yaml":
        return replace(fresh, roles=last.roles)
    whole = name.rstrip("/") == MESSAGES.rstrip("/")
    kept = {one: message for one, message in last.messages.items() if whole or one == _message_id(name)}
    return replace(fresh, messages={**kept, **fresh.messages})


def _surroundings(
    folder: Path, files: Mapping[str, bytes], account: Account, previous: Automations | None
) -> tuple[Surroundings, list[Finding]]:
    """Read team, calendars and messages; what is broken stays as it was."""
    fresh, found = read_surroundings(folder, files, account.settings)
    if previous is None:
        return fresh, found
    last = previous.surroundings
    broken = {Path(f.file).relative_to(folder).as_posix() for f in found if f.severity == "error"}
    if "team.yaml" in broken:
        fresh = replace(fresh, team=last.team)
    if "calendars.yaml" in broken:
        fresh = replace(fresh, calendars=last.calendars)
    if "roles.yaml" in broken:
        fresh = replace(fresh, roles=last.roles)
    kept = {name: last.messages[name] for name in map(_message_id, broken) if name in last.messages}
    return replace(fresh, messages={**fresh.messages, **kept}) if kept else fresh, found


def _message_id(name: str) -> str:
    return name.removeprefix(MESSAGES).rpartition(".")[0] if name.startswith(MESSAGES) else ""


def _check_messages(
    folder: Path, files: Mapping[str, bytes], surroundings: Surroundings, catalogue: Catalogue
) -> Iterator[Finding]:
    """Check the texts of messages/ like those of rules."""
    for name in sorted(files):
        message = surroundings.messages.get(_message_id(name))
        problems = list(_of_message(message, catalogue)) if message is not None else []
        if problems:
            document = yaml.load(files[name], str(folder / name))
            part = RuleFilePart(document, document.value, (), files[name].splitlines())
            yield from (part.finding(problem) for problem in problems)


def _of_message(message: MessageFile, catalogue: Catalogue) -> Iterator[Problem]:
    texts: list[tuple[tuple[str | int, ...], str]] = [
        *((("text", language), text) for language, text in message.text.items()),
        *((("subject", language), text) for language, text in message.subject.items()),
    ]
    if message.template is not None:
        texts += [(("template", "parameters", i), text) for i, text in enumerate(message.template.parameters)]
    for loc, text in texts:
        for mistake in templates.check(text, catalogue):
            yield Problem(loc, mistake.message, "warning" if mistake.warning else "error", mistake.line)


def _consequences(rules: RuleSet, folder: Path) -> Iterator[Finding]:
    """Say what becomes of the rules that are wrong."""
    for broken in rules.broken:
        name = f"rule {broken.id!r}" if broken.id else "a rule without id"
        if broken.last_good is not None:
            text = f"{name} keeps its last good version ({broken.last_good.revision}) until this is corrected"
        else:
            text = f"{name} is not loaded until this is corrected"
        yield Finding(broken.file or str(folder), 0, 0, text, "warning")
