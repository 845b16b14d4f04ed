"""`leadworker webhooks`: the addresses to give to senders, and a signed test delivery to one's own endpoint."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.table import Table
from rich.text import Text

from worker.account import Account
from worker.commands.names import require
from worker.commands.rendering import console, plain
from worker.configuration.accounts import load_accounts
from worker.edge.intake.samples import sample
from worker.edge.intake.signing import ToSend, signed
from worker.edge.intake.sources import WebhookSource, sources_of
from worker.errors import ConfigurationError, RefusedError, UndeliveredError
from worker.notify.account_secrets import AccountSecrets
from worker.settings import Settings

webhooks_app = typer.Typer(
    help="The addresses to give to senders of webhooks, and a test of one.", no_args_is_help=True
)

UNREACHABLE: Final = 75
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a source sends, and what keeps it from being taken."""

    source: WebhookSource
    url: str
    missing: tuple[str, ...]  # a sentence about each secret

    def document(self) -> dict[str, Any]:
        """Give it for programs."""
        source = self.source
        said = {"account": source.account, "source": source.name, "scheme": source.scheme, "url": self.url}
        return said | {"proof": _proof(source), "missing": list(self.missing)}


@webhooks_app.command("list")
def list_(
    account: Annotated[str | None, typer.Option("--account", "-a", help="One account alone.")] = None,
    as_json: Json = False,
) -> None:
    """List every address that takes webhooks, with what its sender must show, and the secrets that are still missing.

    Addresses begin with LEADWORKER_INTAKE_URL, or with where the worker listens on this machine.
    Exit code: 0 all can be taken, 1 a secret is missing, 2 there is no such account.

    Examples:

        leadworker webhooks list

        leadworker webhooks list --account acme-realty --json | jq -r '.[].url'
    """
    settings = Settings()
    found = [_address(settings, source) for one in _accounts(settings, account) for source in sources_of(one)]
    if as_json:
        sys.stdout.write(json.dumps([address.document() for address in found], indent=2) + "\n")
    elif not found:
        console().print("No address takes webhooks. Set `verify` in plugins.yaml, or `webhooks` in account.yaml.")
    else:
        _print(found)
    if any(address.missing for address in found):
        raise typer.Exit(1)


@webhooks_app.command("test")
def try_out(
    source: Annotated[str, typer.Argument(help="The source, as `webhooks list` names it: cloud, twilio, a plugin.")],
    account: Annotated[str, typer.Option("--account", "-a", help="The account's id.")],
    url: Annotated[
        str, typer.Option(help="Another address than the account's own: a proxy's, or a worker's elsewhere.")
    ] = "",
    body: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="A body to send instead of a ping. It is taken for what it is: people in it become leads.",
        ),
    ] = None,
    content_type: Annotated[str, typer.Option(help="Of the body.")] = "",
    as_json: Json = False,
) -> None:
    """Send a delivery that is signed as its sender signs, and show the answer. A ping creates nobody.

    Exit code: 0 it was taken, 1 it was not, 2 there is no such account or source, 75 nobody answered, 78 its secret is missing.

    Examples:

        leadworker webhooks test cloud --account acme-realty

        leadworker webhooks test typeform -a acme-realty --body response.json
    """
    settings = Settings()
    found = {one.name: one for one in sources_of(next(iter(_accounts(settings, account))))}
    require("source of webhooks", source, found, f"in {account}")
    address = _address(settings, found[source])
    if missing := list(_missing(settings, account, found[source].how.secrets)):
        raise ConfigurationError("; ".join(missing))
    sent, kind = (body.read_bytes(), "application/json") if body is not None else sample(found[source].shape)
    delivery = ToSend(url or address.url, sent, {"Content-Type": content_type or kind})
    keys = _keys(settings, found[source])
    ready = signed(delivery, found[source].scheme, found[source].how, keys[0] if keys else "", int(time.time()))
    _tell(ready.url if not found[source].how.parameter else delivery.url, _heard(ready), as_json=as_json)


def _heard(ready: ToSend) -> Any:
    import asyncio  # noqa: PLC0415  # `list` needs neither

    from worker.edge.intake.sending import send  # noqa: PLC0415  # an HTTP client adds half again to the start

    try:
        return asyncio.run(send(ready))
    except UndeliveredError as error:
        typer.echo(f"leadworker: {error.detail}; is `leadworker serve --roles intake` running there?", err=True)
        raise typer.Exit(UNREACHABLE) from None


def _tell(url: str, heard: Any, *, as_json: bool) -> None:
    if as_json:
        said = {"url": url, "status": heard.status, "taken": heard.taken, "answer": heard.text}
        sys.stdout.write(json.dumps(said, indent=2) + "\n")
    else:
        verdict = Text("taken", style="green") if heard.taken else Text("not taken", style="bold red")
        console().print(verdict, f"{heard.status} from {url}")
        if heard.text:
            console(soft_wrap=True).print(plain(heard.text, 1000), markup=False)
    if not heard.taken:
        raise typer.Exit(1)


def _accounts(settings: Settings, account: str | None) -> Iterator[Account]:
    accounts = load_accounts(settings.accounts_dir).require().accounts
    require("account", account, accounts.by_id)
    yield from (one for name, one in sorted(accounts.by_id.items()) if account in (None, name))


def _address(settings: Settings, source: WebhookSource) -> Address:
    host = "127.0.0.1" if settings.intake_host in {"0.0.0.0", "::", ""} else settings.intake_host  # noqa: S104  # not bound to
    base = settings.intake_url or f"http://{f'[{host}]' if ':' in host else host}:{settings.intake_port}"
    name = "whatsapp" if source.name == "cloud" and source.gateway else source.name
    needed = (*source.how.secrets, *((source.how.challenge,) if source.how.challenge else ()))
    missing = tuple(_missing(settings, source.account, needed))
    return Address(source, f"{base}/webhooks/{name}/{source.account}", missing)


def _missing(settings: Settings, account: str, names: Sequence[str]) -> Iterator[str]:
    secrets = AccountSecrets(settings.account_secrets, settings.account_secrets_dir)
    for name in names:
        try:
            secrets.value(account, name)
        except RefusedError as error:
            yield error.detail.removesuffix(", then replay")


def _keys(settings: Settings, source: WebhookSource) -> list[str]:
    secrets = AccountSecrets(settings.account_secrets, settings.account_secrets_dir)
    return [
        word for name in source.how.secrets for word in secrets.value(source.account, name).get_secret_value().split()
    ]


def _proof(source: WebhookSource) -> str:
    how = source.how
    place = {
        "hmac": f"digest in {how.header}",
        "token": f"?{how.parameter}=" if how.parameter else f"word in {how.header or 'Authorization'}",
        "basic": "user and password",
        "google_key": "google_key in the body",
        "none": "nothing is asked",
    }
    return place.get(source.scheme, f"signature of {source.scheme}")


def _print(found: Sequence[Address]) -> None:
    table = Table(header_style="bold")
    for name in ("account", "source", "address", "what it must show"):
        table.add_column(name, overflow="fold")
    for address in found:
        shown = Text(_proof(address.source))
        for missing in address.missing:
            shown.append(f"\n{missing}", style="red")
        table.add_row(address.source.account, address.source.name, address.url, shown)
    console().print(table)
