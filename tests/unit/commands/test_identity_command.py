"""`leadworker identity` as people and scripts use it."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from worker.commands.identity import COLUMNS, identity

app = typer.Typer()
app.command()(identity)


def run(*arguments: str, stdin: str | bytes = "") -> Any:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def lines(result: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_numbers_as_arguments_give_one_line_each() -> None:
    result = run("098765 43210", "+5511987654321", "--region", "in", "--json")
    assert result.exit_code == 0
    assert [(shown["input"], shown["e164"], shown["key"]) for shown in lines(result)] == [
        ("098765 43210", "+919876543210", "phone:919876543210"),
        ("+5511987654321", "+5511987654321", "phone:5511987654321"),
    ]


def test_a_refusal_has_its_reason_and_the_exit_code_one() -> None:
    result = run("9.19877E+11", "9876543210", "--region", "IN", "--json")
    assert result.exit_code == 1
    assert [shown["reason"] for shown in lines(result)] == ["precision_lost", None]
    assert lines(result)[0]["detail"]


def test_what_is_no_person_is_skipped_and_no_error() -> None:
    result = run("status@broadcast", "--json")
    assert result.exit_code == 0
    assert (lines(result)[0]["outcome"], lines(result)[0]["reason"]) == ("skipped", "not_a_person")


def test_the_source_decides_whether_a_number_is_trusted() -> None:
    assert lines(run("15550783881", "--json"))[0]["reason"] == "invalid"
    assert lines(run("15550783881", "--source", "whatsapp", "--json"))[0]["e164"] == "+15550783881"


def test_the_address_to_send_to_is_shown() -> None:
    assert lines(run("553187654321", "--source", "whatsapp", "--json"))[0]["send_to"] == "553187654321"


def test_a_pipe_gets_tab_separated_values() -> None:
    result = run("9876543210;9876543211", "+91 98765 43210 ext 5", "a\tb\nc", "--region", "IN")
    heading, *rows = result.stdout.splitlines()
    assert tuple(heading.split("\t")) == COLUMNS
    cells = [dict(zip(COLUMNS, row.split("\t"), strict=True)) for row in rows]
    assert [cell["alternates"] for cell in cells] == ["+919876543211", "", ""]
    assert [cell["extension"] for cell in cells] == ["", "5", ""]
    assert cells[2]["input"] == "a\\tb\\nc"


def test_standard_input_gives_one_row_for_every_line_even_an_empty_one() -> None:
    result = run("--region", "IN", "--json", stdin="\ufeff9876543210\r\n\n98765\u202843210\n")
    assert [shown["e164"] or shown["reason"] for shown in lines(result)] == ["+919876543210", "empty", "+919876543210"]


def test_cells_with_line_breaks_can_be_separated_by_nul() -> None:
    result = run("--region", "IN", "--json", "--null", stdin="9876543210\n9876543211\x009876543212\x00")
    assert [shown["alternates"] for shown in lines(result)] == [["+919876543211"], []]


def test_numbers_can_come_from_a_file_in_any_bytes(tmp_path: Path) -> None:
    file = tmp_path / "numbers.txt"
    file.write_bytes("9876543210\n98765\xa043210\n".encode("latin-1"))
    result = run("--file", str(file), "--region", "IN", "--json")
    assert [shown["e164"] for shown in lines(result)] == ["+919876543210"] * 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("1", "--region", "XX"),
        ("1", "--source", "fax"),
        ("--file", "/nowhere/at/all"),
        ("1", "--file", __file__),
        ("--nonsense",),
    ],
)
def test_wrong_usage_has_the_exit_code_two(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_an_argument_that_is_no_text_does_not_break_the_output() -> None:
    result = run("98765\udca043210", "--region", "IN", "--json")
    assert lines(result)[0]["e164"] == "+919876543210"


def test_a_terminal_gets_a_table_and_markup_in_a_number_stays_inert() -> None:
    master, slave = pty.openpty()
    code = "import typer; from worker.commands.identity import identity; typer.run(identity)"
    command = [sys.executable, "-c", code, "98765 43210", "[red]x", "1@lid", "9876543210/9876543211", "--region", "IN"]
    environment = {**os.environ, "COLUMNS": "200", "TERM": "xterm"}
    with subprocess.Popen(command, stdout=slave, stderr=subprocess.STDOUT, env=environment) as process:
        os.close(slave)
        shown = b""
        while chunk := read_or_end(master):
            shown += chunk
    os.close(master)
    text = shown.decode()
    assert process.returncode == 1
    assert all(part in text for part in ("phone:919876543210", "[red]x", "lid:1", "not_a_number", "also +919876543211"))


def read_or_end(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # Linux says EIO when the other end is closed
        return b""
