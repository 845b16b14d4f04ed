"""Messages of people: `messages` of the Cloud API, of the on-premises API, of chats another sender handles; and our own
messages that come back as echoes."""

from typing import Any

from schemas.whatsapp import StandbyEcho
from worker.contact import Contact, Ignored
from worker.errors import MalformedPartError
from worker.handlers.whatsapp.batch import Batch
from worker.handlers.whatsapp.content import Checked, read
from worker.handlers.whatsapp.message import Said, contact_of, sent
from worker.handlers.whatsapp.part import checker, millis
from worker.handlers.whatsapp.participants import Participant, find_person
from worker.handlers.whatsapp.system import notice

_check_standby_echo = checker(StandbyEcho)
_EXPIRING = ("url", "link")  # addresses of media that end within minutes
_MEDIA = frozenset({"image", "video", "audio", "voice", "document", "sticker"})


def message(batch: Batch, part: Any) -> Contact | Ignored:
    """Read a message of a person."""
    if type(part) is dict and part.get("type") == "system":
        return notice(batch, part)
    checked, said = read(part)
    part_id = f"wa:{checked['id']}"
    if checked.get("group_id"):
        return Ignored(batch.channel.account.id, part_id, "group")
    person = sender(batch, checked)
    reason = said.ignore or ("own_number" if batch.channel.is_own(person) else None)
    if reason:
        return Ignored(batch.channel.account.id, part_id, reason)
    at = millis(checked["timestamp"])
    return contact_of(batch.channel, part_id, at, person, said, raw_of(part, person))


def sender(batch: Batch, checked: Checked) -> Participant:
    """Give who wrote a message."""
    ids = checked.get("from"), checked.get("from_user_id"), checked.get("from_parent_user_id")
    return find_person(*ids, batch.rows)


def recipient(batch: Batch, checked: Checked) -> Participant:
    """Give whom an echo was written to."""
    return find_person(checked.get("to"), checked.get("to_user_id"), checked.get("to_parent_user_id"), batch.rows)


def raw_of(part: Any, person: Participant) -> dict[str, Any]:
    """Give the part as received, without addresses that expire, and its row of `contacts`."""
    kind = part.get("type")
    media = part.get(kind) if type(kind) is str and kind in _MEDIA else None
    if type(media) is dict and any(name in media for name in _EXPIRING):
        part = {**part, kind: {name: value for name, value in media.items() if name not in _EXPIRING}}
    return {"message": part, "contact": person.row} if person.row is not None else {"message": part}


def echo(batch: Batch, part: Any) -> Contact | Ignored:
    """Read a message that we wrote in the phone app: the person is `to`; it opens no window."""
    checked, said = read(part)
    return written(batch, checked, said, part)


def written(batch: Batch, checked: Checked, said: Said, part: Any) -> Contact | Ignored:
    """Give the contact of a message of ours."""
    part_id = f"wa:{checked['id']}"
    if checked.get("group_id"):
        return Ignored(batch.channel.account.id, part_id, "group")
    person = recipient(batch, checked)
    if batch.channel.is_own(person):
        return Ignored(batch.channel.account.id, part_id, "own_number")
    at = millis(checked["timestamp"])
    return contact_of(batch.channel, part_id, at, person, sent(said), raw_of(part, person))


def standby_message(batch: Batch, part: Any) -> Contact | Ignored:
    """Read a message of a person whose chat another sender on our number handles: an enquiry like any other."""
    found = message(batch, part)
    if isinstance(found, Contact):
        found.content["standby"] = True  # type: ignore[index]  # a contact of ours always has a dictionary there
    return found


def standby_echo(batch: Batch, part: Any) -> Contact | Ignored:
    """Read a message that another sender on our number wrote; its content is wrapped in `message`."""
    if type(part) is dict and "message" in part:
        wrapped = _check_standby_echo(part)
        part = {**wrapped["message"], "id": wrapped["id"], "timestamp": wrapped["timestamp"]}
    if type(part) is not dict:
        raise MalformedPartError("it is no object")
    return echo(batch, part)
