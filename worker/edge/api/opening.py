"""The API of a connected worker: its stores, prepared, and the server on them."""

import contextlib
from collections.abc import AsyncIterator
from typing import Protocol

from worker.commit.path import CommitPath
from worker.edge.api.lead_work import LeadWork
from worker.edge.api.serving import Stores, Worker, following, mail_office, serve_api, services_of
from worker.finding.asking import Lists
from worker.finding.lag import Lag
from worker.finding.writing import RowWriter
from worker.ports import Broker, Clock
from worker.store.answers import Answers
from worker.store.audit import Audit
from worker.store.factors import Factors
from worker.store.finding import FindingStore
from worker.store.lead_reading import LeadReading
from worker.store.mongo import Mongo
from worker.store.people import People
from worker.store.views import Views
from worker.store.walks import Walks
from worker.topology import FINDING


class Connected(Worker, Protocol):
    """A worker with its servers."""

    mongo: Mongo
    broker: Broker
    clock: Clock
    commit: CommitPath


@contextlib.asynccontextmanager
async def open_api(worker: Connected) -> AsyncIterator[None]:
    """Serve the lead API while within."""
    mongo, clock = worker.mongo, worker.clock
    stores = Stores(People(mongo), Views(mongo), Answers(mongo), Audit(mongo), Factors(mongo))
    await stores.prepare()
    rows = FindingStore(mongo)
    lag = Lag(rows, lambda: worker.broker.depth(FINDING), clock)
    writer = RowWriter(rows, worker.accounts)
    work = LeadWork(LeadReading(mongo), Walks(mongo), Lists(rows, clock), writer, worker.commit, lag)
    async with mail_office(worker.settings) as post:
        services = services_of(worker, stores, clock, work, post)
        async with following(worker.broker, services.feed, clock), serve_api(worker.settings, services):
            yield
