"""What arrives in two transactions at the same time must neither be missed by both nor decided by both."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from chassis.ids import new_id
from services.screening.reactions import decide_the_consult
from tests.integration.screening.patients import Patient, clinic_opened, consulted, registered
from tests.support.running import Running


async def soon(doing: Coroutine[Any, Any, object]) -> asyncio.Task[object]:
    """Begin, and give it time enough to get past a transaction that does not hold it up."""
    task = asyncio.create_task(doing)
    await asyncio.wait([task], timeout=0.5)
    return task


async def test_a_declaration_waits_for_the_consult_in_progress_and_decides_it(patient: Patient) -> None:
    await patient.registers()
    async with patient.screening.work() as work:
        await decide_the_consult(work, consulted(patient.patient_id, patient.clinic_id))
        declaring = await soon(patient.declares())
    await declaring
    assert len(await patient.decisions()) == 1


async def test_a_clinic_waits_for_the_consult_in_progress_and_decides_it(patient: Patient) -> None:
    await patient.screening.react(registered(patient.patient_id, patient.clinic_id))
    await patient.declares()
    async with patient.screening.work() as work:
        await decide_the_consult(work, consulted(patient.patient_id, patient.clinic_id))
        opening = await soon(patient.screening.react(clinic_opened(patient.clinic_id)))
    await opening
    assert len(await patient.decisions()) == 1


async def test_many_declarations_and_consults_at_once_decide_each_patient_once(screening: Running) -> None:
    patients = [Patient(screening) for _ in range(12)]
    for patient in patients:
        await patient.registers()
    declaring = [patient.declares() for patient in patients]
    await asyncio.gather(*declaring, *(patient.is_consulted() for patient in patients))
    assert [len(await patient.decisions()) for patient in patients] == [1] * len(patients)


async def test_a_clinic_that_opens_among_its_consults_leaves_none_undecided(screening: Running) -> None:
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
