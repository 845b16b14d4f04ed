"""(a) The consumer a good developer writes in an afternoon: FastStream, Motor, one message at a time.

Per message: is its id in history already; upsert the lead by phone; insert the history row; publish the event and wait
for the confirm; acknowledge. FastStream handles as many messages side by side as the prefetch allows.

Run by the benchmark: `python -m tests.bench.baseline` with BENCH_AMQP_URL, BENCH_MONGO_URL, BENCH_DATABASE and
BENCH_PREFETCH in the environment.
"""

import logging
import os
from datetime import UTC, datetime
from typing import Any

import uvloop
from faststream import AckPolicy, FastStream
from faststream.rabbit import Channel, ExchangeType, RabbitBroker, RabbitExchange, RabbitQueue
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import BaseModel, ConfigDict, Field
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

ACCOUNTS = {"730100000000001": "bench"}


class Profile(BaseModel):
    name: str = ""


class Sender(BaseModel):
    wa_id: str
    user_id: str | None = None
    profile: Profile = Profile()


class Message(BaseModel):
    model_config = ConfigDict(extra="allow", populate_by_name=True)

    id: str
    sender: str = Field(alias="from")
    timestamp: int
    type: str
    text: dict[str, Any] | None = None
    referral: dict[str, Any] | None = None


class Metadata(BaseModel):
    phone_number_id: str


class Value(BaseModel):
    metadata: Metadata
    contacts: list[Sender] = []
    messages: list[Message] = []


class Change(BaseModel):
    field: str
    value: Value


class Entry(BaseModel):
    changes: list[Change]


class Webhook(BaseModel):
    entry: list[Entry]


class Leads:
    """What happens to each message."""

    def __init__(self, database: Any, broker: RabbitBroker) -> None:
        self._leads, self._history = database["leads"], database["history"]
        self._events = broker.publisher(
            exchange=RabbitExchange("lead.events", type=ExchangeType.TOPIC, durable=True, declare=False), persist=True
        )

    async def prepare(self) -> None:
        """Create the indexes."""
        await self._leads.create_index([("account", 1), ("phone", 1)], unique=True)
        await self._history.create_index([("lead", 1), ("at", 1)])

    async def handle(self, webhook: Webhook) -> None:
        """Take one delivery."""
        for entry in webhook.entry:
            for change in entry.changes:
                senders = {sender.wa_id: sender for sender in change.value.contacts}
                account = ACCOUNTS[change.value.metadata.phone_number_id]
                for message in change.value.messages:
                    await self._take(account, message, senders.get(message.sender))

    async def _take(self, account: str, message: Message, sender: Sender | None) -> None:
        if await self._history.find_one({"_id": message.id}, {"_id": 1}):
            return
        now, at = datetime.now(UTC), datetime.fromtimestamp(message.timestamp, UTC)
        lead = await self._leads.find_one_and_update(
            {"account": account, "phone": f"+{message.sender}"},
            {
                "$set": {
                    "name": sender.profile.name if sender else "",
                    "user_id": sender.user_id if sender else None,
                    "updated_at": now,
                },
                "$max": {"last_inbound_at": at},
                "$inc": {"messages": 1},
                "$setOnInsert": {"state": "new", "status": "open", "source": "whatsapp", "created_at": now},
            },
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        entry = {
            "_id": message.id,
            "lead": lead["_id"],
            "at": at,
            "type": "message_received",
            "text": message.text["body"] if message.text else None,
            "referral": message.referral,
            "message": message.model_dump(by_alias=True),
        }
        try:
            await self._history.insert_one(entry)
        except DuplicateKeyError:
            return  # the same message at the same moment
        event = "lead.created" if lead["messages"] == 1 else "lead.message_received"
        await self._events.publish(
            {
                "id": message.id,
                "type": event,
                "account": account,
                "at": now.isoformat(),
                "lead": {
                    "id": str(lead["_id"]),
                    "phone": lead["phone"],
                    "name": lead["name"],
                    "state": lead["state"],
                    "status": lead["status"],
                    "messages": lead["messages"],
                },
                "message": {"type": message.type, "text": entry["text"]},
            },
            routing_key=event,
            message_id=message.id,
            correlation_id=message.id,
        )


async def main() -> None:
    """Consume until SIGTERM."""
    prefetch = int(os.environ["BENCH_PREFETCH"])
    broker = RabbitBroker(
        os.environ["BENCH_AMQP_URL"],
        default_channel=Channel(prefetch_count=prefetch, publisher_confirms=True, on_return_raises=True),
        logger=None,
    )
    client: Any = AsyncIOMotorClient(os.environ["BENCH_MONGO_URL"], w="majority", maxPoolSize=max(100, prefetch))
    leads = Leads(client[os.environ["BENCH_DATABASE"]], broker)
    await leads.prepare()
    broker.subscriber(RabbitQueue("whatsapp-incoming", declare=False), ack_policy=AckPolicy.NACK_ON_ERROR)(leads.handle)
    await FastStream(broker, logger=None).run()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    uvloop.run(main())
