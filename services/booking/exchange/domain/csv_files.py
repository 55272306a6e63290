"""A CSV file: bytes become lines with cells by column, or a sentence that says why not.

Whatever the bytes are, the answer is lines or FileNotRead, whose sentence names the place.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from chassis.plain_text import plain, seen
from chassis.refusals import fill_in
from chassis.spreadsheets import is_formula, unguarded
from services.booking.exchange.domain.kinds import EXTERNAL_ID, Columns
from services.booking.exchange.domain.refusals import FileNotRead, FileTooLarge

MOST_LINES = 50_000
_LAST_OF_ASCII = 0x7F
LONGEST_CELL = 1000
"""Characters. No column takes more."""
LONGEST_ID = 100
"""Characters of an external id."""
_MAY_BEGIN_WITH_SIGN = frozenset({"phone"})
_SPACES = " \u00a0\u2007\u202f\u200b\u2060\ufeff"
"""Around a cell: spaces of every kind, also those that nobody sees. With one of them an id would be another one."""
_NAMES_A_RECORD = frozenset({EXTERNAL_ID, "patient", "course", "same_as"})


class Encoding(StrEnum):
    """How characters are written as bytes."""

    UTF_8 = "utf-8"
    """With or without a byte order mark."""
    WINDOWS_1252 = "windows-1252"
    """Western European, as older software on Windows writes it."""


class Separator(StrEnum):
    """What stands between two cells."""

    COMMA = "comma"
    SEMICOLON = "semicolon"
    TAB = "tab"

    @property
    def sign(self) -> str:
        """The character."""
        return {"comma": ",", "semicolon": ";", "tab": "\t"}[self.value]


@dataclass(frozen=True)
class FileLine:
    """One line with data."""

    number: int
    """In the file; the header is 1. Of a line whose cells have line breaks, where it begins."""
    cells: dict[str, str] = field(default_factory=dict)
    """By column, without the spaces around them; empty cells are left out."""
    problems: tuple[tuple[str, str], ...] = ()
    """Column and sentence; the column is empty where it is about the whole line."""

    @property
    def external_id(self) -> str | None:
        """Under which name the other software knows it."""
        return self.cells.get(EXTERNAL_ID)


def read_file(content: bytes, encoding: Encoding, separator: Separator, columns: Columns) -> list[FileLine]:
    """All lines with data. Raises FileNotRead, FileTooLarge."""
    rows = _rows(_decoded(content, encoding), separator)
    header = next(rows, None)
    if header is None:
        raise FileNotRead("The file is empty: send a header line, and a line for each record.")
    names = _header(header[1], columns)
    lines: list[FileLine] = []
    for number, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(lines) == MOST_LINES:
            raise FileTooLarge("The file has more than {most} lines: divide it into several.", most=MOST_LINES)
        lines.append(_line(number, row, names, columns))
    return _each_id_once(lines)


def _decoded(content: bytes, encoding: Encoding) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileNotRead("The file is UTF-16: save it as CSV UTF-8.")
    if encoding is Encoding.WINDOWS_1252 and _is_utf_8(content):
        first = next(at for at, byte in enumerate(content) if byte > _LAST_OF_ASCII)
        raise FileNotRead(
            "The file is UTF-8, and the accents of line {line} would be lost: name the encoding utf-8.",
            line=_line_at(content, first),
        )
    try:
        return content.decode("utf-8-sig" if encoding is Encoding.UTF_8 else "cp1252")
    except UnicodeDecodeError as error:
        raise FileNotRead(
            "Line {line} holds a byte that is not {encoding}: save the file as CSV UTF-8, or name the encoding that it "
            "has.",
            line=_line_at(content, error.start),
            encoding=encoding.value,
        ) from error


def _line_at(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def _is_utf_8(content: bytes) -> bool:
    """Whether it holds accents as UTF-8 writes them: nobody writes words in windows-1252 that read so by chance."""
    try:
        return not content.isascii() and bool(content.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _rows(text: str, separator: Separator) -> Iterator[tuple[int, Sequence[str]]]:
    """Each row with the number of the line where it begins. Raises FileNotRead."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator.sign, strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise FileNotRead(
                "The file cannot be read from line {line} on: look for a quotation mark that is not closed, or for a "
                "cell that is very long.",
                line=begins,
            ) from error
        if row is None:
            return
        yield begins, row


def _header(row: Sequence[str], columns: Columns) -> list[str]:
    names = [name.strip().lower() for name in row]
    known = ", ".join(columns.all)
    for place, name in enumerate(names, start=1):
        if name not in columns.all:
            raise FileNotRead(
                "Column {place} of the header is unknown: check its spelling, the separator and the kind of file. "
                "There are: {known}.",
                place=place,
                known=known,
            )
        if names.count(name) > 1:
            raise FileNotRead("The column {name} is there twice: keep one of them.", name=name)
    missing = [name for name in columns.required if name not in names]
    if missing:
        raise FileNotRead("Columns are missing in the header: {missing}.", missing=missing)
    return names


def _line(number: int, row: Sequence[str], names: list[str], columns: Columns) -> FileLine:
    if len(row) != len(names):
        found = fill_in(
            "This line has {cells} {cells:cell|cells} and the header {header}: check separators and quotation marks.",
            {"cells": len(row), "header": len(names)},
        )
        return FileLine(number, problems=(("", found),))
    cells, problems = {}, []
    for name, cell in zip(names, row, strict=True):
        written = cell.strip(_SPACES)
        content = unguarded(written)
        if name in _NAMES_A_RECORD:
            content = plain(content)
        wrong = _wrong_with(name, content, written)
        content = seen(content)
        if wrong:
            problems.append((name, wrong))
        elif content:
            cells[name] = content
    noted = {name for name, _ in problems}
    problems += [(name, "This is missing.") for name in columns.required if name not in cells and name not in noted]
    return FileLine(number, cells, tuple(problems))


def _wrong_with(name: str, cell: str, written: str) -> str | None:
    """Why a cell cannot be taken. As it is ``written`` it may have the apostrophe that makes a text of a formula."""
    if len(cell) > (LONGEST_ID if name == EXTERNAL_ID else LONGEST_CELL):
        return f"Give at most {LONGEST_ID if name == EXTERNAL_ID else LONGEST_CELL} characters."
    if not cell.isprintable() and any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in cell):
        return "This holds a line break, a tab or another control character: take it out."
    if name in _NAMES_A_RECORD and any(unicodedata.category(sign) == "Cf" for sign in cell):
        return "This holds a character that nobody sees: type the id again."
    if is_formula(written) and name not in _MAY_BEGIN_WITH_SIGN:
        return "This looks like a formula: begin with a letter or a digit."
    return None


def _each_id_once(lines: list[FileLine]) -> list[FileLine]:
    """The second line of one external id is a problem of that line."""
    first: dict[str, int] = {}
    checked = []
    for line in lines:
        known = first.setdefault(line.external_id, line.number) if line.external_id is not None else line.number
        if known != line.number:
            again = (EXTERNAL_ID, f"Line {known} has the same external_id: keep one of the two.")
            checked.append(FileLine(line.number, line.cells, (*line.problems, again)))
        else:
            checked.append(line)
    return checked
