"""What signing in asks of a store, on one page. Times are Unix ms by the worker's clock."""

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from worker.access.guessing import Failures
from worker.access.people import ApiToken, Person, Session

Changed = Literal["done", "stale", "refused"]
"""What became of a change: somebody else wrote the person meanwhile (stale), or the account's people forbid it (refused)."""
Allows = Callable[[Sequence[Person]], bool]


class PeopleStore(Protocol):
    """People, what they were invited and signed in with, and failures to."""

    async def prepare(self) -> None:
        """Create what is missing."""

    async def add(self, person: Person) -> bool:
        """Keep somebody new; False if the e-mail address is somebody's."""

    async def change(self, person: Person) -> bool:
        """Write over the version it names; False if somebody else wrote meanwhile, or there is nobody."""

    async def change_among(self, person: Person, account: str, allows: Allows) -> Changed:
        """Write over the version it names, if the people of the account as they are at that moment allow it.

        Of two who change people of an account so at once, the second is asked about what the first one did.
        """

    async def person(self, person: str) -> Person | None:
        """Give somebody by id."""

    async def by_email(self, email: str) -> Person | None:
        """Give somebody by folded e-mail address."""

    async def members(self, account: str) -> list[Person]:
        """Give who belongs to an account, by e-mail address."""

    async def invite(self, digest: str, person: str, until: int) -> None:
        """Keep the digest of a link to set a password; earlier links of the person no longer work."""

    async def invited(self, digest: str, now: int) -> str | None:
        """Give whose link this is, None for one that is unknown, used or over."""

    async def use_invitation(self, digest: str, now: int) -> str | None:
        """Give whose link this is and let nobody use it again; of two who try at once one gets it."""

    async def open_session(self, session: Session) -> None:
        """Keep a session."""

    async def session(self, session: str) -> Session | None:
        """Give a session, alive or not."""

    async def sessions_of(self, person: str) -> list[Session]:
        """Give somebody's sessions, the newest first."""

    async def seen(self, session: str, at: int) -> None:
        """Note that a session was used."""

    async def end_session(self, session: str, person: str) -> bool:
        """End one session of somebody; False if there is none."""

    async def end_sessions(self, person: str, besides: str = "") -> None:
        """End all of somebody's, but one."""

    async def keep_token(self, token: ApiToken) -> None:
        """Keep a token."""

    async def token(self, token: str) -> ApiToken | None:
        """Give a token by id."""

    async def tokens(self, account: str, owner: str | None) -> list[ApiToken]:
        """Give an account's tokens, of one owner or all, the newest first."""

    async def revoke(self, account: str, token: str, owner: str | None) -> bool:
        """Drop a token, of this owner if one is named; False if there is none."""

    async def used(self, token: str, at: int) -> None:
        """Note that a token was used."""

    async def failures(self, whose: Sequence[str]) -> dict[str, Failures]:
        """Give the failures of addresses that have any."""

    async def failed(self, whose: str, limit: int, now: int) -> None:
        """Count a failure more (`guessing.after_another`); none of those at once is lost."""

    async def forgive(self, whose: str) -> None:
        """Forget the failures of an address."""
