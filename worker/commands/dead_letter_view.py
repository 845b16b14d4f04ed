"""How dead letters are shown: to people as tables, to programs as JSON; masked unless asked not to.

Ids and causes are shown whole: they are what `show`, `replay` and `drop` take.
"""

import base64
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from worker.commands.rendering import moment, plain, plural
from worker.consumers.dead_letters import Cause, DeadLetter, Left, described
from worker.consumers.failure_headers import cut, shown_detail
from worker.lookups.reasons import reason_of
from worker.telemetry.masking import masked, masked_value

_BODY_SHOWN: Final = 4_000  # bytes, for people; --json has all of it
_USABLE: Final = ("id", "examples", "cause", "queue", "parked", "reason", "worker", "version")
_IN_HEADLINE: Final = ("reason", "detail", "where")
_TIMES: Final = ("at", "first_at", "replayed_at")


@dataclass(frozen=True, slots=True)
class LetterView:
    """`reveal`: show what would be masked."""

    as_json: bool
    reveal: bool

    def causes(self, groups: Sequence[Cause], left: int) -> None:
        """Show dead letters by cause, and how many were not looked at."""
        if self.as_json:
            _document({"causes": [self._cause(group) for group in groups], "not_looked_at": left})
            return
        console = Console()
        for group in groups:
            console.print(self._lines(group), soft_wrap=True)
        _say(plural(sum(group.count for group in groups), "dead letter"))
        if left:
            _say(f"{left} more were not looked at; narrow the choice with --queue")

    def preview(self, groups: Sequence[Cause], left: int, done: str) -> None:
        """Show what would be done."""
        if self.as_json:
            chosen = [self._cause(group) for group in groups]
            _document({"dry_run": True, "would_be": done, "causes": chosen, "not_looked_at": left})
            return
        self.causes(groups, left)
        if groups:
            _say(f"these would be {done}; add --yes to do it")

    def letters(self, letters: Sequence[DeadLetter]) -> None:
        """Show dead letters whole."""
        if self.as_json:
            _document([self._letter(letter) | self._body(letter.delivery.body) for letter in letters])
            return
        for letter in letters:
            self._print(letter)
        if not letters:
            _say("there is no such dead letter")

    def replayed(self, sent: int, stayed: Sequence[Left]) -> None:
        """Tell how a replay went."""
        if self.as_json:
            left = [{"id": item.letter.id, "why": self._text(item.why)} for item in stayed]
            _document({"replayed": sent, "left": left})
            return
        for item in stayed:
            _say(f"stays: {item.letter.id or '(no id)'}: {self._text(item.why)}")
        _say(f"{sent} replayed, {len(stayed)} stay")

    def dropped(self, count: int) -> None:
        """Tell how many are gone."""
        if self.as_json:
            _document({"dropped": count})
        else:
            _say(f"{count} dropped")

    @contextmanager
    def progress(self) -> Iterator[Callable[[int], None]]:
        """Give what counts on, shown on a terminal only."""
        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.completed:.0f} replayed"), TimeElapsedColumn())
        with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as shown:
            task = shown.add_task("replaying", total=None)
            yield lambda steps: shown.advance(task, steps)

    def _text(self, value: str) -> str:
        return value if self.reveal else masked(value)

    def _shown(self, told: dict[str, Any]) -> dict[str, Any]:
        """Mask what is known of a letter or a cause, but for what has no number in it and must be usable as it stands."""
        if self.reveal:
            return told
        usable = {name: told[name] for name in _USABLE if name in told}
        return masked_value(told) | usable | {"detail": shown_detail(told["reason"], told["detail"])}  # type: ignore[no-any-return]  # a dictionary stays one

    def _cause(self, group: Cause) -> dict[str, Any]:
        told = {name: getattr(group, name) for name in ("count", "queue", "first_at", "last_at", "replays", "examples")}
        told |= {name: getattr(group.first, name) for name in ("cause", "reason", "where", "detail", "type", "stage")}
        return self._shown(told)

    def _lines(self, group: Cause) -> Text:
        """Give a cause as some lines: they can be read on a narrow terminal, where a table of so much cannot."""
        first, count = group.first, f"{group.count:>6} × "
        head = Text.assemble((count, "bold"), (first.reason, "bold red"), f" in {group.queue}")
        if first.where:
            head.append(f" at {self._text(first.where)}")
        head.append(f"   cause {first.cause}", style="dim")
        indent = "\n" + " " * len(count)
        if first.detail:
            detail = first.detail if self.reveal else shown_detail(first.reason, first.detail)
            head.append(indent + plain(detail, 200))
        if remedy := reason_of("refused", first.reason, first.queue).remedy:
            head.append(f"{indent}what to do: {remedy}")
        seen = [f"last {moment(group.last_at)}"] if group.last_at else []
        seen += [f"replayed up to {group.replays} times"] if group.replays else []
        seen += [f"for instance {name}" for name in group.examples[:1]]
        if seen:
            head.append(indent + ", ".join(seen), style="dim")
        return head

    def _letter(self, letter: DeadLetter) -> dict[str, Any]:
        return self._shown(described(letter))

    def _body(self, body: bytes) -> dict[str, str]:
        """Give a body as text where it is text. Bytes that are none cannot be masked, so they take --reveal."""
        try:
            return {"body": self._masked_body(body.decode())}
        except UnicodeDecodeError:
            return {"body_base64": base64.b64encode(body).decode() if self.reveal else ""}

    def _masked_body(self, text: str, indent: int | None = None) -> str:
        """Mask JSON by its names and values, so that times and counts stay, and anything else as the text it is."""
        try:
            value = json.loads(text)
            if self.reveal:
                return json.dumps(value, indent=indent, ensure_ascii=False) if indent else text
            return json.dumps(masked_value(value), indent=indent, ensure_ascii=False)
        except (ValueError, RecursionError):
            return self._text(text)

    def _print(self, letter: DeadLetter) -> None:
        console = Console()
        grid = Table.grid(padding=(0, 2))
        told = self._letter(letter)
        stack, headers = told.pop("stack"), told.pop("headers")
        for name, value in told.items():
            if name in _IN_HEADLINE:
                continue
            shown = moment(value or None) if name in _TIMES else plain(value, 500)
            if shown not in ("", "0"):
                grid.add_row(Text(name, style="dim"), Text(shown))
        for name, value in headers.items():
            grid.add_row(Text(f"header {name}", style="dim"), Text(plain(value, 200)))
        console.rule(Text(plain(told["id"], 80) or "(no id)"))
        console.print(_headline(told), soft_wrap=True)
        console.print(grid)
        # A refusal says all in its sentence; where it was raised helps only with a bug.
        for part in (stack.strip() if _is_bug(letter) else "", self._pretty(letter.delivery.body)):
            if part:
                console.print(Text(f"\n{part}"))

    def _pretty(self, body: bytes) -> str:
        text = self._masked_body(body.decode("utf-8", "backslashreplace"), indent=2)
        return cut("".join(c if c.isprintable() or c in "\n\t" else "�" for c in text), _BODY_SHOWN)


def _is_bug(letter: DeadLetter) -> bool:
    """Whether it failed by an exception that is no refusal: its reason is the name of a class."""
    return letter.reason != letter.reason.lower()


def _headline(told: dict[str, Any]) -> Text:
    """Give why it was refused, where, and what to do about it."""
    head = Text.assemble((plain(told["reason"], 200), "bold red"))
    if told["where"]:
        head.append(f" at {plain(told['where'], 500)}")
    if told["detail"]:
        head.append(f"\n{plain(told['detail'], 500)}")
    if remedy := reason_of("refused", told["reason"], told.get("queue", "")).remedy:
        head.append(f"\nwhat to do: {remedy}")
    return head


def _document(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")


def _say(text: str) -> None:
    Console(stderr=True).print(Text(text))
