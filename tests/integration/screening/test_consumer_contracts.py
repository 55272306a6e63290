"""Screening reads of others' events what it states, and publishes what others need."""

from datetime import timedelta

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.clinics import ClinicChanged
from contracts.booking.consults import Finding, PlannedAnaesthetic, PlannedProduct
from contracts.booking.patients import (
    CareRelationshipEnded,
    CareRelationshipOpened,
    EmergencyAccessOpened,
    EmergencyAccessReviewed,
    PatientChanged,
    PatientErased,
    PatientMerged,
    PatientMergeUndone,
)
from tests.integration.screening.patients import ADULT, Patient, clinic_opened, details, performed
from tests.integration.screening.stories import Story
from tests.integration.screening.test_day_answers import hands_in
from tests.support.consumer_contracts import assert_keeps_its_contracts, assert_needs_what_it_reads, reads_of
from tests.support.corrected_sessions import amended, voided
from tests.support.running import Running
from tests.support.taken_items import take_and_give_back


async def visited_and_opened(patient: Patient) -> None:
    """Another clinic looks after them for a time, and one of its clinicians opens the record."""
    running, elsewhere, access = patient.screening, new_id(), new_id()
    now, who = running.clock.now(), patient.patient_id
    until = now + timedelta(hours=4)
    for event in (
        CareRelationshipOpened(patient_id=who, clinic_id=elsewhere, until=until),
        CareRelationshipEnded(patient_id=who, clinic_id=elsewhere, ended_at=now),
        EmergencyAccessOpened(
            access_id=access, patient_id=who, clinic_id=elsewhere, opened_by="nurse.dias", until=until
        ),
        EmergencyAccessReviewed(access_id=access, patient_id=who, reviewed_at=now),
    ):
        await running.react(event)


async def test_screening_needs_what_it_reads_and_others_get_what_they_need(
    screening: Running, patient: Patient
) -> None:
    with reads_of(screening) as reads:
        await patient.registers()
        await patient.declares()
        consult = await patient.is_consulted(
            findings=(Finding(kind="lesion", places=("nose",)),),
            anaesthetic=PlannedAnaesthetic(planned=True),
            product=PlannedProduct(name="vitamin_c", infused=True, reasoned=True),
        )
        await patient.is_amended(consult)
        await patient.checks_in()
        younger = details(patient.clinic_id, ADULT + timedelta(days=1))
        await screening.react(PatientChanged(patient_id=patient.patient_id, details=younger))
        opened = clinic_opened(patient.clinic_id, "Europe/Madrid")
        await screening.react(ClinicChanged(clinic_id=patient.clinic_id, details=opened.details))
        await visited_and_opened(patient)
        now = screening.clock.now()
        session = performed(patient.patient_id, patient.clinic_id, now, reaction="transient")
        for event in (session, amended(session, area="neck"), voided(session)):
            await screening.react(event)
        story = Story(patient)
        await story.consults()
        await story.plans()
        await story.books("session")
        await story.moves("session", timedelta(days=2))
        await story.moves("session", timedelta(hours=20))
        handed_in = await hands_in(story, conditions_met=True)
        assert handed_in.status_code == 201, handed_in.text
        await story.misses("session")
        await story.cancels("session")
        await story.is_reinstated("session", timedelta(days=3))
        signed = (await patient.signs()).json()
        await patient.client(Role.PATIENT).post(
            f"/consents/{signed['id']}/withdraw", json={"reason": "Changed my mind."}
        )
        for decision in ("lift", "end"):
            report = await patient.reacted("infection")
            await patient.about(report, "decide", decision=decision, reason="Seen today, and discussed.")
        await patient.is_voided(await patient.is_consulted())
        mistaken = await patient.reacted("redness")
        await patient.about(mistaken, "withdraw", reason="It was another patient.")
        text = await story.writes_back()
        await story.text_is_settled(text.text_id)
        now = screening.clock.now()
        two, other = {"patient_id": patient.patient_id, "merged_at": now, "merge_id": new_id()}, new_id()
        await screening.react(PatientMerged(**two, into=other))
        await screening.react(PatientMergeUndone(**two, parted_from=other, undone_at=now))
        await screening.react(PatientErased(patient_id=patient.patient_id, erased_at=screening.clock.now()))

    await take_and_give_back(screening)
    assert_needs_what_it_reads("screening", reads)
    assert_keeps_its_contracts("screening", await screening.events())
