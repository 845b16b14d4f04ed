"""The README's table of settings, made from the settings themselves.

python -m tests.readme      # writes it anew
"""

import sys
from pathlib import Path

from pydantic import SecretStr

from worker.settings import Settings

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- settings: begin -->", "<!-- settings: end -->"


def table() -> str:
    """Give the table in Markdown."""
    rows = ["| variable | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = "" if default is None or isinstance(default, SecretStr) or str(default) == "" else f"`{default}`"
        rows.append(f"| `LEADWORKER_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows)


def parts() -> tuple[str, str, str]:
    """Give the README before the table, the table, and what follows."""
    text = README.read_text()
    before, _, rest = text.partition(BEGIN)
    inside, _, after = rest.partition(END)
    return before, inside.strip(), after


def main() -> int:
    """Write the table."""
    before, _, after = parts()
    README.write_text(f"{before}{BEGIN}\n{table()}\n{END}{after}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
