"""The audit log on the command line: what `users` does is in it, and `verify` shows what was done to it."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pymongo
import pytest

from tests.integration.test_store_commands import Desk, desk

pytestmark = pytest.mark.services

__all__ = ["desk"]


@pytest.fixture
def audit(mongo_url: str, mongo_database: str) -> Any:
    client: Any = pymongo.MongoClient(mongo_url)
    yield client[mongo_database].audit
    client.close()


def test_what_commands_do_to_people_is_written_down_and_verified(desk: Desk, audit: Any) -> None:
    who = ("--email", "asha@example.com")
    for command in (
        ("add", "-a", "acme", *who),
        ("add", "-a", "acme", *who, "--role", "admin"),
        ("reset", *who),
        ("off", *who),
    ):
        assert desk.run("users", *command).exit_code == 0
    rows = list(audit.find({"account": "acme"}).sort("seq"))
    assert [row["type"] for row in rows] == ["user_invited", "user_changed", "user_linked", "user_changed"]
    assert {row["actor"] for row in rows} == {"leadworker users"}
    assert "asha@example.com" not in str(rows)
    whole = desk.run("verify")
    assert (whole.exit_code, "4 entries of the audit log" in whole.output) == (0, True), whole.output

    audit.update_one({"account": "acme", "seq": 2}, {"$set": {"about.role": "user"}})
    found = desk.run("verify", "--json")
    assert found.exit_code == 1
    told = [json.loads(line) for line in found.stdout.splitlines()]
    (fault,) = [one for one in told if one["kind"] == "audit"]
    assert (fault["account"], fault["text"].startswith("entry 2 (user_changed) was altered")) == ("acme", True)
    assert "acme audit log audit: entry 2" in desk.run("verify", "--account", "acme").stdout
    assert desk.run("verify", "--account", "zen").exit_code == 0


def test_people_get_the_roles_that_their_account_has(desk: Desk, tmp_path: Path) -> None:
    who = ("add", "-a", "acme", "--email", "asha@example.com", "--role")
    assert "there is no role 'chief' in acme" in str(desk.run("users", *who, "chief").exception)
    (tmp_path / "acme" / "roles.yaml").write_text("roles:\n  chief: {sees: all, may: ['*']}\n")
    assert "there is no role 'admin' in acme" in str(desk.run("users", *who, "admin").exception)
    assert desk.run("users", *who, "chief").exit_code == 0


def test_indexes_of_the_api_are_asked_for_only_where_it_was_served(
    desk: Desk, mongo_url: str, mongo_database: str
) -> None:
    from worker.store.condition import Condition
    from worker.store.mongo import Mongo

    async def missing() -> list[str]:
        mongo = Mongo(mongo_url, mongo_database)
        try:
            return (await Condition(mongo).index_faults())[0]
        finally:
            mongo.close()

    before = asyncio.run(missing())
    assert not [name for name in before if name.startswith(("people.", "spaces.", "audit."))]
    assert desk.run("users", "list", "-a", "acme").exit_code == 0
    client: Any = pymongo.MongoClient(mongo_url)
    client[mongo_database].people.drop_index("email")
    client.close()
    assert "people.email" in asyncio.run(missing())
