"""What `explain` says of messages in the dead letters, and the command that shows each, ready to paste."""

import shlex
from collections.abc import Iterable, Sequence
from typing import Final

from worker.composition import has_broker, open_broker
from worker.consumers.dead_letters import DeadLetter, Look, Selection
from worker.consumers.letter_search import letters_about
from worker.errors import LeadWorkerError
from worker.lookups.explanation import Explanation
from worker.lookups.reasons import reason_of
from worker.settings import Settings
from worker.system import SystemClock

_LIMIT: Final = 5  # letters about one message: each part of it that was refused has its own


async def parked(settings: Settings, texts: Iterable[str]) -> tuple[list[DeadLetter], str]:
    """Give the dead letters about a message by any of its names, and why they could not be looked at, empty if they were."""
    if not has_broker(settings):
        return [], "LEADWORKER_AMQP_URL is not set"
    try:
        async with (
            open_broker(settings, declare=False) as broker,
            Look(broker, Selection(), SystemClock().now()) as look,
        ):
            return await letters_about(look, texts, _LIMIT), ""
    except LeadWorkerError as error:
        return [], str(error)


def with_letters(told: Sequence[Explanation], letters: Sequence[DeadLetter], text: str) -> list[Explanation]:
    """Name the dead letter of every refusal, and explain the letters about which nothing else is known."""
    left = list(letters)
    result = []
    for explanation in told:
        if explanation["outcome"] == "refused":
            letter = next((one for one in left if _is_of(one, explanation)), None)
            if letter is not None:
                left.remove(letter)
            explanation = {**explanation, "show": _command(letter) if letter else _commands(explanation)}  # noqa: PLW2901  # the same, with one thing more
        result.append(explanation)
    return result + [_explained(letter, text) for letter in left]


def _is_of(letter: DeadLetter, told: Explanation) -> bool:
    return (letter.queue, letter.reason) == (told["queue"], told["reason"])


def _explained(letter: DeadLetter, text: str) -> Explanation:
    reason = reason_of("refused", letter.reason, letter.queue)
    return {
        "message": letter.id or text,
        "account": "",
        "outcome": "refused",
        "reason": letter.reason,
        "meaning": reason.meaning,
        "detail": letter.detail,
        "where": letter.where,
        "remedy": reason.remedy,
        "queue": letter.queue,
        "dead_letter": letter.parked,
        "recorded_at": letter.at,
        "show": _command(letter),
    }


def _command(letter: DeadLetter) -> str:
    """Give the command that shows a letter; one without an id is found by its cause."""
    return shlex.join(["leadworker", "dead-letters", "show", letter.id or letter.cause, "--queue", letter.queue])


def _commands(told: Explanation) -> str:
    """Give the command that shows letters like a refusal's, where its own was not found."""
    words = ["leadworker", "dead-letters", "show", "--queue", told["queue"], "--reason", told["reason"]]
    return shlex.join(words)
