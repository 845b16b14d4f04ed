"""One account's folder: its files read, checked one by one, and made an account if all of them are right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from schemas.account import AccountFile, FieldsFile, File, Id, PipelineFile, PluginsFile
from schemas.file import closest
from worker.account import Account
from worker.configuration import findings, yaml
from worker.configuration.findings import Finding, Severity
from worker.configuration.loosely import read_loosely
from worker.configuration.mending import mended
from worker.configuration.snapshot import Snapshot
from worker.configuration.yaml import Document

SETTINGS, PIPELINE, FIELDS, PLUGINS = "account.yaml", "pipeline.yaml", "fields.yaml", "plugins.yaml"
# File, attribute of `Account`, model. Every file but account.yaml may be missing, and then is as if empty.
FILES: Final[tuple[tuple[str, str, type[File]], ...]] = (
    (SETTINGS, "settings", AccountFile),
    (PIPELINE, "pipeline", PipelineFile),
    (FIELDS, "fields", FieldsFile),
    (PLUGINS, "plugins", PluginsFile),
)
ELSEWHERE: Final = (
    "team.yaml",
    "calendars.yaml",
    "roles.yaml",
    "messages",
    "rules",
)  # the automations' own, loaded by them
_KNOWN: Final = (*(file for file, _, _ in FILES), *ELSEWHERE)
_ID: TypeAdapter[str] = TypeAdapter(Id)


@dataclass(slots=True)
class Folder:
    """A folder on its way to an account. `account` is None where a file is wrong by itself.

    `draft` is what could be saved of it, so that one mistake does not hide the others; `sound` names its parts that
    fit their models, `clear` those whose names others may be checked against, the sound ones among them.
    """

    id: str
    path: Path
    documents: dict[str, Document] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    account: Account | None = None
    draft: Account | None = None
    sound: set[str] = field(default_factory=set)
    clear: set[str] = field(default_factory=set)

    @property
    def broken(self) -> bool:
        """Whether an error keeps this version of the account from being used."""
        return any(finding.severity == "error" for finding in self.findings)

    def place(self, file: str, path: yaml.Path = (), *, key: bool = False) -> tuple[str, int, int]:
        """Give file, line and column of a path in one of the files."""
        document = self.documents.get(file)
        return str(self.path / file), *(document.place(path, key=key) if document else (1, 1))

    def say(self, file: str, path: yaml.Path, message: str, severity: Severity = "error") -> None:
        """Record a finding about the value at a path; a path that ends in "[key]" is about the key before it."""
        key = path[-1:] == ("[key]",)
        self.findings.append(Finding(*self.place(file, path[:-1] if key else path, key=key), message, severity))

    def whole(self, name: str, message: str, severity: Severity = "error") -> None:
        """Record a finding about a file, or with an empty name the folder, as a whole."""
        self.findings.append(Finding(str(self.path / name), 0, 0, message, severity))


def read_folder(snapshot: Snapshot, name: str) -> Folder:
    """Read an account's folder. What its files mean for each other is for `cross_check` to say."""
    folder = Folder(name, snapshot.directory / name)
    files, unreadable = snapshot.under(name)
    _check_names(folder, files, unreadable)
    parts: dict[str, Any] = {}
    for file, attribute, model in FILES:
        if file in files:
            part, whole = _part(folder, file, files[file], model)
        else:
            whole = file != SETTINGS and file not in unreadable
            part = model() if whole else None
        if part is not None:
            parts[attribute] = part
        if whole:
            folder.sound.add(attribute)
            folder.clear.add(attribute)
    if "settings" in parts:
        folder.draft = Account(name, **parts)
        folder.account = folder.draft if len(folder.sound) == len(FILES) else None
    return folder


def _part(folder: Folder, file: str, content: bytes, model: type[File]) -> tuple[File | None, bool]:
    """Give the checked content of a file, or what can be saved of it; and whether it is whole."""
    document = yaml.load(content, str(folder.path / file))
    folder.documents[file] = document
    folder.findings += document.findings
    if document.findings and document.value is None:
        return None, False
    of_states = model is PipelineFile
    # Nearly everything in a pipeline hangs on its states: what is said after a part was taken out would follow from that.
    part, found, whole = mended(document, model, 1) if of_states else mended(document, model)
    folder.findings += found
    if not whole and of_states:
        stand_in, mistakes = read_loosely(document.value)
        folder.findings += [one for one in findings.of_mistakes(mistakes, document, model) if one not in found]
        if stand_in is not None:
            part = stand_in
            folder.clear.add("pipeline")
    return part, whole


def _check_names(folder: Folder, files: Mapping[str, bytes], unreadable: Mapping[str, str]) -> None:
    """Say what is missing, unreadable, or none of ours."""
    for name, problem in unreadable.items():
        if name.partition("/")[0] not in ELSEWHERE:
            folder.whole(name, problem)
    for name in sorted({name.partition("/")[0] for name in files}.difference(_KNOWN)):
        meant = closest(name.partition(".")[0], [known.partition(".")[0] for known in _KNOWN])
        hint = next((f" - did you mean {known!r}?" for known in _KNOWN if known.partition(".")[0] == meant), "")
        folder.whole(name, f"this file is not read{hint}", "note")
    if SETTINGS not in files and SETTINGS not in unreadable:
        folder.whole(SETTINGS, "the file is missing; every account needs one, with at least `name`")
    try:
        _ID.validate_python(folder.id)
    except ValidationError:
        folder.whole("", "the folder's name is the account's id: letters, digits, '_', '.', '-'; at most 64 characters")
