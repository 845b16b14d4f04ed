"""From bytes to text, whatever program wrote them."""

import io

import pytest

from worker.importing.encodings import Encoding, choose_encoding, given_encoding, take_census

LIST = "phone,name,city\n9876510001,Jörg Müller,Köln\n9876510002,Renée Öztürk,Zürich\n"
HINDI = "phone,name\n9876510001,रवि\n9876510002,आशा\n"


def chosen(content: bytes) -> Encoding:
    return choose_encoding(take_census(io.BytesIO(content)))


def text(content: bytes) -> str:
    encoding = chosen(content)
    return content.decode(encoding.codec, encoding.errors)


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        (b"phone\n9876510001\n", "utf-8"),
        (LIST.encode(), "utf-8"),
        (LIST.encode("utf-8-sig"), "utf-8-sig"),
        (LIST.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + LIST.encode("utf-16-be"), "utf-16"),
        (LIST.encode("utf-16-le"), "utf-16-le"),
        (LIST.encode("utf-16-be"), "utf-16-be"),
        (HINDI.encode("utf-16-le"), "utf-16-le"),
        (LIST.encode("utf-32"), "utf-32"),
        (LIST.encode("latin-1"), "latin-1"),
        ((LIST + "1,“Zoë” – 5 €,x\n").encode("cp1252"), "cp1252"),
        (HINDI.encode(), "utf-8"),
        ("phone,name\n1,日本\n".encode(), "utf-8"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(content, codec):
    assert chosen(content).codec == codec


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
def test_names_come_out_intact(encoding):
    assert text(LIST.encode(encoding)).removeprefix("\ufeff") == LIST


def test_bytes_that_are_no_utf_8_in_a_file_that_is_are_read_as_windows_1252_and_reported():
    content = LIST.encode() + "9876510003,Zoë “Z”,Genève\n".encode("cp1252")
    encoding = chosen(content)
    assert (encoding.codec, content.decode(encoding.codec, encoding.errors)[-27:]) == (
        "utf-8",
        "\n9876510003,Zoë “Z”,Genève\n",
    )
    assert encoding.notes
    assert "4 bytes are no UTF-8" in encoding.notes[0]
    assert "line 4" in encoding.notes[0]


def test_a_byte_that_not_even_windows_1252_knows_is_read_too():
    content = LIST.encode() + b"x\x81\xff"
    encoding = chosen(content)
    assert content.decode(encoding.codec, encoding.errors).endswith("x\x81ÿ")


def test_a_file_with_a_mark_that_is_not_quite_utf_8_is_repaired():
    content = LIST.encode("utf-8-sig") + b"9876510003,Zo\xeb,x\n"
    encoding = chosen(content)
    assert content.decode(encoding.codec, encoding.errors).endswith("Zoë,x\n")
    assert "1 byte is no UTF-8" in encoding.notes[0]


@pytest.mark.parametrize("codec", ["cp1251", "shift_jis", "cp1256"])
def test_text_that_is_not_western_european_asks_for_the_name_of_its_encoding(codec):
    names = {"cp1251": "Иван Петров Сидоров", "shift_jis": "佐藤太郎鈴木", "cp1256": "محمد احمد علي"}
    (note,) = chosen(f"1,{names[codec]}\n".encode(codec)).notes
    assert "--encoding" in note


def test_western_european_text_asks_for_nothing():
    assert chosen(LIST.encode("latin-1")).notes == ()


def test_a_few_nul_characters_do_not_make_a_file_utf_16():
    assert chosen(b"phone,name\n98765\x0010001,A\x00sha\n" * 50).codec == "utf-8"


def test_a_character_may_stand_across_two_blocks():
    content = b"a" * ((1 << 20) - 1) + "ö".encode() + b"b" * 10 + b"\xf6"
    census = take_census(io.BytesIO(content))
    assert (census.characters, census.strays, census.first_stray, census.size) == (1, 1, 1, len(content))


def test_a_character_cut_off_at_the_end_of_the_file_is_reported():
    census = take_census(io.BytesIO("ab\ncö".encode()[:-1]))
    assert (census.strays, census.first_stray) == (1, 2)


def test_the_digest_is_that_of_the_whole_content():
    census = take_census(io.BytesIO(b"abc"))
    assert census.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_given_encoding_is_taken_strictly_and_keeps_its_mark_out_of_the_text():
    census = take_census(io.BytesIO(LIST.encode("utf-8-sig")))
    assert given_encoding("UTF-8", census) == Encoding("utf-8-sig", "UTF-8 (as given)", "strict")
    census = take_census(io.BytesIO(LIST.encode("utf-16")))
    assert given_encoding("utf-16le", census).codec == "utf-16"
    assert given_encoding("windows-1251", census).codec == "cp1251"


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", ""])
def test_what_is_no_encoding_of_text_is_refused(name):
    with pytest.raises(LookupError):
        given_encoding(name, take_census(io.BytesIO(b"x")))
