"""The only reader of the environment. Every setting is `LEADWORKER_<NAME>`, or a file of that name in the secrets directory."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator sets; the README's table is generated from here."""

    model_config = SettingsConfigDict(env_prefix="LEADWORKER_", secrets_dir=None, extra="ignore", frozen=True)

    amqp_url: SecretStr | None = Field(
        None, description="RabbitMQ, amqp://user:password@host:5672/vhost; empty: in-process broker"
    )
    mongo_url: SecretStr | None = Field(None, description="MongoDB replica set, mongodb://...; empty: embedded mongod")
    database: str = Field("leadworker", description="MongoDB database")
    data_dir: Path = Field(Path("var"), description="where the embedded mongod keeps its data")
    accounts_dir: Path = Field(Path("deploy/accounts"), description="directory with one folder per account")
    quorum: bool = Field(True, description="declare quorum queues; false for a broker without them")
    batch_size: int = Field(100, ge=1, le=1000, description="messages per micro-batch")
    batch_wait_ms: int = Field(5, ge=0, le=1000, description="how long a batch that is not the only one waits for more")
    prefetch: int = Field(400, ge=1, le=10_000, description="unsettled messages per queue")
    overlap: int = Field(2, ge=1, le=16, description="batches of one queue under way at a time")
    retry_limit: int = Field(3, ge=0, description="trips on the retry ladder before a message is dead-lettered")
    sweep_seconds: float = Field(2.0, gt=0, description="pause between sweeps for work that a crash left")
    sweep_age_seconds: float = Field(
        10.0, gt=0, description="age (server clock) from which pending work counts as left behind"
    )
    stop_seconds: float = Field(25.0, gt=0, description="budget of a graceful stop")
    operation_seconds: float = Field(10.0, gt=0, description="time-out of one MongoDB operation")
    publish_seconds: float = Field(10.0, gt=0, description="time-out of one confirmed publish")
    watchdog_seconds: float = Field(60.0, gt=0, description="exit when the broker stays lost for so long")
    failpoint: str = Field("", description="for fault runs: NAME:COUNT kills the process at that point")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="what is logged")
    log_format: Literal["auto", "json", "console"] = Field("auto", description="auto: console on a terminal, else JSON")
