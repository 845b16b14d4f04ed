"""The sample account's rules, and every example of the author's guide: without a complaint, and their tests pass."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from schemas.rules import RuleEntry, RulesFile
from worker.automations.language.catalogue import catalogue_of
from worker.automations.rules.compiling import compile_rule
from worker.automations.rules.references import Setting
from worker.automations.rules.ruleset import Place, Rule
from worker.automations.trying import stage_lead
from worker.automations.trying.rehearsal import RehearsalResult, rehearse
from worker.configuration import yaml
from worker.configuration.accounts import load_accounts
from worker.configuration.resource_files import read_surroundings

ROOT = Path(__file__).parents[3]
ACCOUNT = ROOT / "deploy" / "accounts" / "acme-realty"
GUIDE = (ROOT / "worker" / "automations" / "README.md").read_text()
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
FILES = sorted((ACCOUNT / "rules").glob("*.yaml"))


@cache
def setting() -> Setting:
    account = load_accounts(ACCOUNT.parent).require().accounts.by_id["acme-realty"]
    files = {str(p.relative_to(ACCOUNT)): p.read_bytes() for p in ACCOUNT.rglob("*") if p.is_file()}
    around, found = read_surroundings(ACCOUNT, files, account.settings)
    assert found == []
    return Setting(account, catalogue_of(account, around), around)


def compiled(text: str, name: str) -> list[tuple[RuleEntry, Rule, list[str]]]:
    document = yaml.load(text, name)
    assert document.findings == ()
    file = RulesFile.model_validate(document.value)
    found = []
    for i, entry in enumerate(file.rules):
        raw = document.value["rules"][i]
        rule, problems = compile_rule(entry, file, raw, setting(), lambda _loc: Place(name))
        found.append((entry, rule, [f"{problem.severity}: {problem.message}" for problem in problems]))
    return found


def outcomes(text: str, name: str) -> list[RehearsalResult]:
    return [rehearse(rule, test, setting()) for _, rule, _ in compiled(text, name) for test in rule.tests]


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_the_sample_rules_are_right_and_their_tests_pass(file: Path) -> None:
    text = file.read_text()
    for entry, _, problems in compiled(text, file.name):
        assert problems == []
        assert entry.tests, f"{entry.id} has no test"
    assert [wrong for outcome in outcomes(text, file.name) for wrong in outcome.wrong] == []


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("id: ")[1].split()[0])
def test_every_example_of_the_guide_is_right_and_its_tests_pass(block: str) -> None:
    assert [problem for _, _, problems in compiled(block, "README.md") for problem in problems] == []
    played = outcomes(block, "README.md")
    assert played, "an example without a test"
    assert [wrong for outcome in played for wrong in outcome.wrong] == []


WRONG = """
version: 1
calendar: office
rules:
  - id: r
    when: lead.message_received
    if: {message.text: {mentions: [price]}}
    do: [{add_tags: [asked]}]
    wait: [{id: w, after: 2h, cancel_if: lead.message_received, do: [{send_quick_message: nudge}]}]
    limits: {once_per_lead: 1d}
    tests:
      - name: t
        timeline: [%s]
"""


@pytest.mark.parametrize(
    ("timeline", "told"),
    [
        (
            "{at: 2026-11-17 11:00, event: lead.message_received, message: the price, expect: {fired: false}}",
            "fired is True",
        ),
        (
            "{at: 2026-11-17 11:00, event: lead.message_received, message: hi, expect: {fired: true}}",
            "because of message.text",
        ),
        (
            "{at: 2026-11-17 11:00, event: lead.message_received, message: price, expect: {actions: [note]}}",
            "actions are add_tags",
        ),
        ("{at: 2026-11-17 11:00, event: lead.message_received, message: price, expect: {waits: []}}", "waits are w"),
        (
            "{at: 2026-11-17 11:00, event: lead.message_received, message: price, expect: {lead: {tags: []}}}",
            "lead.tags is ['asked']",
        ),
        ("{at: 2026-11-17 11:00, event: lead.message_recieved}", "there is no event"),
        ("{at: noon, event: lead.created}", "is no time"),
        ("{at: 2026-11-17 11:00, event: lead.created}, {at: 2026-11-16 11:00, expect: {waits: []}}", "goes back"),
        ("{at: 2026-11-17 11:00, lead: {colour: red}}", "a lead has no 'colour'"),
    ],
)
def test_a_test_that_is_wrong_says_what_is(timeline: str, told: str) -> None:
    quoted = re.sub(r"at: (2026-\S+ \S+?)([,}])", r'at: "\1"\2', timeline)
    (outcome,) = outcomes(WRONG % quoted, "x.yaml")
    assert any(told in wrong for wrong in outcome.wrong), outcome.wrong


def test_moments_with_an_offset_are_where_it_puts_them() -> None:
    timeline = """
      {at: "2026-11-17 11:00", event: lead.message_received, message: price, expect: {waits: w}},
      {at: "2026-11-17T12:59:59+05:30", expect: {actions: []}},
      {at: "2026-11-17T08:30:00+01:00", expect: {actions: [send_quick_message], waits: []}},
      {at: "2026-11-17T07:31Z", expect: {actions: []}}
    """
    (outcome,) = outcomes(WRONG % timeline, "x.yaml")
    assert outcome.wrong == ()


def test_a_redelivery_an_answer_and_a_limit_give_their_reasons() -> None:
    timeline = """
      {at: "2026-11-17 11:00", event: lead.message_received, message: price, message_id: m1, expect: {fired: true, waits: w}},
      {at: "+1m", event: lead.message_received, message: price, message_id: m1, expect: {fired: false, because: already_done}},
      {at: "+1h", event: lead.message_received, message: ok, message_id: m2, expect: {cancelled: w, waits: []}},
      {at: "+1h", event: lead.message_received, message: price, message_id: m3, expect: {fired: false, because: once_per_lead}},
      {at: "+1d", event: lead.message_received, message: price, message_id: m4, expect: {fired: true}},
      {at: "+2h", expect: {actions: [send_quick_message]}}
    """
    (outcome,) = outcomes(WRONG % timeline, "x.yaml")
    assert outcome.wrong == ()


def test_at_night_the_assignment_waits_for_the_opening() -> None:
    text = """
version: 1
rules:
  - id: r
    when: lead.created
    do: [{assign_user: {pool: sales}}]
    tests:
      - name: t
        timeline:
          - {at: "2026-11-17 23:00", event: lead.created, expect: {fired: true, waits: next_opening, lead: {assigned_to: null}}}
          - {at: "2026-11-18 09:30", expect: {actions: [assign_user], lead: {assigned_to: asha}}}
      - name: with somebody at work
        users: {meena: available}
        timeline:
          - {at: "2026-11-17 23:00", event: lead.created, expect: {lead: {assigned_to: meena}}}
"""
    assert [wrong for outcome in outcomes(text, "x.yaml") for wrong in outcome.wrong] == []


@pytest.mark.parametrize(
    "told", [{"reachable": False, "phone": "+919812345678"}, {"phone": "+919812345678", "reachable": False}]
)
def test_who_cannot_be_reached_stays_so_whatever_else_a_test_says(told: dict[str, Any]) -> None:
    lead = stage_lead.new_lead(setting().account, told, 1)
    assert (lead.phone, lead.reachable) == ("+919812345678", False)
    stage_lead.change(lead, setting().account, {"reachable": True}, 2)
    assert lead.reachable
