"""`leadworker serve` under the sampler; what it found goes to the file BENCH_PROFILE when the process is stopped."""

import json
import os
import sys
from pathlib import Path

from tests.bench.sampler import Sampler
from worker.cli import main
from worker.consumers.sources import Lane


def run() -> None:
    """Serve, sampling from the first delivery on."""
    sampler = Sampler()
    started = Lane.start

    async def start(lane: Lane) -> None:
        if not sampler.is_alive():
            sys.setswitchinterval(0.0005)
            sampler.start()
        await started(lane)

    Lane.start = start
    try:
        main()
    finally:
        sampler.stop()
        found = {"stages": dict(sampler.used), "lines": dict(sampler.lines.most_common(60))}
        Path(os.environ["BENCH_PROFILE"]).write_text(json.dumps(found))


if __name__ == "__main__":
    run()
