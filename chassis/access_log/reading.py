"""The access log as one list: what is chained, and what was written in the last seconds."""

from typing import Any
from uuid import UUID

from sqlalchemy import Subquery, select, union_all

from chassis.data.tables import access_intake, access_log

COLUMNS = tuple(column.name for column in access_intake.c)


def entries() -> Subquery:
    """All entries; one that is being chained at this moment is there once."""
    chained: Any = select(*(access_log.c[name] for name in COLUMNS))
    return union_all(chained, select(access_intake)).subquery("entries")


def asked(
    of: Subquery, *, patient_id: UUID | None = None, actor: str | None = None, clinic_id: UUID | None = None
) -> dict[Any, Any]:
    """Which columns must equal what was asked for."""
    return {of.c.patient_id: patient_id, of.c.actor: actor, of.c.clinic_id: clinic_id}
