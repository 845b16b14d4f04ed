"""The port `AnswerStore`, on MongoDB and in memory."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from worker.access.answers import UNDER_WAY_MS, Answered, AnswerStore
from worker.store.answers import Answers
from worker.store.memory_answers import MemoryAnswers
from worker.store.mongo import Mongo

NOW = 1_800_000_000_000
KEY = "acme/p1/6d0c$.~"
DONE = Answered("d1", 201, '{"id": "x"}', {"Location": "/x"})


@pytest.fixture(params=["memory", pytest.param("mongodb", marks=pytest.mark.services)])
async def answers(request: pytest.FixtureRequest) -> AsyncIterator[AnswerStore]:
    if request.param == "memory":
        yield MemoryAnswers()
        return
    url, database = request.getfixturevalue("mongo_url"), request.getfixturevalue("mongo_database")
    mongo = Mongo(url, database)
    store = Answers(mongo)
    await store.prepare()
    yield store
    mongo.close()


async def test_of_many_who_claim_a_key_at_once_one_has_it(answers: AnswerStore) -> None:
    told = await asyncio.gather(*(answers.claim(KEY, "d1", NOW) for _ in range(6)))
    assert told.count(None) == 1
    assert [one for one in told if one is not None] == [Answered("d1")] * 5


async def test_an_answer_is_given_again(answers: AnswerStore) -> None:
    assert await answers.claim(KEY, "d1", NOW) is None
    await answers.keep(KEY, DONE, NOW + 5)
    for digest in ("d1", "d2"):
        assert await answers.claim(KEY, digest, NOW + 2 * UNDER_WAY_MS) == DONE
    assert await answers.claim("acme/p2/6d0c$.~", "d1", NOW) is None


async def test_what_did_nothing_is_let_go_and_what_was_answered_is_not(answers: AnswerStore) -> None:
    await answers.claim(KEY, "d1", NOW)
    await answers.let_go(KEY, "other")
    assert await answers.claim(KEY, "d1", NOW) == Answered("d1")
    await answers.let_go(KEY, "d1")
    assert await answers.claim(KEY, "d1", NOW) is None
    await answers.keep(KEY, DONE, NOW)
    await answers.let_go(KEY, "d1")
    assert await answers.claim(KEY, "d1", NOW) == DONE


async def test_a_key_whose_process_died_is_taken_over_by_the_same_request(answers: AnswerStore) -> None:
    await answers.claim(KEY, "d1", NOW)
    later = NOW + UNDER_WAY_MS
    assert await answers.claim(KEY, "d1", later - 1) == Answered("d1")
    assert await answers.claim(KEY, "d2", later) == Answered("d1")
    told = await asyncio.gather(*(answers.claim(KEY, "d1", later) for _ in range(4)))
    assert told.count(None) == 1
