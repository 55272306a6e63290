"""What a rule asks as lines of a form: what nobody touched stays as it is, and what is typed is what the rule asks."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.reference.patches import merge_patch
from services.console.pages.published.asking import asking_of, facts, questions_of
from services.console.pages.published.conditions import (
    EMPTY,
    NO_LINE,
    NO_LIST,
    NO_TEST,
    NOTHING,
    Condition,
    Line,
    condition_of,
    patch_between,
    typed_condition,
    when_of,
)
from services.console.pages.published.parts import NO_NUMBER
from services.screening.domain.rules import Rule

FOLDER = Path("services/screening/reference/rule-sets/2026-11")
RULES: dict[str, dict[str, Any]] = json.loads((FOLDER / "rules.json").read_text())["rules"]
QUESTIONS = json.loads((FOLDER / "questions.json").read_text())
WHENS = [each["when"] for each in RULES.values() if "when" in each]


def form_of(condition: Condition) -> dict[str, str]:
    """As a browser sends it."""
    lines = enumerate(condition.lines)
    typed = {f"when-{name}-{at}": getattr(line, name) for at, line in lines for name in ("of", "test", "value")}
    return {"when-join": condition.join, **typed}


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
    ],
)
def test_a_line_is_what_the_rule_asks(line: Line, part: dict[str, Any]) -> None:
    assert when_of(Condition("all", [line]), None) == (part, {})
    assert condition_of(part) is not None
    assert Rule.model_validate_json(json.dumps({**RULES["R29"], "when": part})).when is not None


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
    ],
)
def test_what_cannot_be_asked_is_said_at_its_line(line: Line, sentence: str) -> None:
    typed = Condition("any", [Line("answer:a", "yes"), EMPTY, line])
    assert when_of(typed, {"yes": "a"})[1] == {2: sentence}


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
