"""The questions of a stage as a FHIR R4 Questionnaire."""

from collections.abc import Iterable

from contracts.vocabulary import Modality
from services.screening.domain.branching import AskedUnless, Planned
from services.screening.domain.facts import LONGEST_TEXT
from services.screening.domain.fhir.names import (
    AGAIN,
    ANSWER_SYSTEM,
    HIDDEN,
    NAMED_DAY,
    NAMED_NUMBER,
    PART_TEXTS,
    PLACE_SYSTEM,
    PLACES,
    PLAN,
    PLANNED_SYSTEM,
    REPEATED,
    SECTION,
    Json,
    named_by,
    parts_of,
    url_of,
)
from services.screening.domain.fhir.numbers import shown_numbers
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.questions import Again, Kind
from services.screening.domain.translations import Item, Worded, Words

_WORDS = {
    "en": {
        "yes": "Yes",
        "no": "No",
        "not_sure": "Not sure",
        NAMED_DAY: "Yes, on this day",
        NAMED_NUMBER: "Yes, this number",
    },
    "pt": {
        "yes": "Sim",
        "no": "Não",
        "not_sure": "Não sei",
        NAMED_DAY: "Sim, neste dia",
        NAMED_NUMBER: "Sim, este número",
    },
}


def questionnaire_resource(
    words: Words, stage: ScreeningStage, language: str, *, version: str, title: str, status: str
) -> Json:
    """The whole questionnaire, in ``language`` as far as it goes."""
    items = words.items(stage, language)
    shown = _Shown(words, language)
    asks_places = any("places" in parts_of(item.question) for item in items)
    sections = [shown.section(each, items) for each in words.sections(language)]
    loose = [shown.question(item) for item in items if item.question.section is None]
    return {
        "resourceType": "Questionnaire",
        "url": url_of(stage),
        "version": version,
        "name": f"Needlepoint_{stage.value}",
        "title": title,
        "status": status,
        "subjectType": ["Patient"],
        "language": language,
        **({"contained": [_place_set(words.places(language))]} if asks_places else {}),
        "item": [*_plan_item(items), *(each for each in sections if each["item"]), *loose],
    }


class _Shown:
    """Items in one language."""

    def __init__(self, words: Words, language: str) -> None:
        self._words, self._language = words, language
        self._plain = _WORDS.get(language, _WORDS["en"])
        self._parts = PART_TEXTS.get(language, PART_TEXTS["en"])

    def section(self, section: Worded, items: Iterable[Item]) -> Json:
        """A section as a group."""
        place = self._words.rule_set.sections[section.code].place
        return {
            "linkId": f"{SECTION}{section.code}",
            "prefix": str(place),
            "text": section.text,
            "type": "group",
            "item": [self.question(item) for item in items if item.question.section == section.code],
        }

    def question(self, item: Item) -> Json:
        """A question, with what its answer may say besides below it."""
        question = item.question
        if question.kind is Kind.TEXT:
            return self._head(item) | {"type": "text", "maxLength": LONGEST_TEXT}
        yes = named_by(question.kind)
        choices = {choice.code: choice.text for choice in self._words.choices(item, self._language)}
        options = {code: self._plain[code] for code in (yes, "no", "not_sure")} | choices
        below = [self._part(item, part, choices) for part in parts_of(question)]
        return self._head(item) | {
            "type": "choice",
            "answerOption": _options(ANSWER_SYSTEM, options),
            **({"item": below} if below else {}),
        }

    def _head(self, item: Item) -> Json:
        question = item.question
        return {
            **_again(question.again),
            "linkId": item.code,
            "prefix": str(question.place),
            "text": item.text,
            **(_enabled(question.asked_unless) if question.asked_unless else {}),
        }

    def _part(self, item: Item, part: str, choices: dict[str, str]) -> Json:
        named = {"day": NAMED_DAY, "number": NAMED_NUMBER}.get(part)
        operator, code = ("=", named) if named else ("!=", "no")
        shown = {
            "linkId": f"{item.code}.{part}",
            "text": self._parts[part],
            "type": "choice" if part in REPEATED else "date",
            "enableWhen": [_condition(item.code, operator, ANSWER_SYSTEM, code)],
        }
        if part == "number" and item.question.number is not None:
            return shown | {"type": "decimal", "extension": shown_numbers(item.question.number)}
        if part == "places":
            return shown | {"repeats": True, "answerValueSet": f"#{PLACES}"}
        return shown | {"repeats": True, "answerOption": _options(ANSWER_SYSTEM, choices)} if part == "which" else shown


def _again(again: Again) -> Json:
    return {} if again is Again.IF_YES else {"extension": [{"url": AGAIN, "valueCode": again.value}]}


def _options(system: str, texts: dict[str, str]) -> list[Json]:
    return [{"valueCoding": {"system": system, "code": code, "display": text}} for code, text in texts.items()]


def _enabled(condition: AskedUnless) -> Json:
    """It is needless when any test is true: so it is enabled when all of them are not, and the other way round."""
    conditions = []
    for test in condition.tests:
        planned = isinstance(test, Planned)
        question = f"{PLAN}.{test.planned}" if isinstance(test, Planned) else test.says
        system = PLANNED_SYSTEM if planned else ANSWER_SYSTEM
        conditions += [_condition(question, "!=", system, word) for word in test.within]
    return {"enableWhen": conditions} | (
        {"enableBehavior": "all" if condition.some else "any"} if len(conditions) > 1 else {}
    )


def _condition(question: str, operator: str, system: str, code: str) -> Json:
    return {"question": question, "operator": operator, "answerCoding": {"system": system, "code": code}}


def _plan_item(items: Iterable[Item]) -> list[Json]:
    """What is planned, as items that nobody fills in, so that conditions can name it."""
    planned: dict[str, dict[str, str]] = {}
    for item in items:
        for test in item.question.asked_unless.tests if item.question.asked_unless else ():
            if isinstance(test, Planned):
                known = {each.value: each.value for each in Modality} if test.planned == "modality" else {}
                planned.setdefault(test.planned, known).update({word: word for word in test.within})
    if not planned:
        return []
    below = [
        {
            "linkId": f"{PLAN}.{name}",
            "type": "choice",
            "readOnly": True,
            "answerOption": _options(PLANNED_SYSTEM, texts),
        }
        for name, texts in sorted(planned.items())
    ]
    hidden = [{"url": HIDDEN, "valueBoolean": True}]
    return [{"extension": hidden, "linkId": PLAN, "type": "group", "readOnly": True, "item": below}]


def _place_set(places: Iterable[Worded]) -> Json:
    concepts = [{"code": place.code, "display": place.text} for place in places]
    return {
        "resourceType": "ValueSet",
        "id": PLACES,
        "status": "active",
        "compose": {"include": [{"system": PLACE_SYSTEM, "concept": concepts}]},
    }
