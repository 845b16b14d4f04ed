"""People who can sign in, what they prove it with, and how long that holds. A teammate of team.yaml needs no login.

Secrets are never kept: of passwords the argon2id hash, of links, sessions and tokens, which are random, the SHA-256.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from schemas.durations import DAY_MS
from worker.access.principal import Membership

HOUR_MS: Final = DAY_MS // 24
INVITATION_MS: Final = DAY_MS
SESSION_IDLE_MS: Final = 12 * HOUR_MS
SESSION_MS: Final = 14 * DAY_MS
PENDING_MS: Final = 5 * 60_000  # between the password and the second factor
SEEN_EVERY_MS: Final = 60_000  # how exactly it is known when a session or token was last used
_TOKEN: Final = re.compile(r"lwt_([0-9a-hjkmnp-tv-z]{26})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can sign in. `email` is folded; `password` is a hash, "" until one was set."""

    id: str
    email: str
    name: str = ""
    password: str = ""
    active: bool = True
    memberships: Mapping[str, Membership] = field(default_factory=dict)
    created_at: int = 0  # Unix ms
    version: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in. `id` is the digest of what its cookie holds."""

    id: str
    person: str
    began_at: int  # Unix ms, as all times here
    seen_at: int
    address: str = ""
    agent: str = ""
    pending: bool = False  # the second factor is missing: it opens nothing but the asking for that
    factor: bool = False  # a second factor was given

    def alive(self, now: int) -> bool:
        """Whether it still holds."""
        if self.pending:
            return now - self.began_at < PENDING_MS
        return now - self.seen_at < SESSION_IDLE_MS and now - self.began_at < SESSION_MS


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What a script proves itself with, in one account; never more than its owner may do."""

    id: str
    digest: str
    account: str
    owner: str
    name: str
    scopes: frozenset[str]
    made_at: int
    expires_at: int
    used_at: int = 0


def folded_email(address: str) -> str:
    """Give an address as addresses are compared."""
    return address.strip().casefold()


def new_secret() -> str:
    """Give 256 random bits as text for an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Give what is kept of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invitation_link(address: str, secret: str) -> str:
    """Give the page on which the holder of an invitation sets a password; `address`: where people reach the console."""
    return f"{address}/console/invite/{secret}"


def token_text(token: str, secret: str) -> str:
    """Give a token as it is shown, once."""
    return f"lwt_{token}_{secret}"


def token_parts(text: str) -> tuple[str, str] | None:
    """Give id and secret of what was sent as a token, None if it is none."""
    found = _TOKEN.fullmatch(text)
    return (found[1], found[2]) if found else None
