# ruff: noqa: ASYNC240  (files of a few bytes)
"""The last good version of an account, and of each rule, survives a restart, whoever broke what and whoever looked."""

import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from worker.configuration.accounts import LoadResult, build, load_accounts
from worker.configuration.keeping import Keeping, require_accounts
from worker.configuration.last_good import GoodVersion, good_of
from worker.configuration.snapshot import Snapshot
from worker.errors import ConfigurationError
from worker.kept_accounts import Kept

RULES = """\
version: 1
owner: asha
rules:
  - {id: welcome, when: lead.created, do: [{add_tags: [%s]}]}
  - {id: goodbye, when: lead.created, do: [{add_tags: [%s]}]}
"""


@dataclass
class Store:
    """Keeps versions in memory; `rival` is called before each write, as another worker would write."""

    rows: dict[str, Kept] = field(default_factory=dict)
    writes: int = 0

    async def kept(self, accounts=None):
        return {name: row for name, row in self.rows.items() if accounts is None or name in accounts}

    async def keep(self, account, kept, at):
        if self.rows.get(account, Kept()).version != kept.version:
            return False
        assert at
        self.rows[account] = replace(kept, version=kept.version + 1)
        self.writes += 1
        return True

    async def forget(self, accounts):
        for account in accounts:
            self.rows.pop(account, None)


class Clock:
    """Stands still until it is moved."""

    time = 1_000

    def now(self):
        return self.time

    async def sleep(self, seconds):
        raise AssertionError(seconds)


class Worker:
    """What a process does with its accounts; another one on the same directory is that process started again."""

    def __init__(self, directory: Path, store: Store, clock: Clock | None = None) -> None:
        self.directory, self.keeping = directory, Keeping(store, clock or Clock())
        self.loaded: LoadResult | None = None

    async def start(self) -> LoadResult:
        self.loaded = await self.keeping.load(self.directory)
        return await self._kept()

    async def reload(self) -> LoadResult:
        assert self.loaded is not None
        self.loaded = build(Snapshot.read(self.directory), self.loaded.accounts, self.loaded.automations)
        return await self._kept()

    async def _kept(self) -> LoadResult:
        assert self.loaded is not None
        self.keeping.note(self.loaded)
        await self.keeping.keep()
        return self.loaded


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for name, number in (("acme", 1), ("beta", 2)):
        put(tmp_path, f"{name}/account.yaml", f"name: {name}\nnumbers: [{{id: {number}}}]\n")
    put(tmp_path, "acme/rules/10.yaml", RULES % ("one", "one"))
    put(tmp_path, "acme/team.yaml", "users: [{id: asha, name: Asha, email: asha@acme.example}]\n")
    put(tmp_path, "acme/messages/hello.yaml", "text: {en: Hello}\n")
    return tmp_path


def put(directory: Path, name: str, text: str) -> None:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def tags(result: LoadResult) -> dict[str, str]:
    """Rule to the tag that it adds."""
    rules = result.automations["acme"].rules
    return {rule.id: rule.source["rule"]["do"][0]["add_tags"][0] for rule in rules.rules}


async def test_a_broken_account_starts_with_its_last_good_version(directory: Path) -> None:
    store = Store()
    first = await Worker(directory, store).start()
    put(directory, "acme/account.yaml", "name: acme\nregoin: IN\n")
    worker = Worker(directory, store)
    result = await worker.start()
    assert result.kept == ("acme",)
    assert result.accounts.by_id["acme"] == first.accounts.by_id["acme"]
    assert result.accounts.by_number["1"].id == "acme"
    assert tags(result) == {"welcome": "one", "goodbye": "one"}
    assert [user.id for user in result.automations["acme"].surroundings.team.users] == ["asha"]
    assert [(f.account, f.part, f.in_force) for f in worker.keeping.faults] == [("acme", "account", True)]
    assert "unknown key 'regoin' - did you mean 'region'?" in str(worker.keeping.faults[0])


async def test_without_a_kept_version_it_is_not_loaded_and_that_is_said(directory: Path) -> None:
    put(directory, "acme/account.yaml", "name: acme\nregoin: IN\n")
    worker = Worker(directory, Store())
    result = await worker.start()
    assert (result.missing, sorted(result.accounts.by_id)) == (("acme",), ["beta"])
    assert [(f.part, f.in_force) for f in worker.keeping.faults] == [("account", False)]


async def test_each_rule_keeps_its_own_last_good_version(directory: Path) -> None:
    store = Store()
    worker = Worker(directory, store)
    revisions = {rule.id: rule.revision for rule in (await worker.start()).automations["acme"].rules.rules}
    put(directory, "acme/rules/10.yaml", RULES.replace("lead.created", "lead.craeted", 1) % ("two", "two"))
    assert tags(await worker.reload()) == {"welcome": "one", "goodbye": "two"}
    put(directory, "acme/rules/10.yaml", RULES.replace("lead.created", "lead.craeted") % ("three", "three"))
    again = Worker(directory, store)
    result = await again.start()
    assert tags(result) == {"welcome": "one", "goodbye": "two"}, "each as it was last good, at different times"
    assert result.automations["acme"].rules.by_id["welcome"].revision == revisions["welcome"]
    assert {(f.part, f.in_force) for f in again.keeping.faults} == {("rule welcome", True), ("rule goodbye", True)}


async def test_a_file_of_what_rules_refer_to_keeps_its_last_good_version(directory: Path) -> None:
    store = Store()
    await Worker(directory, store).start()
    put(directory, "acme/team.yaml", "users: [{ib: asha}]\n")
    put(directory, "acme/messages/hello.yaml", "text: {en: [}\n")
    worker = Worker(directory, store)
    around = (await worker.start()).automations["acme"].surroundings
    assert [user.id for user in around.team.users] == ["asha"]
    assert around.messages["hello"].text == {"en": "Hello"}
    assert {f.part for f in worker.keeping.faults} == {"team.yaml", "messages/hello.yaml"}


async def test_since_when_something_is_wrong_survives_restarts_and_ends_with_it(directory: Path) -> None:
    store, clock = Store(), Clock()
    await Worker(directory, store, clock).start()
    put(directory, "acme/account.yaml", "nam: acme\n")
    for clock.time in (2_000, 3_000, 4_000):
        worker = Worker(directory, store, clock)
        await worker.start()
        assert [f.since for f in worker.keeping.faults] == [2_000]
    put(directory, "acme/account.yaml", "name: acme\n")
    await worker.reload()
    assert worker.keeping.faults == ()
    assert store.rows["acme"].faults == ()


async def test_what_is_wrong_here_never_replaces_what_another_worker_kept(directory: Path, tmp_path: Path) -> None:
    store = Store()
    slow = Worker(directory, store)
    await slow.start()
    put(directory, "acme/account.yaml", "name: newer\n")
    put(directory, "acme/rules/10.yaml", RULES % ("newer", "newer"))
    await Worker(directory, store).start()
    put(directory, "acme/account.yaml", "nam: newest\n")
    put(directory, "acme/rules/10.yaml", RULES.replace("lead.created", "lead.craeted", 1) % ("x", "newest"))
    assert (await slow.reload()).accounts.by_id["acme"].settings.name == "acme", "it never saw the newer one"
    result = await Worker(directory, store).start()
    assert result.accounts.by_id["acme"].settings.name == "newer"
    assert tags(result) == {"welcome": "newer", "goodbye": "newest"}


async def test_a_lost_race_is_done_again_on_what_the_other_wrote(directory: Path) -> None:
    store = Store()
    worker = Worker(directory, store)
    await worker.start()
    real, rivals = store.kept, [True]

    async def kept(accounts=None):
        found = await real(accounts)
        if "acme" in found and rivals and rivals.pop():
            store.rows["acme"] = replace(found["acme"], version=found["acme"].version + 1)
        return found

    store.kept = kept
    put(directory, "acme/account.yaml", "name: newer\n")
    await worker.reload()
    version = GoodVersion.unpacked(store.rows["acme"].content)
    assert version is not None
    assert version.core["account.yaml"] == b"name: newer\n"


async def test_a_load_that_changes_nothing_writes_nothing(directory: Path) -> None:
    store = Store()
    await Worker(directory, store).start()
    writes = store.writes
    await Worker(directory, store).start()
    assert store.writes == writes == 2


async def test_a_folder_taken_away_is_a_removal_and_one_that_cannot_be_read_is_not(directory: Path) -> None:
    store = Store()
    worker = Worker(directory, store)
    await worker.start()
    whole = Snapshot.read(directory)
    beta = {name: content for name, content in whole.files.items() if name.startswith("beta/")}
    unreadable = Snapshot(directory, beta, {"acme/": "cannot be read: Permission denied"}, ("acme", "beta"))
    result = build(unreadable, worker.loaded.accounts, worker.loaded.automations)
    assert (result.kept, tags(result)) == (("acme",), {"welcome": "one", "goodbye": "one"})
    kept = GoodVersion.unpacked(store.rows["acme"].content)
    assert good_of(result, "acme").over(kept) == kept, "nothing of it is known to be gone"
    for path in sorted((directory / "acme").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (directory / "acme").rmdir()
    assert sorted((await worker.reload()).accounts.by_id) == ["beta"]
    assert sorted(store.rows) == ["beta"]


@pytest.mark.parametrize("name", ["rules/", "team.yaml", "messages/", "calendars.yaml", "roles.yaml"])
def test_a_part_that_cannot_be_read_keeps_its_last_version_and_is_told(directory: Path, name: str) -> None:
    before = load_accounts(directory).require()
    files = {n: c for n, c in Snapshot.read(directory).files.items() if not n.startswith(f"acme/{name}")}
    problem = {f"acme/{name}": "cannot be read: Permission denied"}
    result = build(Snapshot(directory, files, problem, ("acme", "beta")), before.accounts, before.automations)
    was, now = before.automations["acme"], result.automations["acme"]
    assert {rule.id for rule in now.rules.rules} == {"welcome", "goodbye"}
    assert (now.surroundings.team, now.surroundings.messages) == (was.surroundings.team, was.surroundings.messages)
    assert any("Permission denied" in str(finding) for finding in result.findings)


@pytest.mark.parametrize("instead", [None, "src/main.py"], ids=["nothing", "something else"])
async def test_all_accounts_gone_at_run_time_are_neither_forgotten_nor_worked_for(
    directory: Path, tmp_path_factory: pytest.TempPathFactory, instead: str | None
) -> None:
    store = Store()
    worker = Worker(directory, store)
    await worker.start()
    rows = {name: row.content for name, row in store.rows.items()}
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "accounts"
    directory.rename(elsewhere)
    if instead:
        put(directory, instead, "")
    result = await worker.reload()
    assert result.gone
    assert sorted(result.accounts.by_id) == ["acme", "beta"]
    assert any("no account is left here" in str(finding) for finding in result.findings)
    assert {name: store.rows[name].content for name in rows} == rows
    assert {(f.account, f.part) for f in worker.keeping.faults} >= {("acme", "account"), ("beta", "account")}
    if instead:
        (directory / instead).unlink()
        (directory / "src").rmdir()
        directory.rmdir()
    elsewhere.rename(directory)
    result = await worker.reload()
    assert not result.gone
    assert result.ok
    assert tags(result) == {"welcome": "one", "goodbye": "one"}


async def test_a_start_without_any_account_is_refused_with_the_directory_and_what_belongs_there(tmp_path: Path) -> None:
    for made in (tmp_path / "none", tmp_path):
        with pytest.raises(ConfigurationError, match="LEADWORKER_ACCOUNTS_DIR") as refused:
            require_accounts(await Keeping(Store(), Clock()).load(made))
        assert str(made) in str(refused.value)
        assert "account.yaml" in str(refused.value)


async def test_a_version_of_a_newer_worker_is_left_alone(directory: Path) -> None:
    store = Store()
    await Worker(directory, store).start()
    content = zlib.compress(b'{"format": 99}')
    store.rows["acme"] = replace(store.rows["acme"], content=content)
    put(directory, "acme/account.yaml", "nam: x\n")
    result = await Worker(directory, store).start()
    assert result.missing == ("acme",)
    assert store.rows["acme"].content == content
