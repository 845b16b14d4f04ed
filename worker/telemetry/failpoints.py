"""Failpoints: places where a fault run makes the process die, to prove that nothing is lost there.

`LEADWORKER_FAILPOINT=committed:3` kills the process (SIGKILL, no clean-up of any kind) the third time it passes the
point `committed`. Unarmed, a failpoint is one comparison.
"""

import os
import signal
from dataclasses import dataclass


@dataclass(slots=True)
class _Armed:
    name: str = ""
    left: int = 0


_armed = _Armed()


def arm(spec: str) -> None:
    """Arm `NAME` or `NAME:COUNT`; the empty text disarms."""
    name, _, count = spec.partition(":")
    _armed.name, _armed.left = name, int(count or "1")


def failpoint(name: str) -> None:
    """Die here if armed and due."""
    if name != _armed.name:
        return
    _armed.left -= 1
    if _armed.left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
