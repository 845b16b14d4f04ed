"""Chats that are told rather than lived: the history of a number that joins the platform, and chats on standby.

History comes in chunks, in any order, up to 180 days back
(https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history). A picture is
first a placeholder; its content follows in a body of its own, under the same message id.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from schemas.whatsapp import Thread
from worker.contact import Contact, Ignored
from worker.errors import MalformedPartError
from worker.handlers.whatsapp.batch import Batch
from worker.handlers.whatsapp.content import Checked, read
from worker.handlers.whatsapp.inbox import (
    echo,
    raw_of,
    sender,
    standby_echo,
    standby_message,
    written,
)
from worker.handlers.whatsapp.message import Said, contact_of, historic, recalled
from worker.handlers.whatsapp.part import mender, millis
from worker.handlers.whatsapp.participants import rows_by_id
from worker.handlers.whatsapp.statuses import status
from worker.handlers.whatsapp.system import notice

_check_thread = mender(Thread)


def standby(batch: Batch) -> None:
    """Read a `standby` change; its parts are nested one level deeper than usual."""
    nested = batch.value.get("standby")
    if not isinstance(nested, dict):
        batch.refuse(MalformedPartError("standby is no object"), nested, "/standby", {"standby": nested})
        return

    def envelope(value: Mapping[str, Any]) -> Mapping[str, Any]:
        common = {name: batch.value[name] for name in ("messaging_product", "metadata") if name in batch.value}
        return batch.envelope({**common, "standby": value})

    inner = replace(
        batch,
        value=nested,
        rows=rows_by_id(nested.get("contacts")) or batch.rows,
        envelope=envelope,
        pointer=f"{batch.pointer}/standby",
    )
    inner.take_all("messages", standby_message)
    inner.take_all("message_echoes", standby_echo)
    inner.take_all("statuses", status)


def history(batch: Batch) -> None:
    """Read a `history` change: chunks of threads, or the content of a picture told earlier."""
    batch.take_all("messages", history_message)
    batch.take_all("message_echoes", lambda batch, part: historic(echo(batch, part)))
    chunks = batch.value.get("history")
    if chunks is None:
        return
    if not isinstance(chunks, list):
        batch.refuse(MalformedPartError("history is no list"), chunks, "/history", {"history": chunks})
        return
    for index, chunk in enumerate(chunks):
        _chunk(batch, chunk, f"/history/{index}")


def _chunk(batch: Batch, chunk: Any, path: str) -> None:
    if not isinstance(chunk, dict) or not isinstance(chunk.get("threads", []), list):
        error = MalformedPartError("it is no history chunk: an object with a list of threads")
        batch.refuse(error, chunk, path, {"history": [chunk]})
        return
    batch.note_errors(chunk.get("errors"), "history_declined")  # 2593109: the business keeps its chats to itself
    for index, thread in enumerate(chunk.get("threads", [])):
        _thread(batch, chunk, thread, f"{path}/threads/{index}")


def _thread(batch: Batch, chunk: Mapping[str, Any], thread: Any, path: str) -> None:
    def shell(thread: Any) -> Mapping[str, Any]:
        return {"history": [{**chunk, "threads": [thread]}]}

    try:
        checked, _ = _check_thread(thread)
    except MalformedPartError as error:
        batch.refuse(error, thread, path, shell(thread))
        return
    about = checked.get("context") or {}
    row = {
        "wa_id": about.get("wa_id") or checked.get("id"),
        "user_id": about.get("user_id"),
        "parent_user_id": about.get("parent_user_id"),
        "profile": {"username": about.get("username")},
    }
    inner = replace(batch, rows=rows_by_id([row]))
    for index, part in enumerate(checked["messages"]):
        inner.take(
            part,
            lambda inner, part: historic(_told(inner, part, row)),
            f"{path}/messages/{index}",
            lambda part: shell({**thread, "messages": [part]}),
        )


def _told(batch: Batch, part: Any, row: Mapping[str, Any]) -> Contact | Ignored:
    """Read a message of a thread; ours name the person only through the thread."""
    if isinstance(part, dict) and part.get("type") == "system":
        return notice(batch, part)
    checked, said = read(part)
    number = checked.get("from")
    if number and batch.channel.owns(number):
        return written(batch, {"to": row["wa_id"], "to_user_id": row["user_id"], **checked}, said, part)
    return _recalled(batch, checked, said, part)


def history_message(batch: Batch, part: Any) -> Contact | Ignored:
    """Read the content of a picture of an old chat."""
    return historic(_recalled(batch, *read(part), part))


def _recalled(batch: Batch, checked: Checked, said: Said, part: Any) -> Contact | Ignored:
    person = sender(batch, checked)
    part_id = f"wa:{checked['id']}"
    reason = said.ignore or ("own_number" if batch.channel.is_own(person) else None)
    if reason:
        return Ignored(batch.channel.account.id, part_id, reason)
    at = millis(checked["timestamp"])
    return contact_of(batch.channel, part_id, at, person, recalled(said), raw_of(part, person))
