"""Loading accounts: defaults, everything wrong in one pass, last good versions, one owner per number, sample accounts."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from schemas.account import AccountFile, LeadField, MergePolicy, PipelineFile
from tests.deliveries import only_contact, webhook
from worker.account import Accounts
from worker.configuration.accounts import LoadResult, build, load_accounts
from worker.configuration.crosschecks import PROVIDERS
from worker.configuration.snapshot import MAX_BYTES, Snapshot
from worker.errors import ConfigurationError, RefusedError
from worker.handlers import whatsapp

SAMPLES = Path(__file__).parents[3] / "deploy" / "accounts"


def write(directory: Path, **files: str) -> Path:
    """Write files given as `account__file="text"`; the file's suffix is .yaml."""
    for name, text in files.items():
        folder, file = name.split("__")
        path = directory / folder.replace("_", "-") / f"{file}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return directory


def errors(result: LoadResult) -> list[str]:
    return [str(replace(f, file=Path(f.file).name)) for f in result.findings if f.severity == "error"]


def test_an_account_needs_only_a_name(tmp_path: Path) -> None:
    result = load_accounts(write(tmp_path, acme__account="name: Acme\n"))
    account = result.accounts.named("acme")
    assert result.findings == []
    assert result.ok
    assert result.require() is result
    assert (account.settings.timezone, account.pipeline.initial, account.fields.fields) == ("UTC", "new", ())


def test_empty_optional_files_are_as_if_absent(tmp_path: Path) -> None:
    write(tmp_path, a__account="name: A\n", a__pipeline="# later\n", a__fields="", a__plugins="---\n")
    assert load_accounts(tmp_path).findings == []


def test_ids_and_numbers_may_be_written_without_quotes(tmp_path: Path) -> None:
    text = "name: 24\nnumbers:\n  - {id: 104512345678901, display: +506 8888 7777}\n  - id: 0501\nregion: NO\n"
    settings = load_accounts(write(tmp_path, a__account=text)).require().accounts.named("a").settings
    assert [n.id for n in settings.numbers] == ["104512345678901", "0501"]
    assert (settings.name, settings.numbers[0].display, settings.region) == ("24", "+506 8888 7777", "NO")


def test_every_mistake_of_every_file_comes_in_one_pass(tmp_path: Path) -> None:
    write(
        tmp_path,
        a__account="name: A\nregoin: IN\ntimezone: Asia/Kolkatta\nname: B\nclosed_lead: {action: move, state: vist}\n",
        a__pipeline="states:\n  - {id: visit}\n  - {id: won, status: closd}\n",
        a__fields="fields:\n  - {id: city, type: select}\n",
        a__plugins="plugins:\n  site: {preset: typefrom}\n",
        b__account="name: B\nregion: UK\nclosed_lead: {action: move, state: vist}\nmerge: {fields: {ctiy: [human]}}\n",
        b__pipeline="states: [{id: visit}, {id: won, status: closed}]\n",
        b__fields="fields: [{id: city}]\n",
    )
    assert errors(load_accounts(tmp_path)) == [
        "account.yaml:2:1: unknown key 'regoin' - did you mean 'region'?",
        "account.yaml:3:11: there is no time zone 'Asia/Kolkatta' - did you mean 'Asia/Kolkata'?",
        "account.yaml:4:1: duplicate key 'name' (first set on line 1)",
        "account.yaml:5:36: pipeline.yaml has no state 'vist' - did you mean 'visit'?",
        "fields.yaml:2:22: 'select' is not one of the allowed values - did you mean 'dropdown'?",
        "pipeline.yaml:3:23: 'closd' is not one of the allowed values - did you mean 'closed'?",
        "plugins.yaml:2:18: 'typefrom' is not one of the allowed values - did you mean 'typeform'?",
        "account.yaml:2:9: there is no country 'UK' - did you mean 'GB'?",
        "account.yaml:3:36: pipeline.yaml has no state 'vist' - did you mean 'visit'?",
        "account.yaml:4:18: fields.yaml has no field 'ctiy' - did you mean 'city'?",
    ]


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        ({"a__account": "name: A\ntimezone: America\n"}, "account.yaml:2:11: there is no time zone 'America'"),
        ({"a__account": "name: A\ntimezone: ../../etc/passwd\n"}, "account.yaml:2:11: there is no time zone"),
        ({"a__account": "name: A\nregion: in\n"}, "account.yaml:2:9: 'in' does not fit"),
        ({"a__account": "name: A\nregion: XX\n"}, "account.yaml:2:9: there is no country 'XX'"),
        ({"a__account": "name: ''\n"}, "account.yaml:1:7: this must not be empty"),
        ({"a__account": "name: A\nnumbers: [{id: 1}, {id: '1'}]\n"}, "account.yaml:2:25: the number '1' stands"),
        ({"a__account": "name: A\ngateways: {waha: [x, x]}\n"}, "account.yaml:2:22: 'x' stands in this list twice"),
        ({"a__account": "name: A\nclosed_lead: {action: move}\n"}, "account.yaml:2:14: `action: move` needs `state`"),
        ({"a__account": "name: A\nclosed_lead: {state: new}\n"}, "account.yaml:2:22: `state` belongs to"),
        ({"a__account": "name: A\nmerge: {order: [human, human]}\n"}, "account.yaml:2:24: 'human' stands here twice"),
        ({"a__account": "name: A\nopt_out_words: ['!!']\n"}, "account.yaml:2:17: an opt-out word needs a letter"),
        ({"a__account": "name: A\nmerge: {fields: {e-mail: [human]}}\n"}, "account.yaml:2:18: fields.yaml has no fie"),
        ({"a__pipeline": "states: []\n"}, "pipeline.yaml:1:9: this must not be empty"),
        ({"a__pipeline": "won: wno\n"}, "pipeline.yaml:1:6: `won`: there is no state 'wno' - did you mean 'won'?"),
        ({"a__pipeline": "won: new\n"}, "pipeline.yaml:1:6: state 'new' has the status open; `won` takes one"),
        ({"a__pipeline": "initial: won\n"}, "pipeline.yaml:1:10: state 'won' has the status closed"),
        (
            {"a__pipeline": "states: [{id: new}, {id: won, status: closed, name: New}]\n"},
            "pipeline.yaml:1:53: 'New' already names state 'new'",
        ),
        ({"a__pipeline": "transitions: {new: [wno]}\n"}, "pipeline.yaml:1:21: there is no state 'wno' - did you mean"),
        ({"a__pipeline": "transitions: {nwe: [won]}\n"}, "pipeline.yaml:1:15: there is no state 'nwe' - did you mean"),
        ({"a__fields": "fields: [{id: a.b}]\n"}, "fields.yaml:1:15: 'a.b' does not fit; expected: a letter, then"),
        ({"a__fields": "fields: [{id: state}]\n"}, "fields.yaml:1:15: every lead has 'state' anyway"),
        ({"a__fields": "fields: [{id: a}, {id: A}]\n"}, "fields.yaml:1:24: field 'A' is defined twice"),
        ({"a__fields": "fields: [{id: a, aliases: [b]}, {id: b}]\n"}, "fields.yaml:1:28: 'b' already names field 'b'"),
        ({"a__fields": "fields: [{id: a, aliases: [E-Mail]}]\n"}, "fields.yaml:1:28: 'E-Mail' already names field"),
        ({"a__fields": "fields: [{id: a, aliases: ['-']}]\n"}, "fields.yaml:1:28: an alias needs a letter"),
        ({"a__fields": "fields: [{id: a, type: dropdown}]\n"}, "fields.yaml:1:10: a dropdown needs `options`"),
        ({"a__fields": "fields: [{id: a, options: [b]}]\n"}, "fields.yaml:1:27: `options` belong to `type: dropdown`"),
        (
            {"a__fields": "fields: [{id: a, type: dropdown, options: [2 BHK, 2bhk]}]\n"},
            "fields.yaml:1:51: option '2bhk' stands in this list twice",
        ),
        ({"a__plugins": "plugins: {x: {zone: IST5}}\n"}, "plugins.yaml:1:21: there is no time zone 'IST5'"),
        ({"a__plugins": "plugins: {a b: {}}\n"}, "plugins.yaml:1:11: 'a b' does not fit; expected: letters, digits"),
    ],
)  # fmt: skip
def test_mistakes_across_parts_stand_at_the_part(files: dict[str, str], finding: str, tmp_path: Path) -> None:
    result = load_accounts(write(tmp_path, **{"a__account": "name: A\n", **files}))
    assert len(errors(result)) == 1
    assert errors(result)[0].startswith(finding)
    assert result.missing == ("a",)


def test_what_only_looks_wrong_is_a_warning_and_loads(tmp_path: Path) -> None:
    write(
        tmp_path,
        a__account="name: A\nnumbers: [{id: 1, display: 555 01 00}]\ngateways: {evolutoin: [x]}\n",
        a__pipeline="transitions: {new: [contacted], contacted: [won], won: [], lost: [new]}\n",
        a__fields="fields: [{id: city, aliases: [town]}]\n",
        a__plugins="plugins: {x: {fields: {Town: a, ctiy: b, budget: c}}}\n",
    )
    (tmp_path / "a" / "acount.yml").write_text("")
    (tmp_path / "stray.yaml").write_text("")
    result = load_accounts(tmp_path)
    assert result.ok
    assert [str(f).removeprefix(f"{tmp_path}/") for f in result.findings] == [
        "a/account.yaml:1:1: warning: `closed_lead` cannot act on a lead in 'won': pipeline.yaml does not allow won to new",
        "a/account.yaml:2:28: warning: '555 01 00' is no complete number; write it with its country code, +91 98765 43210",
        "a/account.yaml:3:12: warning: no gateway 'evolutoin' is known - did you mean 'evolution'?",
        "a/acount.yml: note: this file is not read - did you mean 'account.yaml'?",
        "a/pipeline.yaml:1:1: warning: no way leads from 'new' to 'lost'; see `transitions`",
        "a/pipeline.yaml:1:1: warning: no way leads from 'new' to 'qualified'; see `transitions`",
        "a/plugins.yaml:1:33: warning: fields.yaml has no field 'ctiy' - did you mean 'city'?",
        "stray.yaml: note: this file is not read; the files of an account stand in a folder that bears its id",
    ]  # fmt: skip


def test_mistakes_in_the_files_of_automations_are_told_and_do_not_keep_the_account_from_being_used(
    tmp_path: Path,
) -> None:
    write(tmp_path, a__account="name: A\n", a__team="not: [yaml", a__calendars="")
    (tmp_path / "a" / "rules").mkdir()
    (tmp_path / "a" / "rules" / "x.yaml").write_text("{")
    (tmp_path / "a" / "messages").mkdir()
    (tmp_path / "a" / "messages" / "hot.es.txt").write_text("hola")
    result = load_accounts(tmp_path)
    assert list(result.accounts.by_id) == ["a"]
    assert result.missing == result.kept == ()
    assert errors(result) == [
        "x.yaml:1:2: a value is missing here, or a bracket has no partner",
        "team.yaml:1:11: ',' or ']' is missing; the list was opened on line 1",
    ]


# Last good versions


@pytest.fixture
def loaded(tmp_path: Path) -> LoadResult:
    write(
        tmp_path,
        a__account="name: A\nnumbers: [{id: 1}]\n",
        b__account="name: B\nnumbers: [{id: 2}]\ngateways: {waha: [main]}\n",
    )
    return load_accounts(tmp_path).require()


@pytest.mark.parametrize(
    "broken", ["name: A2\nnumbres: []\n", "name: [", "name: A2\nname: A3\n", "region: XX\nname: A2\n"]
)
def test_a_broken_account_keeps_its_last_good_version_and_says_so(
    broken: str, loaded: LoadResult, tmp_path: Path
) -> None:
    write(tmp_path, a__account=broken, b__account="name: B2\n")
    result = load_accounts(tmp_path, loaded.accounts)
    assert (result.kept, result.missing) == (("a",), ())
    assert result.accounts.named("a") is loaded.accounts.named("a")
    assert result.accounts.named("b").settings.name == "B2"
    assert f"{tmp_path}/a: warning: account 'a' keeps its last good version until this is corrected" in map(
        str, result.findings
    )
    with pytest.raises(ConfigurationError, match=r"account\.yaml") as raised:
        result.require()
    assert raised.value.findings == tuple(result.findings)


def test_a_broken_second_file_keeps_the_whole_account(loaded: LoadResult, tmp_path: Path) -> None:
    write(tmp_path, a__account="name: A2\n", a__pipeline="states: 5\n")
    assert load_accounts(tmp_path, loaded.accounts).accounts.named("a").settings.name == "A"


def test_an_account_that_never_was_good_is_refused_not_guessed(loaded: LoadResult, tmp_path: Path) -> None:
    write(tmp_path, c__account="nam: C\n")
    result = load_accounts(tmp_path, loaded.accounts)
    assert (result.kept, result.missing) == ((), ("c",))
    with pytest.raises(RefusedError, match="unknown_account"):
        result.accounts.named("c")


@pytest.mark.parametrize("change", ["account.yaml", "all", "folder"])
def test_only_removing_its_folder_removes_an_account(change: str, loaded: LoadResult, tmp_path: Path) -> None:
    (tmp_path / "a" / "notes.txt").write_text("")
    (tmp_path / "a" / "account.yaml").unlink()
    if change != "account.yaml":
        (tmp_path / "a" / "notes.txt").unlink()
    if change == "folder":
        (tmp_path / "a").rmdir()
    result = load_accounts(tmp_path, loaded.accounts)
    assert ("a" in result.accounts.by_id) == (change != "folder")
    assert result.ok == (change == "folder")
    assert "b" in result.accounts.by_id


@pytest.mark.parametrize("change", ["emptied", "removed", "a file"])
def test_a_directory_that_vanishes_is_no_order_to_forget_every_account(
    change: str, loaded: LoadResult, tmp_path: Path
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder / "account.yaml").unlink()
        (tmp_path / folder).rmdir()
    if change != "emptied":
        tmp_path.rmdir()
    if change == "a file":
        tmp_path.write_text("")
    result = load_accounts(tmp_path, loaded.accounts)
    assert result.accounts.by_id == loaded.accounts.by_id
    assert not result.ok
    assert result.kept == ("a", "b")


def test_nothing_at_all_is_a_finding(tmp_path: Path) -> None:
    assert [f.message for f in load_accounts(tmp_path).findings] == [
        "there is no account here; make a folder <id>/ with an account.yaml"
    ]
    missing = load_accounts(tmp_path / "missing")
    assert not missing.ok
    assert "No such file" in missing.findings[0].message


# One owner per number and instance


def test_a_number_claimed_by_two_new_accounts_loads_neither_and_names_both_places(tmp_path: Path) -> None:
    write(
        tmp_path,
        a__account="name: A\nnumbers:\n  - id: 1\n",
        b__account="name: B\nnumbers: [{id: 7}, {id: 1}]\n",
        c__account="name: C\n",
    )
    result = load_accounts(tmp_path)
    assert list(result.accounts.by_id) == ["c"]
    a, b = f"{tmp_path}/a/account.yaml:3:9", f"{tmp_path}/b/account.yaml:2:25"
    assert [str(f) for f in result.findings if f.severity == "error"] == [
        f"{a}: number '1' is also claimed by account 'b' ({b}); it can belong to one account only",
        f"{b}: number '1' is also claimed by account 'a' ({a}); it can belong to one account only",
    ]


def test_who_held_a_number_keeps_it_when_another_account_claims_it(loaded: LoadResult, tmp_path: Path) -> None:
    write(tmp_path, a__account="name: A2\nnumbers: [{id: 1}]\n", b__account="name: B2\nnumbers: [{id: 1}]\n")
    result = load_accounts(tmp_path, loaded.accounts)
    assert result.kept == ("b",)
    assert result.accounts.of_number("1").settings.name == "A2"
    assert result.accounts.of_number("2").settings.name == "B"
    assert errors(result)[0].startswith("account.yaml:2:16: number '1' is also claimed by account 'a'")


def test_a_number_may_move_from_one_account_to_another_in_one_edit(loaded: LoadResult, tmp_path: Path) -> None:
    write(tmp_path, a__account="name: A\n", b__account="name: B\nnumbers: [{id: 1}, {id: 2}]\n")
    result = load_accounts(tmp_path, loaded.accounts).require()
    assert result.accounts.of_number("1").id == "b"


def test_a_number_of_a_last_good_version_is_not_free(loaded: LoadResult, tmp_path: Path) -> None:
    write(
        tmp_path,
        a__account="name: [\n",
        b__account="name: B2\nnumbers: [{id: 1}]\n",
        c__account="name: C\nnumbers: [{id: 2}]",
    )
    result = load_accounts(tmp_path, loaded.accounts)
    # b wants a's number, but a keeps its last good version with it; so b keeps its own with 2, and c cannot have that.
    assert (result.kept, result.missing) == (("a", "b"), ("c",))
    assert {n: result.accounts.of_number(n).id for n in "12"} == {"1": "a", "2": "b"}
    texts = " ".join(str(f) for f in result.findings)
    assert "number '1' is also claimed by the last good version of account 'a'" in texts
    assert "number '2' is also claimed by the last good version of account 'b'" in texts


def test_a_gateway_instance_has_one_owner_per_provider(loaded: LoadResult, tmp_path: Path) -> None:
    write(
        tmp_path,
        c__account="name: C\ngateways: {waha: [main]}\n",
        d__account="name: D\ngateways: {evolution: [main]}\n",
    )
    result = load_accounts(tmp_path, loaded.accounts)
    assert result.missing == ("c",)
    assert result.accounts.of_gateway("evolution", "main").id == "d"
    assert "gateway waha 'main' is also claimed by account 'b'" in " ".join(map(str, result.findings))


# The directory as such


def test_the_digest_follows_names_and_contents_and_nothing_else(loaded: LoadResult, tmp_path: Path) -> None:
    os.utime(tmp_path / "a" / "account.yaml", (1, 1))
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x").write_text("x")
    assert Snapshot.read(tmp_path).digest == loaded.digest
    (tmp_path / "a" / "account.yaml").rename(tmp_path / "a" / "fields.yaml")
    renamed = Snapshot.read(tmp_path).digest
    (tmp_path / "a" / "fields.yaml").write_text("fields: []\n")
    assert len({loaded.digest, renamed, Snapshot.read(tmp_path).digest}) == 3


def test_folders_and_files_may_be_links_and_loops_end(tmp_path: Path) -> None:
    real = write(tmp_path / "real", a__account="name: A\n")
    accounts = tmp_path / "accounts"
    accounts.mkdir()
    (accounts / "a").symlink_to(real / "a")
    (accounts / "b").mkdir()
    (accounts / "b" / "account.yaml").symlink_to(real / "a" / "account.yaml")
    (accounts / "b" / "rules").symlink_to(accounts / "b")
    result = load_accounts(accounts)
    assert list(result.accounts.by_id) == ["a", "b"]
    (accounts / "b" / "account.yaml").unlink()
    (accounts / "b" / "account.yaml").symlink_to(tmp_path / "nowhere")
    assert "dangling link" in errors(load_accounts(accounts))[0]


def test_what_cannot_be_read_keeps_the_last_good_version(
    loaded: LoadResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    denied = tmp_path / "a" / "account.yaml"
    read_bytes = Path.read_bytes

    def read(self: Path) -> bytes:
        if self == denied:
            raise PermissionError(13, "Permission denied")
        return read_bytes(self)

    monkeypatch.setattr(Path, "read_bytes", read)
    result = load_accounts(tmp_path, loaded.accounts)
    assert errors(result) == ["account.yaml: cannot be read: Permission denied"]
    assert result.kept == ("a",)


def test_a_folder_that_cannot_be_entered_keeps_the_last_good_version(loaded: LoadResult, tmp_path: Path) -> None:
    snapshot = Snapshot(tmp_path, {}, {"a/": "cannot be read: Permission denied"}, ("a",))
    result = build(snapshot, loaded.accounts)
    assert result.accounts.named("a") is loaded.accounts.named("a")
    assert "cannot be read: Permission denied" in [f.message for f in result.findings]


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, a__account="name: A\n", a__fields="#" * (MAX_BYTES + 1))
    assert errors(load_accounts(tmp_path)) == ["fields.yaml: the file has 8,388,609 bytes; at most 8,388,608 are read"]


def test_a_folder_name_that_is_no_id_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "My Account").mkdir()
    (tmp_path / "My Account" / "account.yaml").write_text("name: A\n")
    assert "the folder's name is the account's id" in errors(load_accounts(tmp_path))[0]


# Models


def test_a_merge_order_is_completed_with_those_left_out() -> None:
    policy = MergePolicy.model_validate({"order": ["plugin", "human"], "fields": {"city": ["rule"]}})
    assert policy.order == ("plugin", "human", "rule", "api", "whatsapp", "import", "campaign", "profile")
    assert policy.fields["city"][:2] == ("rule", "human")
    assert len(policy.fields["city"]) == 8


def test_a_pipeline_with_states_alone_finds_its_landmarks() -> None:
    states = [{"id": "hello"}, {"id": "x", "status": "cancelled"}, {"id": "sold", "status": "closed"}]
    pipeline = PipelineFile.model_validate({"states": states})
    assert (pipeline.initial, pipeline.won, pipeline.lost) == ("hello", "sold", "x")
    two = PipelineFile.model_validate({"states": [{"id": "a"}, {"id": "z", "status": "closed"}]})
    assert (two.won, two.lost) == ("z", "z")


def test_text_takes_whole_numbers_but_nothing_whose_spelling_is_lost() -> None:
    assert AccountFile.model_validate({"name": 7}).name == "7"
    for value in (1.10, True):
        with pytest.raises(ValidationError, match="put it in quotes"):
            AccountFile.model_validate({"name": value})
    assert LeadField.model_validate({"id": "x", "type": "dropdown", "options": [1, "2+"]}).options == ("1", "2+")


def test_the_gateways_known_here_are_those_that_have_a_handler() -> None:
    assert set(PROVIDERS) == set(whatsapp.PROVIDERS)


# The samples


def test_the_sample_accounts_have_no_finding_and_use_every_file() -> None:
    result = load_accounts(SAMPLES)
    assert [str(f) for f in result.findings] == []
    assert set(result.accounts.by_id) >= {"acme-realty", "padaria-azul"}
    for folder in ("acme-realty", "padaria-azul"):
        assert {p.name for p in (SAMPLES / folder).glob("*.yaml")} >= {"account.yaml", "pipeline.yaml", "fields.yaml"}
    assert isinstance(result.accounts, Accounts)


def test_a_mistake_in_one_place_hides_none_in_another(tmp_path: Path) -> None:
    files = {
        "a/account.yaml": "name: A\ncolour: red\ntimezone: Asia/Kolkat\nnumbers: [{id: '1'}, {id: '1'}]\n",
        "a/fields.yaml": "fields: [{id: city, type: txt}, {id: city}]\n",
        "a/pipeline.yaml": "states: [{id: new}, {id: won, status: closd}]\n",
        "a/rules/x.yaml": "rules:\n  - {id: x, when: lead.creatd, do: [{note: x}]}\n",
        "b/account.yaml": "name: B\nnumbers: [{id: '7'}]\n",
        "c/account.yaml": "name: C\ntimezone: Asia/Kolkat\nnumbers: [{id: '7'}]\n",
        "c/rules/x.yaml": "rules:\n  - {id: x, when: lead.creatd, do: [{note: x}]}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "empty").mkdir()
    result = load_accounts(tmp_path)
    told = [f"{Path(f.file).relative_to(tmp_path)}: {f.message}" for f in result.findings]

    def said(start: str, part: str) -> bool:
        return any(line.startswith(start) and part in line for line in told)

    assert said("a/account.yaml", "unknown key 'colour'")
    assert said("a/account.yaml", "no time zone")
    assert said("a/account.yaml", "stands in this list twice")
    assert said("a/fields.yaml", "'txt' is not one of")
    assert said("a/fields.yaml", "defined twice")
    assert said("a/pipeline.yaml", "'closd' is not one of")
    assert not said("a/pipeline.yaml", "has the status open")  # which it only has because its own was taken out
    assert not said("a/pipeline.yaml", "no state")
    assert said("c/account.yaml", "no time zone")
    assert said("c/account.yaml", "'7' is also claimed by account 'b'")
    assert said("c/rules/x.yaml", "lead.creatd")
    assert said("empty", "the folder is empty")
    assert set(result.accounts.by_id) == {"b"}
    assert not said("b/", "")


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("opt_in", "did you mean 'consent'?"),
        ("optin", "did you mean 'consent'?"),
        ("Marketing Consent", "did you mean 'consent'?"),
        ("region", "did you mean 'country'?"),
        ("mobile", "did you mean 'phone'?"),
        ("message", "did you mean 'text'?"),
        ("owner", "did you mean 'assignee'?"),
        ("first_name", "did you mean 'name'?"),
        ("zzz", "known are activities, alternates, answers, "),
        ("opt_out", "write consent: {path: FIELD, words: {'yes': unsubscribed}}"),
    ],
)
def test_an_unknown_key_of_a_plugin_is_told_with_the_one_that_is_meant(key: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "account.yaml").write_text("name: A\n")
    (tmp_path / "a" / "plugins.yaml").write_text(f"plugins:\n  website:\n    {key}: pola.zgoda\n")
    messages = [finding.message for finding in load_accounts(tmp_path).findings]
    assert [told in message for message in messages if message.startswith(f"unknown key '{key}'")] == [True]


def test_an_opt_out_is_mapped_as_the_error_says(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "account.yaml").write_text("name: A\n")
    lines = "plugins:\n  website:\n    consent: {path: quiet, words: {'yes': unsubscribed}}\n"
    (tmp_path / "a" / "plugins.yaml").write_text(lines)
    loaded = load_accounts(tmp_path)
    assert not loaded.findings
    body = {"phone": "+91 98450 54321", "quiet": "yes"}
    assert [one.given for one in only_contact(webhook(body, account="a"), loaded.accounts).consents] == [False]
