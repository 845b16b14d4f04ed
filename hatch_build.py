"""Builds the web console into wheels and source archives, where it was not built before."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def _building() -> ModuleType:
    """Load what builds the console; the worker is not installed yet, nor is what it needs."""
    spec = importlib.util.spec_from_file_location(
        "console_building", Path(__file__).parent / "worker" / "console" / "building.py"
    )
    if spec is None or spec.loader is None:
        raise RuntimeError("worker/console/building.py is missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class ConsoleHook(BuildHookInterface[Any]):
    """Hatchling's hook: https://hatch.pypa.io/latest/plugins/build-hook/custom/"""

    def dependencies(self) -> list[str]:
        """Give the Node that building in isolation needs, where the machine has none."""
        building = _building()
        if self._needless(building) or building.found_node() is not None:
            return []
        return [f"{building.WHEEL}>=24.19,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Build the console. Not for an installation in place, which serves what `make console` builds."""
        building = _building()
        if version != "editable" and not self._needless(building):
            building.build()

    def _needless(self, building: ModuleType) -> bool:
        """Tell whether it is there already, or its sources are not: a wheel that is made from what the image copies."""
        return (building.STATIC / "index.html").is_file() or not building.UI.is_dir()
