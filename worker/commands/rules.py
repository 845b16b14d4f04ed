"""`leadworker rules`: check rule files, and what they mean together, before a worker takes them over.

`rules_app` is open to further commands: `worker.commands.rule_commands` adds them.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.text import Text

from worker.automations.rules.drawing import DRAWINGS
from worker.automations.rules.editor_schema import rules_schema
from worker.automations.rules.loading import Automations
from worker.automations.rules.ruleset import RuleSet
from worker.commands.kept_versions import tell_of_workers
from worker.commands.names import require
from worker.configuration.accounts import LoadResult, load_accounts
from worker.configuration.findings import Finding, Severity
from worker.configuration.folder import SETTINGS
from worker.settings import Settings

rules_app = typer.Typer(help="Check, test and explain automation rules.", no_args_is_help=True)

_STYLES: Final[Mapping[Severity, str]] = {"error": "bold red", "warning": "yellow", "note": "dim"}

Directory = Annotated[
    Path | None,
    typer.Argument(
        metavar="DIR",
        help="Directory with one folder per account, or the folder of one; default: LEADWORKER_ACCOUNTS_DIR.",
    ),
]
Account = Annotated[str | None, typer.Option("--account", "-a", help="Only this account.", metavar="ID")]


class Drawing(StrEnum):
    """How a graph is written."""

    TEXT = "text"
    DOT = "dot"
    MERMAID = "mermaid"


def load(directory: Path | None, account: str | None) -> tuple[LoadResult, list[str], list[Finding]]:
    """Load the accounts asked for: the result, their ids, and the findings about their folders. For every rules command."""
    chosen = directory if directory is not None else Settings().accounts_dir
    if not chosen.is_dir():
        raise typer.BadParameter(f"{chosen} is no directory", param_hint="DIR")
    only = account
    if (chosen / SETTINGS).exists():
        folder = chosen if chosen.name not in ("", "..") else chosen.resolve()
        chosen, only = folder.parent, folder.name
        if account not in (None, only):
            raise typer.BadParameter(f"DIR is the account {only}", param_hint="--account")
    result = load_accounts(chosen)
    known = sorted({*result.accounts.by_id, *result.missing})
    require("account", only, known, f"in {chosen}")
    names = [only] if only is not None else known
    roots = [chosen / name for name in names] if only is not None else [chosen]
    found = [finding for finding in result.findings if any(Path(finding.file).is_relative_to(root) for root in roots)]
    return result, names, found


@rules_app.callback()
def _rules() -> None:
    """Keep the commands commands, even while there is only one."""


@rules_app.command()
def check(
    directory: Directory = None,
    account: Account = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 for warnings, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for scripts and CI.")] = False,
) -> None:
    """Check every rule and what it refers to, and say what is wrong and where: file:line:column.

    The same check decides what a worker takes over at start and at every change: a rule with an error keeps its last
    good version there, the others change. Where LEADWORKER_MONGO_URL is set and answers, it also says on standard error
    what the workers go on with meanwhile.
    Exit code: 0 no error (there may be warnings), 1 errors, or warnings with --strict, 2 wrong usage.

    Examples:

        leadworker rules check

        leadworker rules check deploy/accounts/acme-realty --strict

        leadworker rules check ./accounts --json | jq -r '.findings[] | .file + ":" + (.line|tostring)'
    """
    result, names, found = load(directory, account)
    bad = ("error", "warning") if strict else ("error",)
    failed = any(finding.severity in bad for finding in found)
    if as_json:
        _write_json(_document(result, names, found, failed=failed))
    else:
        _print(result, names, found, failed=failed)
    if any(finding.severity == "error" for finding in found):
        tell_of_workers(names)
    if failed:
        raise typer.Exit(1)


@rules_app.command()
def schema(
    directory: Directory = None,
    account: Account = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; default: standard output.")
    ] = None,
) -> None:
    """Write the JSON Schema of an account's rule files: editors complete its fields, states, teammates and messages.

    Put this in the first line of a rule file (for editors with yaml-language-server, such as VS Code):

        # yaml-language-server: $schema=../rules.schema.json

    Exit code: 0, 1 the account cannot be loaded, 2 wrong usage.

    Examples:

        leadworker rules schema --account acme-realty -o deploy/accounts/acme-realty/rules.schema.json
    """
    result, names, found = load(directory, account)
    _, automations = _one(result, names, found)
    text = json.dumps(rules_schema(automations.setting), ensure_ascii=False, indent=2) + "\n"
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


@rules_app.command()
def graph(
    directory: Directory = None,
    account: Account = None,
    form: Annotated[Drawing, typer.Option("--format", "-f", help="text, dot (Graphviz) or mermaid.")] = Drawing.TEXT,
) -> None:
    """Show the rules in the order in which they are asked, and which of them set each other off.

    Exit code: 0, 1 the account cannot be loaded, 2 wrong usage.

    Examples:

        leadworker rules graph --account acme-realty

        leadworker rules graph deploy/accounts/acme-realty --format dot | dot -Tsvg > rules.svg
    """
    result, names, found = load(directory, account)
    _, automations = _one(result, names, found)
    for line in DRAWINGS[form.value](automations.rules.rules, automations.graph):
        sys.stdout.write(line + "\n")


def _one(result: LoadResult, names: Sequence[str], found: Iterable[Finding]) -> tuple[str, Automations]:
    """Give the one account asked for, or say that one must be named."""
    if len(names) != 1:
        raise typer.BadParameter(f"say which account: {', '.join(names) or 'there is none'}", param_hint="--account")
    if names[0] not in result.automations:
        for finding in found:
            sys.stderr.write(f"{finding}\n")
        raise typer.Exit(1)
    return names[0], result.automations[names[0]]


def _document(result: LoadResult, names: Sequence[str], found: Sequence[Finding], *, failed: bool) -> dict[str, Any]:
    return {
        "ok": not failed,
        "accounts": {name: _of_account(result.automations.get(name)) for name in names},
        "findings": [finding.document() for finding in found],
    }


def _of_account(automations: Automations | None) -> dict[str, Any]:
    if automations is None:
        return {"loaded": False}
    rules: RuleSet = automations.rules
    return {
        "loaded": True,
        "digest": rules.digest,
        "rules": [
            {"id": rule.id, "revision": rule.revision, "mode": rule.mode, "place": str(rule.place)}
            for rule in rules.rules
        ],
        "broken": [{"id": rule.id or None, "file": rule.file} for rule in rules.broken],
    }


def _write_json(document: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _print(result: LoadResult, names: Sequence[str], found: Sequence[Finding], *, failed: bool) -> None:
    """Findings to standard output, one per line and never wrapped, so that editors and CI can follow them."""
    console = Console(soft_wrap=True, highlight=False)
    for finding in found:
        console.print(Text(str(finding), style=_STYLES[finding.severity]))
    sets = [result.automations[name].rules for name in names if name in result.automations]
    good, broken = sum(len(rules.rules) for rules in sets), sum(len(rules.broken) for rules in sets)
    counts = Counter(finding.severity for finding in found)
    told = ", ".join(f"{n} {kind}{'s' if n > 1 else ''}" for kind in _STYLES if (n := counts[kind]))
    parts = [f"{good} rule{'' if good == 1 else 's'} fine", *([f"{broken} broken"] if broken else [])]
    Console(stderr=True, highlight=False).print(
        f"{', '.join(parts)}: {told or 'nothing to complain about'}", style="red" if failed else "green"
    )
