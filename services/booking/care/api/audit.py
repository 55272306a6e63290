"""The audit log is read."""

from typing import Annotated

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, PeriodQuery, Transaction, api_router
from services.booking.access import AUDIT_READ
from services.booking.care.forms.audit import AuditView
from services.booking.care.queries import audit as queries

router = api_router("audit")


@router.get("/audit", dependencies=[allow(AUDIT_READ)])
async def list_audit(
    work: Transaction,
    paging: PageQuery,
    period: PeriodQuery,
    subject: Annotated[str | None, Query(description="Whom or what it is about, such as `session/<id>`.")] = None,
    actor: Annotated[str | None, Query(description="Who did it: the `sub` of their token.")] = None,
    action: Annotated[str | None, Query(description="What was done, as the entries name it.")] = None,
) -> Page[AuditView]:
    """What was overridden, by whom and why, the newest first; `from` and `to` are of when it was done."""
    return await queries.list_audit(work, paging, period, subject=subject, actor=actor, action=action)
