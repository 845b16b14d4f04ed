"""Commands while an account's files are broken: they go on with the last good version, as the workers do, and say so."""

import asyncio
import json
import re
import time
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.integration.back_office import wrote
from worker.cli import app
from worker.commit.outbox import DeferredOutbox
from worker.commit.path import CommitPath
from worker.configuration.accounts import load_accounts
from worker.configuration.keeping import Keeping
from worker.store.account_versions import AccountVersions
from worker.store.leads import LeadStore
from worker.store.mongo import Mongo
from worker.system import SystemClock, new_id

pytestmark = pytest.mark.services

RULES = "version: 1\nowner: asha\nrules:\n  - {id: welcome, when: lead.created, do: [{add_tags: [new]}]}\n"
STANDS_IN = r"acme: account: its last good version is in force; wrong%s: .*account\.yaml:\d+:\d+: "
SINCE = r" since 20\d\d-\d\d-\d\d \d\d:\d\d UTC"


class Shop:
    """An account, a worker that keeps what it loads, and the command line."""

    def __init__(self, url: str, database: str, directory: Path) -> None:
        self.url, self.database, self.directory = url, database, directory
        (directory / "acme" / "rules").mkdir(parents=True)
        (directory / "acme" / "rules" / "10.yaml").write_text(RULES)
        self.settings("name: Acme\nregion: IN\n")

    def settings(self, text: str) -> None:
        (self.directory / "acme" / "account.yaml").write_text(text)

    def worker(self) -> None:
        """Start a worker, as far as it keeps what it loads; and let somebody write."""

        async def working() -> None:
            mongo = Mongo(self.url, self.database)
            keeping = Keeping(AccountVersions(mongo), SystemClock())
            loaded = await keeping.load(self.directory)
            keeping.note(loaded)
            await keeping.keep()
            store = LeadStore(mongo)
            await store.prepare()
            path = CommitPath(store, DeferredOutbox(store), lambda: loaded.accounts, SystemClock(), new_id)
            await path.apply([wrote("phone:919812345678")])
            mongo.close()

        asyncio.run(working())

    def run(self, *arguments: str, **more: str) -> Result:
        environment = {
            "LEADWORKER_MONGO_URL": self.url,
            "LEADWORKER_DATABASE": self.database,
            "LEADWORKER_ACCOUNTS_DIR": str(self.directory),
            "COLUMNS": "200",
        }
        return CliRunner().invoke(app, list(arguments), env=environment | more)


@pytest.fixture
def shop(mongo_url: str, mongo_database: str, tmp_path: Path) -> Shop:
    shop = Shop(mongo_url, mongo_database, tmp_path / "accounts")
    shop.worker()
    return shop


def test_a_command_says_nothing_while_the_files_are_whole(shop: Shop) -> None:
    result = shop.run("leads", "list", "--account", "acme", "--state", "contacted")
    assert (result.exit_code, "last good" in result.stderr) == (0, False)


def test_a_command_goes_on_with_the_last_good_version_and_says_so(shop: Shop) -> None:
    shop.settings("name: Acme\nregion: Atlantis\n")
    result = shop.run("leads", "list", "--account", "acme", "--state", "contacted")
    assert result.exit_code == 0, result.output
    assert re.search(STANDS_IN % "", result.stderr)
    assert "last good" not in result.stdout

    shop.worker()  # which sees it, and notes since when
    result = shop.run("rules", "explain", "--lead", "+919812345678", "--event", "lead.created", "--json")
    assert result.exit_code == 0, result.output
    assert [json.loads(line)["rule"] for line in result.stdout.splitlines()] == ["welcome"]
    assert re.search(STANDS_IN % SINCE, result.stderr)


def test_a_list_is_imported_with_the_last_good_version(shop: Shop, tmp_path: Path) -> None:
    shop.settings("name: Acme\nregion: Atlantis\n")
    (tmp_path / "people.csv").write_text("Name,Mobile\nAsha,98765 10001\n")  # of the region that was kept
    asked = ("import", str(tmp_path / "people.csv"), "--account", "acme", "--campaign", "diwali", "--json")
    result = shop.run(*asked)
    assert result.exit_code == 0, result.output
    assert re.search(STANDS_IN % "", result.stderr)
    result = shop.run("leads", "show", "+919876510001", "--json")
    assert result.exit_code == 0, result.output


def test_an_account_of_which_nothing_is_kept_is_still_an_error(shop: Shop, tmp_path: Path) -> None:
    (shop.directory / "zen").mkdir()
    (shop.directory / "zen" / "account.yaml").write_text("nme: Zen\n")
    (tmp_path / "people.csv").write_text("Name,Mobile\nAsha,+919876510001\n")
    result = shop.run("import", str(tmp_path / "people.csv"), "--account", "zen", "--campaign", "diwali")
    assert result.exit_code == 2
    assert "the files of 'zen' have errors" in " ".join(result.stderr.replace("│", "").split())


@pytest.mark.parametrize("command", ["accounts", "rules"])
def test_a_check_says_what_the_workers_go_on_with(shop: Shop, command: str) -> None:
    assert "the workers" not in shop.run(command, "check").output
    shop.settings("name: Acme\nregion: Atlantis\n")
    assert "the workers" not in shop.run(command, "check").output  # none of them has seen it yet
    shop.worker()
    result = shop.run(command, "check", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["accounts"]["acme"] in ("refused", {"loaded": False})  # the files as they are
    assert re.search("the workers: " + STANDS_IN % SINCE, result.stderr)


def test_a_rule_that_is_broken_is_told_in_the_same_way(shop: Shop) -> None:
    (shop.directory / "acme" / "rules" / "10.yaml").write_text(RULES.replace("add_tags", "add_tgs"))
    shop.worker()
    result = shop.run("rules", "check")
    assert result.exit_code == 1
    assert re.search(
        rf"the workers: acme: rule welcome: its last good version is in force; wrong{SINCE}", result.stderr
    )


@pytest.mark.parametrize("command", ["accounts", "rules"])
def test_a_check_neither_fails_nor_waits_for_a_store_that_is_away(shop: Shop, command: str) -> None:
    shop.settings("name: Acme\nregion: Atlantis\n")
    words = (command, "check", str(shop.directory))  # without DIR a wrong URL is a wrong setting, as ever
    whole = shop.run(*words, LEADWORKER_MONGO_URL="")
    for url in ("mongodb://127.0.0.1:9/", "no-url"):
        began = time.monotonic()
        result = shop.run(*words, LEADWORKER_MONGO_URL=url)
        assert time.monotonic() - began < 6
        assert (result.exit_code, result.output) == (1, whole.output)


def test_what_is_kept_is_only_read(shop: Shop) -> None:
    shop.settings("name: Acme\nregion: Atlantis\n")

    def kept() -> object:
        async def reading() -> object:
            mongo = Mongo(shop.url, shop.database)
            try:
                return await AccountVersions(mongo).kept()
            finally:
                mongo.close()

        return asyncio.run(reading())

    before = kept()
    shop.run("leads", "list")
    shop.run("accounts", "check")
    assert kept() == before
    assert "acme" not in load_accounts(shop.directory).accounts.by_id
