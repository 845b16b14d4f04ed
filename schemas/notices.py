"""What a teammate is told, as the console shows it; one document of the collection `notices` per teammate."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Notice(BaseModel):
    """A notice to one teammate. Times are Unix ms."""

    model_config = ConfigDict(frozen=True)

    id: str
    account: str
    user: str = Field(description="id of the teammate in team.yaml")
    lead: str
    subject: str | None = None
    text: str = ""
    reason: dict[str, Any] = Field({}, description="the rule, the event and the wait that asked for it")
    at: int
    read_at: int | None = None
