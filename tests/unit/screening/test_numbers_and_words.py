"""Questions that are answered with a number or in words: what fits, what rules may read, and what never decides."""

from decimal import Decimal
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given
from hypothesis import strategies as st

from services.screening.domain.accounts import accounts
from services.screening.domain.alternatives import alternatives
from services.screening.domain.answers import read_answers
from services.screening.domain.decisions import Incomplete, assess
from services.screening.domain.effects import every_result
from services.screening.domain.facts import NOT_SURE, Answer, Told, answers_of, stored_answers
from services.screening.domain.fhir.drafts import read_questionnaire
from services.screening.domain.fhir.questionnaires import questionnaire_resource
from services.screening.domain.fhir.responses import Declared, read_response, response_resource
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.translations import Words
from services.screening.reference import RULE_SETS
from tests.unit.screening.factories import changed, codes, decided, known, problems_in
from tests.unit.screening.test_fhir import AT, PATIENT, items

CONSULT = ScreeningStage.CONSULT
BOUNDS: dict[str, Any] = {"least": "0", "most": "60", "unit": "cigarettes a day", "ucum": "{cigarettes}/d"}
QUESTION: dict[str, Any] = {
    "place": 610,
    "kind": "number_or_no",
    "text": "How many cigarettes do you smoke a day?",
    "number": BOUNDS,
}
RULE: dict[str, Any] = {
    "stage": "consult",
    "sentence": "Who smokes more than 20 cigarettes a day is seen by a clinician first.",
    "when": {"number": "cigarettes", "above": "20"},
    "outcome": "review",
    "sources": ["policy"],
}


def written(question: Any = None, rule: Any = None) -> Any:
    """The shipped rules, a question whose answer is a number, and a rule that reads it."""
    consult = {"cigarettes": {**QUESTION, **(question or {})}}
    return changed({"questions": {"consult": consult}, "rules": {"R99": {**RULE, **(rule or {})}}})


SMOKING: RuleSet = RULE_SETS.read(written())


def test_a_set_with_a_number_and_words_is_sound() -> None:
    assert problems_in(written()) == {}


@pytest.mark.parametrize(
    ("given", "answer"),
    [(20, Decimal(20)), ("20", Decimal(20)), (0, Decimal(0)), (60, Decimal(60)), (False, False), (NOT_SURE, NOT_SURE)],
)
def test_a_number_within_its_bounds_is_an_answer(given: Any, answer: Any) -> None:
    assert read_answers(SMOKING, CONSULT, {"cigarettes": given}) == ({"cigarettes": answer}, ())


@pytest.mark.parametrize("given", [61, -1, 2.5, "many", True, "2026-11-02", float("nan"), float("inf"), "1e400", [3]])
def test_what_is_no_number_within_the_bounds_is_refused_with_them_and_not_repeated(given: Any) -> None:
    read, (problem,) = read_answers(SMOKING, CONSULT, {"cigarettes": given})
    assert (read, problem.field) == ({}, "answers.cigarettes")
    assert problem.values == {"least": "0", "most": "60", "unit": "cigarettes a day"}


@pytest.mark.parametrize(
    ("given", "answer"), [("I fainted once.", Told("I fainted once.")), ("  Words. ", Told("Words.")), (False, False)]
)
def test_words_are_kept_as_they_are(given: Any, answer: Any) -> None:
    assert read_answers(SMOKING, CONSULT, {"anything_else": given}) == ({"anything_else": answer}, ())


@pytest.mark.parametrize("given", ["", "   ", "x" * 1001, True, 7, {"answer": "Words.", "places": ["lips"]}])
def test_what_is_no_text_is_refused(given: Any) -> None:
    read, problems = read_answers(SMOKING, CONSULT, {"anything_else": given})
    assert (read, {each.field.split(".")[1] for each in problems}) == ({}, {"anything_else"})


def test_numbers_and_words_are_stored_without_being_taken_for_days_or_choices() -> None:
    answers: dict[str, Answer] = {"cigarettes": Decimal("7"), "anything_else": Told("2026-11-02 I fainted.")}
    assert answers_of(stored_answers(answers)) == answers


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Decimal(21), Outcome.REVIEW),
        (Decimal(20), Outcome.CLEARED),
        (False, Outcome.CLEARED),
        (NOT_SURE, Outcome.REVIEW),
    ],
)
def test_a_rule_reads_a_number(answer: Any, outcome: Outcome) -> None:
    decision = decided(known(cigarettes=answer), rules=SMOKING)
    assert decision.outcome is outcome
    assert ("R99" in codes(decision)) is (outcome is Outcome.REVIEW)


def test_a_number_that_is_missing_clears_nobody() -> None:
    assert assess(SMOKING, CONSULT, known()) == Incomplete(("cigarettes",))


def test_a_number_is_explained_and_says_what_would_have_to_be_otherwise() -> None:
    facts = known(cigarettes=Decimal(30))
    (account,) = [each for each in accounts(SMOKING, CONSULT, facts) if each.code == "R99"]
    assert "“How many cigarettes do you smoke a day?” was answered with 30" in account.why
    first = alternatives(SMOKING, CONSULT, facts, decided(facts, rules=SMOKING))[0]
    assert (first.outcome, first.changes[0].words) == (
        Outcome.CLEARED,
        "with “How many cigarettes do you smoke a day?” answered with 20",
    )


def test_what_a_number_changes_is_shown_before_signing() -> None:
    device = ("exceed", next(label.modality for label in SMOKING.labels.values() if "exceed" in label.models))
    shown = {each.words: each.result.outcome for each in every_result(SMOKING, device) if each.code == "cigarettes"}
    assert shown == {
        "0 cigarettes a day": Outcome.CLEARED,
        "60 cigarettes a day": Outcome.REVIEW,
        "not sure": Outcome.REVIEW,
    }


WORDS = st.text(min_size=1, max_size=40).filter(lambda words: bool(words.strip()))


@given(WORDS, st.sampled_from([{}, {"keloid": True}, {"infection_now": True}, {"liver_disease": True}]))
def test_words_never_decide(words: str, answers: Any) -> None:
    without = decided(known(**answers))
    told = known(**answers | {"anything_else": Told(words.strip())})
    assert decided(told) == without


@pytest.mark.parametrize(
    "when",
    [
        {"yes": "anything_else"},
        {"says": "anything_else", "in": ["yes"]},
        {"number": "anything_else", "above": "1"},
        {"all": [{"yes": "keloid"}, {"not": {"yes": "anything_else"}}]},
    ],
)
def test_a_rule_that_reads_words_is_refused(when: Any) -> None:
    found = problems_in(written(rule={"when": {"any": [RULE["when"], when]}}))
    assert "free text" in found["rules.R99.when"] or "Compare the number" in found["rules.R99.when"]


def test_a_question_that_words_would_make_needless_is_refused() -> None:
    needless = {"asked_unless": {"any": [{"says": "anything_else", "in": ["no"]}]}}
    found = problems_in(written(question=needless))
    assert any("free text" in problem for problem in found.values()), found


@pytest.mark.parametrize(
    ("question", "rule", "path"),
    [
        ({"number": None}, {}, "questions.consult.cigarettes.number"),
        ({"kind": "yes_no"}, {}, "questions.consult.cigarettes.number"),
        ({"number": {**BOUNDS, "most": "0"}}, {}, "questions.consult.cigarettes.number"),
        ({"number": {**BOUNDS, "most": "60.5"}}, {}, "questions.consult.cigarettes.number"),
        ({"details": ["places"]}, {}, "questions.consult.cigarettes.details"),
        ({"number": {**BOUNDS, "unite": "mg"}}, {}, "questions.consult.cigarettes.number.unite"),
        ({}, {"when": {"yes": "cigarettes"}}, "rules.R99.when"),
        ({}, {"when": {"number": "keloid", "above": "1"}}, "rules.R99.when"),
        ({}, {"when": {"number": "cigarettes"}}, "rules.R99.when.AnsweredNumber"),
        ({}, {"when": {"number": "cigarettes", "above": "1", "below": "9"}}, "rules.R99.when.AnsweredNumber"),
        ({}, {"when": {"number": "cigarettes", "above": "60"}}, "rules.R99"),
        ({}, {"when": {"number": "cigarettes", "below": "0"}}, "rules.R99"),
    ],
)
def test_a_number_that_cannot_be_meant_is_refused_by_its_path(question: Any, rule: Any, path: str) -> None:
    assert path in problems_in(written(question, rule))


def exported() -> dict[str, Any]:
    return questionnaire_resource(Words(SMOKING), CONSULT, "en", version="ours", title="Rules", status="active")


def test_a_questionnaire_with_a_number_and_words_is_valid_fhir_and_comes_back() -> None:
    resource = exported()
    Questionnaire.model_validate(resource)
    shown = items(resource)
    assert (shown["anything_else"]["type"], shown["cigarettes.number"]["type"]) == ("text", "decimal")
    drafted = read_questionnaire(resource)
    assert drafted.problems == []
    questions = {code: drafted.questions[code] for code in ("cigarettes", "anything_else")}
    again = RULE_SETS.read(changed({"questions": {"consult": questions}, "rules": {"R99": RULE}}))
    assert {code: again.asked(CONSULT)[code] for code in questions} == {
        code: SMOKING.asked(CONSULT)[code] for code in questions
    }


def test_a_number_and_words_of_another_system_become_questions() -> None:
    extension = [
        {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
        {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 60},
        {
            "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-unit",
            "valueCoding": {"system": "http://unitsofmeasure.org", "code": "/d", "display": "a day"},
        },
    ]
    resource = {
        "resourceType": "Questionnaire",
        "status": "active",
        "item": [
            {"linkId": "cigarettes", "text": "How many?", "type": "integer", "extension": extension},
            {"linkId": "more", "text": "Anything else?", "type": "string", "maxLength": 200},
        ],
    }
    Questionnaire.model_validate(resource)
    drafted = read_questionnaire(resource)
    assert drafted.problems == []
    assert drafted.questions["cigarettes"]["number"] == {
        "least": "0",
        "most": "60",
        "decimals": 0,
        "unit": "a day",
        "ucum": "/d",
    }
    assert drafted.questions["more"]["kind"] == "text"
    unbounded = {**resource, "item": [{"linkId": "cigarettes", "text": "How many?", "type": "decimal"}]}
    assert [each.field for each in read_questionnaire(unbounded).problems] == ["item.0.extension"]


@pytest.mark.parametrize(
    "answers",
    [
        {"cigarettes": Decimal(7), "anything_else": Told("I fainted once.")},
        {"cigarettes": False},
        {"cigarettes": NOT_SURE, "keloid": True},
    ],
)
def test_a_response_leaves_as_valid_fhir_and_comes_back_as_the_same_answers(answers: Any) -> None:
    resource = response_resource(SMOKING, Declared(PATIENT, PATIENT, AT, "ours", "en", None), answers)
    QuestionnaireResponse.model_validate(resource)
    sent = read_response(resource, PATIENT)
    assert sent.problems == ()
    assert read_answers(SMOKING, CONSULT, sent.answers) == (answers, ())


def test_a_text_that_says_nothing_is_left_out_of_a_response() -> None:
    resource = response_resource(SMOKING, Declared(PATIENT, PATIENT, AT, "ours", "en", None), {"anything_else": False})
    assert resource["item"] == []


@pytest.mark.parametrize("value", [{"valueDecimal": 7}, {"valueInteger": 7}, {"valueString": "7"}])
def test_a_response_of_another_system_answers_with_a_plain_number(value: Any) -> None:
    resource = response_resource(SMOKING, Declared(PATIENT, PATIENT, AT, "ours", "en", None), {})
    resource["item"] = [{"linkId": "cigarettes", "answer": [value]}]
    read, problems = read_answers(SMOKING, CONSULT, read_response(resource, PATIENT).answers)
    assert (read, problems) == ({"cigarettes": Decimal(7)}, ())
