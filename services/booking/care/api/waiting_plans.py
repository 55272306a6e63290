"""Cleared plans that have no course yet."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from services.booking.access import FOLLOW_UPS_READ
from services.booking.care.forms.waiting_plans import WaitingPlanView
from services.booking.care.queries import waiting_plans as queries

router = api_router("waiting-plans")


@router.get("/waiting-plans", dependencies=[allow(FOLLOW_UPS_READ)])
@refuses(NotJson, ReferenceAltered)
async def list_waiting_plans(
    work: Transaction, paging: PageQuery, clinic_id: UUID | None = None
) -> Page[WaitingPlanView]:
    """Plans that screening cleared and that have no course, the longest waiting first; ``why`` says who acts next.

    Nothing has to be repeated: the course is planned when the medical director signs protocols that fit the plan.
    """
    return await queries.list_waiting_plans(work, paging, clinic_id)
