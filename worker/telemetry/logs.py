"""Logging: one event name and fields per line, JSON for machines, console for people; phone numbers masked.

Records of libraries (stdlib logging) pass through the same processors, so their texts are masked too.
"""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

_DIGITS = re.compile(r"(?<![\w.])\+?\d[\d ()-]{5,18}\d(?!\w)|(?<=phone:)\d+|(?<=wa:)\d{7,}")
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")
_PLAIN = frozenset({"at", "timestamp", "seq", "count", "entries", "ms", "pid", "port"})


def masked(text: str) -> str:
    """Hide phone numbers but for their last two digits, and credentials of URLs."""
    text = _CREDENTIALS.sub("***@", text)
    return _DIGITS.sub(lambda m: "…" + m.group()[-2:], text)


def _mask(_: Any, __: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if isinstance(value, str) and name not in _PLAIN:
            event[name] = masked(value)
    return event


def configure(level: str, style: str) -> None:
    """Set logging up. `style` is json, console, or auto (console on a terminal)."""
    console = style == "console" or (style == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask,
    ]
    renderer: Processor = structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for chatty in ("aio_pika", "aiormq", "pymongo", "watchfiles"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, root.level))
