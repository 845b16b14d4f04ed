"""What both adapters know of AMQP 0-9-1: header tables, limits of a frame, messages that no broker could take, frames.

https://www.rabbitmq.com/docs/specification and https://www.rabbitmq.com/docs/channels#framing
"""

import struct
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from pamqp import commands, decode, encode, frame

from worker.errors import RefusedError, UnroutableError
from worker.ports import Outgoing

# A content header must fit one frame (RabbitMQ's frame_max); 7 bytes of frame head, 1 of frame end, and room for the
# other properties. A larger one costs the whole connection.
MAX_HEADERS: Final = 131_072 - 2_048
_MAX_SHORT_STRING: Final = 255
_SIZE: Final = struct.Struct(">I")


def encoded(headers: Mapping[str, Any]) -> bytes:
    """Give the header table as it goes over the wire; raise `RefusedError` (`unpublishable`) if it cannot."""
    try:
        return _table(headers)
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise RefusedError("unpublishable", f"a header cannot be sent: {error}", "headers") from error


def _short(text: str) -> bytes:
    raw = text.encode()
    return bytes((len(raw),)) + raw  # ValueError above 255


def _table(headers: Mapping[str, Any]) -> bytes:
    fields: list[bytes] = []
    for name, value in headers.items():
        if type(value) is str:
            raw = value.encode()
            fields += (_string_named(name), _SIZE.pack(len(raw)), raw)
        else:
            fields += (_short(name), _value(value))
    table = b"".join(fields)
    return _SIZE.pack(len(table)) + table


@lru_cache(maxsize=1024)  # the names of headers are few
def _string_named(name: str) -> bytes:
    return _short(name) + b"S"


def _value(value: Any) -> bytes:
    try:
        return encode.encode_table_value(value)
    except TypeError:
        return encode.encode_table_value(_plain(value))


def _plain(value: Any) -> Any:
    """Give bytes and tuples, which the codec does not know, as what the receiver will see: bytearrays and lists."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return bytearray(value) if isinstance(value, bytes | memoryview) else value


def decoded(table: bytes) -> dict[str, Any]:
    """Give a header table as a receiver sees it."""
    return decode.field_table(table)[1]


def header_table(message: Outgoing) -> bytes:
    """Give the encoded headers of a message after checking all that would make a broker refuse it (`RefusedError`)."""
    table = encoded(message.headers)
    if len(table) > MAX_HEADERS:
        raise RefusedError(
            "unpublishable",
            f"the headers take {len(table)} bytes, a frame holds {MAX_HEADERS}: shorten them",
            "headers",
        )
    try:
        _publish_method(0, message.exchange, message.routing_key)
    except (TypeError, ValueError) as error:
        raise RefusedError(
            "unpublishable", f"exchange or routing key cannot be sent: {error}", "routing_key"
        ) from error
    for name in ("message_id", "content_type"):
        text = getattr(message, name)
        if text and len(text) * 4 > _MAX_SHORT_STRING and len(text.encode()) > _MAX_SHORT_STRING:
            raise RefusedError("unpublishable", f"{name} is longer than {_MAX_SHORT_STRING} bytes", name)
    return table


def unroutable(message: Outgoing) -> UnroutableError:
    """Say that nothing is bound for the message."""
    if message.exchange == "":
        return UnroutableError(f"there is no queue {message.routing_key}; `leadworker doctor --fix` creates it")
    return UnroutableError(
        f"exchange {message.exchange} is missing or has no queue bound for {message.routing_key!r}; "
        "`leadworker doctor --fix` restores it"
    )


# Property flags of a content header, in the order the properties follow (AMQP 0-9-1, 2.3.5.2 and 1.8).
_CONTENT_TYPE: Final = 1 << 15
_HEADERS: Final = 1 << 13
_DELIVERY_MODE: Final = 1 << 12
_EXPIRATION: Final = 1 << 8
_MESSAGE_ID: Final = 1 << 7
_PERSISTENT: Final = b"\x02"
_METHOD, _HEADER, _BODY, _END = 1, 2, 3, b"\xce"
_FRAME_HEAD: Final = struct.Struct(">BHI")
_CONTENT_HEAD: Final = struct.Struct(">HHQH")
_BASIC: Final = 60
_FRAME_OVERHEAD: Final = _FRAME_HEAD.size + len(_END)


def _frame(kind: int, channel: int, payload: bytes) -> bytes:
    return _FRAME_HEAD.pack(kind, channel, len(payload)) + payload + _END


@lru_cache(maxsize=1024)
def _publish_method(channel: int, exchange: str, routing_key: str) -> bytes:
    method: bytes = frame.marshal(
        commands.Basic.Publish(exchange=exchange, routing_key=routing_key, mandatory=True), channel
    )
    return method


def publish_frames(channel: int, message: Outgoing, message_id: str, table: bytes, frame_max: int) -> bytes:
    """Give a persistent, mandatory publish as bytes: method, content header, body.

    `table` is what `header_table` gave. Written out here because marshalling a header through generic property objects
    costs more than everything else about a publish.
    """
    flags = _HEADERS | _DELIVERY_MODE | _MESSAGE_ID
    properties = [table, _PERSISTENT, _short(message_id)]
    if message.expiration_ms is not None:
        flags |= _EXPIRATION
        properties.insert(2, _short(str(message.expiration_ms)))
    if message.content_type:
        flags |= _CONTENT_TYPE
        properties.insert(0, _short(message.content_type))
    body = message.body
    header = _CONTENT_HEAD.pack(_BASIC, 0, len(body), flags) + b"".join(properties)
    frames = [_publish_method(channel, message.exchange, message.routing_key), _frame(_HEADER, channel, header)]
    room = frame_max - _FRAME_OVERHEAD
    frames += [_frame(_BODY, channel, body[start : start + room]) for start in range(0, len(body), room)]
    return b"".join(frames)


_ACK: Final = struct.Struct(">BHIHHQBB")
_NACK_MULTIPLE, _NACK_REQUEUE = 1, 2


def ack_frames(channel: int, settlements: Iterable[tuple[int, bool]], *, requeue: bool) -> bytes:
    """Give acknowledgements, or returns to the queue, of (delivery tag, and all before it) as bytes."""
    method, flag = (120, _NACK_REQUEUE) if requeue else (80, 0)
    return b"".join(
        _ACK.pack(_METHOD, channel, 13, _BASIC, method, tag, flag | (_NACK_MULTIPLE if multiple else 0), _END[0])
        for tag, multiple in settlements
    )
