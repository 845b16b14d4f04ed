"""team.yaml, calendars.yaml, roles.yaml and messages/ of an account, read and checked like its other files."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from schemas.account import AccountFile
from schemas.calendars import CalendarsFile
from schemas.file import File, did_you_mean
from schemas.quick_messages import MessageFile
from schemas.roles import RolesFile
from schemas.team import TeamFile
from worker.automations.language.resources import Surroundings
from worker.automations.language.working_time import Calendar
from worker.configuration import findings, yaml
from worker.configuration.findings import Finding
from worker.configuration.yaml import Document

Model = TypeVar("Model", bound=File)
MESSAGES = "messages/"
# Of a file that is wrong and never was right: nobody may do more for a mistake in it.
NO_ROLES = RolesFile.model_construct(roles={})


def read_surroundings(
    folder: Path, files: Mapping[str, bytes], settings: AccountFile
) -> tuple[Surroundings, list[Finding]]:
    """Give what the rules of an account refer to, and every mistake. A broken file is as if empty, and reported.

    `files` are the account's files by their path below `folder`.
    """
    found: list[Finding] = []
    team, team_document = _read(folder, "team.yaml", files, TeamFile, found)
    roles, _ = _read(folder, "roles.yaml", files, RolesFile, found)
    if roles is None and "roles.yaml" in files:
        roles = NO_ROLES
    hours, _ = _read(folder, "calendars.yaml", files, CalendarsFile, found)
    calendars = {
        name: Calendar.of(name, entry, settings.timezone)
        for name, entry in (hours or CalendarsFile()).calendars.items()
    }
    messages: dict[str, MessageFile] = {}
    for name in sorted(files):
        if not name.startswith(MESSAGES):
            continue
        stem, dot, ending = name.removeprefix(MESSAGES).rpartition(".")
        if not dot or ending not in ("yaml", "yml") or "/" in stem:
            found.append(
                Finding(str(folder / name), 0, 0, "this file is not read; messages are messages/<id>.yaml", "note")
            )
            continue
        message, _ = _read(folder, name, files, MessageFile, found)
        if message is not None:
            messages[stem] = message
    if team is not None and team_document is not None:
        found += _calendars_of_users(team, calendars, team_document)
    sender = next((number.id for number in settings.numbers), None)
    zone = ZoneInfo(settings.timezone)
    return Surroundings(team or TeamFile(), calendars, messages, zone, sender, roles), found


def _read(
    folder: Path, name: str, files: Mapping[str, bytes], model: type[Model], found: list[Finding]
) -> tuple[Model | None, Document | None]:
    if name not in files:
        return None, None
    document = yaml.load(files[name], str(folder / name))
    found += document.findings
    if document.findings:
        return None, document
    try:
        return model.model_validate({} if document.value is None else document.value), document
    except ValidationError as error:
        found += findings.of_validation(error, document, model)
        return None, document


def _calendars_of_users(team: TeamFile, calendars: Mapping[str, Calendar], document: Document) -> list[Finding]:
    return [
        Finding(
            document.file,
            *document.place(("users", i, "calendar")),
            f"there is no calendar {user.calendar!r} in calendars.yaml{did_you_mean(user.calendar, calendars)}",
            "error",
        )
        for i, user in enumerate(team.users)
        if user.calendar is not None and user.calendar not in calendars
    ]
