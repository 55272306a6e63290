"""What is asked: of everybody, or of one patient in one intake."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.domain.asking import asked_now
from services.screening.domain.branching import AskedUnless
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import Detail
from services.screening.domain.translations import Worded, Words
from services.screening.forms.questionnaires import (
    AskedUnlessView,
    ChoiceView,
    IntakeQuestionnaireView,
    ItemView,
    QuestionnaireView,
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
    items = [
        ItemView(
            code=item.code,
            text=item.text,
            language=item.language,
            kind=item.question.kind,
            details=list(item.question.details),
            choices=_worded(words.choices(item, language)),
            section=item.question.section,
            asked_unless=_asked_unless(item.question.asked_unless),
        )
        for item in words.items(stage, language)
        if only is None or item.code in only
    ]
    asks_places = any(Detail.PLACES in item.details for item in items)
    places = _worded(words.places(language)) if asks_places else []
    used = {item.section for item in items}
    sections = [each for each in _worded(words.sections(language)) if each.code in used]
    choices = [*places, *sections, *(choice for item in items for choice in item.choices)]
    shown = {each.language for each in items} | {each.language for each in choices}
    return QuestionnaireView(
        rule_set=rules.version,
        digest=rules.digest,
        stage=stage,
        language=language,
        languages=list(words.languages),
        fallback=None if shown <= {language} else rules.document.language,
        sections=sections,
        items=items,
        places=places,
    )


def _asked_unless(condition: AskedUnless | None) -> AskedUnlessView | None:
    return AskedUnlessView.model_validate(condition.model_dump(by_alias=True)) if condition else None


def _worded(words: Iterable[Worded]) -> list[ChoiceView]:
    return [ChoiceView(code=each.code, text=each.text, language=each.language) for each in words]
