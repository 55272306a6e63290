"""A declaration as a FHIR R4 QuestionnaireResponse, and one that is sent as answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.refusals import FieldError
from services.screening.domain.facts import Answer, Flat, Told, detailed
from services.screening.domain.fhir.names import (
    ANSWER_SYSTEM,
    AUTHORS_SIGNATURE,
    NAMED_DAY,
    NAMED_NUMBER,
    PARTS,
    PLACE_SYSTEM,
    PLAIN,
    REPEATED,
    SECTION,
    SIGNATURE,
    Json,
    code_of,
    url_of,
)
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.questions import Kind, Question
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.signatures import Signature, Signer

STAGE = ScreeningStage.CONSULT


@dataclass(frozen=True, slots=True)
class Declared:
    """What a declaration says about itself."""

    id: UUID
    patient_id: UUID
    submitted_at: datetime
    rule_set: str
    language: str | None
    signature: Signature | None


def response_resource(rule_set: RuleSet, declared: Declared, answers: Mapping[str, Answer]) -> Json:
    """A declaration. The answers are to questions of its own rule set."""
    asked = rule_set.asked(STAGE)
    sections: dict[str | None, list[Json]] = {}
    said = [code for code, answer in answers.items() if not (_is_text(asked.get(code)) and answer is False)]
    for code in (*(code for code in asked if code in said), *sorted(set(said) - set(asked))):
        section = asked[code].section if code in asked else None
        sections.setdefault(section, []).append({"linkId": code, "answer": [_answer(code, answers[code])]})
    loose = sections.pop(None, [])
    groups = [{"linkId": f"{SECTION}{code}", "item": items} for code, items in sections.items()]
    signature = declared.signature
    return {
        "resourceType": "QuestionnaireResponse",
        "id": str(declared.id),
        **({"language": declared.language} if declared.language else {}),
        **({"extension": [_signed(signature, declared.submitted_at)]} if signature else {}),
        "questionnaire": f"{url_of(STAGE)}|{declared.rule_set}",
        "status": "completed",
        "subject": {"reference": f"Patient/{declared.patient_id}"},
        "authored": declared.submitted_at.isoformat(),
        **({"source": _source(signature, declared.patient_id)} if signature else {}),
        "item": [*groups, *loose],
    }


def _is_text(question: Question | None) -> bool:
    """A text that says nothing is left out: FHIR knows no empty one."""
    return question is not None and question.kind is Kind.TEXT


def _signed(signature: Signature, at: datetime) -> Json:
    who = {"display": signature.name}
    return {"url": SIGNATURE, "valueSignature": {"type": [AUTHORS_SIGNATURE], "when": at.isoformat(), "who": who}}


def _source(signature: Signature, patient_id: UUID) -> Json:
    if signature.signer is Signer.GUARDIAN:
        return {"type": "RelatedPerson", "display": signature.name}
    if signature.signer is Signer.STAFF:
        return {"type": "Practitioner", "display": signature.name}
    return {"type": "Patient", "reference": f"Patient/{patient_id}", "display": signature.name}


def _answer(code: str, answer: Answer) -> Json:
    said = detailed(answer)
    if isinstance(said.answer, Told):
        return {"valueString": said.answer.words}
    days = {"day": said.answer if isinstance(said.answer, date) else None, "on": said.on, "over_since": said.over_since}
    parts: dict[str, Iterable[str]] = {part: (day.isoformat(),) for part, day in days.items() if day}
    parts |= {part: codes for part, codes in (("places", said.places), ("which", said.which)) if codes}
    if isinstance(said.answer, Decimal):
        parts["number"] = (str(said.answer),)
    items = [
        {"linkId": f"{code}.{part}", "answer": [_value(part, each) for each in parts[part]]}
        for part in PARTS
        if part in parts
    ]
    coding = {"system": ANSWER_SYSTEM, "code": _coded(said.answer)}
    return {"valueCoding": coding} | ({"item": items} if items else {})


def _coded(answer: Flat) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, str):
        return answer
    return NAMED_DAY if isinstance(answer, date) else NAMED_NUMBER


def _value(part: str, each: str) -> Json:
    if part == "number":
        return {"valueDecimal": int(each) if each.isdigit() else float(each)}
    if part not in REPEATED:
        return {"valueDate": each}
    return {"valueCoding": {"system": PLACE_SYSTEM if part == "places" else ANSWER_SYSTEM, "code": each}}


@dataclass(frozen=True, slots=True)
class Sent:
    """What a QuestionnaireResponse says; it counts only when nothing is wrong with it."""

    answers: Mapping[str, Any]
    """As a declaration would hold them; whether they fit their questions is looked at afterwards."""
    language: str | None
    signature: Signature | None
    problems: tuple[FieldError, ...]


def read_response(sent: Mapping[str, Any], patient_id: UUID) -> Sent:
    """The answers of a QuestionnaireResponse about one patient, with what cannot be understood by its path."""
    problems = list(_head_problems(sent, patient_id))
    answers: dict[str, Any] = {}
    for path, item in _questions(sent.get("item"), "item", problems):
        code = item["linkId"]
        if code in answers:
            problems.append(FieldError(path, "Answer each question once."))
        elif (read := _read_answer(path, code, item, problems)) is not None:
            answers[code] = read
    language = sent.get("language")
    return Sent(answers, language if isinstance(language, str) else None, _signature(sent, problems), tuple(problems))


def _head_problems(sent: Mapping[str, Any], patient_id: UUID) -> Iterable[FieldError]:
    if sent.get("resourceType") != "QuestionnaireResponse":
        yield FieldError("resourceType", "Send a QuestionnaireResponse.")
    if sent.get("status") not in ("completed", "amended"):
        yield FieldError("status", "Only a completed response is a declaration: save parts of one as answers.")
    questionnaire = sent.get("questionnaire")
    if not isinstance(questionnaire, str) or questionnaire.partition("|")[0] != url_of(STAGE):
        yield FieldError("questionnaire", "Name the questionnaire that was answered, by its url and version.")
    subject = sent.get("subject")
    reference = subject.get("reference") if isinstance(subject, Mapping) else None
    if reference is not None and reference != f"Patient/{patient_id}":
        yield FieldError("subject.reference", "This is about another patient than the intake.")


def _questions(items: Any, path: str, problems: list[FieldError]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """The items that answer questions, wherever sections put them."""
    for number, item in enumerate(items if isinstance(items, list) else ()):
        here = f"{path}.{number}"
        if not isinstance(item, Mapping) or not isinstance(item.get("linkId"), str):
            problems.append(FieldError(here, "An item needs a linkId."))
        elif item["linkId"].startswith(SECTION):
            yield from _questions(item.get("item"), f"{here}.item", problems)
        else:
            yield here, item


def _read_answer(path: str, code: str, item: Mapping[str, Any], problems: list[FieldError]) -> Any:
    """The answer as a declaration would hold it; None when there is none, or it is not understood."""
    given = item.get("answer")
    if not isinstance(given, list) or len(given) != 1 or not isinstance(given[0], Mapping):
        problems.append(FieldError(f"{path}.answer", "Give one answer; leave the item out where there is none."))
        return None
    said = _plain(given[0])
    details = _read_parts(f"{path}.answer.0.item", code, given[0].get("item"), problems)
    for coding, part in ((NAMED_DAY, "day"), (NAMED_NUMBER, "number")):
        if said == coding:
            said = details.pop(part, None)
    if said is None or {"day", "number"} & details.keys():
        problems.append(FieldError(f"{path}.answer.0", "Answer with one of the codings that the questionnaire lists."))
        return None
    return {"answer": said, **details} if details else said


def _plain(answer: Mapping[str, Any]) -> Any:
    if isinstance(answer.get("valueBoolean"), bool):
        return answer["valueBoolean"]
    for plain in ("valueDate", "valueString"):
        if isinstance(answer.get(plain), str):
            return answer[plain]
    for number in ("valueDecimal", "valueInteger"):
        if _is_number(answer.get(number)):
            return answer[number]
    code = code_of(answer.get("valueCoding"))
    return None if code is None else PLAIN.get(code, code)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _read_parts(path: str, code: str, items: Any, problems: list[FieldError]) -> dict[str, Any]:
    details: dict[str, Any] = {}
    for number, item in enumerate(items if isinstance(items, list) else ()):
        here = f"{path}.{number}"
        link = item.get("linkId") if isinstance(item, Mapping) else None
        of, _, part = link.rpartition(".") if isinstance(link, str) else ("", "", "")
        if of != code or part not in PARTS or part in details:
            problems.append(FieldError(here, "This is not asked below the question, or twice."))
            continue
        given = item.get("answer")
        values = [_part_value(part, each) for each in given] if isinstance(given, list) else []
        if not values or None in values or (part not in REPEATED and len(values) > 1):
            where = f"{here}.answer"
            by_coding = FieldError(where, "Answer this with codings.")
            by_day = FieldError(where, "Answer this with one valueDate.")
            by_value = FieldError(where, "Answer this with one valueDecimal.") if part == "number" else by_day
            problems.append(by_coding if part in REPEATED else by_value)
            continue
        details[part] = values if part in REPEATED else values[0]
    return details


def _part_value(part: str, each: Any) -> Any:
    value = each if isinstance(each, Mapping) else {}
    if part == "number":
        number = value.get("valueDecimal", value.get("valueInteger"))
        return number if _is_number(number) else None
    if part not in REPEATED:
        day = value.get("valueDate")
        return day if isinstance(day, str) else None
    return code_of(value.get("valueCoding"))


_SIGNERS = {"RelatedPerson": Signer.GUARDIAN, "Practitioner": Signer.STAFF, "PractitionerRole": Signer.STAFF}
"""In which role somebody signs, by the type of the response's source."""


def _signature(sent: Mapping[str, Any], problems: list[FieldError]) -> Signature | None:
    """Who signed, where the response says so."""
    extensions = sent.get("extension")
    for number, each in enumerate(extensions if isinstance(extensions, list) else ()):
        if not isinstance(each, Mapping) or each.get("url") != SIGNATURE:
            continue
        signed = each.get("valueSignature")
        who = signed.get("who") if isinstance(signed, Mapping) else None
        name = who.get("display") if isinstance(who, Mapping) else None
        if not isinstance(name, str) or not 2 <= len(name) <= 200:
            path = f"extension.{number}.valueSignature.who.display"
            problems.append(FieldError(path, "Give the name of who signs, with 2 to 200 characters."))
            return None
        source = sent.get("source")
        kind = source.get("type") if isinstance(source, Mapping) else None
        return Signature(name, _SIGNERS.get(kind, Signer.PATIENT) if isinstance(kind, str) else Signer.PATIENT)
    return None
