"""roles.yaml: what each role comes to, every mistake at its place, and nobody may do more for a mistake."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from schemas.account import AccountFile, FieldsFile
from schemas.roles import RolesFile
from worker.access.roles import BUILT_IN, PERMISSIONS, roles_of
from worker.account import Account
from worker.configuration.automations import load_automations
from worker.configuration.resource_files import read_surroundings
from worker.configuration.snapshot import Snapshot

ACME = Account(id="acme", settings=AccountFile(name="Acme"))
GOOD = (
    b"roles:\n"
    b"  chief: {sees: all, may: ['*'], second_factor: true}\n"
    b"  agent: {like: user, may: [lead.export], may_not: [token.*]}\n"
)


def read(text: bytes) -> tuple[RolesFile | None, list[str]]:
    around, found = read_surroundings(Path("acme"), {"roles.yaml": text}, ACME.settings)
    return around.roles, [str(finding) for finding in found]


def test_roles_are_made_of_built_in_ones_and_of_more_and_less() -> None:
    file, findings = read(GOOD)
    roles = roles_of(file)
    assert findings == []
    assert (roles["chief"].permissions, roles["chief"].second_factor) == (frozenset(PERMISSIONS), True)
    assert roles["agent"].permissions == BUILT_IN["user"].permissions - {"token.own"} | {"lead.export"}
    assert (roles["agent"].sees, roles["agent"].name) == ("own", "agent")


def test_without_the_file_the_built_in_roles_hold() -> None:
    around, _ = read_surroundings(Path("acme"), {}, ACME.settings)
    assert roles_of(around.roles) == BUILT_IN
    assert set(BUILT_IN) == {"admin", "manager", "user"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"roles:\n  a: {may: [lead.raed]}\n", "acme/roles.yaml:2:13: there is no permission 'lead.raed' - did you mean"),
        (b"roles:\n  a:\n    like: amdin\n", "acme/roles.yaml:3:11: there is no built-in role 'amdin' - did you mean 'admin'?"),
        (b"roles:\n  a: {may: [pets.*]}\n", "acme/roles.yaml:2:13: there is no permission 'pets.*'"),
        (b"roles:\n  a: {sees: everything}\n", "acme/roles.yaml:2:13: "),
        (b"roles:\n  a: {my: [lead.read]}\n", "acme/roles.yaml:2:7: "),
        (b"roles: {}\n", "acme/roles.yaml:1:8: "),
        (b"", "acme/roles.yaml:1:1: "),
        (b"roles: [", "acme/roles.yaml:1"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place_and_gives_nobody_a_role(text: bytes, told: str) -> None:
    file, findings = read(text)
    assert any(finding.startswith(told) for finding in findings), findings
    assert roles_of(file) == {}


def test_a_file_that_was_right_holds_until_the_mistake_is_mended() -> None:
    def loaded(text: bytes, previous=None):  # type: ignore[no-untyped-def]  # as `load_automations` has it
        return load_automations(Snapshot(Path(), {"acme/roles.yaml": text}, {}, ("acme",)), ACME, previous)[0]

    right = loaded(GOOD)
    wrong = loaded(GOOD + b"  more: {sees: none}\n", right)
    assert roles_of(wrong.surroundings.roles) == roles_of(right.surroundings.roles)
    unread, _ = load_automations(
        Snapshot(Path(), {"acme/a": b""}, {"acme/roles.yaml": "denied"}, ("acme",)), ACME, right
    )
    assert roles_of(unread.surroundings.roles) == roles_of(right.surroundings.roles)
    first, _ = load_automations(Snapshot(Path(), {"acme/a": b""}, {"acme/roles.yaml": "denied"}, ("acme",)), ACME)
    assert roles_of(first.surroundings.roles) == {}
    assert roles_of(loaded(b"roles: {a: {sees: all}}", right).surroundings.roles).keys() == {"a"}


def test_a_field_for_a_role_that_there_is_not_is_told_and_gives_nobody_anything(tmp_path: Path) -> None:
    fields = b"fields:\n  - {id: margin, read: [admin, manger], write: [admin]}\n"
    account = Account("acme", ACME.settings, fields=FieldsFile.model_validate(yaml.safe_load(fields)))
    for roles, told in ((None, ["acme/fields.yaml:2:32"]), (GOOD, ["acme/fields.yaml:2:25", "acme/fields.yaml:2:32"])):
        files = {"acme/fields.yaml": fields} | ({"acme/roles.yaml": roles} if roles else {})
        _, found = load_automations(Snapshot(Path(), files, {}, ("acme",)), account)
        warned = [finding for finding in found if "there is no role" in finding.message]
        assert [f"{one.file}:{one.line}:{one.column}" for one in warned][: len(told)] == told
        assert {one.severity for one in warned} == {"warning"}
    assert account.seen_by("manager").hidden == {"margin"}


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ({"id": "margin", "read": ["admin"], "write": ["user"]}, "'user' is not among the roles of `read`"),
        ({"id": "name", "read": ["admin"]}, "`name` is what a lead is called on every screen"),
        ({"id": "margin", "read": ["no such/id"]}, "read"),
    ],
)
def test_rights_that_contradict_each_other_are_refused(field: dict[str, object], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        FieldsFile.model_validate({"fields": [field]})


def test_who_sees_all_fields_sees_the_account_itself() -> None:
    rights = FieldsFile.model_validate(
        {"fields": [{"id": "margin", "read": ["admin"]}, {"id": "grade", "write": ["admin"]}]}
    )
    account = Account("acme", ACME.settings, fields=rights)
    assert account.seen_by("admin") is account
    user = account.seen_by("user")
    assert (user.hidden, user.locked) == ({"margin"}, {"grade"})
    assert account.seen_by("user") is user
    assert account.seen_by("a role of yesterday").hidden == {"margin"}
