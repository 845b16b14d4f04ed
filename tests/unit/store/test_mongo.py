"""What cannot be a MongoDB, or is not told by DNS yet, is said in a sentence without a password."""

import pytest
from pymongo import errors

from worker.errors import ConfigurationError, StoreUnavailableError
from worker.store.mongo import Mongo, translated


@pytest.mark.parametrize(
    ("url", "database", "told"),
    [
        ("mongodb://user:half@s3cret@db/", "leads", "LEADWORKER_MONGO_URL is not well written"),
        ("mongodb://user:half/s3cret@db/", "leads", "LEADWORKER_MONGO_URL is not well written"),
        ("mongodb://db:s3cret/", "leads", "LEADWORKER_MONGO_URL is not well written"),
        ("mongodb://db/", "a.b/c", "LEADWORKER_DATABASE"),
    ],
)
async def test_a_url_or_a_name_that_is_none_is_a_wrong_configuration(url: str, database: str, told: str):
    with pytest.raises(ConfigurationError, match=told) as caught:
        Mongo(url, database)
    assert "s3cret" not in str(caught.value)


DUMP = (
    " (configured timeouts: socketTimeoutMS: 1000.0ms, connectTimeoutMS: 1000.0ms), Timeout: 0.99s, Topology Description: "
    "<TopologyDescription id: 6b0a522777ba7c8fbfb73ce9, topology_type: ReplicaSetNoPrimary, servers: [<ServerDescription "
)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            errors.ServerSelectionTimeoutError(f"db:27017: [Errno 111] Connection refused{DUMP}"),
            "MongoDB cannot be reached: db:27017: Connection refused. Start it, or correct LEADWORKER_MONGO_URL",
        ),
        (
            errors.NetworkTimeout(f"db:27017: timed out{DUMP}"),
            "MongoDB did not answer an operation in time: db:27017: timed out",
        ),
        (
            errors.NotPrimaryError("not primary, full error: {'ok': 0, 'code': 10107}"),
            "MongoDB has no primary at the moment: not primary",
        ),
        (
            errors.WaitQueueTimeoutError("timed out while checking out a connection"),
            "all connections to MongoDB are in use",
        ),
        (
            errors.ExecutionTimeout("operation exceeded time limit", 50),
            "MongoDB did not finish in time: operation exceeded",
        ),
    ],
)
def test_what_the_driver_says_is_told_without_its_dumps_and_without_what_is_not_known(error: Exception, told: str):
    ours = str(translated(error))
    assert ours.startswith(told)
    assert "Topology" not in ours
    assert "Errno" not in ours
    assert "configured" not in ours


def test_a_host_that_dns_does_not_tell_is_waited_for():
    ours = translated(errors.ConfigurationError("The DNS query name does not exist: _mongodb._tcp.db.example."))
    assert isinstance(ours, StoreUnavailableError)
    assert "_mongodb._tcp.db.example" in str(ours)
