"""When a sender's word counts: never later than it reached us. The one place where a sender's time becomes ours. Pure.

A clock that runs ahead, or lies, would make an opt-in hold against every later opt-out and keep the service window open
until then. So what is stamped after its receipt counts as of its receipt; where that is more than a few minutes off, the
sender's time stays readable in the content and the contact is flagged `clock_ahead`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import wraps
from typing import Final

from worker.account import Accounts
from worker.contact import Contact, Decoded
from worker.handlers.timestamps import read_moment
from worker.ports import Delivery

FLAG: Final = "clock_ahead"
AHEAD_MS: Final = 5 * 60_000  # clocks differ by so much without anybody's fault
FIRST_CAME: Final = "x-failure-first-at"  # header of what failed before, and of its replay: Unix ms


def believed(contact: Contact, received_at: int) -> Contact:
    """Give the contact with no time of its own later than its receipt (Unix ms; 0: nobody knows when it came)."""
    consents = contact.consents
    if not received_at or (contact.at <= received_at and not any(one.at > received_at for one in consents)):
        return contact
    bounded = replace(
        contact,
        at=min(contact.at, received_at),
        consents=tuple([one if one.at <= received_at else replace(one, at=received_at) for one in consents]),
    )
    latest = max([contact.at, *(one.at for one in consents)])
    if latest - received_at <= AHEAD_MS or FLAG in contact.flags:
        return bounded
    content = {**contact.content, "sender_at": latest}
    return replace(bounded, content=content, flags=(*contact.flags, FLAG))


def as_it_came(delivery: Delivery) -> Delivery:
    """Give the delivery with the time at which it first came: what failed then and comes again is no younger for it."""
    first = delivery.headers.get(FIRST_CAME)
    if type(first) is not int or not first or read_moment(first) != first:
        return delivery
    if delivery.received_at and first >= delivery.received_at:
        return delivery
    return replace(delivery, received_at=first)


def by_receipt(handler: Callable[[Delivery, Accounts], Decoded]) -> Callable[[Delivery, Accounts], Decoded]:
    """Make a handler give contacts whose times are believed."""

    @wraps(handler)
    def handle(delivery: Delivery, accounts: Accounts) -> Decoded:
        came = as_it_came(delivery)
        return _bounded(handler(came, accounts), came.received_at)

    return handle


Slices = Callable[[Delivery, Accounts], Iterator[Decoded]]


def slices_by_receipt(slicer: Slices) -> Slices:
    """Make a handler of slices give contacts whose times are believed."""

    @wraps(slicer)
    def slices(delivery: Delivery, accounts: Accounts) -> Iterator[Decoded]:
        came = as_it_came(delivery)
        for decoded in slicer(came, accounts):
            yield _bounded(decoded, came.received_at)

    return slices


def _bounded(decoded: Decoded, received_at: int) -> Decoded:
    decoded.contacts = [believed(contact, received_at) for contact in decoded.contacts]
    return decoded
