"""How the tests are spread over processes (pytest-xdist), so that no processor waits while there is work.

Tests that need servers wait for them most of their time; unit tests never wait, and a browser seldom. So the first process
begins with the unit tests, two with those of the console, the others with those that need servers, in the order of the
collection; who has nothing left helps. No more than two have a browser before nothing else is left.

Unit tests and those of the console go out by the file, others one by one, those of one dear fixture together: what the
controller does for each portion is done for a few hundred, not for ten thousand. pytest-xdist 3.8 keeps no `xdist_group`
together under pytest 9: it writes the group to an attribute of the tests that is no longer read. So the names tell here.
"""

import re
from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling
from xdist.workermanage import WorkerController

UNIT: Final = "tests/unit/"
CONSOLE: Final = "tests/console/"
SERVED: Final = ""
BROWSERS: Final = 2  # processes with a browser, each of which keeps a processor busy
# A file of one fixture; a file of one for each way in which its messages are sent, the first parameter.
TOGETHER: Final = (
    re.compile(rf"({CONSOLE}\w+\.py)"),
    re.compile(r"(tests/acceptance/test_checker\.py)"),
    re.compile(r"(tests/acceptance/test_(?:cases|inputs_in_the_wild)\.py)::\w+\[([\w ]+)"),
)


class Spread(LoadGroupScheduling):
    """See the module."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(UNIT):
            return nodeid.partition("::")[0]
        for group in TOGETHER:
            if found := group.match(nodeid):
                return " ".join(found.groups())
        return super()._split_scope(nodeid)

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:  # noqa: ARG002  # as its class has it
        """Forget what is done: every question of what is pending looks at all that is kept."""
        nodeid = self.registered_collections[node][item_index]
        scope, assigned = self._split_scope(nodeid), self.assigned_work[node]
        del assigned[scope][nodeid]
        if not assigned[scope]:
            del assigned[scope]
        self._reschedule(node)

    def _assign_work_unit(self, node: WorkerController) -> None:
        place = self.nodes.index(node)
        wanted = (UNIT, SERVED, CONSOLE)
        if place > 0:
            wanted = (CONSOLE, SERVED, UNIT) if place <= BROWSERS else (SERVED, UNIT, CONSOLE)
        self.workqueue.move_to_end(min(self.workqueue, key=lambda scope: wanted.index(_room(scope))), last=False)
        super()._assign_work_unit(node)

    def _reschedule(self, node: WorkerController) -> None:
        # A process needs to know one test beside the one it runs. A third would wait for two long ones to end.
        if not self.workqueue or self._pending_of(self.assigned_work[node]) < 2:
            super()._reschedule(node)


def _room(scope: str) -> str:
    return next((room for room in (UNIT, CONSOLE) if scope.startswith(room)), SERVED)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Spread | None:
    """Take part where tests are spread over processes at all, and not in another way that was asked for."""
    return Spread(config, log) if config.getvalue("dist") in {"load", "loadgroup"} else None
