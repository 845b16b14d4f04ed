"""Backtests: what rules would have done with recorded events, with their limits, order and stops."""

from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from worker.automations.rules.ruleset import RuleSet
from worker.automations.trying.replay import Replay
from worker.cli import app
from worker.configuration.accounts import load_accounts

ACCOUNT = "name: A\nnumbers: [{id: '1'}]\n"
HOUR = 3_600_000


def rules(folder: Path, text: str) -> RuleSet:
    (folder / "a" / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "a" / "account.yaml").write_text(ACCOUNT)
    (folder / "a" / "rules" / "r.yaml").write_text(text)
    return load_accounts(folder).require().automations["a"].rules


def entry(number: int, lead: str = "l1", text: str = "the price", **more: Any) -> dict[str, Any]:
    view = {
        "id": lead, "account": "a", "fields": {}, "tags": [], "state": "new", "status": "open", "assignee": None,
        "source": "whatsapp", "origin": "cloud", "opted_in": False, "opted_out": False, "identities": [], "phone": None,
        "last_inbound_at": None, "window_until": None, "messages": 1, "inbound": 1, "incomplete": [], "created_at": 0,
        "attribution": None, "address": None, "version": number, "previous_assignee": None,
    }  # fmt: skip
    at = number * HOUR
    return {
        "_id": f"a:m{number}", "message": f"a:m{number}", "account": "a", "lead": lead, "seq": number, "at": at,
        "recorded_at": at,
        "type": "message_received", "by": {"kind": "contact", "id": "cloud"}, "source": "whatsapp", "changes": [], "text": text,
        "content": {}, "events": ["lead.message_received"], "after": view, **more,
    }  # fmt: skip


TEXT = """
version: 1
rules:
  - id: first
    priority: 5
    when: lead.message_received
    if: {message.text: {mentions: [price]}}
    do: [{add_tags: [price]}, {send_quick_message: {text: Hello}}]
    limits: {once_per_lead: 3h}
    after_match: stop
  - id: second
    when: lead.message_received
    do: [{add_tags: [wrote]}]
"""


def test_limits_stops_and_redeliveries_are_counted_apart(tmp_path: Path) -> None:
    replay = Replay(rules(tmp_path, TEXT))
    for row in (entry(1), entry(1), entry(2), entry(5), entry(3, "l2"), entry(4, "l2", "hi")):
        replay.feed(row)
    first, second = replay.tallies["first"], replay.tallies["second"]
    assert (first.fired, dict(first.held), first.leads) == (3, {"already_done": 1, "once_per_lead": 1}, {"l1", "l2"})
    assert first.messages == {"l1", "l2"}
    assert first.examples == [
        ("l1", "a:m1/lead.message_received", HOUR),
        ("l2", "a:m3/lead.message_received", 3 * HOUR),
    ]
    assert second.held["stopped"] == 3
    assert second.fired == 3


def test_a_rule_in_the_chain_does_not_fire_again(tmp_path: Path) -> None:
    replay = Replay(rules(tmp_path, TEXT))
    replay.feed(entry(1, chain=["first@abc"]))
    assert replay.tallies["first"].held == {"loop": 1}


def test_the_command_passes_and_fails_with_the_tests(tmp_path: Path) -> None:
    good = """
version: 1
rules:
  - id: r
    when: lead.created
    do: [{add_tags: [x]}]
    tests:
      - {name: t, timeline: [{at: "2026-11-17 11:00", event: lead.created, expect: {fired: true}}]}
"""
    rules(tmp_path, good)
    report = tmp_path / "junit.xml"
    done = CliRunner().invoke(app, ["rules", "test", str(tmp_path), "--junit", str(report)])
    assert (done.exit_code, "1 passed, 0 failed" in done.output) == (0, True)
    rules(tmp_path, good.replace("fired: true", "fired: false"))
    done = CliRunner().invoke(app, ["rules", "test", str(tmp_path), "--junit", str(report)])
    assert done.exit_code == 1
    assert "fired is True" in done.output
    assert 'failures="1"' in report.read_text()
