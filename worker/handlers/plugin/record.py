"""One lead of a plugin's body to a contact."""

import re
from collections.abc import Mapping
from typing import Any, Final

from schemas.plugin import Activity
from worker.contact import RECORDED, Consent, Contact, Fact, Identity, Ignored
from worker.errors import RefusedError
from worker.handlers.exact_json import dumps, plain
from worker.handlers.numbers import Numbers
from worker.handlers.plugin.contact_ids import contact_id, reader_of, submission_of
from worker.handlers.plugin.intake import Intake, Part
from worker.handlers.plugin.lead_details import LeadDetails
from worker.handlers.plugin.pings import is_ping
from worker.handlers.plugin.sources import SourceReader
from worker.handlers.plugin.submissions import Finding, Submission
from worker.handlers.receipt_times import believed
from worker.handlers.size_limits import clipped, raw_part
from worker.identity.keys import email_identity, ext_identity

# Status words of senders, https://docs.chakrahq.com/docs/platform/integration/outbound-integration and what others say.
_WON: Final = frozenset({"completed", "complete", "closed", "won", "converted"})
_LOST: Final = frozenset({"cancelled", "canceled", "lost", "disqualified"})
_ENQUIRY: Final = Activity()
# Nobody appears on the board because they want no messages; the store keeps the word until they come, for good.
_CONSENT: Final = Activity(activity="consent_changed", creates=False)


def read_part(intake: Intake, part: Part) -> Contact | Ignored:
    """Read one lead.

    Raise `RefusedError`: `malformed`, `needs_enrichment`, `no_identity`, or the reason why its phone is unusable.
    """
    if not isinstance(part.lead, Mapping):
        raise RefusedError("malformed", f"a lead is a JSON object; here is {_kind(part.lead)}")
    settings, mapping = intake.account.settings, intake.mapping
    reader = reader_of(intake, part)
    other = reader.matches(mapping.ignore)
    is_test = reader.matches(mapping.test) is not None
    if other is None and is_test and settings.test_leads == "ignore":
        return Ignored(intake.account.id, contact_id(intake, part), "test_lead")
    if other is not None:
        return Ignored(intake.account.id, contact_id(intake, part), other.reason)
    _refuse_thin(intake, reader)
    try:
        return _contact(intake, part, reader, is_test=is_test)
    except RefusedError as error:
        if error.reason == "no_identity" and is_ping(part.lead):
            return Ignored(intake.account.id, contact_id(intake, part), "no_lead")
        raise


def _refuse_thin(intake: Intake, reader: SourceReader) -> None:
    enrich = intake.mapping.enrich
    if enrich is None or not reader.text(enrich.id) or next(reader.path(enrich.lacks), None) is not None:
        return
    raise RefusedError(
        "needs_enrichment",
        f"{intake.plugin} only names the lead {reader.text(enrich.id)[:80]}; fetch it, put what came into `body` in "
        f"place of this notice, and publish it again (its id makes it one lead however often)",
    )


def _contact(intake: Intake, part: Part, reader: SourceReader, *, is_test: bool) -> Contact:
    account, mapping = intake.account, intake.mapping
    found = submission_of(intake, part)
    record_id = _record_id(reader.text(mapping.id), found.submission)
    person = LeadDetails(reader, mapping, account)
    person.flags += [f"duplicate_key:{key[:80]}" for key in intake.duplicate_keys]
    if is_test:
        person.flags.append("test_lead")
    identities = _identities(intake, reader, person, record_id)
    stated = person.moment(account.settings.timezone)
    # A record that was changed says something new now, though it was made long ago.
    at = intake.received_at if stated is None or (person.born_then and found.changed) else stated
    said_at = intake.received_at if person.consent is False and person.born_then else at
    kind = reader.text(mapping.event)
    activity = mapping.activities.get(kind) or (_CONSENT if person.only_consent else _ENQUIRY)
    state, assignee = _state(intake, reader), reader.text(mapping.assignee) or None
    facts = _facts(person)
    flags = person.flags
    if person.numbers.identity is None:
        flags.append("no_phone")
    raw = raw_part(plain(part.lead), flags)
    contact = Contact(
        account=account.id,
        id=contact_id(intake, part, found),
        at=at,
        source="plugin",
        origin=intake.plugin,
        activity=activity.activity,
        identities=identities,
        creates=activity.creates,
        facts=tuple(facts),
        alternates=person.numbers.alternates,
        tags=tuple(dict.fromkeys(person.tags)),
        consents=() if person.consent is None else (Consent(person.consent, said_at, _spoken_by(person, part, found)),),
        attribution=person.attribution or None,
        state=state,
        assignee=assignee,
        text=clipped(person.text, "text", flags) or None,
        content=_content(intake, kind, person),
        raw=raw,
        flags=tuple(dict.fromkeys((*person.numbers.flags, *flags))),
    )
    return believed(contact, intake.received_at)


def _spoken_by(person: LeadDetails, part: Part, found: Finding) -> str:
    """Say whose word a consent is: a form's, which the person fills in, or that of a record which a system keeps of them.

    Leads of a list that are no submissions are an export. A no is one whoever says it.
    """
    kept = found.kept or (part.position is not None and found.submission is None)
    return RECORDED if kept and person.consent else "form"


def _content(intake: Intake, kind: str, person: LeadDetails) -> dict[str, Any]:
    content: dict[str, Any] = {"type": "form", "preset": intake.preset, "verified": intake.verified}
    if person.numbers.identity is None and (refused := person.numbers.refused) is not None:
        content["phone_refused"] = _detail(intake, person.numbers, refused)
    if passed := person.passed_over():
        content["passed_over"] = passed
        if person.numbers.identity is None and (path := person.offered()):
            content["would_take"] = _line(intake, path)
    return content | {"event": kind[:200]} if kind else content


def _facts(person: LeadDetails) -> list[Fact]:
    facts = [Fact("name", clipped(person.name, "name", person.flags), "plugin")] if person.name else []
    if person.email:
        facts.append(Fact("email", clipped(person.email, "email", person.flags), "plugin"))
    if person.numbers.identity is None and person.raw_phone:
        facts.append(Fact("phone", clipped(person.raw_phone, "phone", person.flags), "plugin"))
    if person.numbers.extension:
        facts.append(Fact("extension", person.numbers.extension, "plugin"))
    return [*facts, *person.facts, *person.extras()]


def _identities(intake: Intake, reader: SourceReader, person: LeadDetails, record_id: str) -> tuple[Identity, ...]:
    """Give the keys that name the person: the phone and the sender's own person id; else an e-mail; else the record."""
    known = reader.text(intake.mapping.person)
    own = (ext_identity(intake.plugin, known),) if known else ()
    if person.numbers.identity is not None:
        return (person.numbers.identity, *own)
    email = email_identity(person.email) if person.email else None
    if email is not None and intake.account.settings.email_identifies:
        return (email, *own)
    if own:
        return own
    if person.numbers.refused is not None and email is None:
        raise _unusable(intake, person.numbers, person.numbers.refused)
    if record_id:
        return (ext_identity(intake.plugin, record_id),)
    raise person.numbers.refused or _nobody(intake, person)


def _record_id(named: str, submission: Submission | None) -> str:
    """Give the id by which a lead is known that nothing else names: a submission's counts within its form only."""
    return submission.key if submission is not None and named in ("", submission.id) else named


def _unusable(intake: Intake, numbers: Numbers, error: RefusedError) -> RefusedError:
    return RefusedError(
        error.reason, f"the phone number from {intake.plugin}: {_detail(intake, numbers, error)}", error.where
    )


def _detail(intake: Intake, numbers: Numbers, error: RefusedError) -> str:
    """Say what is wrong with the number, and how to say of which country the plugin's numbers are."""
    if not numbers.of_region:
        return error.detail
    other = "IN" if intake.account.settings.region == "BR" else "BR"
    return (
        f"{error.detail}; if the numbers of {intake.plugin} are another country's, say whose in plugins.yaml, for example: "
        f"plugins: {{{intake.plugin}: {{country: {{value: {other}}}}}}}"
    )


def _line(intake: Intake, path: str) -> str:
    """Give the line of plugins.yaml that takes a field for the phone."""
    written = path if re.fullmatch(r"[\w.]+", path) else dumps(path)
    return f"plugins: {{{intake.plugin}: {{phone: {written}}}}}"


def _nobody(intake: Intake, person: LeadDetails) -> RefusedError:
    """Say that nobody was found, which fields may hold the phone, and the line that would take one of them."""
    passed = person.passed_over()
    shown = "; ".join(f"{one['field']} ({one['why']})" for one in passed)
    seen = f"; passed over: {shown}" if passed else ""
    offered = person.offered()
    line = _line(intake, offered or "path.to.the.phone")
    if person.email:
        why = (
            "is none" if email_identity(person.email) is None else "names nobody: account.yaml, email_identifies: false"
        )
        hint = f"{seen}; to take {offered}, in plugins.yaml: {line}" if offered else seen
        detail = f"{intake.plugin} sent no phone number, and its e-mail address {why}{hint}"
        return RefusedError("no_identity", detail)
    return RefusedError(
        "no_identity",
        f"{intake.plugin} sent neither phone, e-mail nor an id that we found{seen}; say where they are in plugins.yaml: {line}",
    )


def _state(intake: Intake, reader: SourceReader) -> str | None:
    """Give the state that the sender asks for: by name, or the one that its status stands for."""
    state, status = reader.text(intake.mapping.state), reader.text(intake.mapping.status).casefold()
    if state:
        return state[:100]
    pipeline = intake.account.pipeline
    return pipeline.won if status in _WON else pipeline.lost if status in _LOST else None


def _kind(value: object) -> str:
    return {list: "a list", str: "a text", bool: "true or false", type(None): "null"}.get(type(value), "a number")
