"""A missing answer never clears, and a doubt goes to a clinician."""

import dataclasses
from typing import Any

import pytest

from services.screening.domain.decisions import Incomplete, assess, missing_answers
from services.screening.domain.facts import NOT_SURE, Facts
from services.screening.domain.outcomes import Outcome, ScreeningStage
from tests.unit.screening.factories import RULES, TODAY, decided, healthy, known, today_is

QUESTIONS = list(RULES.asked(ScreeningStage.CONSULT))
VOLUNTARY = ["antiviral_prophylaxis_on", "sex", "isotretinoin_history", "anything_else"]
"""Their answers lift a rule, contradict others or are for people to read: without them the rules are no milder."""
REQUIRED = [code for code in QUESTIONS if code not in VOLUNTARY]


def submitted(**answers: Any) -> Any:
    return missing_answers(RULES, ScreeningStage.CONSULT, Facts(TODAY, answers))


def test_an_empty_declaration_misses_every_required_question_in_the_order_in_which_they_are_asked() -> None:
    assert submitted() == tuple(REQUIRED)


@pytest.mark.parametrize("code", VOLUNTARY)
def test_a_question_that_only_lifts_rules_or_finds_contradictions_may_stay_open(code: Any) -> None:
    answers = healthy()
    del answers[code]
    assert submitted(**answers) == ()


def test_who_says_that_he_is_male_is_not_asked_about_pregnancy() -> None:
    answers = healthy(sex="male")
    del answers["pregnant_or_nursing"]
    assert submitted(**answers) == ()


def test_a_full_declaration_misses_nothing_whatever_will_be_planned() -> None:
    assert submitted(**healthy()) == ()


@pytest.mark.parametrize("code", REQUIRED)
def test_each_question_is_missed_before_the_plan_is_known(code: Any) -> None:
    answers = healthy()
    del answers[code]
    assert submitted(**answers) == (code,)


def test_who_takes_isotretinoin_need_not_name_a_last_day() -> None:
    answers = healthy(isotretinoin_now=True)
    del answers["isotretinoin_last_dose_on"]
    assert submitted(**answers) == ()


def test_nothing_is_decided_while_an_answer_that_matters_is_missing() -> None:
    answers = healthy()
    del answers["keloid"]
    facts = dataclasses.replace(known(), answers=answers)
    assert assess(RULES, ScreeningStage.CONSULT, facts) == Incomplete(("keloid",))


@pytest.mark.parametrize("code", QUESTIONS)
def test_not_sure_never_clears_where_it_could_matter(code: Any) -> None:
    for device in ("skinpen", "inmode-fractora", "some-pen"):
        decision = decided(dataclasses.replace(known(device), answers={**healthy(), code: NOT_SURE}))
        assert decision.outcome is Outcome.REVIEW or not decision.reasons
        if decision.reasons:
            assert not any(reason.certain for reason in decision.reasons)


def test_a_doubt_about_a_pacemaker_matters_for_rf_only() -> None:
    assert decided(known("inmode-fractora", pacemaker="not_sure")).outcome is Outcome.REVIEW
    assert decided(known("exceed", pacemaker="not_sure")).outcome is Outcome.CLEARED


def test_conditions_need_a_word_on_the_day_only_when_there_are_any() -> None:
    answers = healthy(ScreeningStage.DAY_OF)
    del answers["conditions_met"]
    day_of = ScreeningStage.DAY_OF
    assert missing_answers(RULES, day_of, Facts(TODAY, answers, has_conditions=False)) == ()
    assert missing_answers(RULES, day_of, Facts(TODAY, answers, has_conditions=True)) == ("conditions_met",)
    assert decided(today_is(has_conditions=True, conditions_met="not_sure"), day_of).outcome is Outcome.REVIEW
