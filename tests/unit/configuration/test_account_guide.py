"""The page about the files of an account: every example of it is loaded, as one account, without a complaint."""

import re
from pathlib import Path

import pytest

from worker.configuration.accounts import load_accounts
from worker.edge.intake.sources import sources_of

GUIDE = Path(__file__).parents[3] / "deploy" / "accounts" / "README.md"
EXAMPLES = dict(re.findall(r"^## `([\w/.]+)`$.*?^```yaml\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL))
WEBHOOKS = dict(re.findall(r"^```yaml\n# (\w+\.yaml)\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL))


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


def test_the_examples_of_webhooks_are_sources_that_can_be_taken(tmp_path: Path) -> None:
    for name, text in WEBHOOKS.items():
        (tmp_path / "my-shop").mkdir(exist_ok=True)
        (tmp_path / "my-shop" / name).write_text(text)
    loaded = load_accounts(tmp_path)
    assert [str(finding) for finding in loaded.findings] == []
    found = {source.name: source.scheme for source in sources_of(loaded.require().accounts.named("my-shop"))}
    assert found == {
        "cloud": "meta",
        "twilio": "twilio",
        "waha": "waha",
        "evolution": "token",
        "shop": "shopify",
        "typeform": "typeform",
        "calendly": "calendly",
        "google_lead_form": "google_key",
        "svix": "standard",
        "github": "hmac",
        "zapier": "token",
        "portal": "token",
        "landing": "basic",
        "open-form": "none",
    }


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
