"""Log lines: one JSON object each whatever happens, in one form whoever writes, masked, without colours in files."""

import asyncio
import io
import json
import logging
import subprocess
import sys
import textwrap
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from worker.telemetry import logs

PHONE = "+91 98765 43210"
ROOT = Path(__file__).parents[3]
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Log as JSON to a text."""
    stream = io.StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        for name in ("excepthook", "unraisablehook"):
            patch.setattr(sys, name, getattr(sys, name))
        patch.setattr(threading, "excepthook", threading.excepthook)
        root = logging.getLogger()
        before = (root.handlers[:], root.level)
        logs.configure("info", "json")
        yield stream
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers[:] = before[0]
    root.setLevel(before[1])


@pytest.fixture
def lines(written: io.StringIO) -> Lines:
    """Give what was logged since the last look."""

    def look() -> list[dict[str, Any]]:
        text = written.getvalue()
        written.seek(0)
        written.truncate()
        return [json.loads(line) for line in text.splitlines()]

    return look


def test_a_line_has_time_level_event_logger_and_fields(lines: Lines) -> None:
    structlog.get_logger("worker.somewhere").warning("lane.held", queue="whatsapp-incoming", attempt=3)
    (line,) = lines()
    assert list(line)[:4] == ["timestamp", "level", "event", "logger"]
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "level": "warning",
        "event": "lane.held",
        "logger": "worker.somewhere",
        "queue": "whatsapp-incoming",
        "attempt": 3,
    }


@pytest.mark.parametrize(
    "name",
    ["aio_pika.robust", "aiormq.channel", "pymongo.client", "motor", "asyncio", "watchfiles.main", "aiohttp.x"],
)
def test_lines_of_libraries_have_our_form_and_the_noisy_ones_say_warnings_only(lines: Lines, name: str) -> None:
    logging.getLogger(name).info("connected")
    logging.getLogger(name).warning("lost %s of %s", "amqp://user:hunter22@host/", PHONE)
    (line,) = lines()
    assert (line["event"], line["logger"], line["level"]) == ("library.said", name, "warning")
    assert line["said"] == "lost amqp://***@host/ of …10"


def test_a_connection_that_fails_is_told_by_whoever_connects_and_not_by_the_library_as_well(lines: Lines) -> None:
    logging.getLogger("aiormq.connection").error("error when creating transport: %r", OSError(111, "refused"))
    assert lines() == []


def test_every_line_is_one_masked_object_whatever_is_logged(lines: Lines) -> None:
    log = structlog.get_logger("worker.x")

    class Odd:
        def __str__(self) -> str:
            return f"odd {PHONE}\nin two lines"

    try:
        raise ValueError(f"no place for {PHONE}\nand more")
    except ValueError as error:
        log.exception("it.failed", person={"numbers": [PHONE, (919876543210,)]}, odd=Odd(), cause=error)
        logging.getLogger("library").exception("it failed for %s", PHONE)
    careless = f"careless {PHONE}"
    log.warning(careless, not_a_number=float("nan"), raw=b"\xff" + PHONE.encode(), at=1795000000123)
    found = lines()
    assert [line["level"] for line in found] == ["error", "error", "warning"]
    assert all("exception" in line for line in found[:2])
    assert "Traceback" in found[0]["exception"]
    assert "43210" not in json.dumps(found)
    assert found[2]["at"] == 1795000000123


def test_tasks_warnings_and_errors_that_nobody_caught_are_lines_as_well(lines: Lines) -> None:
    async def forget() -> None:
        async def fail() -> None:
            raise RuntimeError(f"lost {PHONE}")

        task = asyncio.ensure_future(fail())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task

    asyncio.run(forget())
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old", stacklevel=1)
    try:
        raise KeyError(PHONE)
    except KeyError:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]  # there is an exception
    found = lines()
    assert {line["logger"] for line in found} >= {"asyncio", "py.warnings", "worker.telemetry.logs"}
    assert found[-1]["event"] == "process.failed"
    assert "43210" not in json.dumps(found)


def test_a_process_that_dies_of_a_bug_leaves_one_line() -> None:
    program = """
        from worker.telemetry import logs
        logs.configure("info", "json")
        raise ValueError("of +91 98765 43210")
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False
    )
    (line,) = (json.loads(text) for text in ended.stderr.splitlines())
    assert (ended.returncode, line["event"], line["level"]) == (1, "process.failed", "critical")
    assert "ValueError: of …10" in line["exception"]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "colours"),
    [
        (_Terminal(), {}, True),
        (io.StringIO(), {}, False),
        (_Terminal(), {"NO_COLOR": "1"}, False),
        (_Terminal(), {"NO_COLOR": ""}, True),
        (_Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_are_for_terminals(stream: io.StringIO, environment: dict[str, str], colours: bool) -> None:
    assert logs.colourful(stream, environment) is colours


def test_console_lines_in_a_file_have_no_colours(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure("info", "console")
    try:
        raise ValueError(PHONE)
    except ValueError:
        structlog.get_logger("worker.x").exception("it.failed", queue="q")
    said = written.getvalue()
    assert "\x1b" not in said
    assert "it.failed" in said
    assert "ValueError" in said
    assert "43210" not in said


def test_a_worker_that_cannot_start_says_so_in_lines_of_json(tmp_path: Path) -> None:
    given = {
        "AMQP_URL": "amqp://guest:hunter22@127.0.0.1:1/",
        "MONGO_URL": "mongodb://127.0.0.1:1/?replicaSet=rs0",
        "HTTP_PORT": "1",
        "HTTP_HOST": "nowhere.invalid",
        "LOG_FORMAT": "json",
    }
    environment = {"PATH": "", "PYTHONPATH": str(ROOT)} | {f"LEADWORKER_{name}": value for name, value in given.items()}
    ended = subprocess.run(
        [sys.executable, "-m", "worker", "serve"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found = [json.loads(line) for line in ended.stderr.splitlines()]
    assert (ended.returncode, found[-1]["event"], found[-1]["level"]) == (78, "worker.failed", "error")
    assert "LEADWORKER_HTTP_PORT" in found[-1]["problem"]
    assert "hunter22" not in ended.stderr
