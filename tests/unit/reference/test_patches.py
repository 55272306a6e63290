"""What a version changes in another (JSON Merge Patch, RFC 7396), and what differs between two."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.reference.differences import Difference, as_lines, differences
from chassis.reference.patches import ineffective, merge_patch

NO_NULLS: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text("abc", min_size=1, max_size=2), NO_NULLS, max_size=3)


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"a": "b"}, ["c"], ["c"]),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_patch_does_what_the_standard_says(target: Any, patch: Any, result: Any) -> None:
    assert merge_patch(target, patch) == result


@given(OBJECTS, OBJECTS)
def test_a_patch_applied_twice_is_applied_once_and_changes_no_argument(target: Any, patch: Any) -> None:
    before = repr((target, patch))
    once = merge_patch(target, patch)
    assert merge_patch(once, patch) == once
    assert repr((target, patch)) == before


def test_removing_what_is_not_there_is_noticed_by_path() -> None:
    target = {"rules": {"R01": {"wait": 3}}}
    assert ineffective(target, {"rules": {"R01": {"wait": None}, "R99": None}}) == ["rules.R99"]
    assert ineffective(target, {"rules": {"R02": {"until": None}}}) == ["rules.R02.until"]


@given(OBJECTS, OBJECTS)
def test_two_documents_differ_exactly_where_they_are_not_equal(before: Any, after: Any) -> None:
    found = differences(before, after)
    assert (found == []) is (repr(_sorted(before)) == repr(_sorted(after)))
    assert [each.path for each in differences(after, before)] == [each.path for each in found]


def _sorted(value: Any) -> Any:
    return {key: _sorted(value[key]) for key in sorted(value)} if isinstance(value, dict) else value


def test_a_difference_is_the_shortest_path_that_a_director_needs_to_read() -> None:
    before = {"rules": {"R01": {"wait": {"days": 14}}, "R02": {"wait": {"days": 3}}}, "title": "a"}
    after = {"rules": {"R01": {"wait": {"days": 21}}, "R03": {"wait": {"days": 3}}}, "title": "a"}
    assert differences(before, after) == [
        Difference("rules.R01.wait.days", "changed", 14, 21),
        Difference("rules.R02", "removed", before={"wait": {"days": 3}}),
        Difference("rules.R03", "added", after={"wait": {"days": 3}}),
    ]
    assert as_lines(differences({"a": 1, "b": "x"}, {"a": 2, "c": "ö"})) == [
        "~ a",
        "    before: 1",
        "    after:  2",
        "- b: x",
        "+ c: ö",
    ]


def test_true_and_one_are_different() -> None:
    assert differences({"a": True}, {"a": 1}) == [Difference("a", "changed", True, 1)]
