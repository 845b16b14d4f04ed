"""The audit log as it is read."""

from typing import Any

from pydantic import Field

from schemas.api.wire import Answer, Request, Time


class AuditAsked(Request):
    """Which entries."""

    before: int | None = Field(None, ge=1, le=2**53, description="`next` of the page before")
    limit: int = Field(50, ge=1, le=200)
    type: str = Field("", max_length=400, pattern=r"^[a-z_,]*$", description="types, comma-separated; none: all")
    actor: str | None = Field(None, max_length=64, description="user id, or token id")


class AuditShown(Answer):
    """An entry. Nothing can change it: its hash stands in the one after it."""

    seq: int = Field(description="place in the account's chain, without gaps")
    at: Time
    type: str
    says: str = Field(description="what the type means")
    actor: str = Field(description="user id, token id, or a command on the server")
    actor_kind: str = Field(description="human, api or command")
    actor_name: str | None = Field(description="of people who still belong to the account")
    address: str = Field(description="network address it came from")
    about: dict[str, Any]
    hash: str


class AuditPage(Answer):
    """Entries, the newest first."""

    data: tuple[AuditShown, ...]
    next: int | None = Field(description="`before` of the page that follows; null: this is the last")
    types: dict[str, str] = Field(description="every type that there is, with what it means")
