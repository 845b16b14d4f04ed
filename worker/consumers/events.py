"""The lane of events: what was announced about leads is given to the automations, in micro-batches."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import orjson
import structlog

from worker.account import Accounts
from worker.automations.language.situation import Situation
from worker.automations.running.engine import Engine
from worker.commit.key_lanes import KeyLanes
from worker.consumers import observed
from worker.consumers.lane import QueueLane
from worker.consumers.turns import Turns
from worker.errors import RefusedError
from worker.ports import Broker, Clock, Delivery, Outgoing
from worker.settings import Settings
from worker.telemetry.failpoints import failpoint
from worker.topology import AUTOMATIONS

log = structlog.get_logger(__name__)


class AutomationLane(QueueLane):
    """Reads the events of leads and has the rules react."""

    work: ClassVar[str] = "automate"

    def __init__(
        self,
        engine: Engine,
        broker: Broker,
        clock: Clock,
        settings: Settings,
        accounts: Callable[[], Accounts],
        turns: Turns,
    ) -> None:
        super().__init__(AUTOMATIONS, broker, clock, settings)
        self._engine, self._accounts, self._lanes, self._turns = engine, accounts, KeyLanes(), turns

    async def _process(self, batch: Sequence[Delivery]) -> None:
        await self._turns.wait()
        known = self._accounts().by_id
        situations: list[Situation] = []
        letters: list[tuple[Delivery, Outgoing]] = []
        for delivery in batch:
            try:
                situations.append(read_event(delivery, known))
            except RefusedError as refusal:
                letters.append((delivery, self._dead_letter(delivery, refusal, "decode", delivery.body)))
        # Two batches of one process on the same lead would make each other's commands be redone.
        async with self._lanes.hold({(s.account, s.lead["id"]) for s in situations}):
            await self._engine.react(situations)
        observed.sent(self.queue, (situation.at for situation in situations), self._clock.now())
        await self._park(letters)
        failpoint("reacted")
        await self._ack(batch, refused=len(letters))


def read_event(delivery: Delivery, accounts: Mapping[str, Any]) -> Situation:
    """Give what rules look at; raises `RefusedError` for what is no event of an account that is loaded."""
    try:
        situation = Situation.of_event(delivery.headers, orjson.loads(delivery.body))
        _ = situation.lead["id"], situation.lead["fields"], situation.lead["tags"]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RefusedError("malformed", f"this is no event of a lead: {type(error).__name__}: {error}"[:300]) from error
    if situation.account not in accounts:
        raise RefusedError("unknown_account", f"no account {situation.account!r} is loaded; add it and replay")
    return situation
