"""What holds for any answers, any plan and any patient."""

import dataclasses
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import Area, Concern, Modality, Outcome, ScreeningStage
from services.screening.domain.decisions import SEVERITY, Decision, Incomplete, Reason, assess, decide
from services.screening.domain.facts import Facts, Plan, facts_of
from services.screening.domain.rules import Kind
from tests.unit.screening.factories import RULES, TODAY, decided

CONSULT = ScreeningStage.CONSULT
DEVICES = ["skinpen", "dermapen-4", "exceed", "rejuvapen-nxt", "inmode-fractora", "some-device"]

days = st.dates(TODAY - timedelta(days=500), TODAY + timedelta(days=200))
plans = st.builds(
    Plan,
    st.sampled_from(Concern),
    st.sampled_from(Area),
    st.sampled_from(Modality),
    st.sampled_from(DEVICES),
    st.decimals("0.5", "2.5", places=1),
)


@st.composite
def consults(draw: Any) -> Any:
    """Mostly healthy people, with all facts known."""
    answers = {question.code: False for question in RULES.questions[CONSULT]}
    for question in draw(st.lists(st.sampled_from(RULES.questions[CONSULT]), max_size=5)):
        yes = days if question.kind is Kind.DATE_OR_NO else st.just(True)
        answers[question.code] = draw(st.one_of(yes, st.just("not_sure")))
    return Facts(TODAY, answers, draw(st.integers(15, 80)), draw(st.integers(1, 6)), draw(st.booleans()), draw(plans))


def severity(result: Decision | Incomplete) -> int:
    """To be refused for want of an answer is further from a clearance than anything."""
    return len(SEVERITY) if isinstance(result, Incomplete) else SEVERITY[result.outcome]


@given(consults(), st.data())
def test_taking_an_answer_away_never_makes_the_outcome_milder(facts: Any, data: Any) -> None:
    code = data.draw(st.sampled_from(sorted(facts.answers)))
    fewer = dataclasses.replace(facts, answers={key: value for key, value in facts.answers.items() if key != code})
    assert severity(assess(RULES, CONSULT, fewer)) >= severity(assess(RULES, CONSULT, facts))


@given(consults(), st.data())
def test_a_no_that_becomes_a_doubt_never_makes_the_outcome_milder(facts: Any, data: Any) -> None:
    code = data.draw(st.sampled_from([code for code, answer in facts.answers.items() if answer is False]))
    doubted = dataclasses.replace(facts, answers={**facts.answers, code: "not_sure"})
    assert severity(assess(RULES, CONSULT, doubted)) >= severity(assess(RULES, CONSULT, facts))


@given(consults(), st.sampled_from([rule for rule in RULES.rules.values() if rule.stage is CONSULT]), st.booleans())
def test_one_more_rule_that_holds_never_makes_the_outcome_milder(facts: Any, rule: Any, certain: Any) -> None:
    decision = decided(facts)
    more = decide(RULES, CONSULT, facts, [*decision.reasons, Reason(rule, certain, rule.ends_on(facts))])
    assert severity(more) >= severity(decision)
    assert {reason.rule.code for reason in more.reasons} >= {reason.rule.code for reason in decision.reasons}
    if more.outcome is decision.outcome is Outcome.DEFERRED and more.eligible_from and decision.eligible_from:
        assert more.eligible_from >= decision.eligible_from


@given(consults())
def test_the_most_severe_reason_decides_and_only_clearances_hold_for_a_time(facts: Any) -> None:
    decision = decided(facts)
    worst = max((SEVERITY[reason.outcome] for reason in decision.reasons), default=0)
    assert SEVERITY[decision.outcome] == worst
    cleared = decision.outcome in (Outcome.CLEARED, Outcome.CLEARED_WITH_CONDITIONS)
    assert (decision.valid_until is not None) == cleared
    assert cleared or decision.eligible_from is None or decision.eligible_from > TODAY
    assert decision.outcome is not Outcome.CLEARED_WITH_CONDITIONS or decision.conditions


@given(consults())
def test_nobody_under_18_and_nobody_found_unsuitable_is_ever_treated(facts: Any) -> None:
    outcome = decided(facts).outcome
    assert outcome is Outcome.DECLINED or (facts.age >= 18 and facts.suitable)


@given(consults())
def test_no_clearance_allows_more_than_two_and_a_half_millimetres(facts: Any) -> None:
    limits = decided(facts).limits
    assert limits is not None
    assert limits.max_depth_mm <= Decimal("2.5")


@given(consults())
def test_stored_facts_give_the_same_decision_again(facts: Any) -> None:
    again = facts_of(facts.stored())
    assert again == facts
    assert decided(again) == decided(facts)


@given(consults())
def test_a_device_without_a_label_is_never_judged_more_mildly_than_a_labelled_one(facts: Any) -> None:
    labels = {label.modality: label for label in RULES.labels}
    label = labels[facts.plan.modality if facts.plan.modality is Modality.RF else Modality.PEN]
    as_labelled = dataclasses.replace(facts.plan, device_model=label.models[0], modality=label.modality)
    unlabelled = dataclasses.replace(as_labelled, device_model="some-device")
    named = assess(RULES, CONSULT, dataclasses.replace(facts, plan=as_labelled))
    nameless = assess(RULES, CONSULT, dataclasses.replace(facts, plan=unlabelled))
    assert severity(nameless) >= severity(named)
