"""Texts with {{ lead.name }} in them: checked against the catalogue when they are loaded, filled in when they are sent.

Jinja does the rendering, in its sandbox; but what a template may contain at all is decided here, by a list of what is
allowed: values of the catalogue, our filters, `if`. No loops, calls or arithmetic: a text can neither run long nor grow
large, whatever it says. (https://jinja.palletsprojects.com/en/stable/sandbox/ says itself that the sandbox alone is no
complete protection.)
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import TemplateError, UndefinedError

from worker.automations.language.catalogue import Catalogue
from worker.automations.language.filters import ZONE
from worker.automations.language.situation import Situation
from worker.automations.language.template_syntax import ENVIRONMENT, PATH, Mistake, TemplateReader
from worker.errors import RefusedError

MAX_RENDERED: Final = 32_768  # characters


class Template:
    """A text that may have values filled in. `mistakes` says what is wrong with it in itself; `names`, what it uses."""

    __slots__ = ("_compiled", "mistakes", "names", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.mistakes: tuple[Mistake, ...] = ()
        self.names: tuple[tuple[str, int, bool], ...] = ()  # name, line, whether a missing value is provided for
        self._compiled: Any = None
        if "{" in text:
            reader = TemplateReader()
            reader.read(text)
            self.mistakes, self.names = tuple(reader.mistakes), tuple(reader.names)

    def render(self, catalogue: Catalogue, situation: Situation, zone: ZoneInfo) -> str:
        """Fill in the values of a situation; times in `zone`. Raises `RefusedError` where a needed value is missing."""
        if "{" not in self.text:
            return self.text
        if self.mistakes:
            raise RefusedError("broken_template", self.mistakes[0].message)
        try:
            if self._compiled is None:
                self._compiled = ENVIRONMENT.from_string(self.text)
            rendered = str(self._compiled.render(_scope(self.names, catalogue, situation), **{ZONE: zone}))
        except UndefinedError as missing:
            raise RefusedError("missing_value", f"{missing}; give it a default: | default('...')") from None
        except (TemplateError, ValueError, TypeError, OverflowError, OSError) as error:
            raise RefusedError("broken_template", str(error)[:300]) from None
        if len(rendered) > MAX_RENDERED:
            raise RefusedError("too_long", f"the text became {len(rendered):,} characters; at most {MAX_RENDERED:,}")
        return rendered


@lru_cache(maxsize=8_192)
def template(text: str) -> Template:
    """Give the template of a text; the same text is read once."""
    return Template(text)


def check(text: str, catalogue: Catalogue) -> Iterator[Mistake]:
    """Yield everything that is wrong with a text for an account."""
    read = template(text)
    yield from read.mistakes
    for name, line, provided in read.names:
        field = catalogue.find(name)
        if name in ROOTS:
            yield Mistake(line, f"{name!r} is no value by itself; write {ROOTS[name]}")
        elif field is None:
            yield Mistake(line, catalogue.unknown(name))
        elif field.only_change:
            yield Mistake(line, f"{name} cannot be written; write lead.{name.partition('.')[2]}, the value it has now")
        elif not field.always and not provided:
            text = (
                f"{name} may be missing, and then this is not sent; write {name} | default('...'), or put it in an if"
            )
            yield Mistake(line, text, warning=True)


ROOTS: Final = {"lead": "lead.name", "message": "message.text", "event": "event.name", "change": "lead.state"}


def _scope(names: Sequence[tuple[str, int, bool]], catalogue: Catalogue, situation: Situation) -> dict[str, Any]:
    """Give the values that a template names, as attributes; missing ones are left out."""
    scope: dict[str, Any] = {}
    for name, _, _ in names:
        field = catalogue.find(name)
        if field is None or field.only_change:
            raise RefusedError("broken_template", f"{name[:80]!r} is no value that can be written")
        value = field.read(situation)
        *groups, last = name.split(".")
        if not groups:
            scope[last] = value
            continue
        here = scope.setdefault(groups[0], SimpleNamespace(**{PATH: f"{groups[0]}."}))
        for i, step in enumerate(groups[1:], start=2):
            if not hasattr(here, step):
                setattr(here, step, SimpleNamespace(**{PATH: ".".join(groups[:i]) + "."}))
            here = getattr(here, step)
        if value is not None:
            setattr(here, last, value)
    return scope
