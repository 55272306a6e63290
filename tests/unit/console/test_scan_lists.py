"""Lists of scans: nothing is lost, nothing is there twice, and they come back from the database as they were."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.console.domain.scan_lists import MOST_LINES, ListFull, ScanList, ScannedLine, list_from

lines = st.builds(ScannedLine, st.text(max_size=3), st.text(max_size=20), st.none() | st.integers(1, 9))


@given(st.lists(lines, max_size=20))
def test_each_scan_is_on_the_list_once_in_its_order_and_the_list_is_stored_as_it_is(scanned: list[ScannedLine]) -> None:
    found = ScanList()
    for each in scanned:
        found = found.with_line(each)
    assert [each.id for each in found.lines] == list(dict.fromkeys(each.id for each in scanned))
    again = list_from(json.loads(json.dumps(found.as_json())))
    assert list(again.lines) == list(found.lines)
    for each in scanned:
        found = found.without_line(each.id)
    assert list(found.lines) == []


def test_a_list_is_no_longer_than_what_is_received_at_once() -> None:
    found = ScanList([ScannedLine(str(each), "x") for each in range(MOST_LINES)])
    with pytest.raises(ListFull):
        found.with_line(ScannedLine("one more", "x"))
    assert found.with_line(ScannedLine("7", "x")) is found, "it is there already"
