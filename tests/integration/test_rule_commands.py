"""`leadworker rules explain`, `why-owner`, `diff` and `backtest` on a real mongod: what they print, and their exit codes."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.integration.office import START, Office
from worker.cli import app
from worker.commands import rule_replays
from worker.commands.rule_pauses import NotPausedError
from worker.contact import Failure
from worker.errors import UnknownNameError

pytestmark = pytest.mark.services

RULES = """
rules:
  - id: in-turn
    when: lead.created
    do: [{assign_user: {pool: three, pick: round_robin}}]
  - {id: greet, when: lead.created, limits: {once_per_lead: true}, do: [{send_quick_message: {text: Hello}}]}
  - {id: again, when: lead.message_received, limits: {once_per_lead: true}, do: [{note: seen}]}
  - {id: try-out, mode: shadow, when: lead.message_received, do: [{note: tried}]}
  - {id: resting, mode: paused, when: lead.message_received, do: [{note: never}]}
  - {id: rich, when: lead.message_received, if: {lead.budget: {at_least: 100}}, do: [{add_tags: [rich]}]}
  - {id: campaigns, when: {event: lead.message_received, source: campaign}, do: [{note: never}]}
  - {id: final, when: lead.message_received, priority: -1, after_match: stop, do: [{note: last}]}
  - {id: behind, when: lead.message_received, priority: -2, do: [{note: never}]}
"""
PERSON = "+919812345678"
SECOND = "acme:wa:2/lead.message_received"


class Terminal:
    """Runs commands against the office's database and accounts, at its time."""

    def __init__(self, office: Office) -> None:
        self.office = office

    async def run(self, *words: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, ["rules", *words])

    async def rows(self, *words: str, code: int = 0) -> list[dict[str, Any]]:
        result = await self.run(*words, "--json")
        assert result.exit_code == code, result.output
        return [json.loads(line) for line in result.stdout.splitlines()]

    async def outcomes(self, *words: str) -> dict[str, tuple[str, str]]:
        return {row["rule"]: (row["outcome"], row["because"]) for row in await self.rows("explain", *words)}


@pytest.fixture
async def terminal(office: Office, mongo_url: str, mongo_database: str, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Give a terminal; the person has written twice, and rules have looked at both."""
    monkeypatch.setenv("LEADWORKER_MONGO_URL", mongo_url)
    monkeypatch.setenv("LEADWORKER_DATABASE", mongo_database)
    monkeypatch.setenv("LEADWORKER_ACCOUNTS_DIR", str(office.directory))
    for module in (rule_replays,):
        monkeypatch.setattr(module, "SystemClock", lambda: office.clock)
    await office.open(RULES)
    for text in ("hello", "anybody there?"):
        office.clock.pass_(60_000)
        await office.receive(office.message("phone:919812345678", text=text))
        await office.settle()
    return Terminal(office)


async def test_explain_tells_of_every_rule_what_the_latest_event_meant_to_it(terminal: Terminal) -> None:
    found = await terminal.outcomes("--lead", PERSON, "--event", SECOND)
    assert found["final"] == ("fired", "matched")
    assert found["try-out"][0] == "shadow"
    assert found["again"][0] == "held"
    assert found["rich"][0] == "not_matched"
    assert "lead.budget" in found["rich"][1]
    assert found["campaigns"][0] == "not_asked"
    assert "source" in found["campaigns"][1]
    assert found["behind"] == ("held", "stopped")
    assert "paused" in " ".join(found["resting"])


async def test_a_message_is_found_by_its_own_id_without_what_rules_did_about_it(terminal: Terminal) -> None:
    rows = await terminal.rows("explain", "--lead", PERSON, "--event", "wa:2")
    assert {str(row["event_id"]).partition("/")[0] for row in rows} == {"acme:wa:2"}


async def test_explain_shows_a_chosen_rule_with_its_conditions_as_text(terminal: Terminal) -> None:
    result = await terminal.run("explain", "--lead", PERSON, "--event", SECOND, "--rule", "rich")
    assert result.exit_code == 0
    assert "not_matched" in result.stdout
    assert "✗ lead.budget" in result.stdout
    assert "it was missing" in result.stdout
    assert "final" not in result.stdout


async def test_a_rule_that_came_later_is_asked_now_and_acts_on_nothing(terminal: Terminal) -> None:
    office = terminal.office
    before = await office.lead()
    office.edit(RULES + "  - {id: fresh, when: lead.created, do: [{add_tags: [x]}]}\n")
    (row,) = await terminal.rows("explain", "--lead", PERSON, "--event", "acme:wa:1/lead.created", "--rule", "fresh")
    assert (row["outcome"], row["detail"]) == ("would_fire", "asked now; nothing was recorded")
    assert await office.lead() == before


@pytest.mark.parametrize("words", [("explain", "--lead"), ("why-owner",)])
@pytest.mark.parametrize("lead", ["+919800000000", "nobody@acme.example", "no-such-id"])
async def test_a_lead_that_is_none_is_an_error_with_a_sentence(
    terminal: Terminal, words: tuple[str, ...], lead: str
) -> None:
    result = await terminal.run(*words, lead)
    assert f"there is no lead '{lead}'" in str(result.exception)
    assert isinstance(result.exception, UnknownNameError)  # which the program shows as one sentence, and exits with 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("explain", "--lead", PERSON, "--event", "lead.message"),
            "event 'lead.message' of {lead}; did you mean lead.mess",
        ),
        (("explain", "--lead", PERSON, "--event", "qqqq"), "there is no event 'qqqq' of {lead}; there are"),
        (("explain", "--lead", PERSON, "--account", "acne"), "there is no account 'acne'; did you mean acme?"),
        (("explain", "--lead", PERSON, "--rule", "rihc"), "there is no rule 'rihc'; did you mean rich?"),
        (("why-owner", PERSON, "--account", "acne"), "there is no account 'acne'; did you mean acme?"),
        (("paused", "--account", "acne"), "there is no account 'acne'; did you mean acme?"),
        (("resume", "rich", "--account", "acne"), "there is no account 'acne'; did you mean acme?"),
        (("resume", "rihc", "--account", "acme"), "there is no rule 'rihc' in acme; did you mean rich?"),
    ],
)
async def test_a_name_that_is_none_is_an_error_with_the_closest_names(
    terminal: Terminal, words: tuple[str, ...], said: str
) -> None:
    result = await terminal.run(*words)
    assert said.format(lead=(await terminal.office.lead())["_id"]) in str(result.exception)
    assert isinstance(result.exception, UnknownNameError)
    assert result.stdout == ""


async def test_a_rule_that_is_not_paused_cannot_be_resumed(terminal: Terminal) -> None:
    result = await terminal.run("resume", "rich", "--account", "acme")
    assert isinstance(result.exception, NotPausedError)


async def test_why_owner_tells_who_was_chosen_and_who_was_passed_over(terminal: Terminal) -> None:
    owner = (await terminal.office.lead())["assignee"]["v"]
    (row,) = await terminal.rows("why-owner", PERSON)
    assert (row["from"], row["to"], row["by"]) == (None, owner, "rule in-turn")
    assert row["choices"][0]["user"] == owner
    result = await terminal.run("why-owner", PERSON)
    assert result.exit_code == 0
    assert f"{owner} owns it" in result.stdout
    assert "three" in result.stdout


async def test_diff_tells_who_would_newly_get_a_message_and_exits_with_1(terminal: Terminal, tmp_path: Path) -> None:
    lead, old = (await terminal.office.lead())["_id"], terminal.office.directory
    new = tmp_path / "new"
    shutil.copytree(old, new)
    same = await terminal.run("diff", str(old), str(new))
    assert (same.exit_code, same.stdout.strip()) == (0, "the same firings, on the same leads")
    file = new / "acme" / "rules" / "all.yaml"
    file.write_text(
        RULES.replace("do: [{note: last}]", "do: [{send_quick_message: {text: Bye}}]").replace(
            "id: greet, when: lead.created", "id: greet, when: lead.closed"
        )
    )
    rows = {row["rule"]: row for row in await terminal.rows("diff", str(old), str(new), code=1)}
    assert rows["final"]["newly_messaged"] == [lead]
    assert (rows["greet"]["no_longer_messaged"], rows["greet"]["fired_after"]) == ([lead], 0)
    assert set(rows) == {"final", "greet"}
    told = await terminal.run("diff", str(old), str(new))
    assert told.exit_code == 1
    assert f"1 would newly get a message: {lead}" in told.stdout


async def test_backtest_counts_firings_and_what_limits_held_back(terminal: Terminal) -> None:
    assert terminal.office.clock.now() > START
    rows = {
        row["rule"]: row for row in await terminal.rows("backtest", str(terminal.office.directory), "--since", "1d")
    }
    assert (rows["greet"]["fired"], rows["greet"]["messages"]) == (1, 1)
    assert rows["again"]["fired"] == 1
    assert rows["again"]["held"]
    assert (await terminal.run("backtest", str(terminal.office.directory), "--rule", "greet")).exit_code == 0


async def test_explain_tells_which_message_was_refused_or_is_held_and_why(terminal: Terminal) -> None:
    office = terminal.office
    gone = Failure("unreachable", "131026", "Message undeliverable")
    passing = Failure("try_again", "131056", "Pair rate limit", 64_000)
    report: dict[str, Any] = {"inbound": False, "creates": False, "activity": "delivery_failed", "text": ""}
    other = "phone:919812345670"
    office.edit(
        RULES.replace("when: lead.created, limits: {once_per_lead: true}, do", "when: lead.delivery_failed, do")
    )
    await office.receive(office.message(other))
    await office.receive(office.message("phone:919812345678", failures=(gone,), **report))
    await office.receive(office.message(other, failures=(passing,), **report))
    await office.settle()
    for person, word in ((PERSON, "refused: "), (other, "held: ")):
        result = await terminal.run("explain", "--lead", person, "--event", "lead.delivery_failed", "--rule", "greet")
        assert "fired" in result.stdout
        assert f"send_quick_message {word}" in result.stdout
    assert "131056 Pair rate limit" in result.stdout
    await office.mongo.database["runs"].delete_many({})
    (row,) = await terminal.rows("explain", "--lead", PERSON, "--event", "lead.delivery_failed", "--rule", "greet")
    assert (row["outcome"], [step["reason"] for step in row["refused"]]) == ("fired", ["unreachable"])
    result = await terminal.run("explain", "--lead", other, "--event", "lead.delivery_failed", "--rule", "greet")
    assert "send_quick_message held: " in result.stdout
