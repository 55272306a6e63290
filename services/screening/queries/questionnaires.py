"""What is asked: of everybody, or of one patient in one intake."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.domain.asking import asked_now
from services.screening.domain.branching import AskedUnless
from services.screening.domain.facts import LONGEST_TEXT
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.questions import PLAIN_KINDS, Bounds, Detail, Kind
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.translations import Item, Worded, Words
from services.screening.forms.questionnaires import (
    AskedUnlessView,
    ChoiceView,
    IntakeQuestionnaireView,
    ItemView,
    NumberView,
    QuestionnaireView,
    TextView,
)
from services.screening.queries.languages import Wanted, chosen
from services.screening.store.cases import cases_of
from services.screening.store.clinics import day_at
from services.screening.store.intakes import require_intake
from services.screening.store.patients import find_patient, language_of
from services.screening.store.rule_sets import rules_asked, words_of

STAGE = ScreeningStage.CONSULT


async def questionnaire(work: Work, stage: ScreeningStage, wanted: Wanted) -> QuestionnaireView:
    """Every question of a stage. Raises NothingToAsk."""
    day = work.now.date()
    rules = await rules_asked(work, day)
    words = await words_of(work, rules, day)
    own = await language_of(work, work.access.own) if work.access.own else None
    return view_of(rules, words, stage, chosen(words.languages, wanted, own))


async def intake_questionnaire(work: Work, intake_id: UUID, wanted: Wanted) -> IntakeQuestionnaireView:
    """The questions that one intake asks, without those that no plan of the patient needs.

    Raises IntakeNotFound, Forbidden, NothingToAsk.
    """
    intake = await require_intake(work, intake_id)
    work.access.authorize(whose=intake.patient_id, where=intake.clinic_id)
    day = await day_at(work, intake.clinic_id)
    rules = await rules_asked(work, day)
    words = await words_of(work, rules, day)
    patient = await find_patient(work, intake.patient_id)
    language = chosen(words.languages, wanted, patient.language)
    asked = asked_now(rules.document, STAGE, await cases_of(work, rules.document, patient, day, {}))
    only = [code for code in asked if intake.questions is None or code in intake.questions]
    view = view_of(rules, words, STAGE, language, only=only)
    return IntakeQuestionnaireView(**dict(view), intake_id=intake.id, whole=intake.questions is None)


def view_of(
    rules: Version[RuleSet], words: Words, stage: ScreeningStage, language: str, only: Sequence[str] | None = None
) -> QuestionnaireView:
    """The questions of a stage, all of them or some, as people read them."""
    asked = [item for item in words.items(stage, language) if only is None or item.code in only]
    items = [_item(words, item, language) for item in asked if item.question.kind in PLAIN_KINDS]
    numbers = [_number(item, item.question.number) for item in asked if item.question.number is not None]
    texts = [TextView(**_shared(item), longest=LONGEST_TEXT) for item in asked if item.question.kind is Kind.TEXT]
    asks_places = any(Detail.PLACES in item.details for item in items)
    places = _worded(words.places(language)) if asks_places else []
    used = {item.question.section for item in asked}
    sections = [each for each in _worded(words.sections(language)) if each.code in used]
    choices = [*places, *sections, *(choice for item in items for choice in item.choices)]
    shown = {each.language for each in asked} | {each.language for each in choices}
    return QuestionnaireView(
        rule_set=rules.version,
        digest=rules.digest,
        stage=stage,
        language=language,
        languages=list(words.languages),
        fallback=None if shown <= {language} else rules.document.language,
        sections=sections,
        items=items,
        numbers=numbers,
        texts=texts,
        places=places,
    )


def _shared(item: Item) -> dict[str, Any]:
    question = item.question
    return {
        "code": item.code,
        "place": question.place,
        "text": item.text,
        "language": item.language,
        "section": question.section,
        "asked_unless": _asked_unless(question.asked_unless),
    }


def _item(words: Words, item: Item, language: str) -> ItemView:
    return ItemView(
        **_shared(item),
        kind=item.question.kind,
        details=list(item.question.details),
        choices=_worded(words.choices(item, language)),
    )


def _number(item: Item, bounds: Bounds) -> NumberView:
    return NumberView(**_shared(item), **bounds.model_dump(exclude={"ucum"}))


def _asked_unless(condition: AskedUnless | None) -> AskedUnlessView | None:
    return AskedUnlessView.model_validate(condition.model_dump(by_alias=True)) if condition else None


def _worded(words: Iterable[Worded]) -> list[ChoiceView]:
    return [ChoiceView(code=each.code, text=each.text, language=each.language) for each in words]
