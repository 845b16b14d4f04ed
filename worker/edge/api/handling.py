"""The way every request goes: who asks, may they, what do they want, what is answered.

Whatever goes wrong is answered with problem details, and with the id under which the log tells more.
"""

import asyncio
import contextlib
import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from aiohttp import web

from schemas.api.problems import KINDS, MEDIA_TYPE, problem
from schemas.api.wire import NoParameters
from worker.access.principal import Caller, Principal
from worker.access.roles import PERMISSIONS
from worker.account import Account
from worker.edge.api.arriving import MAX_BODY, MAX_OPEN_BODY, arrived
from worker.edge.api.asking import (
    OPEN,
    Again,
    Ask,
    Credentials,
    Reply,
    Route,
    Services,
)
from worker.edge.api.origins import Origins
from worker.edge.api.principals import within
from worker.edge.api.reading import read_json, read_query
from worker.edge.api.signing_in import cookie_name
from worker.edge.api.streaming import streamed
from worker.errors import LeadWorkerError, ProblemError, StoreUnavailableError, TransientError
from worker.system import new_id
from worker.telemetry import metrics

log = structlog.get_logger(__name__)

COMPRESSED_FROM: Final = 1024  # bytes
_KEY: Final = re.compile(r"[\x21-\x7e]{1,128}")
_BEARER: Final = re.compile(r"[Bb]earer +(\S{1,256})")
_ALWAYS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


def handler_of(
    route: Route, services: Services, origins: Origins
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Give what aiohttp calls for a line of the table."""

    async def handle(request: web.Request) -> web.StreamResponse:
        trace = new_id()
        began = asyncio.get_running_loop().time()
        status = 500
        try:
            reply = await _replied(request, route, services, origins, trace)
            status = reply.status
            response = _response(request, reply)
        except ProblemError as wrong:
            status = KINDS[wrong.kind].status
            return refused(wrong, trace, route.operation)
        except (StoreUnavailableError, TransientError) as away:
            status = 503
            log.warning("api.store_away", operation=route.operation, trace=trace, error=str(away)[:300])
            return refused(_AWAY, trace, route.operation)
        except LeadWorkerError:
            log.exception("api.failed", operation=route.operation, trace=trace)
            return refused(_BROKEN, trace, route.operation)
        except (web.HTTPException, ConnectionError):
            raise
        except Exception:  # a bug: said so, and the next request is served
            log.exception("api.broken", operation=route.operation, trace=trace)
            return refused(_BROKEN, trace, route.operation)
        finally:
            seconds = asyncio.get_running_loop().time() - began
            metrics.API_REQUESTS.labels(route.operation, str(status)).inc()
            metrics.API_SECONDS.labels(route.operation).observe(seconds)
        return response if reply.stream is None else await streamed(request, reply.stream, _ALWAYS)

    return handle


_AWAY: Final = ProblemError(
    "store_away",
    "the database does not answer; nothing was lost, try again in some seconds",
    headers={"Retry-After": "5"},
)
_BROKEN: Final = ProblemError("internal", "this is a fault of ours; the log tells more under the id in `trace`")


async def _replied(request: web.Request, route: Route, services: Services, origins: Origins, trace: str) -> Reply:
    caller, principal, account = None, None, None
    cookie = request.cookies.get(cookie_name(secure=services.secure))
    credentials = Credentials(session=cookie)
    if route.permission is not OPEN:
        credentials = _credentials(request, cookie)
        caller = await _caller(credentials, services)
    if _changes(route):
        origins.require(request, strictly=caller is not None and bool(caller.session))
    if route.of_account and caller is not None:
        account, principal = within(caller, request.match_info["account"], services)
    if principal is not None and route.permission and not principal.may(route.permission):
        raise _not_allowed(route.permission, principal)
    with contextlib.ExitStack() as turns:
        if caller is not None:
            turns.enter_context(services.crowd.turn(caller.owner or caller.id, known=True))
        asked = read_query(request.query.items(), route.query or NoParameters)
        raw = await arrived(request, MAX_BODY if caller else MAX_OPEN_BODY) if route.body else b""
        sent = read_json(raw, route.body) if route.body else None
        key = _key(request, route, caller, account)
        digest = hashlib.sha256(raw).hexdigest() if key else ""
        ask = Ask(
            services,
            route,
            trace,
            places=dict(request.match_info),
            caller=caller,
            principal=principal,
            account=account,
            sent=sent,
            asked=asked,
            credentials=credentials,
            last_event=request.headers.get("Last-Event-ID", "")[:64] or None,
            key=key,
            digest=digest,
            address=origins.address(request),
            agent=request.headers.get("User-Agent", "")[:256],
        )
        if caller is None:  # not while their body arrives: a few who are slow would keep all others out
            turns.enter_context(services.crowd.turn(ask.address, known=False))
        return await (_once(ask) if route.again is Again.ANSWER else route.handler(ask))


def _changes(route: Route) -> bool:
    return route.again is not Again.READS


async def _once(ask: Ask) -> Reply:
    """Carry a request out, unless its key was answered before."""
    asked = ask.asked.model_dump_json() if ask.asked else ""
    told = f"{ask.route.operation}\n{sorted(ask.places.items())}\n{asked}\n{ask.digest}"
    digest = hashlib.sha256(told.encode()).hexdigest()
    replays = ask.services.replays
    earlier = await replays.claim(ask.key, digest)
    if earlier is not None:
        return Reply(earlier.body, earlier.status, {**earlier.headers, "Idempotency-Replayed": "true"})
    try:
        reply = await ask.route.handler(ask)
    except BaseException:
        await asyncio.shield(replays.failed(ask.key))
        raise
    await replays.answered(ask.key, reply)
    return reply


def _credentials(request: web.Request, cookie: str | None) -> Credentials:
    token = None
    if "Authorization" in request.headers:
        found = _BEARER.fullmatch(request.headers["Authorization"].strip())
        if found is None:
            raise _sign_in("the header Authorization must be `Bearer` and an API token")
        token = found[1]
    session = None if token else cookie
    if token is None and session is None:
        raise _sign_in("sign in, or send an API token as `Authorization: Bearer`")
    return Credentials(session=session, token=token)


async def _caller(credentials: Credentials, services: Services) -> Caller:
    caller = await services.doorkeeper.who(credentials)
    if caller is None:
        said = (
            "the token is unknown, expired or revoked" if credentials.token else "the session has ended; sign in again"
        )
        raise _sign_in(said)
    return caller


def _sign_in(detail: str) -> ProblemError:
    return ProblemError("sign_in", detail, headers={"WWW-Authenticate": "Bearer"})


def _not_allowed(permission: str, principal: Principal) -> ProblemError:
    return ProblemError(
        "not_allowed",
        f"the role {principal.role.name} lacks the permission {permission} ({PERMISSIONS[permission]}); "
        "somebody with user.manage can give you a role that has it",
        permission=permission,
    )


def _key(request: web.Request, route: Route, caller: Caller | None, account: Account | None) -> str:
    """Give the key of a changing request: who asks and where first, so that nobody meets another's."""
    if route.again in (Again.READS, Again.NOTHING) or caller is None:
        return ""
    given = request.headers.get("Idempotency-Key", "")
    if not _KEY.fullmatch(given):
        raise ProblemError(
            "idempotency_key_required",
            "send the header Idempotency-Key, 1 to 128 visible ASCII characters: the same for every try of one request, "
            "another for each request (a UUID is fine)",
        )
    return "/".join([*([account.id] if account else []), caller.id, given])


def refused(wrong: ProblemError, trace: str, operation: str = "") -> web.Response:
    """Give the answer to a request that is not carried out."""
    log.debug("api.refused", operation=operation, trace=trace, kind=wrong.kind)
    body = problem(wrong.kind, wrong.detail, trace, wrong.parts, wrong.more)
    return web.Response(
        body=body.model_dump_json(exclude_defaults=False).encode(),
        status=body.status,
        headers={**_ALWAYS, **wrong.headers},
        content_type=MEDIA_TYPE,
    )


def _response(request: web.Request, reply: Reply) -> web.StreamResponse:
    headers = {**_ALWAYS, **reply.headers}
    tag = headers.get("ETag")
    if tag and request.method in ("GET", "HEAD") and tag in _tags(request):
        return web.Response(status=304, headers=headers)
    if reply.body is None:
        return web.Response(status=reply.status, headers=headers)
    raw = reply.body.model_dump_json(by_alias=True).encode()
    response = web.Response(body=raw, status=reply.status, headers=headers, content_type="application/json")
    if len(raw) >= COMPRESSED_FROM:
        response.enable_compression()
    return response


def _tags(request: web.Request) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]


@web.middleware
async def answered_as_problems(request: web.Request, handler: Any) -> web.StreamResponse:
    """Answer paths and methods that there are not as problems, too. The second parameter's name is aiohttp's."""
    try:
        response: web.StreamResponse = await handler(request)
    except web.HTTPNotFound:
        return refused(ProblemError("not_found", "there is no such path; /api/v1/openapi.json lists them"), new_id())
    except web.HTTPMethodNotAllowed as error:
        allowed = ", ".join(sorted(error.allowed_methods))
        wrong = ProblemError("method", f"this path takes {allowed}", headers={"Allow": allowed})
        return refused(wrong, new_id())
    except web.HTTPRequestEntityTooLarge:
        return refused(ProblemError("too_large", f"a body may have {MAX_BODY:,} bytes"), new_id())
    except web.HTTPBadRequest as error:
        return refused(ProblemError("malformed", error.text or "the request cannot be read"), new_id())
    return response
