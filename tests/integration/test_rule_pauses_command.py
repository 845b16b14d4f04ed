"""`leadworker rules paused` and `rules resume`, on a real mongod."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from worker.automations.rules.ruleset import Limit
from worker.automations.running.admission import Asking, admit
from worker.cli import app
from worker.store.automations import AutomationStore
from worker.store.mongo import Mongo
from worker.system import SystemClock

pytestmark = pytest.mark.services


def _blown(url: str, database: str) -> None:
    async def work() -> None:
        mongo = Mongo(url, database)
        limit = Limit(1, 3_600_000, "pause")
        asking = [Asking("acme", "offer", name, limit) for name in ("first", "second")]
        await admit(asking, AutomationStore(mongo), SystemClock())
        mongo.close()

    asyncio.run(work())


def test_a_paused_rule_is_listed_until_it_is_resumed(
    mongo_url: str, mongo_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LEADWORKER_MONGO_URL", mongo_url)
    monkeypatch.setenv("LEADWORKER_DATABASE", mongo_database)
    runner = CliRunner()
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "account.yaml").write_text("name: Acme\n")
    monkeypatch.setenv("LEADWORKER_ACCOUNTS_DIR", str(tmp_path))
    assert "no rule is paused" in runner.invoke(app, ["rules", "paused"]).stdout
    _blown(mongo_url, mongo_database)
    assert "acme offer  paused" in runner.invoke(app, ["rules", "paused", "--account", "acme"]).stdout
    (row,) = map(json.loads, runner.invoke(app, ["rules", "paused", "--json"]).stdout.splitlines())
    assert (row["account"], row["rule"], row["times"], row["key"]) == ("acme", "offer", 1, "second")
    assert runner.invoke(app, ["rules", "resume", "offer", "--account", "other"]).exit_code == 1
    assert runner.invoke(app, ["rules", "resume", "offer", "--account", "acme"]).exit_code == 0
    assert "no rule is paused" in runner.invoke(app, ["rules", "paused"]).stdout
    assert runner.invoke(app, ["rules", "resume", "offer", "--account", "acme"]).exit_code == 1
