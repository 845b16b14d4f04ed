"""Webhook bodies of the WhatsApp Business Platform (Cloud API), whole: entries, changes, and the parts of each.

A body may hold a thousand updates of several numbers and accounts, in any order. Each change finds its account by
`metadata.phone_number_id`; each part is read alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from worker.account import Account, Accounts
from worker.contact import Decoded, Ignored, Refusal
from worker.errors import RefusedError, named, quoted
from worker.handlers.whatsapp.batch import Batch, encoded
from worker.handlers.whatsapp.calls import call
from worker.handlers.whatsapp.inbox import echo, message
from worker.handlers.whatsapp.message import channel
from worker.handlers.whatsapp.part import digest, may_be_heavy
from worker.handlers.whatsapp.participants import rows_by_id
from worker.handlers.whatsapp.preferences import book_entry, preference
from worker.handlers.whatsapp.statuses import status
from worker.handlers.whatsapp.sync import history, standby
from worker.ports import Delivery

OBJECT: Final = "whatsapp_business_account"


def _messages(batch: Batch) -> None:
    batch.take_all("messages", message)
    batch.take_all("statuses", status)


def _echoes(batch: Batch) -> None:
    batch.take_all("message_echoes", echo)


def _calls(batch: Batch) -> None:
    batch.take_all("calls", call)
    batch.take_all("statuses", status)


def _preferences(batch: Batch) -> None:
    batch.take_all("user_preferences", preference)


def _book(batch: Batch) -> None:
    batch.take_all("state_sync", book_entry)


FIELDS: Mapping[str, Callable[[Batch], None]] = {
    "messages": _messages,
    "smb_message_echoes": _echoes,
    "message_echoes": _echoes,
    "calls": _calls,
    "user_preferences": _preferences,
    "smb_app_state_sync": _book,
    "history": history,
    "standby": standby,
}
# Changes that concern the account, its numbers and its templates, not people
# (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference).
NOTICES: Final = frozenset(
    (
        *("account_alerts", "account_review_update", "account_settings_update", "account_update", "security"),
        *("business_capability_update", "business_status_update", "flows", "partner_solutions"),
        *("message_template_components_update", "message_template_quality_update", "message_template_status_update"),
        *("payment_configuration_update", "phone_number_name_update", "phone_number_quality_update"),
        *("template_category_update", "template_correct_category_detection"),
    )
)
# What only people's news is made of: a field we do not know is refused, not passed over, if it holds any of it.
_PEOPLE = (
    *("messages", "statuses", "message_echoes", "calls", "user_preferences", "state_sync", "history", "standby"),
    "contacts",
)


@dataclass(slots=True)
class _Walk:
    """One body while it is read."""

    delivery: Delivery
    accounts: Accounts
    provider: str
    body: Mapping[str, Any]
    heavy: bool
    decoded: Decoded


def is_wrapped(body: Mapping[str, Any]) -> bool:
    """Whether it is a change in 360dialog's wrapping: `{"event": field, "data": value}`."""
    event, value = body.get("event"), body.get("data")
    if type(event) is not str or type(value) is not dict:
        return False
    return event in FIELDS or event in NOTICES or "messaging_product" in value or type(value.get("metadata")) is dict


def read(delivery: Delivery, body: dict[str, Any], accounts: Accounts, *, provider: str) -> Decoded:
    """Read a webhook body; raise `RefusedError` where nothing of it can be used."""
    walk = _Walk(delivery, accounts, provider, body, may_be_heavy(delivery.body), Decoded())
    if "entry" in body:
        _entries(walk)
    elif is_wrapped(body):  # 360dialog, for coexistence
        _change(walk, body["event"], body["data"], "/data", lambda value: {**body, "data": value})
    else:
        raise RefusedError("unknown_type", "the body has no `entry`, and no event of the Cloud API with its data")
    return _usable(walk.decoded)


def _usable(decoded: Decoded) -> Decoded:
    """Refuse the whole body, as it came, if all of it belongs to accounts we do not have."""
    refused = decoded.refused
    if not (refused or decoded.contacts or decoded.ignored):
        decoded.ignored.append(Ignored("", "empty:body", "empty"))
    if refused and not decoded.contacts and not decoded.ignored and all(r.reason == "unknown_account" for r in refused):
        raise RefusedError("unknown_account", refused[0].detail, refused[0].where, about=refused[0].about)
    return decoded


def _entries(walk: _Walk) -> None:
    if walk.body.get("object", OBJECT) != OBJECT:
        raise RefusedError("unknown_type", f"the body is no WhatsApp webhook: object must be {OBJECT}", "/object")
    entries = walk.body["entry"]
    if type(entries) is not list:
        raise RefusedError("malformed", "entry is no list", "/entry")
    for e, entry in enumerate(entries):
        changes = entry.get("changes") if type(entry) is dict else None
        if type(changes) is not list:
            detail = "it is no entry: an object with a list of changes"
            _refuse(walk, "malformed", detail, f"/entry/{e}", {"entry": [entry]})
            continue
        for c, change in enumerate(changes):
            value = change.get("value") if type(change) is dict else None
            if type(value) is not dict:
                shell = {"entry": [{**entry, "changes": [change]}]}
                detail = "it is no change: an object with a field and a value"
                _refuse(walk, "malformed", detail, f"/entry/{e}/changes/{c}", shell)
                continue
            pointer = f"/entry/{e}/changes/{c}/value"
            _change(walk, change.get("field", "messages"), value, pointer, _envelope(walk, entry, change))


def _envelope(walk: _Walk, entry: Mapping[str, Any], change: Mapping[str, Any]) -> Callable[[Any], Mapping[str, Any]]:
    def envelope(value: Any) -> Mapping[str, Any]:
        return {**walk.body, "entry": [{**entry, "changes": [{**change, "value": value}]}]}

    return envelope


def _refuse(walk: _Walk, reason: str, detail: str, where: str, shell: Mapping[str, Any]) -> None:
    walk.decoded.refused.append(Refusal("", "", reason, detail, where, encoded({**walk.body, **shell})))


def _change(
    walk: _Walk, field: object, value: Mapping[str, Any], pointer: str, envelope: Callable[[Any], Mapping[str, Any]]
) -> None:
    read = FIELDS.get(field) if isinstance(field, str) else None
    if read is None:
        _other_field(walk, field, value, pointer, envelope)
        return
    metadata = value.get("metadata")
    if type(metadata) is not dict:
        metadata = {}
    try:
        account = _account(walk, metadata.get("phone_number_id"))
    except RefusedError as error:
        where = f"{pointer}/metadata/phone_number_id"
        walk.decoded.refused.append(
            Refusal("", "", error.reason, error.detail, where, encoded(envelope(value)), error.about)
        )
        return
    via = channel(account, walk.provider, walk.delivery.received_at, metadata.get("display_phone_number"))
    batch = Batch(via, value, rows_by_id(value.get("contacts")), walk.decoded, envelope, pointer, walk.heavy)
    before = _count(walk.decoded)
    read(batch)
    if "errors" in value:
        batch.note_errors(value["errors"], "platform_error")
    if _count(walk.decoded) == before:
        batch.ignore(f"empty:{digest(value)}", "empty")


def _count(decoded: Decoded) -> int:
    return len(decoded.contacts) + len(decoded.ignored) + len(decoded.refused)


def _account(walk: _Walk, number: object) -> Account:
    if number is None and "account" in walk.delivery.headers:
        return walk.accounts.named(walk.delivery.headers["account"])
    owner = walk.accounts.of_number(str(number) if isinstance(number, int) else number)
    signed_for = walk.delivery.headers.get("signed_for", owner.id)
    if signed_for != owner.id:
        raise RefusedError(
            "other_account",
            f"the number belongs to {owner.id}, but the webhook is signed for {signed_for}; give its sender the address "
            f"of {owner.id}",
        )
    return owner


def _other_field(
    walk: _Walk, field: object, value: Mapping[str, Any], pointer: str, envelope: Callable[[Any], Mapping[str, Any]]
) -> None:
    """News about the account itself, a template, a group, or something that did not exist when this was written."""
    name = named(field)
    if not name.startswith("group_") and any(value.get(part) for part in _PEOPLE):
        detail = (
            f"the field {quoted(field)} is not known and holds news of people; replay it with a version that knows it"
        )
        walk.decoded.refused.append(Refusal("", "", "unknown_type", detail, pointer, encoded(envelope(value)), name))
        return
    reason = "group" if name.startswith("group_") else "account_notice"
    account = walk.delivery.headers.get("account")
    metadata = value.get("metadata")
    number = metadata.get("phone_number_id") if type(metadata) is dict else None
    known = walk.accounts.by_number.get(number) if isinstance(number, str) else None
    owner = known.id if known else account if isinstance(account, str) and account in walk.accounts.by_id else ""
    walk.decoded.ignored.append(Ignored(owner, f"notice:{name}:{digest(value)}", reason))
