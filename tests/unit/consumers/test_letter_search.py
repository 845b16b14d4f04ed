"""Which dead letters are about a message, by the ids that stand in them."""

import json
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest

from worker import topology
from worker.broker.memory import MemoryBroker
from worker.consumers.dead_letters import DeadLetter, Look, Selection
from worker.consumers.letter_search import about, letters_about
from worker.ports import Delivery, Outgoing

DEAD = topology.dead(topology.WHATSAPP)
WAMID = "wamid.HBgMOTE5ODc2NTAwMDk5FQIAEhgUM0E/QUI="
CLOUD = {"entry": [{"changes": [{"value": {"messages": [{"id": WAMID, "from": "919876500099"}]}}]}]}
WAHA = {"event": "message", "payload": {"id": "false_919876500098@c.us_3EB0AAA7"}}
CHUNK = {"account": "nobody", "list": "diwali:24", "rows": [{"row": 3, "values": {}}, {"row": 12, "values": {}}]}


def _letter(body: Any, name: str = "m-1") -> DeadLetter:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return DeadLetter.read(DEAD, Delivery(DEAD, raw, {}, name))


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("m-1", b""),
        *((name, CLOUD) for name in (WAMID, f"wa:{WAMID}", f"acme:wa:{WAMID}")),
        (WAMID, json.dumps(CLOUD).replace("/", "\\/").encode()),
        ("SM0123456789abcdef", b"SmsMessageSid=SM0123456789abcdef&MessageSid=SM0123456789abcdef&From=x"),
        *((name, WAHA) for name in ("false_919876500098@c.us_3EB0AAA7", "3EB0AAA7", "wa:3EB0AAA7")),
        *((name, CHUNK) for name in ("row:diwali:24:3", "nobody:row:diwali:24:12")),
        ("typeform:a3a12ec67a", {"plugin": "typeform", "delivery_id": "a3a12ec67a"}),
        (WAMID, json.dumps(CLOUD).replace("=", "\\u003d").replace("/", "\\u002F").encode()),  # as Go and .NET write it
        (WAMID, f"id={quote(WAMID, safe='')}".encode()),
        ("false_919876500098@c.us_3EB0AAA7", {"payload": {"id": {"id": "3EB0AAA7"}}}),
        ("wa:3EB0AAA7:edited", WAHA),
        ("wa:3EB0AAA7~completed", WAHA),
        ('row:é"x:3', {"list": 'é"x', "rows": [{"row": "3"}]}),
        *((f"site:{name}", {"plugin": "site", "delivery_id": "msg_77aa"}) for name in ("msg_77aa", "msg_77aa:4")),
        ("typeform:tok_99", {"body_encoding": "base64", "body": b64encode(b'{"token": "tok_99"}').decode()}),
        ("typeform:tok_99", {"body": json.dumps({"token": "tok_99"})}),
        ("indiamart:12345", {"plugin": "indiamart", "body": json.dumps({"UNIQUE_QUERY_ID": "12345"})}),
        ("site:3F2504E0-4F89-11D3-9A0C-0305E82C3301", {"delivery_id": "3f2504e0-4f89-11d3-9a0c-0305e82c3301"}),
        ("anfrage-é-99", {"id": "anfrage-é-99"}),
        ("f-4", {"account": "nobody", "plugin": "website", "delivery_id": "f-4", "body": {}}),
    ],
)
def test_a_letter_is_about_every_id_that_stands_in_it(text: str, body: Any) -> None:
    assert about(text)(_letter(body))


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("m-2", CLOUD),
        (WAMID[:-4], CLOUD),
        ("3EB0AAA", WAHA),
        ("12", {"count": 12}),
        ("f-4", {"plugin": "website", "delivery_id": "f-40", "body": {"id": "f-4"}}),
        ("1", {"entry": [{"id": "1", "delivery_id": "1"}]}),
        ("row:diwali:24:4", CHUNK),
        ("row:diwali:3", CHUNK),
        ("row:diwali:24:3", b'{"list": "diwali:24", "rows": 7}'),
        ("row:diwali:24:3", b'{"list": "diwali:24"'),
        ("x" * 9, b"\xff\xfe"),
        ("indiamart:12345", {"plugin": "indiamart", "body": json.dumps({"phone": "9812345678"})}),
        ("indiamart:12345", {"plugin": "typeform", "body": json.dumps({"id": "12345"})}),
        ("indiamart:12345", {"plugin": "indiamart", "body": json.dumps({"id": "54321"})}),
        ("site:other:4", {"plugin": "site", "delivery_id": "msg_77aa"}),
    ],
)
def test_a_part_of_an_id_or_a_short_word_is_nobody_s(text: str, body: Any) -> None:
    assert not about(text)(_letter(body))


async def test_a_look_for_a_message_finds_it_in_any_queue_and_gives_all_back() -> None:
    broker = MemoryBroker()
    await broker.connect()
    await broker.declare(topology.build())
    campaign = topology.dead(topology.CAMPAIGN)
    bodies = [(DEAD, CLOUD, "m-1"), (DEAD, WAHA, "m-2"), (campaign, CHUNK, "m-3")]
    sent = [Outgoing("", queue, json.dumps(body).encode(), {}, name) for queue, body, name in bodies]
    assert await broker.publish(sent) == [None] * 3
    for text, name in ((WAMID, "m-1"), ("3EB0AAA7", "m-2"), ("row:diwali:24:12", "m-3")):
        async with Look(broker, Selection(), 0) as look:
            assert [letter.id for letter in await letters_about(look, [text], 5)] == [name]
    assert (await broker.depth(DEAD), await broker.depth(campaign)) == (2, 1)
