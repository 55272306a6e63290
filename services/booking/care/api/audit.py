"""The audit log is read."""

from chassis.http import Page, PageQuery, Transaction, api_router
from services.booking.access import DIRECTOR
from services.booking.care.forms.audit import AuditView
from services.booking.care.queries import audit as queries

router = api_router("audit")


@router.get("/audit", dependencies=[DIRECTOR])
async def list_audit(work: Transaction, paging: PageQuery, subject: str | None = None) -> Page[AuditView]:
    """What was overridden, by whom and why."""
    return await queries.list_audit(work, paging, subject)
