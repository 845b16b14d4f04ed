"""An account that comes later: its messages wait in the dead letters, and `leadworker dead-letters replay` sends them back."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.crew import Scene, settled
from tests.acceptance.ledger import Message
from tests.acceptance.processes import ROOT, WorkerProcess, ending
from tests.acceptance.traffic import Traffic, account_files, refused
from tests.waiting import eventually
from worker.topology import INTAKE, dead

pytestmark = pytest.mark.services


def leadworker(scene: Scene, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the program as an operator would."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LEADWORKER_")}
    environment |= {f"LEADWORKER_{name.upper()}": str(value) for name, value in scene.settings.items()}
    program = str(Path(sys.executable).with_name("leadworker"))
    command = [program, *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


async def test_messages_of_an_account_that_comes_later_are_replayed_by_the_operator(
    rabbit_scene: Scene, accounts_dir: Path, tmp_path: Path
) -> None:
    (accounts_dir / "br" / "account.yaml").unlink()
    (accounts_dir / "br").rmdir()
    traffic = Traffic(91, people=8, accounts=("br",))
    messages = (
        [traffic.chat() for _ in range(20)] + [traffic.rows() for _ in range(4)] + [traffic.form() for _ in range(4)]
    )
    unknown = [Message(m.tag, m.queue, m.body, (refused("", "unknown_account"),)) for m in messages]
    worker = WorkerProcess(rabbit_scene.settings, tmp_path / "worker.log")
    async with ending(worker):
        await worker.start().ready()
        await rabbit_scene.send(unknown)
        assert await rabbit_scene.quiet(), rabbit_scene.waiting_for
        (accounts_dir / "br").mkdir()
        (accounts_dir / "br" / "account.yaml").write_text(account_files()["br/account.yaml"])
        await eventually(lambda: worker.tail(200).count("accounts.loaded") >= 2, 30)
        select = ("dead-letters", "replay", "--reason", "unknown_account")
        looked = await asyncio.to_thread(leadworker, rabbit_scene, *select)
        assert looked.returncode == 0, looked.stderr
        waiting = await rabbit_scene.wire.depths(map(dead, INTAKE))
        assert sum(waiting.values()) == len(messages), "without --yes it only looks"
        rabbit_scene.ledger.confirmed[:] = messages
        replayed = await asyncio.to_thread(leadworker, rabbit_scene, *select, "--yes")
        assert replayed.returncode == 0, replayed.stdout + replayed.stderr
        assert await rabbit_scene.quiet(), rabbit_scene.waiting_for
        assert await worker.stop() == 0
    await settled(rabbit_scene, faults=False)
