"""Processor time of another process, from the kernel's own book."""

import os
from pathlib import Path


def processor_seconds(pid: int) -> float | None:
    """Give the processor time a process has used so far, all threads, user and system; None where that is unknown.

    https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
