"""What readers of gateways share: whose instance it is, a body that is one part, data without thumbnails and keys."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from worker.account import Account, Accounts
from worker.contact import Contact, Decoded, Ignored
from worker.errors import MalformedPartError, RefusedError
from worker.handlers.numbers import own_keys
from worker.handlers.whatsapp.part import check_weight, may_be_heavy
from worker.ports import Delivery

# Keys and addresses of media that end or decrypt, previews, and the gateway's own credentials.
_DROPPED = frozenset(
    name.lower()
    for name in (
        *("url", "directPath", "mediaKey", "fileEncSha256", "jpegThumbnail", "pngThumbnail", "thumbnail", "base64"),
        *("thumbnailDirectPath", "thumbnailSha256", "thumbnailEncSha256", "scansSidecar", "firstScanSidecar"),
        *(
            "waveform",
            "streamingSidecar",
            "messageSecret",
            "messageContextInfo",
            "deviceListMetadata",
            "apikey",
            "instanceToken",
        ),
    )
)

_NO_DIGIT = re.compile(r"[^0-9]")

# Of a body in any state, cut off in the middle of the key included.
_KEY = re.compile(rb'("(?:apikey|instanceToken)"\s*:\s*)"(?:[^"\\]|\\.)*(?:"|\Z)')


def account_of(
    delivery: Delivery, accounts: Accounts, provider: str, names: Iterable[object], numbers: Iterable[object] = ()
) -> Account:
    """Give the account: by the header `account`, else by the first of the gateway's names for itself that we know.

    Where nobody claims any, the business's own `numbers` tell (with country code), as `numbers[].display` names them.
    """
    if "account" in delivery.headers:
        return accounts.named(delivery.headers["account"])
    first: object = None
    for name in names:
        if isinstance(name, str) and (provider, name) in accounts.by_gateway:
            return accounts.by_gateway[provider, name]
        first = first or name
    for number in numbers:
        owner = _owner_of(number, accounts)
        if owner is not None:
            return owner
    return accounts.of_gateway(provider, first)


def _owner_of(number: object, accounts: Accounts) -> Account | None:
    digits = _NO_DIGIT.sub("", number) if isinstance(number, str) else ""
    return next((owner for key in own_keys(frozenset((digits,))) if (owner := _shown(accounts).get(key))), None)


@lru_cache(maxsize=2)
def _shown(accounts: Accounts) -> Mapping[str, Account | None]:
    """Give the owner of every number that account files show, by its key; None where several accounts show it."""
    owners: dict[str, Account | None] = {}
    for account in accounts.by_id.values():
        for key in own_keys(account.own_numbers):
            owners[key] = None if key in owners else account
    return owners


def whole(delivery: Delivery, part: Any, read: Callable[[], Contact | Ignored]) -> Decoded:
    """Read a body that is one part; raise `RefusedError` if it is malformed."""
    try:
        if may_be_heavy(delivery.body):
            check_weight(part)
        found = read()
    except MalformedPartError as error:
        raise RefusedError("malformed", error.detail, error.where) from None
    return Decoded(contacts=[found]) if isinstance(found, Contact) else Decoded(ignored=[found])


def media_type(mime_type: object) -> str:
    """Give the message type of a file: image, video, audio, or document for any other."""
    kind = str(mime_type or "").partition("/")[0]
    return kind if kind in ("image", "video", "audio") else "document"


def lean(data: Any) -> Any:
    """Give data without what is of no use later."""
    if isinstance(data, dict):
        return {name: lean(value) for name, value in data.items() if name.lower() not in _DROPPED}
    if isinstance(data, list):
        return [lean(item) for item in data]
    return data


def sealed(body: bytes, accounts: Accounts) -> bytes:  # noqa: ARG001  # a gateway's key has the same name in every account
    """Give a body as it may be published again: without the key that Evolution API puts into its webhooks."""
    return _KEY.sub(rb'\1"***"', body)
