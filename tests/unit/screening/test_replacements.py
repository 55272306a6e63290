"""No milder rule switches off a stricter one unseen: what takes the place of a precaution names it, with a reason."""

from typing import Any

import pytest

from services.screening.domain.checks import rule_set_problems
from services.screening.domain.outcomes import Outcome
from services.screening.domain.rule_sets import Bearing, RuleSet
from services.screening.reference import RULE_SETS
from tests.unit.screening.factories import RULES, a_plan, decided, known, with_rule

MILD: dict[str, Any] = {
    "stage": "consult",
    "sentence": "Exceed's makers treat patients with a scleroderma.",
    "when": {"yes": "scleroderma"},
    "scope": {"labels": ["exceed"]},
    "outcome": "cleared_with_conditions",
    "condition": "no_topical_anaesthetic",
    "sources": ["clinic-pages"],
}


def with_mild(**members: Any) -> RuleSet:
    """The shipped rules and a mild one about scleroderma on one device; R12 says review, as a precaution."""
    return RULE_SETS.read(with_rule("R99", **{**MILD, **members}))


def problems(**members: Any) -> list[str]:
    return [each.problem for each in rule_set_problems(with_mild(**members))]


def test_a_mild_rule_that_names_nothing_leaves_the_strict_one_in_force() -> None:
    decision = decided(known("exceed", scleroderma=True), rules=with_mild())
    assert decision.outcome is Outcome.REVIEW
    assert [reason.code for reason in decision.reasons] == ["R12", "R99"]


def test_a_milder_rule_that_takes_the_place_of_a_strict_one_without_a_reason_is_refused() -> None:
    (problem,) = problems(replaces={"R12": {}})
    assert "milder than R12 (cleared_with_conditions instead of review)" in problem
    assert "give a reason and the sources" in problem


def test_with_a_reason_and_sources_it_takes_its_place_on_its_own_device_only() -> None:
    replacement = {"reason": "The makers have treated such patients.", "sources": ["clinic-pages"]}
    without_cream = {"replaces": {"R12": replacement}, "anaesthetic_allowed": False}
    assert problems(**without_cream) == []
    rules = with_mild(**without_cream)
    assert decided(known("exceed", scleroderma=True), rules=rules).outcome is Outcome.CLEARED_WITH_CONDITIONS
    for device in ("skinpen", "dermapen-4", "rejuvapen-nxt", "some-roller", "some-pen"):
        assert decided(known(device, scleroderma=True), rules=rules).outcome is Outcome.REVIEW
    assert rules.bearing("R12", a_plan("exceed")) is Bearing.REPLACED


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"replaces": {"R98": {}}}, "R98 is not a precaution"),
        ({"replaces": {"R41": {}}}, "R41 is not a precaution"),
        ({"replaces": {"R12": {}}, "scope": {}}, "Only the rule of a label"),
        ({"replaces": {"R12": {}}, "scope": {"labels": ["skinpen"]}}, "what label skinpen itself says"),
        ({"replaces": {"R12": {}}, "when": {"yes": "keloid"}}, "does not hold whenever R12 does"),
        (
            {"replaces": {"R12": {}}, "outcome": "deferred", "wait": {"after": "vaccine_on", "span": {"weeks": 1}}},
            "does not hold whenever R12 does",
        ),
    ],
)
def test_what_does_not_fit_cannot_be_replaced(members: Any, says: Any) -> None:
    assert any(says in problem for problem in problems(**members))


@pytest.mark.parametrize(
    ("replaced", "members", "milder_by"),
    [
        ("R21", {"when": {"yes": "anaesthetic_allergy"}, "outcome": "declined"}, "it allows the anaesthetic"),
        (
            "R23",
            {"when": {"yes": "bleeding_disorder"}, "outcome": "declined", "overridable": True},
            "a clinician may override it",
        ),
        (
            "R26",
            {
                "when": {"yes": "pregnant_or_nursing"},
                "outcome": "deferred",
                "anaesthetic_allowed": False,
                "until": {"after": "today", "span": {"days": 1}},
            },
            "a shorter wait",
        ),
    ],
)
def test_milder_is_more_than_the_outcome(replaced: Any, members: Any, milder_by: Any) -> None:
    (problem,) = problems(**{"condition": None, **members}, replaces={replaced: {}})
    assert milder_by in problem


def test_every_replacement_that_is_shipped_says_what_it_takes_the_place_of() -> None:
    replaced = {code: list(rule.replaces) for code, rule in RULES.rules.items() if rule.replaces}
    assert replaced == {"R22": ["R21"], "R24": ["R23"], "R25": ["R23"], "R27": ["R26"]}
