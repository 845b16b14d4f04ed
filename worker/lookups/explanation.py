"""What became of a message and why, from what is stored of it: pure, as plain values ready for JSON and for a terminal.

The history entry says what a message did to its lead; which of its values are in force is found by folding the message
alone and comparing its cells with the lead's, under the same merge policy that decided then.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.account import AccountFile
from worker.account import Account
from worker.commit.documents import WAITING, kept_contact
from worker.contact import Contact
from worker.handlers.whatsapp.waha import short_id
from worker.leads.history_entry import entry_id
from worker.leads.lead import Lead
from worker.leads.separate import given_back
from worker.leads.statement import stated
from worker.leads.versions import is_placeholder, is_waiting, later_names
from worker.lookups.reasons import reason_of
from worker.lookups.value_verdicts import values
from worker.topology import dead

Explanation = dict[str, Any]

UNKNOWN = (
    "is the id complete? Give it as the sender has it (wamid…), or as receipts do (wa:wamid…, row:LIST:12, PLUGIN:ID)",
    "did it arrive? Look at the depths of the queues, and at the sender's own log",
    "is it waiting? A message that failed in passing is on the retry ladder (<queue>.retry.…) for up to ten minutes",
    "was it refused before its parts had ids? `leadworker dead-letters list` shows causes, with examples",
    "was it ignored long ago? Receipts of what left no trace in a lead are kept for 90 days",
)
_ROW = re.compile(r"(?:^|:)row:(?P<list>.+):(?P<row>[0-9]{1,9})$")
_IMPORTED = re.compile(r"import-[0-9a-f]+")  # the id that `leadworker import` gives a list
_REJECTED = (
    "`leadworker import` writes the rows it refuses to FILE.rejected.csv beside the list (or where --reject says), with the "
    "reason and what to do; totals, repeated headers and further lines of an order are skipped"
)
_LETTERS = "`leadworker dead-letters list --queue broadcast-campaign` shows refused rows of lists from the queue"
_SENT = re.compile(r"(.+)/[0-9]{1,3}")  # what an entry sent is numbered after the entry


@dataclass(frozen=True, slots=True)
class Found:
    """What is stored: entries (rows beside the message's own included), receipts, kept words, and the leads they name."""

    entries: Sequence[Mapping[str, Any]] = ()
    receipts: Sequence[Mapping[str, Any]] = ()
    strangers: Sequence[Mapping[str, Any]] = ()
    leads: Mapping[str, Lead] = field(default_factory=dict)
    structure: Mapping[str, Sequence[Mapping[str, Any]]] = field(
        default_factory=dict
    )  # lead id to entries about merges
    pending: frozenset[str] = frozenset()  # entries that are not announced yet
    changing: Sequence[Mapping[str, Any]] = ()  # entries that edit one of the messages, or take it back


def candidates(text: str, accounts: Iterable[str]) -> list[str]:
    """Give the stored ids that a text may mean, the most likely first: as it is, then under each account and source."""
    listed = list(accounts)
    names = [text] if text.startswith(("wa:", "row:")) else [text, f"wa:{text}"]
    waha, sent = short_id(text), _SENT.fullmatch(text)
    names += [f"wa:{waha}"] if waha else []
    names += [sent[1]] if sent else []
    whole = [text, sent[1]] if sent else [text]
    return [*whole, *(entry_id(account, name) for account in [*listed, ""] for name in names)]


def row_of_list(text: str) -> tuple[str, str]:
    """Give the list and the number of a row that an id names (`row:LIST:12`), empty for what names none."""
    row = _ROW.search(text)
    return (row["list"], row["row"]) if row else ("", "")


def unknown_hints(text: str, beside: Sequence[str]) -> tuple[str, ...]:
    """Say what to look at where nothing is known of a message; `beside` are known ids of the same list, if it is a row."""
    named, number = row_of_list(text)
    if not named:
        return UNKNOWN
    where = _REJECTED if _IMPORTED.fullmatch(named) else f"{_LETTERS}; {_REJECTED}"
    if beside:
        return (f"other rows of the list are known ({beside[0]}), row {number} is not: was it refused? {where}",)
    return (
        f"no row of the list {named[:80]!r} is known: is that its id? Was every row refused? {where}",
        *UNKNOWN[1:3],
    )


def explanations(found: Found, accounts: Mapping[str, Account]) -> list[Explanation]:
    """Explain everything that was found, one explanation per message: history first, then receipts, then kept words."""
    beside = [entry for entry in found.entries if entry["type"] in ("merged", "merged_away", "unmerged", "separated")]
    main = [entry for entry in found.entries if entry not in beside]
    told = [_applied(entry, found, accounts, beside) for entry in main or beside]
    known = {entry["message"] for entry in found.entries}
    told += [_settled(row, found) for row in found.receipts if row["_id"] not in known]
    receipted = {row["_id"] for row in found.receipts} | known
    waiting = dict.fromkeys(_message_of(row) for row in found.strangers)
    told += [_kept(_rows_of(found, name), name) for name in waiting if name not in receipted]
    return told


def whatsapp_id(message: str) -> str:
    """Give the id that WhatsApp gave a message, of the id of its entry; "" for what is no message of WhatsApp."""
    return message.partition(":wa:")[2].partition("~")[0]


def _completes(entry: Mapping[str, Any]) -> str:
    return str(((entry.get("content") or {}).get("completes") or {}).get("entry", ""))


def _changed_id(entry: Mapping[str, Any]) -> str:
    """Give WhatsApp's id of the message that an entry edits or takes back."""
    content = entry.get("content") or {}
    return str(content.get("edited") or content.get("revoked") or "")


def _applied(
    entry: Mapping[str, Any],
    found: Found,
    accounts: Mapping[str, Account],
    beside: Sequence[Mapping[str, Any]],
) -> Explanation:
    owner, because = _owner(entry, found)
    account = accounts.get(entry["account"])
    contact = stated(entry["account"], entry["contact"]) if entry.get("contact") else None
    told: Explanation = {
        "message": entry["message"],
        "account": entry["account"],
        "outcome": entry["outcome"],
        "activity": entry["type"],
        "at": entry["at"],
        "recorded_at": entry["recorded_at"],
        "by": entry["by"],
        "lead": entry["lead"],
        "seq": entry["seq"],
        "now": _now(owner, because),
        "text": entry.get("text"),
        "content_missing": is_waiting(entry)
        and not any(e["message"] in later_names(entry["message"]) for e in found.entries),
        "concerns": f"{entry['account']}:wa:{changed}" if (changed := _changed_id(entry)) else None,
        "changed_by": [
            {"entry": e["message"], "activity": e["type"], "at": e["at"], "text": e.get("text")}
            for e in found.changing
            if _changed_id(e) == whatsapp_id(entry["message"]) and e["account"] == entry["account"]
        ],
        "completed_by": next((e["message"] for e in found.entries if _completes(e) == entry["message"]), None),
        "completes": _completes(entry) or None,
        "changes": entry["changes"],
        "notes": entry["notes"],
        "refused_steps": entry.get("refused", []),
        "events": [{"type": n, "announced": entry["_id"] not in found.pending} for n in entry["events"]],
        "sends": [
            {"queue": send["queue"], "id": send["id"], "published": entry["_id"] not in found.pending}
            for send in entry.get("sends") or ()
        ],
        "merges": [
            {"lead": e["lead"], "other": e["other"], "at": e["at"], "entry": e["message"], "undone": _undone(e, beside)}
            for e in beside
            if e["type"] == "merged" and e is not entry
        ],
        "earlier_refusals": [row for row in found.receipts if row["_id"] == entry["message"]],
    }
    if contact is not None:
        told["identity"] = _identity(contact, entry)
        told["flags"] = list(contact.flags)
        told["values"] = values(contact, owner, account or _unknown(entry["account"]))
        told["policy_known"] = account is not None
    return told


def in_force(lead: Lead | None, known: Mapping[str, Lead]) -> Lead | None:
    """Follow merges to the lead that carries on."""
    while lead is not None and lead.merged_into:
        lead = known.get(lead.merged_into)
    return lead


def _owner(entry: Mapping[str, Any], found: Found) -> tuple[Lead | None, str]:
    """Give the lead that an entry counts for today, and why it is another: `merged`, `unmerged`, or empty."""
    moved = given_back(found.structure.get(entry["lead"], ())).owner(entry)
    owner = in_force(found.leads.get(moved or entry["lead"]), found.leads)
    if moved:
        return owner, "unmerged"
    return owner, "merged" if owner is not None and owner.id != entry["lead"] else ""


def _now(owner: Lead | None, because: str) -> Explanation:
    if owner is None:
        return {}
    return {"lead": owner.id, "name": owner.value("name"), "phone": owner.phone, "because": because}


def _undone(merged: Mapping[str, Any], beside: Sequence[Mapping[str, Any]]) -> bool:
    return any(entry["type"] == "unmerged" and entry["cause"] == merged["message"] for entry in beside)


def _identity(contact: Contact, entry: Mapping[str, Any]) -> Explanation:
    """Say by which keys the person was known, and which the message taught."""
    stated_keys = [identity.key for identity in contact.identities]
    taught = {change["to"] for change in entry["changes"] if change["field"] == "identities"}
    new = stated_keys if entry["outcome"] == "created" else [key for key in stated_keys if key in taught]
    return {"matched": [k for k in (*stated_keys, *contact.refers) if k not in new], "new": new}


def _settled(row: Mapping[str, Any], found: Found) -> Explanation:
    """Explain a receipt of a part that left no history row."""
    if row["reason"] == "unknown_person":
        return _kept(_rows_of(found, row["_id"]), row["_id"], row)
    reason = reason_of(row["outcome"], row["reason"], row["queue"])
    refused = row["outcome"] == "refused"
    return {
        "message": row["_id"],
        "account": row["account"],
        "outcome": row["outcome"],
        "reason": row["reason"],
        "meaning": reason.meaning,
        "detail": row.get("detail", ""),
        "remedy": reason.remedy,
        "queue": row["queue"],
        "dead_letter": dead(row["queue"]) if refused else None,
        "recorded_at": row["at"],
    }


def _message_of(row: Mapping[str, Any]) -> str:
    return str(row["_id"]).removesuffix(WAITING)


def _rows_of(found: Found, name: str) -> list[Mapping[str, Any]]:
    """Give what is kept of a message: its content and its placeholder, or one of them, the content first."""
    return sorted((row for row in found.strangers if _message_of(row) == name), key=lambda row: str(row["_id"]))


def _kept(rows: Sequence[Mapping[str, Any]], name: str, receipt: Mapping[str, Any] | None = None) -> Explanation:
    reason = reason_of("ignored", "unknown_person")
    expiries = [row.get("expires_at") for row in rows]
    contacts = [kept_contact(row) for row in rows]
    said: Explanation = (
        {
            "activity": contacts[0].activity,
            "at": contacts[0].at,
            "by": {"kind": "contact", "id": contacts[0].origin},
            "text": contacts[0].text,
            "content_missing": is_placeholder(contacts[0]),
        }
        if contacts
        else {}
    )
    return {
        "message": name,
        "account": rows[0]["account"] if rows else name.partition(":")[0],
        **said,
        "outcome": "kept",
        "reason": "unknown_person",
        "meaning": reason.meaning,
        "remedy": reason.remedy,
        "waits_for": list(dict.fromkeys(key for row in rows for key in row.get("keys", ()))),
        "waiting": bool(rows),
        "until": max(int(one.timestamp() * 1000) for one in expiries if one) if rows and all(expiries) else None,
        "recorded_at": receipt["at"] if receipt else None,
    }


def _unknown(account: str) -> Account:
    """Stand in for an account whose files are not here: the usual policy."""
    return Account(account, AccountFile(name=account))
