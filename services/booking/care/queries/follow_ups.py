"""Follow-ups that wait to be placed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.access import visible
from services.booking.care.forms.follow_ups import FollowUpView
from services.booking.care.tables import follow_ups
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.tables import patients


async def list_follow_ups(work: Work, paging: Paging, clinic_id: UUID | None) -> Page[FollowUpView]:
    """Follow-ups that the front desk must place, as booking could not hold them; the longest waiting first."""
    statement: Select[Any] = (
        select(follow_ups, PATIENT_NAME)
        .join(patients, patients.c.id == follow_ups.c.patient_id)
        .where(follow_ups.c.to_place.is_not(None), visible(work.access.reach(where=clinic_id), follow_ups))
    )
    if clinic_id is not None:
        statement = statement.where(follow_ups.c.clinic_id == clinic_id)
    return await page(
        work,
        statement,
        [follow_ups.c.after_session_id],
        paging,
        lambda row: FollowUpView(**row._mapping, why=row.to_place),
    )
