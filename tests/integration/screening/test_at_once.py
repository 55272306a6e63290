"""What arrives in two transactions at the same time must neither be missed by both nor decided by both."""

import asyncio

from chassis.ids import new_id
from tests.integration.screening.patients import Patient, clinic_opened, consulted, registered
from tests.support.running import Running


async def test_declaration_and_consult_at_the_same_moment_decide_once(screening: Running) -> None:
    patients = [Patient(screening) for _ in range(12)]
    for patient in patients:
        await patient.registers()
    declaring = [patient.declares() for patient in patients]
    await asyncio.gather(*declaring, *(patient.is_consulted() for patient in patients))
    assert [len(await patient.decisions()) for patient in patients] == [1] * len(patients)


async def test_a_clinic_that_opens_while_its_consults_arrive_leaves_none_undecided(screening: Running) -> None:
    clinic_id = new_id()
    patients = [Patient(screening, clinic_id) for _ in range(8)]
    for patient in patients:
        await screening.react(registered(patient.patient_id, clinic_id))
        await patient.declares()
    arriving = [screening.react(consulted(patient.patient_id, clinic_id)) for patient in patients]
    await asyncio.gather(*arriving[:4], screening.react(clinic_opened(clinic_id)), *arriving[4:])
    assert [len(await patient.decisions()) for patient in patients] == [1] * len(patients)


async def test_two_directors_at_once_rule_once(patient: Patient) -> None:
    await patient.registers()
    await patient.declares(keloid=True)
    await patient.is_consulted()
    waiting = (await patient.decided()).screening_id
    rulings = await asyncio.gather(patient.reviews(waiting, "cleared"), patient.reviews(waiting, "declined"))
    assert sorted(ruling.status_code for ruling in rulings) == [200, 409]
    assert len(await patient.decisions()) == 2


async def test_two_declarations_at_once_leave_one_current_decision(patient: Patient) -> None:
    await patient.registers()
    await patient.declares()
    await patient.is_consulted()
    await asyncio.gather(patient.declares(keloid=True), patient.declares())
    listed = [await patient.explained(screening_id=each.screening_id) for each in await patient.decisions()]
    assert len(listed) == 3
    assert len([each for each in listed if each["superseded_by"] is None]) == 1
