"""What the README says is what the program does."""

import re
from pathlib import Path

from tests.readme import parts, table

README = Path(__file__).parents[3] / "README.md"


def test_the_table_of_settings_is_the_settings() -> None:
    _, inside, _ = parts()
    assert inside == table(), "run `python -m tests.readme`"


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (README.parent / "Makefile").read_text()
    for target in set(re.findall(r"`make ([a-z-]+)", README.read_text())):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_documents_name_no_place_they_were_written_in() -> None:
    for path in README.parent.glob("*.md"):
        assert not re.search(r"/work/|\.\./shared|docker-offline", path.read_text()), path.name
