"""What holds for any answers, any plan and any patient."""

import dataclasses
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import Modality
from services.screening.domain.decisions import Decision, Incomplete, Reason, assess, decide, known_to
from services.screening.domain.facts import Facts, facts_of
from services.screening.domain.outcomes import SEVERITY, Outcome, ScreeningStage
from services.screening.domain.plans import Plan
from services.screening.domain.questions import Kind
from tests.unit.screening.factories import RULES, TODAY, decided, healthy

CONSULT = ScreeningStage.CONSULT
WAITING = frozenset({Outcome.DEFERRED, Outcome.REVIEW})
DEVICES = ["skinpen", "dermapen-4", "exceed", "rejuvapen-nxt", "inmode-fractora", "some-device"]

days = st.dates(TODAY - timedelta(days=500), TODAY + timedelta(days=200))
plans = st.builds(
    Plan,
    st.sampled_from([*RULES.concerns, "hair_loss"]),
    st.sampled_from([*RULES.areas, "scalp"]),
    st.sampled_from(Modality),
    st.sampled_from(DEVICES),
    st.decimals("0.5", "2.5", places=1),
)


@st.composite
def consults(draw: Any) -> Any:
    """Mostly healthy people, with all facts known."""
    answers = healthy()
    for code in draw(st.lists(st.sampled_from(list(answers)), max_size=5)):
        yes = days if RULES.asked(CONSULT)[code].kind is Kind.DATE_OR_NO else st.just(True)
        answers[code] = draw(st.one_of(yes, st.just("not_sure")))
    age, skin_type = draw(st.integers(15, 80)), draw(st.integers(1, 6))
    return known_to(RULES, Facts(TODAY, answers, age, skin_type, draw(st.booleans()), draw(plans)))


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


@given(consults(), st.sampled_from(sorted(RULES.of_stage(CONSULT))), st.booleans())
def test_one_more_rule_that_holds_never_makes_the_outcome_milder(facts: Any, code: Any, certain: Any) -> None:
    decision, rule = decided(facts), RULES.rules[code]
    more = decide(RULES, CONSULT, facts, [*decision.reasons, Reason(code, rule, certain, rule.ends_on(facts))])
    assert severity(more) >= severity(decision)
    assert {reason.code for reason in more.reasons} >= {reason.code for reason in decision.reasons}
    waiting = more.outcome in WAITING and decision.outcome in WAITING
    if waiting and more.eligible_from and decision.eligible_from:
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
def test_a_device_without_a_label_is_never_judged_more_mildly_than_one_of_its_kind_with_a_label(facts: Any) -> None:
    for label in RULES.labels.values():
        labelled = dataclasses.replace(facts.plan, device_model=label.models[0], modality=label.modality)
        unlabelled = dataclasses.replace(labelled, device_model="some-device")
        named = assess(RULES, CONSULT, dataclasses.replace(facts, plan=labelled))
        nameless = assess(RULES, CONSULT, dataclasses.replace(facts, plan=unlabelled))
        assert severity(nameless) >= severity(named)


@given(consults())
def test_a_word_that_the_rules_do_not_list_never_clears(facts: Any) -> None:
    plan = dataclasses.replace(facts.plan, area="scalp")
    decision = decided(known_to(RULES, dataclasses.replace(facts, plan=plan)))
    assert SEVERITY[decision.outcome] >= SEVERITY[Outcome.REVIEW]
