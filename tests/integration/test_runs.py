"""What is kept of rules that were asked, on a real mongod: bounded by rules and hours, not by events."""

import pytest

from tests.integration.office import HOUR, Office
from worker.automations.running.run_log import SAMPLES
from worker.store.rule_summary import RuleSummary

pytestmark = pytest.mark.services

UNCONCERNED = """
rules:
  - {id: rich, when: lead.created, if: {lead.budget: {at_least: 100}}, do: [{add_tags: [rich]}]}
  - {id: local, when: lead.created, if: {lead.city: Pune}, do: [{add_tags: [local]}]}
  - {id: taken, when: lead.created, if: {lead.assigned_to: set}, do: [{add_tags: [taken]}]}
"""
ROWS = 5_000


async def test_a_list_that_no_rule_is_concerned_with_leaves_few_documents_and_true_counts(office: Office) -> None:
    await office.open(UNCONCERNED)
    for first in range(0, ROWS, 500):
        rows = [
            office.message(f"phone:9198{n:08}", source="campaign", activity="campaign_row", inbound=False)
            for n in range(first, first + 500)
        ]
        await office.receive(*rows)
        await office.settle()
    database = office.mongo.database
    assert await database["runs"].count_documents({}) == 3 * SAMPLES
    assert await database["run_counts"].count_documents({}) <= 3 * 2
    summed = {row["rule"]: (row["outcome"], row["runs"]) for row in await RuleSummary(office.mongo).runs()}
    assert summed == dict.fromkeys(("rich", "local", "taken"), ("not_matched", ROWS))


async def test_runs_of_before_there_were_counts_are_counted_beside_them(office: Office) -> None:
    await office.open(UNCONCERNED)
    old = {"rule": "rich", "outcome": "not_matched", "because": "lead.budget", "lead": "l", "event_id": "e"}
    await office.mongo.database["runs"].insert_many([{"_id": f"old-{n}", "at": 1, **old} for n in range(3)])
    await office.receive(office.message("phone:919812345678"))
    await office.settle()
    (row,) = [row for row in await RuleSummary(office.mongo).runs() if row["rule"] == "rich"]
    assert row["runs"] == 4


async def test_what_edits_leave_in_an_engine_is_bounded(office: Office) -> None:
    text = "rules: [{{id: r, when: lead.message_received, wait: [{{id: w, after: {n}h, do: [{{note: x}}]}}]}}]"
    await office.open(text.format(n=1))
    engine = await office.engine()
    for n in range(1, 9):
        office.edit(text.format(n=n))
        await office.receive(office.message("phone:919812345678"))
        await office.settle([engine])
        office.clock.pass_(HOUR)
    assert len(engine._pinned) == 1
    assert len(await office.rows("rule_revisions")) == 8
    assert {row["schema"] for name in ("rule_revisions", "waits", "runs") for row in await office.rows(name)} == {1}
