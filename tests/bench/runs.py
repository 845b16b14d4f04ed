"""One run of one contestant: how long it takes for a full queue, or how late a lone message's event is."""

import asyncio
import contextlib
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.contestants import Contestant, count
from tests.bench.place import Place
from tests.bench.processor_time import processor_seconds
from tests.bench.workload import Incoming, Workload
from worker import topology

START_SECONDS = 60.0
RUN_SECONDS, SLOWEST = 170.0, 50  # a run has so long, and a second more per so many messages
POLL_SECONDS = 0.005
WARM_UP = 20  # lone messages before the clock counts
FEWEST_LONE = WARM_UP + 20  # a p95 of fewer is none
GAP_SECONDS = 0.05


class RunFailedError(RuntimeError):
    """A contestant died, or did not finish in time; the text has the end of what it printed."""


@dataclass(frozen=True, slots=True)
class Throughput:
    """A full queue worked off. `processor` is the contestant's own processor time in seconds, where it can be known."""

    seconds: float
    messages: int
    processor: float | None
    faults: tuple[str, ...]

    @property
    def rate(self) -> float:
        """Messages per second."""
        return self.messages / self.seconds


@dataclass(frozen=True, slots=True)
class Latency:
    """From publishing a lone message to its first event, in ms."""

    samples: tuple[float, ...]

    @property
    def p50(self) -> float:
        """The median."""
        return statistics.median(self.samples)

    @property
    def p95(self) -> float:
        """What one in twenty exceeds."""
        return statistics.quantiles(self.samples, n=20)[-1]


async def throughput(contestant: Contestant, place: Place, work: Workload, accounts: Path) -> Throughput:
    """Fill the queue, start the contestant, and take the time from its first consumer to the last acknowledgement."""
    await place.fill(work.messages)
    async with running(contestant, place, accounts) as process:
        begun, used = time.perf_counter(), processor_seconds(process.pid)
        ended = await drained(contestant, place, work, process)
        spent = processor_seconds(process.pid)
    faults = list(contestant.check(counted := await count(place), work))
    if counted["left"]:
        faults.append(f"{counted['left']} messages are still in the queue")
    processor = None if used is None or spent is None else spent - used
    return Throughput(ended - begun, len(work.messages), processor, tuple(faults))


async def latency(contestant: Contestant, place: Place, messages: Sequence[Incoming], accounts: Path) -> Latency:
    """Publish one message every 50 ms; take the time to the first event that names it."""
    sent: dict[str, float] = {}
    heard: dict[str, float] = {}
    everything = asyncio.Event()

    async def hear(event: object) -> None:
        now = time.perf_counter()
        name = str(getattr(event, "message_id", "")).rpartition("wamid.")[2].partition("/")[0]
        heard.setdefault(f"wamid.{name}", now)
        if len(heard) == len(messages):
            everything.set()

    await place.queues[topology.AUTOMATIONS].consume(hear, no_ack=True)
    async with running(contestant, place, accounts):
        await asyncio.sleep(0.5)
        due = time.perf_counter()
        for message in messages:
            sent[message.id] = time.perf_counter()
            await place.send(message)
            due += GAP_SECONDS
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
        try:
            async with asyncio.timeout(10):
                await everything.wait()
        except TimeoutError:
            raise RunFailedError(f"{contestant.title}: {len(heard)} events of {len(messages)} came") from None
    return Latency(tuple(1000 * (heard[m.id] - sent[m.id]) for m in messages[WARM_UP:]))


@asynccontextmanager
async def running(contestant: Contestant, place: Place, accounts: Path) -> AsyncIterator["subprocess.Popen[bytes]"]:
    """Start the contestant, wait until it consumes, and end it gracefully."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(  # noqa: ASYNC220  # nothing else runs meanwhile
            contestant.command, env=contestant.environment(place, accounts), stdout=output, stderr=output
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while (await place.state(topology.WHATSAPP))[1] == 0:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RunFailedError(f"{contestant.title} does not consume")
                await asyncio.sleep(POLL_SECONDS)
            yield process
            process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(process.wait, 30)
        except Exception as error:
            output.seek(0)
            error.add_note(output.read().decode(errors="replace")[-4000:])
            raise
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()


async def drained(contestant: Contestant, place: Place, work: Workload, process: "subprocess.Popen[bytes]") -> float:
    """Wait until every event is out and the broker holds no message any more; give the moment."""
    expected = contestant.events(work)
    patience = RUN_SECONDS + len(work.messages) / SLOWEST
    deadline = time.monotonic() + patience
    while True:
        events, _ = await place.state(topology.AUTOMATIONS)
        if events >= expected and not (await place.state(topology.WHATSAPP))[0]:
            now = time.perf_counter()
            if not await place.unsettled():
                return now
        if process.poll() is not None or time.monotonic() > deadline:
            found = f"left: {await count(place)}, not acknowledged: {await place.unsettled()}"
            raise RunFailedError(
                f"{contestant.title}: {events} events of {expected} after {patience:g} s at most; {found}"
            )
        await asyncio.sleep(POLL_SECONDS * 2)
