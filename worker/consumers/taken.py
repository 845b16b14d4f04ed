"""A delivery that was taken from a source: what it says, as far as it is read, and what is still to be done with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from worker.commit.applied import Receipt
from worker.commit.plan import contact_keys
from worker.contact import Contact, Decoded, Ignored, Refusal
from worker.errors import RefusedError
from worker.inert import frozen_json
from worker.ports import Delivery

Keys = frozenset[tuple[str, str]]
"""Of people, with their account."""


@dataclass(slots=True, eq=False)
class Taken:
    """One delivery on its way through the steps of its lane. Compared by identity.

    What was done is no longer in here: when its batch is worked on again, the rest is done.
    """

    delivery: Delivery
    rest: Iterator[Decoded] | None = None  # slices that are not read yet
    long: bool = False  # it is read slice by slice, while contacts of earlier slices are committed
    begun: bool = False  # a slice was read
    used: bool = False  # there was more in it than what was refused
    contacts: list[Contact] = field(default_factory=list)  # read and not committed
    weights: list[int] = field(default_factory=list)  # bytes of each contact of a long body
    ignored: list[Ignored] = field(default_factory=list)  # without a receipt so far
    kept: list[Receipt] = field(default_factory=list)  # words about strangers, without a receipt so far
    turned_away: list[tuple[Contact, RefusedError]] = field(default_factory=list)  # by their leads; no receipt so far
    refused: list[Refusal] = field(default_factory=list)
    error: Exception | None = None  # the whole delivery is refused or failed
    keys: Keys = frozenset()  # of everybody it is about, where it is not long
    late: Exception | None = None  # why a contact is unfinished: it lost every race, or its lead is full
    receipted: bool = False
    lettered: bool = False  # what was refused is in the dead letters
    postponed: bool = False

    @property
    def unusable(self) -> bool:
        """Whether dead letters are all that is left of it."""
        return self.error is not None or bool(self.refused and not self.used)

    def add(self, decoded: Decoded) -> None:
        """Take what a slice says."""
        self.begun = True
        self.used = self.used or bool(decoded.contacts or decoded.ignored)
        self.contacts += decoded.contacts
        self.ignored += decoded.ignored
        self.refused += decoded.refused
        if self.long:
            self.weights += map(_weight, decoded.contacts)
        else:
            self.keys |= keys_of(decoded.contacts)

    def fail(self, error: Exception) -> None:
        """It cannot be read, or not to its end: nothing more of it is done, all of it goes to the dead letters."""
        self.error, self.rest = error, None
        self.drop(len(self.contacts))

    def enough(self, contacts: int, size: int) -> bool:
        """Whether so many contacts, or so many bytes of them, are read, or nothing is left to read."""
        return self.rest is None or len(self.contacts) >= contacts or sum(self.weights) >= size

    def some(self, contacts: int, size: int) -> list[Contact]:
        """Give the first contacts, at most so many; of a long body no more than `size` bytes, but always one."""
        sums = accumulate(self.weights[:contacts])
        fitting = max(1, sum(1 for total in sums if total <= size)) if self.long else contacts
        return self.contacts[:fitting]

    def postpone(self, contact: Contact, error: Exception) -> None:
        """Note why a contact is unfinished. Of several reasons one that passes counts: tried again, all are seen."""
        if isinstance(error, RefusedError):
            self.turned_away.append((contact, error))
        if self.late is None or (isinstance(self.late, RefusedError) and not isinstance(error, RefusedError)):
            self.late = error

    def drop(self, contacts: int) -> None:
        """Forget the first contacts: they are committed."""
        del self.contacts[:contacts]
        del self.weights[:contacts]


def keys_of(contacts: Iterable[Contact]) -> Keys:
    """Give every key under which the people of the contacts may be known."""
    return frozenset((contact.account, key) for contact in contacts for key in contact_keys(contact))


def _weight(contact: Contact) -> int:
    """Give about how many bytes a contact is made of."""
    return len(frozen_json(contact.raw)) + len(contact.text or "")
