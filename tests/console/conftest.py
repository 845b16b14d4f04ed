"""The console in a browser: one worker and one browser for all tests of this folder, a clean context for each.

Playwright's own loop runs in the thread of the tests while the browser is there; it ends with this folder, since tests
of other folders run loops of their own. That is why these fixtures live as long as the package, not as the session,
and why pytest-playwright, whose fixtures live as long as the session, is not used.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymongo
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect, sync_playwright

from tests.console import flock
from tests.console.chromium import arguments, chromium
from tests.console.desk import ACCOUNT, OTHER_ACCOUNT, PASSWORD, Desk, Somebody, desk
from tests.services import ServiceMissingError
from tests.services.names import fresh
from tests.services.rabbitmq import RabbitMQ
from tests.services.vhost import clean_place
from worker.console.building import UI
from worker.console.files import STATIC

SHOTS = Path(__file__).parent / "shots"
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
NARROW: ViewportSize = {"width": 320, "height": 640}  # also a desk at 400 %
PATIENCE_MS = 30_000  # two browsers and the servers of four processes may share two processors
expect.set_options(timeout=PATIENCE_MS)
# Answers that a test provokes are no fault of the page; the browser writes them to its console all the same.
EXPECTED = re.compile(
    r"Failed to load resource: (the server responded with a status of [45]\d\d|net::ERR_INTERNET_DISCONNECTED)"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say of each test that it needs servers, and whose worker and browser it shares."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("console"))
            item.add_marker(pytest.mark.services)


@pytest.fixture(scope="package")
def console(rabbitmq: RabbitMQ, mongo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A worker with its console."""
    if not (STATIC / "index.html").is_file():
        pytest.fail("the console was not built: make console", pytrace=False)
    database = fresh("test_")
    with clean_place(rabbitmq) as amqp_url, desk(amqp_url, mongo_url, database, tmp_path_factory.mktemp("desk")) as one:
        yield one
    client: Any
    with pymongo.MongoClient(mongo_url, serverSelectionTimeoutMS=5_000) as client:
        client.drop_database(database)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser."""
    try:
        program = chromium()
    except ServiceMissingError as missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(missing))
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        one = playwright.chromium.launch(executable_path=program, args=arguments())
        yield one
        one.close()


@dataclass
class People:
    """Who can sign in, made when a test first asks for them, and signed in once."""

    console: Desk
    browser: Browser
    known: dict[str, Somebody] = field(default_factory=dict)
    states: dict[str, Any] = field(default_factory=dict)

    def named(self, role: str) -> Somebody:
        """Give the one of a role: admin (in both accounts), manager, user."""
        if role not in self.known:
            email, name, mate = {
                "admin": ("meena@acme-realty.example", "Meena Iyer", "meena"),
                "manager": ("vikram@acme-realty.example", "Vikram Shetty", "vikram"),
                "user": ("imran@acme-realty.example", "Imran Khan", "imran"),
            }[role]
            somebody = self.console.invite(email, name, role, teammate=mate)
            if role == "admin":
                somebody = self.console.invite(email, name, role, OTHER_ACCOUNT)  # its link is the one that holds
            status, _ = self.console.call("POST", "/auth/password", {"token": somebody.token, "password": PASSWORD})
            assert status == 200
            self.known[role] = somebody
        return self.known[role]

    def state(self, role: str) -> Any:
        """Give cookies and storage of a browser in which the one of a role is signed in."""
        if role not in self.states:
            email = self.named(role).email
            context = self.browser.new_context()
            answer = context.request.post(
                f"{self.console.url}/api/v1/auth/login",
                data={"email": email, "password": PASSWORD},
                headers={"Sec-Fetch-Site": "same-origin"},
            )
            assert answer.ok, answer.text()
            self.states[role] = context.storage_state()
            context.close()
        return self.states[role]


@pytest.fixture(scope="package")
def people(console: Desk, browser: Browser) -> People:
    """Who can sign in."""
    return People(console, browser)


@pytest.fixture(scope="package")
def ospreys(console: Desk, people: People) -> None:
    """Thirty people, who are changed while somebody looks."""
    _brought(console, people, flock.osprey, 30, "Osprey")


def _brought(console: Desk, people: People, person: Callable[[int], dict[str, str]], number: int, family: str) -> None:
    people.named("admin")
    console.broadcast([person(n) for n in range(number)], campaign=f"{family.lower()}s")
    flock.awaited(console, people, family, number)


Opened = Callable[..., Page]


@pytest.fixture
def opened(console: Desk, browser: Browser, people: People, request: pytest.FixtureRequest) -> Iterator[Opened]:
    """Open pages: `opened("/me", role="admin", look="dark", size=PHONE)`.

    What a page writes to its console, an exception in it and what its content security policy refused fail the test.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.match(message.text):
            faults.append(f"{message.type}: {message.text}")

    def give(
        path: str = "/", role: str = "", look: str = "light", size: ViewportSize = DESK, state: Any = None, **more: Any
    ) -> Page:
        context = browser.new_context(
            base_url=console.url,
            viewport=size,
            color_scheme="dark" if look == "dark" else "light",
            reduced_motion="reduce",
            locale="en-IN",
            timezone_id="Asia/Kolkata",
            has_touch=size["width"] < 640,
            storage_state=people.state(role) if role else state,
            **more,
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(f"exception: {error}"))
        page.goto(f"/console{path}")
        return page

    yield give
    failed = getattr(request.node, "failed_in_call", False)
    for number, context in enumerate(contexts):
        for page in context.pages if failed else ():
            SHOTS.mkdir(exist_ok=True)
            page.screenshot(path=SHOTS / f"FAILED-{re.sub(r'[^A-Za-z0-9]+', '-', request.node.name)}-{number}.png")
        context.close()
    assert not faults, "\n".join(faults)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Note on the test that it failed, so that what the page showed can be kept."""
    report = yield
    if report.when == "call" and report.failed:
        item.failed_in_call = True  # type: ignore[attr-defined]  # read back by `opened`
    return report


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The text of axe-core."""
    return (UI / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture
def accessible(axe_source: str) -> Callable[[Page], None]:
    """Check a page by axe-core: WCAG 2.0 to 2.2, A and AA, and best practice."""

    def check(page: Page) -> None:
        page.evaluate(axe_source + "; null")
        # What lies behind an open dialog is hidden from everybody, with the page's landmarks and its heading.
        behind = ["landmark-one-main", "page-has-heading-one", "region"] if page.get_by_role("dialog").count() else []
        wanted = {
            "resultTypes": ["violations"],
            "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            "rules": {rule: {"enabled": False} for rule in behind},
        }
        found = page.evaluate("wanted => axe.run(document, wanted)", wanted)
        told = [
            f"{one['id']}: {one['help']}\n    " + "\n    ".join(node["html"][:200] for node in one["nodes"][:5])
            for one in found["violations"]
        ]
        assert not told, "\n".join(told)

    return check


def shot(page: Page, name: str) -> None:
    """Keep a picture, for a person to look at."""
    SHOTS.mkdir(exist_ok=True)
    page.wait_for_timeout(700 if page.evaluate("innerWidth < 640") else 60)  # what opens under a finger is drawn later
    page.screenshot(path=SHOTS / f"{name}.png")


__all__ = ["ACCOUNT", "DESK", "NARROW", "PHONE", "Opened", "People", "shot"]
