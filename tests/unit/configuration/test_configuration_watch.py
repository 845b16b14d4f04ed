"""Hot reload against a real file system: however the files were changed, the accounts follow, and only good ones."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from worker.configuration import watch as module
from worker.configuration.accounts import LoadResult, load_accounts
from worker.configuration.directories import watched
from worker.configuration.snapshot import Snapshot
from worker.configuration.watch import AccountsWatch

PATIENCE = 20.0  # seconds until a change that should be seen counts as missed
NEVER = 3_600.0  # a period that no test lives to see: what is noticed, an event told


class Seen:
    """What the watch handed over, and a way to wait for the state one expects."""

    def __init__(self) -> None:
        self.results: list[LoadResult] = []
        self._came = asyncio.Event()

    def swap(self, result: LoadResult) -> None:
        self.results.append(result)
        self._came.set()

    async def until(self, fits: Callable[[LoadResult], bool]) -> LoadResult:
        async with asyncio.timeout(PATIENCE):
            while not (self.results and fits(self.results[-1])):
                self._came.clear()
                await self._came.wait()
        return self.results[-1]

    async def name(self, name: str, account: str = "a") -> LoadResult:
        """Wait until an account bears this name."""
        return await self.until(
            lambda r: account in r.accounts.by_id and r.accounts.by_id[account].settings.name == name
        )


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
async def watching() -> AsyncIterator[Callable[..., AccountsWatch]]:
    """Start watches that end with the test."""
    tasks: list[asyncio.Task[None]] = []

    def start(directory: Path, seen: Seen, period: float = NEVER) -> AccountsWatch:
        watch = AccountsWatch(directory, load_accounts(directory), settle=0.05, period=period)
        tasks.append(asyncio.create_task(watch.run(seen.swap)))
        return watch

    yield start
    for task in tasks:
        assert not task.done() or task.cancelled(), task.exception()
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def account(directory: Path, name: str = "one", folder: str = "a") -> Path:
    file = directory / folder / "account.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"name: {name}\n")
    return file


async def ready() -> None:
    """Let the watch get its eyes open; what changes before that, it finds by looking once at the start."""
    await asyncio.sleep(0.3)


async def test_a_file_written_in_place_is_seen_again_and_again(tmp_path: Path, seen: Seen, watching: Callable) -> None:
    file = account(tmp_path)
    watching(tmp_path, seen)
    await ready()
    for name in ("two", "three", "four"):
        file.write_text(f"name: {name}\n")
        await seen.name(name)
    assert len(seen.results) == 3


async def test_an_editors_atomic_replacement_is_seen_again_and_again(
    tmp_path: Path, seen: Seen, watching: Callable
) -> None:
    file = account(tmp_path)
    watching(tmp_path, seen)
    await ready()
    for name in ("two", "three", "four"):
        new = file.with_name(".account.yaml.swp")
        new.write_text(f"name: {name}\n")
        new.replace(file)
        await seen.name(name)


async def test_a_config_map_swapped_by_kubernetes_is_seen_again_and_again(
    tmp_path: Path, seen: Seen, watching: Callable
) -> None:
    mount = tmp_path / "mount"

    def version(number: int, name: str) -> Path:
        folder = mount / f"..2026_11_2{number}"
        account(folder, name)
        return folder

    mount.mkdir()
    (mount / "..data").symlink_to(version(1, "one").name)
    (mount / "a").symlink_to("..data/a")
    watching(mount, seen)
    await ready()
    for number, name in ((2, "two"), (3, "three"), (4, "four")):
        new = version(number, name)
        (mount / "..data_tmp").symlink_to(new.name)
        (mount / "..data_tmp").replace(mount / "..data")
        shutil.rmtree(mount / f"..2026_11_2{number - 1}")
        await seen.name(name)


async def test_a_checkout_swapped_by_git_sync_is_seen_again_and_again(
    tmp_path: Path, seen: Seen, watching: Callable
) -> None:
    account(tmp_path / "repo-1" / "deploy")
    current = tmp_path / "current"
    current.symlink_to("repo-1")
    watching(current / "deploy", seen)
    await ready()
    for number, name in ((2, "two"), (3, "three"), (4, "four")):
        account(tmp_path / f"repo-{number}" / "deploy", name)
        (tmp_path / "new").symlink_to(f"repo-{number}")
        (tmp_path / "new").replace(current)
        shutil.rmtree(tmp_path / f"repo-{number - 1}")
        await seen.name(name)
    account(tmp_path / "repo-4" / "deploy", "five")  # and inside the one it now points at
    await seen.name("five")


async def test_a_swapped_link_is_seen_although_nothing_happens_to_what_it_pointed_at(
    tmp_path: Path, seen: Seen, watching: Callable
) -> None:
    for number, name in ((1, "one"), (2, "two"), (3, "three")):
        account(tmp_path / "versions" / f"repo-{number}" / "deploy", name)
    (tmp_path / "links").mkdir()
    current = tmp_path / "links" / "current"
    current.symlink_to("../versions/repo-1")
    watching(current / "deploy", seen)
    await ready()
    for number, name in ((2, "two"), (3, "three")):
        (tmp_path / "new").symlink_to(f"../versions/repo-{number}")
        (tmp_path / "new").replace(current)
        await seen.name(name)


async def test_an_account_folder_that_is_a_link_to_somewhere_else_is_followed(
    tmp_path: Path, seen: Seen, watching: Callable
) -> None:
    elsewhere, accounts = tmp_path / "elsewhere", tmp_path / "accounts"
    file = account(elsewhere)
    accounts.mkdir()
    (accounts / "a").symlink_to(elsewhere / "a")
    watching(accounts, seen)
    await ready()
    file.write_text("name: two\n")
    await seen.name("two")
    account(elsewhere, "three", folder="b")
    (accounts / "new").symlink_to(elsewhere / "b")
    (accounts / "new").replace(accounts / "a")
    await seen.name("three")
    account(elsewhere, "four", folder="b")
    await seen.name("four")


async def test_a_broken_edit_keeps_the_last_good_version_until_it_is_corrected(
    tmp_path: Path, seen: Seen, watching: Callable
) -> None:
    file = account(tmp_path)
    other = account(tmp_path, "other", folder="b")
    watch = watching(tmp_path, seen)
    await ready()
    file.write_text("name: two\nregoin: IN\n")
    broken = await seen.until(lambda r: not r.ok)
    assert broken.kept == ("a",)
    assert broken.accounts.named("a").settings.name == "one"
    assert any("did you mean 'region'?" in finding.message for finding in broken.findings)
    other.write_text("name: changed\n")  # the others go on changing
    assert (await seen.name("changed", "b")).accounts.named("a").settings.name == "one"
    file.write_text("name: two\nregion: IN\n")
    assert (await seen.name("two")).ok
    assert watch.loaded is seen.results[-1]


async def test_accounts_come_and_go_with_their_folders(tmp_path: Path, seen: Seen, watching: Callable) -> None:
    account(tmp_path)
    watching(tmp_path, seen)
    await ready()
    account(tmp_path, "new", folder="b")
    await seen.name("new", "b")
    shutil.rmtree(tmp_path / "a")
    assert list((await seen.until(lambda r: "a" not in r.accounts.by_id)).accounts.by_id) == ["b"]


async def test_a_directory_that_goes_away_keeps_the_accounts_and_is_seen_coming_back(
    tmp_path: Path, seen: Seen, watching: Callable
) -> None:
    directory = tmp_path / "deep" / "accounts"
    account(directory)
    watching(directory, seen)
    await ready()
    shutil.rmtree(tmp_path / "deep")
    gone = await seen.until(lambda r: not r.ok)
    assert gone.accounts.named("a").settings.name == "one"
    account(directory, "two")
    assert (await seen.name("two")).ok


async def test_touching_a_file_or_writing_the_same_bytes_hands_nothing_over(
    tmp_path: Path, seen: Seen, watching: Callable
) -> None:
    file = account(tmp_path)
    watching(tmp_path, seen)
    await ready()
    os.utime(file)
    file.write_text(file.read_text())
    (tmp_path / ".hidden").write_text("x")
    await asyncio.sleep(0.5)
    assert seen.results == []


async def test_many_files_that_land_together_are_handed_over_together(
    tmp_path: Path, seen: Seen, watching: Callable
) -> None:
    account(tmp_path)
    watching(tmp_path, seen)
    await ready()
    for number in range(30):
        account(tmp_path, folder=f"n{number}")
    result = await seen.until(lambda r: len(r.accounts.by_id) == 31)
    assert result.ok
    assert len(seen.results) <= 3


async def test_a_change_while_building_is_not_missed(
    tmp_path: Path, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = account(tmp_path)
    watch = AccountsWatch(tmp_path, load_accounts(tmp_path), settle=0.01)
    build, builds = module.build, []

    def build_and_change(snapshot: Snapshot, *previous: object) -> LoadResult:
        builds.append(snapshot.digest)
        if len(builds) == 1:
            file.write_text("name: three\n")
        return build(snapshot, *previous)

    monkeypatch.setattr(module, "build", build_and_change)
    file.write_text("name: two\n")
    assert await watch.reload(seen.swap)
    assert [r.accounts.named("a").settings.name for r in seen.results] == ["three"]
    assert len(builds) == 2
    assert not await watch.reload(seen.swap)


async def test_what_no_event_tells_is_found_by_looking_now_and_then(
    tmp_path: Path, seen: Seen, watching: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def deaf(*_paths: str, **_how: object) -> AsyncIterator[set[object]]:
        await asyncio.Event().wait()
        yield set()

    monkeypatch.setattr(module, "awatch", deaf)
    file = account(tmp_path)
    watching(tmp_path, seen, period=0.1)
    await ready()
    file.write_text("name: two\n")
    await seen.name("two")


async def test_a_poke_is_enough(
    tmp_path: Path, seen: Seen, watching: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_paths: str, **_how: object) -> AsyncIterator[set[object]]:
        raise OSError(28, "inotify watch limit reached")
        yield set()

    monkeypatch.setattr(module, "awatch", failing)
    file = account(tmp_path)
    watch = watching(tmp_path, seen)
    await ready()
    file.write_text("name: two\n")
    watch.poke()
    await seen.name("two")


async def test_a_swap_that_fails_is_tried_again_at_the_next_look(tmp_path: Path, watching: Callable) -> None:
    class Failing(Seen):
        def swap(self, result: LoadResult) -> None:
            if not self.results:
                self.results.append(result)
                raise RuntimeError("once")
            super().swap(result)

    seen = Failing()
    file = account(tmp_path)
    watching(tmp_path, seen, period=0.2)
    await ready()
    file.write_text("name: two\n")
    await seen.until(lambda _: len(seen.results) == 2)


def test_what_is_watched_covers_every_link_on_the_way(tmp_path: Path) -> None:
    for folder in ("one/repo/accounts/a", "two/x", "three"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "two" / "x" / "account.yaml").write_text("")
    (tmp_path / "three" / "shared.yaml").write_text("")
    (tmp_path / "three" / "current").symlink_to(tmp_path / "one" / "repo")
    (tmp_path / "link").symlink_to("three/current")
    accounts = tmp_path / "one" / "repo" / "accounts"
    (accounts / "b").symlink_to(tmp_path / "two" / "x")
    (accounts / "a" / "account.yaml").symlink_to(tmp_path / "three" / "shared.yaml")
    found = watched(tmp_path / "link" / "accounts")
    assert found.trees == (str(accounts), str(tmp_path / "two" / "x"))
    assert found.folders == (str(tmp_path), str(tmp_path / "three"))
    assert watched(tmp_path / "not" / "there").folders == (str(tmp_path),)
    (tmp_path / "loop").symlink_to("loop")
    assert str(tmp_path) in watched(tmp_path / "loop" / "x").folders
