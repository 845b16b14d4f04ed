"""The menu of the command line: it says what the commands say, and imports none that is not called."""

import json
import subprocess
import sys

import pytest
from typer import main as typers
from typer.core import TyperGroup
from typer.testing import CliRunner

from worker.cli import app
from worker.commands.menu import ENTRIES, imported

HEAVY = (
    "motor",
    "pymongo",
    "aiohttp",
    "aio_pika",
    "jinja2",
    "structlog",
    "schemas",
    "worker.app",
    "worker.composition",
    "worker.handlers",
)
WATCHED = """
import json, sys
from worker.cli import main
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def modules_after(*args: str) -> set[str]:
    """Run a command in a process of its own and give the modules it has imported."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *args],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("args", [("--help",), ("--version",), ("identity", "+919876543210"), ("identity", "--help")])
def test_a_light_command_imports_no_driver_and_no_other_command(args):
    modules = modules_after(*args)
    assert "worker.commands.menu" in modules
    assert modules.isdisjoint(HEAVY)
    commands = {name for name in modules if name.startswith("worker.commands.")} - {"worker.commands.menu"}
    assert commands <= {"worker.commands.identity"}
    assert bool(commands) == (args[0] == "identity")


def test_a_command_that_needs_a_driver_still_gets_it():
    assert {"schemas", "worker.commands.accounts"} <= modules_after("accounts", "--help")


def test_garbage_is_not_looked_for_while_a_command_is_imported_and_again_afterwards():
    script = (
        "import gc; from worker.commands.menu import imported; looked = []\n"
        "gc.callbacks.append(lambda phase, info: looked.append(info)); imported('accounts')\n"
        "print(len(looked), gc.isenabled(), gc.get_freeze_count() > 10_000)"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60)
    looked, again, kept = done.stdout.split()
    assert int(looked) <= 3
    assert (again, kept) == ("True", "True")


@pytest.mark.parametrize("name", ENTRIES)
def test_the_menu_says_of_a_command_what_the_command_says_of_itself(name):
    command = imported(name)
    assert command.name == name
    assert command.help.split("\n\n")[0].replace("\n", " ") == ENTRIES[name].about
    assert not command.hidden
    assert not command.deprecated


@pytest.mark.parametrize("name", ENTRIES)
def test_every_command_of_the_menu_shows_its_own_help(name):
    shown = CliRunner().invoke(app, [name, "--help"])
    assert shown.exit_code == 0, shown.output
    assert f"Usage: leadworker {name} " in shown.output
    assert "--help" in shown.output


def test_all_commands_about_rules_are_there():
    rules = imported("rules")
    assert isinstance(rules, TyperGroup)
    expected = "check schema graph test explain backtest diff why-owner paused resume"
    assert list(rules.commands) == expected.split()


def test_the_menu_lists_the_commands_in_its_order():
    shown = typers.get_group(app)
    assert isinstance(shown, TyperGroup)
    assert list(shown.commands) == list(ENTRIES)


def test_a_mistyped_command_gets_a_proposal_and_the_exit_code_of_wrong_usage():
    shown = CliRunner().invoke(app, ["idenity"])
    assert shown.exit_code == 2
    assert "No such command 'idenity'. Did you mean 'identity'" in " ".join(shown.output.split())


def test_no_command_shows_the_help_and_the_exit_code_of_wrong_usage():
    shown = CliRunner().invoke(app, [])
    assert shown.exit_code == 2
    assert "Usage: leadworker" in shown.output


def test_options_of_a_command_are_completed():
    asked = {"_LEADWORKER_COMPLETE": "complete_bash", "COMP_WORDS": "leadworker identity --", "COMP_CWORD": "2"}
    shown = CliRunner().invoke(app, [], prog_name="leadworker", env=asked)
    assert {"--region", "--source", "--json"} <= set(shown.output.split())


def test_names_of_commands_are_completed():
    asked = {"_LEADWORKER_COMPLETE": "complete_bash", "COMP_WORDS": "leadworker de", "COMP_CWORD": "1"}
    shown = CliRunner().invoke(app, [], prog_name="leadworker", env=asked)
    assert shown.output.split() == ["demo", "dead-letters"]
