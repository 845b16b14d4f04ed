"""Who I am."""

from typing import Literal

from pydantic import Field

from schemas.api.wire import Answer


class Me(Answer):
    """Whoever asks, in one account, and what the account looks like to them."""

    id: str = Field(description="user id, or token id")
    kind: Literal["human", "api"]
    account: str
    account_name: str
    role: str
    role_name: str
    sees: Literal["own", "team", "all"] = Field(description="whose leads: mine and nobody's, my teams', everybody's")
    permissions: tuple[str, ...]
    teammate: str | None = Field(description="my id in team.yaml: what `@me` means in filters")
    time_zone: str = Field(description="IANA name; what days and relative dates of filters mean")
    region: str | None = Field(description="ISO 3166 country whose way of writing numbers and phones is the usual one")
