"""What is known about whether messages of ours reach a person: failures that delivery reports told of, until they write. Pure.

Failures are kept with the identity they are about, under what they mean, each with its time. Which of them hold follows
from that and from the person's last message alone, so the order in which reports and messages come does not matter: a
message after a failure lifts it, one before it does not.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from worker.contact import Failure

FAILED: Final = "failed"  # of an identity as it is stored: meaning to the latest failure (t, m, code, title, until)
UNREACHABLE: Final = "unreachable"
WINDOW_CLOSED: Final = "window_closed"
LIMITED: Final = "limited"
TRY_AGAIN: Final = "try_again"
MAX_TITLE: Final = 200  # characters
MAX_CODE: Final = 40
_BY_PHONE: Final = ("phone", "bsuid", "lid")

Failures = Mapping[str, Mapping[str, Any]]


def failure_cells(failures: Iterable[Failure], at: int, message: str) -> dict[str, dict[str, Any]]:
    """Give failures as they are stored; `until` (Unix ms) is when it may be tried again, None: not before they write."""
    return {
        failure.means: {
            "t": at,
            "m": message,
            "code": failure.code[:MAX_CODE],
            "title": failure.title[:MAX_TITLE],
            "until": None if failure.again_ms is None else at + failure.again_ms,
        }
        for failure in failures
    }


def join_failures(ours: Failures | None, theirs: Failures | None) -> dict[str, Mapping[str, Any]]:
    """Join what two statements say of one address: the later failure of each meaning."""
    joined = dict(ours or {})
    for means, cell in (theirs or {}).items():
        known = joined.get(means)
        if known is None or (cell["t"], cell["m"]) > (known["t"], known["m"]):
            joined[means] = cell
    return joined


def takes_messages(identity: Mapping[str, Any]) -> bool:
    """Whether messages can be sent to an identity, so that they can fail there."""
    return identity["kind"] in _BY_PHONE


def failures_in_force(
    identities: Iterable[Mapping[str, Any]], address: str | None, last_inbound_at: int | None
) -> list[dict[str, Any]]:
    """Give the failures that the person's last message (Unix ms) did not lift, the earliest first, as events show them.

    That somebody cannot be reached holds for one address: after a change of number it says nothing about the new one. The
    rest concerns the person whichever address it was.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for identity in identities:
        failed = identity.get(FAILED)
        if failed:
            here = identity.get("raw") == address
            mine = {means: cell for means, cell in failed.items() if here or means != UNREACHABLE}
            found = dict(join_failures(found, mine))
    if not found:
        return []
    since = -1 if last_inbound_at is None else last_inbound_at
    told = [
        {"means": means, "at": cell["t"], "code": cell["code"], "title": cell["title"], "until": cell["until"]}
        for means, cell in found.items()
        if cell["t"] >= since
    ]
    return sorted(told, key=lambda failure: (failure["at"], failure["means"]))


def reachable(failures: Iterable[Mapping[str, Any]]) -> bool:
    """Whether WhatsApp never said otherwise of the address in force since the person last wrote."""
    return all(failure["means"] != UNREACHABLE for failure in failures)


def window_until(last_inbound_at: int | None, window_ms: int, failures: Iterable[Mapping[str, Any]]) -> int | None:
    """Give when the window for free text ends, or ended (Unix ms): WhatsApp's word that it is closed beats our count."""
    if last_inbound_at is None:
        return None
    closed: list[int] = [failure["at"] for failure in failures if failure["means"] == WINDOW_CLOSED]
    return min([last_inbound_at + window_ms, *closed])
