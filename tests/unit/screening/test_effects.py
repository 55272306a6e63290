"""What each single fact changes, and what a draft would have decided about those who were screened before."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from contracts.vocabulary import Modality
from services.screening.domain.effects import Effect, device_named, every_result
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.possibilities import ANY_DAY
from services.screening.domain.results import Compared, Result, compared
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.would_have import would_have
from services.screening.reference import RULE_SETS
from tests.integration.screening.directors import FAINTING
from tests.unit.screening.factories import RULES, TODAY, changed, known
from tests.unit.screening.test_decision_properties import consults

CONSULT = ScreeningStage.CONSULT
EXCEED = ("exceed", Modality.PEN)
FRACTORA = ("inmode-fractora", Modality.RF)
TABLE = {(device, each.code, each.words): each for device in (EXCEED, FRACTORA) for each in every_result(RULES, device)}


def draft(**rules: Any) -> RuleSet:
    """The shipped rules with some changed."""
    return RULE_SETS.read(changed({"rules": rules}))


def effect(code: str, words: str, device: Any = EXCEED) -> Effect:
    return TABLE[device, code, words]


@pytest.mark.parametrize(
    ("code", "words", "outcome", "rule"),
    [
        ("keloid", "yes", Outcome.REVIEW, "R08"),
        ("keloid", "not sure", Outcome.REVIEW, "R08"),
        ("cold_sores", "yes", Outcome.CLEARED_WITH_CONDITIONS, "R16"),
        ("infection", "found", Outcome.DECLINED, "R119"),
        ("age", "17 years", Outcome.DECLINED, "R01"),
        ("suitable", "found unsuitable", Outcome.DECLINED, "R03"),
        ("depth_mm", "deeper than every limit", Outcome.CLEARED_WITH_CONDITIONS, "R109"),
        ("area", "inside_orbital_rim", Outcome.DECLINED, "R73"),
    ],
)
def test_the_table_says_what_a_fact_changes_and_by_which_rule(code: Any, words: Any, outcome: Any, rule: Any) -> None:
    found = effect(code, words).result
    assert (found.outcome, rule in found.rules) == (outcome, True)


def test_the_table_has_days_conditions_and_limits() -> None:
    assert effect("toxin_or_filler_on", "today").result.eligible_from == ANY_DAY + timedelta(weeks=2)
    assert effect("liver_disease", "yes").result.anaesthetic_allowed is False
    assert effect("cold_sores", "yes").result.conditions == ("antiviral_prophylaxis",)
    malar = effect("zone", "malar", FRACTORA).result
    assert malar.max_depth_mm == Decimal("1.0")


def test_the_table_begins_with_who_is_healthy_and_differs_by_device() -> None:
    healthy = effect("healthy", "nothing is the matter").result
    assert healthy.outcome is Outcome.CLEARED
    assert effect("pacemaker", "yes").result == healthy
    assert effect("pacemaker", "yes", FRACTORA).result.outcome is Outcome.DECLINED


@pytest.mark.parametrize(("name", "device"), [("exceed", EXCEED), ("roller", ("another", "roller")), ("spoon", None)])
def test_a_device_is_named_by_its_label_or_its_kind(name: Any, device: Any) -> None:
    assert device_named(RULES, name) == device


@pytest.mark.parametrize(
    ("change", "code", "words", "how"),
    [
        ({"R51": {"wait": {"span": {"weeks": 1}}}}, "toxin_or_filler_on", "today", Compared.MILDER),
        ({"R51": {"wait": {"span": {"weeks": 3}}}}, "toxin_or_filler_on", "today", Compared.STRICTER),
        ({"R08": {"outcome": "declined"}}, "keloid", "yes", Compared.STRICTER),
        ({"R08": None}, "keloid", "yes", Compared.MILDER),
        ({"R16": {"condition": "pigment_care"}}, "cold_sores", "yes", Compared.MILDER),
        ({"R33": {"anaesthetic_allowed": True}}, "liver_disease", "yes", Compared.MILDER),
        ({"R08": None}, "anticoagulants", "yes", Compared.SAME),
    ],
)
def test_a_draft_is_compared_fact_by_fact(change: Any, code: Any, words: Any, how: Any) -> None:
    after = {(each.code, each.words): each.result for each in every_result(draft(**change), EXCEED)}
    assert compared(effect(code, words).result, after[code, words]) is how


def test_a_draft_names_by_which_rule_somebody_would_have_been_judged_otherwise() -> None:
    facts = known(keloid=True, toxin_or_filler_on=TODAY)
    found = would_have(RULES, draft(R08=None), CONSULT, facts)
    assert (found.compared, found.rules_gone, found.rules_added) == (Compared.MILDER, ["R08"], [])
    assert found.after.outcome is Outcome.DEFERRED


def test_a_draft_that_asks_more_says_what_is_missing() -> None:
    found = would_have(RULES, RULE_SETS.read(changed(FAINTING)), CONSULT, known())
    assert (found.compared, found.after.missing) == (Compared.ASKS_FIRST, ("fainting",))


@settings(max_examples=30)
@given(consults())
def test_the_same_rules_would_have_decided_the_same(facts: Any) -> None:
    found = would_have(RULES, RULES, CONSULT, facts)
    assert (found.compared, found.rules_added, found.rules_gone) == (Compared.SAME, [], [])


def test_what_is_milder_in_one_way_and_stricter_in_another_is_milder() -> None:
    before = Result(Outcome.CLEARED_WITH_CONDITIONS, conditions=("a",), max_depth_mm=Decimal(1))
    after = Result(Outcome.CLEARED_WITH_CONDITIONS, conditions=("a", "b"), max_depth_mm=Decimal(2))
    assert compared(before, after) is Compared.MILDER
