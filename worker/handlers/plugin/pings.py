"""Bodies that hold no lead and were never meant to: test posts, verifications, answers of pollers that found nothing."""

from collections.abc import Mapping
from typing import Any, Final

from worker.handlers.name_folding import fold

_MOST_KEYS: Final = 20
_EVENTS: Final = frozenset(
    {"event", "type", "action", "topic", "test", "ping", "eventtype", "trigger", "triggerevent", "kind"}
)
# What senders call a post that only asks whether somebody listens.
_PINGS: Final = frozenset(
    {"ping", "pingtest", "test", "testevent", "webhooktest", "testwebhook", "urlverification", "verification"}
    | {"verify", "handshake", "endpointvalidation", "subscribe", "heartbeat", "healthcheck", "validation"}
)
_OUTCOMES: Final = frozenset({"ok", "success", "status", "code", "statuscode", "result", "error", "errors", "message"})
_COUNTS: Final = frozenset(
    {"count", "total", "totalrecords", "totalcount", "page", "pages", "limit", "offset", "hasmore"}
)
_MORE: Final = frozenset({"next", "previous", "timestamp", "time", "paging", "meta", "pagination", "requestid", "info"})
_LISTS: Final = frozenset(
    {"results", "result", "data", "leads", "items", "records", "rows", "contacts", "response", "entries", "submissions"}
)
_FOUND: Final = frozenset({"ok", "success", "status", "code", "statuscode"})


def is_ping(body: Any) -> bool:
    """Whether a body in which nobody was found holds nobody: it says that it is a test, or that nothing was found.

    A body with anything beside that is none, so that it is refused and can be looked at.
    """
    if not isinstance(body, Mapping) or len(body) > _MOST_KEYS:
        return False
    keys = {fold(key[:60]): value for key, value in body.items()}
    if any(key in _EVENTS and isinstance(value, str) and fold(value[:60]) in _PINGS for key, value in keys.items()):
        return True
    if isinstance(keys.get("challenge"), str) or (len(keys) == 1 and keys.keys() & {"ping", "test"}):
        return True
    return _is_outcome(keys)


def _is_outcome(keys: Mapping[str, Any]) -> bool:
    """`{"ok": true}`, `{"count": 0, "results": []}`: how a call went, with a list of nothing or none."""
    if not all(
        key in _OUTCOMES | _COUNTS | _MORE or (key in _LISTS and _is_nothing(value)) for key, value in keys.items()
    ):
        return False
    if any(
        isinstance(value, Mapping | list) and not _is_nothing(value) for key, value in keys.items() if key in _OUTCOMES
    ):
        return False
    return bool(keys.keys() & (_FOUND | _COUNTS)) or any(key in _LISTS and value == [] for key, value in keys.items())


def _is_nothing(value: Any) -> bool:
    return value in (None, [], {}, "", 0)
