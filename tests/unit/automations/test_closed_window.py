"""Rules that send free text on WhatsApp to people of whom the rule itself says that they have not written."""

from dataclasses import replace

import pytest

from schemas.quick_messages import MessageFile, WhatsAppTemplate
from tests.unit.automations.rule_sets import AROUND, SETTING, read, rules_text

APPROVED = MessageFile(template=WhatsAppTemplate(name="acme_welcome", category="utility", languages=("en",)))
AROUND_IT = replace(AROUND, messages={**AROUND.messages, "approved": APPROVED})
KNOWING = replace(SETTING, surroundings=AROUND_IT)

TEXT = "[{send_quick_message: {text: Thank you}}]"
FORM = "{event: lead.created, source: plugin}"


def warned(trigger: str, actions: str = TEXT, more: str = "") -> list[str]:
    _, found = read(rules_text(f"{{id: a, when: {trigger}, {more}do: {actions}}}"), KNOWING)
    assert [finding for finding in found if finding.severity == "error"] == []
    return [finding.message for finding in found if finding.message.startswith("this can never be sent")]


@pytest.mark.parametrize(
    ("trigger", "more"),
    [
        (FORM, ""),
        ("{event: lead.created, source: [plugin, campaign]}", ""),
        ("{event: lead.created, source: broadcast-campaign}", ""),
        ("{event: lead.created, source: import}", ""),
        ("lead.created", "if: {lead.source: plugin}, "),
        ("lead.created", "if: {event.source: plugin}, "),
        ("lead.updated", "if: {lead.window: closed}, "),
        ("lead.updated", "if: {lead.last_message_at: not_set}, "),
        ("lead.updated", "if: {lead.window_until: not_set}, "),
    ],
)
def test_free_text_to_people_who_have_not_written_is_warned_of_with_what_to_do(trigger: str, more: str) -> None:
    (told,) = warned(trigger, more=more)
    assert "template" in told
    assert "channel: sms" in told


@pytest.mark.parametrize(
    ("trigger", "actions", "more"),
    [
        ("lead.created", TEXT, ""),
        ("{event: lead.created, source: [plugin, whatsapp]}", TEXT, ""),
        ("{event: lead.created, source: [plugin, api]}", TEXT, ""),
        ("{event: lead.message_received, source: whatsapp}", TEXT, ""),
        ("{event: [lead.created, lead.updated], source: plugin}", TEXT, ""),  # who is known may have written
        ("{event: lead.updated, source: plugin}", TEXT, ""),
        ("lead.updated", TEXT, "if: {lead.inbound: 0}, "),  # who called may be answered, too
        ("lead.updated", TEXT, "if: {lead.window: open}, "),
        ("lead.updated", TEXT, "if: {not: {lead.window: closed}}, "),
        (FORM, "[{send_quick_message: approved}]", ""),
        (FORM, "[{send_quick_message: {text: Thank you, channel: sms}}]", ""),
        (FORM, "[{note: x}]", ""),
    ],
)
def test_nothing_is_said_of_what_may_be_sent(trigger: str, actions: str, more: str) -> None:
    assert warned(trigger, actions, more) == []


def test_a_message_file_without_a_template_is_as_free_text() -> None:
    assert len(warned(FORM, "[{note: x}, {send_quick_message: welcome}]")) == 1


def test_another_channel_where_nobody_is_reached_does_not_help_with_a_closed_window() -> None:
    assert len(warned(FORM, "[{send_quick_message: {text: Thank you, fallback: [sms]}}]")) == 1


def test_nothing_is_said_of_what_waits_for_the_person_may_write_meanwhile() -> None:
    later = f"wait: [{{id: w, after: 1h, do: {TEXT}}}], "
    assert warned(FORM, "[{note: x}]", later) == []
