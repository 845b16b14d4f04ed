"""Fixtures for every test: real servers that start on first use, a clean place per test, and a hermetic environment.

Where tests run on several processes (pytest-xdist), each process has servers of its own: a test may crash them and
meets no test of another process. Tests that share what is dear to make are a group (`xdist_group`), and stay together.
"""

import gc
import logging
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import hypothesis
import pytest
import structlog
from structlog.dev import ConsoleRenderer, plain_traceback

from tests.alone import on_the_machine
from tests.services import ServiceMissingError
from tests.services.in_memory import in_memory
from tests.services.mongod import Mongod
from tests.services.mongod import mongod as start_mongod
from tests.services.names import fresh
from tests.services.rabbitmq import RabbitMQ
from tests.services.rabbitmq import rabbitmq as start_rabbitmq
from tests.services.vhost import clean_place
from tests.spread import pytest_xdist_make_scheduler  # noqa: F401  # a hook: pytest finds it here

Service = TypeVar("Service")

# The rooms of the tests in the order they run in: what fails soonest first, and of the rest the longest first, so that
# no process is left with a long test at the end while the other has nothing to do.
ROOMS = ("unit", "console", "acceptance", "contract", "integration")

# How long an example takes says more about the machine than about the code. The same examples on every run, so that
# what fails was broken by the change at hand; `make search` looks for new ones.
hypothesis.settings.register_profile(
    "leadworker",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    print_blob=True,
    derandomize=not os.environ.get("LEADWORKER_TEST_SEARCH"),
)
hypothesis.settings.load_profile("leadworker")

# Long runs end by themselves when nothing moves any more, however fast the machine is; this is for what hangs where
# nobody looks.
SLOW_SECONDS = 3_600.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the rooms in their order, within a room as collected; give long runs their time."""
    items.sort(key=_room)
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SLOW_SECONDS))


def pytest_collection_finish() -> None:
    """Keep the collected tests, ten thousand of them, out of what the collector of garbage looks through again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let long runs that measure have the machine to themselves. Outside of the time-out: to wait is no fault of theirs."""
    if not item.get_closest_marker("slow"):
        return (yield)
    with on_the_machine(alone=item.get_closest_marker("alone") is not None):
        return (yield)


def _room(item: pytest.Item) -> int:
    folders = item.path.relative_to(item.config.rootpath).parts
    return next((place for place, name in enumerate(ROOMS) if name in folders), len(ROOMS))


def _uncached(**settings: Any) -> None:
    """Configure structlog so that no module's logger keeps the configuration of the test that used it first."""
    _configure(**settings | {"cache_logger_on_first_use": False})


_configure = structlog.configure
structlog.configure = _uncached
# As it is by default, but for tracebacks that show every value in every frame: one of those takes seconds.
_uncached(processors=[*structlog.get_config()["processors"][:-1], ConsoleRenderer(exception_formatter=plain_traceback)])


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """What a test does to logging ends with it: commands configure it for a whole process."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    _uncached(**before)
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session", autouse=True)
def _hermetic_environment() -> None:
    """Keep the developer's own settings of the worker out of the tests."""
    for name in [n for n in os.environ if n.startswith("LEADWORKER_") and not n.startswith("LEADWORKER_TEST_")]:
        del os.environ[name]


@contextmanager
def _serving(start: Callable[..., AbstractContextManager[Service]], data: Path, **options: bool) -> Iterator[Service]:
    """Start a server with its `data` in memory; where there is none, fail in CI and skip on a laptop, saying what is missing."""
    with ExitStack() as stack:
        stack.enter_context(in_memory(data))
        try:
            server = stack.enter_context(start(data.parent, **options))
        except ServiceMissingError as missing:
            if os.environ.get("CI"):
                pytest.fail(str(missing), pytrace=False)
            pytest.skip(str(missing))
        yield server


@pytest.fixture(scope="session")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMQ]:
    """A RabbitMQ, shared by the tests."""
    with _serving(start_rabbitmq, tmp_path_factory.mktemp("rabbitmq") / "data") as server:
        yield server


@pytest.fixture(scope="session")
def rabbitmq_node(rabbitmq: RabbitMQ, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMQ]:
    """A RabbitMQ that a test may stop, kill and freeze, as long as it is up again afterwards."""
    if rabbitmq.controllable:
        yield rabbitmq
        return
    with _serving(start_rabbitmq, tmp_path_factory.mktemp("rabbitmq-node") / "data", ours=True) as server:
        yield server


@pytest.fixture
def amqp_url(rabbitmq: RabbitMQ) -> Iterator[str]:
    """The URL of a vhost without queues, for this test alone."""
    with clean_place(rabbitmq) as url:
        yield url


@pytest.fixture
def node_url(rabbitmq_node: RabbitMQ) -> Iterator[str]:
    """As `amqp_url`, on the node that may be killed."""
    with clean_place(rabbitmq_node) as url:
        yield url


@pytest.fixture(scope="session")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mongod]:
    """A mongod (replica set of one), shared by the tests."""
    with _serving(start_mongod, tmp_path_factory.mktemp("mongod") / "mongod") as server:
        yield server


@pytest.fixture(scope="session")
def mongod_node(mongod: Mongod, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mongod]:
    """A mongod that a test may stop, kill and freeze, as long as it is up again afterwards."""
    if mongod.controllable:
        yield mongod
        return
    with _serving(start_mongod, tmp_path_factory.mktemp("mongod-node") / "mongod", ours=True) as server:
        yield server


@pytest.fixture(scope="session")
def mongo_url(mongod: Mongod) -> str:
    """The connection string of the shared mongod."""
    return mongod.url


@pytest.fixture
def mongo_database(mongo_url: str) -> Iterator[str]:
    """The name of a database for this test alone; dropped afterwards."""
    name = fresh("test_")
    yield name
    import pymongo

    client: Any
    with pymongo.MongoClient(mongo_url, serverSelectionTimeoutMS=5_000) as client:
        client.drop_database(name)
