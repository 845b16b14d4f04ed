"""The published schemas describe the bodies that are accepted."""

from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter
from whatsapp_bodies import all_golden, golden

from schemas import gateways
from schemas.whatsapp import CloudWebhook
from schemas.whatsapp_message import MESSAGES
from worker.handlers.whatsapp.content import READERS

OTHER = (
    "evolution",
    "baileys",
    "waha",
    "gupshup",
    "twilio",
    "onprem",
    "truncated",
    "dialog360",
    "batch_with",
    "history.",
)
CLOUD = [
    n for n in all_golden() if not n.startswith(OTHER) and n not in ("account_notice.json", "several_accounts.json")
]
SCHEMA = Draft202012Validator(CloudWebhook.model_json_schema())


@pytest.mark.parametrize("name", CLOUD)
def test_the_cloud_schema_accepts_what_the_worker_accepts(name: str) -> None:
    SCHEMA.validate(orjson.loads(golden(name)))


def test_the_cloud_schema_rejects_what_the_worker_refuses() -> None:
    assert not SCHEMA.is_valid(orjson.loads(golden("batch_with_malformed_message")))


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        (gateways.GatewayEvent, "evolution_lid_with_number"),
        (gateways.GatewayEvent, "waha_number"),
        (gateways.GupshupEvent, "gupshup_text"),
        (gateways.OnPremises, "onprem_text"),
    ],
)
def test_the_gateways_schemas_accept_their_bodies(schema: Any, name: str) -> None:
    Draft202012Validator(TypeAdapter(schema).json_schema()).validate(orjson.loads(golden(name)))


def test_every_message_type_with_a_schema_has_a_reader() -> None:
    assert set(READERS) | {"system"} == set(MESSAGES)


def test_every_property_of_a_message_is_declared_with_its_type() -> None:
    for name, schema in MESSAGES.items():
        document = TypeAdapter(schema).json_schema()
        assert {"id", "timestamp", "type"} <= set(document["required"]), name
        assert document["properties"]["from"]["description"]
