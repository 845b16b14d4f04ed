"""People, invitations, sessions, API tokens and failures to sign in, in MongoDB: the port `PeopleStore`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError, OperationFailure

from worker.access.guessing import LONGEST_WAIT_MS, WINDOW_MS, Failures, after_another
from worker.access.people import SESSION_MS, ApiToken, Person, Session
from worker.access.principal import Membership
from worker.access.storage import Allows, Changed
from worker.errors import TransientError
from worker.store.indexes import create
from worker.store.mongo import Mongo, bounded

INDEXES: Final[Mapping[str, Mapping[str, tuple[list[tuple[str, int]], dict[str, Any]]]]] = {
    "people": {
        "email": ([("email", 1)], {"unique": True}),
        "members": ([("accounts.account", 1), ("email", 1)], {}),
    },
    "invitations": {"person": ([("person", 1)], {}), "over": ([("over", 1)], {"expireAfterSeconds": 0})},
    "sessions": {"person": ([("person", 1), ("began_at", -1)], {}), "over": ([("over", 1)], {"expireAfterSeconds": 0})},
    "api_tokens": {"account": ([("account", 1), ("made_at", -1)], {}), "owner": ([("owner", 1)], {})},
    "sign_in_failures": {"over": ([("over", 1)], {"expireAfterSeconds": 0})},
}
_TRIES: Final = 20
_WRITE_CONFLICT: Final = 112  # two transactions write one document: the second is turned away


class People:
    """The port `PeopleStore`. Every method is bounded in time and raises our errors only."""

    def __init__(self, mongo: Mongo) -> None:
        self.seconds = mongo.seconds
        self._client = mongo.client
        self._database = mongo.database
        self._people = mongo.database["people"]
        self._rosters = mongo.database["people_rosters"]  # a document per account: who changes its people writes it
        self._invitations = mongo.database["invitations"]
        self._sessions = mongo.database["sessions"]
        self._tokens = mongo.database["api_tokens"]
        self._failures = mongo.database["sign_in_failures"]

    @bounded
    async def prepare(self) -> None:
        """Create what is missing."""
        await create(self._database, INDEXES)

    @bounded
    async def add(self, person: Person) -> bool:
        """Keep somebody new; False if the e-mail address is somebody's."""
        try:
            await self._people.insert_one(_row(person) | {"_id": person.id})
        except DuplicateKeyError:
            return False
        return True

    @bounded
    async def change(self, person: Person) -> bool:
        """Write over the version it names; False if somebody else wrote meanwhile, or there is nobody."""
        row = _row(person) | {"v": person.version + 1}
        done = await self._people.update_one({"_id": person.id, "v": person.version}, {"$set": row})
        return bool(done.matched_count)

    @bounded
    async def change_among(self, person: Person, account: str, allows: Allows) -> Changed:
        """Write over the version it names, if the people of the account as they are at that moment allow it."""
        await self._rosters.update_one({"_id": account}, {"$setOnInsert": {"changes": 0}}, upsert=True)
        for _ in range(_TRIES):
            try:
                return await self._changed_among(person, account, allows)
            except OperationFailure as error:
                if error.code != _WRITE_CONFLICT:
                    raise
        raise TransientError("the people of this account are changed by many at once; try again")

    async def _changed_among(self, person: Person, account: str, allows: Allows) -> Changed:
        async with await self._client.start_session() as session, session.start_transaction():
            await self._rosters.update_one({"_id": account}, {"$inc": {"changes": 1}}, session=session)
            rows = await self._people.find({"accounts.account": account}, session=session).to_list(None)
            if not allows([one for row in rows if (one := _person(row))]):
                await session.abort_transaction()
                return "refused"
            row = _row(person) | {"v": person.version + 1}
            same = {"_id": person.id, "v": person.version}
            done = await self._people.update_one(same, {"$set": row}, session=session)
            if not done.matched_count:
                await session.abort_transaction()
            return "done" if done.matched_count else "stale"

    @bounded
    async def person(self, person: str) -> Person | None:
        """Give somebody by id."""
        return _person(await self._people.find_one({"_id": person}))

    @bounded
    async def by_email(self, email: str) -> Person | None:
        """Give somebody by folded e-mail address."""
        return _person(await self._people.find_one({"email": email}))

    @bounded
    async def members(self, account: str) -> list[Person]:
        """Give who belongs to an account, by e-mail address."""
        rows = await self._people.find({"accounts.account": account}).sort("email", 1).to_list(None)
        return [person for row in rows if (person := _person(row))]

    @bounded
    async def invite(self, digest: str, person: str, until: int) -> None:
        """Keep the digest of a link to set a password; earlier links of the person no longer work."""
        await self._invitations.insert_one({"_id": digest, "person": person, "until": until, "over": _date(until)})
        await self._invitations.delete_many({"person": person, "_id": {"$ne": digest}})

    @bounded
    async def invited(self, digest: str, now: int) -> str | None:
        """Give whose link this is, None for one that is unknown, used or over."""
        row = await self._invitations.find_one({"_id": digest, "until": {"$gt": now}})
        return row["person"] if row else None

    @bounded
    async def use_invitation(self, digest: str, now: int) -> str | None:
        """Give whose link this is and let nobody use it again; of two who try at once one gets it."""
        row = await self._invitations.find_one_and_delete({"_id": digest, "until": {"$gt": now}})
        return row["person"] if row else None

    @bounded
    async def open_session(self, session: Session) -> None:
        """Keep a session."""
        row = asdict(session)
        await self._sessions.insert_one({"_id": row.pop("id"), **row, "over": _date(session.began_at + SESSION_MS)})

    @bounded
    async def session(self, session: str) -> Session | None:
        """Give a session, alive or not."""
        row = await self._sessions.find_one({"_id": session})
        return _session(row) if row else None

    @bounded
    async def sessions_of(self, person: str) -> list[Session]:
        """Give somebody's sessions, the newest first."""
        rows = await self._sessions.find({"person": person}).sort("began_at", -1).to_list(None)
        return [_session(row) for row in rows]

    @bounded
    async def seen(self, session: str, at: int) -> None:
        """Note that a session was used."""
        await self._sessions.update_one({"_id": session}, {"$max": {"seen_at": at}})

    @bounded
    async def end_session(self, session: str, person: str) -> bool:
        """End one session of somebody; False if there is none."""
        return bool((await self._sessions.delete_one({"_id": session, "person": person})).deleted_count)

    @bounded
    async def end_sessions(self, person: str, besides: str = "") -> None:
        """End all of somebody's, but one."""
        await self._sessions.delete_many({"person": person, "_id": {"$ne": besides}})

    @bounded
    async def keep_token(self, token: ApiToken) -> None:
        """Keep a token."""
        row = asdict(token) | {"scopes": sorted(token.scopes)}
        await self._tokens.insert_one({"_id": row.pop("id"), **row})

    @bounded
    async def token(self, token: str) -> ApiToken | None:
        """Give a token by id."""
        row = await self._tokens.find_one({"_id": token})
        return _token(row) if row else None

    @bounded
    async def tokens(self, account: str, owner: str | None) -> list[ApiToken]:
        """Give an account's tokens, of one owner or all, the newest first."""
        rows = await self._tokens.find(_owned(account, owner)).sort("made_at", -1).to_list(None)
        return [_token(row) for row in rows]

    @bounded
    async def revoke(self, account: str, token: str, owner: str | None) -> bool:
        """Drop a token, of this owner if one is named; False if there is none."""
        return bool((await self._tokens.delete_one(_owned(account, owner) | {"_id": token})).deleted_count)

    @bounded
    async def used(self, token: str, at: int) -> None:
        """Note that a token was used."""
        await self._tokens.update_one({"_id": token}, {"$max": {"used_at": at}})

    @bounded
    async def failures(self, whose: Sequence[str]) -> dict[str, Failures]:
        """Give the failures of addresses that have any."""
        rows = await self._failures.find({"_id": {"$in": list(whose)}}).to_list(None)
        return {row["_id"]: Failures(row["count"], row["last_at"]) for row in rows}

    @bounded
    async def failed(self, whose: str, limit: int, now: int) -> None:
        """Count a failure more (`guessing.after_another`); none of those at once is lost."""
        for _ in range(_TRIES):
            row = await self._failures.find_one({"_id": whose})
            before = Failures(row["count"], row["last_at"]) if row else Failures()
            after = asdict(after_another(before, limit, now))
            written = {**after, "over": _date(now + LONGEST_WAIT_MS + WINDOW_MS)}
            if row is None:
                try:
                    await self._failures.insert_one({"_id": whose, **written})
                except DuplicateKeyError:
                    continue
                return
            same = {"_id": whose, "count": before.count, "last_at": before.last_at}
            if await self._failures.find_one_and_update(same, {"$set": written}, return_document=ReturnDocument.AFTER):
                return

    @bounded
    async def forgive(self, whose: str) -> None:
        """Forget the failures of an address."""
        await self._failures.delete_one({"_id": whose})


def _date(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _owned(account: str, owner: str | None) -> dict[str, Any]:
    return {"account": account} | ({} if owner is None else {"owner": owner})


def _row(person: Person) -> dict[str, Any]:
    accounts = [
        {"account": account, "role": member.role, "teammate": member.teammate, "active": member.active}
        for account, member in sorted(person.memberships.items())
    ]
    return {
        "email": person.email,
        "name": person.name,
        "password": person.password,
        "active": person.active,
        "accounts": accounts,
        "created_at": person.created_at,
        "v": person.version,
    }


def _person(row: Mapping[str, Any] | None) -> Person | None:
    if row is None:
        return None
    memberships = {
        entry["account"]: Membership(entry["role"], entry["teammate"], active=entry.get("active", True))
        for entry in row["accounts"]
    }
    return Person(
        row["_id"], row["email"], row["name"], row["password"], row["active"], memberships, row["created_at"], row["v"]
    )


def _session(row: Mapping[str, Any]) -> Session:
    later = {name: row.get(name, False) for name in ("pending", "factor")}  # of sessions begun by an earlier version
    return Session(row["_id"], row["person"], row["began_at"], row["seen_at"], row["address"], row["agent"], **later)


def _token(row: Mapping[str, Any]) -> ApiToken:
    values = {name: row[name] for name in ("digest", "account", "owner", "name", "made_at", "expires_at", "used_at")}
    return ApiToken(id=row["_id"], scopes=frozenset(row["scopes"]), **values)
