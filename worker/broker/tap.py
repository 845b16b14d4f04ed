"""Takes deliveries out of a connection's byte stream, before the library spends its time on them.

The library reads each of the three frames of a delivery with several awaits, queues them twice and starts a task for
the consumer: some 100 µs a message. Here a delivery costs a few slices. It also keeps a message that the library
cannot decode (a property that is not UTF-8, a timestamp out of range) from ending the connection again and again.

Frames: https://www.rabbitmq.com/resources/specs/amqp0-9-1.pdf, 2.3.5 (general frame), 4.2.6 (content).
"""

import asyncio
import struct
from collections.abc import Callable, Iterable
from typing import Any, Final, SupportsIndex

import structlog
from aiormq.connection import SSLContextProvider, TransportFactory
from aiormq.exceptions import AMQPConnectionError
from pamqp import decode
from yarl import URL

log = structlog.get_logger(__name__)

_HEAD: Final = struct.Struct(">BHI")  # kind, channel, size
_METHOD_ID: Final = struct.Struct(">HH")
_DELIVERY_TAG: Final = struct.Struct(">QB")  # tag, redelivered
_CONTENT: Final = struct.Struct(">HHQH")  # class, weight, body size, property flags
_METHOD, _HEADER, _BODY, _END = 1, 2, 3, 0xCE
_DELIVER: Final = (60, 60)
_CLOSE: Final = (10, 50)
_HEARTBEAT: Final = b"\x08\x00\x00\x00\x00\x00\x00\xce"
_HEARTBEAT_SECONDS: Final = 1.0
_BUFFER_LIMIT: Final = 2**20
# The properties in their order, by their flag, up to the last one we read: how each is laid out.
_SHORT, _TABLE, _OCTET, _LONG = "short", "table", "octet", "long"
_PROPERTIES: Final = (
    (15, "content_type", _SHORT),
    (14, "content_encoding", _SHORT),
    (13, "headers", _TABLE),
    (12, "delivery_mode", _OCTET),
    (11, "priority", _OCTET),
    (10, "correlation_id", _SHORT),
    (9, "reply_to", _SHORT),
    (8, "expiration", _SHORT),
    (7, "message_id", _SHORT),
    (6, "timestamp", _LONG),
)


class Tapped:
    """A delivery as it was on the wire, complete once `body` is as long as announced."""

    __slots__ = ("_missing", "_parts", "consumer", "properties", "redelivered", "tag")

    def __init__(self, consumer: Callable[["Tapped"], None], tag: int, redelivered: bool) -> None:
        self.consumer, self.tag, self.redelivered = consumer, tag, redelivered
        self.properties: dict[str, Any] = {}
        self._parts: list[bytes] = []
        self._missing = -1

    @property
    def body(self) -> bytes:
        """What has come of the body."""
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)

    def take_header(self, payload: bytes) -> bool:
        """Read the content header; True if there is no body to wait for."""
        _, _, self._missing, flags = _CONTENT.unpack_from(payload)
        self.properties = _properties(payload, flags)
        return self._missing == 0

    def take_body(self, payload: bytes) -> bool:
        """Read a part of the body; True if it was the last one."""
        self._parts.append(payload)
        self._missing -= len(payload)
        return self._missing <= 0


def _properties(payload: bytes, flags: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    at = _CONTENT.size
    for bit, name, layout in _PROPERTIES:
        if not flags >> bit & 1:
            continue
        if layout is _SHORT:
            end = at + 1 + payload[at]
            found[name] = payload[at + 1 : end].decode("utf-8", "replace")
        elif layout is _TABLE:
            end = at + 4 + int.from_bytes(payload[at : at + 4], "big")
            found[name] = _headers(payload[at:end])
        elif layout is _LONG:
            end = at + 8
            found[name] = int.from_bytes(payload[at:end], "big")
        else:
            end = at + 1
        at = end
    return found


def _headers(table: bytes) -> dict[str, Any]:
    try:
        return decode.field_table(table)[1]
    except (ValueError, OverflowError, OSError, TypeError, LookupError) as error:
        log.warning("headers.undecodable", error=str(error)[:200], size=len(table))
        return {}


class Consumers:
    """Who takes the deliveries of a connection, by channel number and consumer tag."""

    def __init__(self) -> None:
        self._by_place: dict[tuple[int, str], Callable[[Tapped], None]] = {}
        self.farewell = ""  # what the broker said when it closed the connection

    def add(self, channel: int, tag: str, consumer: Callable[[Tapped], None]) -> None:
        """Send the deliveries of a consumer to `consumer` from now on."""
        self._by_place[channel, tag] = consumer

    def remove(self, channel: int, tag: str) -> None:
        """Stop that; what still comes is left to the library."""
        self._by_place.pop((channel, tag), None)

    def get(self, channel: int, tag: str) -> Callable[[Tapped], None] | None:
        """Give who takes the deliveries of a consumer."""
        return self._by_place.get((channel, tag))


class TapReader(asyncio.StreamReader):
    """Passes every frame on but those of deliveries that somebody takes."""

    def __init__(self, consumers: Consumers, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(limit=_BUFFER_LIMIT, loop=loop)
        self._consumers, self._clock = consumers, loop.time
        self._rest = b""  # of a frame that is not complete yet
        self._partial: dict[int, Tapped] = {}  # by channel
        self._passing_all = False
        self._passed_at = 0.0

    def feed_data(self, data: Iterable[SupportsIndex]) -> None:
        """Take what the socket gave."""
        if self._passing_all:
            super().feed_data(data)
            return
        buffer = self._rest + bytes(data)
        passed, at = self._sorted(buffer)
        self._rest = buffer[at:]
        now = self._clock()
        if passed:
            self._passed_at = now
            super().feed_data(b"".join(passed))
        elif self._passed_at and now - self._passed_at > _HEARTBEAT_SECONDS:
            # The library takes a connection it gets no frame from for dead, and a busy broker sends no heartbeats.
            self._passed_at = now
            super().feed_data(_HEARTBEAT)

    def _sorted(self, buffer: bytes) -> tuple[list[bytes], int]:
        """Give the frames to pass on, and where the incomplete one begins."""
        passed: list[bytes] = []
        at, size = 0, len(buffer)
        if not self._passed_at and buffer.startswith(b"AMQP"):  # another protocol version: the library says so
            self._passing_all = True
            return [buffer], size
        while size - at > _HEAD.size:
            kind, channel, length = _HEAD.unpack_from(buffer, at)
            start, end = at + _HEAD.size, at + _HEAD.size + length
            if end >= size:
                break
            if buffer[end] != _END:  # out of step: the library finds the words for it
                self._passing_all = True
                return [*passed, buffer[at:]], size
            if not self._taken(kind, channel, buffer, start, end):
                passed.append(buffer[at : end + 1])
            at = end + 1
        return passed, at

    def _taken(self, kind: int, channel: int, buffer: bytes, start: int, end: int) -> bool:
        if kind == _METHOD:
            method = _METHOD_ID.unpack_from(buffer, start)
            if method == _CLOSE:  # method id, reply code, reply text
                self._consumers.farewell = buffer[start + 7 : start + 7 + buffer[start + 6]].decode("utf-8", "replace")
            return method == _DELIVER and self._begun(channel, buffer, start + 4)
        partial = self._partial.get(channel)
        if partial is None or kind not in (_HEADER, _BODY):
            return False
        take = partial.take_header if kind == _HEADER else partial.take_body
        if take(buffer[start:end]):
            del self._partial[channel]
            partial.consumer(partial)
        return True

    def _begun(self, channel: int, buffer: bytes, at: int) -> bool:
        end = at + 1 + buffer[at]
        consumer = self._consumers.get(channel, buffer[at + 1 : end].decode("utf-8", "replace"))
        if consumer is None:
            return False
        tag, redelivered = _DELIVERY_TAG.unpack_from(buffer, end)
        self._partial[channel] = Tapped(consumer, tag, bool(redelivered & 1))
        return True


class TappedTransport(TransportFactory):
    """Opens the sockets of a connection whose deliveries go to `consumers`."""

    def __init__(self, consumers: Consumers) -> None:
        self._consumers = consumers

    async def create(self, url: URL, **options: Any) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a plain or TLS connection to the broker."""
        provider: SSLContextProvider = options.pop("ssl_context_provider")
        context = await provider.get_context() if url.scheme == "amqps" else None
        host, port = url.host or "localhost", url.port or 5672
        loop = asyncio.get_running_loop()
        reader = TapReader(self._consumers, loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        try:
            transport, _ = await loop.create_connection(lambda: protocol, host, port, ssl=context, **options)
        except OSError as error:
            raise AMQPConnectionError(*error.args) from error
        return reader, asyncio.StreamWriter(transport, protocol, reader, loop)
