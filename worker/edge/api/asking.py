"""What a handler is given and gives, and what a line of the table of routes says."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, Protocol, TypeVar

from pydantic import BaseModel

from schemas.api.document import Document
from schemas.api.wire import Answer
from schemas.team import TeamFile
from worker.access.audit import AuditStore, AuditValue, Deed
from worker.access.factors import FactorStore
from worker.access.principal import Caller, Principal
from worker.access.roles import Role
from worker.access.storage import PeopleStore
from worker.account import Account, Accounts
from worker.automations.rules.loading import Automations
from worker.edge.api.crowding import Crowd
from worker.edge.api.lead_work import LeadWork
from worker.live.feed import Feed
from worker.notify.mail import Mail
from worker.ports import Clock
from worker.views.storage import ViewStore

Model = TypeVar("Model", bound=BaseModel)

OPEN: Final = None  # as a route's permission: for everybody, signed in or not
SIGNED_IN: Final = ""  # for whoever is signed in


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brings to say who asks: the console's cookie, or a token."""

    session: str | None = None
    token: str | None = None


class Doorkeeper(Protocol):
    """Knows people and tokens by what they bring."""

    async def who(self, credentials: Credentials, *, used: bool = True) -> Caller | None:
        """Give who asks; None for credentials that are unknown, expired or revoked.

        `used`: this is a use of them, which keeps a session from ending; else it is only looked at.
        """


class Replays(Protocol):
    """Remembers answers by the key of the request, so that a request that is sent again does nothing twice."""

    async def claim(self, key: str, digest: str) -> "Reply | None":
        """Give the earlier answer to this key, None if the request is to be carried out now.

        Raises `ProblemError`: `idempotency_key_reused` where the key came with another body (`digest` differs), `busy`
        while the first one is under way.
        """

    async def answered(self, key: str, reply: "Reply") -> None:
        """Keep an answer."""

    async def failed(self, key: str) -> None:
        """Let the key go: nothing was done."""


class Post(Protocol):
    """Sends e-mail."""

    async def send(self, mail: Mail) -> None:
        """Send; return when the server took it. Raises `RefusedError` or `UndeliveredError`."""


@dataclass(slots=True)
class Services:
    """What handlers work with. `accounts` and `automations` give the snapshot in force."""

    accounts: Callable[[], Accounts]
    automations: Callable[[], Mapping[str, Automations]]
    roles: Callable[[str], Mapping[str, Role]]  # of an account
    document: Document
    clock: Clock
    doorkeeper: Doorkeeper
    people: PeopleStore
    views: ViewStore
    replays: Replays
    audit: AuditStore
    factors: FactorStore
    post: Post | None = None  # where people can be mailed a link that leads here
    work: LeadWork | None = None  # where routes of leads are served
    feed: Feed = field(default_factory=Feed)
    crowd: Crowd = field(default_factory=Crowd)
    later: set[asyncio.Task[None]] = field(default_factory=set)  # what goes on after an answer
    address: str = ""  # where people reach the console
    secure: bool = False  # whether that is by https
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))  # each takes 64 MiB and 0.1 s


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, read and authorised."""

    services: Services
    route: "Route"
    trace: str
    places: Mapping[str, str] = field(default_factory=dict)  # parts of the path
    caller: Caller | None = None
    principal: Principal | None = None
    account: Account | None = None
    sent: BaseModel | None = None
    asked: BaseModel | None = None
    credentials: Credentials = field(default_factory=Credentials)
    last_event: str | None = None  # id of what a stream told last, of who comes back
    key: str = ""  # <principal>/<Idempotency-Key>, of changing requests
    digest: str = ""  # SHA-256 of the body, of changing requests
    address: str = ""  # of whoever asks, for limits on guessing
    agent: str = ""  # what they say their browser is

    def body(self, model: type[Model]) -> Model:
        """Give the body, which the table says is of this model."""
        return _of(model, self.sent)

    def query(self, model: type[Model]) -> Model:
        """Give the parameters of the address, which the table says are of this model."""
        return _of(model, self.asked)

    def who(self) -> Principal:
        """Give who asks, on a route of an account."""
        if self.principal is None:
            raise TypeError(f"{self.route.operation} is no route of an account")
        return self.principal

    def team(self) -> TeamFile:
        """Give the account's team.yaml."""
        rules = self.services.automations().get(self.where().id)
        return rules.surroundings.team if rules else TeamFile()

    def roles(self) -> Mapping[str, Role]:
        """Give the account's roles, by id."""
        return self.services.roles(self.where().id)

    def now(self) -> int:
        """Give the time, Unix ms."""
        return self.services.clock.now()

    async def note(self, kind: str, **about: AuditValue) -> None:
        """Write what whoever asks did into the audit log of the account."""
        who = self.who()
        deed = Deed(who.account, kind, who.kind, who.id, self.now(), self.address, about)
        await self.services.audit.append(deed)

    def where(self) -> Account:
        """Give the account, on a route of one."""
        if self.account is None:
            raise TypeError(f"{self.route.operation} is no route of an account")
        return self.account

    def leads(self) -> LeadWork:
        """Give what routes of leads work with."""
        if self.services.work is None:
            raise TypeError(f"{self.route.operation} is served without leads")
        return self.services.work


def _of(model: type[Model], value: BaseModel | None) -> Model:
    if not isinstance(value, model):
        raise TypeError(f"the table of routes promises {type(value).__name__}, the handler wants {model.__name__}")
    return value


class Stream(Protocol):
    """An answer that goes on: server-sent events."""

    async def take(self) -> bytes | None:
        """Give what is to be sent next, None at the end."""

    def close(self) -> None:
        """Nobody reads it any more."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered."""

    body: Answer | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: Stream | None = None


Handler = Callable[[Ask], Awaitable[Reply]]


class Again(StrEnum):
    """What a request that is sent a second time under the same key meets."""

    READS = "reads"  # it changes nothing
    HISTORY = "history"  # the key becomes the id of the history entry: the handler answers from there
    ANSWER = "answer"  # the kept answer
    NOTHING = "nothing"  # no key is asked for: signing in and out


@dataclass(frozen=True, slots=True)
class Route:
    """A line of the table."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str  # below /api/v1
    operation: str  # operationId, snake_case
    summary: str
    handler: Handler
    permission: str | None
    answers: Mapping[int, type[Answer] | None]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    again: Again = Again.READS
    problems: tuple[str, ...] = ()  # types beyond those of `handling` that the handler may raise
    streams: bool = False  # the answer is a stream of server-sent events, each with data of the model

    @property
    def of_account(self) -> bool:
        """Whether the path names an account."""
        return self.path.startswith("/accounts/{account}")
