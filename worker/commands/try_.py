"""`leadworker try`: what the worker would make of a body or a list, without storing anything."""

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from schemas.messages import HARMLESS_HEADERS, PLUGIN_ID
from worker.account import Account, Accounts
from worker.commands.names import require
from worker.commands.try_view import TryView
from worker.configuration.accounts import load_accounts
from worker.handlers.whatsapp import PROVIDERS
from worker.handlers.whatsapp.shapes import provider_of
from worker.importing.column_mapping import read_map
from worker.importing.list_trial import is_list, tried_list
from worker.lookups.trial import tried
from worker.lookups.trial_inputs import Given, trials
from worker.settings import Settings
from worker.system import SystemClock
from worker.telemetry.logs import configure
from worker.topology import CAMPAIGN, PLUGIN, WHATSAPP

_QUEUES: Final = (WHATSAPP, PLUGIN, CAMPAIGN)
_HEAD: Final = 4096  # bytes that tell a list from a body
_LARGEST: Final = 32 * 1024 * 1024  # bytes of a body, or of anything on standard input


def try_(  # noqa: PLR0913, PLR0917  # one parameter per option
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]...", help="Bodies, lists or directories of them; -, or nothing: standard input."
        ),
    ] = None,
    queue: Annotated[
        str | None, typer.Option(help="whatsapp-incoming, plugin-webhook or broadcast-campaign; default: by the shape.")
    ] = None,
    account: Annotated[
        str | None, typer.Option(help="Whose it is; not needed where the body says so, or where there is one account.")
    ] = None,
    provider: Annotated[
        str | None, typer.Option(help="The gateway, as the header `provider`; default: by the shape.")
    ] = None,
    plugin: Annotated[
        str | None, typer.Option(help="Id of the plugin in plugins.yaml; default: by the look of the body.")
    ] = None,
    content_type: Annotated[
        str | None, typer.Option(help="Content type of the body; default: by its first character.")
    ] = None,
    header: Annotated[
        list[str] | None,
        typer.Option("--header", "-H", metavar="NAME:VALUE", help="A header it came with; may be repeated."),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=MEANING,…", help="What columns of a list mean, as for `import`."),
    ] = None,
    accounts_dir: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Directory with one folder per account; default: LEADWORKER_ACCOUNTS_DIR."),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="One JSON object per message or list, on a line each; schemas/generated/tried-message.json, tried-list.json.",
        ),
    ] = False,
) -> None:
    """Show what the worker would make of a body or a list. Stores nothing, sends nothing, needs no server.

    Shown are the account, the people with their identities and fields, where each value came from and why, what is
    ignored or refused and what to do about it, and the lines of plugins.yaml that say the same in paths. A file is a
    webhook body (JSON, a form, XML), one JSON document per line, a recorded request, a message of a queue, a dead
    letter as `dead-letters show --json --reveal` prints it, or a CSV list.

    Exit code: 0 all of it would be applied or is no enquiry, 1 something would be refused, 2 wrong usage.

    Examples:

        leadworker try lead.json --account my-shop

        leadworker try lead.json --account my-shop --plugin website --header 'X-Shopify-Topic: orders/create'

        curl -s https://example.com/last-lead | leadworker try - --account my-shop

        leadworker try contacts.csv --account my-shop --map 'Handy=phone'

        leadworker try recordings/ --json | jq -r '.refused[].detail'
    """
    settings = Settings()
    configure("critical", settings.log_format)
    accounts = _accounts(accounts_dir or settings.accounts_dir)
    require("account", account, accounts.by_id)
    require("queue", queue, _QUEUES)
    if provider is not None and provider_of(provider) is None:
        require("gateway", provider, PROVIDERS)
    if plugin is not None and not re.fullmatch(PLUGIN_ID, plugin):
        raise typer.BadParameter(f"{plugin!r} is no id of a plugin: letters, digits, _ . -", param_hint="--plugin")
    given = Given(
        queue or "", account or "", provider or "", plugin or "", content_type or "", dict(map(_pair, header or ()))
    )
    try:
        columns = read_map(mapping or ())
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--map") from None
    view, counts = TryView(), [0, 0, 0]
    inputs = 0
    for told in _told(_inputs(files or []), given, columns, accounts):
        inputs += 1
        for n, size in enumerate(_sizes(told)):
            counts[n] += size
        if as_json:
            sys.stdout.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")
        elif "columns" in told:
            view.list(told)
        else:
            view.message(told)
    if inputs > 1 and not as_json:
        view.total(*counts)
    if counts[2]:
        raise typer.Exit(1)


def _accounts(directory: Path) -> Accounts:
    if not directory.is_dir():
        raise typer.BadParameter(
            f"{directory} is no directory; make a folder per account with an account.yaml, or name it with --accounts-dir",
            param_hint="--accounts-dir",
        )
    loaded = load_accounts(directory)
    if loaded.missing:
        names = ", ".join(loaded.missing)
        typer.echo(
            f"left out, because of errors in its files: {names} (see `leadworker accounts check {directory}`)", err=True
        )
    return loaded.accounts


def _pair(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise typer.BadParameter(f"{text!r} is no NAME:VALUE", param_hint="--header")
    known = name.strip()
    return known.lower() if known.lower() in HARMLESS_HEADERS else known, value.strip()


def _inputs(files: list[Path]) -> Iterator[Path]:
    """Give the files: of a directory all that it holds, in order, but for hidden ones."""
    if not files and sys.stdin.isatty():
        raise typer.BadParameter("name a file, or send a body on standard input", param_hint="FILE")
    for path in files or [Path("-")]:
        if path.is_dir():
            held = sorted(one for one in path.rglob("*") if one.is_file())
            yield from (one for one in held if not any(p.startswith(".") for p in one.relative_to(path).parts))
        elif str(path) == "-" or path.is_file():
            yield path
        else:
            raise typer.BadParameter(f"there is no file {path}", param_hint="FILE")


def _told(files: Iterator[Path], given: Given, columns: dict[str, str], accounts: Accounts) -> Iterator[dict[str, Any]]:
    now = SystemClock().now()
    for path in list(files):
        name = "standard input" if str(path) == "-" else str(path)
        content = _beginning(path)
        wanted = given.queue in ("", CAMPAIGN) and not (given.plugin or given.provider)
        if wanted and is_list(path, content[:_HEAD], given.content_type):
            yield _list(path, name, content, given, columns, accounts, now)
        elif len(content) > _LARGEST:
            raise typer.BadParameter(f"{name} is larger than {_LARGEST >> 20} MB; no body is", param_hint="FILE")
        else:
            for trial in trials(name, content, given, accounts, now):
                if not trial.owned:
                    raise typer.BadParameter(f"say whose it is: {_known(accounts)}", param_hint="--account")
                yield tried(trial, accounts)


def _beginning(path: Path) -> bytes:
    """Give what an input begins with: of a body all, up to what is too large for one; lists are read where they lie."""
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(_LARGEST + 1)
        with path.open("rb") as file:
            return file.read(_LARGEST + 1)
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be read: {error.strerror}", param_hint="FILE") from None


def _known(accounts: Accounts) -> str:
    known = sorted(accounts.by_id)
    return f"there are {', '.join(known[:12])}" if known else "there is no account in the accounts directory"


def _list(  # noqa: PLR0913, PLR0917  # what was asked for, in one place
    path: Path, name: str, content: bytes, given: Given, columns: dict[str, str], accounts: Accounts, now: int
) -> dict[str, Any]:
    account: Account | None = accounts.by_id.get(given.account)
    if account is None and len(accounts.by_id) == 1:
        account = next(iter(accounts.by_id.values()))
    if account is None:
        raise typer.BadParameter(f"say whose list it is: {_known(accounts)}", param_hint="--account")
    if str(path) != "-":
        return tried_list(path, name, account, columns, now)
    if len(content) > _LARGEST:
        raise typer.BadParameter(
            f"{name} holds more than {_LARGEST >> 20} MB; name the list as a file", param_hint="FILE"
        )
    with tempfile.NamedTemporaryFile(suffix=".csv") as spool:
        spool.write(content)
        spool.flush()
        return tried_list(Path(spool.name), name, account, columns, now)


def _sizes(told: dict[str, Any]) -> tuple[int, int, int]:
    """Give how many parts would be applied, ignored, refused."""
    if "columns" in told:
        return told["created"] + told["merged"], 0, sum(part["rows"] or 1 for part in told["refused"])
    return len(told["contacts"]), len(told["ignored"]), len(told["refused"])
