"""What must hold after every run, whatever happened in it: each rule compares what was sent with what is there.

A rule is a generator of sentences that say what is wrong; nothing is wrong if none of them says anything.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.acceptance.evidence import Announcement, Evidence
from tests.acceptance.ledger import Ledger, Message, Part, Person
from worker.account import Account, Accounts
from worker.consumers.failure_headers import ORIGINAL_QUEUE, REASON
from worker.leads import fold, history_chain
from worker.leads.lead import Lead
from worker.leads.statement import stated

SHOWN = 5  # sentences per rule in a report
# Sections of a lead that the same contacts give in any order; state and assignee also follow decisions.
FACTS = (
    *("keys", "identities", "phone", "address", "fields", "extra", "tags", "alternates", "flags"),
    *("first", "touch", "last_inbound_at", "counts", "consent", "incomplete"),
)
MERGE_ENTRIES = frozenset({"merged", "merged_away"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong."""

    rule: str
    text: str


@dataclass
class Case:
    """A run: what was sent, what is there, and how to look things up in it.

    `faults`: something died or was away on the way, so that a dead letter may stand there twice.
    """

    ledger: Ledger
    evidence: Evidence
    accounts: Accounts
    faults: bool = False

    @cached_property
    def people(self) -> list[Person]:
        return [person for person in self.ledger.people() if person.known]

    @cached_property
    def entries(self) -> set[str]:
        return self.ledger.entries()

    @cached_property
    def living(self) -> list[dict[str, Any]]:
        """Leads that are no tombstones."""
        return [lead for lead in self.evidence.leads if not lead.get("merged_into")]

    @cached_property
    def owners(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """(account, key) to the leads that own it."""
        owners: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for lead in self.living:
            for key in lead["keys"]:
                owners.setdefault((lead["account"], key), []).append(lead)
        return owners

    @cached_property
    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Lead id to its history in order."""
        rows: dict[str, list[dict[str, Any]]] = {}
        for row in sorted(self.evidence.history, key=lambda row: row["seq"]):
            rows.setdefault(row["lead"], []).append(row)
        return rows

    @cached_property
    def absorbed(self) -> dict[str, list[dict[str, Any]]]:
        """Lead id to the tombstones that point to it."""
        absorbed: dict[str, list[dict[str, Any]]] = {}
        for lead in self.evidence.leads:
            if lead.get("merged_into"):
                absorbed.setdefault(lead["merged_into"], []).append(lead)
        return absorbed

    def story(self, lead: Mapping[str, Any]) -> list[dict[str, Any]]:
        """History of a lead and of all that were merged into it."""
        merged = self.absorbed.get(lead["_id"], ())
        return [*self.rows.get(lead["_id"], []), *(row for other in merged for row in self.story(other))]

    def lead_of(self, person: Person) -> dict[str, Any] | None:
        """The one lead of a person, None where there is none or several."""
        found = {lead["_id"]: lead for key in person.keys for lead in self.owners.get((person.account, key), [])}
        return next(iter(found.values())) if len(found) == 1 else None

    @cached_property
    def pairs(self) -> list[tuple[Person, dict[str, Any]]]:
        """People and their leads, where that is clear."""
        return [(person, lead) for person in self.people if (lead := self.lead_of(person)) is not None]


def confirmed_is_recorded(case: Case) -> Iterator[str]:
    """Every confirmed part is in history exactly once, or refused, or receipted as ignored."""
    recorded = Counter(row["message"] for row in case.evidence.history if row["_id"] == row["message"])
    for entry in sorted(case.entries):
        if recorded[entry] != 1:
            yield f"{entry} was confirmed and stands in history {recorded[entry]} times"
    letters = Counter(letter.message_id for found in case.evidence.dead.values() for letter in found)
    receipts = {row["_id"]: row["outcome"] for row in case.evidence.receipts}
    for tag, message in case.ledger.by_tag().items():
        refused = [part for part in message.parts if part.fate == "refused"]
        sent = sum(one.tag == tag for one in case.ledger.confirmed) if refused else 0
        if refused and (letters[tag] < 1 or (not case.faults and letters[tag] != sent * _letters(refused))):
            yield f"message {tag} has a part to refuse ({refused[0].reason}) and {letters[tag]} dead letters"
        for part in message.parts:
            if part.fate == "ignored" and receipts.get(part.entry) != "ignored":
                yield f"{part.entry} shall be ignored ({part.reason}), its receipt says {receipts.get(part.entry)}"


def _letters(refused: list[Part]) -> int:
    """Parts that are refused for one reason leave together."""
    return len({part.reason for part in refused})


def dead_letters_say_why(case: Case) -> Iterator[str]:
    """A dead letter carries the reason, and the queue it was meant for."""
    sent = case.ledger.by_tag()
    for queue, letters in case.evidence.dead.items():
        for letter in letters:
            message = sent.get(letter.message_id or "")
            wanted = {part.reason for part in message.parts if part.fate == "refused"} if message else set()
            if wanted and letter.headers.get(REASON) not in wanted:
                given = letter.headers.get(REASON)
                yield f"dead letter {letter.message_id}: the reason is {given}, expected {sorted(wanted)}"
            if letter.headers.get(ORIGINAL_QUEUE) != queue:
                yield f"dead letter {letter.message_id}: it does not name its queue {queue}"


def nothing_else_is_recorded(case: Case) -> Iterator[str]:
    """History holds no message that nobody sent, and no refused or ignored one."""
    for row in case.evidence.history:
        explained = row["message"] in case.entries or row["type"] in MERGE_ENTRIES or _is_link(row, case.entries)
        if not explained:
            yield f"history has {row['message']} ({row['type']}), which nobody sent"


def _is_link(row: Mapping[str, Any], entries: set[str]) -> bool:
    """Whether an entry only records that one message id came under two addresses."""
    return row["type"] == "identity_learned" and row["message"].rpartition("~")[0] in entries


def one_lead_per_person(case: Case) -> Iterator[str]:
    """A person has exactly one lead, which owns all of the person's keys, and nobody else has any lead."""
    expected = {(person.account, key) for person in case.people for key in person.keys}
    for (account, key), found in sorted(case.owners.items()):
        if len(found) > 1:
            yield f"{account} {key} is owned by {len(found)} leads: {[lead['_id'] for lead in found]}"
        if (account, key) not in expected:
            yield f"{account} {key} has a lead, but nobody of that key was sent"
    for person in case.people:
        ids = {lead["_id"] for key in person.keys for lead in case.owners.get((person.account, key), [])}
        missing = [key for key in person.keys if (person.account, key) not in case.owners]
        if len(ids) != 1:
            yield f"{person.account} {sorted(person.keys)} has {len(ids)} leads: {sorted(ids)}"
        elif missing:
            yield f"{person.account} {sorted(person.keys)}: the lead does not own {missing}"


COUNTED_AS = {
    "messages": ("message_received", "history_received", "message_sent"),
    "inbound": ("message_received", "history_received"),
    "outbound": ("message_sent",),
    "calls": ("call_received",),
    "forms": ("form_submitted",),
    "rows": ("campaign_row",),
}


def counters_match_history(case: Case) -> Iterator[str]:
    """A lead counts what its history holds by kind, and what the person wrote or called.

    A message that two workers applied to two leads at the same moment, under two addresses, stands in both histories and
    counts in both; their merge keeps it so.
    """
    for person, lead in case.pairs:
        story = [row for row in case.story(lead) if row.get("contact")]
        kinds = Counter(row["type"] for row in story)
        held = {name: sum(kinds[kind] for kind in COUNTED_AS[name]) for name in COUNTED_AS}
        if lead["counts"] != held:
            yield f"lead {lead['_id']} counts {lead['counts']}, its history has {held}"
        twice = sum(row["_id"] != row["message"] for row in story)
        theirs = held["inbound"] + held["calls"] + kinds["reaction_received"]
        if theirs - kinds["history_received"] != person.inbound + twice:
            yield f"lead {lead['_id']} has {theirs} messages, calls and reactions of the person, {person.inbound} were sent"


def history_gives_the_lead(case: Case) -> Iterator[str]:
    """Folding a lead's history again gives the same facts."""
    for lead in case.living:
        account = case.accounts.by_id[lead["account"]]
        again = _folded(account, case.story(lead))
        for name in FACTS:
            if getattr(again, name) != lead.get(name):
                there, refolded = json.dumps(lead.get(name))[:300], json.dumps(getattr(again, name))[:300]
                yield f"lead {lead['_id']}: {name} is {there}, its history gives {refolded}"


def _folded(account: Account, story: list[dict[str, Any]]) -> Lead:
    lead = fold.new_lead(account, "again", 0)
    for row in story:
        if row.get("contact"):
            fold.fold(lead, stated(account.id, row["contact"]), account, 0)
    return lead


def histories_are_whole(case: Case) -> Iterator[str]:
    """Per lead the entries are numbered 1 to n without gap, and the chain of hashes is unbroken."""
    for lead in case.evidence.leads:
        for fault in history_chain.faults(lead, case.rows.get(lead["_id"], [])):
            yield f"lead {lead['_id']}: {fault}"
    known = {lead["_id"] for lead in case.evidence.leads}
    for lead_id, rows in case.rows.items():
        if lead_id not in known:
            yield f"{len(rows)} entries are of the lead {lead_id}, which there is not"


def every_entry_is_announced(case: Case) -> Iterator[str]:
    """Every event of every history entry was delivered at least once."""
    delivered = {(event.id, event.subject) for event in case.evidence.announced}
    for row in case.evidence.history:
        if not row["events"]:
            yield f"entry {row['_id']} announces nothing"
        for name in row["events"]:
            if (f"{row['message']}/{name}", row["lead"]) not in delivered:
                yield f"event {name} of entry {row['_id']} was never delivered"


def every_event_is_recorded(case: Case) -> Iterator[str]:
    """Every delivered event tells of a history entry as it is: no ghost, no other place in the sequence."""
    rows = {(row["message"], row["lead"]): row for row in case.evidence.history}
    for event in case.evidence.announced:
        row = rows.get((event.id.rpartition("/")[0], event.subject))
        if row is None:
            yield f"event {event.id} of lead {event.subject} was delivered, but history has no such entry"
        elif fault := _event_fault(event, row):
            yield f"event {event.id}: {fault}"


def _event_fault(event: Announcement, row: Mapping[str, Any]) -> str | None:
    if event.type not in row["events"]:
        return f"its entry has the events {row['events']}"
    if event.sequence != row["seq"]:
        return f"it says sequence {event.sequence}, its entry has {row['seq']}"
    if event.body["lead"]["version"] != row["seq"]:
        return f"it shows the lead at version {event.body['lead']['version']}, its entry is number {row['seq']}"
    return None


def nothing_is_pending(case: Case) -> Iterator[str]:
    """No entry waits in a lead, and no message in a queue."""
    for lead in case.evidence.leads:
        if lead.get("pend"):
            yield f"lead {lead['_id']} has {len(lead['pend'])} pending entries, the first is {lead['pend'][0]['_id']}"
    for queue, count in case.evidence.left.items():
        if count:
            yield f"{count} messages are left in {queue}"


def innocents_are_not_refused(case: Case) -> Iterator[str]:
    """Only parts that cannot be used are in the dead letters."""
    sent: Mapping[str, Message] = case.ledger.by_tag()
    for queue, letters in case.evidence.dead.items():
        for letter in letters:
            message = sent.get(letter.message_id or "")
            if message is None:
                yield f"{queue} has a dead letter {letter.message_id}, which nobody sent"
                continue
            if not any(part.fate == "refused" for part in message.parts):
                why = letter.headers.get(REASON)
                yield f"message {message.tag} is in the dead letters of {queue} ({why}), nothing is wrong with it"
            for part in message.parts:
                name = part.id.rpartition(":")[2]
                if part.fate != "refused" and part.inbound and len(name) > 8 and name.encode() in letter.body:
                    yield f"dead letter {message.tag} holds {part.entry}, which nothing is wrong with"


def maxima_and_minima_are_right(case: Case) -> Iterator[str]:
    """Last contact is the latest, first contact the earliest, whatever the order of arrival."""
    for person, lead in case.pairs:
        if lead["last_inbound_at"] != person.last_inbound_at:
            there, wanted = lead["last_inbound_at"], person.last_inbound_at
            yield f"lead {lead['_id']}: the last inbound message is of {there}, the latest sent is of {wanted}"
        if lead["first"].get("t") != person.first_at:
            there = lead["first"].get("t")
            yield f"lead {lead['_id']}: the first contact is of {there}, the earliest sent is of {person.first_at}"


def the_strongest_name_wins(case: Case) -> Iterator[str]:
    """The name is the one of the strongest source, and of the latest statement among equals."""
    for person, lead in case.pairs:
        name = lead["fields"].get("name", {}).get("v")
        if name != person.name:
            yield f"lead {lead['_id']} is called {name!r}, should be {person.name!r}"


def the_last_word_on_consent_counts(case: Case) -> Iterator[str]:
    """Opt-out and opt-in: the later statement holds, also one that was made before the lead was known."""
    for person, lead in case.pairs:
        out = Lead.of(lead).opted_out
        if out != person.opted_out:
            yield f"lead {lead['_id']}: opted out is {out}, the person's last word says {person.opted_out}"
    recorded = {row["message"] for row in case.evidence.history}
    for row in case.evidence.strangers:
        if row["_id"] not in recorded and any((row["account"], key) in case.owners for key in row["keys"]):
            yield f"{row['_id']} was kept until its person is known; now the person is, and it is not applied"


def one_lead_is_created_once(case: Case) -> Iterator[str]:
    """A lead is announced as created by its first entry alone."""
    for lead_id, rows in case.rows.items():
        created = [row["seq"] for row in rows if "lead.created" in row["events"]]
        if created != [1]:
            yield f"lead {lead_id} is announced as created by its entries {created}"


RULES: Mapping[str, Callable[[Case], Iterator[str]]] = {
    rule.__name__: rule
    for rule in (
        confirmed_is_recorded,
        dead_letters_say_why,
        nothing_else_is_recorded,
        one_lead_per_person,
        counters_match_history,
        history_gives_the_lead,
        histories_are_whole,
        every_entry_is_announced,
        every_event_is_recorded,
        nothing_is_pending,
        innocents_are_not_refused,
        maxima_and_minima_are_right,
        the_strongest_name_wins,
        the_last_word_on_consent_counts,
        one_lead_is_created_once,
    )
}


OF_EVERY_RUN: tuple[Callable[[Case], Iterator[str]], ...] = (
    *(histories_are_whole, history_gives_the_lead, every_entry_is_announced),
    *(every_event_is_recorded, nothing_is_pending, one_lead_is_created_once),
)
"""Rules that need no ledger of what was sent."""


def findings(case: Case) -> list[Finding]:
    """Check every rule."""
    return [Finding(name, text) for name, rule in RULES.items() for text in rule(case)]


def report(found: list[Finding]) -> str:
    """Put findings into words, the first few of each rule."""
    lines = []
    for name, rule in RULES.items():
        texts = [finding.text for finding in found if finding.rule == name]
        if texts:
            lines.append(f"{name}: {(rule.__doc__ or '').strip()} Broken {len(texts)} times:")
            lines += [f"  - {text}" for text in texts[:SHOWN]]
    return "\n".join(lines)
