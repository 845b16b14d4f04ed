"""Servers are named as an operator knows them, and nothing secret of their URLs is."""

import pytest
from pydantic import SecretStr

from worker.errors import ConfigurationError
from worker.servers import not_durable, require_servers, servers
from worker.settings import Settings


def _settings(**urls: str) -> Settings:
    return Settings(**{name: SecretStr(url) for name, url in urls.items()})


@pytest.mark.parametrize(
    ("url", "place", "vhost"),
    [
        ("amqp://mq", "mq:5672", "/"),
        ("amqp://mq/", "mq:5672", "/"),
        ("amqps://user:s3cret@mq.example.com/%2F", "mq.example.com:5671", "/"),
        ("amqp://user:s3cret@10.0.0.7:5673/shop?heartbeat=30&auth=s3cret", "10.0.0.7:5673", "shop"),
        ("amqp://user:p%40%2Fs3cret%3A@mq:5672/a%2Fb", "mq:5672", "a/b"),
        ("amqp://user:s3cret@[::1]:5672/v", "[::1]:5672", "v"),
        ("amqp://user:s3cret@[::1]/v", "[::1]:5672", "v"),
        ("amqp://user:s3cret/s3cret@mq/v", "mq:5672", "v"),  # badly written: nothing of it may be taken for a host
        ("amqp://user:s3cret@s3cret?s3cret@mq/v", "mq:5672", "v"),
    ],
)
def test_a_rabbitmq_is_named_by_host_and_vhost(url: str, place: str, vhost: str) -> None:
    named = servers(_settings(amqp_url=url))
    assert (named.rabbitmq, named.vhost) == (place, vhost)
    assert "s3cret" not in repr(named)
    assert "user" not in repr(named)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("mongodb://localhost/?replicaSet=rs0", "localhost:27017"),
        ("mongodb://user:s3cret@a:27018,b,c:27019/admin?replicaSet=rs0&tlsCertificateKeyFilePassword=s3cret",
         "a:27018,b:27017,c:27019"),
        ("mongodb+srv://user:s3cret@cluster0.abcde.mongodb.net/?appName=x", "cluster0.abcde.mongodb.net"),
        ("mongodb://user:p%40s3cret%2F%3A%3F@db", "db:27017"),
        ("mongodb://user:s3cret@%2Ftmp%2Fmongodb-27017.sock/x", "/tmp/mongodb-27017.sock"),
        ("mongodb://[::1],[fe80::1]:27020/", "[::1]:27017,[fe80::1]:27020"),
    ],
)  # fmt: skip
def test_a_mongodb_is_named_by_its_hosts(url: str, place: str) -> None:
    named = servers(_settings(mongo_url=url))
    assert (named.mongodb, named.database) == (place, "leadworker")
    assert "s3cret" not in repr(named)
    assert "user" not in repr(named)


def test_what_is_embedded_is_said() -> None:
    named = servers(Settings())
    assert named.rabbitmq.startswith("none: a broker inside this process")
    assert "mongod of our own" in named.mongodb
    assert "var/mongod" in named.mongodb


@pytest.mark.parametrize(
    ("urls", "told", "not_told"),
    [
        ({}, ("LEADWORKER_AMQP_URL", "LEADWORKER_MONGO_URL"), ()),
        ({"amqp_url": "amqp://mq"}, ("LEADWORKER_MONGO_URL",), ("LEADWORKER_AMQP_URL",)),
        ({"mongo_url": "mongodb://db"}, ("LEADWORKER_AMQP_URL",), ("LEADWORKER_MONGO_URL",)),
    ],
)
def test_a_server_that_is_not_set_is_refused_by_its_variable(
    urls: dict[str, str], told: tuple[str, ...], not_told: tuple[str, ...]
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        require_servers(_settings(**urls))
    assert all(name in str(refused.value) for name in (*told, "--embedded"))
    assert not any(name in str(refused.value) for name in not_told)


def test_a_mistyped_variable_is_told_where_its_server_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADWORKER_AMPQ_URL", "amqp://user:s3cret@mq")
    with pytest.raises(ConfigurationError) as refused:
        require_servers(_settings(mongo_url="mongodb://db"))
    lines = [line.strip() for line in str(refused.value).splitlines()]
    assert "LEADWORKER_AMPQ_URL is no setting - did you mean 'LEADWORKER_AMQP_URL'?" in lines
    assert "s3cret" not in str(refused.value)


def test_with_both_servers_everything_is_durable() -> None:
    settings = _settings(amqp_url="amqp://mq", mongo_url="mongodb://db")
    require_servers(settings)
    assert not not_durable(settings)


def test_what_is_lost_without_servers_is_said() -> None:
    assert "messages that wait are lost" in not_durable(Settings())
    assert "this disk alone" in not_durable(Settings())
    assert "messages" not in not_durable(_settings(amqp_url="amqp://mq"))
