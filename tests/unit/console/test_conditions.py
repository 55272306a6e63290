"""What a rule asks as lines of a form: what nobody touched stays as it is, and what is typed is what the rule asks."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.reference.patches import merge_patch
from services.console.pages.published.asking import asking_of, facts, questions_of, typed_asks
from services.console.pages.published.conditions import (
    EMPTY,
    NO_LINE,
    NO_LIST,
    NO_TEST,
    NOTHING,
    UNLESS,
    WHEN,
    Condition,
    Line,
    condition_of,
    patch_between,
    shown_of,
    typed_condition,
    when_of,
)
from services.console.pages.published.parts import NO_NUMBER
from services.screening.domain.rules import Rule

FOLDER = Path("services/screening/reference/rule-sets/2026-11")
RULES: dict[str, dict[str, Any]] = json.loads((FOLDER / "rules.json").read_text())["rules"]
QUESTIONS = json.loads((FOLDER / "questions.json").read_text())
WHENS = [each["when"] for each in RULES.values() if "when" in each]


def form_of(condition: Condition, key: str = WHEN) -> dict[str, str]:
    """As a browser sends it."""
    lines = enumerate(condition.lines)
    typed = {f"{key}-{name}-{at}": getattr(line, name) for at, line in lines for name in ("of", "test", "value")}
    return {f"{key}-join": condition.join, **typed}


@pytest.mark.parametrize("when", WHENS, ids=json.dumps)
def test_what_nobody_touched_stays_as_it_is(when: dict[str, Any]) -> None:
    shown = condition_of(when)
    if shown is not None:
        assert when_of(typed_condition(form_of(shown)), when) == (when, {})


def test_nearly_all_rules_that_are_published_are_lines() -> None:
    assert len([each for each in WHENS if condition_of(each)]) > len(WHENS) * 0.85


def test_every_subject_of_the_published_rules_has_words() -> None:
    known = facts().keys() | questions_of(QUESTIONS).keys()
    shown = [condition for each in WHENS if (condition := condition_of(each))]
    assert {line.of for condition in shown for line in condition.lines} <= known


@pytest.mark.parametrize(
    "when",
    [
        {"found": {"kind": "mole"}},
        {"elsewhere": "a", "or_left_out": 1.5},
        {"day": "a", "is": "past", "by": {"weeks": 2}},
        {"all": [{"yes": "a"}, {"any": [{"yes": "b"}, {"yes": "c"}]}]},
        {"not": {"all": [{"yes": "a"}]}},
        {"yes": "a", "says": "x"},
        {"fact": "age", "below": 18, "above": 3},
        {"all": []},
        {"all": [{"yes": "a"}] * 13},
        [],
        None,
    ],
    ids=json.dumps,
)
def test_what_is_more_than_lines_is_not_shown_as_lines(when: Any) -> None:
    assert condition_of(when) is None


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (Line("answer:keloid", "yes"), {"yes": "keloid"}),
        (Line("answer:keloid", "not_yes"), {"not": {"yes": "keloid"}}),
        (Line("answer:weeks", "below", "1,5"), {"number": "weeks", "below": "1.5"}),
        (Line("fact:age", "below", "18"), {"fact": "age", "below": 18}),
        (Line("fact:depth_mm", "above", "1,5"), {"fact": "depth_mm", "above": "1.5"}),
        (Line("fact:skin_type", "in", "5, 6,"), {"fact": "skin_type", "in": [5, 6]}),
        (Line("fact:area", "outside", "face, neck"), {"fact": "area", "outside": ["face", "neck"]}),
        (Line("fact:suitable", "is_not"), {"fact": "suitable", "is": False}),
        (Line("answer:rash", "elsewhere"), {"elsewhere": "rash"}),
        (Line("answer:mole", "elsewhere_or_left_out"), {"elsewhere": "mole", "or_left_out": True}),
        (Line("answer:eczema", "over"), {"over": "eczema"}),
        (Line("answer:vaccine_on", "past"), {"day": "vaccine_on", "is": "past"}),
        (Line("answer:vaccine_on", "future"), {"day": "vaccine_on", "is": "future"}),
        (Line("answer:allergy", "says", "nickel, steel"), {"says": "allergy", "in": ["nickel", "steel"]}),
        (Line("finding:lesion", "found"), {"found": "lesion"}),
    ],
)
def test_a_line_is_what_the_rule_asks(line: Line, part: dict[str, Any]) -> None:
    assert when_of(Condition("all", [line]), None) == (part, {})
    assert when_of(Condition("all", [*condition_lines(part)]), None) == (part, {}), "read again it is the same"
    assert Rule.model_validate_json(json.dumps({**RULES["R29"], "when": part})).when is not None


def condition_lines(part: Any) -> Sequence[Line]:
    found = condition_of(part)
    assert found is not None
    return found.lines


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (Line("", "yes"), NOTHING),
        (Line("fact:age", ""), NOTHING),
        (Line("", "", "5"), NOTHING),
        (Line("fact:age", "yes"), NO_TEST),
        (Line("answer:keloid", "in", "a"), NO_TEST),
        (Line("fact:age", "below", "4.5"), NO_NUMBER),
        (Line("fact:depth_mm", "above", "deep"), NO_NUMBER),
        (Line("fact:area", "in", " , "), NO_LIST),
        (Line("answer:sex", "says"), NO_LIST),
        (Line("fact:age", "over"), NO_TEST),
        (Line("finding:lesion", "yes"), NO_TEST),
        (Line("answer:keloid", "found"), NO_TEST),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_line(line: Line, sentence: str) -> None:
    typed = Condition("any", [Line("answer:a", "yes"), EMPTY, line])
    assert when_of(typed, {"yes": "a"})[1] == {2: sentence}


UNLESSES = [
    each["unless"]
    for path in FOLDER.parent.glob("*/rules.json")
    for each in json.loads(path.read_text())["rules"].values()
    if isinstance(each, dict) and each.get("unless")
]


def test_what_lifts_the_published_rules_is_lines_that_stay_as_they_are() -> None:
    shown = [each for each in UNLESSES if shown_of(each, UNLESS)]
    assert len(shown) > len(UNLESSES) * 0.8 > 0
    for each in shown:
        condition = shown_of(each, UNLESS)
        assert condition is not None
        assert when_of(typed_condition(form_of(condition, UNLESS), UNLESS), each, UNLESS) == (each, {})


def test_what_lifts_a_rule_is_taken_away_by_empty_lines_and_added_where_there_was_nothing() -> None:
    rule = {"when": {"yes": "a"}}
    lifted, path = {"rules": {"R1": {**rule, "unless": {"over": "a"}}}}, ("rules", "R1")
    empty = {"when-join": "all", "when-of-0": "answer:a", "when-test-0": "yes", "unless-join": "all"}
    values, wrong = typed_asks(empty, lifted, lifted, path)
    assert (values[(*path, "unless")], wrong) == (None, {})
    line = {"unless-of-0": "answer:a", "unless-test-0": "over"}
    values, _ = typed_asks({**empty, **line}, {"rules": {"R1": rule}}, {"rules": {"R1": rule}}, path)
    assert values[(*path, "unless")] == {"over": "a"}
    old_form = {name: value for name, value in empty.items() if not name.startswith("unless")}
    assert (*path, "unless") not in typed_asks(old_form, lifted, lifted, path)[0], "a form that has no such lines"


def test_a_rule_that_asks_nothing_is_refused() -> None:
    assert when_of(Condition("all", []), {"yes": "a"})[1] == {0: NO_LINE}


LINES = st.sampled_from(
    [Line("answer:a", "yes"), Line("answer:b", "not_yes"), Line("fact:age", "above", "3"), Line("fact:suitable", "is")]
)
CONDITIONS = st.builds(Condition, st.sampled_from(["all", "any"]), st.lists(LINES, min_size=1, max_size=4))


@given(CONDITIONS, CONDITIONS)
def test_the_patch_of_the_version_before_makes_what_was_typed(before: Condition, typed: Condition) -> None:
    base, _ = when_of(before, None)
    wanted, wrong = when_of(typed_condition(form_of(typed)), base)
    assert wrong == {}
    assert merge_patch(base, patch_between(base, wanted)) == wanted


def test_the_lines_of_a_form_have_room_for_more() -> None:
    asking = asking_of({"rules": {"R1": {"when": {"yes": "a"}}}}, ("rules", "R1"))
    assert asking is not None
    assert list(asking.lines) == [Line("answer:a", "yes"), EMPTY, EMPTY]
    assert asking_of({"rules": {"R1": {}}}, ("rules", "R1")) is None
