"""POST /auth/totp; GET, POST, PUT /auth/second-factor; POST /auth/second-factor/off, /auth/second-factor/recovery-codes."""

import structlog

from schemas.api.second_factor import Code, PasswordAgain, RecoveryCodes, SecondFactor, SecondFactorBegun
from worker.access import factors
from worker.access.factors import PER_PERSON, Factor
from worker.access.guessing import PER_ADDRESS
from worker.access.people import Person, digest
from worker.edge.api.asking import Ask, Reply
from worker.edge.api.signing_in import myself, noted, opened, renewed, require_password, require_tries
from worker.errors import ProblemError

log = structlog.get_logger(__name__)


async def totp(ask: Ask) -> Reply:
    """Let somebody in whose password was right, by a code: each counts once."""
    people, now = ask.services.people, ask.now()
    session = await people.session(digest(ask.credentials.session)) if ask.credentials.session else None
    person = await people.person(session.person) if session and session.pending and session.alive(now) else None
    if session is None or person is None or not person.active:
        raise ProblemError("sign_in", "the password was given too long ago; sign in anew")
    factor = await ask.services.factors.factor(person.id)
    if factor is None or not factor.confirmed:
        raise ProblemError("sign_in", "there is no second factor any more; sign in anew")
    await _require_code(ask, person, factor, ask.body(Code).code)
    await people.end_session(session.id, person.id)
    return await opened(ask, person, factor=True)


async def second_factor(ask: Ask) -> Reply:
    """Say whether whoever asks has a second factor."""
    me = await myself(ask)
    factor = await ask.services.factors.factor(me.id)
    on = factor is not None and factor.confirmed
    return Reply(
        SecondFactor(
            on=on, recovery_left=len(factor.recovery) if factor and on else 0, required_in=_required_in(ask, me)
        )
    )


def _required_in(ask: Ask, me: Person) -> tuple[str, ...]:
    roles = {name: ask.services.roles(name).get(member.role) for name, member in sorted(me.memberships.items())}
    return tuple(name for name, role in roles.items() if role is not None and role.second_factor)


async def begin(ask: Ask) -> Reply:
    """Give what an app is set up with, to whoever gives their password once more."""
    me = await myself(ask)
    await require_password(ask, me, ask.body(PasswordAgain).password)
    factor = factors.new_factor(me.id)
    if not await ask.services.factors.begin(factor):
        raise ProblemError("exists", "you have a second factor; turn it off before you set up another")
    return Reply(SecondFactorBegun(secret=factor.secret, address=factors.address_of(factor, me.email, "lead worker")))


async def confirm(ask: Ask) -> Reply:
    """Turn the second factor on by a first code of the app; other sessions end, this one goes on as a new one."""
    me = await myself(ask)
    factor = await ask.services.factors.factor(me.id)
    if factor is None or factor.confirmed:
        raise ProblemError("not_found", "there is none that waits for its first code; begin with your password")
    step = factors.step_of(factor, ask.body(Code).code, ask.now())
    if step is None:
        await _fail(ask, me)
        raise ProblemError("second_factor", "the code is wrong; look whether the telephone's clock is right")
    codes = factors.new_recovery_codes()
    if not await ask.services.factors.confirm(me.id, factor.secret, step, factors.recovery_digests(codes)):
        raise ProblemError("conflict", "somebody set up another meanwhile; begin anew")
    headers = await renewed(ask, me, factor=True)
    await noted(ask, me, "second_factor_set", on=True)
    return Reply(RecoveryCodes(codes=codes), headers=headers)


async def renew_recovery_codes(ask: Ask) -> Reply:
    """Give new recovery codes to whoever gives their password once more; those from before no longer work."""
    me = await myself(ask)
    await require_password(ask, me, ask.body(PasswordAgain).password)
    codes = factors.new_recovery_codes()
    if not await ask.services.factors.renew(me.id, factors.recovery_digests(codes)):
        raise ProblemError("not_found", "you have no second factor")
    await noted(ask, me, "recovery_codes_made")
    return Reply(RecoveryCodes(codes=codes))


async def turn_off(ask: Ask) -> Reply:
    """Turn the second factor off, for whoever gives their password once more; they signed in with both."""
    me = await myself(ask)
    await require_password(ask, me, ask.body(PasswordAgain).password)
    if not await ask.services.factors.drop(me.id):
        raise ProblemError("not_found", "you have no second factor")
    await noted(ask, me, "second_factor_set", on=False)
    return Reply(status=204)


async def _require_code(ask: Ask, person: Person, factor: Factor, code: str) -> None:
    """Take a code, or raise `second_factor`; who guesses waits longer and longer."""
    store = ask.services.factors
    async with ask.services.hashing:  # many tries at once are no more tries
        await require_tries(ask, _limits(ask, person))
        step = factors.step_of(factor, code, ask.now())
        well = (
            await store.take_step(person.id, step)
            if step is not None
            else await store.take_recovery(person.id, factors.recovery_digest(code))
        )
        if not well:
            await _fail(ask, person)
            raise ProblemError("second_factor", "the code is wrong, or was used before; wait for the next one")
    await ask.services.people.forgive(_by_code(person))


async def _fail(ask: Ask, person: Person) -> None:
    for one, limit in _limits(ask, person).items():
        await ask.services.people.failed(one, limit, ask.now())
    log.info("sign_in.code_failed", person=person.id, address=ask.address)
    await noted(ask, person, "sign_in_failed", by="code")


def _by_code(person: Person) -> str:
    return f"code:{person.id}"


def _limits(ask: Ask, person: Person) -> dict[str, int]:
    return {_by_code(person): PER_PERSON, f"address:{ask.address}": PER_ADDRESS}
