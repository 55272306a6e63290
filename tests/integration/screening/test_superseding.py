"""A clinician's decision is made milder by a clinician only; a patient's answers may always make it stricter."""

from datetime import timedelta

from contracts.screening.screenings import DecisionVoided
from contracts.vocabulary import Outcome
from tests.integration.screening.patients import Patient, screened
from tests.integration.screening.worklists import kinds


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


async def test_nothing_counts_that_was_decided_about_a_consult_entered_in_error(patient: Patient) -> None:
    await patient.registers()
    await patient.declares(keloid=True)
    consult = await patient.is_consulted()
    review = await patient.decided()
    assert await kinds(patient) == ["review_waiting"]
    await patient.is_voided(consult)
    assert await kinds(patient) == []
    (told,) = await patient.published(DecisionVoided)
    assert isinstance(told, DecisionVoided)
    assert (told.screening_id, told.consult_id) == (review.screening_id, consult.consult_id)
    assert (await patient.explained())["voided_at"] is not None
    late = await patient.reviews(review.screening_id, "cleared")
    assert (late.status_code, late.json()["type"]) == (409, "urn:needlepoint:problem:superseded")
    await patient.declares()
    assert [each.consult_id for each in await patient.decisions()] == [consult.consult_id], "nothing to decide about"


async def test_the_consult_before_the_one_in_error_follows_what_was_declared_since(patient: Patient) -> None:
    await patient.registers()
    await patient.declares(keloid=True)
    first = await patient.is_consulted()
    mistaken = await patient.is_consulted(area="neck")
    await patient.declares(keloid=True, cold_sores=True)
    await patient.is_voided(mistaken)
    decided = await patient.decided()
    assert (decided.consult_id, decided.outcome) == (first.consult_id, Outcome.REVIEW)
    assert "R16" in decided.reasons, "by the declaration that came while the other consult was the last"


async def test_a_day_is_not_checked_under_a_consult_entered_in_error(patient: Patient) -> None:
    await patient.registers()
    await patient.declares()
    consult = await patient.is_consulted()
    assert (await patient.checks_in()).status_code == 201
    await patient.is_voided(consult)
    again = await patient.checks_in()
    assert (again.status_code, again.json()["type"]) == (409, "urn:needlepoint:problem:no-clearance")
