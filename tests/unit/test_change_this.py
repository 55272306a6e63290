"""docs/change-this.md: what it names in a file is there."""

import re
from pathlib import Path

import pytest

PAGE = Path("docs/change-this.md")
NAMED = re.compile(r"`(\w+)` in \[[^\]]+\]\(([^)#]+)\)")
TEST = re.compile(r"\[(test_\w+\.py)\]\(([^)#]+)\),? \"([^\"]+)\"")
TEXT = PAGE.read_text(encoding="utf-8")
CHANGES = (
    "RF aftercare goes out a day later",
    "a new contraindication with a wait",
    "a clinic closes on a public holiday",
    "a new event between two services",
    "reorder point from four weeks' use",
    "the follow-up prefers the same practitioner",
    "a third language",
    "how long the inbox is kept",
    "a role that may read everything",
    "numbing lead time of one clinic",
)


@pytest.mark.parametrize(("name", "path"), NAMED.findall(TEXT))
def test_a_name_stands_in_the_file_that_is_linked(name: str, path: str) -> None:
    assert re.search(rf"\b{name}\b", (PAGE.parent / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("file", "path", "words"), TEST.findall(TEXT))
def test_a_test_that_is_quoted_is_there(file: str, path: str, words: str) -> None:
    assert Path(path).name == file
    assert f"{words.lower().replace(' ', '_')}" in (PAGE.parent / path).read_text(encoding="utf-8")


def test_the_page_names_files_functions_and_tests() -> None:
    assert len(NAMED.findall(TEXT)) >= 8
    assert len(TEST.findall(TEXT)) >= 2


@pytest.mark.parametrize("change", CHANGES)
def test_each_everyday_change_has_its_row(change: str) -> None:
    assert f"\n| {change} |" in TEXT
