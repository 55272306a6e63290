"""The archive that a person gets: JSON and pages of the same, which run nothing and name everything."""

import json
import stat
from pathlib import Path
from zipfile import ZipFile

import pytest

from needlepoint.operate.archive_file import write_archive

PATIENT = "01990005-1033-7057-909f-6d2c7ddf743f"
HOSTILE = "<script>alert(1)</script>"
BOOKING = {
    "service": "booking",
    "patient_id": PATIENT,
    "made_at": "2026-11-03T10:00:00Z",
    "parts": [
        {
            "name": "patients",
            "title": "Who you are",
            "rows": [{"given_name": HOSTILE, "phone": None}],
        },
        {"name": "sessions", "title": "Sessions", "rows": []},
    ],
}
SCREENING = {
    "service": "screening",
    "patient_id": PATIENT,
    "made_at": "2026-11-03T10:00:01Z",
    "parts": [{"name": "declarations", "title": "What you declared", "rows": [{"answers": {"acne": "sim, às vezes"}}]}],
}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    place = tmp_path / "archive.zip"
    write_archive(place, [BOOKING, SCREENING])
    return place


def test_each_service_has_its_json_and_a_page_and_an_index_names_what_there_is(archive: Path) -> None:
    with ZipFile(archive) as found:
        assert sorted(found.namelist()) == [
            "booking.html",
            "booking.json",
            "index.html",
            "screening.html",
            "screening.json",
        ]
        assert json.loads(found.read("screening.json")) == SCREENING
        index = found.read("index.html").decode()
    assert PATIENT in index
    assert "Who you are" in index
    assert "Sessions" not in index, "there is none"


def test_a_page_shows_values_as_text_and_never_as_markup(archive: Path) -> None:
    with ZipFile(archive) as found:
        page = found.read("booking.html").decode()
        health = found.read("screening.html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<h2>Sessions</h2><p>Nothing.</p>" in page
    assert "sim, às vezes" in health


def test_only_its_owner_can_read_the_file_and_none_is_overwritten(archive: Path) -> None:
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_archive(archive, [BOOKING])
