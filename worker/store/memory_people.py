"""People, sessions and tokens in memory: the port `PeopleStore` for whoever needs no server."""

from collections.abc import Sequence
from dataclasses import replace

from worker.access.guessing import Failures, after_another
from worker.access.people import ApiToken, Person, Session
from worker.access.storage import Allows, Changed


class MemoryPeople:
    """The port `PeopleStore`. Nothing outlives the process."""

    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._invitations: dict[str, tuple[str, int]] = {}
        self._sessions: dict[str, Session] = {}
        self._tokens: dict[str, ApiToken] = {}
        self._failures: dict[str, Failures] = {}

    async def prepare(self) -> None:
        """Nothing is missing."""

    async def add(self, person: Person) -> bool:
        """Keep somebody new; False if the e-mail address is somebody's."""
        if person.id in self._people or await self.by_email(person.email):
            return False
        self._people[person.id] = person
        return True

    async def change(self, person: Person) -> bool:
        """Write over the version it names; False if somebody else wrote meanwhile, or there is nobody."""
        before = self._people.get(person.id)
        if before is None or before.version != person.version:
            return False
        self._people[person.id] = replace(person, version=person.version + 1)
        return True

    async def change_among(self, person: Person, account: str, allows: Allows) -> Changed:
        """Write over the version it names, if the people of the account as they are at that moment allow it."""
        if not allows([one for one in self._people.values() if account in one.memberships]):
            return "refused"
        return "done" if await self.change(person) else "stale"

    async def person(self, person: str) -> Person | None:
        """Give somebody by id."""
        return self._people.get(person)

    async def by_email(self, email: str) -> Person | None:
        """Give somebody by folded e-mail address."""
        return next((person for person in self._people.values() if person.email == email), None)

    async def members(self, account: str) -> list[Person]:
        """Give who belongs to an account, by e-mail address."""
        found = [person for person in self._people.values() if account in person.memberships]
        return sorted(found, key=lambda person: person.email)

    async def invite(self, digest: str, person: str, until: int) -> None:
        """Keep the digest of a link to set a password; earlier links of the person no longer work."""
        self._invitations = {key: kept for key, kept in self._invitations.items() if kept[0] != person}
        self._invitations[digest] = (person, until)

    async def invited(self, digest: str, now: int) -> str | None:
        """Give whose link this is, None for one that is unknown, used or over."""
        person, until = self._invitations.get(digest, ("", 0))
        return person if until > now else None

    async def use_invitation(self, digest: str, now: int) -> str | None:
        """Give whose link this is and let nobody use it again; of two who try at once one gets it."""
        found = await self.invited(digest, now)
        if found is not None:
            del self._invitations[digest]
        return found

    async def open_session(self, session: Session) -> None:
        """Keep a session."""
        self._sessions[session.id] = session

    async def session(self, session: str) -> Session | None:
        """Give a session, alive or not."""
        return self._sessions.get(session)

    async def sessions_of(self, person: str) -> list[Session]:
        """Give somebody's sessions, the newest first."""
        found = [session for session in self._sessions.values() if session.person == person]
        return sorted(found, key=lambda session: -session.began_at)

    async def seen(self, session: str, at: int) -> None:
        """Note that a session was used."""
        if session in self._sessions:
            before = self._sessions[session]
            self._sessions[session] = replace(before, seen_at=max(before.seen_at, at))

    async def end_session(self, session: str, person: str) -> bool:
        """End one session of somebody; False if there is none."""
        there = session in self._sessions and self._sessions[session].person == person
        if there:
            del self._sessions[session]
        return there

    async def end_sessions(self, person: str, besides: str = "") -> None:
        """End all of somebody's, but one."""
        for session in await self.sessions_of(person):
            if session.id != besides:
                del self._sessions[session.id]

    async def keep_token(self, token: ApiToken) -> None:
        """Keep a token."""
        self._tokens[token.id] = token

    async def token(self, token: str) -> ApiToken | None:
        """Give a token by id."""
        return self._tokens.get(token)

    async def tokens(self, account: str, owner: str | None) -> list[ApiToken]:
        """Give an account's tokens, of one owner or all, the newest first."""
        found = [token for token in self._tokens.values() if token.account == account and owner in (None, token.owner)]
        return sorted(found, key=lambda token: -token.made_at)

    async def revoke(self, account: str, token: str, owner: str | None) -> bool:
        """Drop a token, of this owner if one is named; False if there is none."""
        there = any(kept.id == token for kept in await self.tokens(account, owner))
        if there:
            del self._tokens[token]
        return there

    async def used(self, token: str, at: int) -> None:
        """Note that a token was used."""
        if token in self._tokens:
            before = self._tokens[token]
            self._tokens[token] = replace(before, used_at=max(before.used_at, at))

    async def failures(self, whose: Sequence[str]) -> dict[str, Failures]:
        """Give the failures of addresses that have any."""
        return {one: self._failures[one] for one in whose if one in self._failures}

    async def failed(self, whose: str, limit: int, now: int) -> None:
        """Count a failure more (`guessing.after_another`); none of those at once is lost."""
        self._failures[whose] = after_another(self._failures.get(whose, Failures()), limit, now)

    async def forgive(self, whose: str) -> None:
        """Forget the failures of an address."""
        self._failures.pop(whose, None)
