"""Who measures is alone on the machine, and does not wait for ever."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from tests.alone import on_the_machine

SECONDS = 10


def test_who_measures_waits_for_those_who_are_there_and_nobody_comes_in_meanwhile(tmp_path: Path) -> None:
    order: list[str] = []
    leave, there = Event(), Event()

    def stays() -> None:
        with on_the_machine(alone=False, folder=tmp_path):
            there.set()
            assert leave.wait(SECONDS)
            order.append("the first leaves")

    def enters(name: str, *, alone: bool) -> None:
        with on_the_machine(alone=alone, folder=tmp_path):
            order.append(name)

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(stays)
        assert there.wait(SECONDS)
        measuring = pool.submit(enters, "measured", alone=True)
        while measuring.running() is False:
            pass
        Event().wait(0.2)  # until it stands at the door
        late = pool.submit(enters, "the next comes", alone=False)
        Event().wait(0.2)
        assert order == []
        leave.set()
        for one in (first, measuring, late):
            one.result(SECONDS)
    assert order == ["the first leaves", "measured", "the next comes"]


def test_others_share_the_machine(tmp_path: Path) -> None:
    with on_the_machine(alone=False, folder=tmp_path), on_the_machine(alone=False, folder=tmp_path):
        pass
