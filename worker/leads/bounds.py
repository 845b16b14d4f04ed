"""What a lead holds at most, and what a contact states at most, so that no lead ever becomes too large to be written.

What is left out beyond a bound does not depend on the order of arrival, because every bound is one of these:

* names in alphabetical order up to a number (extras, tags, flags, alternates): a name that was left out can only be
  pushed further back by more names;
* each value of a section up to an equal share of its budget (`shared`): more names make the share smaller, never larger,
  and the beginning of a beginning is the beginning;
* the latest stamps (marks): who comes back comes with a later stamp, which replaces the older one whole.

So leaving out early and seeing more later gives what seeing all at once gives. Identities are ranked (`ranked`): what
WhatsApp delivered before what was typed, then the ones used last, then the ones known longest; a key that is left out is
not the lead's, and whoever writes from it is met as somebody new. Only there a loss can show: a key left out that comes
again with an earlier statement has forgotten the later one.

Whatever is left out stays in the raw part of its message. What was left out is a finding among the lead's flags.
Sizes are bytes of UTF-8, or estimates that are not below what a store needs.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from math import inf
from typing import Any

import orjson

from worker.contact import Contact, Fact, FrozenRaw
from worker.errors import RefusedError
from worker.inert import frozen_json
from worker.leads.lead import Cell

FIELDS_BYTES = 1_000_000  # of the values of fields: 30 KB each if there are 32
EXTRA_BYTES = 2_000_000  # of the values of extras: 64 KB each if there are 32, never below 6 KB
MAX_FIELDS = 500  # names; an account's file has fewer, but names may stay behind when it changes
MAX_EXTRAS = 300
MAX_NAME = 500  # characters of the field `name`
MAX_IDENTITIES = 200
MAX_TAGS = 500
MAX_FLAGS = 100
MAX_ALTERNATES = 100
MAX_MARKS = 1_000
MAX_APART = 1_000
MAX_TASKS = 200  # per lead; a merge keeps twice as many
MAX_TITLE = 500  # characters of a task's

FACTS_BYTES = 1_000_000  # of the values that one contact states
ATTRIBUTION_BYTES = 64_000
CONTENT_BYTES = 250_000
MAX_FACTS = 1_000
BEFORE_BYTES = 4_000_000  # of a lead as it was before a merge
CHANGES_BYTES = 1_000_000  # of the old and new values that a merge shows
MAX_RAW = 1_000_000  # bytes kept of one message's raw part
MAX_WORD = 300  # characters of a source, an origin, an assignee, a tag and the like
MAX_KEY = 1_000  # characters of an identity's key

CONTACT_CLIPPED = "contact_clipped"
CLIPPED = ("fields", "extra")  # sections whose values are cut to their share
FULL: Mapping[str, str] = {  # section to what is said in the history when something of it is left out
    "fields": f"a lead keeps {MAX_FIELDS} fields; values beyond are left out",
    "extra": f"a lead keeps {MAX_EXTRAS} values that are no fields, the alphabetically first; the rest is in the raw part",
    "tags": f"a lead keeps {MAX_TAGS} tags, the alphabetically first; the rest is left out",
    "flags": f"a lead keeps {MAX_FLAGS} flags, the alphabetically first; the rest is left out",
    "alternates": f"a lead keeps {MAX_ALTERNATES} further numbers, the lowest; the rest is in the raw part",
    "apart": f"a lead is kept apart from up to {MAX_APART} others; a merge left some out",
    "tasks": f"a lead keeps {2 * MAX_TASKS} tasks over a merge, the open ones and then the newest; the rest is left out",
    "identities": f"a lead has up to {MAX_IDENTITIES} addresses; so many belong to no single person: look whether an id or "
    "an e-mail address that many people share joins them. Those left out are not this lead's any more",
}
# Flags that say that something was left out.
LEFT_OUT = frozenset({*(f"{name}_full" for name in FULL), *(f"{name}_clipped" for name in CLIPPED), CONTACT_CLIPPED})
FINDINGS = LEFT_OUT | {
    "several_bsuids",
    "retired_number_used",
    "reused_number",
    "identity_key_changed",
    "kept_apart",
}  # found, not stated: no number of stated flags pushes them out


def lead_full(lead: str) -> RefusedError:
    """Give the refusal of what a lead has no room for."""
    return RefusedError("lead_full", f"lead {lead} has no room for it: a document in MongoDB has up to 16 MB")


def size(value: Any, limit: float = inf) -> int:
    """Give the bytes that a store needs for a value at most; any number above `limit`, found sooner, for what needs more."""
    total, waiting = 0, [value]
    while waiting and total <= limit:  # no recursion: it takes half the time
        one = waiting.pop()
        kind = type(one)
        if kind is str:
            total += 6 + (len(one) if one.isascii() else len(one.encode("utf-8", "replace")))
        elif kind is int:
            total += 16 + one.bit_length() // 3
        elif kind is dict or (kind not in _PLAIN and isinstance(one, Mapping)):
            total += 5 + 6 * len(one) + 4 * sum([len(key if type(key) is str else str(key)) for key in one])
            waiting.extend(one.values())
        elif kind in _NESTED or isinstance(one, set | frozenset | list | tuple):
            total += 5 + 10 * len(one)
            waiting.extend(one)
        else:
            total += 16
    return total


def exceeds(value: Any, limit: int) -> bool:
    """Whether a value is larger than `limit` bytes; quick for what is small."""
    kind = type(value)
    if kind is str:
        count = len(value)
        return count * 4 > limit and (count > limit or len(value.encode("utf-8", "replace")) > limit)
    return kind in _NESTED and size(value, limit) > limit


def beginning(value: Any, limit: int) -> str:
    """Give the first `limit` bytes of a text, or of the JSON text of any other value, without half characters."""
    text = value if isinstance(value, str) else frozen_json(value)
    return text.encode("utf-8", "replace")[:limit].decode("utf-8", "ignore")


def frozen_raw(raw: Any) -> FrozenRaw:
    """Give a raw part as the text that is kept of it, `MAX_RAW` bytes at most; one that is frozen stays as it is."""
    if isinstance(raw, FrozenRaw):
        return raw
    text = frozen_json(raw)
    return FrozenRaw(beginning(text, MAX_RAW) if exceeds(text, MAX_RAW) else text, len(text))


def shared(cells: dict[str, Cell], budget: int) -> dict[str, Cell]:
    """Cut each value to an equal share of the budget; a cell that was cut says so (`cut`)."""
    share = budget // (len(cells) or 1)
    long = [name for name, cell in cells.items() if exceeds(cell["v"], share)]
    if not long:
        return cells
    cut = {name: {**cells[name], "v": beginning(cells[name]["v"], share), "cut": True} for name in long}
    return {**cells, **cut}


def first_names(cells: dict[str, Cell], limit: int) -> dict[str, Cell]:
    """Keep the alphabetically first names."""
    return cells if len(cells) <= limit else {name: cells[name] for name in sorted(cells)[:limit]}


def latest(cells: dict[str, Cell], limit: int) -> dict[str, Cell]:
    """Keep the latest stamped values."""
    if len(cells) <= limit:
        return cells
    order = sorted(cells, key=lambda name: (cells[name]["t"], cells[name]["m"], name), reverse=True)
    return {name: cells[name] for name in sorted(order[:limit])}


def first_words(words: Collection[str], limit: int) -> list[str]:
    """Keep the alphabetically first words, and every finding whatever their number."""
    stated = sorted(words)
    if len(stated) <= limit:
        return stated
    found = FINDINGS.intersection(stated)
    return sorted({*[word for word in stated if word not in found][:limit], *found})


def ranked(identities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep the identities that rank first, in the order given."""
    if len(identities) <= MAX_IDENTITIES:
        return identities
    kept = {entry["k"] for entry in sorted(identities, key=_rank)[:MAX_IDENTITIES]}
    return [entry for entry in identities if entry["k"] in kept]


def _rank(entry: Mapping[str, Any]) -> tuple[bool, int, list[Any], str]:
    return (not entry["trusted"], -entry["seen"], entry["first"], entry["k"])


def level(values: Mapping[Any, Any], budget: int) -> dict[Any, Any]:
    """Cut the largest values, and only those, until all together are within the budget. For what is stated at once."""
    share, large = 0, set(values)
    while large:  # nothing is measured beyond the share that it has: what is huge is many
        share = budget // len(large)
        sizes = {name: size(values[name], share) for name in large}
        small = {name for name, one in sizes.items() if one <= share}
        if not small:
            break
        budget, large = budget - sum(sizes[name] for name in small), large - small
    room = max(share - 6, 0)  # what a text needs beside its bytes
    return {name: beginning(value, room) if name in large else value for name, value in values.items()}


def bounded(contact: Contact) -> Contact:
    """Give the contact with as much as one contact may state; flagged if that is less than it did.

    It is a function of the contact alone, and of a bounded contact it is the same.
    """
    if _surely_within(contact):
        return contact
    more = _bounded_lists(contact)
    for name in _WORDS:
        word = getattr(contact, name)
        if word is not None and len(word) > MAX_WORD:
            more[name] = word[:MAX_WORD]
    facts = _bounded_facts(contact.facts)
    if facts is not contact.facts:
        more["facts"] = facts
    for name, budget in (("attribution", ATTRIBUTION_BYTES), ("content", CONTENT_BYTES)):
        data = getattr(contact, name)
        if data and size(data, budget) > budget:
            more[name] = _bounded_data(data, budget)
    if not more:
        return contact
    flags = tuple(dict.fromkeys((CONTACT_CLIPPED, *more.get("flags", contact.flags))))
    return replace(contact, **{**more, "flags": flags[: _LISTS["flags"][0]]})


def _surely_within(c: Contact) -> bool:
    """Whether a contact is so small that its bounds need not be looked at one by one: quick, and true of nearly all chats."""
    if c.refers or c.retires or c.alternates or c.tags or c.consents or c.state or c.assignee:
        return False
    if len(c.facts) > _FEW or len(c.flags) > _FEW or len(c.identities) > _FEW:
        return False
    try:
        words = orjson.dumps((c.source, c.origin, c.activity, c.flags, [(f.name, f.value) for f in c.facts]))
        data = orjson.dumps((c.content, c.attribution))
    except TypeError:  # no JSON as it is
        return False
    if len(words) > MAX_WORD or len(data) * PER_BYTE > min(CONTENT_BYTES, ATTRIBUTION_BYTES):
        return False
    for identity in c.identities:  # noqa: SIM110  # half the time of all() on the hottest path
        if len(identity.key) > MAX_WORD:
            return False
    return True


_FEW = 10
PER_BYTE = 16  # what `size` gives for a byte of JSON at most: 26 for the two of a digit in a list


def _bounded_lists(contact: Contact) -> dict[str, Any]:
    """Give the lists of which something is left out."""
    more: dict[str, Any] = {}
    for name, (limit, length, shorter) in _LISTS.items():
        listed = getattr(contact, name)
        if listed and (len(listed) > limit or any(_length(item) > length for item in listed)):
            fitting = (shorter(item) if _length(item) > length else item for item in listed[:limit])
            more[name] = tuple(item for item in fitting if item is not None)
    return more


def _length(item: Any) -> int:
    return len(item if type(item) is str else getattr(item, "key", "") or item.reason)


def levelled(changes: list[dict[str, Any]], budget: int) -> list[dict[str, Any]]:
    """Cut the largest of the old and new values of changes until all are within the budget."""
    values = {(n, side): change[side] for n, change in enumerate(changes) for side in ("from", "to")}
    if sum(map(size, values.values())) <= budget:
        return changes
    fitting = level(values, budget)
    return [{**change, "from": fitting[n, "from"], "to": fitting[n, "to"]} for n, change in enumerate(changes)]


def _bounded_facts(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    left = FACTS_BYTES if len(facts) <= MAX_FACTS else -1
    for fact in facts:
        if left < 0:
            break
        left -= len(fact.name) + size(fact.value, left)
    if left >= 0:
        return facts
    named = [replace(fact, name=fact.name[:MAX_WORD]) for fact in facts[:MAX_FACTS]]
    values = level(dict(enumerate(fact.value for fact in named)), FACTS_BYTES - MAX_FACTS * MAX_WORD)
    return tuple(replace(fact, value=values[place]) for place, fact in enumerate(named))


# A contact's lists: how many items, how long one is, and what becomes of one that is longer (None: a key cut short would
# be another's, so it is left out).
_LISTS: Mapping[str, tuple[int, int, Callable[[Any], Any]]] = {
    "identities": (50, MAX_KEY, lambda _: None),
    "refers": (50, MAX_KEY, lambda _: None),
    "retires": (50, MAX_KEY, lambda _: None),
    "alternates": (MAX_ALTERNATES, MAX_WORD, lambda number: number[:MAX_WORD]),
    "tags": (200, MAX_WORD, lambda tag: tag[:MAX_WORD]),
    "flags": (50, MAX_WORD, lambda flag: flag[:MAX_WORD]),
    "consents": (50, MAX_WORD, lambda said: replace(said, reason=said.reason[:MAX_WORD])),
}
_WORDS = ("source", "origin", "activity", "state", "assignee")


def _bounded_data(data: Mapping[str, Any], budget: int) -> dict[str, Any]:
    """Keep the first names, as many as half the budget holds, each with its value or the beginning of it."""
    named: dict[str, Any] = {}
    left = budget - 5
    for key, value in data.items():
        name = str(key)[:MAX_WORD]
        if left - 6 - 4 * len(name) < budget // 2:
            break
        if name not in named:
            named[name], left = value, left - 6 - 4 * len(name)
    return level(named, left)


_NESTED = frozenset({dict, list, tuple})
_PLAIN = frozenset({list, tuple, bool, float, type(None)})  # what is certainly no mapping: to ask takes time
