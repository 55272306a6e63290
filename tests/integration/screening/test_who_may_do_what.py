"""Who may do what in screening: another clinic, another person, another role, and answers that change."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.vocabulary import Outcome
from services.screening.domain.superseding import LASTING
from tests.integration.screening.patients import Patient, clinic_opened, plain, screened
from tests.integration.screening.test_fhir import a_response, sends
from tests.unit.screening.factories import CURRENT, healthy

REFUSED = 403


def later(patient: Patient, minutes: int = 5) -> None:
    patient.screening.clock.advance(timedelta(minutes=minutes))


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.FRONT_DESK, Role.STOCK_MANAGER])
async def test_nobody_of_another_clinic_makes_the_check_of_the_day(patient: Patient, role: Role) -> None:
    await screened(patient)
    elsewhere = new_id()
    await patient.screening.react(clinic_opened(elsewhere))
    stranger = patient.screening.client(role, clinics=[elsewhere])
    for clinic in (elsewhere, patient.clinic_id):
        refused = await stranger.post("/day-of-checks", json=patient.check() | {"clinic_id": str(clinic)})
        assert refused.status_code == REFUSED
    assert [each.outcome for each in await patient.decisions()] == [Outcome.CLEARED]


async def _by_the_patient(patient: Patient) -> None:
    await patient.declares()


async def _by_the_desk(patient: Patient) -> None:
    form = {"answers": plain(healthy()), "signature": {"name": "Inês Sousa"}}
    answer = await patient.client(Role.FRONT_DESK).post(f"/intakes/{await patient.intake()}/declaration", json=form)
    assert answer.status_code == 201, answer.text


async def _in_parts(patient: Patient) -> None:
    client, path = patient.client(Role.PATIENT), f"/intakes/{await patient.intake()}"
    saved = (await client.get(f"{path}/answers")).json()
    answers = {"answers": plain(healthy())}
    found = await client.patch(f"{path}/answers", json=answers, headers={"If-Match": f'"{saved["version"]}"'})
    assert found.status_code == 200, found.text
    signature = {"name": "Inês Sousa", "signer": "patient"}
    version = {"If-Match": f'"{found.json()["version"]}"'}
    assert (await client.post(f"{path}/signature", json=signature, headers=version)).status_code == 201


async def _by_fhir(patient: Patient) -> None:
    answer = await sends(patient, a_response(patient.patient_id))
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("again", [_by_the_patient, _by_the_desk, _in_parts, _by_fhir])
async def test_whoever_sends_the_declaration_a_directors_refusal_stands(patient: Patient, again: Any) -> None:
    await screened(patient, suspicious_mole=True)
    assert (await patient.reviews((await patient.decided()).screening_id, "declined")).status_code == 200
    later(patient)
    await again(patient)
    assert [each.outcome for each in await patient.decisions()] == [Outcome.REVIEW, Outcome.DECLINED]


@pytest.mark.parametrize("outcome", ["review", "deferred"])
async def test_what_a_director_declined_is_not_moved_to_something_milder_by_other_answers(
    patient: Patient, outcome: str
) -> None:
    milder = {"review": {"keloid": True}, "deferred": {"rash_in_area": True}}[outcome]
    await screened(patient, suspicious_mole=True)
    assert (await patient.reviews((await patient.decided()).screening_id, "declined")).status_code == 200
    later(patient)
    await patient.declares(**milder)
    assert (await patient.decided()).outcome is Outcome.DECLINED


@pytest.mark.parametrize("lasting", sorted(LASTING))
async def test_each_lifelong_yes_that_becomes_a_no_is_reviewed(patient: Patient, lasting: str) -> None:
    await screened(patient, **{lasting: True})
    later(patient)
    await patient.declares()
    held = await patient.decided()
    assert (held.outcome, held.valid_until) == (Outcome.REVIEW, None)


@pytest.mark.parametrize("passing", ["rash_in_area", "infection_now", "cold_sores_now", "acne_treatment"])
async def test_what_passes_may_become_a_no(patient: Patient, passing: str) -> None:
    await screened(patient, **{passing: True})
    assert (await patient.decided()).outcome in (Outcome.DEFERRED, Outcome.DECLINED)
    later(patient)
    await patient.declares()
    assert (await patient.decided()).outcome is Outcome.CLEARED


@pytest.mark.parametrize(
    "found", ["infection_today", "cold_sore_today", "open_skin_today", "sunburn", "retinoid_or_acid_24h"]
)
async def test_what_was_found_today_and_is_gone_a_minute_later_is_for_a_clinician(patient: Patient, found: str) -> None:
    await screened(patient)
    seen: dict[str, Any] = {found: True}
    assert (await patient.checks_in(**seen)).json()["outcome"] in ("declined", "deferred")
    later(patient, minutes=1)
    assert (await patient.checks_in()).json()["outcome"] == "review"


@pytest.mark.parametrize("also", [Role.STOCK_MANAGER, Role.OPERATOR, Role.AUDITOR])
async def test_a_patient_who_works_here_reads_what_the_work_needs_and_their_own_as_a_patient(
    patient: Patient, also: Role
) -> None:
    await screened(patient)
    colleague = await screened(Patient(patient.screening, clinic_id=patient.clinic_id))
    client = patient.screening.client(Role.PATIENT, also=(also,), subject=patient.patient_id)
    own = await client.get(f"/screenings/{(await patient.decided()).screening_id}")
    assert own.status_code == 200
    assert "reasons" not in own.json()
    theirs = (await colleague.decided()).screening_id
    assert (await client.get(f"/screenings/{theirs}")).status_code == REFUSED
    assert (await client.get(f"/intakes/{await colleague.intake()}/answers")).status_code == REFUSED
    listed = (await client.get("/screenings")).json()["items"]
    assert {each["patient_id"] for each in listed} == {str(patient.patient_id)}


async def test_a_practitioner_does_not_check_their_own_day(patient: Patient) -> None:
    await screened(patient)
    both = patient.screening.client(
        Role.PATIENT, also=(Role.PRACTITIONER,), subject=patient.patient_id, clinics=[patient.clinic_id]
    )
    assert (await both.post("/day-of-checks", json=patient.check())).status_code == REFUSED


@pytest.mark.parametrize(
    "role", [Role.MEDICAL_DIRECTOR, Role.OPERATOR, Role.PRACTITIONER, Role.OWNER, Role.FRONT_DESK, Role.AUDITOR]
)
async def test_rules_are_signed_by_a_director_of_the_whole_chain_only(patient: Patient, role: Role) -> None:
    of_one = patient.screening.client(role, clinics=[patient.clinic_id])
    path = f"/reference/rule-sets/{CURRENT}"
    assert (await of_one.post(f"{path}/sign", json={})).status_code == REFUSED
    assert (await of_one.post(f"{path}/withdraw", json={"reason": "Entered in error."})).status_code == REFUSED
    if role is not Role.MEDICAL_DIRECTOR:
        of_all = patient.screening.client(role)
        assert (await of_all.post(f"{path}/sign", json={})).status_code == REFUSED


@pytest.mark.parametrize("role", [Role.STOCK_MANAGER, Role.OPERATOR, Role.INTEGRATION])
async def test_who_needs_no_health_data_is_shown_none(patient: Patient, role: Role) -> None:
    await screened(patient, keloid=True)
    client = patient.screening.client(role, clinics=[patient.clinic_id])
    screening_id, patient_id = (await patient.decided()).screening_id, patient.patient_id
    for path in (
        f"/screenings/{screening_id}",
        f"/screenings/{screening_id}/explanation",
        f"/intakes/{await patient.intake()}/answers",
        f"/patients/{patient_id}/day-of-questionnaire",
        f"/screenings?patient_id={patient_id}",
        f"/reactions?patient_id={patient_id}",
    ):
        assert (await client.get(path)).status_code == REFUSED, path
