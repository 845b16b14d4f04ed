"""What the words in receipts and dead letters mean, and what to do: for the commands that explain, and for people."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from worker.topology import PLUGIN


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable word's meaning as a sentence, and what an operator can do; empty where nothing needs doing."""

    meaning: str
    remedy: str = ""


_CORRECT: Final = "correct the body and replay it from the dead letters"
_CELL: Final = "correct the cell in the list or form and send that row again"
# What a plugin sent has no cells and rows.
_FIELD: Final = "correct the number in the body and replay it from the dead letters, or ask for the number again"
_OF_BODIES: Final[Mapping[str, str]] = {
    "invalid": "if it is another country's number, say whose in plugins.yaml (`country: {value: BR}`) and replay; else "
    + _FIELD,
    "unknown_country": "correct the country in the body, or say it in plugins.yaml (`country: {value: BR}`), and replay",
    "region_needed": "set `region` in account.yaml, or the country in plugins.yaml (`country: {value: BR}`), then replay",
}

IGNORED: Final[Mapping[str, Reason]] = {
    "account_notice": Reason("a notice of the platform about the account, not about a person"),
    "address_book": Reason("an entry of the phone's address book that names nobody we know"),
    "call_update": Reason("a call that was recorded before went on"),
    "duplicate_row": Reason("the same row stands in its chunk twice"),
    "echo": Reason("our own message, sent from the phone"),
    "empty": Reason("there was nothing in it"),
    "gateway_notice": Reason("a notice of the gateway, not of a person"),
    "group": Reason("it was said in a group; groups make no leads"),
    "no_lead": Reason("a test post, a verification, or an answer in which nothing was found"),
    "own_number": Reason("it came from one of the account's own numbers"),
    "platform_error": Reason("the platform reported an error that concerns no single person"),
    "reaction_removed": Reason("somebody took a reaction back"),
    "repeated_header": Reason("the line repeats the header of its list"),
    "status": Reason("a delivery status of a message of ours; it creates no lead"),
    "system": Reason("a notice of WhatsApp itself"),
    "test_lead": Reason("the form's own test submission", "set `test_leads: keep` in account.yaml to keep such leads"),
    "total_line": Reason("a line with a total, a count or a page number, which names nobody"),
    "unknown_preference": Reason(
        "a choice in WhatsApp's own menus that this version does not know; nobody was opted in or out by it",
        "see the message, and set the consent by hand if it is clear; a later version may know the word",
    ),
    "unknown_person": Reason(
        "it tells something about a person who has no lead yet",
        "nothing: it is applied when the person appears (an opt-out is kept for good, the rest for 30 days)",
    ),
}

REFUSED: Final[Mapping[str, Reason]] = {
    "ambiguous": Reason("the number can be read in several ways", _CELL),
    "duplicate_row": Reason("two different rows of a chunk have one number", "number the rows of a list once"),
    "empty": Reason("there is no number and no other id of a person", _CELL),
    "invalid": Reason("there is no such number", _CELL),
    "lead_full": Reason(
        "the lead's document has no room for what the message holds",
        "see with `leadworker leads show` what fills the lead; send the message in a shorter form, or replay it when the "
        "lead has room (unmerge it, if several people are in it)",
    ),
    "malformed": Reason("the body has not the form it should have", _CORRECT),
    "malformed_form": Reason("the form-urlencoded body cannot be read", _CORRECT),
    "malformed_json": Reason("the body is not JSON", "look at what the sender wrote; a cut body cannot be repaired"),
    "no_identity": Reason(
        "it names nobody: neither phone nor e-mail nor another id", "map one in plugins.yaml, replay"
    ),
    "not_a_number": Reason("the cell holds no phone number", _CELL),
    "not_a_person": Reason("the address is no person's", _CELL),
    "not_a_person_line": Reason("a service line, nobody's own number", _CELL),
    "placeholder": Reason("it is what people type where they have no number", "ask for the real number"),
    "precision_lost": Reason("a spreadsheet has rounded the number", "format the column as text and export it again"),
    "record_id_only": Reason(
        "it names its person only by a record id, which means nothing outside of the system that gave it",
        "add a phone number or an e-mail address, or map the column to `record:PLUGIN`, the plugin that gave the ids",
    ),
    "region_needed": Reason(
        "the number could be of any country", "set `region` in account.yaml or add a country column, then replay"
    ),
    "too_deep": Reason("the body nests too deep", _CORRECT),
    "too_large": Reason("the body is too large", "send it in smaller parts"),
    "too_long": Reason("the number has too many digits", _CELL),
    "too_short": Reason("the number has too few digits", _CELL),
    "unknown_account": Reason(
        "no account claims it", "add the number or the account under accounts/, then replay the dead letter"
    ),
    "unknown_column": Reason("the mapping names a column that is none", "correct the mapping and replay"),
    "unknown_country": Reason("the country column names no country", _CELL),
    "unknown_type": Reason("no handler knows this kind of message", "check the header `provider`, then replay"),
    "unknown_version": Reason("the envelope is of a version we do not read", "upgrade the worker or the sender"),
    "unsupported_content_type": Reason("the body is of a type we do not read", "send JSON, a form, or XML"),
}

_REPLAY: Final = "then replay the dead letter"
_WAITED: Final = f"it was tried for as long as the retries last; see to the receiver, {_REPLAY}"
_MAIL_SERVER: Final = f"see LEADWORKER_SMTP_URL and the mail server's log, {_REPLAY}"

UNSENT: Final[Mapping[str, Reason]] = {  # notifications
    "bad_address": Reason("what team.yaml has for e-mail is no address", f"correct it in team.yaml, {_REPLAY}"),
    "bad_header": Reason("a header that the rule sets is the worker's own", "take it out of the rule"),
    "bad_message": Reason("the text cannot be put into a mail", "correct the rule's text"),
    "bad_request": Reason("the webhook's address or headers cannot be sent", "correct the rule or team.yaml"),
    "bad_signing_key": Reason("the signing secret has another form than whsec_...", f"correct it, {_REPLAY}"),
    "blocked_address": Reason(
        "webhooks do not go to private addresses", f"if that is meant, name it in LEADWORKER_NOTIFY_ALLOW, {_REPLAY}"
    ),
    "credentials_in_url": Reason("the webhook's address holds a password", "put it into a header as secret:NAME"),
    "mail_refused": Reason("the mail server does not take this mail", _MAIL_SERVER),
    "mailbox_refused": Reason("there is no such mailbox", f"correct the address in team.yaml, {_REPLAY}"),
    "malformed_url": Reason("the webhook's address is no web address", "correct the rule or team.yaml"),
    "no_mail_server": Reason("no mail server is set", f"set LEADWORKER_SMTP_URL and LEADWORKER_SMTP_FROM, {_REPLAY}"),
    "nobody": Reason("the notification names nobody to tell", "name a teammate, a team or an address in the rule"),
    "not_a_secret": Reason("something else stands where secret:NAME belongs", "correct the rule or team.yaml"),
    "redirected": Reason("the receiver has moved", "name its new address in the rule or team.yaml"),
    "smtp_connect": Reason("the mail server would not talk to us", _MAIL_SERVER),
    "smtp_login": Reason("the mail server refused the login", _MAIL_SERVER),
    "smtp_sender": Reason("the mail server refused the sender", f"correct LEADWORKER_SMTP_FROM, {_REPLAY}"),
    "smtp_tls": Reason("there was no trusted connection to the mail server", _MAIL_SERVER),
    "smtp_unreachable": Reason("the mail server could not be reached", _MAIL_SERVER),
    "timed_out": Reason("the receiver did not answer in time", _WAITED),
    "too_many": Reason("the notification names more receivers than one may", "name fewer, or a team of them"),
    "unknown_secret": Reason(
        "the account has no such secret", f"set it in LEADWORKER_ACCOUNT_SECRETS or its directory, {_REPLAY}"
    ),
    "unreachable": Reason("the receiver could not be reached", _WAITED),
}

_OTHER: Final = Reason("", "read the detail; correct what it names and replay the dead letter")


def reason_of(outcome: str, word: str, queue: str = "") -> Reason:
    """Give the meaning of a receipt's reason, and what to do in the words of a queue; a word that is new has no meaning."""
    if outcome == "refused":
        if word.startswith("http_"):
            return Reason("the receiver answered with an error", _WAITED)
        found = REFUSED.get(word) or UNSENT.get(word, _OTHER)
        if queue == PLUGIN and (word in _OF_BODIES or found.remedy == _CELL):
            return Reason(found.meaning, _OF_BODIES.get(word, _FIELD))
        return found
    return IGNORED.get(word, Reason(""))
