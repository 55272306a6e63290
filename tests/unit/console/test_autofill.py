"""What browsers may fill in: at a desk nothing about the person before, on a telephone what is the patient's own."""

import re
from pathlib import Path

import pytest

PAGES = Path("services/console/pages")
TAG = re.compile(r"<(?:input|textarea)\b(?:[^>{]|\{\{.*?\}\}|\{%.*?%\})*>", re.DOTALL)
NOT_TYPED = ("hidden", "checkbox", "radio", "file", "submit")
THEIR_OWN = {"links": {"name", "bday-day", "bday-month", "bday-year"}}
"""By folder, what a browser may fill in there: who opens a link is the patient."""


@pytest.mark.parametrize("path", sorted(PAGES.rglob("*.html")), ids=lambda path: str(path.relative_to(PAGES)))
def test_every_field_says_whether_a_browser_may_fill_it_in(path: Path) -> None:
    own = THEIR_OWN.get(path.relative_to(PAGES).parts[0], set())
    for tag in TAG.findall(path.read_text()):
        kind = re.search(r'type="([^"]*)"', tag)
        if kind is not None and kind[1] in NOT_TYPED:
            continue
        said = re.search(r'autocomplete="([^"]*)"', tag)
        assert said is not None, tag
        assert said[1] in {"off", *own} or "{{" in said[1], tag
