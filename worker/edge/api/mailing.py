"""Mailing people about their access, while the request waits: a letter with a link is a key, and is kept nowhere."""

from typing import Final

import structlog

from worker.access.letters import Letter
from worker.access.people import Person
from worker.edge.api.asking import Ask
from worker.errors import RefusedError, UndeliveredError
from worker.notify.mail import Mail
from worker.system import new_id

log = structlog.get_logger(__name__)

NO_POST: Final = (
    "this server sends no e-mail to people (it takes LEADWORKER_SMTP_URL, LEADWORKER_SMTP_FROM and LEADWORKER_CONSOLE_URL); "
    "tell them yourself"
)


async def sender(ask: Ask) -> str:
    """Give the name under which whoever asks is known to people."""
    person = await ask.services.people.person(ask.who().person)
    return (person.name or person.email) if person else ask.where().settings.name


async def mail(ask: Ask, person: Person, letter: Letter, by: str) -> tuple[bool, str | None]:
    """Mail somebody if that is wanted (`by`) and can be; give whether it went out, and why not where it was wanted."""
    if by != "mail":
        return False, None
    if ask.services.post is None:
        return False, NO_POST
    made = Mail(new_id(), person.email, letter.subject, letter.text, ask.now())
    try:
        await ask.services.post.send(made)
    except (RefusedError, UndeliveredError) as error:
        log.warning("people.mail_failed", person=person.id, reason=error.reason, trace=ask.trace)
        return False, f"no e-mail went out: {error.detail or error.reason}; tell them yourself"
    return True, None
