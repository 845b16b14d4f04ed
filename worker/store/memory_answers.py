"""Answers to requests of the API in memory: the port `AnswerStore` for whoever needs no server."""

from worker.access.answers import UNDER_WAY_MS, Answered


class MemoryAnswers:
    """The port `AnswerStore`. Nothing outlives the process, and nothing is forgotten before it."""

    def __init__(self) -> None:
        self._answers: dict[str, tuple[Answered, int]] = {}

    async def prepare(self) -> None:
        """Nothing is missing."""

    async def claim(self, key: str, digest: str, now: int) -> Answered | None:
        """Take a key for carrying a request out; else give what is known of it. Of many who try at once one takes it."""
        known, at = self._answers.get(key, (None, 0))
        stuck = known is not None and not known.status and known.digest == digest and at <= now - UNDER_WAY_MS
        if known is not None and not stuck:
            return known
        self._answers[key] = (Answered(digest), now)
        return None

    async def keep(self, key: str, answered: Answered, now: int) -> None:
        """Keep an answer."""
        self._answers[key] = (answered, now)

    async def let_go(self, key: str, digest: str) -> None:
        """Forget a key that is under way: nothing was done."""
        known, _ = self._answers.get(key, (None, 0))
        if known == Answered(digest):
            del self._answers[key]
