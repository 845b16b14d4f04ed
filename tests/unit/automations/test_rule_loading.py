"""Loading rules with the accounts: everything told in one pass, each rule by itself, last good revisions, hot reload."""

import asyncio
from pathlib import Path

import pytest

from tests.unit.automations.rule_sets import SETTING, load, read, rule, rules_text, situation, told, write
from worker.automations.rules.compiling import recompiled
from worker.automations.rules.ruleset import Wait
from worker.configuration.accounts import LoadResult, load_accounts
from worker.configuration.watch import AccountsWatch
from worker.errors import ConfigurationError

GOOD = "{id: good, when: lead.created, do: [{note: x}]}"
OTHER = "{id: other, when: lead.updated, do: [{add_tags: [x]}]}"


def errors(result: LoadResult) -> list[str]:
    return [f"{Path(f.file).name}:{f.line}:{f.column}: {f.message}" for f in result.findings if f.severity == "error"]


def revisions(result: LoadResult) -> dict[str, str]:
    return {rule.id: rule.revision for rule in result.automations["acme"].rules.rules}


# What is told


def test_every_kind_of_mistake_is_told_in_one_pass_at_its_place() -> None:
    text = """\
version: 1
calendar: ofice
rules:
  - id: a
    when: {event: lead.creatd, sorce: x}
    if:
      all:
        - lead.scroe: {at_least: 3}
        - lead.score: {equls: 3}
        - foo
    do:
      - assing_user: x
      - assign_user: {pool: senoirs}
      - set_state: wno
      - send_quick_message: welcom
      - set_field: {scor: 3, score: lots}
      - notify: {team: slaes, text: "{{ lead.nmae }}"}
      - note: |
          Hello
          {{ lead.name | uper }}
    then: x
    then: y
    wait:
      - {id: w, after: 2 parsecs, cancel_if: [message.recieved], do: [won]}
    limits: {once_per_lead: 30}
"""
    assert told(text) == [
        "2:11: calendars.yaml has no calendar 'ofice' - did you mean 'office'?",
        "5:19: there is no event 'lead.creatd' - did you mean 'lead.created'?",
        "5:32: unknown key 'sorce' - did you mean 'source'?",
        "8:11: there is no field 'lead.scroe' - did you mean 'lead.score'?",
        "9:24: there is no operator 'equls' - did you mean 'is'?",
        "10:11: a condition is `field: {operator: value}`, for example lead.score: {at_least: 70}, not text",
        "12:9: unknown key 'assing_user' - did you mean 'assign_user'?",
        "13:29: team.yaml has no pool 'senoirs' - did you mean 'seniors'?",
        "14:20: pipeline.yaml has no state 'wno' - did you mean 'won'?",
        "15:29: there is no messages/welcom.yaml - did you mean 'welcome'?",
        "16:21: fields.yaml has no field 'scor' - did you mean 'score'?",
        "16:37: the field 'score' would refuse this: 'lots' is no number; write it as 1234.5",
        "17:24: team.yaml has no team 'slaes' - did you mean 'sales'?",
        "17:37: there is no field 'lead.nmae' - did you mean 'lead.name'?",
        "20:11: there is no filter 'uper' - did you mean 'upper'?",
        "20:11: warning: lead.name may be missing, and then this is not sent; write lead.name | default('...'), or put it in an if",
        "21:5: unknown key 'then' - did you mean 'do'?",
        "22:5: duplicate key 'then' (first set on line 21)",
        "24:24: '2 parsecs': there is no unit 'parsecs'; use s, m, h, d or w",
        "25:29: a duration needs its unit: 30m, 30h or 30d",
    ]


@pytest.mark.parametrize(
    ("rule_text", "message"),
    [
        ("{id: a, on: lead.created, when: lead.created, do: [won]}", "unknown key 'on' - did you mean 'when'?"),
        ("{id: a, trigger: lead.created, when: lead.created, do: [won]}", "unknown key 'trigger' - did you mean 'when'?"),
        ("{id: a, when: lead.created, conditions: {}, do: [won]}", "unknown key 'conditions' - did you mean 'if'?"),
        ("{id: a, when: lead.created, actions: [won]}", "unknown key 'actions' - did you mean 'do'?"),
        ("{id: a, when: lead.created}", "the rule does nothing; give it `do`, or `wait` with a `do` in it"),
        ("{id: a, when: lead.created, do: []}", "the rule does nothing; give it `do`, or `wait` with a `do` in it"),
        ("{id: a, when: lead.created, do: [{won: , lost: }]}", "one action per '- ' line: give 'lost' a line of its own"),
        ("{id: a, when: lead.created, do: [{note: }]}", "nothing follows `note:`; it needs a text"),
        ("{id: a, when: lead.created, do: [{note: 'my secret:KEY'}]}", "secret:NAME can stand only in the url, headers and sign_with of call_webhook"),
        ("{id: a, when: lead.created, do: [{add_tags: ['{{ lead.name }}']}]}", "{{ }} is not used here; only texts are filled in"),
        ("{id: a, when: lead.created, do: [{assign_user: {user: asha, pool: seniors}}]}", "`assign_user` needs either `user` or `pool`"),
        ("{id: a, when: lead.created, do: [{assign_user: {user: asha, pick: least_busy}}]}", "`pick` belongs to `pool`; with `user` it says nothing"),
        ("{id: a, when: lead.created, do: [{call_webhook: 'https://u:p@x.example/'}]}", "'https://u:p@x.example/' does not fit; expected: an https address without user or password, or secret:NAME"),
        ("{id: a, when: lead.created, do: [{call_webhook: {url: 'https://x.example/', headers: {Authorization: Bearer x}}}]}", "'Authorization' is a credential; write secret:NAME, never the value itself"),
        ("{id: a, when: lead.created, do: [{send_quick_message: {text: hi, channel: email}}]}", "an e-mail needs a `subject`"),
        ("{id: a, when: lead.created, do: [{send_quick_message: {template: welcome, channel: email}}]}", "messages/welcome.yaml has no `subject`, which an e-mail needs"),
        ("{id: a, when: lead.created, do: [{send_quick_message: {text: hi, fallback: [sms, email]}}]}", "an e-mail needs a `subject`"),
        ("{id: a, when: lead.created, do: [{send_quick_message: {template: welcome, fallback: email}}]}", "messages/welcome.yaml has no `subject`, which an e-mail needs"),
        ("{id: a, when: lead.created, do: [{send_quick_message: {text: hi, channel: sms, fallback: whatsapp}}]}", "`fallback` names other channels for messages by whatsapp: sms, email"),
        ("{id: a, when: lead.created, do: [{send_quick_message: {text: hi, fallback: whatsapp}}]}", "`fallback` names other channels for messages by whatsapp: sms, email"),
        ("{id: a, when: lead.delivery_faild, do: [won]}", "there is no event 'lead.delivery_faild' - did you mean 'lead.delivery_failed'?"),
        ("{id: a, when: lead.created, if: {lead.failures: {has: unreachabel}}, do: [won]}", "lead.failures is never 'unreachabel' - did you mean 'unreachable'?"),
        ("{id: a, when: lead.created, do: [{send_quick_message: {text: hi, sender: '7'}}]}", "account.yaml has no WhatsApp number '7'; known are 1001"),
        ("{id: a, when: {event: lead.created, from: new}, do: [won]}", "`from` belongs to the event lead.state_changed or lead.assigned; with this event it says nothing"),
        ("{id: a, when: {event: lead.assigned, to: ashaa}, do: [won]}", "`to` is never 'ashaa' - did you mean 'asha'?"),
        ("{id: a, when: {event: lead.updated, field: ctiy}, do: [won]}", "there is no field 'change.ctiy' - did you mean 'change.city'?"),
        ("{id: a, when: {event: lead.created, source: watsapp}, do: [won]}", "`source` is never 'watsapp' - did you mean 'whatsapp'?"),
        ("{id: a, when: lead.created, wait: [{id: w, after: 1d, counted_in: calendar, do: [won]}]}", "a day of working time is as long as the calendar says; write hours, for example 8h"),
        ("{id: a, when: lead.created, wait: [{id: w, after: 1h, if: {message.text: set}, do: [won]}]}", "no event happens when a wait is due, so message.text tells nothing; ask about the lead or the time"),
        ("{id: a, when: lead.created, wait: [{id: w, after: 1h, do: [won]}, {id: w, after: 2h, do: [won]}]}", "the wait 'w' is there twice"),
        ("{id: a, when: lead.created, limits: {once_per_lead: yes}, do: [won]}", "`once_per_lead` takes true, or a duration such as 30d"),
        ("{id: a, when: lead.created, limits: {at_most: {times: 0, per: 1h}}, do: [won]}", "this should be greater than or equal to 1, not 0"),
        ("{id: a b, when: lead.created, do: [won]}", "'a b' does not fit; expected: letters, digits, `_`, `.`, `-`; at most 64 characters"),
        ("{when: lead.created, do: [won]}", "the key 'id' is missing"),
        ("{id: a, when: lead.closed, if: {lead.status: open}, do: [won]}", "this can never be so: what the rule demands of lead.status excludes itself, so it never fires"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_told_with_what_was_meant(rule_text: str, message: str) -> None:
    _, found = read(rules_text(rule_text))
    assert [finding.message for finding in found if finding.severity == "error"] == [message]


@pytest.mark.parametrize(
    ("more", "said"),
    [("", True), (", limits: {once_per_lead: 1d}", False), (", limits: {at_most: {times: 9, per: 1d}}", False)],
)
def test_a_message_that_answers_a_failed_one_is_remarked_unless_it_is_limited(more: str, *, said: bool) -> None:
    answer = "{id: a, when: lead.delivery_failed%s, do: [{send_quick_message: {text: hi}}]}"
    _, found = read(rules_text(answer % more))
    assert [f.message.partition(";")[0] for f in found if f.severity == "warning"] == (
        ["a message that fails again brings this rule again"] if said else []
    )
    _, found = read(rules_text((answer % more).replace("text: hi", "text: hi, channel: sms")))
    assert [f for f in found if f.severity == "warning"] == []


def test_a_change_of_state_that_the_pipeline_never_allows_is_remarked() -> None:
    _, found = read(rules_text("{id: a, when: {event: lead.state_changed, to: new}, do: [won]}"))
    assert [(f.severity, f.message) for f in found] == [
        (
            "warning",
            "pipeline.yaml does not allow 'new' to become 'won', this will be refused; from there it allows contacted, lost",
        )
    ]


@pytest.mark.parametrize(
    ("url", "warned"),
    [
        ("https://x.example/hook?token=abc", True),
        ("https://x.example/hook?a=1&api_key=abc", True),
        ("https://x.example/hook?X-Amz-Signature=abc", True),
        ("https://x.example/hook?PASSWORD=abc", True),
        ("https://x.example/hook?keyboard=qwerty", False),
        ("https://x.example/token/hook", False),
        ("secret:crm", False),
    ],
)
def test_a_key_in_the_address_of_a_webhook_is_remarked_and_not_repeated(url: str, *, warned: bool) -> None:
    _, found = read(rules_text(f"{{id: a, when: lead.created, do: [{{call_webhook: '{url}'}}]}}"))
    text = "the address carries what looks like a secret; write url: secret:NAME, and keep the whole address there"
    assert [(f.severity, f.message) for f in found] == ([("warning", text)] if warned else [])


def test_the_words_of_older_yaml_are_read_as_they_stand() -> None:
    one = rule("{id: 0501, when: lead.created, if: {lead.city: no, time: {between: [22:30, 06:00]}}, do: [{note: on}]}")
    assert one.id == "0501"
    assert [step.wanted for step in one.judge(situation(lead={"fields": {"city": "NO"}})).trace][2:] == [
        "'no'",
        "between 22:30 and 06:00 (UTC)",
    ]


# Each rule by itself


def test_a_broken_rule_leaves_the_others_alone_and_stays_visible(tmp_path: Path) -> None:
    write(tmp_path, rules_a=rules_text(GOOD, "{id: bad, when: lead.creatd, do: [won]}"), rules_b=rules_text(OTHER))
    result, automations = load(tmp_path)
    assert [rule.id for rule in automations.rules.rules] == ["good", "other"]
    (broken,) = automations.rules.broken
    assert (broken.id, broken.last_good) == ("bad", None)
    assert "did you mean 'lead.created'" in broken.findings[0].message
    assert not result.ok
    assert "rule 'bad' is not loaded until this is corrected" in [finding.message for finding in result.findings]


def test_a_rule_that_breaks_keeps_its_last_good_revision_while_the_others_change(tmp_path: Path) -> None:
    write(tmp_path, rules_a=rules_text(GOOD, OTHER))
    first, _ = load(tmp_path)
    write(tmp_path, rules_a=rules_text(GOOD.replace("do:", "doo:"), OTHER.replace("[x]", "[y]")))
    second, automations = load(tmp_path, first)
    assert revisions(second)["good"] == revisions(first)["good"]
    assert revisions(second)["other"] != revisions(first)["other"]
    assert [broken.id for broken in automations.rules.broken] == ["good"]
    assert automations.rules.broken[0].last_good is first.automations["acme"].rules.by_id["good"]
    write(tmp_path, rules_a=rules_text(GOOD, OTHER.replace("[x]", "[y]")))
    third, automations = load(tmp_path, second)
    assert third.ok
    assert automations.rules.broken == ()


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\nrules: [\n",
        "version: 2\nrules: []\n",
        "version: 1\ntimezone: Nowhere/At_All\nrules: []\n",
        "version: 1\nrules: {}\n",
        "- no mapping\n",
        "version: 1\nrules:\n  - {idd: good, when: lead.created, do: [{note: x}]}\n",
        "\xff\xfe broken",
    ],
)
def test_a_file_that_cannot_be_read_keeps_all_of_its_rules(text: str, tmp_path: Path) -> None:
    write(tmp_path, rules_a=rules_text(GOOD), rules_b=rules_text(OTHER))
    first, _ = load(tmp_path)
    write(tmp_path, rules_a=text, rules_b=rules_text(OTHER.replace("[x]", "[y]")))
    second, automations = load(tmp_path, first)
    assert errors(second)
    assert revisions(second)["good"] == revisions(first)["good"]
    assert revisions(second)["other"] != revisions(first)["other"]
    assert "good" in {broken.id for broken in automations.rules.broken}


def test_a_rule_that_is_taken_out_is_gone_and_one_that_moves_to_another_file_goes_on(tmp_path: Path) -> None:
    write(tmp_path, rules_a=rules_text(GOOD, OTHER))
    first, _ = load(tmp_path)
    write(tmp_path, rules_a=rules_text(), rules_b=rules_text(GOOD))
    second, automations = load(tmp_path, first)
    assert revisions(second) == {"good": revisions(first)["good"]}
    assert automations.rules.broken == ()


def test_an_id_is_unique_in_an_account(tmp_path: Path) -> None:
    write(tmp_path, rules_a=rules_text(GOOD), rules_b=rules_text(OTHER, GOOD.replace("x", "y")))
    result, automations = load(tmp_path)
    assert sorted(rule.id for rule in automations.rules.rules) == ["good", "other"]
    (error,) = errors(result)
    assert error.startswith("b.yaml:5:5: the id 'good' is also that of the rule at ")
    assert "a.yaml:4:5" in error


@pytest.mark.parametrize(("file", "text"), [("team", "users: [{id: }]\n"), ("calendars", "calendars: 7\n")])
def test_a_broken_team_or_calendar_keeps_what_it_said_and_so_the_rules_that_need_it(
    file: str, text: str, tmp_path: Path
) -> None:
    needs = "{id: a, when: lead.created, if: {time: {within: office}}, do: [{assign_user: {pool: seniors}}]}"
    write(tmp_path, rules_a=rules_text(needs))
    first, _ = load(tmp_path)
    assert first.ok
    write(tmp_path, rules_a=rules_text(needs, OTHER), **{file: text})
    second, automations = load(tmp_path, first)
    assert [Path(f.file).name for f in second.findings if f.severity == "error"] == [f"{file}.yaml"]
    assert sorted(rule.id for rule in automations.rules.rules) == ["a", "other"]


def test_a_message_is_checked_like_the_texts_of_rules(tmp_path: Path) -> None:
    write(tmp_path, **{"messages/welcome": "text:\n  en: |\n    Hello\n    {{ lead.nmae }}\n"})
    result, _ = load(tmp_path)
    assert errors(result) == ["welcome.yaml:4:5: there is no field 'lead.nmae' - did you mean 'lead.name'?"]


def test_a_broken_account_keeps_its_last_good_version_and_its_rules_are_checked_against_that(tmp_path: Path) -> None:
    write(tmp_path, rules_a=rules_text(GOOD))
    first, _ = load(tmp_path)
    write(tmp_path, rules_a=rules_text(GOOD, OTHER), account="name: [")
    second, automations = load(tmp_path, first)
    assert second.kept == ("acme",)
    assert sorted(rule.id for rule in automations.rules.rules) == ["good", "other"]


def test_mistakes_in_the_rules_of_an_account_that_is_not_loaded_are_told_as_well(tmp_path: Path) -> None:
    write(tmp_path, rules_a=rules_text("{id: a, when: lead.creatd, do: [won]}"), account="name: A\nregoin: IN\n")
    result = load_accounts(tmp_path)
    assert result.missing == ("acme",)
    assert [line.partition(": ")[0] for line in errors(result)] == ["account.yaml:2:1", "a.yaml:4:19"]


def test_where_nothing_changed_the_same_value_is_handed_over_again(tmp_path: Path) -> None:
    write(tmp_path, rules_a=rules_text(GOOD))
    first, automations = load(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "account.yaml").write_text("name: Other\n")
    second, again = load(tmp_path, first)
    assert again is automations
    assert "other" in second.automations
    write(tmp_path, rules_a=rules_text(GOOD), fields="fields: [{id: city}]\n")
    assert load(tmp_path, second)[1] is not automations


def test_a_directory_that_is_gone_does_not_take_the_rules_with_it(tmp_path: Path) -> None:
    write(tmp_path / "accounts", rules_a=rules_text(GOOD))
    first, automations = load(tmp_path / "accounts")
    (tmp_path / "accounts").rename(tmp_path / "elsewhere")
    second, again = load(tmp_path / "accounts", first)
    assert second.kept == ("acme",)
    assert again is automations


async def test_an_edit_of_a_rule_file_swaps_the_snapshot(tmp_path: Path) -> None:
    write(tmp_path, rules_a=rules_text(GOOD))
    first, _ = load(tmp_path)
    seen: list[LoadResult] = []
    swapped = asyncio.Event()

    def swap(result: LoadResult) -> None:
        seen.append(result)
        if "other" in revisions(result):
            swapped.set()

    running = asyncio.create_task(AccountsWatch(tmp_path, first, settle=0.05, period=1.0).run(swap))
    try:
        write(tmp_path, rules_a=rules_text(GOOD, OTHER))
        async with asyncio.timeout(30):
            await swapped.wait()
    finally:
        running.cancel()
        await asyncio.wait([running])
    assert revisions(seen[-1])["good"] == revisions(first)["good"]


# Revisions


def test_a_revision_names_the_text_of_a_rule_not_its_place_or_form() -> None:
    one = rule("{id: a, when: lead.created, do: [{note: x}]}")
    same = rule("""
        when:
          lead.created   # a comment
        do:
          - note: "x"
        id: a
        tests: [{name: t, timeline: [{at: "2026-01-01 10:00", event: lead.created}]}]
    """)
    other = rule("{id: a, when: lead.created, do: [{note: y}]}")
    elsewhere, _ = read(rules_text("{id: a, when: lead.created, do: [{note: x}]}", header="timezone: Asia/Kolkata\n"))
    assert one.revision == same.revision
    assert len({one.revision, other.revision, elsewhere[0].revision}) == 3


def test_a_rule_can_be_compiled_again_from_its_source() -> None:
    one = rule("{id: a, when: lead.created, if: {lead.state: new}, wait: [{id: w, after: 2 working hours, do: [won]}]}")
    again = recompiled(one.source, SETTING)
    assert again.revision == one.revision
    assert (again.waits[0].after_ms, again.waits[0].calendar) == (7_200_000, "office")
    broken = {**one.source, "rule": {**one.source["rule"], "if": {"lead.gone": 1}}}
    with pytest.raises(ConfigurationError, match=r"lead\.gone"):
        recompiled(broken, SETTING)


def test_rules_stand_in_the_order_of_priority_then_file_then_place(tmp_path: Path) -> None:
    named = "{{id: {0}, priority: {1}, when: lead.created, do: [{{note: x}}]}}"
    write(
        tmp_path,
        rules_b=rules_text(named.format("b1", 0), named.format("b2", 5)),
        rules_a=rules_text(named.format("a1", 0), named.format("a2", -1)),
    )
    assert [rule.id for rule in load(tmp_path)[1].rules.rules] == ["b2", "a1", "b1", "a2"]


# Waits that check again


def test_a_wait_asks_again_what_can_be_asked_and_not_what_its_own_rule_changed() -> None:
    text = """
        id: a
        when: lead.created
        if:
          all:
            - lead.score: {at_least: 70}
            - lead.assigned_to: not_set
            - lead.state: {changed_to: new}
            - any: [{lead.tags: {has: vip}}, {message.text: {mentions: price}}]
        do: [{assign_user: {pool: seniors}}]
        wait:
          - {id: again, after: 2h, check_again: if, do: [{note: x}]}
          - {id: own, after: 2h, if: {lead.state: contacted}, do: [{note: x}]}
          - {id: none, after: 2h, do: [{note: x}]}
    """
    again, own, none = rule(text).waits
    later = situation("timer", message={}, lead={"assignee": "asha", "fields": {"score": 80}})
    assert again.holds_again(later)
    assert not again.holds_again(situation("timer", lead={"fields": {"score": 10}}))
    assert again.judge(situation("timer", lead={"fields": {"score": 10}})).because == "lead.score"
    assert own.judge(later).because == "lead.state"
    assert none.holds_again(later)
    assert isinstance(none, Wait)
    assert (again.check_again, own.check_again, none.check_again) == (True, True, False)
