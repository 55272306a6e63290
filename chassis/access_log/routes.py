"""The access log is read: by the patient ("who saw me"), and by those who answer for it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlalchemy import select

from chassis.access.admission import allow
from chassis.access.rows import within
from chassis.access_log.access import ACCESS_LOG_READ
from chassis.access_log.reading import asked, entries
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, View, api_router, equal_to, page

router = api_router("access log")


class AccessView(View):
    """That somebody read or wrote a patient's data, or was refused."""

    id: UUID
    at: datetime
    """UTC."""
    actor: str
    """The `sub` of their token."""
    roles: str
    """Their roles, separated by commas."""
    patient_id: UUID
    action: str
    """The scope under which it was done, such as `calendar:read`."""
    operation: str
    """The call, as the OpenAPI document names it."""
    clinic_id: UUID | None
    """The clinic through which it was allowed, or that it was asked for; null where there is no single one."""
    reason: str
    """By which right: `own`, the patient's; `staff`, that of a role; `emergency`, of a record that they opened in one;
    `none`, where it was refused."""
    outcome: str
    """`read`, `written` or `refused`."""
    correlation_id: str


@router.get("/access-log", dependencies=[allow(ACCESS_LOG_READ)])
async def list_accesses(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    patient_id: Annotated[UUID | None, Query(description="Whose data.")] = None,
    actor: Annotated[str | None, Query(description="Who: the `sub` of their token.")] = None,
    clinic_id: Annotated[UUID | None, Query(description="The clinic through which it was allowed.")] = None,
) -> Page[AccessView]:
    """Who read and wrote patients' data in this service, the newest first. Reading this list is logged, too."""
    reach = work.access.reach(whose=patient_id, where=clinic_id)
    of = entries()
    statement = select(of).where(
        within(reach, patient=of.c.patient_id, clinics=[of.c.clinic_id]),
        *equal_to(asked(of, patient_id=patient_id, actor=actor, clinic_id=clinic_id)),
        *period.of(of.c.at),
    )
    return await page(work, statement, [of.c.id.desc()], paging, AccessView.model_validate)
