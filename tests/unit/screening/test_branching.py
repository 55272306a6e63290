"""Questions that are left out: nothing that could matter is, and nothing that is left out counts as a no."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.screening.domain.answers import read_answers
from services.screening.domain.asking import asked_now, may_have_changed, needed_now
from services.screening.domain.checks import rule_set_problems
from services.screening.domain.decisions import Decision, assess, known_to, missing_answers
from services.screening.domain.facts import NOT_SURE, Answer, Facts
from services.screening.domain.outcomes import SEVERITY, ScreeningStage
from services.screening.domain.questions import Kind, Question
from services.screening.domain.superseding import LASTING
from services.screening.reference import RULE_SETS
from tests.unit.screening.factories import ONLY_FOR_RF, RULES, TODAY, changed, healthy, known

CONSULT = ScreeningStage.CONSULT
QUESTIONS = RULES.asked(CONSULT)
DEVICES = ["exceed", "skinpen", "dermapen-4", "some-roller", "some-rf", "inmode-fractora"]


def before(device: str = "exceed", area: str = "face", **answers: Any) -> Facts:
    """What is known of an adult with a plan who has answered this much."""
    return dataclasses.replace(known(device, area), answers=answers)


def asked(*cases: Facts) -> set[str]:
    return set(asked_now(RULES, CONSULT, cases))


def possible(question: Question) -> list[Answer]:
    if question.kind is Kind.DATE_OR_NO:
        return [False, NOT_SURE, TODAY, TODAY - timedelta(days=30), TODAY - timedelta(days=4000)]
    return [False, True, NOT_SURE, *question.choices]


def test_without_a_plan_and_answers_everything_is_asked() -> None:
    assert asked(Facts(TODAY)) == set(QUESTIONS)


@pytest.mark.parametrize("device", ["exceed", "some-roller"])
def test_questions_about_rf_are_asked_for_rf_only(device: str) -> None:
    assert "pacemaker" in ONLY_FOR_RF
    assert asked(before(device)) == set(QUESTIONS) - ONLY_FOR_RF
    assert asked(before("some-rf")) == set(QUESTIONS)


def test_one_plan_with_rf_among_several_is_enough_to_ask() -> None:
    assert asked(before("exceed"), before("some-rf")) == set(QUESTIONS)


def test_facial_surgery_is_not_asked_about_for_the_abdomen() -> None:
    assert "facial_surgery_on" not in asked(before(area="abdomen"))
    assert "facial_surgery_on" in asked(before(area="neck"))


def test_an_area_that_the_rules_do_not_list_leaves_nothing_out() -> None:
    assert "facial_surgery_on" in asked(before(area="knees"))


@pytest.mark.parametrize(("sex", "is_asked"), [("male", False), ("female", True), ("other", True), (False, True)])
def test_pregnancy_is_asked_about_unless_the_patient_says_male(sex: Any, is_asked: bool) -> None:
    assert ("pregnant_or_nursing" in asked(before(sex=sex))) is is_asked


@pytest.mark.parametrize(("said", "is_asked"), [(False, False), (True, True), (NOT_SURE, True), (None, True)])
def test_prophylaxis_is_asked_about_unless_there_never_was_a_cold_sore(said: Any, is_asked: bool) -> None:
    answers = {} if said is None else {"cold_sores": said}
    assert ("antiviral_prophylaxis_on" in asked(before(**answers))) is is_asked


def test_a_question_that_is_left_out_by_mistake_is_asked_when_a_rule_needs_it() -> None:
    """The condition of a question never hides what decides."""
    wrong = changed(
        {"questions": {"consult": {"keloid": {"asked_unless": {"any": [{"says": "sex", "in": ["male"]}]}}}}}
    )
    rules = RULE_SETS.read(wrong | {"questions": _moved_up(wrong["questions"])})
    answers = {**healthy(), "sex": "male"}
    del answers["keloid"]
    facts = known_to(rules, dataclasses.replace(known("skinpen"), answers=answers))
    assert "keloid" in asked_now(rules, CONSULT, [facts])
    assert not isinstance(assess(rules, CONSULT, facts), Decision), "and nothing is decided before it is answered"


def _moved_up(questions: Any) -> Any:
    return {**questions, "consult": {**questions["consult"], "sex": {**questions["consult"]["sex"], "place": 5}}}


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("sex", ["male", "female", NOT_SURE])
def test_every_question_that_is_missed_is_asked(device: str, sex: str) -> None:
    facts = before(device, sex=sex)
    assert set(missing_answers(RULES, CONSULT, facts)) <= asked(facts)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_answer_to_a_question_that_was_left_out_would_have_been_stricter(data: st.DataObject) -> None:
    device = data.draw(st.sampled_from(DEVICES))
    area = data.draw(st.sampled_from(["face", "abdomen", "hands", "lips"]))
    skin_type = data.draw(st.integers(1, 6))
    answers: dict[str, Answer] = {}
    for code, question in QUESTIONS.items():
        facts = dataclasses.replace(known(device, area, skin_type=skin_type), answers=answers)
        if code in asked(facts):
            answers[code] = data.draw(st.one_of(st.just(False), st.sampled_from(possible(question))))
    facts = dataclasses.replace(known(device, area, skin_type=skin_type), answers=answers)
    decision = assess(RULES, CONSULT, facts)
    assert isinstance(decision, Decision), decision
    left_out = [code for code in QUESTIONS if code not in answers]
    contradicting = {"pregnant_or_nursing"}  # beside "male" it goes to review, and is not asked for that reason
    for code in set(left_out) - contradicting:
        for answer in possible(QUESTIONS[code]):
            more = assess(RULES, CONSULT, dataclasses.replace(facts, answers={**answers, code: answer}))
            assert isinstance(more, Decision)
            assert SEVERITY[more.outcome] <= SEVERITY[decision.outcome], (code, answer)


def test_a_declaration_for_a_pen_needs_no_answers_about_rf() -> None:
    answers: dict[str, Any] = {code: answer for code, answer in healthy().items() if code not in ONLY_FOR_RF}
    assert needed_now(RULES, CONSULT, [before("exceed", **answers)]) == ()
    assert "pacemaker" in needed_now(RULES, CONSULT, [before("some-rf", **answers)])
    assert "pacemaker" in needed_now(RULES, CONSULT, [Facts(TODAY, answers)])


def test_every_question_is_in_a_section_and_sections_come_one_after_the_other() -> None:
    for stage in ScreeningStage:
        sections = [question.section for question in RULES.asked(stage).values()]
        assert None not in sections
        assert len(dict.fromkeys(sections)) == sum(a != b for a, b in zip([None, *sections], sections, strict=False))


def changed_form(facts: Facts, **declared: Any) -> set[str]:
    return set(may_have_changed(RULES, healthy(**declared), [dataclasses.replace(facts, answers=healthy(**declared))]))


def test_the_day_asks_for_medicine_pregnancy_and_infection_whatever_was_said() -> None:
    form = changed_form(known())
    assert {"anticoagulants", "pregnant_or_nursing", "infection_now", "isotretinoin_now", "vaccine_on"} <= form
    assert len(form) < len(QUESTIONS) / 2, "a short form"


def test_the_day_does_not_ask_a_man_whether_he_is_pregnant() -> None:
    assert "pregnant_or_nursing" not in changed_form(known(), sex="male")


def test_the_day_asks_for_what_was_answered_with_yes_a_day_or_a_doubt() -> None:
    assert "poor_healing" not in changed_form(known())
    assert "poor_healing" in changed_form(known(), poor_healing=True)
    assert "poor_healing" in changed_form(known(), poor_healing=NOT_SURE)
    assert "scar_under_a_year" in changed_form(known(), scar_under_a_year=True)


def test_the_day_does_not_ask_again_for_the_whole_of_a_life() -> None:
    assert "keloid" not in changed_form(known(), keloid=True)
    assert LASTING - {"eczema_or_psoriasis", "unusual_reaction"} <= {
        code for code, each in QUESTIONS.items() if each.again.value == "never"
    }, "a yes to those two can be over, which a clinician looks at"


PLANTED = {
    "questions.consult.keloid.section": {"section": "hair"},
    "questions.consult.keloid.asked_unless": {"asked_unless": {"any": [{"says": "vaccine_on", "in": ["no"]}]}},
    "questions.consult.poor_healing.asked_unless": {"asked_unless": {}},
    "questions.consult.scleroderma.asked_unless": {"asked_unless": {"any": [{"planned": "modality", "in": ["laser"]}]}},
    "questions.consult.epilepsy.asked_unless": {"asked_unless": {"any": [{"planned": "area", "in": ["knees"]}]}},
    "questions.consult.liver_disease.asked_unless": {"asked_unless": {"any": [{"says": "sex", "in": ["both"]}]}},
    "questions.consult.pacemaker.asked_unless": {
        "asked_unless": {"any": None, "all": [{"planned": "modality", "in": ["pen", "roller"]}]}
    },
    "questions.consult.bleeding_disorder.again": {"again": "always"},
}


@pytest.mark.parametrize(("path", "wrong"), PLANTED.items())
def test_a_mistake_in_the_branching_is_found_by_its_path(path: str, wrong: Any) -> None:
    _, stage, code, _ = path.split(".")
    rules = RULE_SETS.read(changed({"questions": {stage: {code: wrong}}}))
    assert path in {problem.path for problem in rule_set_problems(rules)}


def test_a_section_without_questions_and_a_day_question_asked_again_are_found() -> None:
    rules = RULE_SETS.read(
        changed(
            {
                "sections": {"hair": {"place": 900, "title": "Hair"}},
                "questions": {"day_of": {"sunburn": {"again": "always"}}},
            }
        )
    )
    assert {"sections.hair", "questions.day_of.sunburn.again"} <= {each.path for each in rule_set_problems(rules)}


def test_a_test_of_another_kind_is_refused_in_words() -> None:
    wrong = changed({"questions": {"consult": {"keloid": {"asked_unless": {"any": [{"yes": "sex"}]}}}}})
    with pytest.raises(ValueError, match="not a test: write"):
        RULE_SETS.read(wrong)


def test_an_answer_to_a_question_that_is_left_out_is_still_taken() -> None:
    answers, problems = read_answers(RULES, CONSULT, {"sex": "male", "pregnant_or_nursing": True})
    assert problems == ()
    assert answers["pregnant_or_nursing"] is True, "what was said counts"
