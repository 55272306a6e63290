"""What went back to a patient, though its events name the other one: order is kept by the key that it began with."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.data.statements import Prepared
from chassis.events.event import Event
from chassis.merging.tables import given_back
from chassis.work import Work

NAMES = ("appointment_id", "consult_id", "course_id", "session_id")
"""Fields of events, and columns of tables, that name what may have gone back."""
_OWNER = Prepared(text("SELECT owner_id FROM given_back WHERE subject_id = ANY(CAST(:of AS uuid[])) LIMIT 1"))


async def give_subjects(work: Work, patient_id: UUID, subjects: Collection[UUID]) -> None:
    """From now on these are this patient's, whatever their events say."""
    if not subjects:
        return
    new = upsert(given_back).values([{"subject_id": each, "owner_id": patient_id} for each in sorted(subjects)])
    own = {"owner_id": new.excluded.owner_id}
    await work.execute(new.on_conflict_do_update(index_elements=["subject_id"], set_=own))


async def owner_of(work: Work, patient_id: UUID, subjects: Sequence[UUID]) -> UUID:
    """Whose an event is that names this patient and these subjects."""
    owner: UUID | None = await work.scalar(_OWNER, {"of": list(subjects)})
    return owner or patient_id


async def as_owned(work: Work, event: Event) -> Event:
    """The event, about the patient whose it is: for the reactions of a service that has rows about patients."""
    said: dict[str, Any] = vars(event)  # no reaction reads these fields for it
    patient_id, subjects = said.get("patient_id"), [said[name] for name in NAMES if said.get(name) is not None]
    if patient_id is None or not subjects:
        return event
    owner = await owner_of(work, patient_id, subjects)
    return event if owner == patient_id else event.model_copy(update={"patient_id": owner})
