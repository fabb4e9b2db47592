"""CSV: whatever spreadsheets write is read, and what we write is safe in spreadsheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.errors import Refused
from punos.forms.tabular import (
    MOST_BYTES,
    MOST_ROWS,
    guarded,
    load_rows,
    map_headings,
    missing_columns,
    read_table,
    unguarded,
    unread_headings,
    write_csv,
    write_lines,
)
from punos.i18n import use_language
from tests.forms.schemas import Application

ROWS = "Name;E-mail;Years of work\nAino;aino@example.org;7\n"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_read_table_whatever_the_spreadsheet_wrote(
    delimiter: str, encoding: str, ending: str
) -> None:
    text = ROWS.replace("Aino", "Åsa Öhman").replace(";", delimiter).replace("\n", ending)
    table = read_table(text.encode(encoding))

    assert table.headings == ("Name", "E-mail", "Years of work")
    assert table.rows[0].cells == ("Åsa Öhman", "aino@example.org", "7")
    assert table.dialect == delimiter
    assert table.encoding == encoding.removesuffix("-sig")


def test_lines_with_commas_within_a_cell_do_not_pass_for_rows() -> None:
    heads = ["Name", "Hopes, plans", "Number"]
    hopes = "Work,\r\nlanguage,\r\nfriends,"
    table = read_table(write_lines([heads, ["Aino", hopes, "1"]]).encode())
    assert table.dialect == ";"
    assert [row.cells for row in table.rows] == [("Aino", hopes, "1")]


def test_a_row_cut_off_by_the_part_that_is_looked_at_counts_for_nothing() -> None:
    rows = ["Name;Hopes, plans;Number", "Bea;one, two;1", f"Aino;{'a, ' + 'b' * 50_000};2"]
    assert read_table("\n".join(rows).encode()).dialect == ";"


def test_read_table_quoted_newlines_and_delimiters() -> None:
    table = read_table(b'Name;About\n"Aino; E.";"two\nlines, ""said"" she"\n')
    assert table.rows[0].cells == ("Aino; E.", 'two\nlines, "said" she')
    assert not table.rows[0].misshapen


def test_read_table_commas_in_text_do_not_mislead() -> None:
    table = read_table(b"Name;About\nAino;a, b, c, d\nBea;one, two\n")
    assert table.dialect == ";"


def test_read_table_misshapen_rows_are_marked_alone() -> None:
    table = read_table(b"a;b\n1;2\nshort\n1;2;too long\n\n;;\n3;4\n5;6;;\n")
    assert [row.misshapen for row in table.rows] == [False, True, True, False, False]
    assert [row.number for row in table.rows][-1] == 8


def test_read_table_quote_that_never_closes_spoils_one_row() -> None:
    table = read_table(b'a;b\n1;2\n"broken;x\n3;4\n5;6\n')
    assert [row.cells for row in table.rows if not row.misshapen] == [
        ("1", "2"),
        ("3", "4"),
        ("5", "6"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"PK\x03\x04\x00\x00",
        b"\xff\xfea\x00\x00\x00",
        b"\xff\xfe\x00\xd8",
        b"a;a\n1;2\n",
        b"a;b\n" + b"1;2\n" * (MOST_ROWS + 1),
        b"x" * (MOST_BYTES + 1),
    ],
    ids=[
        "empty",
        "blank",
        "xlsx",
        "nothing in it",
        "half a sign",
        "same heading twice",
        "too many rows",
        "too large",
    ],
)
def test_read_table_refuses_clearly(data: bytes) -> None:
    with pytest.raises(Refused) as refusal:
        read_table(data)
    assert str(refusal.value.message)


@given(st.binary(max_size=300))
def test_read_table_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        table = read_table(data)
    except Refused:
        return
    assert all(len(row.cells) == len(table.headings) for row in table.rows)


def test_map_headings_in_any_language_and_spelling() -> None:
    mapping = map_headings(Application(), ["NIMI", "e mail", "years_of_work", "Shoe size", "name"])
    assert mapping == {"NIMI": "name", "e mail": "email", "years_of_work": "years"}


def test_missing_and_unread_columns_are_told() -> None:
    table = read_table(b"Name;Shoe size\nAino;38\n")
    schema = Application(only=["name", "email"])
    mapping = map_headings(schema, table.headings)
    assert missing_columns(schema, mapping) == ["email"]
    assert unread_headings(table, mapping) == ["Shoe size"]


def test_load_rows_one_broken_row_spoils_no_other() -> None:
    data = (
        "Name;E-mail;Arrived;Role;Aims;Languages;I agree;Phone\n"
        "Aino;aino@example.org;1.3.2020;mentee;cv, networks;fi B1, English C1;yes;+358401234567\n"
        "Bea;nobody;soon;Director;;;;131052-308T\n"
        "Cleo;cleo@example.org;2020-03-01;MENTOR;CV;suomi:A2;Yes;'+358401234567\n"
    ).encode("windows-1252")
    schema = Application(exclude=["years", "profession"])
    table = read_table(data)
    results = load_rows(schema, table, map_headings(schema, table.headings))

    good, bad, last = results
    assert good.data is not None
    assert good.data["languages"] == [
        {"language": "fi", "level": "B1"},
        {"language": "en", "level": "C1"},
    ]
    assert good.data["aims"] == ["cv", "net"]
    assert bad.number == 3
    assert bad.data is None
    assert set(bad.errors) == {
        "email", "arrived", "role", "aims", "languages", "agreed", "phone"
    }  # fmt: skip
    assert bad.raw["Name"] == "Bea"
    assert last.data is not None
    assert last.data["phone"] == "+358401234567"
    assert last.data["role"] == "mentor"


@given(st.text())
def test_guard_comes_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text(max_size=5), st.sampled_from("=+-@\t\r＝＋－＠"))
def test_guarded_never_begins_a_formula(text: str, sign: str) -> None:
    assert guarded(sign + text).startswith("'")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))))
def test_table_survives_the_round_trip(cells: list[str]) -> None:
    texts = ["+358401234567", "=1+1", "'quoted", *cells]
    written = write_csv(
        [("key", "Key"), ("text", "Text")], [{"key": "k", "text": t} for t in texts]
    )
    table = read_table(written.encode())
    assert [row.cells[1] for row in table.rows] == texts


def test_write_csv_opens_in_finnish_spreadsheets() -> None:
    with use_language("fi"):
        written = write_csv({"a": "Määrä"}, [{"a": 1.5}, {"a": -2}, {"a": "-2"}, {"a": None}])
    assert written == '\ufeffMäärä\r\n1,5\r\n-2\r\n\'-2\r\n""\r\n'
