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
from worker.commands.names import require
from worker.configuration.accounts import LoadResult, load_accounts
from worker.configuration.findings import Finding, Severity
from worker.configuration.folder import SETTINGS
from worker.settings import Settings

accounts_app = typer.Typer(help="Check the accounts directory; forget what was given up.", no_args_is_help=True)

_STYLES: Final[Mapping[Severity, str]] = {"error": "bold red", "warning": "yellow", "note": "dim"}


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


@accounts_app.command()
def forget(
    account: Annotated[str, typer.Argument(help="The account's id.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it. Without it only says what would be done.")] = False,
) -> None:
    """Drop the last good version that the workers keep of an account whose folder is gone. Leads and history stay.

    A worker that sees the folder go does so itself; this is for one that was taken away while no worker ran.
    Exit code: 0 done, or would be, 2 nothing is kept of such an account, or its folder is there, 75 the store is away.

    Examples:

        leadworker accounts forget acme-realty

        leadworker accounts forget acme-realty --yes
    """
    settings = Settings()
    if (settings.accounts_dir / account / SETTINGS).exists():
        raise typer.BadParameter(
            f"{settings.accounts_dir / account} is there, so the account is in use; take the folder away first",
            param_hint="ACCOUNT",
        )
    from worker.commands.session import run  # noqa: PLC0415  (a check of files needs no driver)

    run(_forgotten(settings, account, write=yes))
    print(f"{'forgot' if yes else 'would forget'} the kept version of {account}" + ("" if yes else "; --yes does it"))  # noqa: T201


async def _forgotten(settings: Settings, account: str, *, write: bool) -> None:
    from worker.commands.session import require_store  # noqa: PLC0415  (a check of files needs no driver)
    from worker.composition import open_store  # noqa: PLC0415  (the same)
    from worker.store.account_versions import AccountVersions  # noqa: PLC0415  (the same)

    require_store(settings)
    async with open_store(settings) as mongo:
        versions = AccountVersions(mongo)
        require("account", account, await versions.names())
        if write:
            await versions.forget([account])


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
