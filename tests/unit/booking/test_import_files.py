"""A CSV file becomes lines, or a sentence that says why not; whatever its bytes are."""

import csv
import io

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from chassis.export.cells import cell_of
from chassis.plain_text import plain, seen
from services.booking.exchange.domain.csv_files import (
    LONGEST_CELL,
    MOST_LINES,
    Encoding,
    FileLine,
    Separator,
    read_file,
)
from services.booking.exchange.domain.kinds import COLUMNS, Columns, ImportKind
from services.booking.exchange.domain.refusals import FileNotRead, FileTooLarge

NAMES = Columns(("external_id", "given_name"), ("phone",))
HEADER = "external_id,given_name,phone\n"


def lines_of(text: str, separator: Separator = Separator.COMMA) -> list[FileLine]:
    return read_file(text.encode(), Encoding.UTF_8, separator, NAMES)


def wrong_with(text: str) -> list[tuple[str, str]]:
    (line,) = lines_of(HEADER + text)
    return list(line.problems)


def outcome_of(content: bytes, encoding: Encoding, separator: Separator, columns: Columns) -> list[FileLine] | str:
    """The lines, or why the file is refused."""
    try:
        return read_file(content, encoding, separator, columns)
    except FileNotRead as refusal:
        return refusal.detail


@given(st.binary(max_size=400), st.sampled_from(Encoding), st.sampled_from(Separator), st.sampled_from(ImportKind))
def test_any_bytes_are_lines_or_refused_with_a_sentence(
    content: bytes, encoding: Encoding, separator: Separator, kind: ImportKind
) -> None:
    found = outcome_of(content, encoding, separator, COLUMNS[kind])
    assert found.endswith(".") if isinstance(found, str) else all(line.number > 1 for line in found)


@given(st.lists(st.binary(max_size=30), max_size=6), st.sampled_from(Encoding))
@example([b"1", b"\xc2\x80"], Encoding.WINDOWS_1252)
def test_any_bytes_after_a_header_are_lines_or_refused(rows: list[bytes], encoding: Encoding) -> None:
    found = outcome_of(HEADER.encode() + b"\n".join(rows), encoding, Separator.COMMA, NAMES)
    if isinstance(found, str):
        assert "line" in found.lower()
        return
    for line in found:
        assert line.problems or set(line.cells) >= {"external_id", "given_name"}
        assert not any("\x00" in cell for cell in line.cells.values())


_words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=9).map(seen)
_ids = _words.map(plain).filter(lambda each: each.isalnum() and plain(each) == each)


@given(st.lists(st.tuples(_ids, _words.filter(bool), _words.filter(bool)), max_size=8))
def test_what_is_written_is_read(rows: list[tuple[str, str, str]]) -> None:
    unique = {row[0]: row for row in rows}.values()
    text = HEADER + "".join(",".join(row) + "\n" for row in unique)
    assert [tuple(line.cells.values()) for line in lines_of(text)] == list(unique)


_signs = st.text(st.sampled_from("'=+-@;,\"＝ aé"), min_size=1, max_size=14)


@given((st.text(max_size=40) | _signs).map(seen).filter(str.isprintable), st.sampled_from(Separator))
def test_what_is_exported_is_imported_as_it_was_whatever_a_spreadsheet_would_run(
    text: str, separator: Separator
) -> None:
    assume(text == text.strip() and text)
    file = io.StringIO()
    csv.writer(file, delimiter=separator.sign).writerows([NAMES.all, ["7", cell_of(text), ""]])
    (line,) = lines_of(file.getvalue(), separator)
    assert (line.cells["given_name"], line.problems) == (text, ())


@pytest.mark.parametrize("separator", Separator)
def test_each_separator_is_read(separator: Separator) -> None:
    text = f"external_id{separator.sign}given_name\n7{separator.sign}Rosa\n"
    assert [line.cells for line in lines_of(text, separator)] == [{"external_id": "7", "given_name": "Rosa"}]


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    assert [line.number for line in lines_of("\ufeff" + HEADER + "7,Rosa,\n")] == [2]


def test_windows_1252_is_read_when_it_is_named() -> None:
    content = (HEADER + "7,Inês,\n").encode("cp1252")
    with pytest.raises(FileNotRead, match=r"Line 2 .* not utf-8"):
        read_file(content, Encoding.UTF_8, Separator.COMMA, NAMES)
    (line,) = read_file(content, Encoding.WINDOWS_1252, Separator.COMMA, NAMES)
    assert line.cells["given_name"] == "Inês"


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("7,Rosa", "", "2 cells and the header 3"),
        ("7,Rosa,1,2", "", "4 cells and the header 3"),
        ("7,,", "given_name", "missing"),
        ("7,=1+1,", "given_name", "formula"),
        ("7,@SUM(A1),", "given_name", "formula"),
        ("7,Ro\x07sa,", "given_name", "control character"),
        ('7,"Ro\nsa",', "given_name", "line break"),
        (f"7,{'a' * (LONGEST_CELL + 1)},", "given_name", "at most"),
        (f"{'7' * 101},Rosa,", "external_id", "at most 100"),
    ],
)
def test_a_hostile_or_ragged_line_is_a_problem_of_that_line(row: str, column: str, words: str) -> None:
    (found, *_) = wrong_with(row + "\n")
    assert found[0] == column
    assert words in found[1]


def test_a_telephone_number_may_begin_with_a_plus_and_may_be_guarded() -> None:
    assert [line.cells["phone"] for line in lines_of(HEADER + "7,Rosa,+351910000001\n8,Ana,'+351910000002\n")] == [
        "+351910000001",
        "+351910000002",
    ]


def test_the_second_line_of_one_external_id_names_the_first() -> None:
    first, second = lines_of(HEADER + "7,Rosa,\n7,Ana,\n")
    assert first.problems == ()
    assert second.problems == (("external_id", "Line 2 has the same external_id: keep one of the two."),)


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    assert [line.number for line in lines_of(HEADER + '7,"Ro\nsa",\n\n8,Ana,\n')] == [2, 5]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("external_id,name\n", "Column 2 of the header is unknown"),
        ("external_id,given_name,given_name\n", "twice"),
        ("external_id\n", "missing in the header: given_name"),
        (HEADER + '7,"Rosa,\n', "from line 2 on"),
        (HEADER + f'7,"{"a" * 140_000}",\n', "from line 2 on"),
    ],
)
def test_a_file_without_a_clear_form_is_refused_as_a_whole(text: str, words: str) -> None:
    with pytest.raises(FileNotRead, match=words):
        lines_of(text)


def test_more_lines_than_an_import_takes_are_refused() -> None:
    with pytest.raises(FileTooLarge):
        lines_of(HEADER + "7,Rosa,\n" * (MOST_LINES + 1))
