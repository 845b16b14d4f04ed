"""Requests that come again: the same key is answered as before, with the same body alone."""

import json

from pydantic import ConfigDict

from schemas.api.wire import Answer
from worker.access.answers import Answered, AnswerStore
from worker.edge.api.asking import Reply
from worker.errors import ProblemError
from worker.ports import Clock


class _Again(Answer):
    """An answer as it was given."""

    model_config = ConfigDict(frozen=True, extra="allow")


class KeptReplays:
    """The `Replays` of a store."""

    def __init__(self, answers: AnswerStore, clock: Clock) -> None:
        self._answers, self._clock = answers, clock
        self._digests: dict[str, str] = {}  # of requests that this process carries out

    async def claim(self, key: str, digest: str) -> Reply | None:
        """Give the earlier answer to this key, None if the request is to be carried out now."""
        known = await self._answers.claim(key, digest, self._clock.now())
        if known is None:
            self._digests[key] = digest
            return None
        if known.digest != digest:
            raise ProblemError(
                "idempotency_key_reused",
                "this Idempotency-Key came with another request before; take a new one for each request",
            )
        if not known.status:
            raise ProblemError(
                "busy",
                "the same request is under way; send it again in some seconds, under the same key",
                headers={"Retry-After": "2"},
            )
        return Reply(_Again(**json.loads(known.body)) if known.body else None, known.status, known.headers)

    async def answered(self, key: str, reply: Reply) -> None:
        """Keep an answer."""
        body = reply.body.model_dump_json(by_alias=True) if reply.body else ""
        digest = self._digests.pop(key)
        await self._answers.keep(key, Answered(digest, reply.status, body, dict(reply.headers)), self._clock.now())

    async def failed(self, key: str) -> None:
        """Let the key go: nothing was done."""
        await self._answers.let_go(key, self._digests.pop(key))
