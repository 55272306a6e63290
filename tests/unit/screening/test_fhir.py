"""FHIR R4: what leaves is valid, and what comes back is the same."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import given, settings
from hypothesis import strategies as st

from services.screening.domain.answers import read_answers
from services.screening.domain.facts import NOT_SURE, Answer, Detailed, Told
from services.screening.domain.fhir.drafts import read_questionnaire
from services.screening.domain.fhir.names import ANSWER_SYSTEM, SIGNATURE
from services.screening.domain.fhir.questionnaires import questionnaire_resource
from services.screening.domain.fhir.responses import Declared, read_response, response_resource
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.questions import PLAIN_KINDS, Detail, Kind, Question
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.signatures import Signature, Signer
from services.screening.domain.translations import Words
from services.screening.reference import RULE_SETS
from tests.unit.screening.factories import CURRENT, RULES, TODAY, TRANSLATED, changed

CONSULT = ScreeningStage.CONSULT
WORDS = Words(RULES, TRANSLATED, RULES)
PATIENT = UUID("018f0000-0000-7000-8000-000000000001")
AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


def exported(stage: ScreeningStage = CONSULT, language: str = "en", rules: RuleSet = RULES) -> dict[str, Any]:
    words = WORDS if rules is RULES else Words(rules)
    return questionnaire_resource(words, stage, language, version=CURRENT, title="Rules", status="active")


def response(answers: Mapping[str, Answer], signature: Signature | None = None) -> dict[str, Any]:
    declared = Declared(PATIENT, PATIENT, AT, CURRENT, "en", signature)
    return response_resource(RULES, declared, answers)


def items(resource: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every item, by its linkId."""
    found: dict[str, dict[str, Any]] = {}
    for item in resource.get("item", ()):
        found |= {item["linkId"]: item} | items(item)
    return found


@pytest.mark.parametrize("language", ["en", "pt"])
@pytest.mark.parametrize("stage", list(ScreeningStage))
def test_a_questionnaire_is_valid_fhir_and_asks_everything(stage: ScreeningStage, language: str) -> None:
    resource = exported(stage, language)
    valid = Questionnaire.model_validate(resource)
    assert valid.version == CURRENT
    links = items(resource)
    assert set(RULES.asked(stage)) <= set(links)
    assert len(links) == json.dumps(resource).count('"linkId"'), "each linkId once"


def test_a_condition_is_said_with_what_makes_the_question_needless() -> None:
    links = items(exported())
    male = {"question": "sex", "operator": "!=", "answerCoding": {"system": ANSWER_SYSTEM, "code": "male"}}
    assert links["pregnant_or_nursing"]["enableWhen"] == [male]
    assert [each["question"] for each in links["pacemaker"]["enableWhen"]] == ["plan.modality"] * 2
    assert links["pacemaker"]["enableBehavior"] == "all"
    assert {each["question"] for each in links["pacemaker"]["enableWhen"]} <= set(links)


def test_a_question_in_portuguese_has_its_words_and_answers_in_portuguese() -> None:
    sex = items(exported(language="pt"))["sex"]
    assert sex["text"].startswith("Que sexo")
    assert {each["valueCoding"]["display"] for each in sex["answerOption"]} >= {"Sim", "Não", "Masculino"}


@pytest.mark.parametrize("stage", list(ScreeningStage))
def test_a_questionnaire_comes_back_as_the_questions_that_it_was(stage: ScreeningStage) -> None:
    drafted = read_questionnaire(exported(stage))
    assert drafted.problems == []
    assert drafted.stage is stage
    content = changed({})
    again = RULE_SETS.read(
        {
            **content,
            "questions": {**content["questions"], stage.value: drafted.questions},
            "sections": {**content["sections"], **drafted.sections},
        }
    )
    assert _details_sorted(again.asked(stage)) == _details_sorted(RULES.asked(stage))
    assert again.sections == RULES.sections
    assert exported(stage, rules=again) == exported(stage, rules=RULE_SETS.read(content))


def _details_sorted(asked: Mapping[str, Question]) -> dict[str, Question]:
    return {code: each.model_copy(update={"details": tuple(sorted(each.details))}) for code, each in asked.items()}


def _codes() -> st.SearchStrategy[str]:
    taken = ("yes", "no", NOT_SURE, "plan")
    return st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda code: code not in taken)


TEXTS = st.from_regex(r"[A-Za-zÀ-ÿ?][A-Za-zÀ-ÿ? ]{0,20}[A-Za-zÀ-ÿ?]", fullmatch=True)


@st.composite
def question_sets(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Questions of every kind, some with a condition about one before them."""
    questions: dict[str, dict[str, Any]] = {}
    codes = draw(st.lists(_codes(), min_size=1, max_size=5, unique=True))
    for number, code in enumerate(codes, start=1):
        question: dict[str, Any] = {
            "place": number * draw(st.integers(1, 7)) + number * 10,
            "kind": draw(st.sampled_from([each.value for each in Kind])),
            "text": draw(TEXTS),
        }
        if question["kind"] in PLAIN_KINDS:
            question["details"] = sorted(draw(st.sets(st.sampled_from([each.value for each in Detail]))))
        if question["kind"] == Kind.NUMBER_OR_NO.value:
            question["number"] = {"least": "0", "most": "250.5", "decimals": 1, "unit": draw(TEXTS)}
        if question["kind"] == Kind.YES_NO.value:
            question["choices"] = draw(st.dictionaries(_codes(), TEXTS, max_size=3))
        test = st.tuples(st.sampled_from(["no", "yes"]), st.sampled_from(codes))
        if tests := draw(st.lists(test, max_size=2, unique=True)):
            every = [{"says": of, "in": [word]} for word, of in tests]
            question["asked_unless"] = {draw(st.sampled_from(["any", "all"])): every}
        question["again"] = draw(st.sampled_from(["always", "if_yes", "never"]))
        questions[code] = question
    return questions


@settings(max_examples=120, deadline=None)
@given(questions=question_sets())
def test_any_questions_survive_the_way_out_and_back(questions: dict[str, Any]) -> None:
    content = changed({})
    rules = RULE_SETS.read({**content, "questions": {**content["questions"], "consult": questions}})
    resource = exported(rules=rules)
    Questionnaire.model_validate(resource)
    drafted = read_questionnaire(resource)
    assert drafted.problems == []
    again = RULE_SETS.read({**content, "questions": {**content["questions"], "consult": drafted.questions}})
    assert exported(rules=again) == resource


def answer_to(question: Question) -> st.SearchStrategy[Answer]:
    if question.kind is Kind.TEXT:
        return TEXTS.map(Told)
    days, choices = st.dates(date(1950, 1, 1), TODAY), list(question.choices)
    flat = st.one_of(
        st.just(NOT_SURE), days if question.kind is Kind.DATE_OR_NO else st.sampled_from([True, *question.choices])
    )
    places = st.lists(st.sampled_from(sorted(RULES.place_names)), unique=True, max_size=3).map(tuple)
    none: st.SearchStrategy[Any] = st.none()
    nothing: st.SearchStrategy[Any] = st.just(())
    details = st.builds(
        Detailed,
        flat,
        places=places if Detail.PLACES in question.details else nothing,
        on=st.none() | days if Detail.ON in question.details else none,
        over_since=st.none() | days if Detail.OVER_SINCE in question.details else none,
        which=st.lists(st.sampled_from(choices), unique=True).map(tuple) if choices else nothing,
    )
    return st.one_of(st.just(False), flat, details.map(_plain))


def _plain(answer: Detailed) -> Answer:
    said = answer.places or answer.on or answer.over_since or answer.which
    return answer if said else answer.answer


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_declaration_survives_the_way_out_and_back(data: st.DataObject) -> None:
    codes = data.draw(st.lists(st.sampled_from(list(RULES.asked(CONSULT))), unique=True, max_size=12))
    answers = {code: data.draw(answer_to(RULES.asked(CONSULT)[code])) for code in codes}
    signature = data.draw(st.none() | st.builds(Signature, TEXTS, st.sampled_from(list(Signer))))
    resource = response(answers, signature)
    QuestionnaireResponse.model_validate(resource)
    sent = read_response(resource, PATIENT)
    assert sent.problems == ()
    read, problems = read_answers(RULES, CONSULT, sent.answers)
    assert problems == ()
    assert read == answers
    assert (sent.signature, sent.language) == (signature, "en")


def test_a_day_and_places_are_items_below_the_question() -> None:
    answers: dict[str, Answer] = {
        "toxin_or_filler_on": Detailed(TODAY - timedelta(days=5), places=("lips", "thighs")),
        "keloid": False,
    }
    answer = items(response(answers))["toxin_or_filler_on"]["answer"][0]
    below = {each["linkId"]: each["answer"] for each in answer["item"]}
    assert below["toxin_or_filler_on.day"] == [{"valueDate": "2026-11-16"}]
    assert [each["valueCoding"]["code"] for each in below["toxin_or_filler_on.places"]] == ["lips", "thighs"]


def test_plain_booleans_and_dates_of_other_systems_are_understood() -> None:
    resource = response({}) | {
        "item": [
            {"linkId": "keloid", "answer": [{"valueBoolean": True}]},
            {"linkId": "vaccine_on", "answer": [{"valueDate": "2026-11-02"}]},
        ]
    }
    assert read_response(resource, PATIENT).answers == {"keloid": True, "vaccine_on": "2026-11-02"}


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("resourceType", {"resourceType": "Bundle"}),
        ("status", {"status": "in-progress"}),
        ("questionnaire", {"questionnaire": "urn:other"}),
        ("subject.reference", {"subject": {"reference": "Patient/another"}}),
        ("item.0", {"item": [{"answer": []}]}),
        ("item.0", {"item": ["keloid"]}),
        ("item.0.answer", {"item": [{"linkId": "keloid"}]}),
        ("item.0.answer.0", {"item": [{"linkId": "keloid", "answer": [{"valueUri": "yes"}]}]}),
        ("item.0.answer.0.item.0", {"item": [{"linkId": "a", "answer": [{"valueBoolean": True, "item": [{}]}]}]}),
        (
            "item.1",
            {"item": [{"linkId": "a", "answer": [{"valueBoolean": True}]}] * 2},
        ),
        (
            "extension.0.valueSignature.who.display",
            {"extension": [{"url": SIGNATURE, "valueSignature": {"who": {"display": "A"}}}]},
        ),
    ],
)
def test_a_response_that_is_not_understood_is_refused_by_its_path(path: str, wrong: dict[str, Any]) -> None:
    assert path in {each.field for each in read_response(response({"keloid": False}) | wrong, PATIENT).problems}


def a_question(**different: Any) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "status": "draft",
        "item": [{"linkId": "fainting", "text": "Do you faint?", "type": "boolean", **different}],
    }


def test_a_plain_questionnaire_of_another_system_becomes_questions() -> None:
    sent = a_question()
    sent["item"].append(
        {
            "linkId": "needles",
            "text": "Since when?",
            "type": "date",
            "enableWhen": [{"question": "fainting", "operator": "=", "answerBoolean": True}],
        }
    )
    Questionnaire.model_validate(sent)
    drafted = read_questionnaire(sent)
    assert drafted.problems == []
    assert drafted.changes() == {
        "questions": {
            "consult": {
                "fainting": {"place": 10, "kind": "yes_no", "text": "Do you faint?"},
                "needles": {
                    "place": 20,
                    "kind": "date_or_no",
                    "text": "Since when?",
                    "asked_unless": {"any": [{"says": "fainting", "in": ["no"]}]},
                },
            }
        }
    }


@pytest.mark.parametrize(
    ("path", "different"),
    [
        ("item.0.extension", {"type": "decimal"}),
        ("item.0.type", {"type": "attachment"}),
        ("item.0.linkId", {"linkId": "1.2"}),
        ("item.0.text", {"text": ""}),
        ("item.0.initial", {"initial": [{"valueBoolean": False}]}),
        ("item.0.repeats", {"repeats": True}),
        ("item.0.answerOption", {"type": "choice"}),
        ("item.0.answerOption.0", {"type": "choice", "answerOption": [{"valueString": "often"}]}),
        ("item.0.enableWhen.0", {"enableWhen": [{"question": "a", "operator": "exists", "answerBoolean": True}]}),
        ("item.0.enableWhen.0", {"enableWhen": [{"question": "a", "operator": ">", "answerInteger": 3}]}),
        ("item.0.item.0", {"item": [{"linkId": "other", "type": "date", "text": "When?"}]}),
        ("item.0.extension.0", {"extension": [{"url": "urn:other", "valueCode": "x"}]}),
        ("item.0.item.0.type", {"type": "group", "item": [{"linkId": "b", "type": "group", "text": "More"}]}),
    ],
)
def test_what_cannot_be_expressed_is_refused_by_its_path(path: str, different: dict[str, Any]) -> None:
    assert path in {each.field for each in read_questionnaire(a_question(**different)).problems}


@settings(max_examples=100, deadline=None)
@given(
    resource=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "item",
                        "linkId",
                        "answer",
                        "type",
                        "text",
                        "extension",
                        "enableWhen",
                        "answerOption",
                        "valueCoding",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_nonsense_is_refused_and_fails_nothing(resource: Any) -> None:
    sent = {"item": resource, "extension": resource, "language": resource, "source": resource}
    assert read_response(sent, PATIENT).problems
    assert read_questionnaire(sent).problems
