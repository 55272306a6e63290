"""Two records of one person become one, and the stricter of them counts until a director has looked."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.patients import PatientMerged, PatientMergeUndone
from contracts.screening.screenings import ScreeningDecided, SuspensionLifted
from contracts.vocabulary import Outcome
from tests.integration.screening.patients import Patient, consulted, performed, screened
from tests.support.orders import ORDERS, in_order
from tests.support.running import Running


@pytest.fixture
def twice(patient: Patient) -> Patient:
    """Another record of the same person, at the same clinic."""
    return Patient(patient.screening, patient.clinic_id)


def merged(ends: Patient, stays: Patient) -> PatientMerged:
    at = ends.screening.clock.now()
    return PatientMerged(patient_id=ends.patient_id, into=stays.patient_id, merged_at=at, merge_id=new_id())


async def last_decision(running: Running) -> ScreeningDecided:
    return [each for each in await running.events() if isinstance(each, ScreeningDecided)][-1]


async def test_a_clearance_waits_for_a_director_when_the_other_record_was_declined(
    patient: Patient, twice: Patient
) -> None:
    await screened(twice, suspicious_mole=True)
    assert (await twice.reviews((await twice.decided()).screening_id, "declined")).status_code == 200
    await screened(patient)
    assert (await patient.decided()).outcome is Outcome.CLEARED
    await patient.screening.react(merged(twice, patient))
    held = await patient.decided()
    assert (held.outcome, held.valid_until) == (Outcome.REVIEW, None)
    assert any("merged with this one" in note for note in (await patient.explained())["notes"])
    assert (await patient.checks_in()).status_code == 409
    assert (await patient.reviews(held.screening_id, "cleared")).status_code == 200
    assert (await patient.decided()).outcome is Outcome.CLEARED
    patient.screening.clock.set(patient.screening.clock.now() + timedelta(minutes=5))
    await patient.declares()
    assert (await patient.decided()).outcome is Outcome.CLEARED, "a director has looked"


async def test_a_lasting_yes_of_the_other_record_counts(patient: Patient, twice: Patient) -> None:
    await twice.registers()
    await twice.declares(keloid=True)
    await screened(patient)
    assert (await patient.decided()).outcome is Outcome.CLEARED
    await patient.screening.react(merged(twice, patient))
    assert (await patient.decided()).outcome is Outcome.REVIEW


async def test_the_clearance_of_the_record_that_ended_is_held_as_well(patient: Patient, twice: Patient) -> None:
    await screened(twice)
    cleared = await twice.decided()
    await screened(patient, suspicious_mole=True)
    await patient.screening.react(merged(twice, patient))
    held = [each for each in await twice.decisions() if each.consult_id == cleared.consult_id][-1]
    assert held.outcome is Outcome.REVIEW, "and it is published under the patient whose consult it was"


async def test_two_records_that_are_cleared_stay_cleared(patient: Patient, twice: Patient) -> None:
    await screened(twice)
    await screened(patient)
    await patient.screening.react(merged(twice, patient))
    assert (await patient.decided()).outcome is Outcome.CLEARED
    assert (await twice.decided()).outcome is Outcome.CLEARED


async def test_an_empty_record_changes_no_decision(patient: Patient, twice: Patient) -> None:
    await screened(patient)
    before = len(await patient.decisions())
    await twice.registers()
    await patient.screening.react(merged(twice, patient))
    assert len(await patient.decisions()) == before
    assert len(await patient.intakes()) == 1, "nobody fills in the health form twice"


async def test_the_next_consult_is_held_until_a_director_has_looked_at_one(patient: Patient, twice: Patient) -> None:
    await screened(twice, suspicious_mole=True)
    assert (await twice.reviews((await twice.decided()).screening_id, "declined")).status_code == 200
    await patient.registers()
    await patient.declares()
    await patient.screening.react(merged(twice, patient))
    await patient.is_consulted(at=patient.screening.clock.now())
    held = await patient.decided()
    assert held.outcome is Outcome.REVIEW
    patient.screening.clock.set(patient.screening.clock.now() + timedelta(minutes=5))
    assert (await patient.reviews(held.screening_id, "cleared")).status_code == 200
    patient.screening.clock.set(patient.screening.clock.now() + timedelta(minutes=5))
    await patient.is_consulted(at=patient.screening.clock.now())
    assert (await patient.decided()).outcome is Outcome.CLEARED


async def test_a_consult_that_arrives_late_is_decided_for_the_person_and_published_as_it_was_made(
    patient: Patient, twice: Patient
) -> None:
    await twice.registers()
    await patient.registers()
    await patient.declares()
    await patient.screening.react(merged(twice, patient))
    late = consulted(twice.patient_id, twice.clinic_id)
    await patient.screening.react(late)
    decision = await last_decision(patient.screening)
    assert (decision.consult_id, decision.patient_id) == (late.consult_id, twice.patient_id)
    own = await patient.client(Role.PATIENT).get("/screenings")
    assert [each["screening_id"] for each in own.json()["items"]] == [str(decision.screening_id)]
    assert (await twice.client(Role.PATIENT).get("/screenings")).json()["items"] == []


async def test_a_serious_reaction_under_either_record_stops_the_person(patient: Patient, twice: Patient) -> None:
    await screened(twice)
    report = await twice.reacted("infection")
    await screened(patient)
    await patient.screening.react(merged(twice, patient))
    stopped = await patient.checks_in()
    assert (stopped.status_code, stopped.json()["type"]) == (409, "urn:needlepoint:problem:suspended-by-reaction")
    decided = await patient.about(report, "decide", decision="lift", reason="Seen today, and discussed.")
    assert decided.status_code == 200, decided.text
    [lifted] = [each for each in await patient.screening.events() if isinstance(each, SuspensionLifted)][-1:]
    assert lifted.patient_id == twice.patient_id, "it is published as it began, so that booking reads both in order"


async def test_a_late_session_uses_up_the_days_clearance(patient: Patient, twice: Patient) -> None:
    await screened(twice)
    assert (await twice.checks_in()).status_code == 201
    await patient.registers()
    await patient.screening.react(merged(twice, patient))
    await patient.screening.react(performed(twice.patient_id, twice.clinic_id, patient.screening.clock.now()))
    again = await patient.client(Role.PRACTITIONER).get("/screenings", params={"patient_id": str(patient.patient_id)})
    [day] = [each for each in again.json()["items"] if each["stage"] == "day_of"]
    assert day["spent_by"] is not None


async def test_nobody_is_checked_under_the_record_that_ended(patient: Patient, twice: Patient) -> None:
    await screened(twice)
    await patient.registers()
    await patient.screening.react(merged(twice, patient))
    refused = await twice.checks_in()
    assert (refused.status_code, refused.json()["type"]) == (410, "urn:needlepoint:problem:record-merged")
    assert str(patient.patient_id) in refused.json()["detail"]
    assert (await patient.checks_in()).status_code == 201


async def test_two_merges_in_either_order_lead_to_the_same_person(patient: Patient, twice: Patient) -> None:
    third = Patient(patient.screening, patient.clinic_id)
    await screened(twice)
    await third.registers()
    await patient.registers()
    await patient.screening.react(merged(third, patient))
    await patient.screening.react(merged(twice, third))
    own = await patient.client(Role.PATIENT).get("/screenings")
    assert [each["outcome"] for each in own.json()["items"]] == ["cleared"]


async def test_a_merge_that_is_delivered_twice_changes_nothing_more(patient: Patient, twice: Patient) -> None:
    await screened(twice)
    await screened(patient)
    event_id, event = new_id(), merged(twice, patient)
    await patient.screening.deliver((event_id, event))
    decided = len(await patient.decisions())
    await patient.screening.deliver((event_id, event))
    assert len(await patient.decisions()) == decided


def undone(merge: PatientMerged, at: datetime, *subjects: UUID) -> PatientMergeUndone:
    assert merge.merge_id is not None
    return PatientMergeUndone(
        patient_id=merge.patient_id,
        merge_id=merge.merge_id,
        parted_from=merge.into,
        merged_at=merge.merged_at,
        undone_at=at,
        subjects=subjects,
    )


async def test_what_was_decided_from_the_answers_of_two_people_waits_for_a_director_for_both(
    patient: Patient, twice: Patient
) -> None:
    await screened(twice)
    await screened(patient)
    theirs, own = await twice.decided(), await patient.decided()
    merge = merged(twice, patient)
    await patient.screening.react(merge)
    clock = patient.screening.clock
    clock.set(clock.now() + timedelta(minutes=5))
    for _ in range(2):
        await patient.screening.react(undone(merge, clock.now(), theirs.consult_id))
    for each, before in ((twice, theirs), (patient, own)):
        held = await each.decided()
        assert (held.consult_id, held.outcome) == (before.consult_id, Outcome.REVIEW)
        assert any("two people" in note for note in (await each.explained())["notes"])
        assert (await each.checks_in()).status_code == 409
        assert (await each.reviews(held.screening_id, "cleared")).status_code == 200
        assert (await each.checks_in()).status_code == 201


async def test_an_answer_of_one_person_does_not_count_for_the_other_when_they_are_parted(
    patient: Patient, twice: Patient
) -> None:
    await twice.registers()
    await twice.declares(keloid=True)
    await patient.registers()
    await patient.declares()
    merge = merged(twice, patient)
    await patient.screening.react(merge)
    clock = patient.screening.clock
    clock.set(clock.now() + timedelta(minutes=5))
    await patient.screening.react(undone(merge, clock.now()))
    await patient.is_consulted(at=clock.now())
    assert (await patient.decided()).outcome is Outcome.CLEARED
    await twice.is_consulted(at=clock.now())
    assert (await twice.decided()).outcome is not Outcome.CLEARED, "the tendency is theirs"


async def test_a_merge_that_was_undone_before_it_arrives_decides_nothing(patient: Patient, twice: Patient) -> None:
    await screened(twice, suspicious_mole=True)
    await screened(patient)
    merge = merged(twice, patient)
    await patient.screening.react(undone(merge, patient.screening.clock.now()))
    await patient.screening.react(merge)
    assert (await patient.decided()).outcome is Outcome.CLEARED
    assert (await patient.checks_in()).status_code == 201


async def test_a_consult_of_what_went_back_is_the_other_persons_whatever_its_event_says(
    patient: Patient, twice: Patient
) -> None:
    for each in (twice, patient):
        await each.registers()
        await each.declares()
    merge = merged(twice, patient)
    await patient.screening.react(merge)
    late = consulted(patient.patient_id, patient.clinic_id)
    await patient.screening.react(undone(merge, patient.screening.clock.now(), late.consult_id))
    await patient.screening.react(late)
    own = await twice.client(Role.PATIENT).get("/screenings")
    assert [each["consult_id"] for each in own.json()["items"]] == [str(late.consult_id)]
    assert (await patient.client(Role.PATIENT).get("/screenings")).json()["items"] == []


@pytest.mark.parametrize("order", ORDERS)
async def test_whose_it_is_does_not_depend_on_which_comes_first_or_on_who_has_the_other_at_the_same_time(
    patient: Patient, twice: Patient, order: str
) -> None:
    for each in (twice, patient):
        await each.registers()
        await each.declares()
    since = consulted(patient.patient_id, patient.clinic_id)
    later = consulted(twice.patient_id, patient.clinic_id)
    for event, subjects in ((since, (since.consult_id,)), (later, ())):
        merge = merged(twice, patient)
        await patient.screening.react(merge)
        await in_order(patient.screening, order, event, undone(merge, patient.screening.clock.now(), *subjects))
    own = await twice.client(Role.PATIENT).get("/screenings")
    assert {each["consult_id"] for each in own.json()["items"]} == {str(since.consult_id), str(later.consult_id)}
    assert (await patient.client(Role.PATIENT).get("/screenings")).json()["items"] == []
