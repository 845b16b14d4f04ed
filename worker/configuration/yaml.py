"""YAML to plain values that know their place: every value and key can be traced to its line and column.

Read from the parser's events, one by one, by a loop of our own rather than by recursion: a file that nests too deep,
repeats itself through aliases or is plainly too large stops at the first event too many, whatever it would become.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml
from yaml import events

from worker.configuration import syntax
from worker.configuration.findings import Finding
from worker.configuration.scalars import scalar
from worker.configuration.wording import shown
from worker.errors import UnreadableError

Path = Sequence[str | int]
Place = tuple[int, int, Any]  # line and column from 1; children: {key: (line, column, Place)} or [Place] or None

LOADER: Final[type[Any]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times faster; wheels bring it

_TAGS = frozenset({"!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})


@dataclass(frozen=True, slots=True)
class YamlLimits:
    """What one file may hold. Far above anything sensible; there so that no file can stop the worker."""

    bytes: int = 8 * 1024 * 1024
    depth: int = 64
    nodes: int = 500_000  # keys and values
    repeated: int = 50_000  # keys and values that aliases repeat
    text: int = 64 * 1024  # characters of one value
    key: int = 256  # characters of one key
    findings: int = 100


LIMITS = YamlLimits()


@dataclass(frozen=True, slots=True)
class Document:
    """A file's value, not to be changed, and the places of its parts; with findings, what could be saved of it."""

    file: str
    value: Any
    root: Place
    findings: tuple[Finding, ...] = ()

    def place(self, path: Path, *, key: bool = False) -> tuple[int, int]:
        """Give line and column of the value at a path of keys and indices, or of its key; else of what is around it."""
        line: int
        column: int
        line, column, children = self.root
        for i, step in enumerate(path):
            child = _child(children, step)
            if child is None:
                break
            if isinstance(children, list):
                line, column, children = child
                continue
            key_line, key_column, (line, column, children) = child
            if key and i == len(path) - 1:
                return key_line, key_column
        return line, column


def _child(children: Any, step: str | int) -> Any:
    if isinstance(children, dict):
        return children.get(step)
    if isinstance(children, list) and isinstance(step, int) and 0 <= step < len(children):
        return children[step]
    return None


def load(source: bytes | str, file: str, limits: YamlLimits = LIMITS, loader: type[Any] = LOADER) -> Document:
    """Read one YAML file, named `file` in its findings. Never raises for what is in it: look at `findings`."""
    builder = _Builder(file, limits)
    try:
        if len(source) > limits.bytes:
            raise UnreadableError(
                1, 1, f"the file has {len(source):,} bytes; at most {limits.bytes:,} are read: split it"
            )
        text = syntax.decoded(source) if isinstance(source, bytes) else syntax.printable(source.removeprefix("\ufeff"))
        builder.run(text, loader)
    except UnreadableError as error:
        builder.note(error.line, error.column, error.message)
        return Document(file, None, (1, 1, None), tuple(builder.findings))
    value, place = (builder.root.value[0], builder.root.children[0]) if builder.root.value else (None, (1, 1, None))
    return Document(file, value, place, tuple(builder.findings))


class _Frame:
    """A mapping or list whose end is not yet read. `key` is the mapping's key that waits for its value."""

    __slots__ = ("anchor", "children", "column", "counted", "key", "line", "value")

    def __init__(self, value: Any, children: Any, event: Any, counted: int) -> None:
        self.value, self.children, self.counted = value, children, counted
        self.key: Any = None
        self.anchor = event.anchor if event else None
        self.line: int = event.start_mark.line + 1 if event else 1
        self.column: int = event.start_mark.column + 1 if event else 1


_DISCARDED: Final = object()  # stands for a key that was found wrong: its value is read and dropped


class _Builder:
    def __init__(self, file: str, limits: YamlLimits) -> None:
        self.file, self.limits = file, limits
        self.findings: list[Finding] = []
        self.root = _Frame([], [], None, 0)
        self.stack = [self.root]
        self.anchors: dict[str, tuple[Any, Place, int]] = {}  # value, place, number of keys and values in it
        self.count = self.repeated = self.documents = 0
        self.text = ""

    def note(self, line: int, column: int, message: str) -> None:
        self.findings.append(Finding(self.file, line, column, message))

    def mistake(self, event: Any, message: str) -> None:
        """Record a mistake that leaves the rest readable."""
        self.note(event.start_mark.line + 1, event.start_mark.column + 1, message)
        if len(self.findings) >= self.limits.findings:
            raise self.stop(event, "too many mistakes; the rest of the file was not read")

    @staticmethod
    def stop(event: Any, message: str) -> UnreadableError:
        return UnreadableError(event.start_mark.line + 1, event.start_mark.column + 1, message)

    def run(self, text: str, loader: type[Any]) -> None:
        self.text = text
        parser = loader(text)
        try:
            while (event := parser.get_event()) is not None:
                step = _STEPS.get(type(event))
                if step is not None:
                    step(self, event)
        except yaml.YAMLError as error:
            raise syntax.explained(error, text) from None
        finally:
            parser.dispose()

    def on_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self.stop(event, "a second document ('---') begins here; one file holds one document")

    def on_scalar(self, event: Any) -> None:
        text: str = event.value
        self.tally(event)
        if event.tag is not None:
            self.check_tag(event)
        if len(text) > self.limits.text:
            self.mistake(event, f"this text has {len(text):,} characters; at most {self.limits.text:,} are read")
        plain = not event.style and event.tag is None
        if plain and " - " in text and event.end_mark.line > event.start_mark.line:
            self.check_lines(event)
        frame = self.stack[-1]
        mark = event.start_mark
        if frame.key is None and type(frame.value) is dict:
            if event.anchor:
                self.anchors[event.anchor] = (text, (mark.line + 1, mark.column + 1, None), 1)
            self.take_key(frame, event, text, plain=plain)
            return
        value = scalar(text) if plain else text
        self.put(value, (mark.line + 1, mark.column + 1, None), event.anchor, 1)

    def on_start(self, event: Any) -> None:
        if len(self.stack) > self.limits.depth:
            raise self.stop(event, f"the file is nested more than {self.limits.depth} levels deep")
        if event.tag is not None:
            self.check_tag(event)
        mapping = type(event) is events.MappingStartEvent
        self.stack.append(_Frame({}, {}, event, self.count) if mapping else _Frame([], [], event, self.count))
        self.tally(event)

    def on_end(self, _event: Any) -> None:
        frame = self.stack.pop()
        parent = self.stack[-1]
        place = (frame.line, frame.column, frame.children)
        if parent.key is None and type(parent.value) is dict:
            self.refuse_key(parent, frame)
            return
        self.put(frame.value, place, frame.anchor, self.count - frame.counted)

    def on_alias(self, event: Any) -> None:
        name = event.anchor
        if any(frame.anchor == name for frame in self.stack):
            raise self.stop(event, f"the alias '*{name}' stands inside its own anchor '&{name}'")
        if name not in self.anchors:
            hint = f"there is no anchor '&{shown(name)}' above; quote text that starts with '*'"
            self.mistake(event, hint)
            self.anchors[name] = (None, (event.start_mark.line + 1, event.start_mark.column + 1, None), 1)
        value, place, size = self.anchors[name]
        self.repeated += size
        if self.repeated > self.limits.repeated:
            raise self.stop(event, f"the aliases of this file repeat more than {self.limits.repeated:,} values")
        self.count += size
        frame = self.stack[-1]
        if frame.key is None and type(frame.value) is dict:
            if isinstance(value, str):
                self.take_key(frame, event, value, plain=False)
            else:
                self.mistake(event, "a key is text, not an alias of something else")
                frame.key = _DISCARDED
            return
        self.put(value, place, None, size)

    def tally(self, event: Any) -> None:
        self.count += 1
        if self.count > self.limits.nodes:
            raise self.stop(event, f"the file has more than {self.limits.nodes:,} keys and values: split it")

    def check_tag(self, event: Any) -> None:
        if event.tag not in _TAGS:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.mistake(
                event,
                f"the tag {shown(tag)} is not used here; write the value plainly, or quote text that starts with '!'",
            )

    def check_lines(self, event: Any) -> None:
        """Find list items that YAML joins to the text above them because they are indented deeper than it."""
        lines = self.text.splitlines()[event.start_mark.line + 1 : event.end_mark.line + 1]
        for offset, line in enumerate(lines):
            if line.lstrip().startswith("- "):
                column = len(line) - len(line.lstrip()) + 1
                at = event.start_mark.line + 2 + offset
                self.note(
                    at, column, "this list item is indented deeper than the one above and would be joined to its text"
                )

    def put(self, value: Any, place: Place, anchor: str | None, size: int) -> None:
        """Hang a finished value into the mapping or list around it."""
        if anchor:
            self.anchors[anchor] = (value, place, size)
        frame = self.stack[-1]
        if type(frame.value) is list:
            frame.value.append(value)
            frame.children.append(place)
            return
        key, frame.key = frame.key, None
        if key is not _DISCARDED:
            frame.value[key] = value
            line, column = frame.children[key]
            frame.children[key] = (line, column, place)

    def take_key(self, frame: _Frame, event: Any, text: str, *, plain: bool) -> None:
        """Keys are text as written. A key set before is a mistake; its later value is dropped."""
        frame.key = _DISCARDED
        if text in frame.children:
            first = frame.children[text][0]
            self.mistake(event, f"duplicate key {shown(text)!r} (first set on line {first})")
        elif plain and text == "<<":
            self.mistake(
                event,
                "merge keys ('<<') are not part of YAML 1.2; write the keys out, or give the whole value an alias",
            )
        elif plain and not text:
            self.mistake(event, "a key is missing before ':'")
        elif len(text) > self.limits.key:
            self.mistake(event, f"a key of {len(text):,} characters; at most {self.limits.key} are read")
        else:
            frame.key = text
            frame.children[text] = (event.start_mark.line + 1, event.start_mark.column + 1)

    def refuse_key(self, parent: _Frame, frame: _Frame) -> None:
        """A list or mapping in the place of a key; mostly a template that lacks its quotes: `text: {{ lead.name }}`."""
        line = self.text.splitlines()[frame.line - 1] if frame.line else ""
        hint = "; quote text that starts with '{{'" if line[frame.column - 2 : frame.column] == "{{" else ""
        self.note(frame.line, frame.column, f"a key is text, not a list or mapping{hint}")
        parent.key = _DISCARDED


_STEPS: Mapping[type, Any] = {
    events.DocumentStartEvent: _Builder.on_document,
    events.ScalarEvent: _Builder.on_scalar,
    events.MappingStartEvent: _Builder.on_start,
    events.SequenceStartEvent: _Builder.on_start,
    events.MappingEndEvent: _Builder.on_end,
    events.SequenceEndEvent: _Builder.on_end,
    events.AliasEvent: _Builder.on_alias,
}
