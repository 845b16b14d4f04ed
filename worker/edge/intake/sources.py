"""Whose webhooks an address takes: a gateway of WhatsApp or a plugin of the account, and what they must show."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, get_args

from schemas.file import fold
from schemas.webhooks import SCHEME_OF, Provider, Scheme, Verification
from worker.account import Account
from worker.handlers.plugin.shapes import named_preset

# As an address names it, and as account.yaml does. `whatsapp` is Meta's Cloud API, as its own documents call it.
PROVIDERS: Final[Mapping[str, str]] = MappingProxyType(
    {**{one: one for one in get_args(Provider)}, "whatsapp": "cloud"}
)


@dataclass(frozen=True, slots=True)
class WebhookSource:
    """Who sends to an address. `shape` is the gateway, or the preset of the plugin ("" without one)."""

    account: str
    name: str
    shape: str
    scheme: Scheme
    how: Verification
    gateway: bool


def source_of(account: Account, name: str) -> WebhookSource | None:
    """Give the source that an address of the account names; None where nothing is set up for it."""
    provider = PROVIDERS.get(name.lower())
    if provider is not None:
        how = account.settings.webhooks.get(provider)  # type: ignore[call-overload]  # its keys are those of PROVIDERS
        shape = provider
    else:
        own = account.plugins.plugins.get(name)
        how = own.verify if own else None
        shape = (own.preset if own and own.preset else named_preset(fold(name))) or ""
    if how is None:
        return None
    scheme = how.scheme or SCHEME_OF.get(shape, "token")
    return WebhookSource(account.id, provider or name, shape, scheme, how, gateway=provider is not None)


def sources_of(account: Account) -> list[WebhookSource]:
    """Give every source that is set up for an account."""
    names = [*account.settings.webhooks, *account.plugins.plugins]
    return [source for name in names if (source := source_of(account, name)) is not None]
