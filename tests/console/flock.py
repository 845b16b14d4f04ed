"""Leads that the tests of the list look for: each family has a name of its own, so that no test counts another's."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.console.desk import ACCOUNT, Desk
from tests.console.leads_screen import LeadsScreen

if TYPE_CHECKING:  # which makes its fixtures with this
    from tests.console.conftest import Opened, People

HERE = f"/{ACCOUNT}/leads"


def osprey(number: int) -> dict[str, str]:
    """One of those that live updates are about."""
    return {"phone": f"+9198244{number:05d}", "name": f"Osprey {number:02d}", "city": "Kolhapur"}


def cookie_of(people: "People", role: str = "admin") -> str:
    """Give the cookie of somebody who is signed in."""
    return "; ".join(f"{one['name']}={one['value']}" for one in people.state(role)["cookies"])


def awaited(console: Desk, people: "People", search: str, count: int, seconds: float = 60) -> None:
    """Wait until so many leads are found by words."""
    until, found = time.monotonic() + seconds, -1
    while time.monotonic() < until:
        sent = {"search": search}
        status, said = console.call("POST", f"/accounts/{ACCOUNT}/leads/count", sent, cookie_of(people))
        if status == 200 and (found := said["count"]["value"]) >= count:
            return
        time.sleep(0.3)
    raise AssertionError(f"of {count} leads of {search!r} {found} became findable")


def lead_of(console: Desk, people: "People", search: str, *columns: str) -> dict[str, Any]:
    """Give the row of the one lead that is found by words."""
    sent = {"search": search, "columns": columns or ("name",)}
    status, said = console.call("POST", f"/accounts/{ACCOUNT}/leads/query", sent, cookie_of(people))
    assert status == 200, said
    (row,) = said["data"]
    found: dict[str, Any] = row
    return found


def changed(console: Desk, people: "People", search: str, fields: Mapping[str, Any], role: str = "manager") -> None:
    """Change fields of a lead over the API, as somebody else would."""
    row = lead_of(console, people, search, *fields)
    stated = {name: {"value": value, "stamp": row["cells"][name]["stamp"]} for name, value in fields.items()}
    there = f"/accounts/{ACCOUNT}/leads/{row['id']}"
    status, said = console.call("PATCH", there, {"fields": stated}, cookie_of(people, role))
    assert status == 200, said


def at(opened: "Opened", path: str, **more: Any) -> LeadsScreen:
    """Open a list as somebody who may do everything; wait until it was read."""
    return LeadsScreen(opened(path, **{"role": "admin", **more})).there()
