"""Settings that cannot be used are told by the names of their variables, and never with their values."""

from pathlib import Path

import pytest

from worker.errors import ConfigurationError
from worker.settings import Settings, unknown_variables


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("BATCH_SIZE", "many", "LEADWORKER_BATCH_SIZE: Input should be a valid integer"),
        ("BATCH_SIZE", "0", "LEADWORKER_BATCH_SIZE: Input should be greater than or equal to 1"),
        ("LOG_LEVEL", "loud", "LEADWORKER_LOG_LEVEL: Input should be 'debug', 'info', 'warning' or 'error'"),
        ("AMQP_URL", "http://user:s3cret@host", "LEADWORKER_AMQP_URL: must begin with amqp:// or amqps://"),
        ("MONGO_URL", "s3cret", "LEADWORKER_MONGO_URL: must begin with mongodb:// or mongodb+srv://"),
        ("ACCOUNT_SECRETS", '{"acme": {"HOOK": "s3cret"}', "LEADWORKER_ACCOUNT_SECRETS: it cannot be read"),
        ("FAILPOINT", "committed:s3cret", "LEADWORKER_FAILPOINT: String should match"),
        ("STOP_SECONDS", "inf", "LEADWORKER_STOP_SECONDS: Input should be a finite number"),
        ("TRACE_DAYS", "1e300", "LEADWORKER_TRACE_DAYS: Input should be less than or equal to"),
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


# files of secrets


def test_a_file_of_the_secrets_directory_sets_what_no_variable_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "leadworker_amqp_url").write_text("amqp://user:from-file@mq/\n")
    (tmp_path / "LEADWORKER_MONGO_URL").write_text("mongodb://user:from-file@db/\n")
    (tmp_path / "LEADWORKER_ACCOUNT_SECRETS").write_text('{"acme": {"HOOK": "from-file"}}\n')
    monkeypatch.setenv("LEADWORKER_SECRETS_DIR", str(tmp_path))
    monkeypatch.setenv("LEADWORKER_MONGO_URL", "mongodb://user:from-variable@db/")
    settings = Settings()
    assert settings.amqp_url is not None
    assert settings.mongo_url is not None
    assert settings.amqp_url.get_secret_value() == "amqp://user:from-file@mq/"
    assert settings.mongo_url.get_secret_value() == "mongodb://user:from-variable@db/"
    assert settings.account_secrets["acme"]["HOOK"].get_secret_value() == "from-file"


def test_files_behind_the_links_of_a_kubernetes_volume_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    version = tmp_path / "..2026_11_27"
    version.mkdir()
    (version / "LEADWORKER_AMQP_URL").write_text("amqp://mq/")
    (tmp_path / "..data").symlink_to(version.name)
    (tmp_path / "LEADWORKER_AMQP_URL").symlink_to("..data/LEADWORKER_AMQP_URL")
    monkeypatch.setenv("LEADWORKER_SECRETS_DIR", str(tmp_path))
    assert Settings().amqp_url is not None


def test_the_usual_directory_is_read_where_there_is_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("worker.settings.USUAL_SECRETS", tmp_path / "secrets")
    assert Settings().amqp_url is None
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "leadworker_amqp_url").write_text("amqp://mq/")
    assert Settings().amqp_url is not None


def test_a_wrong_value_in_a_file_is_told_without_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "LEADWORKER_AMQP_URL").write_text("http://user:s3cret@mq")
    monkeypatch.setenv("LEADWORKER_SECRETS_DIR", str(tmp_path))
    with pytest.raises(ConfigurationError, match=r"LEADWORKER_AMQP_URL: must begin with amqp") as error:
        Settings()
    assert "s3cret" not in str(error.value)


def test_a_secrets_directory_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LEADWORKER_SECRETS_DIR", str(tmp_path / "none"))
    with pytest.raises(ConfigurationError, match=r"LEADWORKER_SECRETS_DIR: .*none is no directory"):
        Settings()


def test_a_file_that_is_no_text_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "LEADWORKER_AMQP_URL").write_bytes(b"amqp://\xff\xfe")
    monkeypatch.setenv("LEADWORKER_SECRETS_DIR", str(tmp_path))
    with pytest.raises(ConfigurationError, match="LEADWORKER_AMQP_URL: it cannot be read"):
        Settings()


# variables that are none


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("LEADWORKER_AMQPURL", "LEADWORKER_AMQP_URL"),
        ("LEADWORKER_AMPQ_URL", "LEADWORKER_AMQP_URL"),
        ("LEADWORKER_RABBITMQ_URL", "LEADWORKER_AMQP_URL"),
        ("LEADWORKER_MONGODB_URI", "LEADWORKER_MONGO_URL"),
        ("leadworker_account_dir", "LEADWORKER_ACCOUNTS_DIR"),
        ("LEADWORKER_PORT", "LEADWORKER_HTTP_PORT"),
    ],
)
def test_a_variable_that_is_no_setting_is_told_with_the_closest(name: str, meant: str) -> None:
    (told,) = unknown_variables({name: "s3cret"})
    assert told == f"{name.upper()} is no setting - did you mean {meant!r}?"


def test_one_that_is_like_none_has_no_effect() -> None:
    assert unknown_variables({"LEADWORKER_QQQQQQ": "1"}) == ["LEADWORKER_QQQQQQ is no setting; it has no effect"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEADWORKER_AMQP_URL", "amqp://mq"),
        ("leadworker_batch_size", "1"),
        ("LEADWORKER_SECRETS_DIR", "/x"),
        ("LEADWORKER_TEST_AMQP_URL", "amqp://mq"),
        ("_LEADWORKER_COMPLETE", "bash_source"),
        ("HOME", "/root"),
        # what Kubernetes sets beside services named leadworker and leadworker-metrics
        ("LEADWORKER_SERVICE_HOST", "10.0.0.1"),
        ("LEADWORKER_SERVICE_PORT", "8080"),
        ("LEADWORKER_SERVICE_PORT_HTTP", "8080"),
        ("LEADWORKER_PORT", "tcp://10.0.0.1:8080"),
        ("LEADWORKER_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
        ("LEADWORKER_PORT_8080_TCP_ADDR", "10.0.0.1"),
        ("LEADWORKER_METRICS_PORT_9090_TCP_PROTO", "tcp"),
        ("LEADWORKER_METRICS_SERVICE_HOST", "10.0.0.1"),
    ],
)
def test_settings_and_what_others_set_are_known(name: str, value: str) -> None:
    assert unknown_variables({name: value}) == []


def test_a_file_of_secrets_that_is_no_setting_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "leadworker_amqpurl").write_text("s3cret")
    (tmp_path / "another-programs").write_text("")
    monkeypatch.setenv("LEADWORKER_SECRETS_DIR", str(tmp_path))
    told = [text for text in unknown_variables() if str(tmp_path) in text]
    assert told == [f"LEADWORKER_AMQPURL (a file in {tmp_path}) is no setting - did you mean 'LEADWORKER_AMQP_URL'?"]
