"""What the README says is what the program does."""

import re
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from schemas.gateways import Provider
from tests.readme import TABLES, parts
from worker.handlers import size_limits
from worker.leads import bounds
from worker.maintenance.doctor import MONGODB, RABBITMQ
from worker.notify.mail import MailServer
from worker.settings import Settings
from worker.telemetry import metrics

README = Path(__file__).parents[3] / "README.md"


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_what_the_program_says(name: str) -> None:
    _, inside, _ = parts(name)
    assert inside == TABLES[name](), "run `python -m tests.readme`"


def test_defaults_are_shown_as_one_writes_them() -> None:
    shown = TABLES["settings"]()
    assert "| `LEADWORKER_NOTIFY_PORTS` | `80, 443, 8080, 8443` |" in shown
    assert "| `LEADWORKER_NOTIFY_DENY` |  |" in shown
    assert "| `LEADWORKER_QUORUM` | `true` |" in shown
    assert Settings(notify_ports="80, 443, 8080, 8443").notify_ports == Settings().notify_ports  # type: ignore[arg-type]  # as one writes it


def test_every_metric_that_is_registered_is_in_the_table() -> None:
    registered = {family.name for family in metrics.REGISTRY.collect()}
    assert registered == {described.name.removesuffix("_total") for described in metrics.DESCRIBED}


def test_every_gateway_is_in_the_table_of_gateways() -> None:
    text = README.read_text()
    for provider in get_args(Provider):
        assert re.search(rf"^\| `{provider}`", text, re.MULTILINE), provider


def test_the_bounds_of_a_lead_and_of_a_contact_are_those_in_force() -> None:
    text = README.read_text().partition("## How much a lead holds")[2].partition("\n## ")[0]
    rows = {
        cells[-1].strip(" `"): cells[1]
        for row in re.findall(r"^\| (.*) \|$", text, re.MULTILINE)[1:]
        if (cells := row.split("|"))
    }
    limits = {name: [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", rows[name])] for name in rows}
    assert set(rows) == bounds.LEFT_OUT - {bounds.CONTACT_CLIPPED}
    assert limits == {
        "identities_full": [bounds.MAX_IDENTITIES],
        "fields_full": [bounds.MAX_FIELDS],
        "extra_full": [bounds.MAX_EXTRAS],
        "tags_full": [bounds.MAX_TAGS],
        "flags_full": [bounds.MAX_FLAGS],
        "alternates_full": [bounds.MAX_ALTERNATES],
        "apart_full": [bounds.MAX_APART],
        "tasks_full": [bounds.MAX_TASKS, 2 * bounds.MAX_TASKS],
        "fields_clipped": [bounds.FIELDS_BYTES // 1_000_000],
        "extra_clipped": [bounds.EXTRA_BYTES // 1_000_000],
    }
    lists = {name: limit for name, (limit, _, _) in bounds._LISTS.items()}
    assert (
        f"at most {lists['identities']} identities, {lists['tags']} tags, {lists['flags']} flags, {lists['alternates']} further "
        f"numbers and {bounds.MAX_FACTS:,} facts of {bounds.FACTS_BYTES // 1_000_000} MB"
    ) in text
    assert f"{size_limits.MAX_RAW:,} characters" in text


def test_the_example_of_mail_settings_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.findall(r"^export (LEADWORKER_SMTP_\w+)='(.*)'$", README.read_text(), re.MULTILINE)
    for name, given in found:
        monkeypatch.setenv(name, given)
    settings = Settings()
    assert settings.smtp_url is not None
    server = MailServer.of(settings.smtp_url, settings.smtp_from)
    assert (server.user, server.password.get_secret_value()) == ("leads@example.com", "p@ssword")
    assert (server.host, server.port, server.encryption) == ("mail.example.com", 587, "starttls")


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


def test_whoever_waits_for_a_worker_that_cannot_start_is_told_why_and_waits_no_longer(tmp_path: Path) -> None:
    start, wait = re.findall(
        r"^ *(leadworker serve > worker\.log .*&|until curl .*done)$", README.read_text(), re.MULTILINE
    )
    nowhere = wait.replace("localhost:8080", "127.0.0.1:1")
    script = f"leadworker() {{ echo 'no server to work with' >&2; return 78; }}\n{start}\n{nowhere}\necho typed on"
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == "no server to work with\ntyped on\n"
    assert done.stderr == ""


def test_every_file_that_is_linked_is_there() -> None:
    for link in set(re.findall(r"\]\(([\w./-]+)(?:#[\w-]*)?\)", README.read_text())):
        assert (README.parent / link).exists(), link
