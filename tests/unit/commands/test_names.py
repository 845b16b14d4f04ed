"""Names that do not exist: one sentence with the closest ones, and the exit code of wrong usage."""

import sys
from pathlib import Path

import pytest

from tests.unit.automations.rule_sets import write
from worker import cli
from worker.commands.names import nearest, require
from worker.errors import UnknownNameError

RULE = "rules: [{id: greet-new, when: lead.created, do: [{add_tags: [x]}]}]\n"


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("greeet", ["bye", "greet", "greet-new"], ["greet", "greet-new"]),
        ("Acme Realty", ["other", "acme-realty"], ["acme-realty"]),
        ("realty", ["acme-realty", "realty-two", "x"], ["realty-two", "acme-realty"]),
        ("zzz", ["acme", "b"], []),
        ("--", ["acme"], []),
    ],
)
def test_the_names_that_were_probably_meant(word: str, known: list[str], meant: list[str]) -> None:
    assert sorted(nearest(word, known)) == sorted(meant)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (["greet"], "there is no rule 'greeet' in acme; did you mean greet?"),
        (["b", "a"], "there is no rule 'greeet' in acme; there are a, b"),
        (["b"], "there is no rule 'greeet' in acme; there is b"),
        ([], "there is no rule 'greeet' in acme; there is none"),
        ([f"{n:02}" for n in range(20)], "07, 08, 09, 10, 11 and 8 more"),
    ],
)
def test_the_sentence(known: list[str], said: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        require("rule", "greeet", known, "in acme")
    assert str(caught.value).endswith(said)


def test_what_exists_and_what_was_not_named_passes() -> None:
    require("rule", "a", iter(["a"]))
    require("rule", None, [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("test", "--rule", "greet-nwe"), "there is no rule 'greet-nwe' in acme; did you mean greet-new?"),
        (("test", "--account", "acmee"), "there is no account 'acmee'"),
        (("check", "--account", "acmee"), "did you mean acme?"),
        (("schema", "--account", "acmee"), "did you mean acme?"),
        (("graph", "--account", "acmee"), "did you mean acme?"),
        (("backtest", "--account", "acmee"), "did you mean acme?"),
        (("backtest", "--rule", "greet"), "did you mean greet-new?"),
    ],
)
def test_commands_about_rules_refuse_names_that_do_not_exist(
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["leadworker", "rules", words[0], str(write(tmp_path, rules_a=RULE)), *words[1:]])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    shown = capsys.readouterr()
    assert (ended.value.code, shown.out) == (2, "")
    assert said in shown.err
    assert len(shown.err.splitlines()) == 1
