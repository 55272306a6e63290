"""The audit log."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.data.tables import audit_log
from chassis.http import Page, Paging, Period, equal_to, page
from chassis.work import Work
from services.booking.care.forms.audit import AuditView

_PATIENT = "patient/"
"""What the subject of an entry about a patient begins with: who reads it has seen something of that patient."""


async def list_audit(
    work: Work, paging: Paging, period: Period, *, subject: str | None, actor: str | None, action: str | None
) -> Page[AuditView]:
    """What was overridden, by whom and why, the newest first."""
    wanted = equal_to({audit_log.c.subject: subject, audit_log.c.actor: actor, audit_log.c.action: action})
    statement: Select[Any] = select(audit_log).where(*wanted, *period.of(audit_log.c.at))
    found = await page(work, statement, [audit_log.c.id.desc()], paging, lambda row: AuditView(**row._mapping))
    for each in found.items:
        if each.subject.startswith(_PATIENT):
            work.access.concerns(UUID(each.subject.removeprefix(_PATIENT)), None)
    return found
