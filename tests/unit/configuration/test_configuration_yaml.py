"""YAML with places: values, scalars, positions, limits, and the agreement of both parsers."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from worker.configuration.scalars import scalar
from worker.configuration.yaml import LOADER, YamlLimits, load

LOADERS = [LOADER, yaml.SafeLoader]

SAMPLE = """\
name: Acme
numbers:
  - id: 104512345678901
    display: "+91 98765 43210"
  - {id: 0501, note: ~}
merge: &m
  order: [human, rule]
copy: *m
"""


@pytest.mark.parametrize("loader", LOADERS)
def test_values_are_plain_and_every_part_knows_its_place(loader: type) -> None:
    document = load(SAMPLE, "a.yaml", loader=loader)
    assert document.findings == ()
    assert document.value == {
        "name": "Acme",
        "numbers": [{"id": 104512345678901, "display": "+91 98765 43210"}, {"id": "0501", "note": None}],
        "merge": {"order": ["human", "rule"]},
        "copy": {"order": ["human", "rule"]},
    }
    assert document.place(("name",)) == (1, 7)
    assert document.place(("name",), key=True) == (1, 1)
    assert document.place(("numbers", 0, "display")) == (4, 14)
    assert document.place(("numbers", 0, "display"), key=True) == (4, 5)
    assert document.place(("numbers", 1)) == (5, 5)
    assert document.place(("numbers", 1, "note")) == (5, 22)
    assert document.place(("merge", "order", 1)) == (7, 18)
    assert document.place(("copy",), key=True) == (8, 1)
    assert document.place(("copy", "order", 1)) == (7, 18)  # an alias points at what was written


def test_a_path_that_leads_nowhere_gives_the_place_of_what_is_around_it() -> None:
    document = load(SAMPLE, "a.yaml")
    assert document.place(("numbers", 0, "missing")) == (3, 5)
    assert document.place(("numbers", 7, "id")) == (3, 3)
    assert document.place(("name", "deeper")) == (1, 7)
    assert document.place(()) == (1, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("0", 0),
        ("12", 12),
        ("-12", -12),
        ("1.5", 1.5),
        ("-0.25", -0.25),
        ("104512345678901", 104512345678901),
        *(
            (text, text)
            for text in (
                "no", "NO", "yes", "on", "off", "y", "n", "12:30", "12:30:45", "0501", "00", "-012", "+506 8888 7777",
                "+50688887777", "+5", "9.19877E+11", "1e5", "1.5e3", "0x1F", "0o17", "0b11", "1_000", "2026-01-02",
                "2026-01-02T03:04:05Z", ".5", "5.", ".inf", ".nan", "-", "-a", "nULL", "1.2.3", "1,5", "=", "<",
                "9" * 19, "0.1234567890123456789", "NaN", "٣٤",
            )
        ),
    ],
)  # fmt: skip
def test_scalars_that_could_be_a_phone_an_id_or_a_time_stay_text(text: str, value: object) -> None:
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)


def test_quotes_and_blocks_make_text_of_anything() -> None:
    source = "a: '12'\nb: \"true\"\nc: |\n  null\nd: >-\n  1.5\ne: !!str 7\nf: ! 8\n"
    assert load(source, "x").value == {"a": "12", "b": "true", "c": "null\n", "d": "1.5", "e": "7", "f": "8"}


def test_keys_are_text_as_written() -> None:
    assert load("1: a\nno: b\n0501: c\nnull: d\n12:30: e\n", "x").value == {
        "1": "a", "no": "b", "0501": "c", "null": "d", "12:30": "e",
    }  # fmt: skip


@pytest.mark.parametrize("source", ["", "\n\n", "# only a comment\n", "---\n", "--- # nothing\n...\n", "\ufeff"])
def test_a_file_without_content_is_none_and_no_mistake(source: str) -> None:
    document = load(source.encode(), "x")
    assert (document.value, document.findings) == (None, ())


@pytest.mark.parametrize(
    "encoded",
    [
        "é: ünïcode 😀\n".encode(),
        b"\xef\xbb\xbf" + "é: ünïcode 😀\n".encode(),
        b"\xff\xfe" + "é: ünïcode 😀\n".encode("utf-16-le"),
        b"\xfe\xff" + "é: ünïcode 😀\n".encode("utf-16-be"),
    ],
)
def test_utf_8_and_utf_16_with_a_mark_are_read(encoded: bytes) -> None:
    assert load(encoded, "x").value == {"é": "ünïcode 😀"}


def test_columns_count_characters_and_lines_count_every_kind_of_line_end() -> None:
    document = load("é: 😀\r\nb: {ü: 1, c: 2}\rd: 3\n".encode(), "x")
    assert document.place(("b", "c")) == (2, 14)
    assert document.place(("d",), key=True) == (3, 1)


def test_a_duplicate_key_names_both_lines_and_the_first_value_counts() -> None:
    document = load("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 4\n", "rules/x.yaml")
    assert [str(f) for f in document.findings] == [
        "rules/x.yaml:5:3: duplicate key 'c' (first set on line 3)",
        "rules/x.yaml:6:1: duplicate key 'a' (first set on line 1)",
    ]
    assert document.value == {"a": 1, "b": {"c": 1, "d": 2}}


def test_aliases_may_repeat_values_within_the_limit() -> None:
    limits = YamlLimits(repeated=6)
    assert load("a: &a [1, 2]\nb: [*a, *a]\n", "x", limits).findings == ()
    too_many = load("a: &a [1, 2]\nb: [*a, *a, *a]\n", "x", limits)
    assert [str(f) for f in too_many.findings] == ["x:2:13: the aliases of this file repeat more than 6 values"]


def test_an_alias_may_be_a_key_if_it_is_text() -> None:
    assert load("a: &k name\n*k : 1\n", "x").value == {"a": "name", "name": 1}
    assert "a key is text" in load("a: &k [1]\n*k : 1\n", "x").findings[0].message


def test_mistakes_that_leave_the_rest_readable_are_all_found_in_one_pass() -> None:
    source = "a: !!python/object:os.system x\n<<: {b: 1}\na: 2\n? [k]\n: v\nz: {{ lead.name }}\nend: 1\n"
    document = load(source, "x")
    assert [(f.line, f.column) for f in document.findings] == [(1, 4), (2, 1), (3, 1), (4, 3), (6, 5)]
    assert document.value is not None
    assert document.value["end"] == 1
    assert "quote text that starts with '{{'" in document.findings[-1].message


def test_after_too_many_mistakes_the_rest_is_left() -> None:
    document = load("a: 1\n" * 1_000, "x", YamlLimits(findings=10))
    assert len(document.findings) == 11
    assert "the rest of the file was not read" in document.findings[-1].message


def test_a_list_item_joined_to_the_text_above_by_its_indentation_is_found() -> None:
    document = load("a:\n  - b\n    - c\n", "x")
    assert [(f.line, f.column) for f in document.findings] == [(3, 5)]
    assert load("a: one - two\n  three\n", "x").findings == ()


def test_limits_are_exact() -> None:
    limits = YamlLimits(depth=3, nodes=9, text=5, key=3, bytes=60)
    assert load("[[[1]]]", "x", limits).findings == ()
    assert "nested more than 3 levels" in load("[[[[1]]]]", "x", limits).findings[0].message
    assert load("[1,2,3,4,5,6,7,8]", "x", limits).findings == ()
    assert "more than 9 keys and values" in load("[1,2,3,4,5,6,7,8,9]", "x", limits).findings[0].message
    assert load("abc: '12345'", "x", limits).findings == ()
    assert "6 characters" in load("abc: '123456'", "x", limits).findings[0].message
    assert "4 characters" in load("abcd: '1'", "x", limits).findings[0].message
    assert "61 bytes" in load(b"#" * 61, "x", limits).findings[0].message


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_what_was_written_is_read_by_both_parsers_alike(value: object) -> None:
    source = yaml.safe_dump(value, allow_unicode=False, default_style='"')
    source = re.sub(r'!!(?:int|bool|null) "([^"]*)"', r"\1", source)
    documents = [load(source, "x", loader=loader) for loader in LOADERS]
    for document in documents:
        assert document.findings == ()
        assert document.value == value
    assert documents[0].root == documents[1].root


@given(st.text(alphabet=st.sampled_from(list("a1:-?[]{}&*!|>'\"%@`#,.\\~ \n\t<=\x00é\u2028")), max_size=60))
def test_no_text_raises_and_every_finding_has_a_place_inside_the_file(source: str) -> None:
    for loader in LOADERS:
        document = load(source, "x", loader=loader)
        lines = re.split(r"\r\n|\n|\r", source)
        for finding in document.findings:
            assert 1 <= finding.line <= len(lines)
            assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1


@given(st.binary(max_size=80))
def test_no_bytes_raise(source: bytes) -> None:
    document = load(source, "x")
    assert document.findings or document.value is None or document.root
