"""Thin webhooks: notices that only name a lead, which somebody with a token has to fetch (Meta Lead Ads).

Pure, for whoever fetches: `thin_leads` says what to fetch, `enriched` makes the message to publish in its place. Until
then the handler refuses a notice with `needs_enrichment`; such a dead letter is a message that `thin_leads` reads, so
fetching may happen before, or after, or twice: the lead's id makes it one contact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemas.messages import PluginDelivery
from worker.account import Accounts
from worker.handlers.envelopes import read_envelope
from worker.handlers.exact_json import dumps
from worker.handlers.plugin.body import read_body
from worker.handlers.plugin.intake import Intake, parts
from worker.handlers.plugin.paths import compiled, look_up
from worker.handlers.plugin.shapes import mapping_for
from worker.handlers.plugin.sources import SourceReader
from worker.ports import Delivery


@dataclass(frozen=True, slots=True)
class ThinLead:
    """A lead to fetch: its id at the sender, and what the notice said about it (form, page, ad)."""

    account: str
    plugin: str
    id: str
    notice: Mapping[str, Any]
    envelope: Mapping[str, Any]


def thin_leads(delivery: Delivery, accounts: Accounts) -> list[ThinLead]:
    """Give the leads of a `plugin-webhook` message that have to be fetched; none for a message that is whole.

    Raise `RefusedError` as the handler does.
    """
    envelope, document = read_envelope(delivery, PluginDelivery)
    account = accounts.named(envelope.account)
    body = read_body(envelope)
    preset, mapping = mapping_for(envelope.plugin, account.plugins.plugins.get(envelope.plugin), body.value)
    enrich = mapping.enrich
    if enrich is None:
        return []
    intake = Intake(account, envelope, preset, mapping, body.value, delivery.received_at, verified=envelope.verified)
    found = []
    for part in parts(intake):
        if not isinstance(part.lead, Mapping):
            continue
        reader = SourceReader(part.lead, part.base, part.root, intake.delivery(), "UTC")
        if reader.text(enrich.id) and next(look_up(part.lead, compiled(enrich.lacks).steps), None) is None:
            found.append(ThinLead(account.id, envelope.plugin, reader.text(enrich.id), part.lead, document))
    return found


def enriched(thin: ThinLead, fetched: Mapping[str, Any]) -> bytes:
    """Give the message to publish to `plugin-webhook` when the lead was fetched: the notice, completed."""
    whole = {**dict(thin.envelope), "body": {**fetched, **thin.notice}, "body_encoding": "text"}
    whole.pop("positions", None)
    return dumps(whole | {"content_type": "application/json"}).encode()
