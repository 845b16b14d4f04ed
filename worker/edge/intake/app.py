"""Webhooks over HTTP: who may send, is it genuine, publish, answer. Nothing is answered as taken that was not confirmed."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import structlog
from aiohttp import web

from worker.account import Accounts
from worker.edge.api.handling import refused
from worker.edge.api.origins import Origins
from worker.edge.bounding import taken_in_time
from worker.edge.intake.answers import taken
from worker.edge.intake.challenges import challenge
from worker.edge.intake.envelope import message_of
from worker.edge.intake.postbox import Postbox
from worker.edge.intake.proofs import proven
from worker.edge.intake.rates import Rates
from worker.edge.intake.received import Received
from worker.edge.intake.sources import WebhookSource, source_of
from worker.errors import LeadWorkerError, ProblemError, RefusedError, UnprovenError
from worker.notify.account_secrets import AccountSecrets
from worker.ports import Clock
from worker.system import new_id
from worker.telemetry import metrics
from worker.telemetry.sampling import Sample

log = structlog.get_logger(__name__)

READ_SECONDS: Final = 20.0  # for a body to arrive
AGAIN_SECONDS: Final = "5"  # for a sender to wait where we cannot take anything
MOST_BYTES: Final = 64 * 1024 * 1024  # of bodies under way at a time
UNPROVEN_RATE: Final = 1.0  # a second, of one address at one source
WORDS: Final = frozenset({"token", "basic", "google_key"})  # schemes whose secret itself is sent
_SAMPLE: Final = Sample("webhook.refused", per_window=20, seconds=60)
_PLACE: Final = "/webhooks/{source:[A-Za-z0-9][A-Za-z0-9_.-]{0,63}}/{account:[A-Za-z0-9][A-Za-z0-9_.-]{0,63}}"


@dataclass(slots=True)
class Intake:
    """What webhooks are taken with."""

    accounts: Callable[[], Accounts]
    secrets: AccountSecrets
    postbox: Postbox
    clock: Clock
    origins: Origins
    public: str
    limit: int
    by_account: Rates
    by_address: Rates = field(default_factory=lambda: Rates(UNPROVEN_RATE))
    under_way: int = 0  # bytes
    _known: tuple[Accounts | None, dict[tuple[str, str], WebhookSource]] = field(
        default=(None, {}), init=False
    )  # of a snapshot, found before

    def source(self, request: web.Request) -> WebhookSource:
        """Give whose address it is; raise `not_found`, whether there is no such account or nothing is set up for it."""
        accounts, place = self.accounts(), (request.match_info["account"], request.match_info["source"])
        if self._known[0] is not accounts:
            self._known = (accounts, {})
        known = self._known[1]
        if (source := known.get(place)) is not None:
            return source
        account = accounts.by_id.get(place[0])
        source = source_of(account, place[1]) if account is not None else None
        if source is None:
            raise ProblemError(
                "not_found",
                "no webhook is set up at this address; `verify` in plugins.yaml or `webhooks` in account.yaml",
            )
        known[place] = source
        return source

    def keys(self, source: WebhookSource, names: tuple[str, ...]) -> list[str]:
        """Give the words of secrets; raise `UnprovenError` (`not_set_up`) where one is missing."""
        found: list[str] = []
        for name in names:
            try:
                found += self.secrets.value(source.account, name).get_secret_value().split()
            except RefusedError as error:
                raise UnprovenError("not_set_up", error.detail) from None
        return found

    @contextmanager
    def room(self) -> Iterator[Callable[[int], None]]:
        """Hold room for a body while within; what is given takes more bytes, and raises `busy` where there are none."""
        held = 0

        def take(size: int) -> None:
            nonlocal held
            if self.under_way + size > MOST_BYTES:
                raise ProblemError("busy", "too many webhooks are under way; send it again", headers=_AGAIN)
            held += size
            self.under_way += size

        try:
            yield take
        finally:
            self.under_way -= held


_AGAIN: Final = {"Retry-After": AGAIN_SECONDS}


def intake_app(intake: Intake) -> web.Application:
    """Give the HTTP application."""

    async def post(request: web.Request) -> web.Response:
        source = intake.source(request)
        return await _accounted(source, _take(intake, source, request))

    async def get(request: web.Request) -> web.Response:
        source = intake.source(request)
        if source.how.challenge or "hub.challenge" in request.query:
            return await _accounted(source, _challenged(intake, source, request))
        return await _accounted(source, _take(intake, source, request))

    app = web.Application(client_max_size=intake.limit, middlewares=[taken_in_time, _as_problems])
    app.router.add_route("POST", _PLACE, post)
    app.router.add_route("GET", _PLACE, get)
    return app


async def _take(intake: Intake, source: WebhookSource, request: web.Request) -> web.Response:
    now = asyncio.get_running_loop().time()
    _require_rate(intake.by_account, source.account, now)
    with intake.room() as take:
        received = await _received(intake, request, take)
        with _guessing(intake, source, request):
            proven(received, source.how, source.scheme, intake.keys(source, source.how.secrets))
        message = message_of(source, received)
        intake.by_account.spend(source.account, now)
        await intake.postbox.post(message)
    said = taken(source.shape, message.message_id or "")
    return web.Response(status=said.status, text=said.text, content_type=said.content_type, headers=_PLAIN)


async def _challenged(intake: Intake, source: WebhookSource, request: web.Request) -> web.Response:
    names = (source.how.challenge,) if source.how.challenge else ()
    with _guessing(intake, source, request):
        answer = challenge(request.query, intake.keys(source, names))
    return web.Response(text=answer, content_type="text/plain", headers=_PLAIN)


@contextmanager
def _guessing(intake: Intake, source: WebhookSource, request: web.Request) -> Iterator[None]:
    """Check a proof within: who fails too often at a shared word must wait. Digests are not guessed, so nobody else must.

    The key is address and source, or whoever shares a proxy's address could keep others out.
    """
    key = f"{intake.origins.address(request)} {source.account} {source.name}"
    now = asyncio.get_running_loop().time()
    if source.scheme in WORDS or request.method == "GET":
        _require_rate(intake.by_address, key, now)
    try:
        yield
    except UnprovenError as error:
        if error.reason != "not_set_up":
            intake.by_address.spend(key, now)
        raise


async def _received(intake: Intake, request: web.Request, take: Callable[[int], None]) -> Received:
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ProblemError("media_type", "send the body as it is signed, without Content-Encoding")
    body = bytearray()
    try:
        async with asyncio.timeout(READ_SECONDS):
            async for chunk in request.content.iter_any():
                take(len(chunk))
                body += chunk
                if max(len(body), request.content_length or 0) > intake.limit:
                    raise ProblemError("too_large", f"a body may have {intake.limit:,} bytes; LEADWORKER_INTAKE_BYTES")
    except TimeoutError:
        raise ProblemError("too_slow", f"the body did not arrive within {READ_SECONDS:g} s") from None
    except web.RequestPayloadError:
        raise ProblemError("malformed", "the body ended before its end, or comes in pieces that are none") from None
    names = {name.lower() for name in request.headers}
    return Received(
        bytes(body),
        intake.clock.now(),
        (intake.public or f"{request.scheme}://{request.host}") + request.raw_path,
        {name: request.headers.getall(name) for name in names},
        {name: request.query.getall(name) for name in request.query},
    )


def _require_rate(rates: Rates, key: str, now: float) -> None:
    if wait := rates.wait(key, now):
        raise ProblemError(
            "too_many", "too many webhooks in a short time; send it again", headers={"Retry-After": f"{wait:.0f}"}
        )


_PLAIN: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_OUTCOMES: Final = {"unproven": "unproven", "too_many": "limited", "busy": "limited"}
_UNAVAILABLE: Final = frozenset({"broker_away", "not_set_up"})


async def _accounted(source: WebhookSource, work: Any) -> web.Response:
    """Do the work on one webhook; count it, and tell why it was not taken."""
    began, outcome, shape = asyncio.get_running_loop().time(), "refused", source.shape or "other"
    try:
        response: web.Response = await work
        outcome = "taken"
        metrics.WEBHOOK_SECONDS.labels(shape).observe(asyncio.get_running_loop().time() - began)
    except LeadWorkerError as error:
        problem = _problem(error)
        outcome = "unavailable" if problem.kind in _UNAVAILABLE else _OUTCOMES.get(problem.kind, "refused")
        reason = getattr(error, "reason", problem.kind)
        if _SAMPLE.admits(account=source.account, source=source.name, reason=reason):
            told = {"account": source.account, "source": source.name, "reason": reason}
            log.warning("webhook.refused", **told, detail=getattr(error, "detail", problem.detail))
        raise problem from None
    finally:
        metrics.WEBHOOKS.labels(shape, outcome).inc()
    return response


def _problem(error: LeadWorkerError) -> ProblemError:
    """Give what the sender is told: of secrets, and of what is wrong with them here, nothing."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, UnprovenError):
        if error.reason == "not_set_up":
            return ProblemError("not_set_up", "a secret is missing here; send it again", headers=_AGAIN)
        return ProblemError("unproven", f"{error.reason}: {error.detail}")
    if isinstance(error, RefusedError):
        kind = "too_large" if error.reason in ("too_deep", "too_large", "unpublishable") else "malformed"
        return ProblemError(kind, error.detail)
    return ProblemError("broker_away", "nothing was taken; send it again", headers=_AGAIN)


@web.middleware
async def _as_problems(request: web.Request, handler: Any) -> web.StreamResponse:
    """Answer whatever goes wrong with problem details. The second parameter's name is aiohttp's."""
    trace = new_id()
    try:
        response: web.StreamResponse = await handler(request)
    except ProblemError as wrong:
        return refused(wrong, trace, "webhook")
    except web.HTTPNotFound:
        return refused(ProblemError("not_found", "webhooks are taken at /webhooks/<source>/<account>"), trace)
    except web.HTTPMethodNotAllowed as error:
        allowed = ", ".join(sorted(error.allowed_methods))
        return refused(ProblemError("method", f"this path takes {allowed}", headers={"Allow": allowed}), trace)
    except web.HTTPRequestEntityTooLarge:
        return refused(ProblemError("too_large", "the body is too large"), trace)
    except web.HTTPBadRequest:
        return refused(ProblemError("malformed", "the request cannot be read"), trace)
    except (web.HTTPException, ConnectionError):
        raise
    except Exception:  # a bug: the sender tries again, and the log tells
        log.exception("webhook.broken", trace=trace)
        return refused(ProblemError("internal", "this is a fault of ours; send it again", headers=_AGAIN), trace)
    return response
