"""Sampled log lines: the first of a kind in a window, then how many were left out, whatever ends the window."""

import asyncio
from collections.abc import Iterator

import pytest
import structlog
from structlog.testing import capture_logs

from tests.metering import value
from worker.telemetry import sampling
from worker.telemetry.sampling import Sample


@pytest.fixture(autouse=True)
def _fresh_logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Loggers keep the configuration of their first use, and commands that other tests run leave theirs behind."""
    before = structlog.get_config()
    structlog.reset_defaults()
    for module in (sampling,):
        monkeypatch.setattr(module, "log", structlog.get_logger())
    yield
    structlog.configure(**before)


def test_the_first_lines_of_each_kind_pass_and_the_rest_is_counted() -> None:
    sample = Sample("message.refused", per_window=3)
    before = value("log_lines_left_out_total", event="message.refused")
    passed = [sample.admits(queue="q", reason=reason) for reason in ["a"] * 10 + ["b"] * 2]
    assert passed == [True] * 3 + [False] * 7 + [True] * 2
    with capture_logs() as lines:
        sample.flush()
    assert [(x["event"], x["of"], x["count"], x["reason"]) for x in lines] == [
        ("lines.left_out", "message.refused", 7, "a")
    ]
    assert value("log_lines_left_out_total", event="message.refused") == before + 7
    assert sample.admits(queue="q", reason="a")


async def test_the_end_of_a_window_tells_without_another_line() -> None:
    sample = Sample("message.refused", per_window=1, seconds=0.05)
    with capture_logs() as lines:
        for _ in range(4):
            sample.admits(reason="a")
        await asyncio.sleep(0.2)
    assert [(x["event"], x["count"]) for x in lines] == [("lines.left_out", 3)]
    assert sample.admits(reason="a")


def test_kinds_without_number_take_no_memory_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "KINDS", 10)
    sample = Sample("message.refused")
    for number in range(100):
        sample.admits(reason=str(number))
    assert len(sample._windows) <= 10
