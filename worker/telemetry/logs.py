"""Logging: one event name and fields per line, JSON for machines, console for people, everything masked.

A line has `timestamp` (ISO 8601, UTC), `level`, `event` (a stable word), `logger` (the module), and the event's own fields;
`exception` is a traceback. Lines of libraries have the event `library.said`, their text is in `said`.
"""

import logging
import os
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor

from worker.telemetry.masking import masked_value

LIBRARY: Final = "library.said"
# They tell every connection, command and file event; what matters of these we tell ourselves.
_CHATTY: Final = (
    "aio_pika",
    "aiormq",
    "pymongo",
    "motor",
    "watchfiles",
    "asyncio",
    "aiohttp",
    "concurrent",
    "tenacity",
)
# It tells each attempt to connect that fails, in its own words and with its traces; who connects says so in ours.
_TOLD_BY_US: Final = ("aiormq.connection",)
_FIRST: Final = ("timestamp", "level", "event", "logger")
_OURS: Final = frozenset({"timestamp", "level", "logger"})


def configure(level: str, style: str) -> bool:
    """Set logging up; tell whether lines are JSON. `style` is json, console, or auto (console on a terminal)."""
    console = style == "console" or (style == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_of_library, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _renderer(console, sys.stderr)],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in _TOLD_BY_US:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.captureWarnings(capture=True)
    sys.excepthook, sys.unraisablehook, threading.excepthook = _uncaught, _unraisable, _uncaught_in_thread
    return not console


def colourful(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether a stream gets colours: a terminal does, unless NO_COLOR; FORCE_COLOR gives them to others as well.

    https://no-color.org and https://force-color.org; of both, NO_COLOR counts, as in Python itself.
    """
    if environment.get("NO_COLOR"):
        return False
    return bool(environment.get("FORCE_COLOR")) or (stream.isatty() and environment.get("TERM") != "dumb")


def _renderer(console: bool, stream: TextIO) -> Processor:
    if not console:
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(
        colors=colourful(stream), pad_level=True, exception_formatter=structlog.dev.plain_traceback
    )


def _of_library(_: Any, __: str, event: EventDict) -> EventDict:
    """Give a record of the standard library's logging our form: its text is no event name."""
    return {**event, "event": LIBRARY, "said": event["event"]}


def _mask(_: Any, __: str, event: EventDict) -> EventDict:
    """Mask the fields, in the order in which people look for them; what is structlog's own begins with `_`."""
    ordered = {name: event[name] for name in _FIRST if name in event} | dict(event)
    return {n: value if n in _OURS or n.startswith("_") else masked_value(value, n) for n, value in ordered.items()}


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, Exception):  # Ctrl-C
        sys.__excepthook__(kind, error, trace)
        return
    structlog.get_logger(__name__).critical("process.failed", exc_info=(kind, error, trace))


def _unraisable(found: "sys.UnraisableHookArgs") -> None:
    error = found.exc_value or found.exc_type()
    where = getattr(found.object, "__qualname__", type(found.object).__name__)
    structlog.get_logger(__name__).error("process.error_ignored", where=where, exc_info=error)


def _uncaught_in_thread(found: threading.ExceptHookArgs) -> None:
    if issubclass(found.exc_type, SystemExit):
        return
    error = found.exc_value or found.exc_type()
    name = found.thread.name if found.thread else ""
    structlog.get_logger(__name__).error("thread.failed", thread=name, exc_info=error)
