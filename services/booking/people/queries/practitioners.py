"""Practitioners, with what they may do."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, page
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.forms.practitioners import PermissionForm, PractitionerView
from services.booking.people.store.shifts import works_at
from services.booking.people.store.unavailabilities import end_of
from services.booking.people.tables import permissions, practitioners

_BY_NAME = [practitioners.c.family_name, practitioners.c.given_name, practitioners.c.id]


async def list_practitioners(work: Work, clinic_id: UUID, paging: Paging) -> Page[PractitionerView]:
    """A clinic's practitioners and those of other clinics who have shifts at it, by family name."""
    work.access.authorize(where=clinic_id)
    statement: Select[Any] = select(practitioners, end_of(practitioners.c.id)).where(works_at(clinic_id))
    rows: Page[Any] = await page(work, statement, _BY_NAME, paging, lambda row: row)
    return rows.showing(await _views(work, rows.items))


async def practitioner_at(work: Work, clinic_id: UUID, practitioner_id: UUID) -> PractitionerView:
    """One of a clinic's, as it is listed. Raises NotFound."""
    this = (practitioners.c.id == practitioner_id) & (practitioners.c.clinic_id == clinic_id)
    row = (await work.execute(select(practitioners, end_of(practitioners.c.id)).where(this))).one_or_none()
    if row is None:
        raise NotFound("There is no such practitioner at this clinic.")
    return (await _views(work, [row]))[0]


async def _views(work: Work, rows: list[Row]) -> list[PractitionerView]:
    """Practitioners' rows with what each may do."""
    ids = [row.id for row in rows]
    statement = (
        select(permissions)
        .where(permissions.c.practitioner_id.in_(ids))
        .order_by(permissions.c.modality, permissions.c.first_day.nulls_first())
    )
    granted: dict[UUID, list[PermissionForm]] = {id: [] for id in ids}
    for one in await work.execute(statement):
        granted[one.practitioner_id].append(PermissionForm.model_validate(one, from_attributes=True))
    return [PractitionerView(**row._mapping, permissions=granted[row.id]) for row in rows]
