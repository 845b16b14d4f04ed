"""Every test runs once, unit tests go out by the file and begin on one process, and nobody queues behind long ones."""

from collections import defaultdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.spread import Spread, pytest_xdist_make_scheduler

UNIT = [f"tests/unit/test_{name}.py::test_{n}" for name in "ab" for n in range(5)]
SERVED = [f"tests/integration/test_s.py::test_{n}" for n in range(6)]
CASES = "tests/acceptance/test_cases.py::test"
GROUP = [f"{CASES}_a[four workers]", f"{CASES}_b[four workers-phone:91]", f"{CASES}_c[four workers-x@y-z]"]
OTHER = [f"{CASES}_a[once]", f"{CASES}_b[once-phone:91]"]
CONSOLE = [f"tests/console/test_{name}.py::test_{n}[x]" for name in "abc" for n in range(3)]
TESTS = [*UNIT, *CONSOLE, *GROUP, *OTHER, *SERVED]


class Process:
    """As much of a process as the scheduler sees."""

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.queue: list[int] = []
        self.ran: list[str] = []
        self.shutting_down = False

    def send_runtest_some(self, indices: list[int]) -> None:
        self.queue += indices

    def shutdown(self) -> None:
        self.shutting_down = True


def spread(count: int) -> tuple[Spread, list[Process]]:
    options = {"dist": "loadgroup", "tx": ["popen"] * count, "loadscopereorder": False}
    config: Any = SimpleNamespace(getvalue=options.get, option=SimpleNamespace(**options))
    log: Any = SimpleNamespace(loadscopesched=None, loadgroupsched=lambda *_: None)
    made = pytest_xdist_make_scheduler(config, log)
    assert made is not None
    processes: list[Any] = [Process(f"gw{n}") for n in range(count)]
    for process in processes:
        made.add_node(process)
        made.add_node_collection(process, TESTS)
    made.schedule()
    return made, processes


def step(made: Spread, process: Any) -> None:
    """Let a process end a test; it begins none before it knows the next one or that there is none."""
    if len(process.queue) > 1 or (process.queue and process.shutting_down):
        done = process.queue.pop(0)
        process.ran.append(TESTS[done])
        made.mark_test_complete(process, done)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_every_test_runs_once_and_those_of_a_group_together(count: int) -> None:
    made, processes = spread(count)
    for _ in range(len(TESTS)):
        for process in processes:
            step(made, process)
    assert sorted(name for process in processes for name in process.ran) == sorted(TESTS)
    assert made.tests_finished
    assert not made.has_pending
    for together in (UNIT[:5], UNIT[5:], GROUP, OTHER, CONSOLE[:3], CONSOLE[3:6], CONSOLE[6:]):
        assert sum(not set(together).isdisjoint(process.ran) for process in processes) == 1


def test_the_first_begins_with_unit_tests_and_the_others_with_those_that_need_servers() -> None:
    made, processes = spread(3)
    for _ in range(3):
        for process in processes:
            step(made, process)
    assert set(processes[0].ran) <= set(UNIT)
    assert not set(UNIT).intersection(processes[1].ran + processes[2].ran)


def test_two_begin_with_the_console_and_no_more_have_a_browser_while_there_is_something_else() -> None:
    made, processes = spread(4)
    for _ in range(len(TESTS)):
        for process in processes:
            step(made, process)
    browsing = [not set(CONSOLE).isdisjoint(process.ran) for process in processes]
    assert browsing == [False, True, True, False]
    assert all(process.ran[0] in CONSOLE for process in processes[1:3])
    assert processes[3].ran[0] in GROUP


def test_nobody_has_more_than_the_next_test_waiting() -> None:
    made, (_, second) = spread(2)
    shared = len(GROUP) + len(OTHER) + len(CONSOLE)
    for _ in range(shared + 1):
        step(made, second)
    while len(second.ran) < shared + 3:
        step(made, second)
        assert len(second.queue) <= 2


def test_work_of_a_process_that_died_is_done_by_another() -> None:
    made, (first, second) = spread(2)
    step(made, second)
    crashed = made.remove_node(second)  # type: ignore[arg-type]  # see `Process`
    assert crashed == TESTS[second.queue[0]]
    for _ in range(2 * len(TESTS)):
        step(made, first)
    assert set(first.ran) | set(second.ran) == set(TESTS)


def test_another_way_that_was_asked_for_is_taken() -> None:
    config: Any = SimpleNamespace(getvalue=lambda _: "worksteal")
    assert pytest_xdist_make_scheduler(config, None) is None  # type: ignore[arg-type]


def test_no_two_files_of_tests_have_one_name_in_folders_that_are_no_packages() -> None:
    """Python knows them by their names alone: all tests together could not be collected."""
    found = defaultdict[str, list[str]](list)
    for path in sorted(Path(__file__).parents[1].rglob("test_*.py")):
        if not (path.parent / "__init__.py").exists():
            found[path.name].append(str(path))
    assert len(found) > 100
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}
