"""What booking holds of a patient: the facts that decide about an erasure, and the erasure itself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Text, case, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.calendar.store.appointments import is_booked
from services.booking.calendar.tables import appointments
from services.booking.care.tables import consults, sessions
from services.booking.people.tables import care_relationships, emergency_accesses, patients


async def last_facts(work: Work, patient_id: UUID) -> Row:
    """``booked_at``, ``consulted_at`` and ``treated_at``: the latest of each (UTC), or None."""
    latest = {
        "booked_at": select(func.max(appointments.c.starts_at)).where(is_booked(patient_id)),
        "consulted_at": select(func.max(consults.c.completed_at)).where(consults.c.patient_id == patient_id),
        "treated_at": select(func.max(sessions.c.performed_at)).where(sessions.c.patient_id == patient_id),
    }
    return (await work.execute(select(*(each.scalar_subquery().label(name) for name, each in latest.items())))).one()


async def audit_subjects_of(work: Work, patient_id: UUID) -> list[str]:
    """What audit entries about the patient's appointments and sessions are filed under."""
    found = []
    for name, table in (("appointment", appointments), ("session", sessions)):
        ids = (await work.execute(select(table.c.id).where(table.c.patient_id == patient_id))).scalars()
        found += [f"{name}/{each}" for each in ids]
    return found


async def erase_rows(work: Work, patient_id: UUID, at: datetime, name: str, birthday: str) -> None:
    """Put ``name`` and ``birthday`` in place of what identifies the patient, and remove what people wrote freely."""
    nobody = {
        "given_name": name,
        "family_name": name,
        "date_of_birth": datetime.fromisoformat(birthday).date(),
        "phone": None,
        "email": None,
        "marketing": False,
        "erased_at": at,
        "version": patients.c.version + 1,
    }
    await work.execute(update(patients).where(patients.c.id == patient_id).values(nobody))
    ended, reviewed = care_relationships.c.ended_because, emergency_accesses.c.note
    for table, words in (
        (care_relationships, {"reason": name, "ended_because": case((ended.is_not(None), name))}),
        (emergency_accesses, {"reason": name, "note": case((reviewed.is_not(None), name))}),
        (appointments, {"cancel_reason": None, "unreached_reason": None}),
    ):
        await work.execute(update(table).where(table.c.patient_id == patient_id).values(words))
    overridden = (sessions.c.patient_id == patient_id) & sessions.c.override_reason.is_not(None)
    await work.execute(update(sessions).where(overridden).values(override_reason=name))
    why_infused = consults.c.plan_details["product"]["reason"]
    given = (consults.c.patient_id == patient_id) & why_infused.astext.is_not(None)
    without = func.jsonb_set(consults.c.plan_details, cast(("product", "reason"), ARRAY(Text)), literal(name, JSONB))
    await work.execute(update(consults).where(given).values(plan_details=without))
