"""The port `PeopleStore`, on MongoDB and in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace

import pytest

from worker.access.guessing import Failures
from worker.access.people import ApiToken, Person, Session
from worker.access.principal import Membership
from worker.access.storage import PeopleStore
from worker.store.memory_people import MemoryPeople
from worker.store.mongo import Mongo
from worker.store.people import People

ASHA = Person("p1", "asha@example.com", "Asha", "hash", True, {"acme": Membership("admin", "asha")}, 1000)
NOW = 1_800_000_000_000  # indexes drop what is over by the server's clock


@pytest.fixture(params=["memory", pytest.param("mongodb", marks=pytest.mark.services)])
async def people(request: pytest.FixtureRequest) -> AsyncIterator[PeopleStore]:
    if request.param == "memory":
        yield MemoryPeople()
        return
    url, database = request.getfixturevalue("mongo_url"), request.getfixturevalue("mongo_database")
    mongo = Mongo(url, database)
    store = People(mongo)
    await store.prepare()
    yield store
    mongo.close()


async def test_an_address_is_one_persons(people: PeopleStore) -> None:
    assert await people.add(ASHA)
    assert not await people.add(replace(ASHA, id="p2"))
    assert await people.by_email("asha@example.com") == ASHA == await people.person("p1")
    assert await people.by_email("Asha@example.com") is None
    assert await people.person("p2") is None


async def test_of_two_who_change_somebody_at_once_one_does(people: PeopleStore) -> None:
    await people.add(ASHA)
    done = await asyncio.gather(*(people.change(replace(ASHA, name=f"A{n}")) for n in range(5)))
    assert sorted(done) == [False] * 4 + [True]
    kept = await people.person("p1")
    assert kept is not None
    assert (kept.name, kept.version) == (f"A{done.index(True)}", 1)
    assert not await people.change(replace(ASHA, id="p9"))


async def test_of_many_who_change_people_at_once_each_is_asked_about_what_the_others_did(people: PeopleStore) -> None:
    admins = [
        Person(f"p{n}", f"a{n}@example.com", memberships={"acme": Membership("admin")}, created_at=n) for n in range(6)
    ]
    for person in admins:
        await people.add(person)

    def leaves_one(person: Person) -> Callable[[Sequence[Person]], bool]:
        return lambda there: any(one.memberships["acme"].role == "admin" for one in there if one.id != person.id)

    async def demoted(person: Person) -> str:
        lower = replace(person, memberships={"acme": Membership("user")})
        return await people.change_among(lower, "acme", leaves_one(person))

    became = await asyncio.gather(*map(demoted, admins))
    assert sorted(became) == ["done"] * 5 + ["refused"]
    roles = [one.memberships["acme"].role for one in await people.members("acme")]
    assert sorted(roles) == ["admin"] + ["user"] * 5
    assert await people.change_among(admins[0], "acme", lambda _: True) == "stale"


async def test_members_of_an_account_are_listed_by_address(people: PeopleStore) -> None:
    off = Membership("user", active=False)
    other = Person("p2", "abe@example.com", memberships={"acme": off, "other": Membership("admin")})
    third = Person("p3", "zoe@example.com", memberships={"other": Membership("user")})
    for person in (ASHA, other, third):
        await people.add(person)
    assert [person.id for person in await people.members("acme")] == ["p2", "p1"]
    assert await people.members("nobodys") == []
    assert await people.person("p2") == other


async def test_an_invitation_is_used_once_and_a_new_one_ends_the_others(people: PeopleStore) -> None:
    await people.invite("old", "p1", NOW + 10)
    await people.invite("new", "p1", NOW + 10)
    await people.invite("theirs", "p2", NOW + 10)
    assert await people.invited("old", NOW) is None
    assert [await people.invited("new", NOW + at) for at in (0, 9, 10)] == ["p1", "p1", None]
    assert await people.use_invitation("new", NOW + 10) is None
    used = await asyncio.gather(*(people.use_invitation("new", NOW) for _ in range(5)))
    assert sorted(used, key=str) == [None] * 4 + ["p1"]
    assert await people.invited("theirs", NOW) == "p2"


async def test_sessions_are_seen_listed_and_ended_by_their_owner_alone(people: PeopleStore) -> None:
    first, second = (Session(name, "p1", NOW + n, NOW + n, "127.0.0.1", "Firefox") for n, name in enumerate("ab"))
    theirs = Session("c", "p2", NOW, NOW)
    for session in (first, second, theirs):
        await people.open_session(session)
    await people.seen("a", NOW + 500)
    await people.seen("a", NOW + 400)
    assert await people.session("a") == replace(first, seen_at=NOW + 500)
    assert [session.id for session in await people.sessions_of("p1")] == ["b", "a"]
    assert not await people.end_session("c", "p1")
    assert await people.end_session("b", "p1")
    assert await people.session("b") is None
    await people.open_session(second)
    await people.end_sessions("p1", besides="a")
    assert [session.id for session in await people.sessions_of("p1")] == ["a"]
    await people.end_sessions("p1")
    assert (await people.session("a"), await people.session("c")) == (None, theirs)


async def test_tokens_are_their_owners_and_their_accounts(people: PeopleStore) -> None:
    mine = ApiToken("t1", "d1", "acme", "p1", "script", frozenset({"lead.read"}), NOW, NOW + 1)
    hers = replace(mine, id="t2", owner="p2", made_at=NOW + 1)
    elsewhere = replace(mine, id="t3", account="other")
    for token in (mine, hers, elsewhere):
        await people.keep_token(token)
    await people.used("t1", NOW + 5)
    assert await people.token("t1") == replace(mine, used_at=NOW + 5)
    assert [token.id for token in await people.tokens("acme", None)] == ["t2", "t1"]
    assert [token.id for token in await people.tokens("acme", "p1")] == ["t1"]
    assert not await people.revoke("acme", "t2", "p1")
    assert not await people.revoke("acme", "t3", None)
    assert await people.revoke("acme", "t2", None)
    assert await people.token("t2") is None


async def test_no_failure_of_many_at_once_is_lost(people: PeopleStore) -> None:
    await asyncio.gather(*(people.failed("email:x", 5, NOW) for _ in range(8)))
    assert await people.failures(["email:x", "email:y"]) == {"email:x": Failures(8, NOW)}
    await people.forgive("email:x")
    assert await people.failures(["email:x"]) == {}
