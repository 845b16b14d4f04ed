"""Settings that cannot be used are told by the names of their variables, and never with their values."""

import pytest

from worker.errors import ConfigurationError
from worker.settings import Settings


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("BATCH_SIZE", "many", "LEADWORKER_BATCH_SIZE: Input should be a valid integer"),
        ("BATCH_SIZE", "0", "LEADWORKER_BATCH_SIZE: Input should be greater than or equal to 1"),
        ("LOG_LEVEL", "loud", "LEADWORKER_LOG_LEVEL: Input should be 'debug', 'info', 'warning' or 'error'"),
        ("AMQP_URL", "http://user:s3cret@host", "LEADWORKER_AMQP_URL: must begin with amqp:// or amqps://"),
        ("MONGO_URL", "s3cret", "LEADWORKER_MONGO_URL: must begin with mongodb:// or mongodb+srv://"),
        ("ACCOUNT_SECRETS", '{"acme": {"HOOK": "s3cret"}', "account_secrets"),
        ("ACCOUNT_SECRETS", '{"acme": {"HOOK": ["s3cret"]}}', "LEADWORKER_ACCOUNT_SECRETS.acme.HOOK: Input should be"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"LEADWORKER_{name}", value)
    with pytest.raises(ConfigurationError) as error:
        Settings()
    assert told in str(error.value)
    assert "s3cret" not in str(error.value)
    assert error.value.__cause__ is None


def test_several_wrong_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADWORKER_PREFETCH", "-1")
    monkeypatch.setenv("LEADWORKER_OVERLAP", "99")
    with pytest.raises(ConfigurationError) as error:
        Settings()
    assert [line.partition(":")[0] for line in str(error.value).splitlines()[1:]] == [
        "LEADWORKER_PREFETCH",
        "LEADWORKER_OVERLAP",
    ]


def test_an_empty_variable_is_one_that_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AMQP_URL", "MONGO_URL", "PREFETCH"):
        monkeypatch.setenv(f"LEADWORKER_{name}", "")
    assert Settings() == Settings.model_construct(**{n: f.default for n, f in Settings.model_fields.items()})
