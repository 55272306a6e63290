"""A ruling lasts: answers that say nothing new change nothing, and no answers turn a refusal round."""

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.screening.domain.decisions import Decision, Limits
from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import CLEARANCES, SEVERITY, Outcome
from services.screening.domain.rulings import Ruling, overridden
from services.screening.domain.standing_rulings import Ground, StandingRuling
from tests.unit.screening.factories import RULES, TODAY, decided, known

NEXT_MONTH = TODAY + timedelta(days=30)
DAYS = st.dates(TODAY - timedelta(days=500), TODAY + timedelta(days=100))


def limits(decision: Decision) -> Limits:
    assert decision.limits is not None
    return decision.limits


def ruled(facts: Facts, outcome: Outcome, eligible_from: date | None = None) -> StandingRuling:
    """A director's ruling about what the rules decided on these facts."""
    decision = decided(facts)
    return StandingRuling(
        outcome=outcome,
        eligible_from=eligible_from,
        valid_until=TODAY + timedelta(days=183) if outcome in CLEARANCES else None,
        grounds={reason.code: Ground(reason.certain, reason.until) for reason in decision.reasons},
        limits=limits(decision),
    )


def decides(ruling: StandingRuling, today: date = TODAY, **answers: Any) -> bool:
    return ruling.decides(decided(dataclasses.replace(known(**answers), today=today)), today)


def test_a_clearance_stands_as_long_as_the_answers_are_those_that_were_ruled_on() -> None:
    ruling = ruled(known(keloid=True), Outcome.CLEARED)
    assert decides(ruling, keloid=True)
    assert decides(ruling)


@pytest.mark.parametrize("news", [{"suspicious_mole": True}, {"cold_sores": True}, {"infection_now": True}])
def test_a_clearance_does_not_survive_an_answer_on_which_nobody_ruled(news: dict[str, Any]) -> None:
    assert not decides(ruled(known(keloid=True), Outcome.CLEARED), keloid=True, **news)


def test_a_doubt_that_was_ruled_on_is_not_the_certainty_that_follows() -> None:
    ruling = ruled(known(pregnant_or_nursing="not_sure"), Outcome.CLEARED)
    assert decides(ruling, pregnant_or_nursing="not_sure")
    assert not decides(ruling, pregnant_or_nursing=True)


def test_a_wait_that_has_become_longer_is_news() -> None:
    ruling = ruled(known(isotretinoin_last_dose_on=date(2026, 10, 1)), Outcome.CLEARED)
    assert decides(ruling, isotretinoin_last_dose_on=date(2026, 9, 1))
    assert not decides(ruling, isotretinoin_last_dose_on=date(2026, 11, 1))


def test_a_decline_stands_whatever_is_declared() -> None:
    ruling = ruled(known(suspicious_mole=True), Outcome.DECLINED)
    assert decides(ruling)
    assert decides(ruling, keloid=True, pregnant_or_nursing=True)


def test_a_ruled_wait_ends_with_its_day_and_a_ruled_clearance_with_its_own() -> None:
    wait = ruled(known(keloid=True), Outcome.DEFERRED, NEXT_MONTH)
    assert decides(wait)
    assert not decides(wait, today=NEXT_MONTH)
    clearance = ruled(known(keloid=True), Outcome.CLEARED)
    assert not decides(clearance, today=TODAY + timedelta(days=184), keloid=True)


def test_a_ruled_clearance_does_not_survive_narrower_limits() -> None:
    decision = decided(known(keloid=True))
    ruling = ruled(known(keloid=True), Outcome.CLEARED)
    shallower = dataclasses.replace(limits(decision), max_depth_mm=limits(decision).max_depth_mm / 2)
    assert not ruling.decides(dataclasses.replace(decision, limits=shallower), TODAY)
    without_cream = dataclasses.replace(limits(decision), anaesthetic_allowed=False)
    assert not ruling.decides(dataclasses.replace(decision, limits=without_cream), TODAY)


@st.composite
def declarations(draw: Any) -> Facts:
    """Anything that a patient may declare."""
    answers: dict[str, Any] = {}
    for code in draw(st.lists(st.sampled_from(sorted(known().answers)), max_size=6)):
        kind = RULES.questions.consult[code].kind
        yes = DAYS if kind == "date_or_no" else st.just(True)
        answers[code] = draw(st.one_of(yes, st.just("not_sure"), st.just(False)))
    return known(**answers)


@given(declarations(), st.lists(declarations(), max_size=4), st.sampled_from([Outcome.DECLINED, Outcome.DEFERRED]))
def test_a_refusal_by_a_clinician_is_never_turned_round_by_more_answers(
    first: Facts, later: list[Facts], outcome: Outcome
) -> None:
    day = NEXT_MONTH if outcome is Outcome.DEFERRED else None
    ruling = ruled(first, outcome, day)
    for facts in later:
        decision = decided(facts)
        if ruling.decides(decision, TODAY):
            continue
        assert SEVERITY[decision.outcome] >= SEVERITY[outcome]
        if decision.outcome is Outcome.REVIEW and day:
            assert (ruling.not_before(decision.eligible_from) or TODAY) >= day
        if decision.outcome is Outcome.DEFERRED and day and decision.eligible_from:
            assert decision.eligible_from >= day


@given(declarations(), declarations())
def test_answers_never_make_a_decision_milder_than_a_ruled_clearance_without_news(first: Facts, later: Facts) -> None:
    ruling, decision = ruled(first, Outcome.CLEARED), decided(later)
    if not ruling.decides(decision, TODAY):
        assert SEVERITY[decision.outcome] > SEVERITY[Outcome.CLEARED] or ruling.limits != decision.limits


def test_only_what_sets_a_rule_aside_needs_a_second_clinician() -> None:
    def overrides(facts: Facts, outcome: Outcome, eligible_from: date | None = None) -> list[str]:
        decision = decided(facts)
        ruling = Ruling(outcome, eligible_from, bool(decision.conditions), TODAY)
        return [reason.code for reason in overridden(ruling, decision.reasons)]

    stopped = known(isotretinoin_last_dose_on=date(2026, 10, 1))
    assert overrides(known(keloid=True), Outcome.CLEARED) == []
    assert overrides(known(pregnant_or_nursing="not_sure"), Outcome.CLEARED) == []
    assert len(overrides(stopped, Outcome.CLEARED)) == 1
    assert len(overrides(stopped, Outcome.DEFERRED, TODAY + timedelta(days=1))) == 1
    assert overrides(stopped, Outcome.DECLINED) == []
