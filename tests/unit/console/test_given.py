"""What an address says is used, or the page says that it was not."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.console.pages.given import LONGEST, Given, NotRead

NONSENSE = (
    "tomorrow",
    "2026-13-01",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "20261129",
    "-1",
    "1e9",
    "' or 1=1",
    "null",
)
PAGES = Path("services/console/pages")
PASSED_ON = {"after", "against", "id", "into", "key", "language", "practitioner", "service", "type", "place"}
"""What a service reads, which refuses it in words."""
WORDS = {
    *("at", "booked", "changes", "find", "gtin", "joined", "q", "registered"),
    *("serial", "since", "version", "what", "with", "withdrawn"),
}
"""Free text, or the page's own word to itself after an act."""


@pytest.mark.parametrize("written", NONSENSE)
def test_what_is_no_day_is_none_and_is_said(written: str) -> None:
    said = Given({"day": written})
    assert said.day("day") is None
    assert [values for _, values in said.notes] == [{"name": "day", "value": written}]


def test_what_can_be_used_is_not_mentioned_and_neither_is_an_empty_word() -> None:
    said = Given({"day": "2026-11-29", "by": "rooms", "mine": "1", "how": ""})
    assert said.day("day") == date(2026, 11, 29)
    assert said.one_of("by", ("rooms",)) == "rooms"
    assert said.says("mine")
    assert said.one_of("how", ("missed",)) is None
    assert said.day("none") is None
    assert said.notes == []
    said.require_read()


def test_a_first_day_after_the_last_is_said() -> None:
    said = Given({"from": "2026-11-30"})
    assert said.until("from", date(2026, 11, 29)) is None
    assert said.unread == {"from": "2026-11-30"}


def test_a_file_is_not_made_of_something_else_than_was_asked_for() -> None:
    said = Given({"how": "mised"})
    said.one_of("how", ("missed",))
    with pytest.raises(NotRead, match="“mised” cannot be used as “how”"):
        said.require_read()


@given(st.text(min_size=1))
def test_whatever_is_written_is_used_or_said_and_said_in_short(written: str) -> None:
    said = Given({"word": written})
    used = (said.day("word"), said.one_of("word", ("a",)), said.says("word"))
    assert any(used) or said.unread
    assert all(len(each) <= LONGEST + 1 for each in said.unread.values())


def test_no_page_reads_a_word_of_its_address_in_another_way() -> None:
    """Which would be silent about what it does not know."""
    silent = r"(?:given\.get\(|query_params\.get\()\s*\"(\w+)\""
    files = [each for each in PAGES.rglob("*.py") if not {"chair", "links", "sign_in", "site.py"} & set(each.parts)]
    found = {(str(each), name) for each in files for name in re.findall(silent, each.read_text())}
    assert {(file, name) for file, name in found if name not in PASSED_ON | WORDS and "form" not in file} == set()
