"""What a text may consist of: parsed by Jinja, walked by us, everything that is not allowed refused with a sentence."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from jinja2 import TemplateError, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from schemas.file import did_you_mean
from schemas.rule_actions import MAX_TEMPLATE
from worker.automations.language.filters import FILTERS, SYNONYMS, checked_format, text_of
from worker.errors import RefusedError

MAX_NODES: Final = 300
MAX_NESTED: Final = 12
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


ENVIRONMENT: Final = ImmutableSandboxedEnvironment(
    undefined=Missing,
    finalize=lambda value: value if isinstance(value, Missing) else text_of(value),
    keep_trailing_newline=True,
)
ENVIRONMENT.globals.clear()
ENVIRONMENT.filters.clear()
ENVIRONMENT.filters.update(FILTERS)
ENVIRONMENT.tests = {name: ENVIRONMENT.tests[name] for name in ("defined", "undefined")}

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


class TemplateReader:
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
            self.walk(ENVIRONMENT.parse(text), 0, frozenset())
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
                ENVIRONMENT.compile(text)
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
        if node.name not in ENVIRONMENT.tests or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
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
    nodes.Name: TemplateReader.name,
    nodes.Getattr: TemplateReader.name,
    nodes.Filter: TemplateReader.filter,
    nodes.If: TemplateReader.condition,
    nodes.CondExpr: TemplateReader.condition,
    nodes.Test: TemplateReader.asked,
    nodes.Const: TemplateReader.constant,
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


ENVIRONMENT.call = _refuse  # type: ignore[method-assign]  # the one place to forbid calls
