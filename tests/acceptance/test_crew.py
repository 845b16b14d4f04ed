"""Four workers of one process on a real MongoDB: duplicates, shuffles, hot people, races. Each run ends with the checker."""

import pytest

from tests.acceptance.crew import Scene, crew
from tests.acceptance.invariants import findings, report
from tests.acceptance.traffic import Traffic
from worker.broker.memory_server import Server

pytestmark = pytest.mark.services


async def settled(scene: Scene) -> None:
    case = await scene.case()
    assert (text := report(findings(case))) == "", f"\n{text}"


@pytest.mark.parametrize("seed", [1, 2])
async def test_shuffled_duplicates_over_four_workers_give_what_was_sent(
    scene: Scene, server: Server, seed: int
) -> None:
    traffic = Traffic(seed, people=15)
    messages = traffic.messages(400)
    async with crew(server, 4, **scene.settings):
        await scene.send(traffic.muddled([*messages, *traffic.variants(messages)]))
        assert await scene.quiet()
    await settled(scene)
