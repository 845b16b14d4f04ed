"""Bodies of the on-premises API, and of gateways that kept its shape: messages, contacts and statuses at top level.

They name no business number: the header `account` does.
"""

from collections.abc import Mapping
from typing import Any

from worker.account import Accounts
from worker.contact import Decoded
from worker.errors import RefusedError
from worker.handlers.whatsapp.batch import Batch
from worker.handlers.whatsapp.inbox import message
from worker.handlers.whatsapp.message import channel
from worker.handlers.whatsapp.part import digest, may_be_heavy
from worker.handlers.whatsapp.participants import rows_by_id
from worker.handlers.whatsapp.statuses import status
from worker.ports import Delivery

_LISTS = ("messages", "statuses", "errors")


def read(delivery: Delivery, body: dict[str, Any], accounts: Accounts) -> Decoded:
    """Read a webhook body; raise `RefusedError` where nothing of it can be used."""
    if not any(name in body for name in _LISTS):
        raise RefusedError("unknown_type", "the body has neither messages, statuses nor errors at top level")
    account = accounts.named(delivery.headers.get("account"))
    decoded = Decoded()
    batch = Batch(
        channel=channel(account, "onprem", delivery.received_at),
        value=body,
        rows=rows_by_id(body.get("contacts")),
        decoded=decoded,
        envelope=_as_is,
        pointer="",
        heavy=may_be_heavy(delivery.body),
    )
    batch.take_all("messages", message)
    batch.take_all("statuses", status)
    batch.note_errors(body.get("errors"), "platform_error")
    if not (decoded.contacts or decoded.ignored or decoded.refused):
        batch.ignore(f"empty:{digest(body)}", "empty")
    return decoded


def _as_is(value: Mapping[str, Any]) -> Mapping[str, Any]:
    return value
