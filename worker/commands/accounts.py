"""`leadworker accounts`: what the worker makes of the accounts directory, for administrators and for CI."""

import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.text import Text

from worker.commands.kept_versions import tell_of_workers
from worker.configuration.accounts import LoadResult, load_accounts
from worker.configuration.findings import Finding, Severity
from worker.configuration.folder import SETTINGS
from worker.settings import Settings

accounts_app = typer.Typer(help="Check the accounts directory.", no_args_is_help=True)

_STYLES: Final[Mapping[Severity, str]] = {"error": "bold red", "warning": "yellow", "note": "dim"}


@accounts_app.callback()
def _accounts() -> None:
    """Make `check` a command of its own, although it is the only one."""


@accounts_app.command()
def check(
    directory: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR",
            help="Directory with one folder per account, or the folder of one; default: LEADWORKER_ACCOUNTS_DIR.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for scripts and CI.")] = False,
) -> None:
    """Check every file of every account, and say what is wrong and where: file:line:column.

    The same check decides what a worker loads at start and at every change, so what passes here is taken over.
    Where LEADWORKER_MONGO_URL is set and answers, it also says on standard error what the workers go on with meanwhile.
    Exit code: 0 no error (there may be warnings), 1 errors, 2 wrong usage.

    Examples:

        leadworker accounts check

        leadworker accounts check deploy/accounts/acme-realty

        leadworker accounts check ./accounts --json | jq -r '.findings[] | .file + ":" + (.line|tostring)'
    """
    chosen = directory if directory is not None else Settings().accounts_dir
    if not chosen.is_dir():
        raise typer.BadParameter(f"{chosen} is no directory", param_hint="DIR")
    root, result = _load(chosen)
    one = (root / SETTINGS).exists()
    names = [root.name] if one else sorted({*result.accounts.by_id, *result.missing})
    findings = [finding for finding in result.findings if Path(finding.file).is_relative_to(root)]
    failed = any(finding.severity == "error" for finding in findings)
    if as_json:
        sys.stdout.write(json.dumps(_document(result, names, findings), ensure_ascii=False, indent=2) + "\n")
    else:
        _print(findings, names, failed=failed)
    if failed:
        tell_of_workers(names)
        raise typer.Exit(1)


def _load(directory: Path) -> tuple[Path, LoadResult]:
    """Load all accounts, also for the folder of one, which may claim what another has; and give the folder asked for."""
    if not (directory / SETTINGS).exists():
        return directory, load_accounts(directory)
    folder = directory if directory.name not in ("", "..") else directory.resolve()
    return folder, load_accounts(folder.parent)


def _document(result: LoadResult, names: Sequence[str], findings: Sequence[Finding]) -> dict[str, object]:
    return {
        "ok": not any(finding.severity == "error" for finding in findings),
        "digest": result.digest,
        "accounts": {name: "loaded" if name in result.accounts.by_id else "refused" for name in names},
        "findings": [finding.document() for finding in findings],
    }


def _print(findings: Sequence[Finding], names: Sequence[str], *, failed: bool) -> None:
    """Findings to standard output, one per line and never wrapped, so that editors and CI can follow them."""
    console = Console(soft_wrap=True, highlight=False)
    for finding in findings:
        console.print(Text(str(finding), style=_STYLES[finding.severity]))
    counts = Counter(finding.severity for finding in findings)
    told = ", ".join(f"{n} {kind}{'s' if n > 1 else ''}" for kind in _STYLES if (n := counts[kind]))
    accounts = f"{len(names)} account{'' if len(names) == 1 else 's'}"
    Console(stderr=True, highlight=False).print(
        f"{accounts}: {told or 'nothing to complain about'}", style="red" if failed else "green"
    )
