"""Four whole workers of one process on a real MongoDB: duplicates, shuffles, one hot person, races, poison, bugs.

Each run ends with the checker.
"""

import asyncio
import contextlib
import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.crew import Scene, crew, settled
from tests.acceptance.ledger import Message, Part
from tests.acceptance.traffic import BASE, Someone, Traffic, account_files, chat, refused, someone
from tests.acceptance.wires import MemoryWire
from worker import topology
from worker.broker.memory_server import MemoryServer
from worker.consumers.failure_headers import without_failure
from worker.leads import fold
from worker.topology import WHATSAPP

pytestmark = pytest.mark.services


async def worked(scene: Scene, server: MemoryServer, messages: list[Message], seconds: float = 60.0) -> None:
    """Let four workers do it, and check."""
    async with crew(server, 4, **scene.settings):
        await scene.send(messages)
        assert await scene.quiet(seconds), scene.waiting_for
    await settled(scene, faults=False)


async def test_shuffled_duplicates_over_four_workers_give_what_was_sent(scene: Scene, server: MemoryServer) -> None:
    traffic = Traffic(1, people=15)
    messages = [*traffic.meetings(), *traffic.messages(500)]
    await worked(scene, server, traffic.muddled([*messages, *traffic.variants(messages)], duplicates=0.3))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60, 70))
async def test_shuffled_duplicates_of_long_runs_give_what_was_sent(
    scene: Scene, server: MemoryServer, seed: int
) -> None:
    traffic = Traffic(seed, people=random.Random(seed).choice([3, 30, 300]))
    messages = [*traffic.meetings(), *traffic.messages(3_000)]
    await worked(scene, server, traffic.muddled([*messages, *traffic.variants(messages)], duplicates=0.5), 300)


async def test_two_thousand_messages_of_one_person_over_four_workers_are_all_counted(
    scene: Scene, server: MemoryServer
) -> None:
    who = someone("in", 1)
    rng = random.Random(2)
    messages = [chat(who, f"hot-{n}", BASE + rng.randrange(9_999), f"message {n}", f"Asha {n}") for n in range(2_000)]
    await worked(scene, server, messages, 90)


def meeting(who: Someone, number: int, rng: random.Random) -> list[Message]:
    """Give what makes one person of two leads: each identity writes, one message tells both; others follow."""
    traffic = Traffic(1_000 + number, people=1, accounts=(who.account,), first=number)
    told = [traffic.pair(who), traffic.pair(who)]
    known = [maker(who) for maker in (traffic.unnumbered, traffic.unnumbered) for _ in range(2)]
    chats = [chat(who, f"meet-{number}-{n}", BASE + rng.randrange(9_999), "hi", "Asha Rao") for n in range(3)]
    messages = [*known, *chats, *told]
    rng.shuffle(messages)
    return messages


async def test_leads_that_turn_out_to_be_one_person_are_merged_whatever_comes_first(
    scene: Scene, server: MemoryServer
) -> None:
    rng = random.Random(3)
    stories = [meeting(someone("in", n), n, rng) for n in range(60)]
    mixed = [
        message for turn in zip(*stories, strict=True) for message in turn
    ]  # everybody's first, then the second ...
    await worked(scene, server, mixed)
    merges = [row for row in (await scene.case()).evidence.history if row["type"] == "merged"]
    assert len(merges) > 10, "the run was to make leads meet"


async def test_words_about_strangers_race_the_messages_that_make_them_known(scene: Scene, server: MemoryServer) -> None:
    messages: list[Message] = []
    rng = random.Random(4)
    for number in range(150):
        traffic = Traffic(5_000 + number, people=1, accounts=("in",), first=number)
        words = [*traffic.stops(), traffic.echo(), traffic.pair()]
        rng.shuffle(words)
        messages += words
    await worked(scene, server, messages)


@pytest.mark.slow
async def test_strangers_and_creators_race_for_long(scene: Scene, server: MemoryServer) -> None:
    rng = random.Random(5)
    async with crew(server, 4, **scene.settings, batch_size=3):
        for number in range(1_000):
            traffic = Traffic(9_000 + number, people=1, accounts=("br",), first=number)
            words = [*traffic.meetings(), traffic.echo(), traffic.word()]
            rng.shuffle(words)
            await scene.send(words)
        assert await scene.quiet(120), scene.waiting_for
    await settled(scene, faults=False)


async def test_bad_messages_in_a_batch_cost_the_good_ones_nothing(scene: Scene, server: MemoryServer) -> None:
    """1 to 49 bad ones among 50, of every kind of badness."""
    traffic = Traffic(6, people=40)
    rng = random.Random(6)
    makers = (traffic.poison, traffic.poisoned_batch, traffic.bad_form)
    messages: list[Message] = []
    for bad in range(1, 50, 4):
        batch = [rng.choice(makers)() for _ in range(bad)] + [traffic.chat() for _ in range(50 - bad)]
        rng.shuffle(batch)
        messages += batch
    async with crew(server, 1, **scene.settings, batch_size=50):
        await scene.send(messages)
        assert await scene.quiet(), scene.waiting_for
    await settled(scene, faults=False)


BODIES = {
    "no JSON": (b"\xff\xfe\x00", "malformed_json"),
    "a wrong encoding": ('{"object": "Zoë"}'.encode("latin-1"), "malformed_json"),
    "too deep": (b"[" * 100_000 + b"]" * 100_000, "malformed_json"),
    "no object": (b"[]", "malformed_json"),
    "nothing": (b"", "malformed_json"),
    "another object": (b'{"object": "page", "entry": []}', "unknown_type"),
    "no entry": (b'{"hello": "world"}', "unknown_type"),
    "three megabytes": (b'{"x": "' + b"y" * 3_000_000 + b'"}', "unknown_type"),
}


@pytest.mark.parametrize("kind", BODIES)
async def test_a_body_that_is_none_is_refused_with_its_reason_and_the_worker_goes_on(
    scene: Scene, server: MemoryServer, kind: str
) -> None:
    body, reason = BODIES[kind]
    traffic = Traffic(7, people=5)
    bad = Message(f"bad-{kind}", WHATSAPP, body, (refused("", reason),))
    await worked(scene, server, [traffic.chat(), bad, traffic.chat()])


async def test_a_bug_that_one_message_meets_costs_the_others_of_its_batch_nothing(
    scene: Scene, server: MemoryServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = fold.fold

    def buggy(lead: Any, contact: Any, *more: Any) -> Any:
        if contact.text == "boom":
            raise ZeroDivisionError
        return right(lead, contact, *more)

    monkeypatch.setattr(fold, "fold", buggy)
    traffic = Traffic(8, people=20)
    bugs = [traffic.bug("boom", "ZeroDivisionError") for _ in range(3)]
    messages = [*bugs, *traffic.messages(150)]
    random.Random(8).shuffle(messages)
    await worked(scene, server, messages)


async def test_a_message_that_kills_the_process_is_parked_alone(
    mongo_url: str, mongo_database: str, accounts_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the kernel kills a worker for its memory: nothing is caught, everything unsettled comes back."""

    class KilledError(BaseException):
        pass

    right, killed = fold.fold, asyncio.Event()

    def deadly(lead: Any, contact: Any, *more: Any) -> Any:
        if contact.text == "boom":
            killed.set()
            raise KilledError
        return right(lead, contact, *more)

    monkeypatch.setattr(fold, "fold", deadly)
    monkeypatch.setattr(topology, "DELIVERY_LIMIT", 25)
    server, traffic = MemoryServer(), Traffic(10, people=30)
    culprit = traffic.bug("boom", "delivery_limit")
    with contextlib.closing(Scene(MemoryWire(server), mongo_url, mongo_database, accounts_dir)) as scene:
        await scene.send([*traffic.messages(60), culprit, *traffic.messages(60)])
        for _ in range(40):
            try:
                async with crew(server, 1, **scene.settings):
                    await scene.quiet(1.5, rest=0.1, unless=killed.is_set)
            except* KilledError:
                pass
            killed.clear()
            if (await scene.wire.depths([topology.crashed(WHATSAPP)]))[topology.crashed(WHATSAPP)]:
                break
        parked = await scene.wire.empty(topology.crashed(WHATSAPP))
        assert [delivery.message_id for delivery in parked] == [culprit.tag]
        scene.ledger.confirmed.remove(culprit)
        async with crew(server, 1, **scene.settings):
            assert await scene.quiet(), scene.waiting_for
        await settled(scene)


async def test_messages_of_an_account_that_comes_later_wait_in_the_dead_letters_for_a_replay(
    scene: Scene, server: MemoryServer, accounts_dir: Path
) -> None:
    files = account_files()
    (accounts_dir / "br" / "account.yaml").unlink()
    (accounts_dir / "br").rmdir()
    traffic = Traffic(9, people=10, accounts=("br",))
    messages = (
        [traffic.chat() for _ in range(20)] + [traffic.rows() for _ in range(5)] + [traffic.form() for _ in range(5)]
    )
    unknown = [Message(m.tag, m.queue, m.body, (refused("", "unknown_account"),)) for m in messages]
    async with crew(server, 2, **scene.settings):
        await scene.send(unknown)
        assert await scene.quiet(), scene.waiting_for
        letters = [letter for queue in topology.INTAKE for letter in await scene.wire.empty(topology.dead(queue))]
        assert sorted(str(letter.message_id) for letter in letters) == sorted(message.tag for message in messages)
        assert {letter.headers["x-failure-reason"] for letter in letters} == {"unknown_account"}
        scene.ledger.confirmed.clear()
        (accounts_dir / "br").mkdir()
        (accounts_dir / "br" / "account.yaml").write_text(files["br/account.yaml"])
        await asyncio.sleep(2.0)  # the directory is watched, and left to settle
        parts = {message.tag: message.parts for message in messages}
        again = [
            Message(
                str(one.message_id),
                one.queue.removesuffix(".dead"),
                one.body,
                parts[str(one.message_id)],
                without_failure(one.headers),
            )
            for one in letters
        ]
        await scene.send([*again, *again[:10]])  # a replay is idempotent
        assert await scene.quiet(), scene.waiting_for
    await settled(scene, faults=False)


async def test_one_message_that_two_gateways_deliver_under_two_addresses_makes_one_person(
    scene: Scene, server: MemoryServer
) -> None:
    messages: list[Message] = []
    for number in range(30):
        who = someone("in", number)
        lid = f"2319876543{number:05}"
        for text, address, key in (("a", f"{who.wa_id}@s.whatsapp.net", who.key), ("a", f"{lid}@lid", f"lid:{lid}")):
            part = Part("in", f"wa:3EB0{number:04}", "applied", (key,), (BASE + number) * 1000, True, "Asha", text=text)
            message_key = {"remoteJid": address, "fromMe": False, "id": f"3EB0{number:04}"}
            data = {
                "key": message_key,
                "pushName": "Asha",
                "message": {"conversation": text},
                "messageType": "conversation",
            }
            data["messageTimestamp"] = BASE + number
            body = json.dumps({"event": "messages.upsert", "instance": "acme-in", "data": data})
            messages.append(
                Message(f"{address}", WHATSAPP, body.encode(), (part,), {"provider": "evolution", "account": "in"})
            )
    await worked(scene, server, messages)
