"""Records of a delimited file, read strictly."""

import io

import pytest

from worker.importing.records import MAX_CHARACTERS, MAX_LINES, Dialect, Record, Records


def like_a_row(cells):
    return len(cells) == 3 and cells[0].isdigit()


def read(text, delimiter=",", *, width=3, likeness=like_a_row, skip_space=False):
    stream = io.StringIO(text, newline="")
    return list(Records(stream, Dialect(delimiter, skip_space), width, likeness))


def seen(records: list[Record]):
    return [(record.line, record.fault or record.cells) for record in records]


def test_line_breaks_and_quotes_in_quoted_cells_belong_to_them():
    assert seen(read('1,"a\nb","say ""hi"""\r\n2,c,d\r\n')) == [
        (1, ["1", "a\nb", 'say "hi"']),
        (3, ["2", "c", "d"]),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_one(end):
    assert seen(read(end.join(["1,a,b", "2,c,d", ""]))) == [(1, ["1", "a", "b"]), (2, ["2", "c", "d"])]


def test_characters_that_only_look_like_line_ends_stay_in_their_cells():
    assert read("1,a\u2028b\x0b\x0c\x85,c\n")[0].cells == ["1", "a\u2028b\x0b\x0c\x85", "c"]


@pytest.mark.parametrize(
    "rest",
    [
        "2,b,c\n3,d,e\n",
        '2,b,c\n3,"d",e\n',
        '2,"b, x",c\n3,"d",e\n',
        '2,b,c"\n3,d,e\n',
        '2,b,"c"\n3,"d","e"\n',
    ],
)
def test_an_unclosed_quote_costs_its_own_row_and_no_other(rest):
    records = read('1,"a,x\n' + rest)
    assert (records[0].line, records[0].fault) == (1, "unclosed_quote")
    assert "line 1" in records[0].detail
    assert records[0].cells == ["1", '"a', "x"]
    assert [(record.line, record.fault, record.cells[0]) for record in records[1:]] == [(2, "", "2"), (3, "", "3")]


def test_each_of_several_unclosed_quotes_costs_its_own_row():
    records = read('1,"a,x\n2,"b,y\n3,"c,z\n4,d,e\n')
    assert [record.fault for record in records] == ["unclosed_quote"] * 3 + [""]


def test_an_unclosed_quote_in_the_last_line_is_found():
    assert seen(read('1,a,b\n2,c,"d')) == [(1, ["1", "a", "b"]), (2, "unclosed_quote")]


def test_a_cell_of_several_lines_that_look_like_no_rows_is_read():
    text = '1,"12, MG Road\nPune, 411001, India\n+91 98765 43210",x\n'
    assert seen(read(text)) == [(1, ["1", "12, MG Road\nPune, 411001, India\n+91 98765 43210", "x"])]


def test_without_a_likeness_two_broken_halves_are_one_cell_and_no_row_after_them_is_lost():
    assert seen(read('1,a,"b\n2,c,d"\n3,e,f\n', likeness=None)) == [(1, ["1", "a", "b\n2,c,d"]), (3, ["3", "e", "f"])]
    assert [r.fault for r in read('1,a,"b\n2,c,d"\n3,e,f\n')] == ["unclosed_quote", "", ""]


def test_a_quote_that_is_not_doubled_is_read_as_it_looks_where_the_columns_fit():
    records = read('"Bunty" Rao,a,b\n5" pipe,c,d\n')
    assert seen(records) == [(1, ["Bunty Rao", "a", "b"]), (2, ['5" pipe', "c", "d"])]
    assert records[0].quirks == ("stray_quote",)


def test_a_quote_that_is_not_doubled_is_refused_where_the_columns_do_not_fit():
    (record, after) = read('"Bunty" Rao, x,a,b\n2,c,d\n')
    assert record.fault == "stray_quote"
    assert "line 1" in record.detail
    assert after.cells == ["2", "c", "d"]


def test_blanks_between_delimiter_and_quote_can_be_skipped():
    assert read('1, "a, b", c\n', skip_space=True)[0].cells == ["1", "a, b", "c"]


def test_nul_characters_are_taken_out_and_reported():
    (record, blank) = read("1,a\0b,c\0\n\0\0\n")
    assert (record.cells, record.quirks) == (["1", "ab", "c"], ("nul",))
    assert blank.cells == []


def test_a_huge_cell_is_read_up_to_the_limit_of_a_record():
    cell = "x" * 500_000
    assert read(f'1,{cell},b\n2,"{cell}",d\n')[1].cells == ["2", cell, "d"]


def test_a_line_beyond_the_limit_is_refused_alone_and_never_held_whole():
    records = read(f"1,a,b\n2,{'x' * (3 * MAX_CHARACTERS)},c\n3,d,e\n")
    assert seen(records) == [(1, ["1", "a", "b"]), (2, "too_large"), (3, ["3", "d", "e"])]
    assert sum(map(len, records[1].cells)) < 5_000


def test_a_line_of_exactly_the_limit_is_no_fault():
    cell = "x" * (MAX_CHARACTERS - 5)
    assert [record.fault for record in read(f"1,{cell},b\n2,c,d\n")] == ["", ""]


def test_a_huge_line_behind_an_unclosed_quote_is_refused_by_itself():
    records = read(f'1,"a,b\n2,{"x" * (2 * MAX_CHARACTERS)},c\n3,d,e\n')
    assert [record.fault for record in records] == ["unclosed_quote", "too_large", ""]


def test_a_quoted_cell_without_end_is_given_up_after_some_lines():
    records = read('1,"a,b\n' + "word\n" * (MAX_LINES + 10))
    assert records[0].fault == "unclosed_quote"
    assert len(records) == MAX_LINES + 11


def test_no_line_is_looked_at_again_and_again_however_many_quotes_are_unclosed():
    looks = 0

    def likeness(cells):
        nonlocal looks
        looks += 1
        return like_a_row(cells)

    text = "".join(f'{n},"a,b\nword\nword\n' for n in range(500))
    records = read(text, likeness=likeness)
    assert [record.fault for record in records].count("unclosed_quote") == 500
    assert looks <= 2 * 3 * 500


def test_blank_lines_are_records_without_cells():
    assert seen(read("1,a,b\n\n\r\n2,c,d\n")) == [(1, ["1", "a", "b"]), (2, []), (3, []), (4, ["2", "c", "d"])]
