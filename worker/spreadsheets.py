"""Cells that no spreadsheet calculates: whoever opens a CSV file of ours runs no formula that a stranger wrote.

https://owasp.org/www-community/attacks/CSV_Injection
"""

from typing import Final

# What a formula may begin with, also in full width, and the controls that some programs skip before it.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def guarded(cell: str) -> str:
    """Give a cell as text: one that might be taken for a formula gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def unguarded(cell: str) -> str:
    """Give a cell as it was before `guarded`."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell
