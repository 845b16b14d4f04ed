"""Validation errors as findings: the right place, the right words, one line per mistake, no secret in any."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Discriminator, Field, SecretStr, Tag, ValidationError

from schemas.file import did_you_mean
from worker.configuration import findings, vocabulary, yaml
from worker.configuration.findings import Finding


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Assign(Strict):
    assign_user: Annotated[str, Field(pattern="^[a-z]+$", description="a pool or a user")]
    fallback: str | None = None


class Notify(Strict):
    notify: dict[str, str]
    secret: SecretStr | None = Field(None, min_length=20)


def _which(value: Any) -> str | None:
    return next((name for name in ("assign_user", "notify") if isinstance(value, dict) and name in value), None)


Action = Annotated[
    Annotated[Assign, Tag("assign_user")] | Annotated[Notify, Tag("notify")],
    Discriminator(_which, custom_error_type="action", custom_error_message="there is no such action"),
]


class Leaf(Strict):
    op: Literal["equals", "at_least", "mentions"]
    value: int | str | None = None


class Rule(Strict):
    name: str
    do: list[Action] = []
    checks: dict[str, Leaf] = {}
    either: int | Leaf | list[int] = 0
    when: Literal["new", "gone"] | None = None


def _lines(source: str, model: type[BaseModel] = Rule) -> list[str]:
    document = yaml.load(source, "r.yaml")
    assert not document.findings
    try:
        model.model_validate(document.value)
    except ValidationError as error:
        return [str(f) for f in findings.ordered(findings.of_validation(error, document, model))]
    return []


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("naem: x\nname: y\n", "r.yaml:1:1: unknown key 'naem' - did you mean 'name'?"),
        ("do: []\n", "r.yaml:1:1: the key 'name' is missing"),
        ("name: [1]\n", "r.yaml:1:7: text is expected here, not a list"),
        ("name: 5\n", "r.yaml:1:7: text is expected here; put the value in quotes"),
        ("name:\n", "r.yaml:1:6: text is expected here, not nothing"),
        (
            "name: x\nwhen: nwe\n",
            "r.yaml:2:7: 'nwe' is not one of the allowed values - did you mean 'new'?",
        ),
        ("name: x\nwhen: 7\n", "r.yaml:2:7: one of new, gone is expected here, not 7"),
        (
            "name: x\nchecks:\n  lead.score: {op: at_lest, value: 3}\n",
            "r.yaml:3:20: 'at_lest' is not one of the allowed values - did you mean 'at_least'?",
        ),
        (
            "name: x\ndo:\n  - assign_user: seniors\n    fallbak: x\n",
            "r.yaml:4:5: unknown key 'fallbak' - did you mean 'fallback'?",
        ),
        ("name: x\ndo:\n  - assign_user: S!\n", "r.yaml:3:18: 'S!' does not fit; expected: a pool or a user"),
        ("name: x\ndo:\n  - assing: y\n", "r.yaml:3:5: there is no such action"),
        (
            "name: x\ndo:\n  - {notify: x}\n",
            "r.yaml:3:14: a mapping ('key: value' lines) is expected here, not 'x'",
        ),
        (
            "name: x\neither: text\n",
            "r.yaml:2:9: a whole number, a mapping ('key: value' lines) or a list ('- …' lines or [a, b]) is expected here, not 'text'",  # noqa: E501
        ),
        (
            "name: x\neither: {op: equals, vaule: 3}\n",
            "r.yaml:2:22: unknown key 'vaule' - did you mean 'value'?",
        ),
        ("name: x\neither: [1, b]\n", "r.yaml:2:13: a whole number is expected here, not 'b'"),
    ],
)  # fmt: skip
def test_each_mistake_is_one_line_at_its_place(source: str, line: str) -> None:
    assert _lines(source) == [line]


def test_all_mistakes_come_in_one_pass_and_in_the_order_of_the_file() -> None:
    lines = _lines("zz: 1\ndo: 5\nchecks: {a: {op: x}}\nwhen: never\n")
    assert [line.split(":")[1] for line in lines] == ["1", "1", "2", "3", "4"]


def test_a_secret_is_never_quoted() -> None:
    lines = _lines(
        "name: x\ndo:\n  - {notify: {}, secret: 192837465}\n  - {notify: {}, secret: [hush-hush]}\n"
        "  - {notify: {}, secret: hush-hush}\n"
    )
    assert len(lines) == 3
    assert "192837465" not in "".join(lines)
    assert "hush" not in "".join(lines)
    assert vocabulary.is_secret(Rule, ("do", 0, "notify", "secret"))
    assert not vocabulary.is_secret(Rule, ("do", 0, "notify", "notify"))


def test_a_long_value_is_cut_and_kept_on_one_line() -> None:
    (line,) = _lines("name: x\nwhen: |\n" + "  hello world\n" * 100)
    assert len(line) < 200
    assert "\n" not in line


@pytest.mark.parametrize(
    ("word", "known", "ending"),
    [
        ("timezon", ["timezone", "region"], " - did you mean 'timezone'?"),
        ("TimeZone", ["timezone", "region"], " - did you mean 'timezone'?"),
        ("time-zone", ["timezone"], " - did you mean 'timezone'?"),
        ("tz", ["timezone"], " - did you mean 'timezone'?"),
        ("=", ["is", "is_not"], " - did you mean 'is'?"),
        ("tz", ["region"], "; known are region"),
        ("xyz", [], ""),
        ("xyz", [f"word{i}" for i in range(40)], ""),
        ("", ["a"], "; known are a"),
    ],
)
def test_a_suggestion_is_close_in_spelling_or_in_meaning(word: str, known: list[str], ending: str) -> None:
    assert did_you_mean(word, known, {"tz": "timezone", "=": "is"}) == ending


def test_findings_sort_by_place_and_stand_once() -> None:
    a, b, c = Finding("a", 2, 1, "x"), Finding("a", 10, 1, "x"), Finding("b", 1, 1, "x", "note")
    assert findings.ordered([c, b, a, b]) == [a, b, c]
    assert [str(f) for f in (a, c)] == ["a:2:1: x", "b:1:1: note: x"]
    assert str(Finding("dir", 0, 0, "gone", "warning")) == "dir: warning: gone"
