"""Where the values of a plugin's lead came from, and why: for people who set a plugin up. Pure; no worker needs it.

A delivery is read once more, by the same code, with a note of every field that is taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from schemas.plugin import PluginMapping
from worker.account import Account, Accounts
from worker.contact import Decoded
from worker.errors import RefusedError
from worker.handlers.consent_answers import of_marketing
from worker.handlers.name_folding import fold
from worker.handlers.plugin.contact_ids import BY_KEY, contact_id, reader_of, submission_of
from worker.handlers.plugin.intake import Intake, Part, parts
from worker.handlers.plugin.lead_consent import of_mail, of_processing
from worker.handlers.plugin.lead_details import LeadDetails, as_field, may_be_offered
from worker.handlers.plugin.leaves import BodyLeaf
from worker.handlers.plugin.paths import Location
from worker.handlers.plugin.sources import CONSTANT, SourceReader, scalar_text
from worker.handlers.plugin.submissions import Finding
from worker.handlers.plugin.webhook import MAX_LEADS, opened
from worker.handlers.plugin.written_paths import in_yaml, written
from worker.handlers.recognition.beside import Field
from worker.handlers.recognition.names import meaning, speaks_of_whatsapp
from worker.ports import Delivery

_MAPPED: Final = (
    "id", "person", "time", "phone", "alternates", "country", "dial_code", "email", "name", "text", "consent", "tags",
    "state", "status", "assignee",
)  # fmt: skip
_NAMES: Final = ("first_name", "last_name")
_OWN_FIELDS: Final = ("city", "company")
_SILENCED: Final = "it is a setting that keeps messages away"


@dataclass(frozen=True, slots=True)
class Origin:
    """A value that was taken. `path` as plugins.yaml writes it, "" where no path finds it; `why` is for people."""

    role: str
    value: str
    path: str
    why: str
    guessed: bool = False  # no path of plugins.yaml or a preset gave it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field that may be the phone and was not taken, and why."""

    value: str
    path: str
    why: str
    offered: bool = False  # nothing says that it is somebody else's, and it holds a number


@dataclass(frozen=True, slots=True)
class LeadOrigins:
    """What was taken for one lead, in the order of the body's leads. `id` is its contact's."""

    id: str
    plugin: str
    preset: str
    origins: list[Origin] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    settled: bool = False  # plugins.yaml has an entry for the plugin
    of_region: bool = False  # its phone was refused as a number of the account's country, which may be the wrong one
    repeats: str = ""  # what makes a redelivery of it a duplicate
    consents: list[str] = field(default_factory=list)  # paths of what may be the consent, the likeliest first
    consent_from: list[str] = field(default_factory=list)  # what the lead's opt-in or opt-out was read from

    def yaml(self) -> list[str]:
        """Give the lines of plugins.yaml that say in paths what was guessed; none where nothing was."""
        found = [origin for origin in self.origins if origin.path and origin.guessed]
        lines = list(_lines(found))
        lines += [f"consent: {in_yaml(self.consents[0])}"] if self.consents else []
        lines += [f"# consent: {in_yaml(path)}" for path in self.consents[1:]]
        known = any(origin.role == "phone" for origin in self.origins)
        if not known:
            takes = [one for one in self.candidates if one.path]
            mine = next((one for one in takes if one.offered), None)
            lines[:0] = [f"phone: {in_yaml(mine.path)}"] if mine else []
            # Whoever pastes these lines must not make somebody else's number that of every lead.
            lines += ["# phone: path.to.the.phone  # no field here is the person's own"] if takes and not mine else []
        if self.of_region:
            lines.append(
                "# country: {value: BR}  # or whose its numbers without a + are, if not the account's country's"
            )
        if not lines:
            return []
        preset = [f"preset: {self.preset}"] if self.preset != "generic" and not self.settled else []
        return ["plugins:", f"  {in_yaml(self.plugin)}:", *(f"    {line}" for line in (*preset, *lines))]


def origins(delivery: Delivery, accounts: Accounts) -> list[LeadOrigins]:
    """Say of each lead of a message of `plugin-webhook` what was taken from where; empty where it cannot be opened."""
    try:
        found = opened(delivery, accounts)
    except RefusedError:
        return []
    if isinstance(found, Decoded):
        return []
    intake, _ = found
    return [_of(intake, part) for part in parts(intake)[:MAX_LEADS]]


class _Noted(LeadDetails):
    """Reads a lead as `LeadDetails` does, and notes each field that is taken."""

    def __init__(self, reader: SourceReader, mapping: PluginMapping, account: Account) -> None:
        self.taken: list[tuple[str, BodyLeaf]] = []
        self._roles = {}
        super().__init__(reader, mapping, account)

    def reads(self, text: str) -> bool:
        """Whether a text is the number that the lead got."""
        found, mine = self._read([text], guessed=True).identity, self.numbers.identity
        return found is not None and mine is not None and found.key == mine.key

    def consent_fields(self) -> list[BodyLeaf]:
        """Give the fields that may be the consent to messages, whatever was answered; the likeliest first."""
        asked = [
            leaf for leaf in self._roles.get("opt_in", ()) if not (of_mail(leaf, self._leaves) or of_processing(leaf))
        ]
        asked += [one.leaf for one in self.consent_by if one.role == "opt_in"]
        return sorted({leaf.location: leaf for leaf in asked}.values(), key=_unlikely)

    def silenced(self) -> list[tuple[Location, str]]:
        """Give where the settings of a CRM stand that keep messages away, with what they say."""
        if not self._disturbance.unwanted:
            return []
        held = [leaf for leaf in self._leaves if self._disturbance.holds(leaf.location)]
        return [(leaf.location, scalar_text(leaf.value).strip() or str(leaf.value)) for leaf in held]

    def _use(self, leaf: BodyLeaf) -> None:
        role = next((role for role, held in self._roles.items() if any(one is leaf for one in held)), "attribution")
        self.taken.append((role, leaf))
        super()._use(leaf)


def _unlikely(leaf: BodyLeaf) -> int:
    """Rank by what a field asks about: WhatsApp, marketing, anything."""
    name = " ".join((leaf.name, *leaf.labels))
    return 0 if speaks_of_whatsapp(name) else 1 if of_marketing(name) else 2


def _of(intake: Intake, part: Part) -> LeadOrigins:
    own = intake.account.plugins.plugins.get(intake.plugin)
    found = submission_of(intake, part)
    told = LeadOrigins(
        contact_id(intake, part, found), intake.plugin, intake.preset, settled=own is not None, repeats=_repeats(found)
    )
    if not isinstance(part.lead, dict):
        return told
    person = _Noted(reader_of(intake, part), intake.mapping, intake.account)
    told.origins.extend(_by_path(intake, part, own))
    known = {(one.path, one.value) for one in told.origins}
    told.origins.extend(one for one in _guessed(part, person) if (one.path, one.value) not in known or not one.path)
    _tell_consent(told, intake, part, person)
    for leaf, why in person.doubts:
        if not any(leaf is taken for _, taken in person.taken):
            text = scalar_text(leaf.value).strip()
            told.candidates.append(Candidate(text, _path(part, leaf), why, may_be_offered(leaf, why)))
    return replace(told, of_region=person.numbers.identity is None and person.numbers.of_region)


def _tell_consent(told: LeadOrigins, intake: Intake, part: Part, person: _Noted) -> None:
    """Tell what the consent was read from, and by which paths it may be mapped."""
    said: list[tuple[str, str, str]] = []  # value, path, why
    for one in person.consent_by:
        text, path = scalar_text(one.leaf.value).strip() or str(one.leaf.value), _path(part, one.leaf)
        why = one.why or _why(as_field(one.leaf), one.role, one.leaf.name)
        said.append((text, path or one.leaf.name, why))
        if not any(one.leaf is leaf for _, leaf in person.taken):
            told.origins.append(Origin(one.role, text, path, why, guessed=True))
    for location, text in person.silenced():
        path = ".".join(str(key) for key in location[len(part.base) :])
        said.append((text, path, _SILENCED))
        told.origins.append(Origin("opt_out", text, path, _SILENCED))
    mapped = [(one.value, one.path, one.why) for one in told.origins if one.role == "consent"]
    told.consent_from.extend(f"{path} = {text!r}: {why}" for text, path, why in said or mapped)
    if not intake.mapping.consent:
        told.consents.extend(dict.fromkeys(filter(None, (_path(part, leaf) for leaf in person.consent_fields()))))


def _repeats(found: Finding) -> str:
    """Say by what a redelivery is known to be one, and what is missing for it."""
    if (one := found.submission) is None:
        return "the `key` of its mapping" if found.why == BY_KEY else f"the id of the delivery alone: {found.why}"
    named = f"submission {one.id}{_at(one.id_at)}"
    of = f" of form {one.form}{_at(one.form_at)}" if one.form else "; its form is not named"
    return f"{named}{of}, with the same content: {one.why}"


def _at(keys: Sequence[str]) -> str:
    return f" at {'.'.join(keys)}" if keys else ""


def _path(part: Part, leaf: BodyLeaf) -> str:
    return written(part.lead, leaf.location[len(part.base) :], scalar_text(leaf.value).strip())


def _guessed(part: Part, person: _Noted) -> Iterator[Origin]:
    phones = [leaf for role, leaf in person.taken if role == "phone"]
    main = next((leaf for leaf in phones if person.reads(scalar_text(leaf.value))), next(iter(phones), None))
    for role, leaf in sorted(person.taken, key=lambda one: one[1] is not main):
        if role == "phone" and leaf is not main and person.reads(scalar_text(leaf.value)):
            continue  # the same number again, as events of changes have it
        text, path = scalar_text(leaf.value).strip() or str(leaf.value), _path(part, leaf)
        why = _why(as_field(leaf), role, leaf.name)
        shown = "alternates" if role == "phone" and leaf is not main else role
        shown = f"attribution.{leaf.name}" if role == "attribution" else shown
        yield Origin(
            shown, text, path, why if path else f"{why}; no path can be written for it, it is found by name", True
        )


def _why(one: Field, role: str, name: str) -> str:
    """Say what made a field one of a role: its label, its key, the type that the sender names, or its value."""
    if role == "attribution":
        return f"it is called {name}"
    keys = [key for key in one.path if isinstance(key, str)]
    for label in one.labels:
        if meaning(label).role == role:
            return f"its label is {label!r}"
    for called in (*keys[-1:], " ".join(keys[-2:]), " ".join(keys[-3:])):
        if called and meaning(called).role == role:
            return f"it is called {called!r}"
    if one.kind:
        return f"the sender says that it is of type {one.kind!r}"
    return "of what its value looks like"


def _by_path(intake: Intake, part: Part, own: PluginMapping | None) -> Iterator[Origin]:
    mapping = intake.mapping
    listed: list[tuple[str, Any, bool]] = [
        (name, getattr(mapping, name), own is not None and name in own.model_fields_set) for name in _MAPPED
    ]
    listed += [(f"fields.{n}", s, own is not None and n in own.fields) for n, s in mapping.fields.items()]
    listed += [
        (f"attribution.{n}", s, own is not None and n in own.attribution) for n, s in mapping.attribution.items()
    ]
    reader = reader_of(intake, part)
    for name, source, ours in listed:
        for locations, value in reader.located(source):
            path = ".".join(str(key) for key in locations[0][len(part.base) :]) if locations else ""
            preset = "it is a usual name" if intake.preset == "generic" else f"the preset {intake.preset} says so"
            why = "plugins.yaml says so" if ours else preset
            if locations == [CONSTANT]:
                path, why = "", f"{why}, whatever the body holds"
            yield Origin(name, scalar_text(value).strip() or str(value), path, why)
            if name not in ("phone", "alternates", "tags"):
                break


def _lines(found: Sequence[Origin]) -> Iterator[str]:
    by_role: dict[str, list[str]] = {}
    for origin in found:
        by_role.setdefault(origin.role, []).append(in_yaml(origin.path))
    # The first usable number of `phone` is the lead's, the others are its alternates.
    if phones := [*by_role.get("phone", ()), *by_role.get("alternates", ())]:
        if area := by_role.get("area_code"):
            phones[0] = f"{{join: [{area[0]}, {phones[0]}], separator: ''}}"
            if fold(area[0]) == "ddd" and "country" not in by_role:
                yield "country: {value: BR}"  # the word is Brazil's
        yield f"phone: [{', '.join(phones)}]" if len(phones) > 1 else f"phone: {phones[0]}"
    for role in ("country", "dial_code", "email", "name", "text"):
        if paths := by_role.get(role):
            yield f"{role}: {paths[0]}"
    names = [path for role in _NAMES for path in by_role.get(role, [])[:1]]
    if names and "name" not in by_role:
        yield f"name: {{join: [{', '.join(names)}]}}" if len(names) > 1 else f"name: {names[0]}"
    if fields := [f"{role}: {by_role[role][0]}" for role in _OWN_FIELDS if role in by_role]:
        yield f"fields: {{{', '.join(fields)}}}"
