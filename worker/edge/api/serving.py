"""The server of the API: what it works with, and where it listens."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

import structlog
from aiohttp import web

from schemas.api.document import Document
from worker import __version__
from worker.access.answers import AnswerStore
from worker.access.audit import AuditStore
from worker.access.factors import FactorStore
from worker.access.roles import Role, roles_of
from worker.access.storage import PeopleStore
from worker.account import Accounts
from worker.automations.rules.loading import Automations
from worker.edge.api import openapi
from worker.edge.api.app import api_app
from worker.edge.api.asking import Post, Services
from worker.edge.api.doorkeeper import KnownPeople
from worker.edge.api.lead_work import LeadWork
from worker.edge.api.origins import Origins
from worker.edge.api.replaying import KeptReplays
from worker.edge.api.routes import ROUTES
from worker.edge.bounding import BoundedRunner
from worker.edge.listening import listening
from worker.live.feed import Feed
from worker.live.following import follow
from worker.notify.mail import Mailer, MailServer
from worker.ports import Broker, Clock
from worker.settings import Settings
from worker.views.storage import ViewStore

log = structlog.get_logger(__name__)

CLOSE_SECONDS: Final = 3.0
MAILS_AT_A_TIME: Final = 4


class Worker(Protocol):
    """A worker that serves: the parts that the API asks."""

    @property
    def settings(self) -> Settings:
        """The settings."""

    def accounts(self) -> Accounts:
        """Give the accounts in force."""

    def automations(self) -> Mapping[str, Automations]:
        """Give the accounts' rules in force, with what they refer to."""


@dataclass(frozen=True, slots=True)
class Stores:
    """What the API keeps that is no lead."""

    people: PeopleStore
    views: ViewStore
    answers: AnswerStore
    audit: AuditStore
    factors: FactorStore

    async def prepare(self) -> None:
        """Create what is missing."""
        for store in (self.people, self.views, self.answers, self.audit, self.factors):
            await store.prepare()


def services_of(worker: Worker, stores: Stores, clock: Clock, work: LeadWork, post: Post | None = None) -> Services:
    """Give what handlers work with."""
    people = stores.people
    return Services(
        accounts=worker.accounts,
        automations=worker.automations,
        roles=partial(_roles, worker),
        document=Document(**openapi.document(ROUTES, __version__)),
        clock=clock,
        doorkeeper=KnownPeople(people, clock),
        people=people,
        views=stores.views,
        audit=stores.audit,
        factors=stores.factors,
        replays=KeptReplays(stores.answers, clock),
        address=worker.settings.console_address,
        work=work,
        post=post,
        secure=worker.settings.console_url.startswith("https://"),
    )


def _roles(worker: Worker, account: str) -> Mapping[str, Role]:
    found = worker.automations().get(account)
    return roles_of(found.surroundings.roles if found else None)


@contextlib.asynccontextmanager
async def mail_office(settings: Settings) -> AsyncIterator[Post | None]:
    """Give what mails people while within; None without a mail server, or without an address that a link could lead to."""
    if settings.smtp_url is None or not settings.console_url:
        yield None
        return
    server = MailServer.of(settings.smtp_url, settings.smtp_from)
    async with Mailer(server, settings.notify_seconds, MAILS_AT_A_TIME) as mailer:
        yield mailer


@contextlib.asynccontextmanager
async def following(broker: Broker, feed: Feed, clock: Clock) -> AsyncIterator[None]:
    """Let a feed hear what is announced while within."""
    task = asyncio.create_task(follow(broker, feed, clock), name="following events")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


def _end_streams(feed: Feed) -> Callable[[web.Application], Awaitable[None]]:
    async def end(_: web.Application) -> None:
        feed.close()

    return end


@contextlib.asynccontextmanager
async def serve_api(settings: Settings, services: Services) -> AsyncIterator[str | None]:
    """Serve the API while within; give the address, None where there is none (`listening`)."""
    if settings.console_port == 0:
        yield None
        return
    origins = Origins.of(settings.console_url, settings.trusted_proxies)
    app = api_app(services, origins)
    app.on_shutdown.append(_end_streams(services.feed))
    runner = BoundedRunner(
        app,
        settings.console_connections,
        origins.trusted,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=CLOSE_SECONDS,
    )
    await runner.setup()
    try:
        yield await listening(settings, runner, "console", ("console.on", "console.off"))
    finally:
        await runner.cleanup()
