"""The audit log."""

from typing import Any

from sqlalchemy import Select, select

from chassis.data.tables import audit_log
from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.care.forms.audit import AuditView


async def list_audit(work: Work, paging: Paging, subject: str | None) -> Page[AuditView]:
    """What was overridden, by whom and why; of one ``subject``, such as ``session/<id>``, or of all."""
    statement: Select[Any] = select(audit_log)
    if subject is not None:
        statement = statement.where(audit_log.c.subject == subject)
    return await page(work, statement, [audit_log.c.id], paging, lambda row: AuditView(**row._mapping))
