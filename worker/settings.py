"""The only reader of the environment. Every setting is `LEADWORKER_<NAME>`, or a file of that name in the secrets directory.

The secrets directory is LEADWORKER_SECRETS_DIR, else /run/secrets where there is one. The environment goes first.
"""

import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from schemas.file import did_you_mean
from worker.errors import ConfigurationError

PREFIX: Final = "LEADWORKER_"
USUAL_SECRETS: Final = Path("/run/secrets")  # where Docker, Podman and Swarm put the secrets of a container
# What others call it.
SYNONYMS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("rabbitmq_url", "rabbit_url", "amqp_uri", "amqp", "broker_url", "rabbitmq"), "amqp_url"),
    **dict.fromkeys(("mongodb_url", "mongodb_uri", "mongo_uri", "mongo", "mongodb", "database_url"), "mongo_url"),
    **dict.fromkeys(("db", "mongo_db", "mongo_database", "database_name"), "database"),
    **dict.fromkeys(("port", "health_port", "metrics_port"), "http_port"),
    **dict.fromkeys(("accounts", "accounts_path", "config_dir"), "accounts_dir"),
}
# Kubernetes tells every pod of the services beside it, and one of them is likely to be called leadworker:
# https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
_SERVICE: Final = re.compile(r".*_(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)")
_SERVICE_URL: Final = ("tcp://", "udp://", "sctp://")


def _split(value: Any) -> Any:
    return tuple(part for part in value.replace(",", " ").split() if part) if isinstance(value, str) else value


def _url(*schemes: str) -> AfterValidator:
    def check(value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return value

    return AfterValidator(check)


def _public() -> AfterValidator:
    def check(value: str) -> str:
        parts = urlsplit(value)
        if value and (
            parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/") or "@" in parts.netloc
        ):
            raise ValueError("must be http:// or https:// and a host, without a path")
        return value.rstrip("/")

    return AfterValidator(check)


def _networks() -> AfterValidator:
    def check(value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                ipaddress.ip_network(one, strict=False)
            except ValueError:
                raise ValueError(f"{one!r} is no address or network, such as 10.1.0.0/16") from None
        return value

    return AfterValidator(check)


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""Written with commas or spaces between them."""


_FIELD = re.compile(r'field "(\w+)"')  # as pydantic-settings names it


class Settings(BaseSettings):
    """What an operator sets; the README's table is generated from here."""

    model_config = SettingsConfigDict(
        env_prefix="LEADWORKER_",
        env_ignore_empty=True,
        secrets_dir=None,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        allow_inf_nan=False,
    )

    amqp_url: Annotated[SecretStr | None, _url("amqp", "amqps")] = Field(
        None,
        description="RabbitMQ, amqp://user:password@host:5672/vhost; "
        "empty: a broker inside `serve --embedded`, which forgets",
    )
    mongo_url: Annotated[SecretStr | None, _url("mongodb", "mongodb+srv")] = Field(
        None, description="MongoDB replica set, mongodb://...; empty: a mongod of its own, for `serve --embedded`"
    )
    database: str = Field("leadworker", description="MongoDB database")
    data_dir: Path = Field(Path("var"), description="where the embedded mongod keeps its data")
    accounts_dir: Path = Field(Path("deploy/accounts"), description="directory with one folder per account")
    quorum: bool = Field(True, description="declare quorum queues; false for a broker without them")
    batch_size: int | None = Field(
        None, ge=1, le=1000, description="messages per micro-batch, of every queue; empty: what suits each queue"
    )
    prefetch: int | None = Field(
        None, ge=1, le=10_000, description="unsettled messages per queue, of every queue; empty: what suits each queue"
    )
    overlap: int | None = Field(
        None,
        ge=1,
        le=16,
        description="batches of one queue under way at a time, of every queue; empty: what suits each queue",
    )
    retry_limit: int = Field(3, ge=0, description="trips on the retry ladder before a message is dead-lettered")
    hold_seconds: float = Field(
        180.0,
        gt=0,
        description="how long a queue's messages are kept in hand while MongoDB or RabbitMQ is away, before they are "
        "given back until it answers; well below RabbitMQ's `consumer_timeout`",
    )
    sweep_seconds: float = Field(2.0, gt=0, description="pause between sweeps for work that a crash left")
    sweep_age_seconds: float = Field(
        10.0, gt=0, description="age (server clock) from which pending work counts as left behind"
    )
    timer_seconds: float = Field(1.0, gt=0, le=60, description="pause between looks for waits of rules that are due")
    timer_lease_seconds: float = Field(
        60.0, gt=0, description="how long a process has for waits it took (server clock) until another takes them"
    )
    trace_days: float = Field(14.0, gt=0, le=3650, description="how long runs of rules are kept, with their traces")
    stop_seconds: float = Field(25.0, gt=0, description="budget of a graceful stop")
    operation_seconds: float = Field(10.0, gt=0, description="time-out of one MongoDB operation")
    publish_seconds: float = Field(10.0, gt=0, description="time-out of one confirmed publish")
    watchdog_seconds: float = Field(60.0, gt=0, description="exit when the broker stays lost for so long")
    http_host: str = Field("127.0.0.1", description="address of /livez, /readyz and /metrics")
    http_port: int = Field(8080, ge=0, le=65_535, description="their port; 0: none")
    console_host: str = Field("127.0.0.1", description="address of the lead API")
    console_port: int = Field(8090, ge=0, le=65_535, description="its port; 0: none")
    console_connections: int = Field(
        4_000, ge=10, le=100_000, description="connections to it at a time, a quarter of them from one address"
    )
    console_url: Annotated[str, _public()] = Field(
        "", description="address at which browsers reach the lead API, https://leads.example.com; empty: as they do"
    )
    intake_host: str = Field("127.0.0.1", description="address at which webhooks are taken")
    intake_port: int = Field(8070, ge=0, le=65_535, description="its port; 0: none")
    intake_connections: int = Field(
        4_000, ge=10, le=100_000, description="connections to it at a time, a quarter of them from one address"
    )
    intake_url: Annotated[str, _public()] = Field(
        "", description="address that senders of webhooks are given, https://hooks.example.com; empty: as they ask"
    )
    intake_bytes: int = Field(
        8 * 1024 * 1024, ge=1024, le=12 * 1024 * 1024, description="largest body of a webhook; Meta sends up to 3 MB"
    )
    intake_rate: float = Field(
        500.0, gt=0, description="webhooks of one account taken per second, in the long run; ten seconds' worth at once"
    )
    trusted_proxies: Annotated[Words, _networks()] = Field(
        (), description="addresses and networks of proxies whose X-Forwarded-For is believed"
    )
    stall_seconds: float = Field(
        120.0, gt=0, description="a queue whose messages are under way for so long without one being settled is stuck"
    )
    smtp_url: SecretStr | None = Field(
        None,
        description="mail server: smtp://user:password@host:587 (STARTTLS), smtps://host:465, smtp+plain://host:25; "
        "empty: no e-mail",
    )
    smtp_from: str = Field("", description="sender of e-mail: leads@example.com, or Leads <leads@example.com>")
    account_secrets: dict[str, dict[str, SecretStr]] = Field(
        {}, description='values of secret:NAME in rules and teams, as JSON: {"<account>": {"<NAME>": "..."}}'
    )
    account_secrets_dir: Path | None = Field(
        None, description="directory of such values, read on each use: <account>/<NAME>"
    )
    notify_concurrency: int = Field(16, ge=1, le=256, description="e-mails and webhooks sent at a time")
    notify_seconds: float = Field(10.0, gt=0, le=60, description="time-out of sending one e-mail or webhook")
    notify_ports: Words = Field(("80", "443", "8080", "8443"), description="ports that webhooks may go to")
    notify_allow: Words = Field(
        (),
        description="hosts (crm.internal, crm.internal:9000) and networks (10.1.0.0/16) that webhooks may reach though "
        "they are private",
    )
    notify_deny: Words = Field((), description="networks that webhooks may not reach though they are public")
    secrets_dir: Path | None = Field(
        None,
        description="directory with files that are named like these variables, for passwords and URLs; "
        "default: /run/secrets where there is one; a variable goes before its file",
    )
    failpoint: str = Field(
        "", pattern=r"^(\w+(:\d+)?)?$", description="for fault runs: NAME:COUNT kills the process at that point"
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="what is logged")
    log_format: Literal["auto", "json", "console"] = Field("auto", description="auto: console on a terminal, else JSON")

    def __init__(self, **values: Any) -> None:
        """Read the settings; raise `ConfigurationError` that names the variable of each one that cannot be used."""
        try:
            super().__init__(_secrets_dir=_secrets_dir(values.get("secrets_dir")), **values)
        except ValidationError as error:
            wrong = [
                f"{_variable(*item['loc'])}: {item['msg'].removeprefix('Value error, ')}"
                for item in error.errors(include_url=False, include_input=False, include_context=False)
            ]
            raise ConfigurationError("settings that cannot be used:", wrong) from None
        except SettingsError as error:  # JSON was expected; what was found instead may be a secret
            named = _FIELD.search(str(error))
            what = (
                f"{_variable(named[1])}: it cannot be read; it is text, or JSON where the README says so"
                if named
                else str(error)
            )
            raise ConfigurationError("settings that cannot be used:", [what]) from None
        except OSError as error:
            why = f"a file of the secrets directory cannot be read: {error.filename}: {error.strerror}"
            raise ConfigurationError(why) from None

    @property
    def console_address(self) -> str:
        """Where people reach the console: as they were told, else as it listens."""
        host = "127.0.0.1" if self.console_host in {"0.0.0.0", "::", ""} else self.console_host  # noqa: S104  # not bound to
        shown = f"[{host}]" if ":" in host else host
        return self.console_url.rstrip("/") or f"http://{shown}:{self.console_port}"


def unknown_variables(environment: Mapping[str, str] | None = None) -> list[str]:
    """Give a sentence about each variable (and file of secrets) that is named like a setting and is none, without its value.

    Those of the tests, and what Kubernetes sets for services, are known.
    """
    names = os.environ if environment is None else environment
    known = [name.upper() for name in Settings.model_fields]
    directory = _secrets_dir(None) if environment is None else None
    listed = {name.upper(): "" for name in names if not _service(name.upper(), names[name])}
    listed |= {name.upper(): f" (a file in {directory})" for name in _files(directory)}
    synonyms = {name: meant.upper() for name, meant in SYNONYMS.items()}
    told = []
    for name, place in sorted(listed.items()):
        word = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and word not in known and not word.startswith("TEST_"):
            hint = did_you_mean(word, known, synonyms).replace("mean '", f"mean '{PREFIX}")
            told.append(f"{name}{place} is no setting{hint or '; it has no effect'}")
    return told


def _service(name: str, value: str) -> bool:
    return bool(_SERVICE.fullmatch(name)) or (name.endswith("_PORT") and value.startswith(_SERVICE_URL))


def _files(directory: Path | None) -> list[str]:
    return [] if directory is None else [entry.name for entry in directory.iterdir() if entry.is_file()]


def _secrets_dir(given: Path | str | None) -> Path | None:
    """Give the secrets directory, None where there is none; raise `ConfigurationError` if the one asked for is not there."""
    name = _variable("secrets_dir")
    asked = given or next((value for key, value in os.environ.items() if key.upper() == name and value), None)
    if asked is None:
        return USUAL_SECRETS if USUAL_SECRETS.is_dir() and os.access(USUAL_SECRETS, os.R_OK | os.X_OK) else None
    directory = Path(asked)
    if not (directory.is_dir() and os.access(directory, os.R_OK | os.X_OK)):
        raise ConfigurationError(f"{name}: {directory} is no directory that can be read")
    return directory


def _variable(name: str | int = "", *inside: str | int) -> str:
    return ".".join([f"{PREFIX}{str(name).upper()}", *map(str, inside)])
