"""Changing leads: what is sent, and what is answered. Every value that is changed comes with the stamp it was read with."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr

from schemas.api.leads import CellShown, LeadShown
from schemas.api.wire import Answer, Request

Stamp = Annotated[str, Field(pattern=r"^(\*|[0-9]{1,16}\.[0-9a-f]{8})$")]
Value = StrictBool | StrictInt | StrictFloat | Annotated[StrictStr, Field(max_length=40_000)] | None
Name = Annotated[str, Field(min_length=1, max_length=64)]
Tags = Annotated[tuple[Name, ...], Field(max_length=100)]
Reason = Annotated[str, Field(min_length=1, max_length=1_000)]
_STAMP = "as it was read, null: it had no value; `*`: whatever it is by now, with the permission lead.force"


class NewValue(Request):
    """A value that somebody states; null clears the field."""

    value: Value
    stamp: Stamp | None = Field(description=_STAMP)


class TagChange(Request):
    """Tags to put on and to take off."""

    add: Tags = ()
    remove: Tags = ()


class LeadPatch(Request):
    """Changes of fields and tags: all of them are made, or none."""

    fields: dict[Name, NewValue] = Field({}, max_length=100)
    tags: TagChange = TagChange()


class StateChange(Request):
    """A state to move to."""

    state: Name = Field(description="id or name")
    base: Stamp = Field(description="stamp of the state " + _STAMP)
    reason: Reason | None = None


class LandmarkChange(Request):
    """Won, lost, or open again."""

    base: Stamp = Field(description="stamp of the state " + _STAMP)
    reason: Reason | None = None


class AssigneeChange(Request):
    """Whom a lead is given to."""

    user: Name | None = Field(description="id of a teammate, or @me; null: nobody")
    base: Stamp | None = Field(description="stamp of the assignee " + _STAMP)


class ConsentTold(Request):
    """A yes or no to messages that reached us outside of the channels."""

    given: bool
    reason: Reason = "told"


class FieldChanged(Answer):
    """One thing that changed."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    field: str
    from_: Any = Field(alias="from")
    to: Any


class LeadAnswer(Answer):
    """What was done, and the lead as it is now."""

    entry: int = Field(description="number of the history entry that says so; 0: it is being written")
    changes: tuple[FieldChanged, ...]
    lead: LeadShown | None = Field(description="null: it is out of sight by now")


class Original(Answer):
    """What a value was when it was read."""

    value: Any


class ConflictShown(Answer):
    """A value that somebody else changed: yours, theirs, and what both began with, where history still tells."""

    field: str
    yours: Any
    theirs: CellShown
    original: Original | None


class NewLead(Request):
    """Somebody to put in."""

    phone: Annotated[str, Field(max_length=64)] | None = Field(None, description="as people write it")
    fields: dict[Name, Value] = Field({}, max_length=100)
    tags: Tags = ()
    state: Name | None = Field(
        None,
        description="id or name of the state to begin in, with the permission lead.move; null: the pipeline's first. "
        "Somebody who is there keeps theirs",
    )
    assignee: Name | None = Field(None, description="id of a teammate, or @me")
    note: Annotated[str, Field(min_length=1, max_length=10_000)] | None = None
    if_exists: Literal["merge", "tell"] = Field(
        "merge", description="merge: into the person who is there; tell: change nothing, answer 409 `exists`"
    )


class LeadMade(Answer):
    """What became of somebody who was put in."""

    outcome: Literal["created", "merged"]
    fields: dict[str, Literal["stated", "filled", "changed", "same", "kept"]] = Field(
        description="per field: stated with a new lead; filled where nothing was; changed; the same; kept, because somebody "
        "with more say stated another value"
    )
    lead: LeadShown | None
    note_refused: str | None = Field(None, description="why the note was not written, though the person was put in")


class ExistsParameters(Request):
    """Whom somebody begins to put in."""

    phone: str = Field(min_length=1, max_length=64)


class ExistingLead(Answer):
    """The lead that has a number."""

    id: str
    title: str
    state: str | None
    assignee: str | None


class Exists(Answer):
    """Whether a number is somebody's."""

    phone: str | None = Field(description="the number in international form; null: it is none (yet)")
    says: str | None = Field(description="why it is none")
    exists: bool
    lead: ExistingLead | None = Field(description="null: there is none, or it is out of your sight")
