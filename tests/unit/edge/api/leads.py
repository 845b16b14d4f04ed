"""Leads for tests of the API: put into an office by the commit path, and found at once."""

from typing import Any

from tests.unit.edge.api.office import Office
from worker.contact import Authority, Contact, Fact
from worker.identity.keys import read_phone
from worker.leads.commands import Command, Result, assign, set_state


def contact(number: int = 1, *, account: str = "acme", by: Authority = "plugin", **facts: Any) -> Contact:
    """Give somebody who came by a form; `number` tells people apart."""
    identity = read_phone(f"+9198123450{number:02}", region=None).primary
    return Contact(
        account,
        f"form:{number}",
        1_700_000_000_000 + number,
        "plugin",
        "site",
        "form_submitted",
        (identity,),
        facts=tuple(Fact(name, value, by) for name, value in facts.items()),
    )


async def lead(office: Office, number: int = 1, **more: Any) -> str:
    """Put a lead in, with an assignee, a state, an account, or fields; give its id."""
    assignee, state = more.pop("assignee", None), more.pop("state", None)
    said = contact(number, **more)
    (receipt,) = (await office.commit.apply([said])).receipts
    name = receipt.detail
    steps = [("assign", assign(assignee))] if assignee else []
    steps += [("state", set_state(state))] if state else []
    if steps:
        at = office.clock.ms
        await done(office, Command(said.account, f"set:{number}", name, at, "rule", "r", "rule_fired", tuple(steps)))
    await found(office, name)
    return name


async def done(office: Office, command: Command) -> Result:
    """Carry a command out that must succeed."""
    (result,) = await office.commit.execute([command])
    assert result.verdict == "done", result
    return result


async def found(office: Office, *names: str) -> None:
    """Write the search rows of leads, as the role `finder` would."""
    await office.rows.write(await office.store.leads_by_ids(names))
