"""An erased patient's health data is deleted, and nothing about them is kept any more."""

from sqlalchemy import func, select, text

from contracts.booking.patients import PatientErased
from contracts.screening.worklist import WorklistItemClosed
from services.screening.tables import consults, declarations, metadata, patients
from tests.integration.screening.patients import ADULT, Patient, consulted, performed
from tests.support.running import Running

ABOUT_PATIENTS = [table for table in metadata.sorted_tables if "patient_id" in table.c]


async def test_declarations_findings_and_decisions_are_deleted(screening: Running, patient: Patient) -> None:
    await patient.registers()
    await patient.declares(keloid=True)
    await patient.is_consulted()
    await screening.react(performed(patient.patient_id, patient.clinic_id, screening.clock.now()))
    await patient.reacted("infection")
    other = Patient(screening)
    await other.registers()
    await other.declares()

    await screening.react(PatientErased(patient_id=patient.patient_id, erased_at=screening.clock.now()))

    async with screening.work() as work:
        for table in ABOUT_PATIENTS:
            of_patient = select(func.count()).select_from(table).where(table.c.patient_id == patient.patient_id)
            assert await work.scalar(of_patient) == 0, table.name
        left = (await work.execute(select(patients).where(patients.c.id == patient.patient_id))).one()
        assert (left.date_of_birth, left.home_clinic_id, left.language) == (None, None, None)
        of_other = select(func.count()).select_from(declarations).where(declarations.c.patient_id == other.patient_id)
        assert await work.scalar(of_other) == 1
        assert await work.scalar(select(patients.c.date_of_birth).where(patients.c.id == other.patient_id)) == ADULT
    closed = [event for event in await screening.events() if isinstance(event, WorklistItemClosed)]
    assert {(event.patient_id, event.why) for event in closed} == {(patient.patient_id, "patient_erased")}


async def test_a_consult_that_arrives_later_is_not_kept(screening: Running, patient: Patient) -> None:
    await patient.registers()
    await screening.react(PatientErased(patient_id=patient.patient_id, erased_at=screening.clock.now()))
    await screening.react(consulted(patient.patient_id, patient.clinic_id))
    async with screening.work() as work:
        kept = select(func.count()).select_from(consults).where(consults.c.patient_id == patient.patient_id)
        assert await work.scalar(kept) == 0
        assert await work.scalar(text("SELECT count(*) FROM dead_letters")) == 0
