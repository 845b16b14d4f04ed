"""rules/*.yaml of an account: read, checked rule by rule, compiled. One validator for start, reload and command line."""

import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from schemas.conditions import salvaged
from schemas.file import did_you_mean
from schemas.rules import Header, RuleEntry, RulesFile
from worker.automations.language.conditions import Problem
from worker.automations.rules.compiling import compile_rule
from worker.automations.rules.loading import Read
from worker.automations.rules.loops import Graph
from worker.automations.rules.order import shadowed
from worker.automations.rules.references import Setting, check_calendar, check_owner
from worker.automations.rules.ruleset import Place, Rule, RuleSet
from worker.configuration import findings, yaml
from worker.configuration.findings import Finding, Loc
from worker.configuration.yaml import Document

FOLDER: Final = "rules/"
MAX_RULES: Final = 20_000  # of an account


@dataclass(slots=True)
class RulesReading:
    """What the rule files of an account came to. `lost` are files, of which not every rule can be told."""

    setting: Setting
    read: list[Read] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    def say(self, file: str, message: str) -> None:
        self.findings.append(Finding(file, 0, 0, message))


def read_rules(
    folder: Path, files: Mapping[str, bytes], unreadable: Mapping[str, str], setting: Setting
) -> RulesReading:
    """Read every rule file of an account. `files` and `unreadable` are by their path below `folder`."""
    reading = RulesReading(setting)
    for name, problem in unreadable.items():
        if name.startswith(FOLDER) or name == FOLDER.rstrip("/"):
            reading.say(str(folder / name), problem)
            reading.lost.add(str(folder / name))
    for name in sorted(files):
        if not name.startswith(FOLDER):
            continue
        if name.endswith((".yaml", ".yml")):
            _read_file(str(folder / name), files[name], reading)
        else:
            reading.findings.append(
                Finding(str(folder / name), 0, 0, "this file is not read; rules are in *.yaml", "note")
            )
    _once_each(reading)
    return reading


@dataclass(frozen=True, slots=True)
class RuleFilePart:
    """A part of a document, with places from there: a rule among the others of its file."""

    document: Document
    value: Any
    path: Loc
    source: list[bytes]

    @property
    def file(self) -> str:
        return self.document.file

    def place(self, path: Loc, *, key: bool = False) -> tuple[int, int]:
        return self.document.place((*self.path, *path), key=key)

    def finding(self, problem: Problem) -> Finding:
        """Give a problem its line and column; inside a text of several lines, the line there."""
        key = problem.loc[-1:] == ("[key]",)
        line, column = self.place(problem.loc[:-1] if key else problem.loc, key=key)
        if problem.line and self._block(line, column):
            line += problem.line
            text = self.source[line - 1] if line <= len(self.source) else b""
            column = len(text) - len(text.lstrip()) + 1
        return Finding(self.file, line, column, problem.message, problem.severity)

    def _block(self, line: int, column: int) -> bool:
        """Whether the text there begins on the next line, after `|` or `>`."""
        text = self.source[line - 1].decode("utf-8", "replace") if line <= len(self.source) else ""
        return text[column - 1 : column] in ("|", ">")


def _read_file(file: str, content: bytes, reading: RulesReading) -> None:
    document = yaml.load(content, file)
    whole = RuleFilePart(document, document.value, (), content.splitlines())
    raw = document.value
    if raw is None and not document.findings:
        return
    header, wrong = _header(whole, reading.setting)
    listed = raw.get("rules") if isinstance(raw, dict) else None
    rules = listed if isinstance(listed, list) else []
    starts = [document.place(("rules", i))[0] for i in range(len(rules))]
    inside: dict[int, list[Finding]] = {}
    for finding in document.findings:
        number = sum(start <= finding.line for start in starts) - 1
        if number >= 0 and raw is not None:
            inside.setdefault(number, []).append(finding)
        else:
            wrong.append(finding)
    reading.findings += wrong
    if header is None or any(finding.severity == "error" for finding in wrong):
        reading.lost.add(file)
        header = None
    if len(rules) + len(reading.read) > MAX_RULES:
        reading.say(file, f"the account has more than {MAX_RULES:,} rules; these are not read")
        reading.lost.add(file)
        return
    for number, value in enumerate(rules):
        part = RuleFilePart(document, value, ("rules", number), whole.source)
        entry = _read_rule(part, inside.get(number, []), header, reading)
        reading.read.append(entry)
        reading.findings += entry.findings
        if not entry.id:
            reading.lost.add(file)


def _header(whole: RuleFilePart, setting: Setting) -> tuple[Header | None, list[Finding]]:
    """Check what a file says of all of its rules."""
    raw = whole.value
    if raw is None:
        return None, []
    top = {key: value for key, value in raw.items() if key != "rules"} if isinstance(raw, dict) else raw
    found: list[Finding] = []
    if isinstance(raw, dict) and not isinstance(raw.get("rules"), list | None):
        found += findings.of_validation(_wrong(RulesFile, {"rules": raw["rules"]}), whole, RulesFile)
    try:
        header = Header.model_validate(top)
    except ValidationError as error:
        return None, found + findings.of_validation(error, whole, RulesFile)
    problems: list[Problem] = []
    if header.timezone is not None:
        problems += _zone(header.timezone)
    if header.calendar is not None:
        problems += check_calendar(header.calendar, header.calendar, setting, ("calendar",))
    if header.owner is not None:
        problems += check_owner(header.owner, setting, ("owner",))
    return header, found + [whole.finding(problem) for problem in problems]


def _wrong(model: type[BaseModel], value: Any) -> ValidationError:
    try:
        model.model_validate(value)
    except ValidationError as error:
        return error
    raise AssertionError("the value was to be refused")  # pragma: no cover


def _zone(name: str) -> Iterator[Problem]:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        hint = did_you_mean(name, sorted(zoneinfo.available_timezones()))
        yield Problem(("timezone",), f"there is no time zone {name[:60]!r}{hint or '; use an IANA name, Asia/Kolkata'}")


def _read_rule(part: RuleFilePart, inside: list[Finding], header: Header | None, reading: RulesReading) -> Read:
    place = Place(part.file, *part.place(()))
    raw = part.value
    told = raw.get("id") if isinstance(raw, dict) else None
    name = str(told) if isinstance(told, str | int) and not isinstance(told, bool) else ""
    try:
        entry = RuleEntry.model_validate(raw)
    except ValidationError as error:
        found = [*inside, *findings.of_validation(error, part, RuleEntry)]
        rest = _rest(raw, error)
        if rest is not None:
            found += _compiled(rest, part, header, reading)[1]
        return Read(name, part.file, place, findings=tuple(dict.fromkeys(found)))
    rule, told_of = _compiled(entry, part, header, reading)
    found = [*inside, *told_of]
    wrong = header is None or any(finding.severity == "error" for finding in found)
    return Read(entry.id, part.file, place, None if wrong else rule, tuple(found))


def _compiled(
    entry: RuleEntry, part: RuleFilePart, header: Header | None, reading: RulesReading
) -> tuple[Rule, list[Finding]]:
    def place_of(loc: Loc) -> Place:
        return Place(part.file, *part.place(loc))

    rule, problems = compile_rule(entry, header or Header(), part.value, reading.setting, place_of)
    if header is None:  # what the file says of its calendar is not known: that is reported there, not here
        problems = [problem for problem in problems if "names no `calendar`" not in problem.message]
    return rule, [part.finding(problem) for problem in problems]


_STAND_IN: Final[Mapping[str, Any]] = {"id": "x", "when": "lead.updated", "do": [{"note": "x"}]}


def _rest(raw: Any, error: ValidationError) -> RuleEntry | None:
    """Give what is right of a rule, so that one mistake does not hide those that only the account can tell."""
    if not isinstance(raw, dict):
        return None
    wrong = [item["loc"] for item in error.errors(include_url=False, include_context=False)]
    kept: dict[str, Any] = {
        key: value for key, value in raw.items() if key in RuleEntry.known_keys() and key != "tests"
    }
    for key in {loc[0] for loc in wrong if loc and loc[0] in kept}:
        value = kept.pop(str(key))
        items = {loc[1] for loc in wrong if loc[0] == key and len(loc) > 1}
        if key == "do" and isinstance(value, list):  # the others keep their places: findings go by them
            kept["do"] = [_STAND_IN["do"][0] if i in items else item for i, item in enumerate(value)]
        elif key == "if" and (tree := salvaged(value)) is not None:
            kept["if"] = tree
        elif key == "when" and isinstance(value, dict) and "event" not in items:
            kept["when"] = {name: part for name, part in value.items() if name not in items}
    try:
        return RuleEntry.model_validate({**_STAND_IN, **kept})
    except ValidationError:
        return None


def _once_each(reading: RulesReading) -> None:
    """Ids are unique in an account: history, limits and waits know the rule by its id."""
    first: dict[str, Read] = {}
    for number, entry in enumerate(reading.read):
        if not entry.id:
            continue
        if entry.id in first:
            message = (
                f"the id {entry.id!r} is also that of the rule at {first[entry.id].place}; give one of them another"
            )
            finding = Finding(entry.place.file, entry.place.line, entry.place.column, message)
            reading.findings.append(finding)
            reading.read[number] = Read(entry.id, entry.file, entry.place, None, (*entry.findings, finding))
        else:
            first[entry.id] = entry


def about_all(rules: RuleSet, graph: Graph) -> Iterable[Finding]:
    """Yield what the rules mean for each other: circles, and rules that others never let see an event."""
    for rule, stop in shadowed(rules.rules):
        yield _at(
            rule,
            f"this rule is never reached: whenever it matches, {stop.id!r} ({stop.place}) matches first and stops; "
            "change the priority, the conditions, or `after_match`",
        )
    for loop in graph.loops():
        first = min(loop.rules, key=lambda rule: (rule.place.file, rule.place.line))
        yield _at(
            first,
            f"rules set each other off in a circle: {loop}. Each fires only once for one event, the circle is cut there; "
            "change a condition, or write `loops: allow` in one of them if it is meant",
        )
    if not graph.complete:
        yield Finding(rules.rules[0].place.file, 0, 0, "too many rules to look for all circles among them", "note")


def _at(rule: Rule, message: str) -> Finding:
    return Finding(rule.place.file, rule.place.line, rule.place.column, message, "warning")
