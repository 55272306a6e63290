"""The names that both directions share: addresses, code systems, link ids, and the parts of an answer.

A question is an item of type choice whose answers are codings. Days, places and members are items below it.
"""

from collections.abc import Mapping
from typing import Any, Final

from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.questions import Kind, Question

Json = dict[str, Any]

MEDIA_TYPE: Final = "application/fhir+json"
URL: Final = "urn:needlepoint:questionnaire:"
"""With the stage: the address of a questionnaire. Its version is the rule set's."""
ANSWER_SYSTEM: Final = "urn:needlepoint:answer"
PLACE_SYSTEM: Final = "urn:needlepoint:place"
PLANNED_SYSTEM: Final = "urn:needlepoint:planned"
AGAIN: Final = "urn:needlepoint:asked-again"
"""An extension of a question: whether it is asked again on the day of a session."""
HIDDEN: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"
SIGNATURE: Final = "http://hl7.org/fhir/StructureDefinition/questionnaireresponse-signature"
AUTHORS_SIGNATURE: Final = {"system": "urn:iso-astm:E1762-95:2013", "code": "1.2.840.10065.1.12.1.1"}

SECTION: Final = "section/"
PLAN: Final = "plan"
PLACES: Final = "places"
"""The value set of all places, contained in the questionnaire."""

NAMED_DAY: Final = "named-day"
"""The coding that says: yes, on the day that is named below. No choice has a hyphen in its code."""
NAMED_NUMBER: Final = "named-number"
"""The coding that says: yes, the number that is given below."""
PLAIN: Final = {"yes": True, "no": False, "not_sure": "not_sure"}
"""The codings of plain answers."""

UNIT: Final = "http://hl7.org/fhir/StructureDefinition/questionnaire-unit"
LEAST: Final = "http://hl7.org/fhir/StructureDefinition/minValue"
MOST: Final = "http://hl7.org/fhir/StructureDefinition/maxValue"
DECIMALS: Final = "http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces"
UCUM: Final = "http://unitsofmeasure.org"

PARTS: Final = ("day", "number", "places", "on", "over_since", "which")
"""What an item below a question is named, after the question's code and a dot. A detail has its own name."""
REPEATED: Final = frozenset({"places", "which"})
PART_TEXTS: Final = {
    "en": {
        "day": "On which day?",
        "number": "Which number?",
        "places": "Where?",
        "on": "Since which day, or on which day?",
        "over_since": "Since which day is it over?",
        "which": "Which of them?",
    },
    "pt": {
        "day": "Em que dia?",
        "number": "Que número?",
        "places": "Onde?",
        "on": "Desde que dia, ou em que dia?",
        "over_since": "Desde que dia passou?",
        "which": "Quais?",
    },
}


def named_by(kind: Kind) -> str:
    """The coding of an answer that is not no."""
    return {Kind.DATE_OR_NO: NAMED_DAY, Kind.NUMBER_OR_NO: NAMED_NUMBER}.get(kind, "yes")


def url_of(stage: ScreeningStage) -> str:
    """The address of a stage's questionnaire."""
    return f"{URL}{stage.value}"


def code_of(coding: Any) -> str | None:
    """The code of what is sent as a Coding; None when it has none."""
    code = coding.get("code") if isinstance(coding, Mapping) else None
    return code if isinstance(code, str) else None


def parts_of(question: Question) -> tuple[str, ...]:
    """The items below a question."""
    asked: set[str] = {*question.details}
    if question.kind is Kind.DATE_OR_NO:
        asked.add("day")
    if question.kind is Kind.NUMBER_OR_NO:
        asked.add("number")
    if question.choices:
        asked.add("which")
    return tuple(part for part in PARTS if part in asked)
