"""Sending a delivery to an endpoint, as its sender would: one POST, the answer as it is."""

import asyncio
from dataclasses import dataclass
from typing import Final

import aiohttp
from yarl import URL

from worker.edge.intake.signing import ToSend
from worker.errors import UndeliveredError

SECONDS: Final = 15.0
MAX_ANSWER: Final = 4_096  # bytes


@dataclass(frozen=True, slots=True)
class Heard:
    """What an endpoint answered."""

    status: int
    content_type: str
    text: str

    @property
    def taken(self) -> bool:
        """Whether it took the delivery."""
        return 200 <= self.status < 300


async def send(delivery: ToSend) -> Heard:
    """Send and give the answer. Raises `UndeliveredError` (`unreachable`, `timed_out`) where there was none."""
    place = URL(delivery.url).origin()
    try:
        async with (
            asyncio.timeout(SECONDS),
            aiohttp.ClientSession(trust_env=False) as session,
            session.post(
                URL(delivery.url, encoded=True), data=delivery.body, headers=delivery.headers, allow_redirects=False
            ) as answer,
        ):
            text = (await answer.content.read(MAX_ANSWER)).decode("utf-8", "replace")
            return Heard(answer.status, answer.content_type, text)
    except TimeoutError:
        raise UndeliveredError("timed_out", f"{place} did not answer within {SECONDS:g} s") from None
    except (aiohttp.ClientError, OSError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise UndeliveredError("unreachable", f"{place} cannot be reached: {why}") from None
