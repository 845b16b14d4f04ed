"""What `explain` says of dead letters."""

import shlex
from typing import Any

from worker import topology
from worker.commands.parked_messages import parked, with_letters
from worker.consumers.dead_letters import DeadLetter
from worker.consumers.failure_headers import failure_headers
from worker.errors import RefusedError
from worker.ports import Delivery
from worker.settings import Settings

QUEUE = topology.WHATSAPP
DEAD = topology.dead(QUEUE)


def _letter(name: str | None = "m 1", reason: str = "unknown_account") -> DeadLetter:
    refused = Delivery(QUEUE, b"{}", {}, name)
    facts = {"reason": reason, "detail": "no account has it", "where": "/entry/0", "stage": "decode"}
    headers = failure_headers(refused, error=RefusedError(reason), now=7, **facts)
    return DeadLetter.read(DEAD, Delivery(DEAD, b"{}", headers, name))


def _refused(reason: str = "unknown_account") -> dict[str, Any]:
    return {"message": "wa:x", "outcome": "refused", "queue": QUEUE, "reason": reason, "dead_letter": DEAD}


def test_a_letter_about_which_nothing_else_is_known_is_explained_with_its_command() -> None:
    (told,) = with_letters([], [_letter()], "wamid.x")
    assert (told["outcome"], told["reason"], told["where"]) == ("refused", "unknown_account", "/entry/0")
    assert told["remedy"]
    assert shlex.split(told["show"]) == ["leadworker", "dead-letters", "show", "m 1", "--queue", QUEUE]


def test_a_letter_without_id_is_shown_by_its_cause() -> None:
    letter = _letter(None)
    (told,) = with_letters([], [letter], "wamid.x")
    assert told["message"] == "wamid.x"
    assert shlex.split(told["show"])[3] == letter.cause


def test_a_refusal_that_is_known_gets_the_command_of_its_own_letter() -> None:
    (told,) = with_letters([_refused()], [_letter()], "wamid.x")
    assert (told["message"], shlex.split(told["show"])[3]) == ("wa:x", "m 1")


def test_a_refusal_whose_letter_was_not_found_gets_the_command_for_its_like() -> None:
    told, other = with_letters([_refused("malformed")], [_letter()], "wamid.x")
    assert told["show"] == f"leadworker dead-letters show --queue {QUEUE} --reason malformed"
    assert other["reason"] == "unknown_account"


def test_what_was_applied_stays_as_it_is() -> None:
    assert with_letters([{"message": "wa:x", "outcome": "created"}], [], "x") == [
        {"message": "wa:x", "outcome": "created"}
    ]


async def test_without_a_broker_it_says_that_nobody_looked() -> None:
    assert await parked(Settings(amqp_url=None), ["wamid.x"]) == ([], "LEADWORKER_AMQP_URL is not set")
