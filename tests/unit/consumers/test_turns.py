"""Chats first, and yet lists go on."""

import asyncio

from worker.consumers.turns import Turns


async def test_a_piece_of_a_list_waits_while_a_chat_is_under_way() -> None:
    turns, order = Turns(patience=60), []

    async def piece() -> None:
        await turns.wait()
        order.append("list")

    with turns.first(), turns.first():
        waiting = asyncio.create_task(piece())
        for _ in range(20):
            await asyncio.sleep(0)
        order.append("chat")
    await waiting
    assert order == ["chat", "list"]


async def test_beside_chats_that_never_cease_lists_go_on() -> None:
    turns = Turns(patience=0.01)
    with turns.first():
        async with asyncio.timeout(5):
            await turns.wait()


async def test_the_loop_turns_between_two_pieces_though_nobody_goes_first() -> None:
    turns, others = Turns(), []
    task = asyncio.create_task(asyncio.sleep(0))
    task.add_done_callback(others.append)
    for _ in range(3):
        await turns.wait()
    assert others
