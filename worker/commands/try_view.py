"""What `leadworker try` shows to people: one paragraph per message or list, in lines that survive a pipe."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from schemas.durations import shown
from worker.commands.rendering import moment, plain, plural

_VALUE: Final = 200  # characters of a value
_PARTS: Final = ("first_name", "last_name")
_MOST: Final = 20  # contacts of one message that are shown


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)


@dataclass(slots=True)
class TryView:
    """Writes to standard output; colours only on a terminal."""

    out: Console = field(default_factory=_console)

    def message(self, told: Mapping[str, Any]) -> None:
        """Show what would become of a message."""
        self._head(told)
        contacts = told["contacts"]
        for contact in contacts[:_MOST]:
            self._contact(contact)
        if len(contacts) > _MOST:
            self._line(f"and {plural(len(contacts) - _MOST, 'contact')} more (--json shows all)", 2, "dim")
        for part in told["ignored"]:
            self._line(f"IGNORED {part['reason']}{_of(part)}: {part['meaning'] or 'no enquiry'}", 2, "yellow")
            self._remedy(part)
        for part in told["refused"]:
            self._refusal(part)
        if not (contacts or told["ignored"] or told["refused"]):
            self._line("nothing: it holds nobody and nothing to refuse", 2, "yellow")
        if told["plugins_yaml"]:
            account = next((one["account"] for one in (*contacts, *told["refused"]) if one["account"]), "ACCOUNT")
            self._line(f"to set these paths, or to correct them: accounts/{account}/plugins.yaml", 2, "bold")
            for one in told["plugins_yaml"]:
                self.out.print(Text("    " + _inert(one)))
        self.out.print()

    def list(self, told: Mapping[str, Any]) -> None:
        """Show what would become of a list."""
        self._head(told)
        if told["columns"]:
            header = "header" if told["header"] else "no header"
            region = told["region"] or "refused (no region)"
            self._line(
                f"{told['encoding']}, delimiter {told['delimiter']}, {header}; numbers without a country code: {region}",
                2,
            )
        for column in told["columns"]:
            shown = {"extra": f"kept as {column['is']!r}"}.get(column["kind"], column["is"])
            why = f" ({column['why']})" if column["why"] else ""
            cells = " · ".join(plain(cell, 30) for cell in column["cells"])
            self._line(f"column {column['column']}: {shown}{why}{': ' if cells else ''}{cells}", 2)
        for person in told["people"]:
            self._line(f"row {person['row']}: {_who(person)}", 2, "green")
            self._values(person, "column ")
        for part in told["refused"]:
            rows = f"{plural(part['rows'], 'row')}, {part['where']}" if part["rows"] else part["where"]
            self._line(f"REFUSED {part['reason']} ({rows}): {part['detail']}", 2, "bold red")
            self._remedy(part)
        for note in told["notes"]:
            self._line(f"note: {note}", 2, "yellow")
        if told["columns"]:
            refused = sum(part["rows"] for part in told["refused"])
            people = plural(told["created"], "person", "people")
            skipped = f", {told['skipped']:,} skipped" if told["skipped"] else ""
            counts = f"{people}, {told['merged']:,} again in a later row, {refused:,} refused{skipped}"
            self._line(f"{plural(told['rows'], 'row')}: {counts}", 2, "bold")
        if told["map"]:
            self._line("to say it, or to correct it, when you import:", 2, "bold")
            self.out.print(Text("    " + _inert(told["map"])))
        if rest := told.get("unmapped"):
            self._line(
                "# nothing was made of these, their cells are kept as extras; to say what one is, add it there:", 4
            )
            self.out.print(Text("    # " + _inert(", ".join(f"{name}=MEANING" for name in rest))))
        self.out.print()

    def total(self, applied: int, ignored: int, refused: int) -> None:
        """Show the sum over several inputs."""
        self._line(f"in all: {applied:,} would be applied, {ignored:,} ignored, {refused:,} refused", 0, "bold")

    def _head(self, told: Mapping[str, Any]) -> None:
        read = f", read as {told['read_as']}" if told.get("read_as") else ""
        self.out.print(
            Text.assemble(
                (_inert(told["input"]), "bold"), f": queue {told['queue']} ({_inert(told['because'])}){_inert(read)}"
            )
        )

    def _contact(self, contact: Mapping[str, Any]) -> None:
        verb = "LEAD" if contact["creates"] else "TELLS an existing lead"
        self._line(f"{verb} {_who(contact)} in account {contact['account']}", 2, "bold green")
        kind = f" ({contact['content']['type']})" if contact["content"].get("type") else ""
        self._line(f"{contact['activity']}{kind} from {contact['origin']}, id {contact['id']}", 4, "dim")
        self._line(f"at {moment(contact['at'])} UTC", 4, "dim")
        if contact["repeats"]:
            self._line(f"a redelivery is known by {contact['repeats']}", 4, "dim")
        for name in ("reason", "not_read", "unavailable"):
            if said := contact["content"].get(name):
                self._line(f"{name.replace('_', ' ')}: {_value(said)}", 4, "yellow")
        if said := contact["content"].get("phone_refused"):
            self._line(f"the phone number: {plain(said, 600)}", 4, "yellow")
        passed = {one["value"] for one in contact["passed_over"]}
        kept = {value for value in contact["extras"].values() if isinstance(value, str)} & passed
        extras = {name: value for name, value in contact["extras"].items() if str(value) not in kept}
        self._values({**contact, "extras": extras})
        for one in contact["passed_over"]:
            where = " (kept as an extra)" if one["value"] in kept else ""
            self._line(f"passed over {_candidate(one)}{where}", 4, "yellow")

    def _values(self, one: Mapping[str, Any], place: str = "") -> None:
        """Show what is said of a person, each value once: where it came from stands beside it."""
        origins = _Origins(one["origins"], place)
        if one.get("text"):
            self._line(f"text: {one['text']}{origins.of('text', one['text'])}", 4)
        for identity in one["identities"]:
            to = f", messages go to {identity['send_to']}" if identity["send_to"] else ""
            self._line(f"identity {identity['key']}{to}", 4)
        for name in ("alternates", "refers_to", "retires", "tags", "state", "assignee"):
            if value := one.get(name):
                self._line(f"{name.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}", 4)
        for name, value in one["fields"].items():
            self._line(f"{name} = {_value(value)}{origins.of(name, value)}", 4)
        for name, value in one["extras"].items():
            self._line(f"extra {name} = {_value(value)}{origins.of(name, value)}", 4, "dim")
        self._events(one)
        for name, value in one.get("attribution", {}).items():
            self._line(f"attribution {name} = {_value(value)}{origins.of(f'attribution.{name}', value)}", 4, "dim")
        if one["flags"]:
            self._line(f"flags: {', '.join(one['flags'])}", 4, "yellow")
        for origin in origins.left:
            self._origin(origin, place)

    def _events(self, one: Mapping[str, Any]) -> None:
        for consent in one["consents"]:
            verb = "opts in" if consent["given"] else "opts out"
            self._line(f"{verb} ({consent['reason']}): {plain(consent['why'], _VALUE)}", 4, "yellow")
        for failure in one.get("failures", ()):  # rows of lists tell of none
            told = " ".join(filter(None, (failure["code"] or "no code", failure["title"])))
            again = failure["again_ms"]
            after = f", to be tried again after {shown(again)}" if again is not None else ""
            self._line(f"a message of ours failed: {failure['means']} ({told}){after}", 4, "yellow")

    def _origin(self, origin: Mapping[str, str], place: str = "") -> None:
        at = f" at {place}{origin['path']}" if origin["path"] else ""
        why = f": {origin['why']}" if origin["why"] else ""
        self._line(f"{origin['is']} {plain(origin['value'], _VALUE)!r}{at}{why}", 4, "cyan")

    def _refusal(self, part: Mapping[str, Any]) -> None:
        where = f" at {part['where']}" if part["where"] else ""
        self._line(f"REFUSED {part['reason']}{where}{_of(part)}", 2, "bold red")
        self._line(part["detail"] or part["meaning"], 4)
        self._remedy(part)
        for origin in part["origins"]:
            self._origin(origin)
        for one in part["candidates"]:
            self._line(f"candidate {_candidate(one)}", 4, "yellow")

    def _remedy(self, part: Mapping[str, Any]) -> None:
        if part["what_to_do"]:
            self._line(f"what to do: {part['what_to_do']}", 4)

    def _line(self, text: str, indent: int, style: str = "") -> None:
        self.out.print(Text(" " * indent + _inert(text), style=style))


class _Origins:
    """Where the values of a person came from; each is told once, beside what it became, the rest (`left`) by itself."""

    def __init__(self, origins: Sequence[Mapping[str, str]], place: str) -> None:
        self.left, self._place = list(origins), place

    def of(self, name: str, value: Any) -> str:
        """Give the places of a value in brackets; "" where none is known."""
        found = [one for one in self.left if one["is"] == name and one["value"] == str(value)]
        if not found and name == "name":
            parts = [one for one in self.left if one["is"] in _PARTS]
            found = parts if " ".join(one["value"] for one in parts) == str(value) else []
        self.left = [one for one in self.left if not any(one is told for told in found)]
        said = [self._said(one, name) for one in found]
        return f" ({', '.join(filter(None, said))})" if any(said) else ""

    def _said(self, one: Mapping[str, str], name: str) -> str:
        at = f"{self._place}{one['path']}" if one["path"] and (one["why"] or one["path"] != name) else ""
        return ": ".join(filter(None, (at, one["why"])))


def _inert(text: str) -> str:
    """Give a text on one line without what steers a terminal, its inner spaces kept."""
    return "".join(c if c.isprintable() else " " if c in "\n\t\r" else "�" for c in text)[: _VALUE * 10]


def _value(value: Any) -> str:
    return plain(value, _VALUE)


def _candidate(one: Mapping[str, str]) -> str:
    at = f" at {one['path']}" if one["path"] else ""
    return f"{plain(one['value'], _VALUE)!r}{at}: {one['why']}"


def _of(part: Mapping[str, Any]) -> str:
    return f" (message {part['id']})" if part["id"] else ""


def _who(one: Mapping[str, Any]) -> str:
    identities: Sequence[Mapping[str, Any]] = one["identities"]
    name = _value(one["fields"].get("name")) or "(no name)"
    return f"{name} {next((i['e164'] or i['send_to'] or i['key'] for i in identities), '(known by what it refers to)')}"
