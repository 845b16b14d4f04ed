"""One table says what becomes of a failure, and every error of ours stands in one module."""

import ast
from pathlib import Path

import pytest

import worker
from worker import errors
from worker.errors import TREATMENTS, LeadWorkerError, Settlement, treatment

OURS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, LeadWorkerError) and kind is not LeadWorkerError
]


def test_every_kind_of_failure_has_its_row():
    assert set(TREATMENTS) == {*Settlement, None}


@pytest.mark.parametrize(
    ("error", "again", "letter"),
    [
        (errors.StoreUnavailableError(), True, True),
        (errors.UnroutableError(), True, True),
        (errors.TransientError(), True, True),
        (errors.LostRaceError(), True, True),
        (errors.UndeliveredError("timeout"), True, True),
        (errors.BusyError(), True, False),
        (errors.RefusedError("malformed"), False, True),
        (ZeroDivisionError(), False, True),
    ],
)
def test_what_may_help_is_tried_and_what_is_given_up_is_kept(error, again, letter):
    assert (treatment(error).again, treatment(error).letter) == (again, letter)


def test_only_what_is_away_for_every_message_holds_the_lane():
    holding = {kind.__name__ for kind in OURS if TREATMENTS[kind.settlement].hold}
    servers = {"StoreUnavailableError", "StoreRefusedError", "BrokerUnavailableError", "UnroutableError"}
    assert holding == {*servers, "AccountsGoneError"}


def test_an_error_without_a_message_says_what_its_class_says():
    assert str(errors.StoreUnavailableError()).startswith("MongoDB cannot be reached")


def test_every_error_of_ours_stands_in_one_module():
    """But for those with an underscore, which never leave their own."""
    elsewhere = []
    for path in Path(worker.__file__).parent.rglob("*.py"):
        if path.name == "errors.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                bases = [ast.unparse(base) for base in node.bases]
                if any(base.endswith(("Error", "Exception")) for base in bases):
                    elsewhere.append(f"{path.name}: {node.name}")
    assert elsewhere == []
