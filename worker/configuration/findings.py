"""What is wrong with the administrator's files, as lines to click: `file:line:column: what - did you mean …?`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from schemas.file import Misplaced, misplaced
from worker.configuration import vocabulary
from worker.configuration.wording import KINDS, kinds, sentence

Severity = Literal["error", "warning", "note"]
Loc = tuple[str | int, ...]

MAX_ERRORS = 200  # of one file; nobody reads more, and a suggestion for each of a hundred thousand takes minutes
MAX_LISTED = 500  # findings of one file, remarks too


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake or remark. Lines and columns count from 1, columns in characters; line 0: the file as a whole."""

    file: str
    line: int
    column: int
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        kind = "" if self.severity == "error" else f"{self.severity}: "
        return f"{place}: {kind}{self.message}"

    def document(self) -> dict[str, Any]:
        """Give the finding for machines."""
        place = {"file": self.file, "line": self.line or None, "column": self.column or None}
        return {**place, "severity": self.severity, "message": self.message}


class Placed(Protocol):
    """A file's value with the places of its parts: `worker.configuration.yaml.Document`."""

    @property
    def file(self) -> str: ...
    @property
    def value(self) -> Any: ...
    def place(self, path: Loc, *, key: bool = False) -> tuple[int, int]: ...


@dataclass(frozen=True, slots=True)
class _Error:
    """A validation error with its path in the document. `branch`: that is what one of several types there says."""

    path: Loc
    key: bool
    branch: bool
    item: ErrorDetails

    @property
    def kind(self) -> bool:
        """Whether it only says that another kind of value is expected."""
        return self.item["type"] in KINDS


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Sort by file and place, errors before remarks about the same place; each finding once."""
    return sorted(set(findings), key=lambda f: (f.file, f.line, f.column, f.severity, f.message))


def shortened(findings: Iterable[Finding]) -> list[Finding]:
    """Order findings, and keep of each file what somebody would read: errors first, and how many are left out."""
    of_file: dict[str, list[Finding]] = {}
    for finding in ordered(findings):
        of_file.setdefault(finding.file, []).append(finding)
    kept: list[Finding] = []
    for file, listed in of_file.items():
        more = len(listed) - MAX_LISTED
        if more > 0:
            kept += ordered(sorted(listed, key=lambda finding: finding.severity)[:MAX_LISTED])
            kept.append(Finding(file, 0, 0, f"{more:,} more findings are not listed", "note"))
        else:
            kept += listed
    return kept


def of_validation(error: ValidationError, document: Placed, model: type[BaseModel]) -> list[Finding]:
    """Give a finding for everything a model has against a document, at the key or value it is about.

    Where several types are allowed, each complains. Those that the value is nothing like are heard only if none of
    the others came closer.
    """
    listed = error.errors(include_url=False)
    errors = [_located(item, document.value, model) for item in listed[:MAX_ERRORS]]
    closer = {e.path[:n] for e in errors if not (e.kind and e.branch) for n in range(len(e.path) + 1)}
    found: dict[tuple[Loc, bool], list[ErrorDetails]] = {}
    for e in errors:
        if not (e.kind and e.branch and e.path in closer):
            found.setdefault((e.path, e.key), []).append(e.item)
    findings = [
        Finding(document.file, *document.place(path, key=key), _one(items, model))
        for (path, key), items in found.items()
    ]
    if len(listed) > MAX_ERRORS:
        findings.append(Finding(document.file, 0, 0, f"{len(listed) - MAX_ERRORS:,} more mistakes are not listed"))
    return findings


def of_mistakes(mistakes: Iterable[Misplaced], document: Placed, model: type[BaseModel]) -> list[Finding]:
    """Give findings for mistakes across the parts of a document, as `of_validation` does for those of the model."""
    try:
        misplaced(model, mistakes)
    except ValidationError as error:
        return of_validation(error, document, model)
    return []


def _located(item: ErrorDetails, value: Any, model: type[BaseModel]) -> _Error:
    key = item["type"] == "extra_forbidden" or item["loc"][-1:] == ("[key]",)
    loc = item["loc"][:-1] if item["loc"][-1:] == ("[key]",) else item["loc"]
    way = vocabulary.walk(model, loc, value)
    return _Error(way.path, key, way.branch and not key, item)


def _one(items: list[ErrorDetails], model: type[BaseModel]) -> str:
    """Say what several errors about one place say, once."""
    if len(items) > 1 and all(item["type"] in KINDS for item in items):
        return kinds(items, model)
    return "; ".join(dict.fromkeys(sentence(item, model) for item in items))
