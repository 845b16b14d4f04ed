"""What no file can know alone: that an account's files agree with each other and with the world outside."""

import zoneinfo
from collections.abc import Callable
from typing import Final

import phonenumbers

from schemas.account import BUILT_IN_FIELD_IDS
from schemas.file import closest, did_you_mean, fold
from worker.account import Account
from worker.configuration.folder import FIELDS, PIPELINE, PLUGINS, SETTINGS, Folder
from worker.configuration.wording import SYNONYMS, shown

# Header `provider` of `whatsapp-incoming`, as the gateways' handlers know it.
PROVIDERS: Final = ("cloud", "twilio", "gupshup", "evolution", "waha", "baileys", "onprem", "360dialog")
# Parts every lead has anyway: a field of that name could not be told from them in rules and in the lead API.
RESERVED: Final = frozenset(
    {"id", "account", "phone", "state", "status", "assignee", "assigned_to", "tags", "consent", "history"}
)


def cross_check(folder: Folder) -> None:
    """Record what is wrong between the files of an account, and in parts of them that are right by themselves."""
    for check, needs in _CHECKS:
        if folder.draft is not None and needs <= folder.clear:
            check(folder, folder.draft)


def _timezone(folder: Folder, account: Account) -> None:
    _zone(folder, SETTINGS, ("timezone",), account.settings.timezone)


def _zone(folder: Folder, file: str, path: tuple[str, ...], name: str) -> None:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):  # OSError: `America` is a directory of the database
        zones = sorted(zoneinfo.available_timezones())
        cities = {fold(zone.rpartition("/")[2]): zone for zone in zones}
        near = closest(name, zones, cities, cutoff=0.85)
        hint = f" - did you mean {near!r}?" if near else "; use an IANA name such as Asia/Kolkata"
        folder.say(file, path, f"there is no time zone {shown(name)!r}{hint}")


def _region(folder: Folder, account: Account) -> None:
    region = account.settings.region
    if region is not None and region not in phonenumbers.SUPPORTED_REGIONS:
        hint = did_you_mean(region, phonenumbers.SUPPORTED_REGIONS, SYNONYMS)
        folder.say(SETTINGS, ("region",), f"there is no country {region!r}{hint or '; use its ISO 3166-1 code, IN'}")


def _numbers(folder: Folder, account: Account) -> None:
    for i, number in enumerate(account.settings.numbers):
        if number.display is None:
            continue
        digits = "".join(c for c in number.display if c.isdigit())
        try:
            possible = phonenumbers.is_possible_number(phonenumbers.parse(f"+{digits}"))
        except phonenumbers.NumberParseException:
            possible = False
        if not possible:
            message = f"{number.display!r} is no complete number; write it with its country code, +91 98765 43210"
            folder.say(SETTINGS, ("numbers", i, "display"), message, "warning")


def _gateways(folder: Folder, account: Account) -> None:
    for provider in account.settings.gateways:
        if provider not in PROVIDERS:
            hint = did_you_mean(provider, PROVIDERS)
            folder.say(SETTINGS, ("gateways", provider, "[key]"), f"no gateway {provider!r} is known{hint}", "warning")


def _opt_out_words(folder: Folder, account: Account) -> None:
    for i, word in enumerate(account.settings.opt_out_words):
        if not fold(word):
            folder.say(SETTINGS, ("opt_out_words", i), "an opt-out word needs a letter or a digit")


def _merge_fields(folder: Folder, account: Account) -> None:
    known = [*BUILT_IN_FIELD_IDS, *(entry.id for entry in account.fields.fields)]
    for name in account.settings.merge.fields:
        if name not in known:
            entry = account.field_by_slug.get(fold(name))
            hint = f" - did you mean {entry.id!r}?" if entry else did_you_mean(name, known)
            folder.say(SETTINGS, ("merge", "fields", name, "[key]"), f"fields.yaml has no field {name!r}{hint}")


def _closed_lead(folder: Folder, account: Account) -> None:
    policy, pipeline = account.settings.closed_lead, account.pipeline
    target = {"reopen": pipeline.initial, "move": policy.state, "note": None}[policy.action]
    if target is None:
        return
    if target not in account.status_of:
        hint = did_you_mean(target, account.status_of)
        folder.say(SETTINGS, ("closed_lead", "state"), f"pipeline.yaml has no state {target!r}{hint}")
        return
    for source, targets in (pipeline.transitions or {}).items():
        if account.status_of[source] != "open" and target not in (source, *targets):
            message = (
                f"`closed_lead` cannot act on a lead in {source!r}: pipeline.yaml does not allow {source} to {target}"
            )
            folder.say(SETTINGS, ("closed_lead",), message, "warning")


def _reachable(folder: Folder, account: Account) -> None:
    """A state that no change leads to is mostly a forgotten line of `transitions`."""
    pipeline = account.pipeline
    if pipeline.transitions is None:
        return
    everywhere = tuple(account.status_of)
    reached, waiting = {pipeline.initial}, [pipeline.initial]
    while waiting:
        new = set(pipeline.transitions.get(waiting.pop(), everywhere)) - reached
        reached |= new
        waiting += new
    for i, state in enumerate(pipeline.states):
        if state.id not in reached:
            message = f"no way leads from {pipeline.initial!r} to {state.id!r}; see `transitions`"
            folder.say(PIPELINE, ("states", i, "id"), message, "warning")


def _reserved(folder: Folder, account: Account) -> None:
    for i, entry in enumerate(account.fields.fields):
        if entry.id in RESERVED:
            message = f"every lead has {entry.id!r} anyway; give the field another id"
            folder.say(FIELDS, ("fields", i, "id"), message)


def _plugins(folder: Folder, account: Account) -> None:
    """An unknown field is no mistake, it is kept as an extra; one that is nearly a field's name mostly is."""
    known = [name for entry in account.field_by_slug.values() for name in (entry.id, *entry.aliases)]
    for plugin, mapping in account.plugins.plugins.items():
        if mapping.zone is not None:
            _zone(folder, PLUGINS, ("plugins", plugin, "zone"), mapping.zone)
        for name in mapping.fields:
            near = None if fold(name) in account.field_by_slug else closest(name, known, cutoff=0.75)
            if near is not None:
                message = f"fields.yaml has no field {shown(name)!r} - did you mean {near!r}?"
                folder.say(PLUGINS, ("plugins", plugin, "fields", name, "[key]"), message, "warning")


# Check, and the parts whose names must be clear for it to make sense.
_CHECKS: Final[tuple[tuple[Callable[[Folder, Account], None], frozenset[str]], ...]] = (
    (_timezone, frozenset()),
    (_region, frozenset()),
    (_numbers, frozenset()),
    (_gateways, frozenset()),
    (_opt_out_words, frozenset()),
    (_merge_fields, frozenset({"fields"})),
    (_closed_lead, frozenset({"pipeline"})),
    (_reachable, frozenset({"pipeline"})),
    (_reserved, frozenset({"fields"})),
    (_plugins, frozenset({"fields", "plugins"})),
)
