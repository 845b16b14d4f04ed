"""POST /auth/login, /auth/logout; GET /auth/me, /auth/sessions; DELETE /auth/sessions/{session}."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from typing import Final

import structlog

from schemas.api.problems import Part
from schemas.api.signing_in import AccountOf, Login, Sessions, SessionShown, SignedIn
from worker.access import passwords
from worker.access.audit import AuditValue, Deed
from worker.access.guessing import PER_ADDRESS, PER_EMAIL, wait_left
from worker.access.people import PENDING_MS, SESSION_MS, Person, Session, digest, folded_email, new_secret
from worker.edge.api.asking import Ask, Reply
from worker.errors import LeadWorkerError, ProblemError

log = structlog.get_logger(__name__)

COOKIE: Final = "leadworker"  # with the prefix __Host- where the console is reached by https


def cookie_name(*, secure: bool) -> str:
    """Give the name of the session's cookie: with https bound to this very host (RFC 6265bis, section 4.1.3)."""
    return f"__Host-{COOKIE}" if secure else COOKIE


async def login(ask: Ask) -> Reply:
    """Sign somebody in; unknown addresses and wrong passwords are answered alike, after the same time."""
    sent = ask.body(Login)
    return await let_in(ask, await checked(ask, folded_email(sent.email), sent.password))


async def checked(ask: Ask, email: str, password: str) -> Person:
    """Give who has this address and password; raises `sign_in`, and `too_many` for who guesses."""
    person = await _known(ask, email, password)
    if person is None:
        raise ProblemError("sign_in", "no account has this e-mail address with this password")
    return person


async def require_password(ask: Ask, person: Person, password: str) -> None:
    """Take the password of somebody who is signed in once more; raises `invalid` at /password, and `too_many`."""
    if await _known(ask, person.email, password) is None:
        says = "this is not your password"
        raise ProblemError("invalid", f"/password: {says}", Part(at="/password", says=says, code="wrong_password"))


async def _known(ask: Ask, email: str, password: str) -> Person | None:
    people, limits = ask.services.people, _limits(ask, email)
    async with ask.services.hashing:  # also the look at the limits: many tries at once are no more tries
        await require_tries(ask, limits)
        person = await people.by_email(email)
        kept = person.password if person and person.active else ""
        if not await asyncio.to_thread(passwords.matches, password, kept) or person is None:
            for one, limit in limits.items():
                await people.failed(one, limit, ask.now())
            log.info("sign_in.failed", address=ask.address)
            if person is not None:
                _later(ask, noted(ask, person, "sign_in_failed", by="password"))
            return None
        await people.forgive(by_email(email))
        if passwords.outdated(person.password):
            await people.change(replace(person, password=await asyncio.to_thread(passwords.hashed, password)))
    return person


async def let_in(ask: Ask, person: Person) -> Reply:
    """Sign somebody in whose password is right; who has a second factor is asked for it first."""
    factor = await ask.services.factors.factor(person.id)
    if factor is None or not factor.confirmed:
        return await opened(ask, person)
    cookie = await _session(ask, person, pending=True)
    raise ProblemError(
        "second_factor", "send a code of your app, or a recovery code, to /auth/totp", headers={"Set-Cookie": cookie}
    )


def by_email(email: str) -> str:
    """Give under which name failures of an address are counted."""
    return f"email:{digest(email)}"


def _limits(ask: Ask, email: str) -> dict[str, int]:
    return {by_email(email): PER_EMAIL, f"address:{ask.address}": PER_ADDRESS}


async def require_tries(ask: Ask, limits: Mapping[str, int]) -> None:
    """Raise `too_many` while one of these, each with its limit, is to wait."""
    now = ask.now()
    known = await ask.services.people.failures(list(limits))
    if wait := max((wait_left(known[one], limits[one], now) for one in known), default=0):
        seconds = -(-wait // 1000)
        raise ProblemError(
            "too_many",
            f"too many attempts failed; try again in {_minutes(seconds)}, or ask an administrator to reset your password",
            headers={"Retry-After": str(seconds)},
        )


async def noted(ask: Ask, person: Person, kind: str, **about: AuditValue) -> None:
    """Write what somebody did into the audit logs of their accounts."""
    for account in sorted(person.memberships):
        deed = Deed(account, kind, "human", person.id, ask.now(), ask.address, about)
        await ask.services.audit.append(deed)


def _later(ask: Ask, work: Coroutine[None, None, None]) -> None:
    """Do something after the answer: that it is done for people who are known must not show in its time."""

    async def done() -> None:
        try:
            await work
        except LeadWorkerError as error:
            log.warning("audit.lost", error=str(error)[:300])

    task = asyncio.create_task(done())
    ask.services.later.add(task)
    task.add_done_callback(ask.services.later.discard)


async def logout(ask: Ask) -> Reply:
    """End the session that asks, and drop its cookie."""
    if ask.caller and ask.caller.session:
        await ask.services.people.end_session(ask.caller.session, ask.caller.id)
        ask.services.feed.end(ask.caller.id)
    return Reply(status=204, headers={"Set-Cookie": _cookie("", 0, secure=ask.services.secure)})


async def signed_in_as(ask: Ask) -> Reply:
    """Say who is signed in, and in which accounts."""
    return Reply(_shown(ask, await myself(ask)))


async def sessions(ask: Ask) -> Reply:
    """List the browsers that are signed in as whoever asks."""
    me, now = await myself(ask), ask.now()
    current = ask.caller.session if ask.caller else ""
    found = [one for one in await ask.services.people.sessions_of(me.id) if one.alive(now) and not one.pending]
    return Reply(Sessions(data=tuple(session_shown(one, current) for one in found)))


def session_shown(one: Session, current: str) -> SessionShown:
    """Give a session as it is listed; `current`: the one that asks."""
    return SessionShown(
        id=one.id,
        current=one.id == current,
        began_at=one.began_at,
        seen_at=one.seen_at,
        address=one.address,
        agent=one.agent,
    )


async def end_session(ask: Ask) -> Reply:
    """Sign another browser of whoever asks out."""
    me = await myself(ask)
    if not await ask.services.people.end_session(ask.places["session"], me.id):
        raise ProblemError("not_found", "you have no such session; it may have ended already")
    ask.services.feed.end(me.id)
    await noted(ask, me, "signed_out")
    return Reply(status=204)


async def myself(ask: Ask) -> Person:
    """Give who asks by the cookie of the console; raises `sign_in` for a token."""
    person = await ask.services.people.person(ask.caller.id) if ask.caller and ask.caller.session else None
    if person is None:
        raise ProblemError("sign_in", "sign in with the console: a token has no sessions")
    return person


async def opened(ask: Ask, person: Person, *, factor: bool = False) -> Reply:
    """Open a session; `factor`: a second factor was given."""
    cookie = await _session(ask, person, factor=factor)
    await noted(ask, person, "sign_in", agent=ask.agent, second_factor=factor)
    log.info("sign_in.done", person=person.id, address=ask.address)
    return Reply(_shown(ask, person), headers={"Set-Cookie": cookie})


async def renewed(ask: Ask, person: Person, *, factor: bool) -> Mapping[str, str]:
    """End all sessions of somebody but the one that asks, which goes on under a new cookie: give the header that sets it.

    The one that asks ends last, so that hardly a request of its page meets a cookie that holds no more.
    """
    people, old = ask.services.people, ask.caller.session if ask.caller else ""
    await people.end_sessions(person.id, besides=old)
    cookie = await _session(ask, person, factor=factor)
    await people.end_session(old, person.id)
    ask.services.feed.end(person.id)
    return {"Set-Cookie": cookie}


async def _session(ask: Ask, person: Person, *, factor: bool = False, pending: bool = False) -> str:
    """Keep a session, and give its cookie."""
    secret, now = new_secret(), ask.now()
    session = Session(digest(secret), person.id, now, now, ask.address, ask.agent, pending=pending, factor=factor)
    await ask.services.people.open_session(session)
    return _cookie(secret, (PENDING_MS if pending else SESSION_MS) // 1000, secure=ask.services.secure)


def _shown(ask: Ask, person: Person) -> SignedIn:
    accounts = ask.services.accounts().by_id
    mine = [
        AccountOf(account=name, name=accounts[name].settings.name, role=member.role)
        for name, member in sorted(person.memberships.items())
        if name in accounts and member.active
    ]
    return SignedIn(id=person.id, email=person.email, name=person.name, accounts=tuple(mine))


def _cookie(value: str, seconds: int, *, secure: bool) -> str:
    name = cookie_name(secure=secure)
    return f"{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")


def _minutes(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
