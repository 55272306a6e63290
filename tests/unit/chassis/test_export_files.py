"""What is exported can be read again, and no spreadsheet runs any of it."""

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.export.cells import cell_of
from chassis.export.zipping import ZipStream
from chassis.spreadsheets import FORMULA_SIGNS, guarded, unguarded
from needlepoint.services import SERVICE_NAMES, load

MADE_AT = datetime(2027, 3, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "yes"),
        (-5, "-5"),
        (Decimal("1.50"), "1.50"),
        (date(2027, 3, 1), "2027-03-01"),
        (datetime(2027, 3, 1, 9, tzinfo=timezone(timedelta(hours=1))), "2027-03-01T08:00:00Z"),
        (["face", "neck"], '["face", "neck"]'),
        ("=1+1", "'=1+1"),
        ("+351910000001", "'+351910000001"),
        ("Inês", "Inês"),
        ("＝1+1", "'＝1+1"),
        ("left early;=1+1;", "left early;'=1+1;"),
        ("a\n@SUM(A1)", "a\n'@SUM(A1)"),
        ("mornings; -5 kg", "mornings; -5 kg"),
    ],
)
def test_a_value_is_a_cell(value: object, cell: str) -> None:
    assert cell_of(value) == cell


@given(st.text(max_size=30))
def test_no_text_begins_as_a_formula(text: str) -> None:
    assert not cell_of(text).startswith(FORMULA_SIGNS)


_SIGNS = st.text(st.sampled_from("'=+-@;\t\r\n＝＠a "), max_size=12)


@given(st.text(max_size=30) | _SIGNS)
def test_what_was_guarded_is_read_as_it_was_and_nothing_in_it_is_run(text: str) -> None:
    assert unguarded(guarded(text)) == text
    for part in guarded(text).replace("\t", ";").replace("\r", ";").replace("\n", ";").split(";"):
        assert not part.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=20))
def test_a_zip_that_was_streamed_holds_what_was_written(rows: list[list[str]]) -> None:
    zipped = ZipStream(MADE_AT)
    sent = b""
    with zipped.file("one.csv", ["a", "b"]) as file:
        for row in rows:
            file.write([row])
            sent += zipped.take()
    zipped.close()
    sent += zipped.take()
    with ZipFile(io.BytesIO(sent)) as read:
        assert read.testzip() is None
        text = read.read("one.csv").decode()
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == rows


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_every_column_of_every_file_says_what_it_means(name: str) -> None:
    sheets = load(name).export.sheets
    assert len({sheet.name for sheet in sheets}) == len(sheets)
    assert sheets or name == "console", "it keeps nothing that is not another service's"
    for sheet in sheets:
        assert [column.name for column in sheet.statement.selected_columns] == list(sheet.columns), sheet.name
        assert all(sheet.columns.values()), sheet.name
        assert sheet.patient is None or sheet.clinics, f"{sheet.name}: who may see it?"


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_every_table_about_patients_that_is_exported_names_them_in_the_access_log(name: str) -> None:
    for sheet in load(name).export.sheets:
        about = {"patient", "patient_id"} & set(sheet.columns)
        assert not about or sheet.patient is not None, sheet.name
