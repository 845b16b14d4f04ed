"""The id of the contact that a lead of a body makes: what a redelivery repeats, and nothing else does."""

import hashlib
from collections.abc import Mapping
from typing import Final

from worker.handlers.plugin.intake import Intake, Part
from worker.handlers.plugin.sources import SourceReader
from worker.handlers.plugin.submissions import Finding, Submission, content_digest, find_submission

_OTHER_SOURCES: Final = frozenset({"wa", "row", "rule", "api", "body", "part"})  # prefixes of ids that are not ours
BY_KEY: Final = "the mapping's `key` says what a redelivery is"
_MAX_ID: Final = 300  # characters of a record id inside a contact id


def reader_of(intake: Intake, part: Part) -> SourceReader:
    """Give a reader for one lead."""
    zone = intake.mapping.zone or intake.account.settings.timezone
    return SourceReader(part.lead, part.base, part.root, intake.delivery(), zone)


def contact_id(intake: Intake, part: Part, found: Finding | None = None) -> str:
    """Give the id of the contact a lead makes, `<plugin>:<key>`: the same whenever the lead comes again.

    `found` is what `submission_of` says of it, where somebody has asked before.
    """
    source = f"plugin.{intake.plugin}" if intake.plugin in _OTHER_SOURCES else intake.plugin
    return f"{source}:{_key(intake, part, found)}"


def submission_of(intake: Intake, part: Part) -> Finding:
    """Say which submission a lead is: by the mapping's paths, else by what its fields are called."""
    reader, mapping = reader_of(intake, part), intake.mapping
    if mapping.key:
        return Finding(None, BY_KEY)
    if not isinstance(part.lead, Mapping):
        return Finding(None, "it is no object")
    kind = reader.text(mapping.event)
    root = part.root if part.position is None else part.lead
    found = find_submission(part.lead, root, kind) if mapping.guess else Finding(None, "its mapping names none")
    named = reader.text(mapping.submission)
    if not named:
        return found
    guessed = found.submission.form if found.submission else ""
    form = reader.text(mapping.form) or guessed
    return Finding(Submission(named, form, (), (), "the mapping says so"), "", found.changed, found.kept)


def _key(intake: Intake, part: Part, found: Finding | None) -> str:
    """Give what makes a redelivery a duplicate: the mapping's key; the submission and what it says; the delivery itself."""
    reader, mapping = reader_of(intake, part), intake.mapping
    key, delivery_id = reader.text(mapping.key), intake.envelope.delivery_id
    if key and key != delivery_id:
        return _clipped(key)
    submission = None if key else (found or submission_of(intake, part)).submission
    if submission is None:
        return delivery_id if part.position is None else f"{delivery_id}:{part.position}"
    said = "|".join([reader.text(mapping.event), reader.text(mapping.time)])
    return f"{_clipped(submission.key)}:{content_digest(part.lead, said)}"


def _clipped(key: str) -> str:
    return key if len(key) <= _MAX_ID else f"{key[:200]}:{hashlib.sha256(key.encode()).hexdigest()[:24]}"
