"""What is asked: of everybody, or of one patient in one intake."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.refusals import IntakeNotFound
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rules import Detail
from services.screening.domain.translations import Worded, Words
from services.screening.forms.questionnaires import ChoiceView, IntakeQuestionnaireView, ItemView, QuestionnaireView
from services.screening.queries.languages import Wanted, chosen
from services.screening.store.clinics import local_day
from services.screening.store.intakes import find_intake
from services.screening.store.patients import language_of
from services.screening.store.rule_sets import rules_asked, words_of


async def questionnaire(work: Work, stage: ScreeningStage, wanted: Wanted) -> QuestionnaireView:
    """Every question of a stage. Raises NothingToAsk."""
    day = work.now.date()
    rules = await rules_asked(work, day)
    words = await words_of(work, rules, day)
    own = await language_of(work, work.access.own) if work.access.own else None
    return _view(rules, words, stage, chosen(words.languages, wanted, own))


async def intake_questionnaire(work: Work, intake_id: UUID, wanted: Wanted) -> IntakeQuestionnaireView:
    """The questions that one intake asks. Raises IntakeNotFound, Forbidden, NothingToAsk."""
    intake = await find_intake(work, intake_id)
    if intake is None:
        raise IntakeNotFound("There is no such intake: list the patient's intakes.")
    work.access.authorize(whose=intake.patient_id, where=intake.clinic_id)
    day = await local_day(work, intake.clinic_id) or work.now.date()
    rules = await rules_asked(work, day)
    words = await words_of(work, rules, day)
    language = chosen(words.languages, wanted, await language_of(work, intake.patient_id))
    view = _view(rules, words, ScreeningStage.CONSULT, language, only=intake.questions)
    return IntakeQuestionnaireView(**dict(view), intake_id=intake.id, whole=intake.questions is None)


def _view(
    rules: Version[RuleSet], words: Words, stage: ScreeningStage, language: str, only: Sequence[str] | None = None
) -> QuestionnaireView:
    items = [
        ItemView(
            code=item.code,
            text=item.text,
            language=item.language,
            kind=item.question.kind,
            details=list(item.question.details),
            choices=_worded(words.choices(item, language)),
        )
        for item in words.items(stage, language)
        if only is None or item.code in only
    ]
    asks_places = any(Detail.PLACES in item.details for item in items)
    places = _worded(words.places(language)) if asks_places else []
    choices = [*places, *(choice for item in items for choice in item.choices)]
    shown = {each.language for each in items} | {each.language for each in choices}
    return QuestionnaireView(
        rule_set=rules.version,
        digest=rules.digest,
        stage=stage,
        language=language,
        languages=list(words.languages),
        fallback=None if shown <= {language} else rules.document.language,
        items=items,
        places=places,
    )


def _worded(words: Iterable[Worded]) -> list[ChoiceView]:
    return [ChoiceView(code=each.code, text=each.text, language=each.language) for each in words]
