"""`plugin-webhook` to contacts: envelope, account, body, secret, leads, contacts. Each step can end in a refusal.

Whatever is refused leaves as an envelope again, without the secrets of its body, and with only the leads concerned.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from schemas.messages import PluginDelivery
from schemas.plugin import PluginMapping
from worker.account import Account, Accounts
from worker.contact import Contact, Decoded, Ignored, Refusal
from worker.errors import RefusedError
from worker.handlers.envelopes import moment_of, read_envelope
from worker.handlers.exact_json import dumps
from worker.handlers.plugin import body_secrets
from worker.handlers.plugin.body import Body, body_text, read_body
from worker.handlers.plugin.contact_ids import contact_id
from worker.handlers.plugin.intake import Intake, Part, parts
from worker.handlers.plugin.paths import only
from worker.handlers.plugin.record import read_part
from worker.handlers.plugin.shapes import mapping_for
from worker.handlers.receipt_times import slices_by_receipt
from worker.handlers.slices import cut, joined
from worker.ports import Delivery

MAX_LEADS: Final = 5_000


def handle(delivery: Delivery, accounts: Accounts) -> Decoded:
    """Read a delivery. Raise `RefusedError` where its envelope is unusable: see `read_envelope`, and unknown_account."""
    return joined(slices(delivery, accounts))


@slices_by_receipt
def slices(delivery: Delivery, accounts: Accounts) -> Iterator[Decoded]:
    """Read a delivery some leads at a time, the refused ones at the end; raise as `handle`, before the first slice."""
    found = opened(delivery, accounts)
    if isinstance(found, Decoded):
        yield found
    else:
        yield from _read(*found, len(delivery.body))


def opened(delivery: Delivery, accounts: Accounts) -> Decoded | tuple[Intake, dict[str, Any]]:
    """Give the delivery with its body parsed, and its envelope without secrets; or why none of it can be read."""
    try:
        envelope, document = read_envelope(delivery, PluginDelivery)
        account = accounts.named(envelope.account)
    except RefusedError as error:
        return _hidden(delivery, error)
    try:
        body = read_body(envelope)
    except RefusedError as error:
        return Decoded(refused=[_unreadable(envelope, document, error)])
    own = account.plugins.plugins.get(envelope.plugin)
    preset, mapping = mapping_for(envelope.plugin, own, body.value)
    try:
        verified, settled = _without_secrets(envelope, document, body, mapping)
    except _UnverifiedError as error:
        return Decoded(refused=[_refusal(account, envelope, error.document, error.refusal)])
    intake = Intake(
        account=account,
        envelope=envelope,
        preset=preset,
        mapping=mapping,
        body=body.value,
        received_at=moment_of(envelope.received_at, delivery),
        verified=verified,
        duplicate_keys=body.duplicate_keys,
    )
    return intake, settled


class _UnverifiedError(Exception):
    """The delivery may not be genuine; `document` is its envelope without the secret."""

    def __init__(self, refusal: RefusedError, document: Mapping[str, Any]) -> None:
        self.refusal, self.document = refusal, document
        super().__init__(refusal.reason)


def _read(intake: Intake, document: Mapping[str, Any], body_bytes: int) -> Iterator[Decoded]:
    refused: dict[str, list[tuple[Part, RefusedError]]] = {}
    found = parts(intake)
    if len(found) > MAX_LEADS:
        detail = f"the body has {len(found)} leads; send at most {MAX_LEADS} at once"
        yield Decoded(refused=[_refusal(intake.account, intake.envelope, document, RefusedError("too_large", detail))])
        return
    for some in cut(found, body_bytes):
        decoded = Decoded()
        for part in some:
            try:
                said = read_part(intake, part)
            except RefusedError as error:
                refused.setdefault(error.reason, []).append((part, error))
                continue
            if isinstance(said, Contact):
                decoded.contacts.append(said)
            else:
                decoded.ignored.append(said)
        yield decoded
    if not found:
        empty = Ignored(intake.account.id, f"{intake.plugin}:{intake.envelope.delivery_id}", "empty")
        yield Decoded(ignored=[empty])
    for group in refused.values():
        yield Decoded(refused=[_part_refusal(intake, document, group, len(found))])


def _part_refusal(
    intake: Intake, document: Mapping[str, Any], group: Sequence[tuple[Part, RefusedError]], total: int
) -> Refusal:
    """Refuse the leads that have a reason in common, in a body that holds only them."""
    listed = [part for part, _ in group]
    error = group[0][1]
    letter = dict(document)
    if len(group) < total:
        letter |= {"body": dumps(only(intake.body, [part.location for part in listed])), "body_encoding": "text"}
        letter["content_type"] = "application/json"
    if listed[0].position is not None:
        letter["positions"] = [part.position for part in listed]
    pointers = ["/body" + "".join(f"/{key}" for key in part.location) for part in listed[:10]]
    more = f" and {len(listed) - 10} more" if len(listed) > 10 else ""
    detail = error.detail if len(group) == 1 else f"{len(group)} leads; the first: {error.detail}"
    where = ", ".join(pointers) + more
    refused = RefusedError(error.reason, detail, where)
    return _refusal(intake.account, intake.envelope, letter, refused, contact_id(intake, listed[0]))


def _refusal(
    account: Account,
    envelope: PluginDelivery,
    document: Mapping[str, Any],
    error: RefusedError,
    name: str | None = None,
) -> Refusal:
    return Refusal(
        account=account.id,
        id=name or f"{envelope.plugin}:{envelope.delivery_id}",
        reason=error.reason,
        detail=error.detail,
        where=error.where or "/body",
        body=dumps(document).encode(),
        about=error.about,
    )


def _without_secrets(
    envelope: PluginDelivery, document: Mapping[str, Any], body: Body, mapping: PluginMapping
) -> tuple[bool, dict[str, Any]]:
    """Check and remove the secrets of a body. Give whether it is genuine, and the envelope as a dead letter may show it."""
    secret = body_secrets.given_secret(body.value, mapping)
    letter = dict(document)
    if body_secrets.strip(body.value, mapping):
        letter |= {"body": dumps(body.value), "body_encoding": "text", "content_type": "application/json"}
    if secret:
        letter["secret_digest"] = body_secrets.digest_of(secret, envelope)
    try:
        verified = body_secrets.check(secret, envelope, mapping)
    except RefusedError as error:
        raise _UnverifiedError(error, letter | {"verified": False}) from None
    return verified, letter


def sealed(body: bytes, accounts: Accounts) -> bytes:
    """Give an envelope as it may be published: without the secrets of its webhook body, which are checked here.

    For the edge, so that a secret inside a body (Google's `google_key`) never reaches the broker. What cannot be read
    loses what looks like a secret; a wrong secret leaves its digest, and the handler will refuse the message.
    """
    delivery = Delivery("", body)
    try:
        envelope, document = read_envelope(delivery, PluginDelivery)
        account = accounts.named(envelope.account)
        parsed = read_body(envelope)
    except RefusedError:
        return body_secrets.redacted(body.decode("utf-8", "replace")).encode()
    own = account.plugins.plugins.get(envelope.plugin)
    _, mapping = mapping_for(envelope.plugin, own, parsed.value)
    try:
        verified, letter = _without_secrets(envelope, document, parsed, mapping)
    except _UnverifiedError as error:
        return dumps(error.document).encode()
    return dumps(letter | {"verified": verified}).encode() if letter != document else body


def _unreadable(envelope: PluginDelivery, document: Mapping[str, Any], error: RefusedError) -> Refusal:
    """Refuse a body that is no JSON, form or XML; of a secret in it only the name is left."""
    letter = dict(document)
    try:
        text = body_text(envelope)
    except RefusedError:
        text = ""
    if body_secrets.redacted(text) != text:
        letter |= {"body": body_secrets.redacted(text), "body_encoding": "text"}
    return Refusal(
        account=envelope.account,
        id=f"{envelope.plugin}:{envelope.delivery_id}",
        reason=error.reason,
        detail=f"the body that {envelope.plugin} sent: {error.detail}",
        where=error.where,
        body=dumps(letter).encode(),
        about=error.about,
    )


def _hidden(delivery: Delivery, error: RefusedError) -> Decoded:
    """Refuse a whole message: by raising, unless it holds a secret that must not reach the dead letters."""
    text = delivery.body.decode("utf-8", "replace")
    if body_secrets.redacted(text) == text:
        raise error
    body = body_secrets.redacted(text).encode()
    return Decoded(refused=[Refusal("", "", error.reason, error.detail, error.where, body, error.about)])
