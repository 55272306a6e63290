"""Medical directors: what waits for them, and what they may rule."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from chassis.access.actors import Role
from chassis.data.tables import audit_log
from contracts.vocabulary import Outcome
from services.screening.app import service
from tests.integration.screening.patients import Patient, screened
from tests.support.fixtures import RunService
from tests.support.running import Running


async def audited(running: Running, subject: object) -> list[Any]:
    async with running.work() as work:
        return list((await work.execute(select(audit_log).where(audit_log.c.subject == str(subject)))).all())


async def test_a_review_waits_for_the_director_and_the_ruling_takes_its_place(patient: Patient) -> None:
    await screened(patient, keloid=True)
    waiting = await patient.decided()
    queue = (await patient.client(Role.MEDICAL_DIRECTOR).get("/reviews")).json()["items"]
    assert [item["screening_id"] for item in queue] == [str(waiting.screening_id)]
    ruled = await patient.reviews(waiting.screening_id, "cleared_with_conditions", conditions=["A test patch first."])
    assert ruled.status_code == 200, ruled.text
    decided = await patient.decided()
    assert decided.outcome is Outcome.CLEARED_WITH_CONDITIONS
    assert (decided.consult_id, decided.conditions, decided.reasons) == (waiting.consult_id, 1, ("R08",))
    assert decided.valid_until == date(2027, 5, 25)
    ruling = ruled.json()["ruling"]
    assert (ruling["by"], ruling["reason"]) == ("the medical_director", "Seen in person, discussed and agreed.")
    assert ruling["ended_at"] is None
    assert (await patient.client(Role.MEDICAL_DIRECTOR).get("/reviews")).json()["items"] == []
    (entry,) = await audited(patient.screening, waiting.screening_id)
    assert (entry.action, entry.actor) == ("screening ruled on", "the medical_director")


async def test_a_screening_is_ruled_on_once(patient: Patient) -> None:
    await screened(patient, keloid=True)
    waiting = (await patient.decided()).screening_id
    ruled = (await patient.reviews(waiting, "declined")).json()["screening_id"]
    again = await patient.reviews(waiting, "cleared")
    assert again.json()["type"] == "urn:needlepoint:problem:superseded"
    assert ruled in again.json()["detail"]
    on_the_ruling = await patient.reviews(ruled, "cleared")
    assert on_the_ruling.json()["type"] == "urn:needlepoint:problem:already-ruled"
    assert len(await patient.decisions()) == 2


async def test_a_review_that_new_answers_have_overtaken_is_not_ruled_on(patient: Patient) -> None:
    await screened(patient, suspicious_mole=True)
    waiting = (await patient.decided()).screening_id
    await patient.declares()
    assert (await patient.reviews(waiting, "cleared")).status_code == 409
    assert (await patient.decided()).outcome is Outcome.CLEARED


async def test_the_isotretinoin_wait_may_be_overridden_but_not_isotretinoin_now(screening: Running) -> None:
    stopped = await screened(Patient(screening), isotretinoin_last_dose_on=date(2026, 10, 1))
    assert (await stopped.explained())["awaits_ruling"]
    alone = await stopped.reviews((await stopped.decided()).screening_id, "cleared")
    assert alone.json()["type"] == "urn:needlepoint:problem:needs-second-clinician"
    taking = await screened(Patient(screening), isotretinoin_now=True)
    refused = await taking.reviews((await taking.decided()).screening_id, "cleared")
    assert refused.json()["type"] == "urn:needlepoint:problem:ruling-refused"
    assert "R28" in refused.json()["detail"]


async def test_a_deferral_by_the_director_names_its_day(patient: Patient) -> None:
    await screened(patient, keloid=True)
    waiting = (await patient.decided()).screening_id
    assert "eligible_from" in (await patient.reviews(waiting, "deferred")).json()["detail"]
    assert (await patient.reviews(waiting, "deferred", eligible_from=date(2027, 1, 4))).status_code == 200
    assert (await patient.decided()).eligible_from == date(2027, 1, 4)


async def test_only_a_medical_director_of_the_clinic_rules(patient: Patient, screening: Running) -> None:
    await screened(patient, keloid=True)
    waiting = (await patient.decided()).screening_id
    form = {"outcome": "cleared", "reason": "It will surely be all right."}
    for stranger in (patient.client(Role.PRACTITIONER), Patient(screening).client(Role.MEDICAL_DIRECTOR)):
        assert (await stranger.post(f"/screenings/{waiting}/review", json=form)).status_code == 403


async def test_a_day_of_review_is_ruled_on_that_day_only(run_service: RunService) -> None:
    async with run_service(service) as screening:
        patient = await screened(Patient(screening))
        checked = (await patient.checks_in(changed_since_declaration=True)).json()
        assert checked["outcome"] == "review"
        ruled = await patient.reviews(checked["screening_id"], "cleared")
        assert (ruled.json()["eligible_from"], ruled.json()["valid_until"]) == ("2026-11-23", "2026-11-23")
        late = (await patient.checks_in(changed_since_declaration=True)).json()
        screening.clock.advance(timedelta(days=1))
        assert "on the day" in (await patient.reviews(late["screening_id"], "cleared")).json()["detail"]
