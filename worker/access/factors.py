"""The second factor: codes by time (TOTP, RFC 6238) from an app on somebody's telephone, and recovery codes for its loss.

The secret of an app is kept as it is, as codes cannot be checked otherwise; of recovery codes the SHA-256.
"""

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

import pyotp

from worker.access.people import digest

STEP_SECONDS: Final = 30
DRIFT_STEPS: Final = 1  # a telephone's clock may be one step off, or somebody types slowly (RFC 6238, section 5.2)
RECOVERY_CODES: Final = 10
PER_PERSON: Final = 5  # wrong codes, before waiting times begin
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE: Final = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class Factor:
    """Somebody's second factor. It is asked for from when it was confirmed with a code. `step`: of the last code taken."""

    person: str
    secret: str
    confirmed: bool = False
    step: int = 0
    recovery: tuple[str, ...] = ()  # digests of those that are left


class FactorStore(Protocol):
    """Second factors, by person."""

    async def prepare(self) -> None:
        """Create what is missing."""

    async def factor(self, person: str) -> Factor | None:
        """Give somebody's second factor, confirmed or not."""

    async def begin(self, factor: Factor) -> bool:
        """Keep one that is to be confirmed; False if a confirmed one stands."""

    async def confirm(self, person: str, secret: str, step: int, recovery: tuple[str, ...]) -> bool:
        """Confirm the one with this secret; False if another stands, or it is confirmed."""

    async def take_step(self, person: str, step: int) -> bool:
        """Take the code of a step; False if that or a later one was taken before: of two at once one is let in."""

    async def take_recovery(self, person: str, code: str) -> bool:
        """Take a recovery code by its digest; False if it is none, or was taken."""

    async def renew(self, person: str, recovery: tuple[str, ...]) -> bool:
        """Put other recovery codes in the place of those there are; False if no confirmed factor stands."""

    async def drop(self, person: str) -> bool:
        """Remove a second factor; False if there is none."""


def new_factor(person: str) -> Factor:
    """Give a second factor that is to be confirmed."""
    return Factor(person, pyotp.random_base32())


def address_of(factor: Factor, email: str, issuer: str) -> str:
    """Give what an app reads from a QR code. https://github.com/google/google-authenticator/wiki/Key-Uri-Format"""
    return pyotp.TOTP(factor.secret).provisioning_uri(name=email, issuer_name=issuer)


def step_of(factor: Factor, code: str, now: int) -> int | None:
    """Give the step that a code belongs to, at a moment (Unix ms); None for a code that is wrong."""
    text = re.sub(r"\s", "", code)
    if not _CODE.fullmatch(text):
        return None
    totp, here = pyotp.TOTP(factor.secret), now // 1000 // STEP_SECONDS
    steps = range(here - DRIFT_STEPS, here + DRIFT_STEPS + 1)
    return next((step for step in steps if hmac.compare_digest(totp.at(step * STEP_SECONDS), text)), None)


def new_recovery_codes() -> tuple[str, ...]:
    """Give codes for the loss of the telephone, each for once: some 50 bits of chance each."""
    return tuple(
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)
    )


def recovery_digest(code: str) -> str:
    """Give what is kept of a recovery code, however it was typed."""
    return digest("recovery:" + re.sub(r"[\s-]", "", code).casefold())


def recovery_digests(codes: Iterable[str]) -> tuple[str, ...]:
    """Give what is kept of recovery codes."""
    return tuple(recovery_digest(code) for code in codes)
