"""The benchmark's options: what cannot be measured is said in a sentence before anything is started."""

import pytest
from typer.testing import CliRunner

from tests.bench import rules
from tests.bench.__main__ import CONTESTANTS, app
from tests.bench.runs import FEWEST_LONE, WARM_UP, Latency


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--only", "b", "--lone", "20"), ("20 lone messages are too few", "40 or more", "0 to leave the latency out")),
        (("--lone", "-1"), ("--lone",)),
        (("--only", ""), ("names no contestants", "a (per message")),
        (("--only", "bd"), ("names no contestants", "b (leadworker serve")),
        (("--messages", "99"), ("--messages", "100")),
        (("--rounds", "0"), ("--rounds",)),
        (("--json", "no/such/folder/found.json"), ("no/such/folder/found.json", "directory that exists")),
        (("--json", "."), ("cannot be written",)),
        (("--profile", "--json", "found.json"), ("--profile", "leave one of the two out")),
        (("--parts", "--json", "found.json"), ("--parts", "leave one of the two out")),
    ],
)
def test_what_cannot_be_measured_is_wrong_usage(options: tuple[str, ...], words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, options)
    told = " ".join(done.stderr.replace("│", " ").split())
    assert (done.exit_code, done.stdout) == (2, "")
    assert [word for word in words if word not in told] == []


@pytest.mark.parametrize("options", [("--events", "0"), ("--rounds", "0"), ("--events", "-3"), ("--rounds", "many")])
def test_the_benchmark_of_rules_measures_at_least_once(
    options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        rules.main(options)
    assert "at least 1 is measured" in capsys.readouterr().err


def test_the_fewest_lone_messages_that_are_taken_have_a_median_and_a_p95() -> None:
    """What was accepted before ended in an error of `statistics` after minutes of work."""
    samples = Latency(tuple(float(n) for n in range(FEWEST_LONE - WARM_UP)))
    assert samples.p50 < samples.p95
    assert list(CONTESTANTS) == ["a", "b", "c"]


def test_the_parts_of_the_hot_path_are_measured_without_a_server() -> None:
    done = CliRunner().invoke(app, ("--parts", "--messages", "200", "--rounds", "1"))
    assert done.exit_code == 0, done.stderr
    parts = ("decode", "plan a new person", "plan a known person", "of that, seal", "encode events")
    assert [part for part in parts if part not in done.stdout] == []
    assert "bytes per message" in done.stdout
