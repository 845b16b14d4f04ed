"""The audit log: what people did in the console and the API that is no lead's history, chained so that nothing can be altered.

Each account has a chain of its own. An entry's hash is SHA-256 over its canonical JSON (sorted keys, UTF-8), which holds the
hash of the entry before; the head that is kept apart vouches for the last one. Entries hold ids, names of roles, scopes and
screens, and no secret, e-mail address or value of a lead.
"""

import hashlib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Protocol

import orjson

AuditValue = str | int | bool | None | Sequence[str]
TYPES: Final[Mapping[str, str]] = {
    "sign_in": "somebody signed in",
    "sign_in_failed": "a wrong password or second factor was given for somebody",
    "signed_out": "somebody ended a session of theirs",
    "password_set": "somebody set a password by a link, or changed it",
    "second_factor_set": "somebody turned a second factor on or off",
    "recovery_codes_made": "somebody made new recovery codes for their second factor",
    "user_invited": "somebody was let in",
    "user_changed": "role, teammate or access of somebody was changed",
    "user_linked": "a link to set a password was made for somebody, and shown or mailed",
    "user_signed_out": "all sessions of somebody were ended by another",
    "token_made": "an API token was made",
    "token_revoked": "an API token was revoked",
    "space_shared": "a space that others see was made, changed or shared",
    "space_dropped": "a space that others saw was removed, or made private",
    "layout_shared": "a layout that holds for others was set",
    "layout_dropped": "a layout that held for others was removed",
    "raw_read": "the raw part of a message was looked at",
    "forced_write": "a value was overwritten without regard to what stood there",
}
"""Type of an entry to what it says."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody did. `actor` is a user id, a token id or a command; `at` is Unix ms."""

    account: str
    type: str
    actor_kind: str  # human, api, or command: somebody on the server
    actor: str
    at: int
    address: str = ""  # network address it came from
    about: Mapping[str, AuditValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A deed in its place in the chain of its account; the first is 1."""

    deed: Deed
    seq: int
    prev: str
    hash: str


def sealed(deed: Deed, seq: int, prev: str) -> AuditEntry:
    """Give a deed its place."""
    return AuditEntry(deed, seq, prev, digest(deed, seq, prev))


def digest(deed: Deed, seq: int, prev: str) -> str:
    """Hash a deed in its place."""
    body: dict[str, Any] = {**asdict(deed), "about": _plain(deed.about), "seq": seq, "prev": prev}
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _plain(about: Mapping[str, AuditValue]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in about.items()}


class AuditChain:
    """Checks an account's entries one by one, in order: `take` each, then `end`; both give what is wrong."""

    def __init__(self, head: tuple[int, str]) -> None:
        """Take place and hash of the entry that was vouched for before the first one was read."""
        self._head = head
        self._last, self._previous = 0, ""

    def take(self, entry: AuditEntry) -> Iterator[str]:
        """Take the next entry."""
        expected = self._last + 1
        if entry.seq != expected:
            yield f"entry {expected} is missing" if entry.seq > expected else f"entry {entry.seq} was inserted"
        elif entry.prev != self._previous:
            yield f"entry {entry.seq} does not follow the entry before it"
        if digest(entry.deed, entry.seq, entry.prev) != entry.hash:
            yield f"entry {entry.seq} ({entry.deed.type}) was altered: its content does not match its hash"
        elif entry.seq == self._head[0] and entry.hash != self._head[1]:
            yield f"entry {entry.seq} ({entry.deed.type}) is not the one that was written"
        self._last, self._previous = entry.seq, entry.hash

    def end(self, head: int) -> Iterator[str]:
        """Take the place of the entry that is vouched for now: one that is just being written may stand behind it."""
        if self._last < self._head[0]:
            yield f"{self._head[0]} entries were written, the last one there is {self._last}"
        elif self._last > head + 1:
            yield f"{self._last} entries are there, and only {head} are vouched for"


class AuditStore(Protocol):
    """Chains of entries, one per account."""

    async def prepare(self) -> None:
        """Create what is missing."""

    async def append(self, deed: Deed) -> AuditEntry:
        """Put a deed at the end of its account's chain."""

    async def page(
        self, account: str, *, before: int | None, limit: int, types: Sequence[str] = (), actor: str | None = None
    ) -> list[AuditEntry]:
        """Give entries of an account, the newest first; `before`: only those whose place is lower."""

    def walk(self, account: str) -> AsyncIterator[AuditEntry]:
        """Give all entries of an account in order, at flat memory."""

    async def head(self, account: str) -> tuple[int, str]:
        """Give place and hash of the last entry as they are kept apart; (0, "") for none."""

    async def accounts(self) -> list[str]:
        """Give the accounts that have entries."""
