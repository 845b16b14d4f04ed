"""What parts of a body share that concern one business number, and how each becomes a contact, ignored, or refused."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from worker.contact import Contact, Decoded, Ignored, Refusal
from worker.errors import MalformedPartError, RefusedError
from worker.handlers.whatsapp.message import Channel
from worker.handlers.whatsapp.part import check_weight, digest
from worker.handlers.whatsapp.participants import Rows

Envelope = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Wraps the keys of a value into a body of the shape that was received."""

_IDS = (
    *("from", "from_user_id", "to", "to_user_id", "recipient_id", "recipient_user_id"),
    *("wa_id", "user_id"),
)


@dataclass(slots=True)
class Batch:
    """The value of one change (or a whole body of the on-premises API), while it is being read."""

    channel: Channel
    value: Mapping[str, Any]
    rows: Rows
    decoded: Decoded
    envelope: Envelope
    pointer: str  # of the value, in the body
    heavy: bool  # whether parts may be too deep or too big

    def ignore(self, part_id: str, reason: str) -> None:
        """Record a part that is no enquiry."""
        self.decoded.ignored.append(Ignored(self.channel.account.id, part_id, reason))

    def note_errors(self, errors: object, reason: str) -> None:
        """Record errors of the platform that concern no single person."""
        for error in errors if isinstance(errors, list) else ():
            self.ignore(f"error:{digest(error)}", reason)

    def take_all(self, name: str, read: "PartReader") -> None:
        """Take each part of a list of the value."""
        parts = self.value.get(name)
        if parts is None:
            return
        if type(parts) is not list:
            self.refuse(MalformedPartError(f"{name} is no list"), parts, f"/{name}", {name: parts})
            return
        for index, part in enumerate(parts):
            try:
                self._put(self._read(part, read))
            except MalformedPartError as error:
                self.refuse(error, part, f"/{name}/{index}", {name: [part]})

    def take(self, part: Any, read: "PartReader", path: str, shell: Callable[[Any], Mapping[str, Any]]) -> None:
        """Read one part alone; `shell` gives a value that holds only this part."""
        try:
            self._put(self._read(part, read))
        except MalformedPartError as error:
            self.refuse(error, part, path, shell(part))

    def _read(self, part: Any, read: "PartReader") -> Contact | Ignored:
        if self.heavy:
            check_weight(part)
        return read(self, part)

    def _put(self, found: Contact | Ignored) -> None:
        if type(found) is Contact:
            self.decoded.contacts.append(found)
        else:
            self.decoded.ignored.append(found)  # type: ignore[arg-type]  # what is no contact is ignored; `type(...) is` narrows only one way

    def refuse(self, error: MalformedPartError, part: Any, path: str, shell: Mapping[str, Any]) -> None:
        """Refuse one part, with a body of the same shape that can be corrected and replayed."""
        common = {name: self.value[name] for name in ("messaging_product", "metadata") if name in self.value}
        rows = self._rows_of(part) if "contacts" in self.value else []
        body = self.envelope({**common, **({"contacts": rows} if rows else {}), **shell})
        self.decoded.refused.append(
            Refusal(
                account=self.channel.account.id,
                id=_id_of(part),
                reason="malformed",
                detail=error.detail,
                where=f"{self.pointer}{path}{error.where}",
                body=encoded(body),
            )
        )

    def _rows_of(self, part: Any) -> list[Any]:
        if not isinstance(part, dict):
            return []
        ids = [part.get(name) for name in _IDS]
        rows = {id(row): row for key in ids if isinstance(key, str) and (row := self.rows.get(key))}
        return list(rows.values())


def _id_of(part: Any) -> str:
    if not isinstance(part, dict):
        return ""
    key = part.get("key")
    found = part.get("id") or (key.get("id") if isinstance(key, dict) else None)
    return f"wa:{found}" if isinstance(found, str) else ""


PartReader = Callable[[Batch, Any], Contact | Ignored]


def encoded(body: Any) -> bytes:
    """Give a body as bytes again."""
    try:
        return orjson.dumps(body)
    except TypeError:  # nested deeper than orjson writes
        pass
    try:
        return json.dumps(body, ensure_ascii=False).encode()
    except RecursionError:
        raise RefusedError("malformed_json", "the body nests too deep to be taken apart") from None
