"""What CRMs keep of "do not disturb": per channel, in settings, lists and events. Says whether it closes WhatsApp to us.

Shapes: HighLevel (https://marketplace.gohighlevel.com/docs/webhook/ContactDndUpdate), Mautic
(https://developer.mautic.org/#webhooks), HubSpot (https://developers.hubspot.com/docs/api/marketing-api/subscriptions).
A field of its own (`dnd: true`, `SMS_Opt_Out`) is read with the other fields. That a channel is open is no consent.

A notice that only such a setting changed is no enquiry: it makes no lead, and its opt-out is kept until the person appears.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from worker.handlers.cells import cell_text
from worker.handlers.consent_cells import read_consent
from worker.handlers.name_folding import fold
from worker.handlers.plugin.paths import Location
from worker.handlers.recognition.former import holds_former
from worker.handlers.recognition.names import meaning

_MAX_DEPTH: Final = 7
_MAX_VALUES: Final = 2_000
# What a channel is called in them; the rest (email, call, fb) is not ours. SMS speaks for us where WhatsApp has no entry.
_WHATSAPP: Final = frozenset({"whatsapp", "wa", "all", "any", "global"})
_SMS: Final = frozenset({"sms", "text", "textmessage", "mobile", "messaging"})
# Names of what holds an entry per channel: of silence, where `active` closes it, and of subscriptions, where it opens.
_SILENCE: Final = frozenset({"dndsettings", "dnd", "donotdisturb", "donotcontact", "optouts"})
_SUBSCRIPTIONS: Final = frozenset({"subscriptionstatuses", "communicationpreferences", "channelsubscriptions"})
_FLAT: Final = re.compile(r"dndsettings(\w+?)status")  # as tools flatten them: dndSettings__WhatsApp__status
_ENTRY_CHANNEL: Final = ("channel", "channelname", "type", "name")
_ENTRY_WORD: Final = ("status", "newstatus", "reason", "value", "state", "enabled", "active")
_SILENT: Final = frozenset(
    {"active", "permanent", "on", "manual", "enabled", "1", "3"}
)  # Mautic: 1 and 3, 2 is a bounce
_LEFT: Final = frozenset({"notsubscribed", "manual"})
# Where bodies name the event they tell of, and the words of those that tell of a person who wants no messages.
_EVENT_NAMES: Final = frozenset(
    (
        "type",
        "event",
        "eventtype",
        "eventname",
        "trigger",
        "triggertype",
        "action",
        "webhookevent",
        "webhooktype",
        "hook",
    )
)
_LONGEST_NAME: Final = 100  # characters
_CAMEL: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SILENCED: Final = re.compile(
    r"\b(?:dnd|dnc|do not (?:disturb|contact)|opt(?:ed)? out|optout|unsubscribed?|channel subscription changed"
    r"|consent (?:withdrawn|revoked))\b"
)


@dataclass(slots=True)
class Disturbance:
    """What was found: whether the person is not to be disturbed, and where that stands."""

    unwanted: bool = False
    notice: bool = False  # the body tells of a change of such a setting, and of nothing else
    places: list[Location] = field(default_factory=list)

    def holds(self, location: Location) -> bool:
        """Whether a value is part of what was read here."""
        return any(location[: len(place)] == place for place in self.places)


def read_disturbance(lead: Any, base: Location) -> Disturbance:
    """Look for such settings in a lead that stands at `base`."""
    found = Disturbance()
    left = _MAX_VALUES
    flattened: list[tuple[str, Any]] = []
    waiting: list[tuple[Any, Location]] = [(lead, base)]
    while waiting and left:
        value, at = waiting.pop()
        left -= 1
        if len(at) - len(base) > _MAX_DEPTH:
            continue
        if isinstance(value, Mapping):
            _read_event(value, at, found)
            for key, item in value.items():
                if holds_former(key):
                    continue
                if flat := _FLAT.fullmatch(fold(str(key)[:60])):
                    flattened.append((_channel(flat[1]), item))
                    found.places.append((*at, key))
                elif not _read_settings(fold(str(key)[:60]), item, (*at, key), found) and isinstance(item, dict | list):
                    waiting.append((item, (*at, key)))
        elif isinstance(value, list):
            waiting += [(item, (*at, place)) for place, item in enumerate(value[:_MAX_VALUES])]
    found.unwanted |= _closed(flattened, _SILENT)
    return found


def _read_event(value: Mapping[str, Any], at: Location, found: Disturbance) -> None:
    """Read a change of one channel, or of one property that is named beside its value."""
    beside = {fold(str(key)[:60]): key for key in value}
    if {"channel", "newstatus"} <= beside.keys():
        entry = (_channel(value[beside["channel"]]), value[beside["newstatus"]])
        found.unwanted |= _closed([entry], _LEFT)
        found.notice = True
        found.places += [(*at, beside["channel"]), (*at, beside["newstatus"])]
    if {"propertyname", "propertyvalue"} <= beside.keys():
        name, said = value[beside["propertyname"]], value[beside["propertyvalue"]]
        if isinstance(name, str) and meaning(name[:100]).role == "opt_out":
            found.notice = True
            found.unwanted |= read_consent(said, asked_for="opt_out") is False


def names_silence(body: Any) -> bool:
    """Whether a body (a lead, or what is around it) calls itself a notice of this kind: `"type": "ContactDndUpdate"`.

    Names of events are written as one word; what has blanks is what somebody wrote, perhaps about opting out of something.
    """
    if not isinstance(body, Mapping):
        return False
    named = (value for key, value in body.items() if is_event_name(str(key)))
    return any(
        isinstance(value, str)
        and len(value) <= _LONGEST_NAME
        and " " not in value.strip()
        and _SILENCED.search(" ".join(_CAMEL.findall(value)).lower()) is not None
        for value in named
    )


def is_event_name(key: str) -> bool:
    """Whether a field of this name holds the name of an event."""
    return fold(key[:60]) in _EVENT_NAMES


def _read_settings(name: str, value: Any, at: Location, found: Disturbance) -> bool:
    """Read what holds an entry per channel; give whether it is that."""
    if name not in _SILENCE and name not in _SUBSCRIPTIONS:
        return False
    entries = list(_entries(value, silence=name in _SILENCE))
    if not entries:
        return False
    found.unwanted |= _closed(entries, _SILENT if name in _SILENCE else _LEFT)
    found.places.append(at)
    return True


def _entries(value: Any, *, silence: bool) -> Iterator[tuple[str, Any]]:
    """Give (channel, word) of each entry: of an object by channel, of a list of objects, of a text that lists channels."""
    if isinstance(value, Mapping):
        yield from _by_channel(value)
    elif isinstance(value, list):
        for entry in value:
            if isinstance(entry, Mapping):
                yield _channel(_field(entry, _ENTRY_CHANNEL)), _field(entry, _ENTRY_WORD)
    elif isinstance(value, str) and silence:
        named = [_channel(part) for part in value[:200].replace(";", ",").split(",")]
        yield from ((channel, True) for channel in named if channel not in ("", "other"))


def _by_channel(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    whole = _field(value, _ENTRY_WORD)  # of every channel
    if whole is not None:
        yield _channel(_field(value, ("channel",))) or "whatsapp", whole
        return
    for key, entry in value.items():
        word = _field(entry, _ENTRY_WORD) if isinstance(entry, Mapping) else entry
        if (channel := _channel(key)) and not isinstance(word, dict | list):
            yield channel, word


def _field(entry: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    beside = {fold(str(key)[:60]): item for key, item in entry.items()}
    return next((beside[name] for name in names if name in beside), None)


def _channel(name: Any) -> str:
    word = fold(cell_text(name)[:60])
    if word in _WHATSAPP or "whatsapp" in word:
        return "whatsapp"
    return "sms" if word in _SMS or "sms" in word else "other" if word else ""


def _closed(entries: list[tuple[str, Any]], words: frozenset[str]) -> bool:
    """Whether the entries close WhatsApp: by its own, or by that of SMS where it has none."""
    channels = {channel for channel, _ in entries}
    ours = "whatsapp" if "whatsapp" in channels else "sms"
    return any(channel == ours and _says_no(word, words) for channel, word in entries)


def _says_no(word: Any, words: frozenset[str]) -> bool:
    asked_for: Literal["opt_in", "opt_out"] = "opt_out" if words is _SILENT else "opt_in"
    return fold(cell_text(word)[:60]) in words or read_consent(word, asked_for=asked_for) is False
