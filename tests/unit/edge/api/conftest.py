"""The office that tests of routes ask."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.edge.api.office import KEPT, QUICK, Office, opened
from worker.access import passwords
from worker.access.people import Person
from worker.access.principal import Membership


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    nobodys = QUICK.hash("nobody has this password")
    monkeypatch.setattr(passwords, "_hasher", lambda: QUICK)
    monkeypatch.setattr(passwords, "_nobodys", lambda: nobodys)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Two people who can sign in: Asha, an admin, and Imran, a user."""
    made, server = opened()
    async with made.client:
        await made.people.add(
            Person("p1", "asha@example.com", "Asha", KEPT, memberships={"acme": Membership("admin", "asha")})
        )
        await made.people.add(
            Person("p2", "imran@example.com", "Imran", KEPT, memberships={"acme": Membership("user", "imran")})
        )
        yield made
    await server.close()
