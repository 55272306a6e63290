"""Files are searched for a person, however large they are and whatever is in them."""

from pathlib import Path

import pytest

from chassis.privacy.terms import Person
from needlepoint.operate import privacy

TERMS = Person(family_name="Quaresma", phone="+351955500011").terms()


def places(folder: Path) -> set[tuple[str, str]]:
    return {(Path(each.place).name, each.what) for each in privacy._in_files(folder, TERMS)}


def test_every_file_in_a_folder_and_below_is_searched(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "app.log").write_text("called +351 955 500 011 back", encoding="utf-8")
    (tmp_path / "old" / "mail.bin").write_bytes(b"\xff\x00 QUARESMA \xfe")
    (tmp_path / "other.log").write_text("called somebody else back", encoding="utf-8")
    assert places(tmp_path) == {("app.log", "phone"), ("mail.bin", "family name")}


@pytest.mark.parametrize("before", range(56, 72))
def test_what_lies_across_two_readings_of_a_large_file_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    monkeypatch.setattr(privacy, "_READ_AT_ONCE", 64)
    monkeypatch.setattr(privacy, "_OVERLAP", 32)
    (tmp_path / "large.log").write_text(f"{'.' * before}Quaresma{'.' * 100}", encoding="utf-8")
    assert places(tmp_path) == {("large.log", "family name")}
