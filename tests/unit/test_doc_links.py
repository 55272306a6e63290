"""Every link in our documents leads somewhere, and tables are whole."""

import re
import subprocess
from itertools import groupby
from pathlib import Path

import pytest

DOCUMENTS = subprocess.run(["git", "ls-files", "*.md"], check=True, capture_output=True, text=True).stdout.split()
LINK = re.compile(r"\]\(([^)#\s]+)?(?:#([^)\s]+))?\)")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
BELOW_HEAD = re.compile(r"\|(?: ?:?-+:? ?\|)+")


def anchors(path: Path) -> set[str]:
    """What a heading is called in a link."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_to_a_file_or_a_heading_that_is_there(document: str) -> None:
    here = Path(document)
    for target, anchor in LINK.findall(here.read_text()):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path = here.parent / target if target else here
        assert path.exists(), f"{document} links to {target}, which is not there"
        if anchor:
            assert anchor in anchors(path), f"{document} links to #{anchor} of {path}, which has no such heading"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_line_between_two_rows_ends_a_table(document: str) -> None:
    lines = FENCED.sub("", Path(document).read_text()).splitlines()
    tables = [list(rows) for is_row, rows in groupby(lines, key=lambda line: line.startswith("|")) if is_row]
    torn = [rows[0] for rows in tables if len(rows) < 2 or not BELOW_HEAD.fullmatch(rows[1])]
    assert torn == [], "shown as plain text: no head is above it"


def test_no_two_decisions_have_one_number() -> None:
    numbers = sorted(file.name[:4] for file in Path("docs/decisions").glob("*.md"))
    assert [number for number in set(numbers) if numbers.count(number) > 1] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_document_holds_an_unresolved_conflict(document: str) -> None:
    assert re.findall(r"^(?:<{7,}|>{7,}) .*$", Path(document).read_text(), re.MULTILINE) == []
