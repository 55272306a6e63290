"""What a jurisdiction or a clinic adds to the rules holds there only, and can only be stricter."""

import dataclasses
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from contracts.vocabulary import Modality
from services.screening.domain.checks import rule_set_problems
from services.screening.domain.decisions import known_to
from services.screening.domain.effects import added_by
from services.screening.domain.explanations import considered
from services.screening.domain.facts import facts_of
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.rule_sets import RuleSet
from services.screening.reference import RULE_SETS
from tests.unit.screening.factories import RULES, TODAY, changed, codes, decided, known, problems_in

PORTO, LISBON = "01a2182d-0000-7000-8000-000000000001", "01a2182d-0000-7000-8000-000000000002"
OVERLAY = {"name": "A jurisdiction in the north", "clinics": [PORTO], "sources": ["policy"]}
RULE: dict[str, Any] = {
    "stage": "consult",
    "overlay": "north",
    "sentence": "Who takes anti-inflammatory pain killers is seen by a clinician first.",
    "when": {"yes": "nsaids"},
    "outcome": "review",
    "sources": ["policy"],
}
LIMIT: dict[str, Any] = {
    "overlay": "north",
    "max_mm": "1.0",
    "sentence": "No deeper than 1 mm.",
    "sources": ["policy"],
}


def with_overlay(rule: Any = None, limit: Any = None, **overlay: Any) -> Any:
    """The shipped rules, as JSON, with an overlay."""
    rules = {"R900": RULE | (rule or {})}
    limits = {"D90": LIMIT | limit} if limit is not None else {}
    return changed({"overlays": {"north": OVERLAY | overlay}, "rules": rules, "depth_limits": limits})


def read(document: Any) -> RuleSet:
    rules = RULE_SETS.read(document)
    assert list(rule_set_problems(rules)) == []
    return rules


def at(clinic: str | None, rules: RuleSet, **facts: Any) -> Any:
    return decided(known_to(rules, dataclasses.replace(known(**facts), clinic=clinic)), rules=rules)


def test_a_rule_of_an_overlay_holds_at_its_clinics_only() -> None:
    rules = read(with_overlay())
    assert at(PORTO, rules, nsaids=True).outcome is Outcome.REVIEW
    assert at(LISBON, rules, nsaids=True).outcome is Outcome.CLEARED
    assert at(None, rules, nsaids=True).outcome is Outcome.REVIEW


def test_elsewhere_the_explanation_says_that_it_holds_at_other_clinics() -> None:
    rules = read(with_overlay())
    facts = known_to(rules, dataclasses.replace(known(nsaids=True), clinic=LISBON))
    why = {each.code: each.why_not for each in considered(rules, ScreeningStage.CONSULT, facts)}
    assert why["R900"] == "It holds at other clinics."
    assert facts_of(facts.stored()) == facts


def test_a_depth_limit_of_an_overlay_binds_at_its_clinics_only() -> None:
    rules = read(with_overlay(limit={}))
    shallow = at(PORTO, rules, plan={"depth_mm": Decimal("1.5")})
    assert (shallow.limits.max_depth_mm, shallow.outcome) == (Decimal("1.0"), Outcome.CLEARED_WITH_CONDITIONS)
    assert at(LISBON, rules).limits.max_depth_mm == Decimal("1.5")


def test_a_clearance_of_an_overlay_holds_for_fewer_days() -> None:
    rules = read(with_overlay(clearance_days=90))
    assert at(PORTO, rules).valid_until == TODAY + timedelta(days=90)
    assert at(LISBON, rules).valid_until == TODAY + timedelta(days=183)


@pytest.mark.parametrize(
    ("document", "path", "says"),
    [
        (with_overlay(clearance_days=183), "overlays.north.clearance_days", "fewer days than 183"),
        (with_overlay(rule={"overlay": "south"}), "rules.R900.overlay", "no overlay south"),
        (with_overlay(rule={"overlay": None}), "overlays.north", "Nothing belongs to this overlay"),
        (with_overlay(limit={"max_mm": "2.5"}), "depth_limits.D90.max_mm", "less than the 2.5 mm of D01"),
        (with_overlay(limit={"max_mm": "4.0"}), "depth_limits.D90.max_mm", "less than the 2.5 mm of D01"),
        (with_overlay(limit={"overlay": "south"}), "depth_limits.D90.overlay", "no overlay south"),
        (
            with_overlay(rule={"when": {"yes": "chemotherapy"}, "outcome": "deferred"}),
            "rules.R900",
            "milder than R60",
        ),
        (
            with_overlay(
                rule={
                    "when": {"yes": "vaccine_on"},
                    "outcome": "deferred",
                    "wait": {"after": "vaccine_on", "span": {"weeks": 1}},
                }
            ),
            "rules.R900",
            "milder than R63",
        ),
        (
            with_overlay(
                rule={
                    "when": {"yes": "scleroderma"},
                    "scope": {"labels": ["exceed"]},
                    "replaces": {"R12": {"reason": "They have treated such patients.", "sources": ["clinic-pages"]}},
                }
            ),
            "rules.R900.replaces",
            "cannot take the place of one",
        ),
        (with_overlay(clinics=["everywhere"]), "overlays.north.clinics.0", "pattern"),
        (with_overlay(clinics=[]), "overlays.north.clinics", "at least 1"),
    ],
)
def test_an_overlay_that_would_be_milder_or_without_effect_is_refused(document: Any, path: Any, says: Any) -> None:
    found = problems_in(document)
    assert says in found.get(path, ""), found


@pytest.mark.parametrize("outcome", ["deferred", "declined"])
def test_whatever_an_overlay_adds_a_plan_is_never_judged_more_mildly(outcome: Any) -> None:
    rules = read(with_overlay(rule={"outcome": outcome}, limit={}))
    for facts in ({}, {"nsaids": True}, {"keloid": True}, {"infection_now": True}, {"age": 17}):
        alone: Any = decided(known(**facts))
        there = at(PORTO, rules, **facts)
        assert codes(there) >= codes(alone)
        assert there.limits.max_depth_mm <= alone.limits.max_depth_mm
    assert RULES.overlays == {}


def test_what_an_overlay_adds_is_shown_fact_by_fact_before_signing() -> None:
    rules = read(with_overlay(limit={}))
    device = next((each.models[0], each.modality) for each in rules.labels.values() if each.modality is Modality.RF)
    added = {each.effect.code: each for each in added_by(rules, "north", device) if each.effect.words == "yes"}
    assert (added["nsaids"].elsewhere.outcome, added["nsaids"].effect.result.outcome) == (
        Outcome.CLEARED_WITH_CONDITIONS,
        Outcome.REVIEW,
    )


def test_of_two_overlays_each_is_shown_as_if_it_were_the_only_one() -> None:
    two = with_overlay()
    two["overlays"]["south"] = OVERLAY | {"name": "Another in the south", "clinics": [LISBON]}
    two["rules"]["R901"] = RULE | {"overlay": "south", "when": {"yes": "epilepsy"}, "outcome": "declined"}
    rules = RULE_SETS.read(two)
    device = ("some-pen", Modality.PEN)
    changed_by = {code: {each.effect.code for each in added_by(rules, code, device)} for code in rules.overlays}
    assert changed_by == {"north": {"nsaids"}, "south": {"epilepsy"}}
