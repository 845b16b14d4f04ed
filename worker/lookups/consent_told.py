"""What a consent was read from, in words: for people who ask why somebody opts in or out. Pure."""

from collections.abc import Mapping
from typing import Final

from worker.contact import Consent, Contact

_WORDLESS: Final[Mapping[str, str]] = {
    "keyword": "the gateway says so",
    "button": "the tapped button says so",
    "preference": "it was set in WhatsApp's own menu, or with the gateway",
    "list": "the list says so of everybody",
    "record": "a record that the sender keeps of the person says so; it lifts no opt-out",
}


def why_consent(contact: Contact, consent: Consent, noted: str = "") -> str:
    """Say what a contact's consent was read from; `noted` is what is known of a plugin's body."""
    if noted:
        return noted
    if consent.reason.startswith("error_"):
        return f"a message of ours failed with code {consent.reason.removeprefix('error_')}"
    said = contact.text if consent.reason in ("keyword", "button") else None
    if not said:
        return _WORDLESS.get(consent.reason, "")
    asks = "to go on" if consent.given else "to stop"
    return f"{said.strip()!r} asks {asks}" if consent.reason == "keyword" else f"the tapped button is {said.strip()!r}"
