"""Ties a child process to ours: however we end, SIGKILL included, the child ends too.

This file runs as a script between us and the child (`python tether.py PARENT COMMAND...`). On Linux it asks the kernel
for a SIGKILL on the parent's death and becomes the command; elsewhere it stays, watches the parent and kills the
command's process group. A script rather than a `preexec_fn`, because that may deadlock in a process with threads.
"""

import contextlib
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_WATCH_SECONDS = 0.2


def spawn(command: Sequence[str], **options: Any) -> "subprocess.Popen[bytes]":
    """Start `command` tied to this process, in a session of its own; `options` as for `subprocess.Popen`.

    The new session keeps Ctrl-C in a terminal from reaching the child before we have finished with it. The kernel
    counts the *thread* that started a child as its parent, so all are started from one that lasts as long as we do.
    """
    tethered = [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]
    options = {"stdin": subprocess.DEVNULL, "start_new_session": True} | options
    start: Callable[..., subprocess.Popen[bytes]] = subprocess.Popen
    return _spawner().submit(start, tethered, **options).result()


@functools.cache
def _spawner() -> "ThreadPoolExecutor":
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  (not in the script, whose start is to be short)

    return ThreadPoolExecutor(1, thread_name_prefix="spawner")


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill a tethered process and whatever it started, and reap it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def freeze(process: "subprocess.Popen[bytes]", frozen: bool = True) -> None:
    """Stop a tethered process in its tracks, or let it go on.

    Comes back when it stands still: with several threads that takes a moment, in which it may yet answer somebody.
    """
    process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)
    if frozen and hasattr(os, "waitid"):  # not on every Unix: there it is to be hoped
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)


def _die_with_parent() -> None:
    import ctypes  # noqa: PLC0415  (only here: it triples the start time of the watcher elsewhere)

    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        sys.exit(f"tether: prctl failed: {os.strerror(ctypes.get_errno())}")


def _watch(parent: int, command: Sequence[str]) -> int:
    child = subprocess.Popen(command)  # noqa: S603  (the command is ours)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda caught, _frame: child.send_signal(caught))
    while child.poll() is None:
        if os.getppid() != parent:
            os.killpg(os.getpgrp(), signal.SIGKILL)
        time.sleep(_WATCH_SECONDS)
    return child.returncode


def main(arguments: Sequence[str]) -> int:
    """Run `arguments[1:]` so that it does not outlive the process `arguments[0]`; give its exit code."""
    parent, command = int(arguments[0]), list(arguments[1:])
    if sys.platform != "linux":
        return _watch(parent, command)
    _die_with_parent()
    if os.getppid() != parent:  # it died before we asked
        return 1
    try:
        os.execvp(command[0], command)  # noqa: S606  (no shell wanted)
    except OSError as error:
        sys.stderr.write(f"tether: cannot run {command[0]}: {error.strerror}\n")
        return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
