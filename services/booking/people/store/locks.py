"""How rows are locked.

Locks are taken in one order everywhere, so that two transactions seldom wait for each other: the patient, the course,
then practitioners, rooms and devices, each in the order of their ids. What still deadlocks is run again (chassis).
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, select

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.people.tables import patients

NO_KEY: dict[str, Any] = {"key_share": True}
"""For rows that others refer to: the lock does not keep those references from being made."""


def patient_of(table: Table) -> Prepared:
    """The statement that locks the patient's row of a row whose id is the parameter ``of``."""
    return Prepared(
        select(patients.c.id)
        .join(table, table.c.patient_id == patients.c.id)
        .where(table.c.id == bindparam("of"))
        .with_for_update(of=patients, **NO_KEY)
    )


async def lock_with_patient(work: Work, patient: Prepared, row: Prepared, of: UUID) -> Row | None:
    """A row that changes only under the lock of its patient's row, and that lock; None when there is no such row.

    Two statements: what is read together with a lock that was waited for may be older than the lock. Both again when
    the patient's record was merged into another one in between.
    """
    while True:
        held = await work.scalar(patient, {"of": of})
        found: Row | None = (await work.execute(row, {"of": of})).one_or_none()
        if found is None or found.patient_id == held:
            return found
