"""RabbitMQ in trouble: killed, frozen, short of disk space, deleting queues, closing channels. The client ends in time
and comes back by itself, and what was confirmed is there."""

import asyncio
import contextlib
import shutil
import ssl
import subprocess

import pytest
from aiormq.abc import ChannelFrame

from tests.contract.rigs import Inbox, depth_becomes, rabbitmq_rig, to_queue, topology
from tests.waiting import eventually
from worker.broker.inspection import Inspection
from worker.broker.rabbitmq import RabbitMQBroker
from worker.embedded.mongod import free_port
from worker.errors import BrokerUnavailableError, ConfigurationError
from worker.topology import Queue

pytestmark = pytest.mark.services

DISK_ALARM = "{resource_limit, disk, node()}"


@pytest.fixture
async def rig(node_url, rabbitmq_node):
    made = rabbitmq_rig(node_url, rabbitmq_node)
    yield made
    await made.close()


@pytest.fixture
async def broker(rig):
    client = await rig.client()
    await client.declare(topology("work"))
    return client


async def _in_thread(call, *arguments):
    return await asyncio.to_thread(call, *arguments)


async def _published(broker, message, seconds=30):
    """Publish as the worker does: again, until it is confirmed."""
    async with asyncio.timeout(seconds):
        while (outcome := (await broker.publish([message]))[0]) is not None:
            assert isinstance(outcome, BrokerUnavailableError)
            await asyncio.sleep(0.1)


async def test_after_a_crash_of_the_broker_everything_confirmed_is_there_and_consumers_are_back(broker, rabbitmq_node):
    inbox = Inbox()
    await broker.declare(topology("work", "kept"))
    await broker.consume("work", 10, inbox)
    assert await broker.publish([to_queue("kept", str(n).encode()) for n in range(20)]) == [None] * 20
    await asyncio.sleep(1.5)  # RabbitMQ 3.10 forgets a quorum queue itself if it is killed within its first second
    loop = asyncio.get_running_loop()

    await _in_thread(rabbitmq_node.kill)
    try:
        started = loop.time()
        (outcome,) = await broker.publish([to_queue("work", b"during")])
        assert isinstance(outcome, BrokerUnavailableError)
        with pytest.raises(BrokerUnavailableError):
            await broker.depth("kept")
        assert loop.time() - started < 12
        assert not broker.connected
        assert 0 < broker.lost_seconds < 60
    finally:
        await _in_thread(rabbitmq_node.start)

    await eventually(lambda: broker.connected, 30)
    assert broker.lost_seconds == 0
    await depth_becomes(broker, "kept", 20)
    await _published(broker, to_queue("work", b"after"))
    await inbox.wait(1)
    assert b"after" in inbox.bodies


async def test_what_is_confirmed_while_connections_are_cut_is_in_the_queue(rig, broker):
    confirmed, stop = set(), asyncio.Event()

    async def publish(lane):
        number = 0
        while not stop.is_set():
            ids = [f"{lane}-{number}-{index}" for index in range(50)]
            number += 1
            outcomes = await broker.publish([to_queue("work", name.encode(), message_id=name) for name in ids])
            confirmed.update(name for name, outcome in zip(ids, outcomes, strict=True) if outcome is None)
            assert all(outcome is None or isinstance(outcome, BrokerUnavailableError) for outcome in outcomes)
            await asyncio.sleep(0.01)  # a fast machine would publish more than one consumer may hold

    publishing = asyncio.gather(*(publish(lane) for lane in range(3)))
    for _ in range(5):
        await asyncio.sleep(0.4)
        await rig.interrupt()
    stop.set()
    await publishing

    other, inbox = await rig.client(), Inbox()
    await other.consume("work", 65_535, inbox)

    def missing() -> set[str]:
        return confirmed - {delivery.message_id for delivery in inbox.all}

    await eventually(lambda: not missing(), 20, lambda: f"{len(missing())} of {len(confirmed)}, {len(inbox.all)} came")
    assert len(confirmed) > 100


async def test_a_queue_deleted_under_its_consumer_is_declared_and_consumed_again(rig, broker, node_url):
    inbox = Inbox()
    await broker.consume("work", 10, inbox)
    channel = await broker._channel()
    await channel.queue_delete("work")
    await eventually(lambda: not broker.connected)
    await eventually(lambda: broker.connected)
    await _published(broker, to_queue("work", b"after"))
    assert (await inbox.wait(1))[0].body == b"after"


async def test_a_channel_closed_by_the_broker_gives_its_messages_back_and_is_opened_again(broker):
    """As when a message stays unsettled for longer than the broker's consumer_timeout."""
    inbox = Inbox()
    await broker.consume("work", 10, inbox)
    await broker.publish([to_queue("work", b"slow")])
    first = list(await inbox.wait(1))
    await broker._subscriptions["work"]._inbound.channel.basic_ack(4711)  # no such delivery: the broker closes
    second = (await inbox.wait(2))[1]
    assert (second.body, second.redelivered) == (b"slow", True)
    await broker.ack(first)
    await broker.ack([second])
    await depth_becomes(broker, "work", 0)
    await eventually(lambda: broker.connected)


async def test_a_consumer_the_broker_sends_nothing_to_although_there_is_something_is_opened_again(broker):
    inbox = Inbox()
    await broker.consume("work", 2, inbox)
    assert await broker.publish([to_queue("work", str(n).encode()) for n in range(5)]) == [None] * 5
    held = await inbox.wait(2)
    for delivery in held:  # settled as we see it, but the broker never heard of it
        del delivery.handle.inbound._unsettled[delivery.handle.tag]
    await inbox.wait(4)
    again = inbox.all[2:4]
    assert {delivery.body for delivery in again} == {delivery.body for delivery in held}
    assert all(delivery.redelivered for delivery in again)
    while (waiting := inbox.all[2:]) and len({delivery.body for delivery in waiting}) < 5:
        await broker.ack(waiting)
        await asyncio.sleep(0.05)


async def test_a_consumer_that_holds_all_it_may_hold_is_left_alone(broker):
    inbox = Inbox()
    await broker.consume("work", 2, inbox)
    assert await broker.publish([to_queue("work", str(n).encode()) for n in range(5)]) == [None] * 5
    await inbox.wait(2)
    await asyncio.sleep(4)  # some looks
    assert len(inbox.all) == 2
    await broker.ack(inbox.all[:2])
    await inbox.wait(4)
    assert not any(delivery.redelivered for delivery in inbox.all)


async def test_while_the_broker_is_out_of_disk_space_publishing_fails_in_time_and_consuming_goes_on(
    rig, node_url, rabbitmq_node
):
    broker = RabbitMQBroker(node_url, publish_seconds=1.0, call_seconds=5)
    rig.clients.append(broker)
    await broker.connect()
    await broker.declare(topology("work", "source"))
    assert await broker.publish([to_queue("source", b"1"), to_queue("source", b"2")]) == [None, None]
    loop, inbox = asyncio.get_running_loop(), Inbox()

    await _in_thread(rabbitmq_node.evaluate, f"rabbit_alarm:set_alarm({{{DISK_ALARM}, []}}).")
    try:
        for attempt in range(4):
            started = loop.time()
            (outcome,) = await broker.publish([to_queue("work", b"blocked", message_id=f"m{attempt}")])
            assert isinstance(outcome, BrokerUnavailableError)
            assert loop.time() - started < 2
        await broker.consume("source", 10, inbox)
        await broker.ack(await inbox.wait(2))
        await depth_becomes(broker, "source", 0)
    finally:
        await _in_thread(rabbitmq_node.evaluate, f"rabbit_alarm:clear_alarm({DISK_ALARM}).")

    await _published(broker, to_queue("work", b"after", message_id="after"))
    bodies = [(await broker.get("work")).body for _ in range(await broker.depth("work"))]
    assert bodies.count(b"after") == 1
    assert bodies.count(b"blocked") <= 1  # written once, and waited for instead of written again


async def test_a_broker_that_hangs_is_noticed_and_costs_no_task_its_life(rig, node_url, rabbitmq_node):
    broker = RabbitMQBroker(node_url, publish_seconds=2.0, call_seconds=2.0, heartbeat=1)
    rig.clients.append(broker)
    await broker.connect()
    await broker.declare(topology("work"))
    inbox = Inbox()
    await broker.consume("work", 10, inbox)

    await _in_thread(rabbitmq_node.freeze)
    try:
        waiting = asyncio.create_task(broker.depth("work"))
        (outcome,) = await broker.publish([to_queue("work")])
        assert isinstance(outcome, BrokerUnavailableError)
        with pytest.raises(BrokerUnavailableError):
            await waiting
        await eventually(lambda: not broker.connected, 20)
    finally:
        await _in_thread(rabbitmq_node.freeze, False)

    await eventually(lambda: broker.connected, 20)
    await _published(broker, to_queue("work", b"after"))
    await eventually(lambda: b"after" in inbox.bodies)


async def test_a_publish_waiting_on_a_connection_found_dead_fails_instead_of_being_cancelled(
    rig, node_url, rabbitmq_node
):
    """The library raises CancelledError in who waits; a worker's task would end without a trace."""
    broker = RabbitMQBroker(node_url, publish_seconds=60.0, call_seconds=60.0, heartbeat=1)
    rig.clients.append(broker)
    await broker.connect()
    await broker.declare(topology("work"))
    await _in_thread(rabbitmq_node.freeze)
    try:
        publishing, asking = (
            asyncio.create_task(broker.publish([to_queue("work")])),
            asyncio.create_task(broker.depth("work")),
        )
        async with asyncio.timeout(30):
            (outcome,) = await publishing
            assert isinstance(outcome, BrokerUnavailableError)
            with pytest.raises(BrokerUnavailableError):
                await asking
    finally:
        await _in_thread(rabbitmq_node.freeze, False)
    await eventually(lambda: broker.connected, 20)


async def test_a_message_nobody_can_decode_is_delivered_and_the_next_one_too(broker):
    inbox = Inbox()
    connection = await broker._out.connection(5)
    channel = await connection.channel(publisher_confirms=False)
    publish = b"\x00\x3c\x00\x28\x00\x00\x00\x04work\x00"
    header = b"\x00\x3c\x00\x00" + (3).to_bytes(8, "big") + (1 << 7).to_bytes(2, "big") + b"\x02\xff\xfe"
    frames = b"".join(
        kind + channel.number.to_bytes(2, "big") + len(payload).to_bytes(4, "big") + payload + b"\xce"
        for kind, payload in ((b"\x01", publish), (b"\x02", header), (b"\x03", b"bad"))
    )
    await channel.write_queue.put(ChannelFrame(payload=frames, should_close=False))
    await depth_becomes(broker, "work", 1)
    await broker.consume("work", 10, inbox)
    await broker.publish([to_queue("work", b"good")])
    first, second = await inbox.wait(2)
    assert (first.body, first.message_id) == (b"bad", "\ufffd\ufffd")
    await broker.ack([first, second])
    assert broker.connected


async def test_a_message_larger_than_the_broker_takes_is_refused_alone(broker, rabbitmq_node):
    default = await _in_thread(rabbitmq_node.evaluate, "rabbit_misc:get_env(rabbit, max_message_size, none).")
    await _in_thread(rabbitmq_node.evaluate, "application:set_env(rabbit, max_message_size, 100000).")
    try:
        outcomes = await broker.publish(
            [to_queue("work", b"1"), to_queue("work", b"x" * 200_000), to_queue("work", b"3")]
        )
        sizes = [outcome if outcome is None else outcome.reason for outcome in outcomes]
    finally:
        await _in_thread(rabbitmq_node.evaluate, f"application:set_env(rabbit, max_message_size, {default}).")
    assert sizes == [None, "unpublishable", None]


# --- connecting ---------------------------------------------------------------------------------------------------


async def test_a_broker_that_is_not_there_is_named_without_its_password():
    broker = RabbitMQBroker(f"amqp://worker:hunter2@127.0.0.1:{free_port()}/", call_seconds=2)
    with pytest.raises(BrokerUnavailableError, match=r"127\.0\.0\.1") as caught:
        await broker.connect()
    assert "hunter2" not in str(caught.value)
    assert not broker.connected


async def test_a_broker_that_never_answers_is_given_up_in_time():
    writers = []
    server = await asyncio.start_server(lambda _reader, writer: writers.append(writer), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    started = loop.time()
    broker = RabbitMQBroker(f"amqp://127.0.0.1:{port}/", call_seconds=0.5)
    with pytest.raises(BrokerUnavailableError, match=r"no answer within 0\.5 s"):
        await broker.connect()
    assert loop.time() - started < 5
    for writer in writers:
        writer.close()
    server.close()


async def test_refused_credentials_are_told_without_the_password(node_url):
    broker = RabbitMQBroker(node_url.replace("guest:guest", "guest:hunter2").replace("tests:tests", "tests:hunter2"))
    with pytest.raises(ConfigurationError, match=r"refuses the login of user .*correct user and password") as caught:
        await broker.connect()
    assert "hunter2" not in str(caught.value)
    assert "ACCESS_REFUSED" in str(caught.value)


async def test_a_wrong_vhost_is_a_sentence_with_a_remedy_wherever_we_connect(node_url):
    wrong = node_url.rpartition("/")[0] + "/nowhere"
    broker = RabbitMQBroker(wrong)
    for call in (broker.connect(), broker.declare(topology("work")), Inspection(wrong, 5).look(topology("work"))):
        with pytest.raises(ConfigurationError, match=r"no vhost 'nowhere': create it .rabbitmqctl add_vhost nowhere"):
            await call


async def test_a_vhost_the_user_may_not_use_is_a_sentence_with_a_remedy(node_url, rabbitmq_node):
    user = node_url.partition("//")[2].partition(":")[0]
    vhost = node_url.rpartition("/")[2]
    clear = f'rabbit_auth_backend_internal:clear_permissions(<<"{user}">>, <<"{vhost}">>, <<"test">>).'
    await _in_thread(rabbitmq_node.evaluate, clear)
    with pytest.raises(ConfigurationError, match=r"may not use the vhost .*set_permissions -p"):
        await RabbitMQBroker(node_url).connect()


@contextlib.asynccontextmanager
async def _tls_front(port, folder):
    """A TLS port that hands everything on to the broker's plain one."""
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    await _in_thread(lambda: subprocess.run([*command, *files], check=True, capture_output=True))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")

    writers = []

    async def pump(reader, writer):
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def serve(reader, writer):
        onward, back = await asyncio.open_connection("127.0.0.1", port)
        writers.extend((writer, back))
        await asyncio.gather(pump(reader, back), pump(onward, writer))

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in writers:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def test_publishing_and_consuming_over_tls(rig, broker, node_url, rabbitmq_node, tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("needs the openssl command for a certificate")
    async with _tls_front(rabbitmq_node.port, tmp_path) as port:
        secure = node_url.replace("amqp://", "amqps://").replace(f":{rabbitmq_node.port}/", f":{port}/")
        client, inbox = RabbitMQBroker(f"{secure}?no_verify_ssl=1"), Inbox()
        await client.connect()
        await client.consume("work", 10, inbox)
        assert await client.publish([to_queue("work", b"x" * 300_000)]) == [None]
        await client.ack(await inbox.wait(1))
        await client.close()
    await depth_becomes(broker, "work", 0)


async def test_the_whole_topology_of_the_worker_can_be_declared_twice(broker):
    from worker import topology as worker_topology

    for quorum in (True, True):
        await broker.declare(worker_topology.build(quorum=quorum))
    await broker.declare(topology(Queue(worker_topology.QUICK_MESSAGES, {"x-queue-type": "quorum"})))


async def test_a_question_that_is_given_up_at_any_moment_is_given_up_and_disturbs_nobody(broker):
    inbox = Inbox()
    await broker.consume("work", 10, inbox)
    await broker.publish([to_queue("work", b"held")])
    await inbox.wait(1)
    ended = 0

    async def ask() -> None:
        while True:
            await broker.depth("work")

    for number in range(120):
        asking = asyncio.create_task(ask())
        await asyncio.sleep(number % 40 / 8_000)
        asking.cancel()
        await asyncio.wait([asking], timeout=5)
        ended += asking.cancelled()
        assert broker.connected
    assert ended == 120
    await broker.ack(inbox.all)
    await broker.publish([to_queue("work", b"after")])
    await inbox.wait(2)
    assert not any(delivery.redelivered for delivery in inbox.all), "the connection was lost meanwhile"
