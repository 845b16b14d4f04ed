"""Fields of a lead, a message and an event that rules can name whatever the account: what each is, and how it is read.

Reading gives None for what is missing, and never raises.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from schemas.file import closest, did_you_mean
from worker.automations.language.situation import Situation
from worker.automations.language.values import ValueKind
from worker.inert import plain_key

Read = Callable[[Situation], Any]

# Where a first contact, or an event, can come from (`Contact.source`).
SOURCES: Final = ("whatsapp", "ctwa_ad", "campaign", "plugin", "import", "api", "history")
# Queues are no sources, but people know them by name; what arrives through each.
QUEUES: Final[Mapping[str, tuple[str, ...]]] = {
    "whatsapp-incoming": ("whatsapp", "ctwa_ad"),
    "broadcast-campaign": ("campaign",),
    "plugin-webhook": ("plugin",),
}
ACTORS: Final = ("contact", "human", "api", "rule", "policy", "system")
ACTIVITIES: Final = (
    "message_received", "message_completed", "message_sent", "message_edited", "message_revoked", "reaction_received",
    "reaction_sent", "call_received", "call_placed", "call_ended", "campaign_row", "form_submitted",
    "consent_changed", "number_changed", "identity_changed",
    "identity_learned", "delivery_failed", "address_book_synced", "history_received", "rule_fired", "lead_edited",
)  # fmt: skip
MESSAGE_TYPES: Final = (
    "text", "image", "video", "audio", "voice", "document", "sticker", "location", "contacts", "interactive", "button",
    "order", "reaction", "edit", "revoke", "unsupported", "call", "campaign_row",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its kind, how to read it (None: missing), and the words it can hold where those are known.

    `closed`: there are no other words than `words`. `always`: it is never missing. `change` names it in the changes of
    an event. `state_of` is the lead's own field where this one is `change.…` of it.
    """

    name: str
    kind: ValueKind
    told: str
    read: Read
    words: tuple[str, ...] = ()
    spellings: Mapping[str, tuple[str, ...]] | None = None  # further spellings to the words they stand for
    closed: bool = False
    always: bool = False
    change: Read | None = None  # (old, new) of the event, None if it did not change
    only_change: bool = False

    def known(self, value: Any) -> tuple[Any, ...]:
        """Give the values that a word written in a rule stands for; raises ValueError for one that cannot be meant."""
        if not isinstance(value, str) or not self.words:
            return (value,)
        if value in self.words:
            return (value,)
        spellings = self.spellings or {}
        if value in spellings:
            return spellings[value]
        exact = closest(value, self.words, cutoff=1.0)
        if exact is not None:
            return (exact,)
        if self.closed:
            raise ValueError(f"{self.name} is never {value[:60]!r}{did_you_mean(value, self.words, _first(spellings))}")
        return (value,)


def _first(spellings: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    return {word.casefold(): meant[0] for word, meant in spellings.items()}


def lead_part(key: str) -> Read:
    return lambda s: s.lead.get(key)


def _count(key: str) -> Read:
    """Events of an earlier form do not have it: then nothing was counted."""
    return lambda s: s.lead.get(key, 0)


def lead_field(key: str) -> Read:
    return lambda s: s.lead["fields"].get(key)


def change_of(key: str) -> Read:
    return lambda s: s.changes.get(key)


def _tags(s: Situation) -> list[str]:
    return [plain_key(tag) if "%" in tag else tag for tag in s.lead["tags"]]


def _tag_change(s: Situation) -> Any:
    change = s.changes.get("tags")
    return change and tuple([plain_key(str(tag)) for tag in side] for side in change)


def _consent(s: Situation) -> str:
    return "withdrawn" if s.lead["opted_out"] else "given" if s.lead["opted_in"] else "unknown"


def _window(s: Situation) -> str:
    until = s.lead.get("window_until")
    return "open" if until is not None and s.now < until else "closed"


def _by(key: str) -> Read:
    return lambda s: s.by.get(key)


def _message_type(s: Situation) -> Any:
    content = s.message.get("content")
    return content.get("type") if isinstance(content, Mapping) else None


def _reply(s: Situation) -> Any:
    """What was tapped: the id or payload of a button or list entry."""
    content = s.message.get("content")
    if not isinstance(content, Mapping):
        return None
    interactive, button = content.get("interactive"), content.get("button")
    if isinstance(button, Mapping):
        return button.get("payload") or button.get("text")
    if isinstance(interactive, Mapping):
        reply = interactive.get(interactive.get("type"))
        return reply.get("id") or reply.get("title") if isinstance(reply, Mapping) else None
    return None


def _reachable(s: Situation) -> bool:
    return s.lead.get("reachable") is not False


def _failures(s: Situation) -> list[str]:
    """What failed messages mean now: what may be tried again by then is over."""
    told = s.lead.get("failures") or ()
    return sorted({one["means"] for one in told if one["until"] is None or one["until"] > s.now})


_MEANINGS: Final = ("unreachable", "window_closed", "limited", "try_again", "failed")
_CONSENT: Final = ("given", "withdrawn", "unknown")
_WINDOW: Final = ("open", "closed")


def _origin(s: Situation) -> Any:
    """Of an event that came from outside; of one that did not, the lead's."""
    return s.by.get("id") if s.by.get("kind") == "contact" else s.lead.get("origin")


def event_source(s: Situation) -> Any:
    """Where an event came from; for one that did not come from outside, where the lead did."""
    return s.source if s.source is not None else s.lead.get("source")


_IN, _OUT, _PHONE = change_of("opted_in"), change_of("opted_out"), change_of("phone")
_REACH = change_of("reachable")
# Words that accounts may have given to fields of their own before every lead had them: theirs are meant then.
YIELDING: Final = frozenset({"lead.outbound", "lead.calls", "lead.forms", "lead.rows"})
# Fields that every account has and whose words do not depend on it.
BUILT_IN: Final = (
    Field("lead.id", "text", "the lead's id", lead_part("id"), always=True),
    Field("lead.phone", "text", "the number in force, +919876543210", lead_part("phone"), change=_PHONE),
    Field("lead.address", "text", "where WhatsApp messages go: number or user id", lead_part("address")),
    Field("lead.tags", "words", "the tags that are on", _tags, always=True, change=_tag_change),
    Field("lead.origin", "text", "the gateway, campaign or plugin of the first contact", lead_part("origin")),
    Field("lead.opted_in", "switch", "the last word was yes", lead_part("opted_in"), always=True, change=_IN),
    Field("lead.opted_out", "switch", "the last word was no", lead_part("opted_out"), always=True, change=_OUT),
    Field("lead.consent", "choice", "given, withdrawn, unknown", _consent, _CONSENT, closed=True, always=True),
    Field("lead.window", "choice", "24 hours after the last message", _window, _WINDOW, closed=True, always=True),
    Field("lead.window_until", "instant", "when those 24 hours end", lead_part("window_until")),
    Field(
        "lead.reachable", "switch", "not refused by WhatsApp as nobody's number", _reachable, always=True, change=_REACH
    ),
    Field("lead.failures", "words", "what failed messages mean now", _failures, _MEANINGS, closed=True, always=True),
    Field("lead.last_message_at", "instant", "when the person last wrote or called", lead_part("last_inbound_at")),
    Field("lead.created_at", "instant", "when the lead was made", lead_part("created_at"), always=True),
    Field("lead.messages", "number", "messages of the person and of ours", lead_part("messages"), always=True),
    Field("lead.inbound", "number", "messages that the person wrote", lead_part("inbound"), always=True),
    Field("lead.outbound", "number", "messages of ours that the channel told us of", _count("outbound"), always=True),
    Field("lead.calls", "number", "calls from the person", _count("calls"), always=True),
    Field("lead.forms", "number", "forms of the person, as plugins sent them", _count("forms"), always=True),
    Field("lead.rows", "number", "rows of lists that name the person", _count("rows"), always=True),
    Field("lead.incomplete", "words", "required fields nobody stated yet", lead_part("incomplete"), always=True),
    Field("lead.version", "number", "number of the latest history entry", lead_part("version"), always=True),
    Field("message.text", "text", "what the person wrote", lambda s: s.message.get("text")),
    Field("message.type", "choice", "text, image, button, ...", _message_type, MESSAGE_TYPES),
    Field("message.reply", "text", "id of the button or list entry that was tapped", _reply),
    Field("event.name", "text", "the event, lead.created", lambda s: s.event, always=True),
    Field("event.origin", "text", "the gateway, campaign or plugin behind the event", _origin),
    Field("event.activity", "choice", "form_submitted, call_received, ...", lambda s: s.activity or None, ACTIVITIES),
    Field("event.by", "choice", "who did it", _by("kind"), ACTORS, closed=True, always=True),
    Field("event.actor", "text", "id of the teammate, rule or key that did it", _by("id")),
    Field("event.at", "instant", "when it happened", lambda s: s.at, always=True),
    Field("event.depth", "number", "how many rules led to it", lambda s: len(s.chain), always=True),
    Field(
        "time",
        "clock",
        "when the event reached us; of a wait, when it is due: hours, weekdays",
        lambda s: s.now,
        always=True,
    ),
)
