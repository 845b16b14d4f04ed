"""POST /auth/password: by a link. PUT /auth/password: by whoever knows the old one."""

import asyncio
from dataclasses import replace
from typing import Final

from schemas.api.problems import Part
from schemas.api.signing_in import NewPassword, PasswordChange
from worker.access import passwords
from worker.access.people import Person, digest, new_secret
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.signing_in import by_email, let_in, myself, noted, renewed, require_password
from worker.errors import ProblemError

_TRIES: Final = 5  # while others change the same person


async def set_password(ask: Ask) -> Reply:
    """Set the password that an invitation lets somebody set, and sign them in; other sessions of theirs end."""
    sent, people, now = ask.body(NewPassword), ask.services.people, ask.services.clock.now()
    invitation = digest(sent.token)
    invited = await people.invited(invitation, now)
    person = await people.person(invited) if invited else None
    if person is None or not person.active:
        raise _no_invitation()
    _require_good(person, sent.password, "/password")
    hashed = await _hashed(ask, sent.password)
    if await people.use_invitation(invitation, now) is None:
        raise _no_invitation()
    person = await _kept(ask, person, hashed)
    await people.end_sessions(person.id)
    await people.forgive(by_email(person.email))
    await noted(ask, person, "password_set", by="link")
    return await let_in(ask, person)


async def change_password(ask: Ask) -> Reply:
    """Change one's own password. Other sessions end, and so do links to set one; this session goes on as a new one."""
    sent, people = ask.body(PasswordChange), ask.services.people
    me = await myself(ask)
    await require_password(ask, me, sent.password)
    _require_good(me, sent.new_password, "/new_password")
    if passwords.normal(sent.new_password) == passwords.normal(sent.password):
        raise _weak("this is the password that you have; take another", "/new_password")
    me = await _kept(ask, me, await _hashed(ask, sent.new_password))
    await people.invite(digest(new_secret()), me.id, ask.now())  # in the place of a link that somebody else may hold
    headers = await renewed(ask, me, factor=ask.caller is not None and ask.caller.factor)
    await noted(ask, me, "password_set", by="old_password")
    return Reply(status=204, headers=headers)


def _require_good(person: Person, password: str, at: str) -> None:
    names = (person.name, person.email, person.email.partition("@")[0], *person.memberships)
    if why := passwords.objection(password, names):
        raise _weak(why, at)


def _weak(why: str, at: str) -> ProblemError:
    return ProblemError("invalid", why, Part(at=at, says=why, code="weak"))


async def _hashed(ask: Ask, password: str) -> str:
    async with ask.services.hashing:
        return await asyncio.to_thread(passwords.hashed, password)


async def _kept(ask: Ask, person: Person, hashed: str) -> Person:
    for _ in range(_TRIES):
        if await ask.services.people.change(replace(person, password=hashed)):
            return person
        person = await ask.services.people.person(person.id) or person
    raise ProblemError("conflict", "somebody changed this person meanwhile; try again")


def _no_invitation() -> ProblemError:
    return ProblemError("not_found", "this token was used, is over, or was replaced by a newer one; ask for a new one")
