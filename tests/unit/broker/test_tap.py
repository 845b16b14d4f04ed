"""Deliveries taken out of the byte stream are whole and exact, and everything else passes untouched, however it is cut."""

import asyncio
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pamqp import commands, frame
from pamqp.body import ContentBody
from pamqp.header import ContentHeader
from pamqp.heartbeat import Heartbeat

from worker.broker.tap import Consumers, TapReader

PROPERTIES = st.fixed_dictionaries(
    {},
    optional={
        "content_type": st.sampled_from(["application/json", "text/plain"]),
        "content_encoding": st.just("gzip"),
        "headers": st.dictionaries(
            st.text(min_size=1, max_size=5), st.integers(0, 99) | st.text(max_size=5), min_size=1
        ),
        "delivery_mode": st.just(2),
        "priority": st.integers(0, 9),
        "correlation_id": st.text(min_size=1, max_size=5),
        "reply_to": st.just("back"),
        "expiration": st.just("60000"),
        "message_id": st.text(min_size=1, max_size=20),
        "message_type": st.just("lead.created"),
        "user_id": st.just("guest"),
        "app_id": st.just("app"),
    },
)
READ = ("content_type", "headers", "message_id")


def _delivery(channel, consumer, tag, properties, body):
    """The frames of one delivery, its body in parts of five bytes."""
    method = commands.Basic.Deliver(consumer, tag, tag % 2 == 0, "", "work")
    header = ContentHeader(body_size=len(body), properties=commands.Basic.Properties(**properties))
    parts = [ContentBody(body[at : at + 5]) for at in range(0, len(body), 5)]
    return [frame.marshal(value, channel) for value in (method, header, *parts)]


@st.composite
def _streams(draw):
    """Frames of several channels, interleaved as a broker may: (all of them, those to pass on, what is to be taken)."""
    lanes, taken = [], []
    for channel in (1, 2, 3):
        lane = []
        for tag in range(1, draw(st.integers(0, 4)) + 1):
            properties, body = draw(PROPERTIES), draw(st.binary(max_size=17))
            ours = draw(st.booleans())
            frames = _delivery(channel, "ours" if ours else "other", tag, properties, body)
            lane += [(data, ours) for data in frames]
            if ours:
                taken.append((channel, tag, tag % 2 == 0, {k: v for k, v in properties.items() if k in READ}, body))
            if draw(st.booleans()):
                lane.append((frame.marshal(commands.Basic.Ack(tag), channel), False))
        lanes.append(lane)
    stream = [(frame.marshal(Heartbeat(), 0), False)]
    while any(lanes):
        stream.append(draw(st.sampled_from([lane for lane in lanes if lane])).pop(0))
    return b"".join(data for data, _ in stream), b"".join(data for data, ours in stream if not ours), taken


def _read(data, cuts):
    """Feed the data in pieces to a reader whose consumers of the tag `ours` collect; give what passed and what was taken."""
    loop = asyncio.new_event_loop()
    try:
        consumers, taken = Consumers(), []
        for channel in (1, 2, 3):
            consumers.add(
                channel,
                "ours",
                lambda tapped, channel=channel: taken.append(
                    (
                        channel,
                        tapped.tag,
                        tapped.redelivered,
                        {k: v for k, v in tapped.properties.items() if k in READ},
                        tapped.body,
                    )
                ),
            )
        reader = TapReader(consumers, loop)
        places = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
        for start, end in itertools.pairwise(places):
            reader.feed_data(data[start:end])
        reader.feed_eof()
        return loop.run_until_complete(reader.read()), taken
    finally:
        loop.close()


@given(_streams(), st.lists(st.integers(0, 5_000), max_size=40))
def test_deliveries_are_taken_whole_and_the_rest_passes_in_order(stream, cuts):
    data, rest, wanted = stream
    passed, taken = _read(data, cuts)
    assert passed == rest
    assert sorted(taken, key=lambda item: item[:2]) == sorted(wanted, key=lambda item: item[:2])


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=10))
def test_bytes_that_are_no_frames_pass_or_wait_but_never_vanish(data, cuts):
    opening = frame.marshal(Heartbeat(), 0)
    passed, taken = _read(opening + data, cuts)
    assert taken == []
    assert (opening + data).startswith(passed)


def test_a_stream_out_of_step_is_left_to_the_library_from_there_on():
    opening, broken = frame.marshal(Heartbeat(), 0), frame.marshal(commands.Basic.Ack(1), 2)[:-1] + b"\x00"
    data = opening + broken + b"".join(_delivery(1, "ours", 1, {}, b"abc"))
    assert _read(data, [5, 20, 40]) == (data, [])


def test_the_answer_of_a_broker_of_another_protocol_version_passes():
    assert _read(b"AMQP\x00\x00\x09\x01", [3]) == (b"AMQP\x00\x00\x09\x01", [])


@pytest.mark.parametrize(
    ("flags", "properties", "read"),
    [
        (1 << 7, b"\x02\xff\xfe", {"message_id": "\ufffd\ufffd"}),
        # a header of a type nobody knows, and a timestamp in nanoseconds
        (1 << 13, b"\x00\x00\x00\x04\x01n?\x00", {"headers": {}}),
        (1 << 13, b"\x00\x00\x00\x0b\x01nT" + (1_795_000_000 * 10**9).to_bytes(8, "big"), {"headers": {}}),
    ],
)
def test_properties_nobody_can_decode_do_not_cost_the_connection(flags, properties, read):
    header = b"\x00\x3c\x00\x00" + (3).to_bytes(8, "big") + flags.to_bytes(2, "big") + properties
    framed = b"\x02\x00\x01" + len(header).to_bytes(4, "big") + header + b"\xce"
    deliver, _, body = _delivery(1, "ours", 1, {}, b"abc")
    passed, taken = _read(deliver + framed + body, [])
    assert passed == b""
    assert taken == [(1, 1, False, read, b"abc")]


def test_a_connection_busy_with_deliveries_looks_alive_to_the_library():
    loop = asyncio.new_event_loop()
    try:
        now = [100.0]
        consumers, taken = Consumers(), []
        consumers.add(1, "ours", taken.append)
        reader = TapReader(consumers, loop)
        reader._clock = lambda: now[0]
        opening = frame.marshal(Heartbeat(), 0)
        reader.feed_data(opening)
        for _ in range(30):
            now[0] += 0.2
            reader.feed_data(b"".join(_delivery(1, "ours", 1, {}, b"abc")))
        reader.feed_eof()
        passed = loop.run_until_complete(reader.read())
    finally:
        loop.close()
    assert len(taken) == 30
    assert 4 <= passed.count(opening) - 1 <= 6
    assert passed == opening * passed.count(opening)
