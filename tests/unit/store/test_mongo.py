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


def test_a_host_that_dns_does_not_tell_is_waited_for():
    ours = translated(errors.ConfigurationError("The DNS query name does not exist: _mongodb._tcp.db.example."))
    assert isinstance(ours, StoreUnavailableError)
    assert "_mongodb._tcp.db.example" in str(ours)
