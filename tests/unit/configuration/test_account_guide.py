"""The page about the files of an account: every example of it is loaded, as one account, without a complaint."""

import re
from pathlib import Path

import pytest

from worker.configuration.accounts import load_accounts

GUIDE = Path(__file__).parents[3] / "deploy" / "accounts" / "README.md"
EXAMPLES = dict(re.findall(r"^## `([\w/.]+)`$.*?^```yaml\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in EXAMPLES.items():
        path = tmp_path / "my-shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_the_examples_of_the_guide_are_an_account_without_a_complaint(folder: Path) -> None:
    assert set(EXAMPLES) == {
        *("account.yaml", "fields.yaml", "pipeline.yaml", "plugins.yaml", "team.yaml", "roles.yaml"),
        "calendars.yaml",
        "messages/welcome.yaml",
    }
    loaded = load_accounts(folder)
    assert [str(finding) for finding in loaded.findings] == []
    account = loaded.require().accounts.named("my-shop")
    assert set(account.plugins.plugins) == {"website", "portal"}
    assert {"city", "flat", "budget"} <= {entry.id for entry in account.field_by_slug.values()}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_slip_in_any_of_them_would_be_told(folder: Path, name: str) -> None:
    path = folder / "my-shop" / name
    path.write_text(path.read_text() + "\nslip: 1\n")
    assert any(Path(finding.file).name == path.name for finding in load_accounts(folder).findings)


def test_every_link_of_the_guide_leads_somewhere_and_every_file_names_its_schema() -> None:
    text = GUIDE.read_text()
    links = set(re.findall(r"\]\(([^)#]+)\)", text))
    assert {Path(link).name for link in links} >= {
        f"{name}.json"
        for name in ("account", "fields", "pipeline", "plugins", "team", "roles", "calendars", "message", "rules")
    }
    for link in links:
        assert (GUIDE.parent / link).is_file(), link
    headings = {re.sub(r"[^\w-]", "", heading) for heading in re.findall(r"^## (.*)$", text, re.MULTILINE)}
    for anchor in re.findall(r"\]\(#([^)]+)\)", text):
        assert anchor in headings
