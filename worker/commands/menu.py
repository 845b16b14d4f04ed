"""The menu of `leadworker`: names and one line about each command; its module is imported when it is asked for.

Most of the time a short command takes is the imports of the others: drivers of servers, rules, handlers.
"""

import gc
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any, Final

import typer
from typer import main as typers
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A line of the menu: where the command (a function or a `Typer`) is, `module:name`, and its help's first paragraph."""

    place: str
    about: str


ENTRIES: Final[Mapping[str, MenuEntry]] = {
    "serve": MenuEntry(
        "worker.commands.serve:serve",
        "Read the queues, keep one lead per person, announce what changed. Stops gracefully on SIGTERM or Ctrl-C.",
    ),
    "demo": MenuEntry(
        "worker.commands.demo:demo",
        "Show the worker at work: some hundreds of messages from all sources become one lead per person.",
    ),
    "try": MenuEntry(
        "worker.commands.try_:try_",
        "Show what the worker would make of a body or a list. Stores nothing, sends nothing, needs no server.",
    ),
    "identity": MenuEntry(
        "worker.commands.identity:identity",
        "Show what the worker makes of a number: its E.164 form and identity key, or why it is refused.",
    ),
    "explain": MenuEntry(
        "worker.commands.explain:explain",
        "Tell what became of a message and why: which lead, what changed, which values lost, or why it was refused.",
    ),
    "import": MenuEntry(
        "worker.commands.import_:import_list",
        "Import a list of people from a CSV file: one lead per person, whatever the spelling of the number.",
    ),
    "verify": MenuEntry(
        "worker.commands.verify:verify",
        "Check every lead against its history, and every history and the audit log against their hashes. Changes nothing.",
    ),
    "rekey": MenuEntry(
        "worker.commands.rekey:rekey",
        "Make the identity keys of all leads anew, after an upgrade that changed how numbers are compared.",
    ),
    "doctor": MenuEntry(
        "worker.commands.doctor:doctor",
        "Check servers, replica set, indexes, topology, accounts, clock, disk, and what waits; say what to do.",
    ),
    "find": MenuEntry("worker.commands.find:find_app", "Make the search rows of lists anew."),
    "schemas": MenuEntry(
        "worker.commands.schemas:schemas",
        "Generate the JSON Schemas of messages and files, the AsyncAPI document of the queues, the OpenAPI document of the API.",
    ),
    "users": MenuEntry("worker.commands.users:users_app", "Who can sign in to the lead API."),
    "webhooks": MenuEntry(
        "worker.commands.webhooks:webhooks_app", "The addresses to give to senders of webhooks, and a test of one."
    ),
    "accounts": MenuEntry(
        "worker.commands.accounts:accounts_app", "Check the accounts directory; forget what was given up."
    ),
    "rules": MenuEntry("worker.commands.rule_commands:rules_app", "Check, test and explain automation rules."),
    "dead-letters": MenuEntry(
        "worker.commands.dead_letters:dead_letters_app", "Look at what was refused, send it back, or drop it."
    ),
    "leads": MenuEntry(
        "worker.commands.leads:leads_app",
        "List leads, show one with its timeline, merge two, undo a merge, set apart who uses a number that was given up.",
    ),
}


class Menu(TyperGroup):
    """A group that lists its commands without importing them, and imports the one that is called or completed."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, entry in ENTRIES.items():
            self.add_command(TyperCommand(name, help=entry.about, rich_markup_mode=self.rich_markup_mode))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Find the command that the arguments begin with, and import it."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command if name is None else imported(name), rest


def imported(name: str) -> Any:
    """Import a command of the menu: a click command, as Typer makes it."""
    module, _, attribute = ENTRIES[name].place.partition(":")
    found = getattr(_loaded(module), attribute)
    holder = typer.Typer()
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name)(found)
    return typers.get_group(holder).commands[name]


def _loaded(module: str) -> ModuleType:
    """Import a module without looking for garbage meanwhile: what modules make stays, and to look takes a fifth of the time."""
    if module in sys.modules or not gc.isenabled():
        return import_module(module)
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.freeze()
        gc.enable()
