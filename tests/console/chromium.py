"""The browser: the machine's own Chromium, driven by Playwright's library. Playwright's browsers are not downloaded."""

import os
import shutil
from pathlib import Path

from tests.services import ServiceMissingError
from tests.services.install import BROWSERS


def chromium() -> str:
    """Give the program; raises `ServiceMissingError` where there is none."""
    set_by_hand = os.environ.get("LEADWORKER_TEST_CHROMIUM")
    found = set_by_hand or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found or not Path(found).exists():
        raise ServiceMissingError(
            "the console's tests need a Chromium: apt-get install chromium, or LEADWORKER_TEST_CHROMIUM=/path/to/it"
        )
    return found


def arguments() -> list[str]:
    """Give the arguments of the command line: root has no sandbox, containers have little shared memory."""
    return ["--disable-dev-shm-usage", "--font-render-hinting=none", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
