"""Reads of intakes."""

from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, is_set, page
from chassis.work import Work
from services.screening.access import visible
from services.screening.domain.answers import still_fitting
from services.screening.domain.asking import asked_now, needed_now
from services.screening.domain.facts import answers_of, shown_answer
from services.screening.domain.intakes import IntakeState
from services.screening.domain.outcomes import ScreeningStage
from services.screening.forms.declarations import SavedAnswersView
from services.screening.forms.intakes import IntakeView
from services.screening.store.cases import cases_of
from services.screening.store.clinics import day_at
from services.screening.store.declarations import latest_declaration
from services.screening.store.intakes import require_intake, state_of
from services.screening.store.patients import find_patient
from services.screening.store.rule_sets import rules_asked
from services.screening.tables import intakes

STAGE = ScreeningStage.CONSULT
_BEGUN, _DECLARED, _SIGNED = (
    column.is_not(None) for column in (intakes.c.answers, intakes.c.declared_at, intakes.c.signed_at)
)
_IN_STATE = {
    IntakeState.WAITING: ~_BEGUN & ~_DECLARED,
    IntakeState.BEGUN: _BEGUN,
    IntakeState.DECLARED: ~_BEGUN & _DECLARED & ~_SIGNED,
    IntakeState.SIGNED: ~_BEGUN & _SIGNED,
}


async def list_intakes(
    work: Work,
    paging: Paging,
    period: Period,
    *,
    patient_id: UUID | None,
    clinic_id: UUID | None,
    declared: bool | None,
    state: IntakeState | None,
) -> Page[IntakeView]:
    """Intakes, the newest first; those that were declared, or those that wait to be."""
    wanted = [
        *equal_to({intakes.c.clinic_id: clinic_id, intakes.c.patient_id: patient_id}),
        *is_set({intakes.c.declared_at: declared}),
        *period.of(intakes.c.requested_at),
    ]
    if state is not None:
        wanted.append(_IN_STATE[state])
    seen = visible(work.access.reach(whose=patient_id, where=clinic_id), intakes)
    statement = select(intakes).where(*wanted, seen)
    return await page(work, statement, [intakes.c.id.desc()], paging, _view)


async def saved_answers(work: Work, intake_id: UUID) -> SavedAnswersView:
    """How far a declaration is. Raises IntakeNotFound, Forbidden, NothingToAsk."""
    intake = await require_intake(work, intake_id)
    work.access.authorize(whose=intake.patient_id, where=intake.clinic_id)
    return await saved_view(work, intake)


async def saved_view(work: Work, intake: Row) -> SavedAnswersView:
    """The same, of an intake that the caller may answer."""
    patient = await find_patient(work, intake.patient_id)
    today = await day_at(work, patient.home_clinic_id)
    rule_set = (await rules_asked(work, today)).document
    latest = await latest_declaration(work, patient.id)
    sent = latest if latest is not None and latest.intake_id == intake.id and latest.signed_name is None else None
    stored = intake.answers if intake.answers is not None or sent is None else sent.answers
    saved = still_fitting(rule_set, STAGE, answers_of(stored or {}))
    earlier = latest if intake.questions is not None else None
    before = still_fitting(rule_set, STAGE, answers_of(earlier.answers)) if earlier else {}
    cases = await cases_of(work, rule_set, patient, today, {**before, **saved})
    asked = asked_now(rule_set, STAGE, cases)
    saved_by = intake.answers_saved_by if intake.answers is not None or sent is None else sent.submitted_by
    shown = work.access.own == patient.id or saved_by == work.actor.subject
    return SavedAnswersView(
        intake_id=intake.id,
        patient_id=patient.id,
        state=state_of(intake),
        version=intake.answers_version,
        answers={code: shown_answer(each) for code, each in sorted(saved.items())} if shown else None,
        answered=[code for code in rule_set.asked(STAGE) if code in saved],
        asked=[code for code in asked if intake.questions is None or code in intake.questions],
        missing=list(needed_now(rule_set, STAGE, cases)),
        language=intake.answers_language,
        saved_at=intake.answers_saved_at,
    )


def _view(row: Row) -> IntakeView:
    columns = {name: getattr(row, name) for name in IntakeView.model_fields if name != "state"}
    return IntakeView(**columns, state=state_of(row))
