"""The brokers that the contract suites run against."""

import pytest

from tests.contract.rigs import memory_rig, rabbitmq_rig


@pytest.fixture(params=["memory", pytest.param("rabbitmq", marks=pytest.mark.services)])
async def rig(request):
    if request.param == "memory":
        made = memory_rig()
    else:
        made = rabbitmq_rig(request.getfixturevalue("node_url"), request.getfixturevalue("rabbitmq_node"))
    yield made
    await made.close()
