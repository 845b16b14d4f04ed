"""The README's tables of settings and metrics, made from the settings and the metrics themselves.

python -m tests.readme      # writes them anew
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from worker.settings import Settings
from worker.telemetry.metrics import DESCRIBED

README = Path(__file__).parent.parent / "README.md"


def settings_table() -> str:
    """Give the table of settings in Markdown."""
    rows = ["| variable | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `LEADWORKER_{name.upper()}` | {_written(field.default)} | {field.description} |")
    return "\n".join(rows)


def _written(default: Any) -> str:
    """Give a default as one writes it into a variable; nothing where there is none."""
    if isinstance(default, bool):
        default = str(default).lower()
    if isinstance(default, tuple):
        default = ", ".join(default)
    empty = default is None or isinstance(default, SecretStr) or default in ("", {})
    return "" if empty else f"`{default}`"


def metrics_table() -> str:
    """Give the table of metrics in Markdown."""
    rows = ["| metric | type | labels | what it is |", "|---|---|---|---|"]
    for metric in DESCRIBED:
        labels = ", ".join(f"`{label}`" for label in metric.labels)
        rows.append(f"| `{metric.name}` | {metric.type} | {labels} | {metric.meaning} |")
    return "\n".join(rows)


TABLES: Final[Mapping[str, Callable[[], str]]] = {"settings": settings_table, "metrics": metrics_table}


def parts(name: str) -> tuple[str, str, str]:
    """Give the README up to a table and its mark, the table, and what follows, its mark first."""
    text = README.read_text()
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = text.partition(begin)
    inside, _, after = rest.partition(end)
    return before + begin, inside.strip(), end + after


def main() -> int:
    """Write the tables."""
    for name, table in TABLES.items():
        before, _, after = parts(name)
        README.write_text(f"{before}\n{table()}\n{after}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
