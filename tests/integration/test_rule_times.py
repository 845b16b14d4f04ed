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
