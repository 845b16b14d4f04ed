"""What an account decides once: who may overwrite whom, what becomes of a closed lead when its person writes."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from schemas.file import File, Text, misplaced

Authority = Literal["profile", "whatsapp", "campaign", "plugin", "import", "api", "rule", "human"]
ORDER: tuple[Authority, ...] = ("human", "rule", "api", "plugin", "whatsapp", "import", "campaign", "profile")


def _ranked(order: tuple[Authority, ...]) -> tuple[Authority, ...]:
    """Complete an order: those left out are weaker than those named, in the usual order."""
    misplaced(MergePolicy, (((i,), f"{name!r} stands here twice") for i, name in enumerate(order) if name in order[:i]))
    return (*order, *(name for name in ORDER if name not in order))


Order = Annotated[tuple[Authority, ...], AfterValidator(_ranked)]


class MergePolicy(File):
    """Who may overwrite whom. Stronger first, those left out last; among equals the later statement wins."""

    order: Order = Field(ORDER, min_length=1)
    fields: dict[Text, Order] = Field({}, description="another order for single fields")


class ClosedLeadPolicy(File):
    """What an inbound message of a person whose lead is closed does."""

    action: Literal["reopen", "move", "note"] = Field(
        "reopen",
        description="reopen: back to the initial state; move: to `state`; note: leave the lead closed, record it",
    )
    state: Text | None = Field(None, description="for `move`")

    @model_validator(mode="after")
    def _state_for_move(self) -> "ClosedLeadPolicy":
        if self.action == "move" and self.state is None:
            raise ValueError("`action: move` needs `state`, the state to move to")
        if self.action != "move" and self.state is not None:
            misplaced(
                ClosedLeadPolicy,
                [(("state",), f"`state` belongs to `action: move`; with `{self.action}` it says nothing")],
            )
        return self
