"""`leadworker find rebuild`, and what doctor says of search rows."""

import asyncio
import json

import pytest
from typer.testing import CliRunner

from tests.integration.office import Office
from worker.cli import app
from worker.maintenance.doctor import checks
from worker.settings import Settings

pytestmark = pytest.mark.services


async def test_rows_are_made_anew_and_the_doctor_is_content(
    office: Office, monkeypatch: pytest.MonkeyPatch, mongo_url: str
) -> None:
    await office.open()
    await office.receive(office.message("phone:919812345671"), office.message("phone:919812345672"))
    monkeypatch.setenv("LEADWORKER_MONGO_URL", mongo_url)
    monkeypatch.setenv("LEADWORKER_DATABASE", office.mongo.database.name)
    monkeypatch.setenv("LEADWORKER_ACCOUNTS_DIR", str(office.directory))

    async def told() -> str:
        found = {check.name: check async for check in checks(Settings(), fix=True)}
        assert found["indexes"].status == "ok"
        return found["search rows"].status

    assert await told() == "warn"
    done = await asyncio.to_thread(CliRunner().invoke, app, ["find", "rebuild", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"account": None, "leads": 2, "written": 2}
    assert await told() == "ok"
    assert await office.mongo.database["lead_find"].count_documents({"account": "acme"}) == 2
    done = await asyncio.to_thread(CliRunner().invoke, app, ["find", "rebuild", "--account", "acne"])
    assert "did you mean acme" in str(done.exception)
