"""Frames written out by hand are what the library reads, and what no broker could take is refused before it is sent."""

import datetime as dt
import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pamqp import commands, frame
from pamqp.body import ContentBody
from pamqp.header import ContentHeader

from worker.broker.wire import ack_frames, decoded, encoded, header_table, publish_frames
from worker.errors import RefusedError
from worker.ports import Outgoing

FRAME_MAX = 4_096
SHORT = st.text(max_size=60).filter(lambda text: "\x00" not in text)
HEADERS = st.dictionaries(
    st.text(min_size=1, max_size=20),
    st.text(max_size=50) | st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.none(),
)


def _frames(data: bytes):
    while data:
        size, channel, value = frame.unmarshal(data)
        yield channel, value
        data = data[size:]


MESSAGES = st.builds(
    Outgoing,
    exchange=st.from_regex(r"[a-zA-Z0-9.:_-]{0,40}", fullmatch=True),
    routing_key=SHORT,
    body=st.binary(max_size=3 * FRAME_MAX),
    headers=HEADERS,
    message_id=SHORT,
    content_type=SHORT,
    expiration_ms=st.integers(0, 10**9) | st.none(),
)


@given(MESSAGES)
def test_a_publish_reads_back_as_what_was_meant(message):
    data = publish_frames(7, message, message.message_id, header_table(message), FRAME_MAX)
    (number, method), (_, header), *parts = _frames(data)
    assert number == 7
    assert isinstance(method, commands.Basic.Publish)
    assert (method.exchange, method.routing_key, method.mandatory) == (message.exchange, message.routing_key, True)
    assert isinstance(header, ContentHeader)
    properties = header.properties
    assert (properties.headers or {}) == message.headers
    assert properties.delivery_mode == 2
    assert (properties.message_id or "") == message.message_id
    assert (properties.content_type or "") == message.content_type
    assert properties.expiration == (None if message.expiration_ms is None else str(message.expiration_ms))
    assert all(isinstance(part, ContentBody) for _, part in parts)
    assert b"".join(part.value for _, part in parts) == message.body
    assert header.body_size == len(message.body)
    assert all(len(part.value) + 8 <= FRAME_MAX for _, part in parts)


@given(st.lists(st.tuples(st.integers(1, 2**63 - 1), st.booleans()), max_size=5), st.booleans())
def test_settlements_read_back_as_what_was_meant(settlements, requeue):
    values = [value for _, value in _frames(ack_frames(3, settlements, requeue=requeue))]
    assert [(value.delivery_tag, value.multiple) for value in values] == settlements
    assert all(isinstance(value, commands.Basic.Nack if requeue else commands.Basic.Ack) for value in values)
    assert not requeue or all(value.requeue for value in values)


def test_header_values_arrive_as_the_wire_holds_them():
    moment = dt.datetime(2026, 11, 21, 8, 30, 15, tzinfo=dt.UTC)
    sent = {"n": 2**40, "f": 0.1, "b": b"\x00\xff", "t": (1, "x"), "d": {"deep": [None, True]}, "at": moment}
    sent["price"] = Decimal("12.34")
    got = decoded(encoded(sent))
    single = struct.unpack(">f", struct.pack(">f", 0.1))[0]
    assert got == sent | {"f": single, "b": bytearray(b"\x00\xff"), "t": [1, "x"]}


@pytest.mark.parametrize(
    ("message", "where"),
    [
        (Outgoing("", "q", b"", {"stack": "x" * 140_000}), "headers"),
        (Outgoing("", "q", b"", {"huge": 2**70}), "headers"),
        (Outgoing("", "q", b"", {"odd": object()}), "headers"),
        (Outgoing("", "q", b"", {"lone": "\ud800"}), "headers"),
        (Outgoing("", "q" * 256, b""), "routing_key"),
        (Outgoing("no exchange*", "q", b""), "routing_key"),
        (Outgoing("", "q", b"", message_id="m" * 300), "message_id"),
    ],
)
def test_what_would_cost_the_connection_is_refused(message, where):
    with pytest.raises(RefusedError) as caught:
        header_table(message)
    assert (caught.value.reason, caught.value.where) == ("unpublishable", where)
