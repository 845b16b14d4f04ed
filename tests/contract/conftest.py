"""The brokers and the stores that the contract suites run against."""

import pytest

from tests.contract.rigs import memory_rig, rabbitmq_rig
from tests.contract.store_rigs import memory_store_rig, mongo_store_rig


@pytest.fixture(params=["memory", pytest.param("rabbitmq", marks=pytest.mark.services)])
async def rig(request):
    if request.param == "memory":
        made = memory_rig()
    else:
        made = rabbitmq_rig(request.getfixturevalue("node_url"), request.getfixturevalue("rabbitmq_node"))
    yield made
    await made.close()


@pytest.fixture(params=["memory", pytest.param("mongodb", marks=pytest.mark.services)])
async def shop(request):
    """A store: its port, and what is beside it."""
    if request.param == "memory":
        made = memory_store_rig()
    else:
        made = mongo_store_rig(request.getfixturevalue("mongo_url"), request.getfixturevalue("mongo_database"))
    await made.store.prepare()
    await made.automations.prepare()
    yield made
    made.close()
