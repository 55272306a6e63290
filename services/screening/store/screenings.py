"""Rows of screening: locked, read and written inside one transaction."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.screening.tables import clinics, consults, declarations, patients, rule_set_signatures, screenings


async def lock_patient(work: Work, patient_id: UUID) -> Row[Any]:
    """The patient's row, locked until the commit; made when only the id was heard of so far.

    Declaration, consult and birthday may arrive at once in two transactions: the lock has the second of them see
    what the first has stored, so that whichever comes last decides.
    """
    await work.execute(insert(patients).values(id=patient_id).on_conflict_do_nothing())
    return (await work.execute(select(patients).where(patients.c.id == patient_id).with_for_update())).one()


async def zone_of(work: Work, clinic_id: UUID) -> ZoneInfo | None:
    """The clinic's zone, or None while it has not arrived; until the commit it cannot arrive unseen."""
    await work.execute(insert(clinics).values(id=clinic_id).on_conflict_do_nothing())
    name = await work.connection.scalar(
        select(clinics.c.time_zone).where(clinics.c.id == clinic_id).with_for_update(read=True)
    )
    return ZoneInfo(name) if name else None


async def local_day(work: Work, clinic_id: UUID) -> date | None:
    """The calendar day that it is at the clinic, or None while its zone is not known."""
    zone = await zone_of(work, clinic_id)
    return work.now.astimezone(zone).date() if zone else None


async def latest_declaration(work: Work, patient_id: UUID) -> Row[Any] | None:
    """What the patient declared last."""
    newest = select(declarations).where(declarations.c.patient_id == patient_id)
    return (await work.execute(newest.order_by(declarations.c.number.desc()).limit(1))).first()


def consults_of(patient_id: UUID) -> Select[Any]:
    """A patient's consults, newest first, each with its current decision, if there is one."""
    current = (consults.c.id == screenings.c.consult_id) & (screenings.c.stage == "consult")
    return (
        select(consults, screenings.c.id.label("screening_id"), screenings.c.outcome, screenings.c.valid_until)
        .select_from(consults.outerjoin(screenings, current & screenings.c.superseded_by.is_(None)))
        .where(consults.c.patient_id == patient_id)
        .order_by(consults.c.completed_at.desc(), consults.c.id.desc())
    )


async def supersede(work: Work, consult_id: UUID, stage: str, by: UUID) -> None:
    """Mark the current decision of this stage and plan, if there is one, as no longer current."""
    await work.execute(
        update(screenings)
        .where(screenings.c.consult_id == consult_id, screenings.c.stage == stage, screenings.c.superseded_by.is_(None))
        .values(superseded_by=by)
    )


async def signature_of(work: Work, version: str, digest: str) -> Row[Any] | None:
    """Who signed exactly this data, and when."""
    signatures = rule_set_signatures.c
    found = await work.execute(
        select(rule_set_signatures).where(signatures.version == version, signatures.digest == digest)
    )
    return found.first()
