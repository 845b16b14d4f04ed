"""What the codes of delivery reports mean for the person: one table per gateway, each row with how long it holds.

A code in no table is kept with its title as `failed`, without consequences: most concern the message, its template or
the business's own number (131048, 131042, 132xxx, 471, 63041 ...), and say nothing about the person.

Sources: Meta, https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes, and of the
on-premises API, https://developers.facebook.com/docs/whatsapp/on-premises/errors; Twilio, https://www.twilio.com/docs/api/errors
and https://www.twilio.com/docs/whatsapp/api/error-code-mapping (its codes for those of WhatsApp); Gupshup,
https://partner-docs.gupshup.io/docs/error-codes. 360dialog passes Meta's codes on
(https://docs.360dialog.com/api/api-error-message-list). Gateways on WhatsApp Web have no codes that are about the person:
a refused message has the number of a protocol error at most (https://github.com/WhiskeySockets/Baileys/issues/2441).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from schemas.durations import DAY_MS
from worker.contact import Consent, Failure, FailureMeaning
from worker.telemetry.masking import masked

_MINUTE_MS: Final = 60_000
# A pair (our number, the person) takes a message every six seconds; who hit its limit may try 4^X s later. The sender
# tries the first three (1, 4, 16 s) itself; what is reported has failed for good, so the fourth.
_PAIR_MS: Final = 4**3 * 1000
MAX_TITLE: Final = 200  # characters


@dataclass(frozen=True, slots=True)
class Row:
    """What a code means, and how long after the failure it may be tried again (ms; None: when the person has written)."""

    means: FailureMeaning | Literal["opted_out"]
    again_ms: int | None = None


_UNREACHABLE: Final = Row("unreachable")
_CLOSED: Final = Row("window_closed")
_OUT: Final = Row("opted_out")
_SOON: Final = Row("try_again", _MINUTE_MS)
Table = Mapping[str, Row]

CLOUD: Final[Table] = {
    "131026": _UNREACHABLE,  # not a WhatsApp number, terms of service not accepted, or too old an app
    "131047": _CLOSED,  # more than 24 hours since the person last replied
    "131049": Row("limited", DAY_MS),  # too many marketing messages for this person: not within 24 hours
    "131050": _OUT,  # the person stopped marketing messages of this business
    "131056": Row("try_again", _PAIR_MS),  # too many messages to this person in a short time
    "130429": _SOON,  # the throughput of our number is reached: try again later
    "130472": Row("limited"),  # in an experiment of Meta: no marketing template, unless the window is open
    "131000": _SOON,  # something went wrong at Meta
    "131016": _SOON,  # service overloaded or down for the moment
    "131057": _SOON,  # our account is in maintenance
    "80007": _SOON,  # rate limit of the WhatsApp Business Account
    "4": _SOON,  # the app's calls are limited
    "2": _SOON,  # service down or overloaded
}
ON_PREMISES: Final[Table] = {
    "470": _CLOSED,  # re-engagement message
    "472": Row("limited"),  # the number is part of an experiment
    "1006": _UNREACHABLE,  # resource not found: of a contact
    "1013": _UNREACHABLE,  # user is not valid
    "1026": _UNREACHABLE,  # receiver incapable
    "429": _SOON,  # rate limit hit
    "1011": _SOON,  # service not ready
    "1014": _SOON,  # internal error
    "1015": _SOON,  # too many requests
    "1016": _SOON,  # system overloaded
}
TWILIO: Final[Table] = {
    "63003": _UNREACHABLE,  # the channel could not find the address (WhatsApp's 1006, 1013)
    "63024": _UNREACHABLE,  # invalid recipient (1026)
    "63014": _OUT,  # blocked by an action of the person: they blocked us or withdrew their consent
    "21610": _OUT,  # https://www.twilio.com/docs/api/errors/21610: the recipient replied STOP
    "63016": _CLOSED,  # free text outside of the window (470)
    "63018": _SOON,  # rate limit of the channel (429, 1015)
    "63032": Row("limited"),  # Meta's experiment (472)
    "63049": Row("limited", DAY_MS),  # Meta did not deliver this marketing message (131049)
    "63012": _SOON,  # internal error of the channel (500, 1011, 1014)
}
GUPSHUP: Final[Table] = {
    "1002": _UNREACHABLE,  # number does not exist on WhatsApp
    "1004": _CLOSED,  # inactive for session messages, and templates are disabled
    "1005": _CLOSED,  # inactive for session messages, and it was no template
    "1006": _CLOSED,  # the same, and not opted in for templates at Gupshup
    "1007": _CLOSED,  # the same
    "1008": _CLOSED,  # not opted in, and inactive
    "1012": _OUT,  # the number opted out
    "4001": _SOON,  # limited by Gupshup
    # Codes of its own that are another thing on premises; they concern the message or the wallet.
    "1001": Row("failed"), "1003": Row("failed"), "1010": Row("failed"), "1011": Row("failed"),
}  # fmt: skip
_META: Final[Table] = {**ON_PREMISES, **CLOUD}
CODES: Final[Mapping[str, Table]] = {
    "cloud": _META,
    "360dialog": _META,
    "onprem": _META,
    "gupshup": {**_META, **GUPSHUP},
    "twilio": TWILIO,
    "evolution": {},
    "waha": {},
    "baileys": {},
}
"""Gateway, as the header `provider` names it, to its codes."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An error of a delivery report: the code as text (empty: none came), and the platform's words."""

    code: str
    title: str = ""


def reported(errors: Iterable[Mapping[str, Any]] | None) -> tuple[Reported, ...]:
    """Give the errors of a report of Meta; decide by code, titles change."""
    return tuple(
        [Reported(_code(error.get("code")), error.get("title") or error.get("message") or "") for error in errors or ()]
    )


def _code(code: object) -> str:
    return "" if code is None else str(code).strip()


def opt_outs(provider: str, errors: Iterable[Reported], at: int) -> tuple[Consent, ...]:
    """Give the opt-outs that a report tells of."""
    codes = dict.fromkeys(error.code for error in errors if _row(provider, error.code).means == "opted_out")
    return tuple([Consent(False, at, f"error_{code}") for code in codes])


def failures(provider: str, errors: Iterable[Reported]) -> tuple[Failure, ...]:
    """Give what the errors of a report of failure mean for the person; one without any error failed for no known reason."""
    found: dict[str, Failure] = {}
    for error in tuple(errors) or (Reported(""),):
        row = _row(provider, error.code)
        if row.means != "opted_out" and row.means not in found:
            title = masked(error.title)[:MAX_TITLE]
            found[row.means] = Failure(row.means, error.code[:40], title, row.again_ms)
    return tuple(found.values())


_UNKNOWN: Final = Row("failed")


def _row(provider: str, code: str) -> Row:
    return CODES[provider].get(code, _UNKNOWN)
