"""Texts with {{ lead.name }} in them: checked against the catalogue when they are loaded, filled in when they are sent.

Jinja does the rendering, in its sandbox; but what a template may contain at all is decided here, by a list of what is
allowed: values of the catalogue, our filters, `if`. No loops, calls or arithmetic: a text can neither run long nor grow
large, whatever it says. (https://jinja.palletsprojects.com/en/stable/sandbox/ says itself that the sandbox alone is no
complete protection.)
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final, NoReturn
from zoneinfo import ZoneInfo

from jinja2 import TemplateError, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from schemas.file import did_you_mean
from schemas.rule_actions import MAX_TEMPLATE
from worker.automations.catalogue import Catalogue
from worker.automations.filters import FILTERS, SYNONYMS, ZONE, checked_format, text_of
from worker.automations.situation import Situation
from worker.errors import RefusedError

MAX_NODES: Final = 300
MAX_NESTED: Final = 12
MAX_RENDERED: Final = 32_768  # characters
PATH: Final = "_path"  # of a group of values, for messages; no template can name what begins with '_'


class Missing(Undefined):
    """A value the lead does not have: false in `if`, replaced by `default`, an error where it would be written."""

    @property
    def _undefined_message(self) -> str:
        return f"{getattr(self._undefined_obj, PATH, '')}{self._undefined_name} has no value"

    def __str__(self) -> str:
        raise UndefinedError(self._undefined_message)

    def __iter__(self) -> Iterator[Any]:
        raise UndefinedError(self._undefined_message)


_ENVIRONMENT: Final = ImmutableSandboxedEnvironment(
    undefined=Missing,
    finalize=lambda value: value if isinstance(value, Missing) else text_of(value),
    keep_trailing_newline=True,
)
_ENVIRONMENT.globals.clear()
_ENVIRONMENT.filters.clear()
_ENVIRONMENT.filters.update(FILTERS)
_ENVIRONMENT.tests = {name: _ENVIRONMENT.tests[name] for name in ("defined", "undefined")}

# What a template may consist of, and what to say about the rest.
_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Filter, nodes.Const, nodes.If,
    nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Test,
)  # fmt: skip
_REFUSED: Final[Mapping[type[nodes.Node], str]] = {
    nodes.For: "loops are not used in texts",
    nodes.Call: "calls are not used in texts; values are written without brackets, changed by filters: {{ lead.name | upper }}",
    nodes.Getitem: "[...] is not used in texts; write lead.name",
    nodes.Add: "texts do no arithmetic; write the parts side by side: {{ lead.name }} {{ lead.city }}",
    nodes.Concat: "texts do no arithmetic; write the parts side by side: {{ lead.name }} {{ lead.city }}",
    nodes.BinExpr: "texts do no arithmetic",
    nodes.UnaryExpr: "texts do no arithmetic",
    nodes.List: "lists are not used in texts",
    nodes.Dict: "{ } inside {{ }} is not used in texts; are there brackets too many?",
    nodes.Assign: "variables cannot be set in texts",
    nodes.Include: "other files cannot be included in texts",
    nodes.Import: "other files cannot be imported in texts",
    nodes.Extends: "other files cannot be extended in texts",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong in a text, or worth a remark: on which line of it (from 1), and what."""

    line: int
    message: str
    warning: bool = False


class Template:
    """A text that may have values filled in. `mistakes` says what is wrong with it in itself; `names`, what it uses."""

    __slots__ = ("_compiled", "mistakes", "names", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.mistakes: tuple[Mistake, ...] = ()
        self.names: tuple[tuple[str, int, bool], ...] = ()  # name, line, whether a missing value is provided for
        self._compiled: Any = None
        if "{" in text:
            reader = _Reader()
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
                self._compiled = _ENVIRONMENT.from_string(self.text)
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


class _Reader:
    """Walks a parsed template: collects the names it uses and the mistakes in it."""

    def __init__(self) -> None:
        self.names: list[tuple[str, int, bool]] = []
        self.mistakes: list[Mistake] = []
        self.count = 0

    def wrong(self, line: int, message: str) -> None:
        self.mistakes.append(Mistake(line, message))

    def read(self, text: str) -> None:
        if len(text) > MAX_TEMPLATE:
            self.wrong(1, f"the text has {len(text):,} characters; at most {MAX_TEMPLATE:,} are taken")
            return
        try:
            self.walk(_ENVIRONMENT.parse(text), 0, frozenset())
        except TemplateSyntaxError as error:
            self.wrong(error.lineno, _syntax(error.message or ""))
        except _TooMuchError as error:
            self.wrong(1, str(error))
        except RecursionError:
            self.wrong(1, "the text nests brackets or conditions too deep")
        if not self.mistakes:
            self.compile(text)

    def compile(self, text: str) -> None:
        """The last look: what Jinja itself cannot make code of. Cheap here, as nothing large came so far."""
        if self.count > _SURE:
            try:
                _ENVIRONMENT.compile(text)
            except (TemplateError, SyntaxError, RecursionError) as error:
                self.wrong(1, f"the text is too complicated: {type(error).__name__}")

    def walk(self, node: nodes.Node, depth: int, sure: frozenset[str]) -> None:
        """Look at a node; `sure` are the names that a condition around it found to be there."""
        self.count += 1
        if depth > MAX_NESTED or self.count > MAX_NODES:
            raise _TooMuchError("the text nests its conditions too deep, or has too many values in it; split it")
        if not isinstance(node, _ALLOWED):
            told = next((t for kind, t in _REFUSED.items() if isinstance(node, kind)), None)
            self.wrong(node.lineno, told or f"'{type(node).__name__.lower()}' is not used in texts")
            return
        step = _STEPS.get(type(node))
        if step is not None:
            step(self, node, depth, sure)
        else:
            for child in node.iter_child_nodes():
                self.walk(child, depth + 1, sure)

    def name(self, node: nodes.Node, _depth: int, sure: frozenset[str]) -> None:
        path = _path(node)
        if path is None:
            self.wrong(node.lineno, "only values such as lead.name can be named in texts")
        elif any(part.startswith("_") for part in path.split(".")):
            self.wrong(node.lineno, f"{path[:60]!r}: names do not begin with '_'")
        else:
            self.names.append((path, node.lineno, path in sure))

    def filter(self, node: nodes.Filter, depth: int, sure: frozenset[str]) -> None:
        if node.name not in FILTERS:
            self.wrong(
                node.lineno, f"there is no filter {node.name[:40]!r}{did_you_mean(node.name, FILTERS, SYNONYMS)}"
            )
        if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) > 1:
            self.wrong(node.lineno, f"the filter {node.name[:40]!r} takes one value in its brackets")
        elif node.name in ("date",) and node.args and isinstance(node.args[0], nodes.Const):
            try:
                checked_format(node.args[0].value)
            except RefusedError as error:
                self.wrong(node.lineno, error.detail)
        given = _path(node.node) if node.node is not None and node.name == "default" else None
        if node.node is not None:
            self.walk(node.node, depth + 1, sure | {given} if given else sure)
        for argument in node.args:
            self.walk(argument, depth + 1, sure)

    def condition(self, node: nodes.If | nodes.CondExpr, depth: int, sure: frozenset[str]) -> None:
        asked = frozenset(_asked(node.test))
        self.walk(node.test, depth + 1, sure | frozenset(_named(node.test)))
        if isinstance(node, nodes.If):
            for child in node.body:
                self.walk(child, depth + 1, sure | asked)
            for child in (*node.elif_, *node.else_):
                self.walk(child, depth + 1, sure)
            return
        self.walk(node.expr1, depth + 1, sure | asked)
        if node.expr2 is None:
            self.wrong(node.lineno, "an `if` inside {{ }} needs its `else`")
        else:
            self.walk(node.expr2, depth + 1, sure)

    def asked(self, node: nodes.Test, depth: int, sure: frozenset[str]) -> None:
        if node.name not in _ENVIRONMENT.tests or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.wrong(node.lineno, "only `is defined` can be asked; compare with ==")
            return
        path = _path(node.node)
        self.walk(node.node, depth + 1, sure | {path} if path else sure)

    def constant(self, node: nodes.Const, _depth: int, _sure: frozenset[str]) -> None:
        if not isinstance(node.value, str | int | float | bool | None):
            self.wrong(node.lineno, "only text and numbers can be written here")


_SURE: Final = 40  # nodes; fewer than that Jinja always compiles


class _TooMuchError(Exception):
    """More than a text needs."""


def _path(node: nodes.Node) -> str | None:
    """Give `lead.attribution.campaign` for the nodes that spell it, None for anything else."""
    parts: list[str] = []
    while isinstance(node, nodes.Getattr) and len(parts) < 10:
        parts.append(node.attr)
        node = node.node
    if not isinstance(node, nodes.Name) or node.ctx != "load":
        return None
    return ".".join((node.name, *reversed(parts)))


def _asked(test: nodes.Node) -> Iterator[str]:
    """Give the names that are there if the test holds."""
    if isinstance(test, nodes.And):
        yield from _asked(test.left)
        yield from _asked(test.right)
    elif isinstance(test, nodes.Compare):
        yield from _asked(test.expr)
    elif isinstance(test, nodes.Test) and test.name == "defined":
        yield from _asked(test.node)
    elif (path := _path(test)) is not None:
        yield path


def _named(test: nodes.Node) -> Iterator[str]:
    """Give the names that a test asks about: there, a missing value is no mistake."""
    if (path := _path(test)) is not None:
        yield path
        return
    for child in test.iter_child_nodes():
        yield from _named(child)


_STEPS: Final[Mapping[type[nodes.Node], Callable[..., None]]] = {
    nodes.Name: _Reader.name,
    nodes.Getattr: _Reader.name,
    nodes.Filter: _Reader.filter,
    nodes.If: _Reader.condition,
    nodes.CondExpr: _Reader.condition,
    nodes.Test: _Reader.asked,
    nodes.Const: _Reader.constant,
}


def _syntax(message: str) -> str:
    """Jinja's words for a broken template in ours."""
    for part, words in _SYNTAX:
        if part in message:
            return words
    return f"this is no valid template: {message[:200]}"


_SYNTAX: Final = (
    ("unexpected end of template", "'}}' or '%}' is missing"),
    ("expected token 'end of print statement'", "'}}' is missing, or the text between {{ and }} is no value"),
    ("expected token 'end of statement block'", "'%}' is missing, or what stands between {% and %} is no condition"),
    ("Unexpected end of template. Jinja was looking for", "{% endif %} is missing"),
    ("Encountered unknown tag", "only {% if %}, {% elif %}, {% else %} and {% endif %} are used in texts"),
    ("Expected an expression, got 'end of print statement'", "there is nothing between {{ and }}"),
    ("Missing end of comment tag", "'#}' is missing; for a plain {# write {{ '{#' }}"),
    ("chunk after expression", "there is something too much between {{ and }}"),
    ("No filter named", "there is no such filter"),
    ("No test named", "only `is defined` can be asked"),
    ("expected token ':', got '}'", "there are brackets too many; write {{ lead.name }}"),
)


def _refuse(*_args: Any) -> NoReturn:
    raise RefusedError("broken_template", "texts call nothing")


_ENVIRONMENT.call = _refuse  # type: ignore[method-assign]
