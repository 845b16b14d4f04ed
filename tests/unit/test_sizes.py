"""A module is read as a whole, so it is short: see CONTRIBUTING.md."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIMITS = {"worker": 300, "schemas": 300, "tests": 700}  # of tests there are long tables


@pytest.mark.parametrize("folder", LIMITS)
def test_no_module_is_longer_than_can_be_read_as_a_whole(folder: str) -> None:
    paths = {str(path.relative_to(ROOT)): path for path in sorted((ROOT / folder).rglob("*.py"))}
    lines = {
        name: len(path.read_text().splitlines()) for name, path in paths.items() if "node_modules" not in path.parts
    }
    assert len(lines) > 30
    found = {name: count for name, count in lines.items() if count > LIMITS[folder]}
    assert found == {}, "split these by their subjects"


def test_no_module_of_the_console_is_longer_either() -> None:
    sources = ROOT / "worker" / "console" / "ui" / "src"
    generated = sources / "api" / "schema.d.ts"
    paths = [path for path in sorted(sources.rglob("*.ts*")) if path != generated]
    assert len(paths) > 100
    lines = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in paths}
    assert {name: count for name, count in lines.items() if count > LIMITS["worker"]} == {}, (
        "split these by what they do"
    )
