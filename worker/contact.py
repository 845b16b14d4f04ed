"""What one message says about one person: the value that handlers hand to `leads`.

A handler turns a delivery into a `Decoded`: contacts to apply, parts that are no enquiry (`Ignored`), and parts that
cannot be used (`Refusal`). Nothing in here knows a queue, a database or a clock. Times are Unix milliseconds, UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from worker.values import made_quickly

IdentityKind = Literal["phone", "bsuid", "lid", "email", "ext"]
Authority = Literal["profile", "whatsapp", "campaign", "plugin", "import", "api", "rule", "human"]
"""Who states a fact; the account's merge policy ranks these. `profile` is a name the person chose in WhatsApp."""


@made_quickly
@dataclass(frozen=True, slots=True)
class Identity:
    """A key that names a person inside an account.

    `key` is the folded, comparable form (`phone:919876543210`, `bsuid:IN.47…`, `lid:231…`); `raw` is the address as
    received, which is where we send; `trusted` means that WhatsApp delivered it, so no number plan may refuse it.
    """

    key: str
    kind: IdentityKind
    raw: str
    e164: str | None = None
    trusted: bool = False
    line_type: str | None = None  # mobile, fixed_line, ...: as the number plan says, None where unknown
    key_hash: str | None = None  # of the encryption identity of the number, where WhatsApp tells it
    names: tuple[str, ...] = ()  # of a number that is given up: what its person was known by (`worker.leads.holders`)


@made_quickly
@dataclass(frozen=True, slots=True)
class Fact:
    """A field value somebody stated: `name` is a field of `fields.yaml`, or any other name, which is kept as an extra."""

    name: str
    value: Any
    by: Authority


LISTED: Final = "list"
"""Reason of a consent that a list states of its people; it lifts nobody's opt-out."""


RECORDED: Final = "record"
"""Reason of a consent that a system's record of somebody states, changed, synchronised or exported: like a list's."""


MANUAL: Final = "manual"
"""Source of people whom somebody put in by hand, in the console or by the API."""


HISTORY: Final = "history"
"""Source of what a sync of old chats tells: it is known, but nobody enquires by it."""


@made_quickly
@dataclass(frozen=True, slots=True)
class Consent:
    """An opt-in or opt-out with its own time.

    `reason` is a stable word: keyword, button, form, preference, error_131050, list, record.
    """

    given: bool
    at: int
    reason: str


FailureMeaning = Literal["unreachable", "window_closed", "limited", "try_again", "failed"]
"""What it means for the person that a message of ours did not get through; `failed` means nothing beyond that.

`unreachable`: not at this address, as far as WhatsApp says; `window_closed`: the 24 hours are over, whatever we counted;
`limited`: no marketing templates for now; `try_again`: nothing of the sort, it passes.
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a message of ours was not delivered, with the platform's code and its words for it, which may be empty.

    `again_ms` is how long after the failure it may be tried again; None: not before the person writes.
    """

    means: FailureMeaning
    code: str
    title: str
    again_ms: int | None = None


@dataclass(frozen=True, slots=True)
class FrozenRaw:
    """A raw part as the JSON text that history keeps of it, and how many characters the whole text had."""

    text: str
    characters: int


@made_quickly
@dataclass(frozen=True, slots=True)
class Contact:
    """One person in one message.

    `id` is unique per account and stable over redeliveries; it is prefixed by its source (`wa:wamid…`, `row:LIST:12`,
    `typeform:FORM:TOKEN:DIGEST`), so that two sources cannot collide. `activity` names the history entry.
    """

    account: str
    id: str
    at: int
    source: str  # first-touch source of a lead created by it: whatsapp, ctwa_ad, campaign, plugin, history
    origin: str  # the gateway, campaign or plugin behind the source: cloud, diwali-24, indiamart
    activity: str  # message_received, message_sent, call_received, campaign_row, form_submitted, consent_changed, ...
    identities: tuple[Identity, ...]
    refers: tuple[str, ...] = ()  # further keys that find the person without being stated anew
    creates: bool = True  # False: only teach an existing lead (statuses, echoes, address book)
    inbound: bool = False  # the person wrote or called: opens the 24-hour window, counts as an inbound message
    facts: tuple[Fact, ...] = ()
    alternates: tuple[str, ...] = ()  # further E.164 numbers: data, never an identity
    retires: tuple[str, ...] = ()  # identity keys that a number change made historical
    tags: tuple[str, ...] = ()
    consents: tuple[Consent, ...] = ()
    failures: tuple[Failure, ...] = ()  # of messages of ours to these identities
    attribution: Mapping[str, Any] | None = None
    state: str | None = None  # asked for by the sender, in force while nobody decided otherwise
    assignee: str | None = None
    text: str | None = None  # what the person wrote, for conditions and the timeline
    content: Mapping[str, Any] = field(
        default_factory=dict
    )  # type, media, reply, order ...: inert data for the timeline
    raw: Any = None  # the part of the body that this contact came from, secrets removed; `FrozenRaw` where it was kept
    flags: tuple[str, ...] = ()  # findings for an operator: ar_without_9, own_card_unattested, provider_differs
    second: Literal["content", "told", "lived", "edited", "placeholder"] | None = (
        None  # a version was applied before: `versions`
    )
    author: Literal["human", "api"] | None = None  # who put the person in by hand: `origin` is their id
    taken_for: str | None = None  # of content that proves to be no message: what its placeholder was taken for


@made_quickly
@dataclass(frozen=True, slots=True)
class Ignored:
    """A part that is no enquiry. `reason` is a stable word: status, echo, group, own_number, test_lead, reaction_removed."""

    account: str
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part that cannot be used. `body` is a message of the same shape with only the refused part(s), ready for a replay."""

    account: str  # empty where it could not be resolved
    id: str  # empty where the part has none
    reason: str
    detail: str
    where: str  # JSON pointer or row number
    body: bytes
    about: str = ""  # what tells causes of one reason apart, as in `RefusedError`


@dataclass(slots=True)
class Decoded:
    """What a handler makes of one delivery. Every part of the body is in exactly one of the three lists."""

    contacts: list[Contact] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
