"""Values of a mapping's sources: paths, alternatives, joins, constants, replaced words, dates.

A `SourceReader` looks at one lead and remembers which parts of the body it has used, so that the rest can be kept as extras.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from schemas.plugin import Lookup, Match, Source
from worker.handlers.exact_json import Literal
from worker.handlers.name_folding import fold
from worker.handlers.plugin.paths import Found, Location, as_text, compiled, look_up
from worker.handlers.recognition.values import is_unfilled
from worker.handlers.timestamps import read_moment, zone_of

CONSTANT: Final[Location] = ("@", "constant")


def is_filled(value: Any) -> bool:
    """Whether there is something in the value; a placeholder that nobody filled is nothing."""
    if isinstance(value, str):
        return not is_unfilled(value)
    return value is not None and value not in ({}, [])


class SourceReader:
    """Looks values up in one lead. `base` is the lead's location in the root of the body."""

    def __init__(self, lead: Any, base: Location, root: Any, delivery: Mapping[str, Any], zone: str) -> None:
        self.lead, self.base, self.root = lead, base, root
        self._start: Mapping[str, tuple[Any, Location]] = {
            "lead": (lead, base),
            "root": (root, ()),
            "delivery": (delivery, ("@",)),
        }
        self._zone = zone
        self.used: set[Location] = set()

    def path(self, path: str) -> Iterator[Found]:
        """Give the filled values at a path."""
        where = compiled(path)
        value, at = self._start[where.start]
        return (found for found in look_up(value, where.steps, at) if is_filled(found[1]))

    def all(self, source: Source) -> list[Any]:
        """Give the values of all alternatives, in order, each part of the body once; all count as used."""
        values: dict[tuple[Location, ...], Any] = {}
        for locations, value in self._found(source):
            values.setdefault(tuple(locations), value)
            self.used.update(locations)
        return list(values.values())

    def located(self, source: Source) -> Iterator[tuple[list[Location], Any]]:
        """Give every value of a source with the parts of the body that it is made of; none counts as used."""
        return self._found(source)

    def first(self, source: Source) -> Any:
        """Give the first filled value, None if there is none."""
        for locations, value in self._found(source):
            self.used.update(locations)
            return value
        return None

    def text(self, source: Source) -> str:
        """Give the first value that is text or a number, as text. An object in its place stays unused."""
        for locations, value in self._found(source):
            text = scalar_text(value).strip()
            if text:
                self.used.update(locations)
                return text
        return ""

    def moment(self, source: Source, zone: str | None) -> int | None:
        """Give the first readable time, Unix ms; naive times are in the lookup's zone, else in `zone`."""
        for one in _alternatives(source):
            lookup = one if isinstance(one, Lookup) else Lookup(path=one)
            if lookup.path is None:
                continue
            for location, value in self.path(lookup.path):
                at = read_moment(value, lookup.zone or zone, _formats(lookup))
                if at is not None:
                    self.used.add(location)
                    return at
        return None

    def matches(self, tests: Sequence[Match]) -> Match | None:
        """Give the first test that the lead meets."""
        return next((test for test in tests if any(_meets(value, test) for _, value in self._every(test.path))), None)

    def _every(self, path: str) -> Iterator[Found]:
        where = compiled(path)
        value, at = self._start[where.start]
        return look_up(value, where.steps, at)

    def _found(self, source: Source) -> Iterator[tuple[list[Location], Any]]:
        for one in _alternatives(source):
            if isinstance(one, str):
                yield from (([location], value) for location, value in self.path(one))
            elif one.path is not None:
                for location, value in self.path(one.path):
                    yield [location], self._shaped(value, one)
            elif one.join:
                yield from self._joined(one)
            elif is_filled(one.value):
                yield [CONSTANT], one.value

    def _joined(self, lookup: Lookup) -> Iterator[tuple[list[Location], Any]]:
        locations: list[Location] = []
        texts: list[str] = []
        for part in lookup.join:
            found = next(self._found(part), None)
            if found is not None:
                locations += found[0]
                texts.append(as_text(found[1]).strip())
        if texts:
            yield locations, self._shaped(lookup.separator.join(texts), lookup)

    def _shaped(self, value: Any, lookup: Lookup) -> Any:
        if lookup.words:
            folded = fold(as_text(value))
            value = next((new for old, new in lookup.words.items() if fold(old) == folded), value)
        if lookup.date:
            value = _iso(value, _formats(lookup), lookup.zone or self._zone)
        return lookup.prefix + as_text(value) if lookup.prefix else value


def _alternatives(source: Source) -> Sequence[str | Lookup]:
    return source if isinstance(source, tuple) else (source,)


def _formats(lookup: Lookup) -> tuple[str, ...]:
    return (lookup.date,) if isinstance(lookup.date, str) else lookup.date


def _meets(value: Any, test: Match) -> bool:
    text = as_text(value).casefold()
    if test.equals is not None:
        return text == as_text(test.equals).casefold()
    if test.contains is not None:
        return test.contains.casefold() in text
    return is_filled(value)


def _iso(value: Any, formats: Sequence[str], zone: str) -> Any:
    """Give a date in one of the formats as ISO 8601, with offset if it has a time of day; anything else as it is."""
    text = as_text(value).strip()
    for pattern in formats:
        try:
            written = datetime.strptime(text, pattern)  # noqa: DTZ007  # the zone is added below
        except ValueError:
            continue
        if not any(code in pattern for code in ("%H", "%I", "%c", "%X", "%s")):
            return written.date().isoformat()
        return (written if written.tzinfo else written.replace(tzinfo=zone_of(zone))).isoformat()
    return value


def scalar_text(value: Any) -> str:
    """Give the text of a cell: numbers as spelt, several values on lines of their own, nothing for objects."""
    if isinstance(value, list):
        return "\n".join(text for item in value if (text := scalar_text(item)))
    if isinstance(value, bool) or value is None or isinstance(value, dict):
        return ""
    return str(value) if isinstance(value, str | int | Literal) else ""
