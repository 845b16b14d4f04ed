"""What can be done about a refused row, per reason, and what is worth knowing about rows that were imported."""

from collections.abc import Mapping
from typing import Final

_CHECK: Final = "compare the number with where it comes from and correct the cell"
_QUOTES: Final = (
    "export the list again, or correct the row in a text editor: a cell that holds a quote, the delimiter or a line break "
    'stands in quotes, and a quote inside of it is doubled: "Rao, ""Bunty"""'
)

SUGGESTIONS: Final[Mapping[str, str]] = {
    "precision_lost": (
        "the last digits are gone from this file: in the spreadsheet, format the column as text (or as a number without "
        "decimals) and export it again from the original list"
    ),
    "not_a_number": "put a phone number into the cell; if it is the wrong column, name the right one: --map 'COLUMN=phone'",
    "empty": "fill in a phone number or an e-mail address, or leave the row out",
    "record_id_only": "fill in a phone number or an e-mail address; or, if the people came with these ids through a plugin, "
    "say so: --map 'COLUMN=record:PLUGIN'",
    "no_identity": "fill in a phone number or an e-mail address, or leave the row out",
    "too_short": "the number lacks digits, perhaps its area code or a leading zero that a spreadsheet took: " + _CHECK,
    "too_long": "the number has digits too many, perhaps two numbers in one cell; separate them by a slash",
    "invalid": "there is no such number in its country's numbering plan; if it belongs to another country, write it with + "
    "and the country code, say --region BR, or add a country column",
    "region_needed": "say the country of numbers without a country code: --region IN, or a country column, or a + in the cell",
    "unknown_country": "write the country as two letters (IN), its name, or its calling code (+91)",
    "not_a_person_line": "a service line cannot be a person's WhatsApp; ask for the mobile number",
    "not_a_person": "a group or channel is no person; use the person's own number",
    "placeholder": "the number is a stand-in, like 9999999999; ask for the real one or leave the row out",
    "ambiguous": "the cell can be read as several numbers; write the one that is meant, with + and the country code",
    "own_number": "it is one of the account's own WhatsApp numbers (account.yaml); leave the row out",
    "unclosed_quote": _QUOTES,
    "stray_quote": _QUOTES,
    "too_large": "the row is larger than any list's; a missing quote may have joined rows, or the cell holds a document",
    "too_many_cells": "the row has more cells than any list; a missing line break may have joined rows",
    "row_reused": "another file was imported under this list id, and a row of a list is imported once: give this file an id "
    "of its own with --list, or leave --list out",
    "failed": "this is a fault of the worker, not of the row; report it with the detail, and import the row again later",
}
REMARKS: Final[Mapping[str, str]] = {
    "nul": "held NUL characters, which were taken out",
    "stray_quote": "held a quote that is not doubled; it was read as it looks",
    "extra_cells": "had more cells than the header has names, kept under `column N` (a delimiter in a cell without quotes?)",
    "missing_cells": "had fewer cells than the header has names; the missing ones count as empty",
    "assumed_international": "had a full number without +, which is none of the region; it was read as another country's",
    "doubled_country_code": "had the country code twice; one was taken off",
    "country_differs": "had a number of another country than the row's country column says; the number was believed",
    "ar_without_9": "had an Argentine number without the 9 of mobiles; it may be a landline",
    "unreadable_part": "had a cell with more than the numbers that could be read",
    "consent_unclear": "had a consent cell that is neither yes nor no; it is kept as text",
    "said_no_before": "said yes for people who said no before: their no stays in force (--lift-opt-outs REASON lifts it)",
    "number_given_up": "named a number that a known person gave up by then: by what else the row says it is taken for theirs, or "
    "for somebody else's, who gets a lead of their own; nothing is sent to it for the former owner, and both leads are flagged",
    "clock_ahead": "are of a list that is dated ahead of now; the time of the import counts",
    "child_row": "only went on about the person of the row above (a further line of an order, say): skipped",
    "repeated_header": "repeated the header: skipped",
    "total_line": "held a total, a count or a page number, and named nobody: skipped",
    "no_phone": "had no phone number; the person is known by the e-mail address, or by the record id",
    "phone_refused": "had a phone cell that is no usable number; another one, or the e-mail address, was taken",
    "phone_refused:invalid": "had a phone cell with no number of its country; another one, or the e-mail address, was taken. If "
    "the numbers are another country's, say --region BR, or add a country column",
    "clipped:raw": "were so long that of the row as it came only the beginning is kept",
    "clipped": "had a cell longer than we keep (10,000 characters); the rest was cut off",
}
_OTHER: Final = "read the detail, correct the row and import it again"


def suggestion(reason: str) -> str:
    """Give what can be done about a reason."""
    return SUGGESTIONS.get(reason, _OTHER)


def remark(word: str) -> str:
    """Give what a remark about rows means; `clipped:note` names its column."""
    if word in REMARKS:
        return REMARKS[word]
    kind, _, of = word.partition(":")
    meaning = REMARKS.get(kind, kind.replace("_", " "))
    return f"{meaning} ({of})" if of else meaning
