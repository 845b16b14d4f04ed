"""What the producers of a run sent and the broker confirmed: the measure of everything that is looked for afterwards.

The expectations are worked out here from what was sent, by the plain words of the rules (latest, earliest, strongest,
distinct), without any code of the worker.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Fate = Literal["applied", "taught", "refused", "ignored"]
"""What a part must become: history of a person; history if anything else makes the person known, else kept for later;
a dead letter; or only a receipt."""

# The default merge policy of an account, weakest first.
STRENGTH = {"profile": 1, "campaign": 2, "import": 3, "whatsapp": 4, "plugin": 5}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message: a chat message, a row of a list, a form. `at` in Unix ms, `keys` as identities are keyed."""

    account: str
    id: str  # as the worker names it; empty where a refused part has none
    fate: Fate = "applied"
    keys: tuple[str, ...] = ()
    at: int = 0
    inbound: bool = False
    name: str | None = None
    by: str = "profile"
    consent: bool | None = None  # an opt-in or opt-out at the same time
    text: str | None = None
    reason: str = ""  # of a refusal or of being ignored

    @property
    def entry(self) -> str:
        """The id of its history entry or receipt."""
        return f"{self.account}:{self.id}"


@dataclass(frozen=True, slots=True)
class Message:
    """A message to publish, and the parts in it. `tag` is its message id."""

    tag: str
    queue: str
    body: bytes
    parts: tuple[Part, ...]
    headers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Person:
    """Somebody the run is about, and what their lead must say."""

    account: str
    keys: set[str]
    parts: dict[str, list[Part]]  # entry id -> the variants that were sent under it

    @property
    def known(self) -> bool:
        """Whether anything makes the person a lead."""
        return any(part.fate == "applied" for part in self._all())

    def _all(self) -> Iterable[Part]:
        return (part for variants in self.parts.values() for part in variants)

    @property
    def inbound(self) -> int:
        """Messages the person wrote."""
        return sum(any(part.inbound for part in variants) for variants in self.parts.values())

    @property
    def last_inbound_at(self) -> int | None:
        """When the person wrote last."""
        return max((part.at for part in self._all() if part.inbound), default=None)

    @property
    def first_at(self) -> int | None:
        """When the person was met."""
        return min((part.at for part in self._all() if part.fate == "applied"), default=None)

    @property
    def name(self) -> str | None:
        """The name that the strongest and then latest statement gives."""
        named = [part for part in self._all() if part.name]
        return max(named, key=lambda part: (STRENGTH[part.by], part.at, part.id)).name if named else None

    @property
    def opted_out(self) -> bool:
        """Whether the person's last word was no."""
        words = [part for part in self._all() if part.consent is not None]
        return bool(words) and max(words, key=lambda part: (part.at, part.id)).consent is False


class Ledger:
    """Messages with a confirm. A message that is sent twice stands here twice."""

    def __init__(self, confirmed: Iterable[Message] = ()) -> None:
        self.confirmed = list(confirmed)

    def confirm(self, message: Message) -> None:
        """Note that the broker took charge of a message."""
        self.confirmed.append(message)

    @property
    def parts(self) -> list[Part]:
        """Every different part."""
        return list(dict.fromkeys(part for message in self.confirmed for part in message.parts))

    def with_fate(self, *fates: Fate) -> list[Part]:
        """Parts that shall end so."""
        return [part for part in self.parts if part.fate in fates]

    def by_tag(self) -> dict[str, Message]:
        """Messages by their message id."""
        return {message.tag: message for message in self.confirmed}

    def people(self) -> list[Person]:
        """Who wrote or was written of: whatever shares a key, or a message id, is one person."""
        people: dict[tuple[str, str], Person] = {}
        for part in self.with_fate("applied", "taught"):
            handles = [*part.keys, part.entry]
            found = {id(p): p for handle in handles if (p := people.get((part.account, handle)))}
            person, *others = found.values() if found else [Person(part.account, set(), {})]
            for other in others:
                people |= dict.fromkeys(((part.account, handle) for handle in (*other.keys, *other.parts)), person)
                person.keys |= other.keys
                person.parts |= other.parts
            person.keys |= set(part.keys)
            person.parts.setdefault(part.entry, []).append(part)
            people |= dict.fromkeys(((part.account, handle) for handle in handles), person)
        return list({id(person): person for person in people.values()}.values())

    def entries(self) -> set[str]:
        """Ids of the history entries that there must be."""
        return {entry for person in self.people() if person.known for entry in person.parts}
