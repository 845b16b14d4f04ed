"""`leadworker rules test`: the tests beside the rules, on a virtual clock, with coverage of conditions and JUnit output."""

import xml.etree.ElementTree as ET  # written here, never read
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from worker.automations.rules.loading import Automations
from worker.automations.rules.ruleset import Rule
from worker.automations.trying.rehearsal import RehearsalResult, rehearse
from worker.commands import rendering
from worker.commands.names import require
from worker.commands.rules import Account, Directory, load
from worker.errors import ConfigurationError


def play_tests(
    directory: Directory = None,
    account: Account = None,
    only: Annotated[str | None, typer.Option("--rule", help="Only the rule with this id.")] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show conditions that no test decided both ways.")
    ] = False,
    junit: Annotated[Path | None, typer.Option(help="Write a JUnit report to this file, for CI.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per test.")] = False,
) -> None:
    """Run the tests that stand beside the rules: actions, waits and the reasons of not firing, on a virtual clock.

    Nothing is sent and no server is needed. Exit code: 0 all passed, 1 some failed,
    2 wrong usage, 78 rules are broken.

    Examples:

        leadworker rules test

        leadworker rules test deploy/accounts --rule nudge-the-silent --coverage

        leadworker rules test --junit rules.xml
    """
    found = loaded(directory, account)
    require_rule(only, found)
    outcomes = [
        rehearse(rule, case, one.setting)
        for one in found
        for rule in one.rules.rules
        if only in (None, rule.id)
        for case in rule.tests
    ]
    if junit is not None:
        _write_junit(outcomes, junit)
    if as_json:
        for outcome in outcomes:
            rendering.line(_told(outcome))
    else:
        _show(
            outcomes, [rule for one in found for rule in one.rules.rules if only in (None, rule.id)], coverage=coverage
        )
    if any(outcome.wrong for outcome in outcomes):
        raise typer.Exit(1)


def loaded(directory: Path | None, account: str | None = None) -> list[Automations]:
    """Give the automations of a directory; raises `ConfigurationError` if any of it is wrong."""
    result, names, found = load(directory, account)
    errors = [finding for finding in found if finding.severity == "error"]
    if errors:
        raise ConfigurationError("the rules are broken, see `leadworker rules check`", findings=errors)
    return [result.automations[name] for name in names if name in result.automations]


def require_rule(name: str | None, found: Sequence[Automations]) -> None:
    """Raise `UnknownNameError` if none of these accounts has a rule of this id; None is no rule."""
    accounts = ", ".join(one.account.id for one in found)
    require("rule", name, rule_names(found), f"in {accounts}" if accounts else "")


def rule_names(found: Iterable[Automations]) -> set[str]:
    """Give the ids of all rules of some accounts, broken ones included."""
    return {name for one in found for name in (*one.rules.by_id, *one.rules.broken_by_id)}


def _told(outcome: RehearsalResult) -> dict[str, object]:
    rule = outcome.rule
    about = {"account": rule.account, "rule": rule.id, "test": outcome.test.name, "place": str(rule.place)}
    return about | {"passed": not outcome.wrong, "wrong": list(outcome.wrong)}


def _show(outcomes: Sequence[RehearsalResult], rules: Sequence[Rule], *, coverage: bool) -> None:
    console = rendering.console(soft_wrap=True)
    for outcome in outcomes:
        mark = Text("FAIL ", "bold red") if outcome.wrong else Text("ok   ", "green")
        console.print(mark + Text(f"{outcome.rule.account}  {outcome.rule.id}: {outcome.test.name}"))
        for text in outcome.wrong:
            console.print(Text(f"       {outcome.rule.place}: {text}", "red"))
    if coverage:
        for text in uncovered(rules, outcomes):
            console.print(Text(f"not covered: {text}", "yellow"))
    untested = [rule for rule in rules if not rule.tests]
    for rule in untested:
        console.print(Text(f"no test: {rule}", "yellow"))
    failed = sum(1 for outcome in outcomes if outcome.wrong)
    console.print(f"{len(outcomes) - failed} passed, {failed} failed")


_EVENT = "when.event"  # a rule is not asked about other events


def uncovered(rules: Sequence[Rule], outcomes: Sequence[RehearsalResult]) -> list[str]:
    """Give the conditions that the tests did not see both hold and fail, each with what is missing."""
    seen: dict[str, dict[str, set[bool]]] = {}
    for outcome in outcomes:
        paths = seen.setdefault(outcome.rule.id, {})
        for trace in outcome.traces:
            for step in trace:
                paths.setdefault(step.path, set()).add(step.passed)
    found = []
    for rule in rules:
        for path, answers in seen.get(rule.id, {}).items():
            if len(answers) < 2 and path != _EVENT:
                found.append(f"{rule}: {path} always {'held' if True in answers else 'failed'}")
    return found


def _write_junit(outcomes: Sequence[RehearsalResult], path: Path) -> None:
    failed = sum(1 for outcome in outcomes if outcome.wrong)
    suite = ET.Element("testsuite", name="rules", tests=str(len(outcomes)), failures=str(failed))
    for outcome in outcomes:
        name = f"{outcome.rule.account}.{outcome.rule.id}"
        case = ET.SubElement(suite, "testcase", classname=name, name=outcome.test.name, file=outcome.rule.place.file)
        if outcome.wrong:
            ET.SubElement(case, "failure", message=outcome.wrong[0]).text = "\n".join(outcome.wrong)
    ET.ElementTree(suite).write(path, encoding="utf-8", xml_declaration=True)
