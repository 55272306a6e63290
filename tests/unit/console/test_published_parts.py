"""Reference data as forms: every field says what the document says, and what is typed becomes the smallest change."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.reference.patches import merge_patch
from services.console.pages.published.changes import changed, taken_back, taken_out
from services.console.pages.published.parts import Field, Part, part_at, parts_of, typed_in

PROTOCOLS = json.loads(Path("services/booking/reference/protocols/2026-11.json").read_text())["content"]
RULES = Path("services/screening/reference/rule-sets/2026-11")
SHIPPED = [
    PROTOCOLS,
    json.loads((RULES / "version.json").read_text())["content"] | json.loads((RULES / "rules.json").read_text()),
    json.loads((RULES / "questions.json").read_text()),
]


def form_of(fields: list[Field]) -> dict[str, str]:
    """As a browser sends it when nothing was touched."""
    ticked = {each.name: "1" for each in fields if each.kind == "yes" and each.value}
    return ticked | {each.name: each.shown.replace("\n", "\r\n") for each in fields if each.kind != "yes"}


@pytest.mark.parametrize("document", SHIPPED)
def test_a_form_that_nobody_touched_changes_nothing(document: dict[str, Any]) -> None:
    parts = parts_of(document)
    assert parts
    for part in parts:
        values, wrong = typed_in(part, form_of(list(part.fields)))
        assert wrong == {}
        assert changed({}, document, values) == {}


def test_policies_protocols_and_rules_are_parts_and_what_a_rule_asks_is_no_field() -> None:
    names = {each.name for document in SHIPPED for each in parts_of(document)}
    wanted = {"policies.clearance_days", "protocols.skin-pen", "rules.R29", "numbing", "questions.consult.rash_in_area"}
    assert wanted <= names
    rule = part_at(SHIPPED[1], "rules.R29")
    assert rule is not None
    assert "rules.R29.wait.span.months" in {each.name for each in rule.fields}
    assert not [each for each in rule.fields if "when" in each.path]
    assert rule.about.startswith("Isotretinoin within")


def test_a_path_that_a_check_names_leads_to_its_part() -> None:
    found = part_at(PROTOCOLS, "protocols.skin-pen.spacing.first")
    assert found is not None
    assert found.name == "protocols.skin-pen"
    assert part_at(PROTOCOLS, "protocols.skin") is None


def test_a_change_is_kept_as_a_change_and_goes_when_it_is_as_before() -> None:
    part = part_at(PROTOCOLS, "protocols.skin-pen")
    assert part is not None
    before = {"talk": {"minutes": 20}}
    typed = form_of(list(part.fields)) | {"protocols.skin-pen.spacing.first": "5"}
    once = changed(before, PROTOCOLS, typed_in(part, typed)[0])
    assert once == {"talk": {"minutes": 20}, "protocols": {"skin-pen": {"spacing": {"first": 5}}}}
    assert changed(once, PROTOCOLS, typed_in(part, form_of(list(part.fields)))[0]) == before


@pytest.mark.parametrize("typed", ["", "four", "4.5", "٤", "1e3"])
def test_what_is_no_whole_number_is_refused_at_its_field(typed: str) -> None:
    part = part_at(PROTOCOLS, "numbing")
    assert part is not None
    _, wrong = typed_in(part, form_of(list(part.fields)) | {"numbing.minutes": typed})
    assert wrong == {"numbing.minutes": "Write a number."}


def test_a_decimal_stays_a_decimal_in_words_and_takes_a_comma() -> None:
    field = Field(("depth_limits", "D01", "max_mm"), "2.5", ("max_mm",))
    assert field.read("1,5") == "1.5"


WORDS = st.sampled_from(["a", "b c", "d\ne", "1.5", "2027-01-02"])
LEAVES = st.one_of(st.integers(-9, 9), st.booleans(), WORDS, st.lists(st.sampled_from(["x", "y"])))
TREES = st.recursive(LEAVES, lambda inner: st.dictionaries(st.sampled_from("pqrs"), inner, max_size=3), max_leaves=12)
DOCUMENTS = st.dictionaries(st.sampled_from("pqrs"), TREES, max_size=4)


@given(DOCUMENTS, DOCUMENTS, st.data())
def test_the_changed_draft_says_what_was_typed_and_all_else_as_before(
    base: dict[str, Any], changes: dict[str, Any], data: st.DataObject
) -> None:
    document = merge_patch(base, changes)
    fields = [each for part in parts_of(document) for each in part.fields]
    if not fields:
        return
    field = data.draw(st.sampled_from(fields))
    value = data.draw(LEAVES.filter(lambda each: type(each) is type(field.value)))
    assert typed_in(Part(field.path[:1], [field]), form_of([field])) == ({field.path: field.value}, {}), "as it was"
    after = merge_patch(base, changed(changes, base, {field.path: value}))
    assert after == merge_patch(document, under(field.path, value))


@given(DOCUMENTS, DOCUMENTS, st.data())
def test_a_part_that_is_taken_out_is_gone_and_one_that_is_taken_back_is_as_before(
    base: dict[str, Any], changes: dict[str, Any], data: st.DataObject
) -> None:
    document = merge_patch(base, changes)
    if parts := parts_of(document):
        path = data.draw(st.sampled_from(parts)).path
        without = merge_patch(base, taken_out(changes, base, path))
        assert inside(without, path) is None
        assert merge_patch(document, under(path, None)) == merge_patch(without, under(path, None)), "all else stays"
        assert inside(merge_patch(base, taken_back(changes, path)), path) == inside(base, path)


def inside(document: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def under(path: tuple[str, ...], value: Any) -> Any:
    for key in reversed(path):
        value = {key: value}
    return value
