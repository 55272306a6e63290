"""Follow-ups that the front desk must place."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router
from services.booking.access import FOLLOW_UPS_READ
from services.booking.care.forms.follow_ups import FollowUpView
from services.booking.care.queries import follow_ups as queries

router = api_router("follow-ups")


@router.get("/follow-ups", dependencies=[allow(FOLLOW_UPS_READ)])
async def list_follow_ups(work: Transaction, paging: PageQuery, clinic_id: UUID | None = None) -> Page[FollowUpView]:
    """Follow-ups that the front desk must place, the longest waiting first. Booking one takes it off this list."""
    return await queries.list_follow_ups(work, paging, clinic_id)
