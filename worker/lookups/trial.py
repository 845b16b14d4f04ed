"""What the worker would make of a message, as a document: by the handlers themselves, and nothing is stored. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from worker.account import Accounts
from worker.contact import Contact, Decoded, Ignored, Refusal
from worker.errors import RefusedError
from worker.handlers import HANDLERS
from worker.handlers.exact_json import loads
from worker.handlers.person_told import told_person
from worker.handlers.plugin.paths import pointer
from worker.handlers.plugin.provenance import LeadOrigins, origins
from worker.handlers.whatsapp.shapes import provider_of, shape_of
from worker.lookups.consent_told import why_consent
from worker.lookups.reasons import reason_of
from worker.lookups.trial_inputs import Trial
from worker.topology import PLUGIN, WHATSAPP

_SENDER: Final = "from"
_MOST_NODES: Final = 20_000  # of a body looked through for where a value stands


def tried(trial: Trial, accounts: Accounts) -> dict[str, Any]:
    """Give what the worker would make of a message.

    Keys: `input`, `queue`, `because`, `contacts`, `ignored`, `refused`, `plugins_yaml` (lines, for an account's file).
    Whatever goes wrong is a refusal, as it would be in the worker.
    """
    delivery = trial.delivery
    try:
        decoded = HANDLERS[delivery.queue](delivery, accounts)
    except RefusedError as error:
        decoded = Decoded(refused=[Refusal("", "", error.reason, error.detail, error.where, b"", error.about)])
    except Exception as error:  # noqa: BLE001  # the worker makes a dead letter of it; so it is shown as one
        decoded = Decoded(refused=[Refusal("", "", type(error).__name__, f"a bug of ours: {error!r}"[:300], "", b"")])
    leads = origins(delivery, accounts) if delivery.queue == PLUGIN else []
    body = _body(trial) if delivery.queue == WHATSAPP else None
    waiting = {lead.id: lead for lead in reversed(leads)}
    contacts = [_contact(one, accounts, waiting.get(one.id), body) for one in decoded.contacts]
    settled = {one.id for one in decoded.contacts} | {one.id for one in decoded.ignored}
    unsettled = [lead for lead in leads if lead.id not in settled]
    return {
        "input": trial.name,
        "queue": delivery.queue,
        "because": trial.because,
        "read_as": _read_as(trial, body, leads),
        "contacts": contacts,
        "ignored": [_ignored(one) for one in decoded.ignored],
        "refused": [_refused(one, unsettled, delivery.queue) for one in decoded.refused],
        "plugins_yaml": next((lines for lead in leads if _worth(lead, settled) and (lines := lead.yaml())), []),
    }


def _worth(lead: LeadOrigins, settled: Collection[str]) -> bool:
    """Whether other paths may help: not where the phone was found and is no number in any country."""
    return lead.id in settled or lead.of_region or not any(one.role == "phone" for one in lead.origins)


def _body(trial: Trial) -> Any:
    try:
        return loads(trial.delivery.body)[0]
    except RefusedError:
        return None


def _read_as(trial: Trial, body: Any, leads: Sequence[LeadOrigins]) -> str:
    """Give the gateway, or the plugin with its preset; "" where that is not known."""
    if leads:
        return f"plugin {leads[0].plugin}, preset {leads[0].preset}"
    if trial.delivery.queue != WHATSAPP:
        return ""
    named = provider_of(str(trial.delivery.headers.get("provider", "")))
    return (shape_of(body) if isinstance(body, dict) else None) or named or ""


def _contact(contact: Contact, accounts: Accounts, lead: LeadOrigins | None, body: Any) -> dict[str, Any]:
    return {
        "account": contact.account,
        "id": contact.id,
        "at": contact.at,
        "source": contact.source,
        "origin": contact.origin,
        "activity": contact.activity,
        "creates": contact.creates,
        **told_person(
            contact,
            accounts.by_id.get(contact.account),
            lambda consent: why_consent(contact, consent, "; ".join(lead.consent_from) if lead else ""),
        ),
        "refers_to": list(contact.refers),
        "retires": list(contact.retires),
        "text": contact.text,
        "content": dict(contact.content),
        "attribution": dict(contact.attribution or {}),
        "state": contact.state,
        "assignee": contact.assignee,
        "repeats": lead.repeats if lead else "",
        "origins": _origins(lead) if lead else list(_places(contact, body)),
        "passed_over": _candidates(lead) if lead else [],
    }


def _origins(lead: LeadOrigins) -> list[dict[str, str]]:
    return [{"is": one.role, "value": one.value, "path": one.path, "why": one.why} for one in lead.origins]


def _candidates(lead: LeadOrigins) -> list[dict[str, str]]:
    return [{"value": one.value, "path": one.path, "why": one.why} for one in lead.candidates]


def _places(contact: Contact, body: Any) -> Iterator[dict[str, str]]:
    """Say where a gateway's body has what the contact says: JSON pointers, the first place of each."""
    wanted: list[tuple[str, str]] = [(one.kind, one.raw) for one in contact.identities]
    wanted += [(fact.name, str(fact.value)) for fact in contact.facts if isinstance(fact.value, str)]
    wanted += [("text", contact.text)] if contact.text else []
    found = _pointers(body, [value for _, value in wanted])
    for role, value in wanted:
        if pointer := found.get(value):
            yield {"is": role, "value": value, "path": pointer, "why": ""}


def _pointers(body: Any, values: Sequence[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    waiting: list[tuple[tuple[object, ...], Any]] = [((), body)]
    seen = 0
    while waiting and seen < _MOST_NODES:
        seen += 1
        place, here = waiting.pop()
        if isinstance(here, dict | list):
            pairs = list(here.items() if isinstance(here, dict) else enumerate(here))
            waiting += [((*place, key), item) for key, item in pairs[::-1]]
        elif isinstance(here, str | int):
            text = str(here)
            value = text if text in values else text.partition("@")[0].partition(":")[0]  # 9198…:2@s.whatsapp.net
            if value in values:
                known = found.setdefault(value, pointer(place))
                if place[-1:] == (_SENDER,) and not known.endswith(f"/{_SENDER}"):
                    found[value] = pointer(place)  # address books stand beside
    return found


def _ignored(part: Ignored) -> dict[str, Any]:
    reason = reason_of("ignored", part.reason)
    return {
        "account": part.account,
        "id": part.id,
        "reason": part.reason,
        "meaning": reason.meaning,
        "what_to_do": reason.remedy,
    }


def _refused(part: Refusal, unsettled: Sequence[LeadOrigins], queue: str) -> dict[str, Any]:
    reason = reason_of("refused", part.reason, queue)
    lead = next((lead for lead in unsettled if lead.id == part.id), None)
    return {
        "account": part.account,
        "id": part.id,
        "reason": part.reason,
        "detail": part.detail,
        "where": part.where,
        "meaning": reason.meaning,
        "what_to_do": reason.remedy,
        "origins": _origins(lead) if lead else [],
        "candidates": _candidates(lead) if lead else [],
    }
