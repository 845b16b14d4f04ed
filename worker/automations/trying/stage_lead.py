"""The lead of a rule's test: made from what the test says of it, changed as the timeline goes on. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from worker.account import Account, field_slug
from worker.automations.language.fields import YIELDING
from worker.errors import ConfigurationError, TransitionRefusedError
from worker.inert import inert, inert_key
from worker.leads import counts, pipeline
from worker.leads.lead import Lead

PHONE: Final = "+919800000000"  # of a lead whose test says nothing of it: many actions need one
BY: Final = "default"


def new_lead(account: Account, told: Mapping[str, Any], now: int) -> Lead:
    """Give a lead as a test describes it; what it leaves out is as for somebody who just came in."""
    initial = account.pipeline.initial
    assert initial is not None  # noqa: S101  # the model fills it in
    digits = PHONE.removeprefix("+")
    lead = Lead("test-lead", account.id, seq=1, created_at=now, phone=PHONE, address=digits, keys=[f"phone:{digits}"])
    lead.identities = [{"k": f"phone:{digits}", "kind": "phone"}]
    lead.first = {"t": now, "m": "", "source": None, "origin": None}
    lead.state = _cell(initial)
    change(lead, account, told, now)
    return lead


def change(lead: Lead, account: Account, told: Mapping[str, Any], now: int) -> None:
    """Change the lead as a test says; raises `ConfigurationError` for a name that means nothing."""
    for name, value in told.items():
        short = name.removeprefix("lead.")
        setter = _SETTERS.get(short)
        definition = account.field_by_slug.get(field_slug(short.removeprefix("fields.")))
        if setter is not None and not (definition is not None and f"lead.{definition.id}" in YIELDING):
            setter(lead, account, value, now)
            continue
        key = inert_key(definition.id if definition is not None else short)
        if definition is None and short not in _FREE:
            raise ConfigurationError(
                f"a lead has no {name!r}; write a field of fields.yaml, or {', '.join(sorted(_SETTERS))}"
            )
        lead.fields = {**lead.fields, key: _cell(inert(value))}


_FREE: Final = frozenset({"language", "score"})


def _cell(value: Any) -> dict[str, Any]:
    return {"v": value, "by": BY, "t": 0, "m": ""}


def _state(lead: Lead, account: Account, value: Any, _now: int) -> None:
    found = pipeline.find_state(account, value)
    if found is None:
        raise TransitionRefusedError(f"the pipeline has no state {value!r}")
    lead.state, lead.status = _cell(found.id), found.status


def _status(lead: Lead, account: Account, value: Any, now: int) -> None:
    _state(lead, account, pipeline.placement(account, status=value), now)


def _owner(lead: Lead, _account: Account, value: Any, _now: int) -> None:
    lead.assignee = {**lead.assignee, **_cell(value)}


def _previous(lead: Lead, _account: Account, value: Any, _now: int) -> None:
    lead.assignee = {**lead.assignee, "was": value}


def _tags(lead: Lead, _account: Account, value: Any, _now: int) -> None:
    names = [value] if isinstance(value, str) else list(value or ())
    lead.tags = {inert_key(str(name)): {"v": True, "t": 0, "m": ""} for name in names}


def _phone(lead: Lead, _account: Account, value: Any, _now: int) -> None:
    digits = str(value).removeprefix("+") if value else None
    lead.phone, lead.address = (f"+{digits}", digits) if digits else (None, None)
    lead.keys = [f"phone:{digits}"] if digits else ["ext:test"]
    kept = next((entry["failed"] for entry in lead.identities if "failed" in entry), None)  # a test may say it before
    lead.identities = [{"k": key, "kind": key.partition(":")[0], "raw": lead.address} for key in lead.keys]
    if kept is not None:
        lead.identities[0]["failed"] = kept


def _consent(name: str) -> Callable[[Lead, Account, Any, int], None]:
    def setter(lead: Lead, _account: Account, value: Any, now: int) -> None:
        others = {key: word for key, word in lead.consent.items() if key != name}
        lead.consent = {**others, name: {"t": now, "m": "", "reason": "test"}} if value else others

    return setter


def _first(name: str) -> Callable[[Lead, Account, Any, int], None]:
    def setter(lead: Lead, _account: Account, value: Any, _now: int) -> None:
        lead.first = {**lead.first, name: value}

    return setter


def _window(lead: Lead, _account: Account, value: Any, now: int) -> None:
    lead.last_inbound_at = now if value == "open" else None


def _reachable(lead: Lead, _account: Account, value: Any, now: int) -> None:
    gone = {"t": now, "m": "", "code": "test", "title": "", "until": None}
    failed = {} if value else {"failed": {"unreachable": gone}}
    lead.identities = [
        {**{name: part for name, part in entry.items() if name != "failed"}, "raw": lead.address, **failed}
        for entry in lead.identities
    ]


def _count(name: str) -> Callable[[Lead, Account, Any, int], None]:
    def setter(lead: Lead, _account: Account, value: Any, _now: int) -> None:
        lead.counts = {**lead.counts, name: int(value)}
        # Of a test that says how many the messages are, and not whose, they are the person's.
        if name == "messages":
            lead.counts["inbound"] = int(value) - lead.counts["outbound"]
        lead.counts["messages"] = lead.counts["inbound"] + lead.counts["outbound"]

    return setter


_SETTERS: Final[Mapping[str, Callable[[Lead, Account, Any, int], None]]] = {
    "state": _state,
    "status": _status,
    "assigned_to": _owner,
    "previous_owner": _previous,
    "tags": _tags,
    "phone": _phone,
    "opted_in": _consent("given"),
    "opted_out": _consent("withdrawn"),
    "source": _first("source"),
    "origin": _first("origin"),
    "window": _window,
    "reachable": _reachable,
    **{name: _count(name) for name in counts.COUNTS},
}
