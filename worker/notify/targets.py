"""Who a notification goes to: notices for the console, and one target per address. Pure."""

import hashlib
from dataclasses import dataclass
from typing import Final, Literal

import orjson
from pydantic import ValidationError

from schemas.notices import Notice
from schemas.quick_messages import Notification
from worker.errors import RefusedError

MAX_TARGETS: Final = 500
Way = Literal["email", "chat", "webhook"]


@dataclass(frozen=True, slots=True)
class Target:
    """One address of one notification. `id` is stable over redeliveries; `shown` names it without giving it away."""

    id: str
    way: Way
    address: str
    shown: str


def read(body: bytes) -> Notification:
    """Give the notification of a message; raise `RefusedError` (`malformed`) with the place of the first mistake."""
    try:
        return Notification.model_validate(orjson.loads(body))
    except orjson.JSONDecodeError as error:
        problem = RefusedError("malformed", f"this is no JSON: {error.msg} at byte {error.pos}")
    except ValidationError as error:
        # The texts of pydantic's errors can hold the value; a value can be a secret in the wrong place.
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = "/" + "/".join(map(str, first["loc"]))
        problem = RefusedError("malformed", f"this is no notification: {first['type']}", where)
    raise problem


def sealed(body: bytes) -> bytes:
    """Give a body as it may be published again: without what was written where only the name of a secret belongs."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    if not isinstance(content, dict):
        return body
    hidden = {name: "***" for name in ("chat", "secret") if _open_secret(content.get(name))}
    url = content.get("url")
    if isinstance(url, str) and "@" in url.partition("://")[2].split("/", 1)[0]:
        scheme, _, rest = url.partition("://")
        hidden["url"] = f"{scheme}://***@{rest.rpartition('@')[2]}"
    return orjson.dumps(content | hidden) if hidden else body


def _open_secret(value: object) -> bool:
    return value is not None and not (isinstance(value, str) and value.startswith("secret:"))


def targets(notification: Notification) -> tuple[Target, ...]:
    """Give the targets, each once; raise `RefusedError` (`nobody`, `too_many`) where there is nobody or a crowd."""
    if notification.kind == "webhook":
        if not notification.url:
            raise RefusedError("nobody", "a webhook needs an address", "/url")
        return (_target(notification, "webhook", notification.url),)
    if not (notification.text or notification.subject):
        raise RefusedError("malformed", "a notice needs `text`", "/text")
    mails = {address.strip().casefold(): address.strip() for address in notification.email}
    found = [_target(notification, "email", address) for address in mails.values()]
    if notification.chat:
        found.append(_target(notification, "chat", notification.chat))
    if not found and not notification.users:
        raise RefusedError("nobody", "the notice names nobody: no users, no e-mail addresses, no chat")
    if len(found) + len(notification.users) > MAX_TARGETS:
        raise RefusedError("too_many", f"one notification tells at most {MAX_TARGETS}")
    return tuple(found)


def _target(notification: Notification, way: Way, address: str) -> Target:
    parts = (notification.account, notification.idempotency_key, way, address.casefold() if way == "email" else address)
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:40]
    shown = f"{way} …@{address.rpartition('@')[2][:100]}" if way == "email" else way
    return Target(digest, way, address, shown)


def notices(notification: Notification, at: int) -> list[Notice]:
    """Give the notices to store, one per teammate. `at` in Unix ms."""
    if notification.kind != "notice":
        return []
    return [
        Notice(
            id=f"{notification.account}:{notification.idempotency_key}:{user}",
            account=notification.account,
            user=user,
            lead=notification.lead,
            subject=notification.subject,
            text=notification.text or "",
            reason=notification.reason,
            at=at,
        )
        for user in dict.fromkeys(notification.users)
    ]
