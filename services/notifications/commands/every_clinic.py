"""Items that every clinic has: what stops messages for all of them, and what any of them may deal with."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from chassis.work import Work
from chassis.worklist.items import Kind
from services.notifications.store.clinics import every_clinic
from services.notifications.worklist import WORKLIST

SubjectOf = Callable[[UUID], UUID]
"""The subject of a clinic's item, by the clinic's id."""


async def ask_every_clinic(
    work: Work, kind: Kind, subject_of: SubjectOf, due_at: datetime, about: Mapping[str, UUID] | None = None
) -> None:
    """Somebody at each of them must do this, by ``due_at`` (UTC)."""
    for clinic_id in await every_clinic(work):
        await WORKLIST.open(
            work, kind, subject_of(clinic_id), clinic_id=clinic_id, patient_id=None, due_at=due_at, about=about
        )


async def close_at_every_clinic(work: Work, kind: Kind, subject_of: SubjectOf, why: str) -> None:
    """Nothing is left to do at any of them; ``why`` is a code."""
    for clinic_id in await every_clinic(work):
        await WORKLIST.close(work, kind, subject_of(clinic_id), why)
