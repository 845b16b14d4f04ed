"""Message to contacts: one pure function per work queue, one file per source.

A handler takes the delivery and the accounts and gives a `Decoded`. It raises `RefusedError` only where nothing of the
body can be used (no JSON, unknown account); a bad part of a good body becomes a `Refusal`, and its neighbours go on.
Imports `identity` and what is below it; never `leads`, a store or a broker.
"""

from collections.abc import Callable, Iterator, Mapping

from worker.account import Accounts
from worker.contact import Decoded
from worker.handlers import campaign, plugin, whatsapp
from worker.ports import Delivery
from worker.topology import CAMPAIGN, PLUGIN, WHATSAPP

Handler = Callable[[Delivery, Accounts], Decoded]
Slicer = Callable[[Delivery, Accounts], Iterator[Decoded]]

HANDLERS: Mapping[str, Handler] = {
    WHATSAPP: whatsapp.handle,
    CAMPAIGN: campaign.handle,
    PLUGIN: plugin.handle,
}
"""The handler of each work queue. Handlers import nothing from here, so that this table can import them."""

SLICERS: Mapping[str, Slicer] = {CAMPAIGN: campaign.slices, PLUGIN: plugin.slices}
"""Per queue, how a long body is read in slices; all of them together are what the handler gives."""

SEALS: Mapping[str, Callable[[bytes, Accounts], bytes]] = {WHATSAPP: whatsapp.sealed, PLUGIN: plugin.sealed}
"""Per queue, how a body is freed of secrets before it is published again as a whole (retry, dead letter)."""
