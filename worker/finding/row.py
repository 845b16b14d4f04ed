"""The search row of a lead: what lists filter, sort and search by, and nothing else of it. Pure.

    {_id, account, v, by, order, updated, inbound?, s1?, s2?, s3?, n: {field: number, date or moment}, find: [...], items: [...]}

`v` is the lead's version, `by` the signature of the rules that made the row; `find` and `items` hold tokens
(`worker.finding.tokens`), only `find` is in an index. What can be filtered by name is always complete; words beyond
`MAX_WORDS` are left out, those of extras first, and the row says so (`.cut`).

Fields that only some roles see (`read` in fields.yaml) give no words and no parts of telephone numbers: free text does not
find by them, whoever asks. Their other tokens and items bear the field's name, which only a filter of who sees it names.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, Final

from worker.account import Account, field_slug
from worker.finding import tokens, words
from worker.finding.fields import Catalogue, Findable
from worker.finding.numbers import digits_of
from worker.finding.operators import fitting, task_mark
from worker.finding.order import order_of
from worker.inert import plain_key
from worker.leads.lead import Lead
from worker.leads.written_moments import instant_of

FIND_VERSION: Final = 1
"""Version of the rules below; a higher one has every row made anew."""
MAX_WORDS: Final = 120  # per lead, in the index
MAX_ITEMS: Final = 2_000  # words of texts that can be asked for by field
MAX_NUMBERS: Final = 20  # telephone numbers of one lead

_COMPARED: Final = frozenset({"number", "date", "time"})  # kinds whose values have an order of their own
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

Row = dict[str, Any]


class Rows:
    """Makes the rows of one account's leads."""

    def __init__(self, account: Account) -> None:
        self._catalogue = Catalogue(account)
        self._private = frozenset(one.field.id for one in self._catalogue.fields if one.field and one.private)
        self._field_by_slug = account.field_by_slug
        self.signature = signature_of(self._catalogue)

    def of(self, lead: Lead) -> Row | None:
        """Give the row of a lead; None for one that was merged away."""
        if lead.merged_into is not None:
            return None
        values = {one: lead.value(_key(one)) for one in self._catalogue.fields}
        values = {one: value for one, value in values.items() if value is not None and _fits(one, value)}
        numbers = _numbers(lead, values)
        items = [*_whole_items(values), *(item for number in numbers for item in _number_items("phone", number))]
        found, word_items = _words(values, self._others(lead))
        cut = len(found) > MAX_WORDS
        names = [*_names(lead), *_typed(values), *_tasks(lead)]
        both = (sign for number in numbers for sign in (tokens.beginning(number), tokens.ending(number)))
        find = [*names, *both, *found[:MAX_WORDS], *([tokens.CUT] if cut else [])]
        row: Row = {
            "_id": lead.id,
            "account": lead.account,
            "v": lead.v,
            "by": self.signature,
            "order": order_of(lead.created_at, lead.id),
            "updated": lead.updated_at,
            "n": {one.mark: _comparable(one, value) for one, value in values.items() if one.kind in _COMPARED},
            "find": list(dict.fromkeys(find)),
            "items": list(dict.fromkeys([*items, *word_items[:MAX_ITEMS]])),
        }
        if lead.last_inbound_at is not None:
            row["inbound"] = lead.last_inbound_at
        for one, value in values.items():
            if (slot := self._catalogue.slots.get(one.mark)) is not None:
                row[slot] = _slot(one, value)
        return row

    def _others(self, lead: Lead) -> Iterator[str]:
        """Yield what else is found by its words: tags, addresses, extras; without what private fields say."""
        yield from (plain_key(name) for name in lead.tag_names)
        for entry in lead.identities:
            if entry.get("kind") != "phone" and entry.get("kind") not in self._private:
                yield str(entry.get("raw") or "")
        for name in sorted(lead.extra):
            meant = self._field_by_slug.get(field_slug(plain_key(name))) if self._private else None
            if lead.extra[name].get("v") is not None and (meant is None or meant.id not in self._private):
                yield _text(lead.extra[name]["v"])


def signature_of(catalogue: Catalogue) -> str:
    """Give what tells rows apart that were made by other rules or fields."""
    return sha256(f"{FIND_VERSION}|{catalogue.signature}".encode()).hexdigest()[:8]


def words_of(row: Mapping[str, Any]) -> list[str]:
    """Give the words of letters in a row: what the dictionary has to know."""
    return [token for token in row["find"] if token[0].isalpha()]


def _fits(one: Findable, value: Any) -> bool:
    """Whether a value is of its field's type: it may be of one that the field had before its file was changed."""
    if one.kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if one.kind == "time":
        return instant_of(value) is not None
    return one.kind != "date" or bool(_DATE.fullmatch(str(value)))


def _key(one: Findable) -> str:
    return one.field.id if one.field else one.mark


def _names(lead: Lead) -> Iterator[str]:
    """Yield what a lead bears of the worker's own names."""
    consent = "withdrawn" if lead.opted_out else "given" if lead.opted_in else "unknown"
    single = {
        "state": lead.state.get("v"),
        "status": lead.status,
        "source": lead.first.get("source"),
        "origin": lead.first.get("origin"),
        "campaign": campaign_of(lead),
        "consent": consent,
    }
    yield from (tokens.named(mark, str(value)) for mark, value in single.items() if value)
    yield tokens.named("assignee", str(lead.assignee.get("v") or ""))
    yield from (tokens.named("tag", plain_key(name)) for name in lead.tag_names)
    yield from (tokens.named("flag", flag) for flag in lead.flags)
    yield from (tokens.named("incomplete", name) for name in lead.incomplete)


def campaign_of(lead: Lead) -> str | None:
    """Give the campaign that a lead came by, None for none: as its first touch says, else the list it first stood in."""
    data = (lead.touch or {}).get("data") or {}
    for name in ("campaign", "utm_campaign", "campaign_name", "campaign_id"):
        if data.get(name):
            return str(data[name])
    return str(lead.first["origin"]) if lead.first.get("source") == "campaign" and lead.first.get("origin") else None


def _typed(values: Mapping[Findable, Any]) -> Iterator[str]:
    """Yield options, numbers and dates of fields."""
    for one, value in values.items():
        if one.kind == "name":
            yield tokens.named(one.mark, str(value))
        elif one.kind == "number":
            yield tokens.number(one.mark, fitting(value))
        elif one.kind == "date":
            yield tokens.date(one.mark, str(value))
        elif one.kind == "time":
            yield tokens.moment(one.mark, instant_of(value))


def _comparable(one: Findable, value: Any) -> Any:
    if one.kind == "time":
        return instant_of(value)
    return fitting(value) if isinstance(value, int | float) else str(value)


def _slot(one: Findable, value: Any) -> Any:
    if one.kind in _COMPARED:
        return _comparable(one, value)
    return words.kept(_text(value))


def _tasks(lead: Lead) -> Iterator[str]:
    for task in lead.tasks.values():
        if task.get("done_at") is None:
            yield tokens.moment("task", task.get("due_at"))
            if task.get("assignee"):
                yield tokens.moment(task_mark(str(task["assignee"])), task.get("due_at"))


def _numbers(lead: Lead, values: Mapping[Findable, Any]) -> list[str]:
    """Give the digits of a lead's telephone numbers, the main one first."""
    stated = [lead.phone, *(entry.get("e164") for entry in lead.identities), *lead.alternates]
    stated += [value for one, value in values.items() if one.kind == "phone" and not one.private]
    found = (digits_of(str(number)) for number in stated if number)
    return list(dict.fromkeys(digits for digits in found if digits))[:MAX_NUMBERS]


def _number_items(mark: str, digits: str) -> tuple[str, str]:
    return tokens.whole(mark, tokens.beginning(digits)), f"{mark}{tokens.ending(digits)}"


def _whole_items(values: Mapping[Findable, Any]) -> Iterator[str]:
    for one, value in values.items():
        if one.kind == "phone":
            yield from _number_items(one.mark, digits_of(str(value)))
        elif one.kind in {"text", "file"}:
            yield tokens.whole(one.mark, _text(value))


def _text(value: Any) -> str:
    """Give what people read of a value: of a file its name, of several values each."""
    if isinstance(value, Mapping):
        return str(value.get("name") or "")
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return str(value)


def _words(values: Mapping[Findable, Any], others: Iterator[str]) -> tuple[list[str], list[str]]:
    """Give the words of a lead, each once, those of fields before those of `others`; and the items of texts."""
    found: dict[str, None] = {}
    items: dict[str, None] = {}
    for one, value in values.items():
        if one.kind in {"phone", "date", "time"}:
            continue
        for word in words.words(_text(value)):
            if not one.private:
                found[word] = None
            if one.kind == "text":
                items[tokens.word(one.mark, word)] = None
    for text in others:
        if len(found) > MAX_WORDS:
            break
        found.update(dict.fromkeys(words.words(text[: MAX_WORDS * words.MAX_WORD])))
    return list(found), list(items)
