"""An API of a few routes of its own, over people who are known by their cookie or token."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp.test_utils import TestClient, TestServer
from pydantic import Field

from schemas.account import AccountFile
from schemas.api.document import Document
from schemas.api.wire import Answer, Request
from worker.access.principal import Caller, Membership
from worker.access.roles import BUILT_IN
from worker.account import Account, Accounts
from worker.edge.api.app import api_app
from worker.edge.api.asking import OPEN, SIGNED_IN, Again, Ask, Credentials, Reply, Route, Services
from worker.edge.api.openapi import document
from worker.edge.api.origins import Origins
from worker.errors import ProblemError, StoreUnavailableError
from worker.store.memory_audit import MemoryAudit
from worker.store.memory_factors import MemoryFactors
from worker.store.memory_people import MemoryPeople
from worker.store.memory_views import MemoryViews
from worker.system import SystemClock

ACME: Final = "acme"
HERE: Final = {"Sec-Fetch-Site": "same-origin"}
KEY: Final = {"Idempotency-Key": "k1"}
LEAD: Final = "01m8fdfyjvck38c5vc7ed01wf9"


class Sent(Request):
    name: str = Field(min_length=1, max_length=20)
    size: int | None = None


class Parameters(Request):
    limit: int = Field(10, ge=1, le=100)


class Said(Answer):
    says: str


@dataclass
class People:
    """The doorkeeper."""

    known: dict[Credentials, Caller] = field(default_factory=dict)

    async def who(self, credentials: Credentials, *, used: bool = True) -> Caller | None:  # noqa: ARG002  # the port's
        return self.known.get(credentials)


@dataclass
class Kept:
    """The replays, in memory."""

    answers: dict[str, tuple[str, Reply | None]] = field(default_factory=dict)

    async def claim(self, key: str, digest: str) -> Reply | None:
        if key not in self.answers:
            self.answers[key] = (digest, None)
            return None
        before, reply = self.answers[key]
        if before != digest:
            raise ProblemError("idempotency_key_reused", "another body")
        if reply is None:
            raise ProblemError("busy", "it is under way")
        return reply

    async def answered(self, key: str, reply: Reply) -> None:
        self.answers[key] = (self.answers[key][0], reply)

    async def failed(self, key: str) -> None:
        del self.answers[key]


@dataclass
class Work:
    """What the handlers of these tests do."""

    calls: list[Ask] = field(default_factory=list)
    failure: BaseException | None = None
    gate: asyncio.Event | None = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    says: str = "done"
    headers: Mapping[str, str] = field(default_factory=dict)

    async def __call__(self, ask: Ask) -> Reply:
        self.calls.append(ask)
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        return Reply(Said(says=self.says), headers=self.headers)


AWAY: Final = StoreUnavailableError("mongodb://user:secret@db cannot be reached")


def routes(work: Work) -> tuple[Route, ...]:
    at = "/accounts/{account}"
    said: Mapping[int, type[Answer] | None] = {200: Said}
    return (
        Route("GET", "/open", "open", "", work, OPEN, said),
        Route("POST", "/login", "login", "", work, OPEN, said, body=Sent, again=Again.NOTHING),
        Route("GET", f"{at}/list", "list", "", work, SIGNED_IN, said, query=Parameters),
        Route("POST", f"{at}/leads/query", "query", "", work, "lead.read", said, body=Sent),
        Route("GET", f"{at}/leads/{{lead}}", "lead", "", work, "lead.read", said),
        Route("POST", f"{at}/spaces", "space", "", work, "space.own", said, body=Sent, again=Again.ANSWER),
        Route("POST", f"{at}/exports", "export", "", work, "lead.export", said, body=Sent, again=Again.ANSWER),
    )


@dataclass
class Scene:
    """The application, served, and what is behind it."""

    client: TestClient[Any, Any]
    work: Work
    people: People
    kept: Kept

    async def ask(self, method: str, path: str, **more: Any) -> tuple[int, Any, Mapping[str, str]]:
        """Give status, body and headers of an answer."""
        async with self.client.request(method, f"/api/v1{path}", **more) as response:
            body = await response.json(content_type=None) if response.content_length != 0 else None
            return response.status, body, response.headers


def scene(origins: Origins | None = None) -> tuple[Scene, TestServer]:
    """Give a scene; the server is to be started and closed."""
    work, kept = Work(), Kept()
    user, manager = (
        Caller("human", name, session="s", memberships={ACME: Membership(role, name)})
        for name, role in (("imran", "user"), ("meena", "manager"))
    )
    robot = Caller("api", "t1", memberships={ACME: Membership("admin", None, frozenset({"lead.read"}))})
    people = People(
        {
            Credentials(session="imran-cookie"): user,
            Credentials(session="meena-cookie"): manager,
            Credentials(token="lwt_robot"): robot,
        }
    )
    accounts = Accounts.of([Account(id=name, settings=AccountFile(name=name)) for name in (ACME, "other")])
    table = routes(work)
    services = Services(
        accounts=lambda: accounts,
        automations=dict,
        roles=lambda _: BUILT_IN,
        document=Document(**document(table, "1")),
        clock=SystemClock(),
        doorkeeper=people,
        people=MemoryPeople(),
        views=MemoryViews(),
        audit=MemoryAudit(),
        factors=MemoryFactors(),
        replays=kept,
        secure=origins is not None and origins.public is not None and origins.public.scheme == "https",
    )
    server = TestServer(api_app(services, origins or Origins(), table))
    return Scene(TestClient(server), work, people, kept), server
