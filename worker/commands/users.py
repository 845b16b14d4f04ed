"""`leadworker users`: who can sign in."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated, Any, Final

import typer

from worker.access.audit import AuditValue, Deed
from worker.access.people import HOUR_MS, INVITATION_MS, Person, digest, folded_email, invitation_link, new_secret
from worker.access.principal import Membership
from worker.access.roles import BUILT_IN, roles_of
from worker.commands import rendering
from worker.commands.names import require, require_account
from worker.commands.session import Session, reading, run
from worker.errors import ConfigurationError, UnknownNameError
from worker.settings import Settings
from worker.store.audit import Audit
from worker.store.factors import Factors
from worker.store.people import People
from worker.system import SystemClock, new_id

users_app = typer.Typer(help="Who can sign in to the lead API.", no_args_is_help=True)

_TRIES: Final = 5
Account = Annotated[str, typer.Option("--account", "-a", help="The account's id.")]
Email = Annotated[str, typer.Option("--email", "-e", help="The person's e-mail address; it is what they sign in with.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@users_app.command()
def add(
    account: Account,
    email: Email,
    role: Annotated[
        str, typer.Option(help=f"What they may do: {', '.join(BUILT_IN)}, or a role of the account's roles.yaml.")
    ] = "user",
    name: Annotated[str, typer.Option(help="Their name.")] = "",
    teammate: Annotated[
        str | None, typer.Option(help="Which user of team.yaml they are; default: the one with this e-mail address.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Let somebody sign in, or change their role in an account; prints how to set a password where they have none.

    The token in it works once, for 24 hours. Whoever has it can sign in: hand it over the way you would a key.
    Exit code: 0 done, 2 there is no such account, role or teammate, 75 the store is away.

    Examples:

        leadworker users add --account acme-realty --email asha@example.com --role admin

        leadworker users add -a acme-realty -e imran@example.com --teammate imran
    """
    _tell(as_json, run(_add(account, folded_email(email), Membership(role, teammate), name)))


@users_app.command()
def reset(
    email: Email,
    second_factor: Annotated[
        bool, typer.Option("--second-factor", help="Also remove the second factor, where its telephone was lost.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Print how to set a new password, for somebody who forgot theirs. Earlier tokens for that no longer work.

    Exit code: 0 done, 2 there is nobody with this address, 75 the store is away.

    Examples:

        leadworker users reset --email asha@example.com
    """
    _tell(as_json, run(_reset(folded_email(email), second_factor=second_factor)))


@users_app.command(name="list")
def list_users(account: Account, as_json: Json = False) -> None:
    """List who can sign in to an account, with roles.

    Exit code: 0, 2 there is no such account, 75 the store is away.

    Examples:

        leadworker users list --account acme-realty
    """
    rows = run(_listed(account))
    if as_json:
        rendering.document({"account": account, "users": rows})
        return
    for row in rows:
        words = [row["email"], row["role"], row["name"], *([] if row["active"] else ["off"])]
        sys.stdout.write("  ".join(rendering.plain(word) for word in words if word) + "\n")


@users_app.command()
def off(email: Email, as_json: Json = False) -> None:
    """Let somebody sign in no more: sessions and API tokens of theirs end at once. `users add` lets them in again.

    Exit code: 0 done, 2 there is nobody with this address, 75 the store is away.

    Examples:

        leadworker users off --email imran@example.com
    """
    _tell(as_json, run(_off(folded_email(email))))


@asynccontextmanager
async def _opened() -> AsyncIterator[tuple[Session, People]]:
    async with reading(Settings()) as session:
        people = People(session.mongo)
        await people.prepare()
        await Audit(session.mongo).prepare()
        yield session, people


async def _noted(session: Session, account: str, kind: str, **about: AuditValue) -> None:
    deed = Deed(account, kind, "command", "leadworker users", SystemClock().now(), about=about)
    await Audit(session.mongo).append(deed)


async def _add(account: str, email: str, membership: Membership, name: str) -> dict[str, Any]:
    if "@" not in email.strip("@"):
        raise typer.BadParameter(f"{email!r} is no e-mail address", param_hint="--email")
    async with _opened() as (session, people):
        await require_account(session, account)
        around = session.automations[account].surroundings if account in session.automations else None
        require("role", membership.role, roles_of(around.roles if around else None), f"in {account}")
        team = around.team.users if around else ()
        require("teammate", membership.teammate, [user.id for user in team], f"in team.yaml of {account}")
        mine = next((user.id for user in team if user.email and folded_email(user.email) == email), None)
        member = replace(membership, teammate=membership.teammate or mine)
        for _ in range(_TRIES):
            person = await people.by_email(email)
            if person is None:
                fresh = Person(new_id(), email, name, memberships={account: member}, created_at=SystemClock().now())
                done = await people.add(fresh)
            else:
                memberships = {**person.memberships, account: member}
                fresh = replace(person, active=True, memberships=memberships, name=name or person.name)
                done = await people.change(fresh)
            if done:
                told = {"user": fresh.id, "role": member.role, "teammate": member.teammate}
                await _noted(session, account, "user_changed" if person else "user_invited", **told)
                more = {} if fresh.password else await _invitation(people, fresh)
                return {"email": email, "account": account, "role": member.role, "teammate": member.teammate, **more}
    raise ConfigurationError(f"others change {email} at the same time; try again")


async def _reset(email: str, *, second_factor: bool) -> dict[str, Any]:
    async with _opened() as (session, people):
        person = await _somebody(people, email)
        for account in person.memberships:
            await _noted(session, account, "user_linked", user=person.id, resets=bool(person.password))
        if second_factor and await Factors(session.mongo).drop(person.id):
            for account in person.memberships:
                await _noted(session, account, "second_factor_set", user=person.id, on=False)
        return {"email": email, **await _invitation(people, person)}


async def _off(email: str) -> dict[str, Any]:
    async with _opened() as (session, people):
        for _ in range(_TRIES):
            person = await _somebody(people, email)
            if await people.change(replace(person, active=False)):
                await people.end_sessions(person.id)
                for account in person.memberships:
                    await _noted(session, account, "user_changed", user=person.id, active_after=False)
                return {"email": email, "active": False}
    raise ConfigurationError(f"others change {email} at the same time; try again")


async def _listed(account: str) -> list[dict[str, Any]]:
    async with _opened() as (session, people):
        await require_account(session, account)
        return [
            {
                "id": person.id,
                "email": person.email,
                "name": person.name,
                "role": person.memberships[account].role,
                "teammate": person.memberships[account].teammate,
                "active": person.active,
                "has_password": bool(person.password),
            }
            for person in await people.members(account)
        ]


async def _somebody(people: People, email: str) -> Person:
    person = await people.by_email(email)
    if person is None:
        raise UnknownNameError(
            f"nobody has the e-mail address {email!r}; `leadworker users list` shows who can sign in"
        )
    return person


async def _invitation(people: People, person: Person) -> dict[str, Any]:
    secret = new_secret()
    await people.invite(digest(secret), person.id, SystemClock().now() + INVITATION_MS)
    address = Settings().console_address
    return {
        "link": invitation_link(address, secret),
        "set_password_at": f"{address}/api/v1/auth/password",
        "token": secret,
        "hours": INVITATION_MS // HOUR_MS,
    }


def _tell(as_json: bool, told: dict[str, Any]) -> None:
    if as_json:
        rendering.document(told)
        return
    said = [told["email"]]
    if "role" in told:
        said.append(f"is {told['role']} in {told['account']}")
    if told.get("teammate"):
        said.append(f"as {told['teammate']} of team.yaml")
    if told.get("active") is False:
        said.append("cannot sign in any more")
    sys.stdout.write(" ".join(said) + "\n")
    if "token" in told:
        sys.stdout.write(f"to set a password, once, within {told['hours']} hours:\n  {told['link']}\n")
