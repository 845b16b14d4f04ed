"""Requests of every kind against a real server: whatever is sent, the answers are those of the API's own document.

`make api-fuzz` sends many more (LEADWORKER_TEST_FUZZ of each operation, and those at the edges of each value).
"""

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import Final

import pytest

from tests import hostile
from tests.acceptance.test_api_leads import Desk, desk
from worker.access.roles import PERMISSIONS

__all__ = ["desk"]  # the fixture
pytestmark = pytest.mark.services

EXAMPLES: Final = int(os.environ.get("LEADWORKER_TEST_FUZZ", "0"))
IN_CI: Final = 3  # examples of each operation
CONFIG: Final = """
parameters = {{ "path.account" = "{account}", "path.lead" = "{lead}", "path.space" = "{space}", "path.entry" = 1 }}
[auth.openapi.token]
bearer = "{token}"
"""
# What is refused by what it means (a field that there is not, a key that came with another body) fits the document.
UNFIT: Final = "positive_data_acceptance"
STREAM: Final = "events"  # never ends


async def config(desk: Desk, tmp_path: Path) -> Path:
    """Put in what requests find: leads, a space, a token; give the file that names them."""
    leads = []
    for n in range(5):
        new = {"phone": f"+9198123450{n:02}", "fields": {"name": f"Asha {n}"}, "tags": ["hot"], "note": "called"}
        status, made = await desk.ask("POST", "/leads", new, f"lead-{n}")
        assert status == 201, made
        leads.append(made["lead"]["id"])
    _, space = await desk.ask("POST", "/spaces", {"name": "Hot", "scope": "me"}, "space")
    scopes = sorted(set(PERMISSIONS) - {"user.manage"})  # nobody is let go, and the token is not revoked
    status, token = await desk.ask("POST", "/tokens", {"name": "fuzz", "scopes": scopes})
    assert status == 201, token
    path = tmp_path / "schemathesis.toml"
    text = CONFIG.format(account=desk.account, lead=leads[0], space=space["id"], token=token["token"])
    await asyncio.to_thread(path.write_text, text)
    return path


@pytest.mark.timeout(3600 if EXAMPLES else 300)
async def test_the_server_does_as_its_document_says(desk: Desk, tmp_path: Path) -> None:
    address = f"{desk.browser._base_url}".rstrip("/")
    phases = "examples,coverage,fuzzing" if EXAMPLES else "examples,fuzzing"
    command = [
        *(str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(await config(desk, tmp_path))),
        *("run", f"{address}/api/v1/openapi.json", "--phases", phases, "-n", str(EXAMPLES or IN_CI)),
        *("--exclude-operation-id", STREAM, "--exclude-checks", UNFIT, "--continue-on-failure", "--no-color"),
        *("--request-timeout", "30"),
        *(("--generation-database", "none") if EXAMPLES else ("--generation-deterministic", "--no-shrink")),
    ]
    fuzz = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=tmp_path
    )
    told, _ = await fuzz.communicate()
    text = told.decode()
    print(text)
    assert fuzz.returncode == 0, text[-8_000:]
    tested = re.search(r"Tested: (\d+)", text)
    assert tested is not None
    assert int(tested[1]) > 40
    status, _ = await desk.ask("GET", "/me")  # it is there, and serves
    assert status == 200


@pytest.mark.timeout(240)
async def test_no_operator_and_no_pattern_reaches_the_database(desk: Desk) -> None:
    """On a real MongoDB: what looks like an operator, a path or a pattern is a text, wherever it stands."""
    status, made = await desk.ask("POST", "/leads", {"phone": "+919812345001", "fields": {"name": "Asha Rao"}}, "a")
    assert status == 201
    lead = made["lead"]["id"]
    for n, value in enumerate((*hostile.OPERATORS, *hostile.PATTERNS)):
        for path, body in (
            ("/leads/query", {"search": value}),
            ("/leads/query", {"filter": {"field": "name", "op": "starts", "value": value}}),
            ("/leads/query", {"filter": {"field": value, "op": "is", "value": "x"}}),
            ("/leads/query", {"sort": [{"field": value}]}),
            ("/spaces", {"name": value, "scope": "me"}),
            ("/leads", {"phone": f"+91981239{n:04}", "fields": {"name": value}, "tags": [value]}),
        ):
            status, answer = await desk.ask("POST", path, body, f"k{n}{path}")
            assert status in {200, 201, 422}, (path, body, answer)
            if path == "/leads/query" and status == 200 and isinstance(value, str) and re.search(r"\w{2}", value):
                assert lead not in [row["id"] for row in answer["data"]], (body, answer)
        for sent in ({"email": value, "password": "x"}, {"email": "asha@example.com", "password": value}):
            async with desk.browser.post("/api/v1/auth/login", json=sent) as response:
                assert response.status in {401, 422, 429}, (sent, response.status)
    status, kept = await desk.ask("POST", "/leads/query", {"size": 100, "columns": ["name", "tag"]})
    names = {row["cells"]["name"]["value"] for row in kept["data"]}
    assert {"Asha Rao", "$where", "$ROOT.password", "a.b.$[].c", "__proto__", "(a+)+$", ".*", "\\"} <= names
    assert all(row["cells"]["tag"]["value"] in ([row["cells"]["name"]["value"]], []) for row in kept["data"])
    status, verified = await desk.ask("GET", f"/leads/{lead}/verify")
    assert (status, verified["sound"]) == (200, True)
