"""Who asks, by the cookie or the token they bring. Looked up with each request: what was ended or revoked ends at once."""

import hmac
from dataclasses import replace

from worker.access.people import SEEN_EVERY_MS, digest, token_parts
from worker.access.principal import Caller
from worker.access.storage import PeopleStore
from worker.edge.api.asking import Credentials
from worker.ports import Clock


class KnownPeople:
    """The `Doorkeeper` of people and tokens that a store keeps."""

    def __init__(self, people: PeopleStore, clock: Clock) -> None:
        self._people, self._clock = people, clock

    async def who(self, credentials: Credentials, *, used: bool = True) -> Caller | None:
        """Give who asks; None for credentials that are unknown, expired or revoked."""
        if credentials.token is not None:
            return await self._by_token(credentials.token, used=used)
        if credentials.session is not None:
            return await self._by_session(credentials.session, used=used)
        return None

    async def _by_session(self, secret: str, *, used: bool) -> Caller | None:
        session = await self._people.session(digest(secret))
        now = self._clock.now()
        if session is None or session.pending or not session.alive(now):
            return None
        person = await self._people.person(session.person)
        if person is None or not person.active:
            return None
        if used and now - session.seen_at >= SEEN_EVERY_MS:
            await self._people.seen(session.id, now)
        return Caller("human", person.id, session=session.id, memberships=person.memberships, factor=session.factor)

    async def _by_token(self, text: str, *, used: bool) -> Caller | None:
        parts = token_parts(text)
        token = await self._people.token(parts[0]) if parts else None
        now = self._clock.now()
        if parts is None or token is None or token.expires_at <= now:
            return None
        if not hmac.compare_digest(token.digest, digest(parts[1])):
            return None
        owner = await self._people.person(token.owner)
        if owner is None or not owner.active or token.account not in owner.memberships:
            return None
        if used and now - token.used_at >= SEEN_EVERY_MS:
            await self._people.used(token.id, now)
        membership = replace(owner.memberships[token.account], scopes=token.scopes)
        return Caller("api", token.id, memberships={token.account: membership}, owner=owner.id)
