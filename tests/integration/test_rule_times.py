"""Conditions on time: the engine, however late it is, explanations and backtests judge them at the same moment."""

from typing import Any

import pytest

from tests.integration.office import DAY, HOUR, MINUTE, START, Office
from tests.integration.test_rule_commands import Terminal
from worker.commands import rule_replays

pytestmark = pytest.mark.services

CONDITIONS = {
    "day": "{time: {within: office}}",
    "night": "{time: {outside: office}}",
    "late-afternoon": '{time: {between: ["17:00", "18:00"]}}',
    "tuesdays": "{time: {weekday: tue}}",
    "wednesdays": "{time: {weekday: wed}}",
    "fresh": "{lead.last_message_at: {newer_than: 30m}}",
    "window-open": "{lead.window: open}",
}
CLOSES = START + 7 * HOUR  # 18:00 in Kolkata, on a Tuesday
AT = {"before": CLOSES - MINUTE, "after": CLOSES + MINUTE}  # 17:59 and 18:01
EXPECTED = {
    "before": {"day", "late-afternoon", "tuesdays", "fresh", "window-open"},
    "after": {"night", "tuesdays", "fresh", "window-open"},
}


def rules(*prefixes: str) -> str:
    rows = [
        f"  - {{id: {prefix}{name}, when: lead.message_received, if: {condition}, do: [{{note: {name}}}]}}"
        for prefix in prefixes
        for name, condition in CONDITIONS.items()
    ]
    return "rules:\n" + "\n".join(rows) + "\n"


@pytest.fixture
async def terminal(office: Office, mongo_url: str, mongo_database: str, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Give a terminal; a message came a minute before the office closed, one a minute after, and no engine was there."""
    monkeypatch.setenv("LEADWORKER_MONGO_URL", mongo_url)
    monkeypatch.setenv("LEADWORKER_DATABASE", mongo_database)
    monkeypatch.setenv("LEADWORKER_ACCOUNTS_DIR", str(office.directory))
    monkeypatch.setattr(rule_replays, "SystemClock", lambda: office.clock)
    await office.open(rules(""))
    for name, at in AT.items():
        office.clock.time = at
        await office.receive(office.message("phone:919812345678", text=name, id=f"wa:{name}"))
    return Terminal(office)


def matched(rows: list[dict[str, Any]], prefix: str = "") -> set[str]:
    """Give the rules whose conditions held, whatever was done about it then."""
    return {
        row["rule"].removeprefix(prefix)
        for row in rows
        if row["outcome"] in ("fired", "would_fire") and row["rule"].startswith(prefix)
    }


@pytest.mark.parametrize("late", [2 * MINUTE, 16 * HOUR, 3 * DAY], ids=["minutes", "overnight", "days"])
async def test_a_backlog_that_crosses_a_boundary_is_judged_as_of_when_each_event_came(
    terminal: Terminal, late: int
) -> None:
    office = terminal.office
    office.clock.time = AT["after"] + late
    await office.settle()
    acted = {
        name: {row["by"]["id"] for row in await office.fired(causation=f"acme:wa:{name}/lead.message_received")}
        for name in AT
    }
    assert acted == EXPECTED

    words = ("explain", "--lead", "+919812345678", "--event")
    for name, at in AT.items():
        event = f"acme:wa:{name}/lead.message_received"
        recorded = await terminal.rows(*words, event)
        assert matched(recorded) == EXPECTED[name]
        assert {row["at"] for row in recorded if row["event_id"] == event} == {at}
    office.edit(rules("", "later-"))  # rules that nobody asked then, with the same conditions
    for collection in ("runs", "run_counts"):  # as if they had expired
        await office.mongo.database[collection].delete_many({})
    for name in AT:
        anew = await terminal.rows(*words, f"acme:wa:{name}/lead.message_received")
        assert matched(anew, "later-") == EXPECTED[name]
        assert matched(anew) >= EXPECTED[name]

    backtest = await terminal.rows("backtest", str(office.directory), "--since", "30d")
    counts = {row["rule"]: row["fired"] for row in backtest}
    for name in CONDITIONS:
        assert counts[name] == counts[f"later-{name}"] == sum(name in expected for expected in EXPECTED.values()), name


LIMITED = """
rules:
  - {id: hourly, when: lead.message_received, limits: {once_per_lead: 1h}, do: [{note: x}]}
  - {id: fused, when: lead.message_received, limits: {at_most: {times: 1, per: 1h}}, do: [{note: x}]}
"""


@pytest.mark.parametrize(("late", "expected"), [(0, 2), (16 * HOUR, 1)], ids=["keeping up", "behind"])
async def test_limits_count_from_when_rules_act_for_engine_explanation_and_backtest(
    terminal: Terminal, late: int, expected: int
) -> None:
    """Messages two hours apart: an engine that is behind meets both at once, and writes to nobody twice."""
    office = terminal.office
    office.edit(LIMITED)
    await office.events()  # those of the fixture are of no matter
    for number in (1, 2):
        office.clock.pass_(2 * HOUR)
        await office.receive(office.message("phone:919876543210", text="hi", id=f"wa:late-{number}"))
        if not late:
            await office.settle()
    office.clock.pass_(late)
    await office.settle()
    acted = [row["by"]["id"] for row in await office.fired()]
    assert {name: acted.count(name) for name in ("hourly", "fused")} == {"hourly": expected, "fused": expected}

    backtest = {row["rule"]: row for row in await terminal.rows("backtest", str(office.directory), "--since", "3d")}
    for name, why in (("hourly", "once_per_lead"), ("fused", "at_most")):
        # What came before the engine began is met by a backtest, too: the pair of the fixture.
        counted = backtest[name]["fired"] + backtest[name]["held"].get(why, 0)
        assert counted == 4, (name, backtest[name])
    assert backtest["hourly"]["fired"] == expected + 1, "one of the fixture's two, minutes apart"
    told = (await terminal.run("backtest", str(office.directory), "--since", "3d")).stdout
    behind = "Rules looked at events up to 18h after they came"
    assert (behind in " ".join(told.split())) == bool(late)

    for collection in ("runs", "run_counts"):  # as if they had expired
        await office.mongo.database[collection].delete_many({})
    event = "acme:wa:late-2/lead.message_received"
    rows = await terminal.rows("explain", "--lead", "+919876543210", "--event", event, "--rule", "hourly")
    (row,) = [row for row in rows if row["event_id"] == event and row["rule"] == "hourly"]
    assert (row["outcome"], row["because"]) == (("held", "once_per_lead") if late else ("fired", "matched"))


async def test_an_explanation_tells_times_in_the_zone_of_the_rule_and_groups_in_words(terminal: Terminal) -> None:
    office = terminal.office
    office.edit(
        "rules:\n  - id: told\n    when: lead.message_received\n    if:\n      time: {outside: office}\n"
        "      any:\n        - lead.created_at: {older_than: 1d}\n        - not: {lead.tags: {has: vip}}\n"
        "    do: [{note: x}]\n"
    )
    await office.settle()
    words = ("explain", "--lead", "+919812345678", "--event", "acme:wa:before/lead.message_received", "--rule", "told")
    told = (await terminal.run(*words)).stdout
    assert "it was Tue 2026-11-17 17:59:00 (Asia/Kolkata)" in told
    assert str(AT["before"]) not in told
    assert "1 of 2 conditions held; all are needed" in told
    assert "1 of 2 conditions held; one is needed" in told
    assert "it did not hold; it must not" in told
