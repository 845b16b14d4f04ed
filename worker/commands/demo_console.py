"""The end of the demonstration, where it was asked for: the console on its leads, until somebody has looked enough."""

import asyncio
import socket
from dataclasses import replace
from typing import Final

from rich.console import Console

from worker.access.people import INVITATION_MS, Person, digest, invitation_link, new_secret
from worker.access.principal import Membership
from worker.app import App
from worker.console.files import Built
from worker.embedded.mongod import free_port
from worker.settings import Settings
from worker.store.people import People
from worker.system import new_id

WHO: Final = ("meena@acme-realty.example", "Meena Iyer", "meena")  # of the sample team, so that some leads are hers
ROLE: Final = "admin"


def port() -> int:
    """Give the usual port of the console, or a free one where it is taken."""
    usual = int(Settings.model_fields["console_port"].default)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", usual))
        except OSError:
            return free_port()
    return usual


async def stay_open(app: App, console: Console, stop: asyncio.Event) -> None:
    """Tell the address and a link that lets somebody in, and wait until they have looked enough."""
    address = app.settings.console_address
    if Built().page("") is None:
        console.print("[yellow]The console's pages were not built[/]: make console")
    link = invitation_link(address, await _invitation(app))
    console.print(
        "\n[bold]The console is open[/], with these leads in it. Choose a password for Meena Iyer, an administrator:"
    )
    console.print(f"  {link}", style="cyan", highlight=False, soft_wrap=True)
    console.print("It works once; the page to come back to is")
    console.print(f"  {address}/console/", style="cyan", highlight=False, soft_wrap=True)
    console.print("Ctrl-C ends it.")
    await stop.wait()


async def _invitation(app: App) -> str:
    """Let somebody sign in to every account; give the secret of the link."""
    people, now = People(app.mongo), app.clock.now()
    email, name, teammate = WHO
    memberships = {}
    for account in app.accounts().by_id:
        team = app.automations()[account].surroundings.team.users if account in app.automations() else ()
        memberships[account] = Membership(ROLE, next((user.id for user in team if user.id == teammate), None))
    person = await people.by_email(email)
    if person is None:
        person = Person(new_id(), email, name, memberships=memberships, created_at=now)
        await people.add(person)
    else:  # of kept data: told again into the same directory
        await people.change(replace(person, active=True, memberships=memberships))
    secret = new_secret()
    await people.invite(digest(secret), person.id, now + INVITATION_MS)
    return secret
