"""Reads of what patients say ahead of a session."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.local_time import local_day
from chassis.refusals import NotFound
from chassis.work import Work
from services.screening.access import DECLARATIONS_READ, visible
from services.screening.domain.day_answers import NO_SESSION, has_form, opens_on
from services.screening.forms.day_answers import DayAnswersView, HandedInView
from services.screening.queries.day_forms import questionnaire_for
from services.screening.queries.languages import Wanted
from services.screening.store.appointments import find_appointment
from services.screening.store.clinics import zone_of
from services.screening.store.day_answers import latest_day_answers
from services.screening.store.patients import find_patient
from services.screening.tables import day_answers


async def form_of_session(work: Work, appointment_id: UUID, wanted: Wanted) -> DayAnswersView:
    """What is asked ahead of a session, and what was handed in. Raises NotFound, Forbidden, NothingToAsk."""
    session = await find_appointment(work, appointment_id)
    if session is None:
        raise NotFound(NO_SESSION)
    work.access.authorize(whose=session.patient_id, where=session.clinic_id)
    zone = await zone_of(work, session.clinic_id)
    if zone is None or not has_form(session.kind, session.starts_at, work.now):
        raise NotFound(NO_SESSION)
    day = local_day(session.starts_at, zone)
    handed_in = await latest_day_answers(work, session.patient_id, day)
    return DayAnswersView(
        appointment_id=appointment_id,
        starts_at=session.starts_at,
        day=day,
        opens_on=opens_on(day),
        form=await questionnaire_for(work, await find_patient(work, session.patient_id), wanted),
        handed_in=handed_in_view(work, handed_in) if handed_in else None,
    )


async def list_day_answers(
    work: Work, paging: Paging, period: Period, *, patient_id: UUID | None, clinic_id: UUID | None, day: date | None
) -> Page[HandedInView]:
    """What was handed in, the newest first."""
    of = day_answers.c
    wanted = [
        *equal_to({of.clinic_id: clinic_id, of.patient_id: patient_id, of.day: day}),
        *period.of(of.handed_in_at),
    ]
    seen = visible(work.access.reach(whose=patient_id, where=clinic_id), day_answers)
    statement = select(day_answers).where(*wanted, seen)
    return await page(work, statement, [of.id.desc()], paging, lambda row: handed_in_view(work, row))


def handed_in_view(work: Work, row: Row) -> HandedInView:
    """What was handed in, with the answers where the caller may read them."""
    shown = work.access.may(DECLARATIONS_READ, whose=row.patient_id, where=row.clinic_id)
    columns = {name: getattr(row, name) for name in HandedInView.model_fields if name != "asked"}
    if not shown:
        columns |= {"answers": None, "changes": None}
    return HandedInView(**columns, asked=row.edition)
