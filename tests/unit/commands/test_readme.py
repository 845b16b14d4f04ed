"""What the README says is what the program does."""

import re
from pathlib import Path

from tests.readme import parts, table
from worker.maintenance.doctor import MONGODB, RABBITMQ

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


def test_the_versions_of_the_servers_are_those_that_the_doctor_asks_for() -> None:
    text = README.read_text()
    assert re.search(rf"RabbitMQ \({'.'.join(map(str, RABBITMQ))} or later\)", text)
    assert re.search(rf"MongoDB \({'.'.join(map(str, MONGODB))} or later\)", text)
    told = set(re.findall(r"(?:MongoDB|mongod)[ (]+(\d+\.\d+) or later", text))
    assert told == {".".join(map(str, MONGODB))}
