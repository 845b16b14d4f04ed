"""Headers of a message in `<queue>.dead`: why it was refused, where, and what it was before. Its body can be replayed."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class DeadLetterHeaders(BaseModel):
    """Headers that are added to those the message came with; secrets are removed, phone numbers masked."""

    model_config = ConfigDict(populate_by_name=True)

    reason: str = Field(
        alias="x-failure-reason", description="a stable word: malformed, unknown_account, precision_lost"
    )
    detail: str = Field(alias="x-failure-detail", description="a sentence for the operator")
    where: str = Field(alias="x-failure-where", description="JSON pointer into the body, or row numbers")
    type: str = Field(alias="x-failure-type", description="name of the exception; empty where there was none")
    stage: Literal["decode", "commit", "send"] | str = Field(
        alias="x-failure-stage", description="the step that failed"
    )
    stack: str = Field(alias="x-failure-stack", description="end of the traceback, cut to size")
    at: int = Field(alias="x-failure-at", description="Unix ms")
    first_at: int = Field(alias="x-failure-first-at", description="when it first came, Unix ms; replays keep it")
    attempts: int = Field(alias="x-failure-attempts", ge=1)
    fingerprint: str = Field(
        alias="x-failure-fingerprint", description="the same for everything that failed for one cause"
    )
    id: str = Field(
        "",
        alias="x-failure-id",
        description="the same for every letter about one part of one message: those after the first are repeats; "
        "older letters have none",
    )
    worker: str = Field(alias="x-failure-worker", description="host:pid")
    version: str = Field(alias="x-failure-version", description="of the worker")
    original_exchange: str = Field(alias="x-original-exchange")
    original_routing_key: str = Field(alias="x-original-routing-key")
    original_queue: str = Field(alias="x-original-queue")
    original_message_id: str = Field(alias="x-original-message-id")
    replay_count: int | None = Field(None, alias="x-replay-count", description="how often it was replayed")
    replay_last_at: int | None = Field(None, alias="x-replay-last-at", description="Unix ms")


class RetryHeaders(BaseModel):
    """Headers of a message that waits on the retry ladder."""

    model_config = ConfigDict(populate_by_name=True)

    retry_count: int = Field(alias="x-retry-count", ge=1, description="trips on the ladder, this one included")
    first_at: int = Field(alias="x-failure-first-at", description="when it first came, Unix ms; replays keep it")


class IntakeHeaders(BaseModel):
    """Headers of a message on `whatsapp-incoming`."""

    provider: str | None = Field(None, description="the gateway; none: the shape of the body tells")
    account: str | None = Field(None, description="id of the account, where the body names no number of it")
