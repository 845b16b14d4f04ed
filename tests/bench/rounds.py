"""The order of runs: contestants in turn within a round, round after round, so that what else the machine does hits all."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.bench.contestants import Contestant, baseline
from tests.bench.place import open_place
from tests.bench.report import Results
from tests.bench.runs import Latency, Throughput, latency, throughput
from tests.bench.workload import Workload, lone_messages, workload
from tests.services.rabbitmq import RabbitMQ

# How many messages the per-message consumer has under way; the best of them takes part.
PREFETCHES = (10, 50, 200)
TRIAL_MESSAGES = 2_000
PAUSE_SECONDS = 1.0  # the servers clean up after a run


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run, and where."""

    broker: RabbitMQ
    mongo_url: str
    accounts: Path
    work: Workload
    rounds: int
    lone: int
    console: Console


async def run(plan: Plan, contestants: Sequence[Contestant], about: dict[str, Any]) -> Results:
    """Run everything."""
    trials: dict[int, float] = {}
    field = list(contestants)
    for position, contestant in enumerate(field):
        if contestant.key == "a":
            trials = await _trials(plan)
            field[position] = baseline(max(trials, key=trials.__getitem__))
    results = Results(about, plan.work, field, trials)
    for number in range(1, plan.rounds + 1):
        turn = field[number % len(field) :] + field[: number % len(field)]
        for contestant in turn:
            done = await _throughput(plan, contestant, plan.work)
            results.add(contestant, done)
            plan.console.print(f"round {number}  {contestant.title}: {done.rate:,.0f} messages/s", highlight=False)
        for contestant in turn:
            if plan.lone and contestant.key in "ab":
                heard = await _latency(plan, contestant)
                results.add(contestant, heard)
                plan.console.print(
                    f"round {number}  {contestant.title}: lone message {heard.p50:.1f} ms, p95 {heard.p95:.1f} ms",
                    highlight=False,
                )
    return results


async def _trials(plan: Plan) -> dict[int, float]:
    work = workload(TRIAL_MESSAGES, int(time.time()))
    found: dict[int, float] = {}
    for prefetch in PREFETCHES:
        found[prefetch] = (await _throughput(plan, baseline(prefetch), work)).rate
        plan.console.print(f"trial    prefetch {prefetch}: {found[prefetch]:,.0f} messages/s", highlight=False)
    return found


async def _throughput(plan: Plan, contestant: Contestant, work: Workload) -> Throughput:
    async with open_place(plan.broker, plan.mongo_url) as place:
        done = await throughput(contestant, place, work, plan.accounts)
    await asyncio.sleep(PAUSE_SECONDS)
    return done


async def _latency(plan: Plan, contestant: Contestant) -> Latency:
    messages = list(lone_messages(plan.lone, int(time.time())))
    async with open_place(plan.broker, plan.mongo_url) as place:
        heard = await latency(contestant, place, messages, plan.accounts)
    await asyncio.sleep(PAUSE_SECONDS)
    return heard
