"""`leadworker accounts check`: what it prints, as what it exits."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from worker.commands.accounts import accounts_app

SAMPLES = Path(__file__).parents[3] / "deploy" / "accounts"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(accounts_app, ["check", *arguments])


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    for folder, text in (("good", "name: Good\nnumbers: [{id: 1}]\n"), ("bad", "name: Bad\nregoin: IN\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "account.yaml").write_text(text)
    return tmp_path


def test_the_samples_pass() -> None:
    result = run(str(SAMPLES))
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "2 accounts: nothing to complain about" in result.stderr


def test_an_error_is_one_line_that_an_editor_can_follow(accounts: Path) -> None:
    result = run(str(accounts))
    assert result.exit_code == 1
    assert (
        f"{accounts}/bad/account.yaml:2:1: unknown key 'regoin' - did you mean 'region'?" in result.stdout.splitlines()
    )
    assert "2 accounts: 1 error, 1 warning" in result.stderr


def test_long_lines_are_not_wrapped_and_nothing_in_them_is_markup(accounts: Path) -> None:
    (accounts / "bad" / "account.yaml").write_text(f"name: Bad\n'[red]{'x' * 150}[/red]': 1\n")
    lines = run(str(accounts)).stdout.splitlines()
    assert any("unknown key '[red]xxx" in line and len(line) > 150 for line in lines)
    assert len(lines) == 2


def test_json_is_for_scripts(accounts: Path) -> None:
    result = run(str(accounts), "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert document["ok"] is False
    assert document["accounts"] == {"bad": "refused", "good": "loaded"}
    assert len(document["digest"]) == 64
    assert {
        "file": f"{accounts}/bad/account.yaml",
        "line": 2,
        "column": 1,
        "severity": "error",
        "message": "unknown key 'regoin' - did you mean 'region'?",
    } in document["findings"]
    assert document["findings"][0]["line"] is None  # about the folder as a whole


def test_the_folder_of_one_account_is_checked_alone_but_against_the_others(
    accounts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(str(accounts / "good")).exit_code == 0
    assert run(str(accounts / "bad")).exit_code == 1
    (accounts / "bad" / "account.yaml").write_text("name: Bad\nnumbers: [{id: 1}]\n")
    result = run(str(accounts / "good"))
    assert result.exit_code == 1
    assert "also claimed by account 'bad'" in result.stdout
    monkeypatch.chdir(accounts / "good")
    assert "also claimed by account 'bad'" in run(".").stdout


def test_the_directory_of_the_settings_is_the_default(accounts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADWORKER_ACCOUNTS_DIR", str(accounts))
    assert run().exit_code == 1


def test_what_is_no_directory_is_wrong_usage(tmp_path: Path) -> None:
    result = run(str(tmp_path / "none"))
    assert result.exit_code == 2
    assert "is no directory" in " ".join(result.stderr.replace("│", " ").split())


def test_an_empty_directory_fails_because_no_worker_starts_with_it(tmp_path: Path) -> None:
    result = run(str(tmp_path))
    assert result.exit_code == 1
    assert "there is no account here" in result.stdout


def test_help_shows_examples() -> None:
    assert "leadworker accounts check --json" in " ".join(run("--help").stdout.replace("./accounts ", "").split())
