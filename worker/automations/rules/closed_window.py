"""Messages on WhatsApp that can never go: the person has not written, so only a template may be sent. Pure.

WhatsApp lets a business write freely for 24 hours after the person's last message
(https://developers.facebook.com/docs/whatsapp/conversation-types). Sending decides that for each lead
(`actions.quick_message`); here it is told of a rule whose own conditions say that nobody it acts on has written.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from schemas.rule_actions import SendQuickMessage
from worker.automations.language.conditions import Problem
from worker.automations.language.event_kinds import find_event
from worker.automations.language.necessary_values import Domain, NecessaryValues
from worker.automations.rules.references import Setting
from worker.automations.rules.ruleset import Rule

CREATED: Final = "lead.created"
_WRITTEN: Final = frozenset({"whatsapp", "ctwa_ad", "api", "history"})  # sources of leads that may have written
# Conditions that hold only while the window is closed, and the words for it.
_CLOSED: Final[Mapping[str, tuple[Domain, str]]] = {
    "lead.window": (Domain(present=True, allowed=frozenset({"closed"})), "the rule asks for a closed window"),
    "lead.window_until": (Domain(absent=True), "the rule asks for people who have not written"),
    "lead.last_message_at": (Domain(absent=True), "the rule asks for people who have not written"),
}
_REMEDY: Final = (
    "name a WhatsApp template (`send_quick_message: NAME`, with `template` in messages/NAME.yaml) or another channel "
    "(`channel: sms`)"
)


def never_sent(rule: Rule, setting: Setting) -> Iterator[Problem]:
    """Warn of free text on WhatsApp that a rule sends at once to people who cannot have written within 24 hours.

    Nothing is said of what waits: the person may write meanwhile.
    """
    why = _why_closed(rule)
    if not why:
        return
    for place, action in enumerate(rule.actions):
        args = action.args
        if isinstance(args, SendQuickMessage) and args.channel == "whatsapp" and not _has_template(args, setting):
            text = f"this can never be sent: {why}, and WhatsApp takes text only within 24 hours of their last message; {_REMEDY}"
            yield Problem(("do", place, action.name), text, "warning")


def _why_closed(rule: Rule) -> str:
    """Say why the window of whoever a rule acts on is closed; empty where it may be open."""
    for name, (closed, told) in _CLOSED.items():
        domain = rule.facts.domains.get(name)
        if domain is not None and domain.implies(closed):
            return told
    sources = _sources(rule.facts)
    named = {kind.name for kind in map(find_event, rule.when.event) if kind is not None}
    if named == {CREATED} and sources and not sources & _WRITTEN:
        return f"a lead that a {' or '.join(sorted(sources))} just made has not written yet"
    return ""


def _sources(facts: NecessaryValues) -> frozenset[Any]:
    domains = (facts.domains.get(name) for name in ("event.source", "lead.source"))
    possible = [domain.possible for domain in domains if domain is not None and domain.possible is not None]
    return frozenset[Any].intersection(*possible) if possible else frozenset()


def _has_template(args: SendQuickMessage, setting: Setting) -> bool:
    """Whether the message may go outside of the window; one that is not known is told of elsewhere."""
    if args.template is None:
        return False
    message = setting.surroundings.messages.get(args.template) if setting.surroundings is not None else None
    return message is None or message.template is not None
