"""A mistake in the states of pipeline.yaml hides no other one, and no other is made up because of it."""

from pathlib import Path

import pytest

from worker.configuration.accounts import load_accounts

STATES = "[{id: new}, {id: visit}, {id: won, status: closd}, {id: lost, status: cancelled}]"
ACCOUNT = "name: A\nclosed_lead: {action: move, state: visitt}\n"
RULE = "rules:\n  - {id: x, when: lead.created, if: {lead.state: {is: visot}}, do: [{note: x}]}\n"


def told(folder: Path, pipeline: str, account: str = "name: A\n", rule: str = "") -> list[str]:
    """Give the errors of an account, each with the name of its file, without its own."""
    place = folder / "a"
    (place / "rules").mkdir(parents=True)
    (place / "account.yaml").write_text(account)
    (place / "pipeline.yaml").write_text(pipeline)
    if rule:
        (place / "rules" / "x.yaml").write_text(rule)
    found = load_accounts(folder).findings
    return [f"{Path(f.file).name}:{f.line}: {f.message}" for f in found if f.severity == "error"]


def test_everything_is_said_at_once(tmp_path: Path) -> None:
    pipeline = f"states: {STATES}\ninitial: neu\ntransitions:\n  new: [visit, wonn]\n  visti: [won]\n"
    lines = told(tmp_path, pipeline, ACCOUNT, RULE)
    wanted = [
        "pipeline.yaml:1: 'closd' is not one of",
        "pipeline.yaml:2: `initial`: there is no state 'neu' - did you mean 'new'?",
        "pipeline.yaml:4: there is no state 'wonn' - did you mean 'won'?",
        "pipeline.yaml:5: there is no state 'visti' - did you mean 'visit'?",
        "account.yaml:2: pipeline.yaml has no state 'visitt' - did you mean 'visit'?",
    ]
    assert [start for start in wanted if not any(line.startswith(start) for line in lines)] == []
    assert any(line.startswith("x.yaml:2:") and "visot" in line for line in lines)
    assert len(lines) == len(wanted) + 1


@pytest.mark.parametrize(
    "pipeline",
    [
        f"states: {STATES}\n",  # `won` is not open because its status cannot be read
        f"states: {STATES}\nwon: won\nlost: lost\ntransitions: {{new: [visit, won]}}\n",
        "states: [{id: new}, {id: won, statsu: closed}, {id: lost, status: cancelled}]\nwon: won\n",
        "states: [{id: new}, {id: won, status: 7}, {id: lost, status: cancelled}]\n",
        "states: [{id: new}, {id: visit, status: xyz}, {id: lost, status: cancelled}]\nwon: visit\n",
        "states: [{id: new}, {id: -won, status: closed}, {id: z, status: cancelled}]\nwon: -won\ntransitions: {new: [-won]}\n",
        "states: [{id: new}, {idd: won, status: closed}]\nwon: won\ntransitions: {new: [won]}\n",
        "states: [new, {id: won, status: closed}]\ntransitions: {new: [won]}\n",
    ],
)
def test_nothing_is_said_that_follows_from_a_mistake_which_is_told(tmp_path: Path, pipeline: str) -> None:
    account = "name: A\nclosed_lead: {action: reopen}\n"
    rule = "rules:\n  - {id: x, when: lead.created, if: {lead.state: {is: won}}, do: [{set_state: won}]}\n"
    lines = told(tmp_path, pipeline, account, rule)
    assert lines
    assert {line.partition(":")[0] for line in lines} == {"pipeline.yaml"}
    assert not any("there is no state" in line or "has the status" in line for line in lines), lines


def test_such_an_account_is_not_loaded(tmp_path: Path) -> None:
    told(tmp_path, f"states: {STATES}\n")
    result = load_accounts(tmp_path)
    assert (result.missing, dict(result.accounts.by_id)) == (("a",), {})
