"""The whole API over stores in memory: two accounts, people who sign in, and a clock that is put on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Final

from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from schemas.account import AccountFile, FieldsFile
from schemas.api.document import Document
from schemas.team import Team, TeamFile, User
from worker.access import passwords
from worker.access.people import ApiToken, Person, digest, new_secret, token_text
from worker.access.principal import Membership
from worker.access.roles import BUILT_IN, Role
from worker.account import Account, Accounts
from worker.automations.language.resources import Surroundings
from worker.automations.rules.loading import Automations
from worker.commit.outbox import DeferredOutbox
from worker.commit.path import CommitPath
from worker.edge.api import openapi
from worker.edge.api.app import api_app
from worker.edge.api.asking import Services
from worker.edge.api.doorkeeper import KnownPeople
from worker.edge.api.lead_work import LeadWork
from worker.edge.api.origins import Origins
from worker.edge.api.replaying import KeptReplays
from worker.edge.api.routes import ROUTES
from worker.finding.asking import Lists
from worker.finding.lag import Lag
from worker.finding.writing import RowWriter
from worker.live.feed import Feed
from worker.store.memory import MemoryStore
from worker.store.memory_answers import MemoryAnswers
from worker.store.memory_audit import MemoryAudit
from worker.store.memory_factors import MemoryFactors
from worker.store.memory_finding import MemoryFinding
from worker.store.memory_people import MemoryPeople
from worker.store.memory_reading import MemoryReading
from worker.store.memory_views import MemoryViews
from worker.system import new_id

SECRET: Final = "umbrella teapot nineteen"
# The least that argon2id does: what it costs is for the tests of passwords, here are hundreds of tries.
QUICK: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
KEPT: Final = QUICK.hash(passwords.normal(SECRET))
HERE: Final = {"Sec-Fetch-Site": "same-origin"}
AT: Final = "/api/v1/accounts/acme"
TEAM: Final = TeamFile(
    users=tuple(User(id=name) for name in ("asha", "imran", "meena", "ravi")),
    teams={"sales": Team(members=("imran", "meena")), "support": Team(members=("ravi",))},
)
DOCUMENT: Final = openapi.document(ROUTES, "1")
FIELDS: Final = FieldsFile.model_validate(
    {"fields": [{"id": "city"}, {"id": "budget", "type": "number"}, {"id": "visit", "type": "date"}]}
)


@dataclass
class Hours:
    """A clock that is put on."""

    ms: int = 1_800_000_000_000

    def now(self) -> int:
        return self.ms

    async def sleep(self, seconds: float) -> None:
        self.ms += int(seconds * 1000)


@dataclass
class Office:
    """The API, who is known to it, and its clock. `accounts` may be changed: the next request sees it."""

    client: TestClient[Any, Any]
    people: MemoryPeople
    clock: Hours
    accounts: dict[str, Account]
    feed: Feed
    store: MemoryStore
    rows: RowWriter
    found: MemoryFinding
    commit: CommitPath
    log: MemoryAudit
    services: Services
    roles: dict[str, Role] = field(default_factory=lambda: dict(BUILT_IN))
    keys: int = 0

    async def ask(self, method: str, path: str, sent: Any = None, **headers: str) -> tuple[int, Any, SimpleCookie]:
        """Give status, body and cookies of an answer."""
        path = path if path.startswith("/api") else f"/api/v1{path}"
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.request(method, path, json=sent, headers=HERE | told) as response:
            return (
                response.status,
                await response.json(content_type=None) if response.status != 204 else None,
                response.cookies,
            )

    async def told(self, who: Mapping[str, str], method: str, path: str, sent: Any = None) -> tuple[int, Any]:
        """Give status and body of what somebody asks in the account acme, each time under another key."""
        self.keys += 1
        status, body, _ = await self.ask(method, AT + path, sent, Idempotency_Key=f"k{self.keys}", **who)
        return status, body

    async def sign_in(self, email: str = "asha@example.com", password: str = SECRET) -> str:
        """Give the cookie header of somebody who signed in."""
        status, body, cookies = await self.ask("POST", "/auth/login", {"email": email, "password": password})
        assert status == 200, body
        return f"leadworker={cookies['leadworker'].value}"

    async def somebody(
        self, role: str, teammate: str | None = None, account: str = "acme", scopes: frozenset[str] | None = None
    ) -> dict[str, str]:
        """Add a person with a role; give the header that a token of theirs is sent with."""
        person, secret, token = new_id(), new_secret(), new_id()
        membership = Membership(role, teammate)
        await self.people.add(Person(person, f"{person}@example.com", memberships={account: membership}))
        allowed = self.roles[role].permissions if scopes is None else scopes
        await self.people.keep_token(
            ApiToken(token, digest(secret), account, person, "script", allowed, self.clock.ms, self.clock.ms * 2)
        )
        return {"Authorization": f"Bearer {token_text(token, secret)}"}


async def nothing_waits() -> int:
    return 0


def opened(secure: bool = False) -> tuple[Office, TestServer]:
    """Give an office and its server, which is to be closed."""
    people, clock, log = MemoryPeople(), Hours(), MemoryAudit()
    accounts = {
        name: Account(id=name, settings=AccountFile(name=name.title()), fields=FIELDS) for name in ("acme", "other")
    }
    roles = dict(BUILT_IN)
    store, found = MemoryStore(clock), MemoryFinding()
    rows = RowWriter(found, lambda: Accounts.of(accounts.values()))
    commit = CommitPath(store, DeferredOutbox(store), lambda: Accounts.of(accounts.values()), clock, new_id)
    services = Services(
        accounts=lambda: Accounts.of(accounts.values()),
        automations=lambda: {
            name: Automations(account, surroundings=Surroundings(TEAM)) for name, account in accounts.items()
        },
        roles=lambda _: roles,
        document=Document(**DOCUMENT),
        clock=clock,
        doorkeeper=KnownPeople(people, clock),
        people=people,
        views=MemoryViews(),
        audit=log,
        factors=MemoryFactors(),
        replays=KeptReplays(MemoryAnswers(), clock),
        work=LeadWork(MemoryReading(store), store, Lists(found, clock), rows, commit, Lag(found, nothing_waits, clock)),
        secure=secure,
    )
    services.feed.on.set()
    server = TestServer(api_app(services, Origins.of("https://leads.example.com" if secure else "", ())))
    return Office(
        TestClient(server, cookie_jar=DummyCookieJar()),
        people,
        clock,
        accounts,
        services.feed,
        store,
        rows,
        found,
        commit,
        log,
        services,
        roles,
    ), server
