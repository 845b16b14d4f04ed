"""Which servers a worker uses, named without what is secret: for the start log, and for what a person is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from worker.errors import ConfigurationError
from worker.settings import Settings, unknown_variables

_PORTS: Final[Mapping[str, int | None]] = {"amqp": 5672, "amqps": 5671, "mongodb": 27017, "mongodb+srv": None}
_IN_PROCESS: Final = "none: a broker inside this process"
_OF_OUR_OWN: Final = "none: a mongod of our own"


@dataclass(frozen=True, slots=True)
class Servers:
    """Hosts with their ports, several with commas between them; virtual host; database. What is embedded is said."""

    rabbitmq: str
    vhost: str
    mongodb: str
    database: str


def servers(settings: Settings) -> Servers:
    """Name the servers of the settings: never a user, a password or an option of a URL."""
    rabbitmq, vhost = _IN_PROCESS, ""
    if settings.amqp_url is not None:
        rabbitmq, path = _place(settings.amqp_url.get_secret_value())
        vhost = unquote(path) or "/"
    mongodb = f"{_OF_OUR_OWN}, in {settings.data_dir / 'mongod'}"
    if settings.mongo_url is not None:
        mongodb, _ = _place(settings.mongo_url.get_secret_value())
    return Servers(rabbitmq, vhost, mongodb, settings.database)


def require_servers(settings: Settings) -> None:
    """Raise `ConfigurationError` if a server is missing: what would run in its place forgets, or is on one disk only."""
    missing = {
        "LEADWORKER_AMQP_URL": settings.amqp_url is None and "RabbitMQ, amqp://user:password@host:5672/vhost",
        "LEADWORKER_MONGO_URL": settings.mongo_url is None and "a MongoDB replica set, mongodb://host/?replicaSet=rs0",
    }
    wanted = [f"  {name}: {what}" for name, what in missing.items() if what]
    if wanted:
        raise ConfigurationError(
            "no server to work with; set\n"
            + "\n".join(wanted)
            + "".join(f"\n  {problem}" for problem in unknown_variables())
            + "\nor, to try it out on this machine, with servers of its own that keep no copies: leadworker serve --embedded"
        )


def not_durable(settings: Settings) -> str:
    """Say what is lost, and when, where a server is embedded; empty where none is."""
    said = []
    if settings.amqp_url is None:
        said.append("messages that wait are lost when this process ends")
    if settings.mongo_url is None:
        said.append(f"leads are kept on this disk alone, in {settings.data_dir / 'mongod'}, and go with it")
    return f"for trying out only: {'; '.join(said)}" if said else ""


def how_to_publish(settings: Settings) -> str:
    """Say how a message gets to a worker whose broker is inside its own process; empty where that is not so."""
    if settings.amqp_url is not None:
        return ""
    return (
        "nobody outside this process can reach its broker: send webhooks over HTTP (leadworker webhooks list), or run one "
        "(docker run -d -p 5672:5672 rabbitmq:4), start the worker with LEADWORKER_AMQP_URL=amqp://guest:guest@localhost:5672/ "
        "and publish there; or see it work with leadworker demo"
    )


def _place(url: str) -> tuple[str, str]:
    """Give hosts with their ports, and the path, of a URL.

    Whatever stands before the last @ may be a password, well written or not; so it is cut off before anything is read.
    """
    scheme, _, rest = url.partition("://")
    hosts, _, path = rest.rpartition("@")[2].partition("?")[0].partition("/")
    port = _PORTS.get(scheme)
    named = [unquote(host) for host in hosts.split(",") if host] or ["localhost"]
    return ",".join(name if port is None or _has_port(name) else f"{name}:{port}" for name in named), path


def _has_port(host: str) -> bool:
    return host.endswith(".sock") or ":" in host.rpartition("]")[2]
