"""A clinician's decision is made milder by a clinician only; a patient's answers may always make it stricter."""

from datetime import timedelta

from contracts.vocabulary import Outcome
from tests.integration.screening.patients import Patient, screened


async def test_a_directors_decline_is_not_cleared_by_another_declaration(patient: Patient) -> None:
    await screened(patient, suspicious_mole=True)
    waiting = await patient.decided()
    assert (await patient.reviews(waiting.screening_id, "declined")).status_code == 200
    for _ in range(2):
        patient.screening.clock.set(patient.screening.clock.now() + timedelta(minutes=5))
        await patient.declares()
        assert (await patient.decided()).outcome is Outcome.DECLINED
    assert len(await patient.decisions()) == 2, "nothing was decided again"


async def test_a_lasting_yes_that_becomes_a_no_goes_to_review_until_a_director_has_looked(patient: Patient) -> None:
    await screened(patient, keloid=True)
    patient.screening.clock.set(patient.screening.clock.now() + timedelta(minutes=5))
    await patient.declares()
    held = await patient.decided()
    assert (held.outcome, held.valid_until) == (Outcome.REVIEW, None)
    assert any("now says no" in note for note in (await patient.explained())["notes"])
    assert (await patient.reviews(held.screening_id, "cleared")).status_code == 200
    await patient.declares()
    assert (await patient.decided()).outcome is Outcome.CLEARED


async def test_a_fact_that_passes_may_become_a_no(patient: Patient) -> None:
    await screened(patient, infection_now=True)
    assert (await patient.decided()).outcome is not Outcome.CLEARED
    patient.screening.clock.set(patient.screening.clock.now() + timedelta(minutes=5))
    await patient.declares()
    assert (await patient.decided()).outcome is Outcome.CLEARED


async def test_an_infection_that_is_gone_a_minute_later_is_for_a_clinician(patient: Patient) -> None:
    await screened(patient)
    assert (await patient.checks_in(infection_today=True)).status_code == 201
    assert (await patient.decided()).outcome is not Outcome.CLEARED
    patient.screening.clock.set(patient.screening.clock.now() + timedelta(minutes=1))
    assert (await patient.checks_in()).status_code == 201
    held = await patient.decided()
    assert held.outcome is Outcome.REVIEW
    ruled = await patient.reviews(held.screening_id, "cleared")
    assert ruled.status_code == 200, ruled.text
    assert (await patient.decided()).outcome is Outcome.CLEARED


async def test_the_next_day_is_checked_by_itself(patient: Patient) -> None:
    await screened(patient)
    await patient.checks_in(infection_today=True)
    patient.screening.clock.set(patient.screening.clock.now() + timedelta(days=1))
    await patient.checks_in()
    assert (await patient.decided()).outcome is Outcome.CLEARED
