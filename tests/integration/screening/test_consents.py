"""Consents are read, signed by the patient or a guardian, withdrawn, and asked for again when the document changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.access.actors import Role
from contracts.screening.screenings import ConsentEnded, ConsentSigned
from services.screening.app import service
from tests.integration.screening.directors import drafts, signs
from tests.integration.screening.patients import Patient
from tests.support.fixtures import RunService

WHY = {"reason": "She does not want any more needling."}


async def withdraw(patient: Patient, consent: dict[str, Any], by: Role = Role.PATIENT, **form: str) -> Any:
    return await patient.client(by).post(f"/consents/{consent['id']}/withdraw", json=WHY | form)


async def test_what_was_read_is_what_is_signed_and_its_words_stay_in_screening(patient: Patient) -> None:
    await patient.registers()
    answer = await patient.signs()
    assert answer.status_code == 201, answer.text
    consent = answer.json()
    shown = (await patient.client(Role.PATIENT).get("/consent-documents", params={"language": "pt"})).json()
    assert (consent["version"], consent["digest"]) == (shown["version"], shown["digest"])
    assert (consent["signatory"], consent["signed_as"], consent["device"]) == ("Inês Sousa", "patient", "her telephone")
    pen = next(each for each in shown["documents"] if each["code"] == "pen")
    assert (pen["language"], pen["title"]) == ("pt", "Consentimento para o tratamento com caneta")
    (event,) = await patient.published(ConsentSigned)
    assert isinstance(event, ConsentSigned)
    assert (event.modality, event.areas, str(event.valid_until)) == ("pen", (), "2027-11-23")
    assert "Inês" not in event.model_dump_json()


async def test_a_drawn_signature_is_kept_as_it_was_drawn(patient: Patient) -> None:
    await patient.registers()
    drawn = {"kind": "drawn", "value": "M 10 10 L 20 15 L 31.5 9"}
    consent = (await patient.signs(by=Role.FRONT_DESK, signature=drawn)).json()
    read = (await patient.client(Role.PATIENT).get(f"/consents/{consent['id']}")).json()
    assert (read["signature_kind"], read["signature"]) == ("drawn", "M 10 10 L 20 15 L 31.5 9")
    assert read["taken_by"] == "the front_desk"


@pytest.mark.parametrize("different", [{"digest": "0" * 64}, {"version": "2025-01"}, {"document": "laser"}])
async def test_another_document_than_the_one_in_force_is_not_signed(
    patient: Patient, different: dict[str, Any]
) -> None:
    await patient.registers()
    refused = await patient.signs(different.pop("document", "pen"), Role.PATIENT, **different)
    assert refused.json()["type"] == "urn:needlepoint:problem:document-replaced"
    assert await patient.published(ConsentSigned) == []


async def test_a_guardian_signs_for_a_patient_who_is_too_young(patient: Patient) -> None:
    await patient.registers(born=date(2009, 11, 24))  # 18 tomorrow
    refused = await patient.signs()
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:needlepoint:problem:guardian-needed")
    nobody = await patient.signs(signed_as="guardian", signatory="Ana Sousa")
    assert nobody.json()["errors"][0]["field"] == "relation"
    signed = await patient.signs(by=Role.FRONT_DESK, signed_as="guardian", signatory="Ana Sousa", relation="mother")
    assert (signed.status_code, signed.json()["relation"]) == (201, "mother")


async def test_a_consent_is_withdrawn_with_its_moment_and_reason_once(patient: Patient) -> None:
    await patient.registers()
    consent = (await patient.signs()).json()
    patient.screening.clock.set(patient.screening.clock.now() + timedelta(hours=3))
    said_at = patient.screening.clock.now() - timedelta(hours=1)
    withdrawn = (await withdraw(patient, consent, said_at=said_at.isoformat())).json()
    assert (withdrawn["ended_why"], withdrawn["ended_reason"]) == ("withdrawn", WHY["reason"])
    (event,) = await patient.published(ConsentEnded)
    assert isinstance(event, ConsentEnded)
    assert (event.reason, event.ended_at) == ("withdrawn", said_at)
    again = await withdraw(patient, consent, by=Role.FRONT_DESK)
    assert again.json()["type"] == "urn:needlepoint:problem:consent-is-over"


async def test_a_newer_consent_to_the_same_document_replaces_the_earlier_one(patient: Patient) -> None:
    await patient.registers()
    first, second = (await patient.signs()).json(), (await patient.signs()).json()
    await patient.signs("rf")
    listed = (
        await patient.client(Role.FRONT_DESK).get("/consents", params={"patient_id": str(patient.patient_id)})
    ).json()
    ended = {each["id"]: each["ended_why"] for each in listed["items"]}
    assert (ended[first["id"]], ended[second["id"]], len(ended)) == ("replaced", None, 3)


async def test_other_words_keep_a_consent_and_a_new_edition_asks_again(run_service: RunService) -> None:
    async with run_service(service, rehearsal=False, start=datetime(2026, 11, 23, 9, tzinfo=UTC)) as screening:
        patient = Patient(screening)
        await patient.registers()
        nothing = await patient.client(Role.PATIENT).get("/consent-documents")
        assert nothing.json()["type"] == "urn:needlepoint:problem:nothing-in-force"
        await signs(screening, "consent-documents/2026-11")
        for document in ("pen", "rf"):
            assert (await patient.signs(document)).status_code == 201
        words = {"documents": {"pen": {"texts": {"en": {"title": "Consent to needling with a pen"}}}}}
        await drafts(screening, "consent-documents", "ours-1", words, extends="2026-11")
        await signs(screening, "consent-documents/ours-1")
        assert await patient.published(ConsentEnded) == []
        await drafts(screening, "consent-documents", "ours-2", {"documents": {"pen": {"edition": 2}}}, extends="ours-1")
        await signs(screening, "consent-documents/ours-2")
        (ended,) = await patient.published(ConsentEnded)
        assert isinstance(ended, ConsentEnded)
        assert ended.reason == "replaced"
        assert (await patient.signs()).json()["edition"] == 2


async def test_a_patient_signs_and_sees_only_their_own(patient: Patient) -> None:
    other = Patient(patient.screening)
    await patient.registers()
    await other.registers()
    consent = (await patient.signs()).json()
    assert (await other.client(Role.PATIENT).get(f"/consents/{consent['id']}")).status_code == 403
    assert (await withdraw(other, consent)).status_code == 403
    path = f"/patients/{patient.patient_id}/consents"
    assert (await other.client(Role.PATIENT).post(path, json=FORM)).status_code == 403


FORM = {
    "document": "pen",
    "version": "2026-11",
    "digest": "0" * 64,
    "language": "en",
    "signatory": "Somebody else",
    "signature": {"kind": "typed", "value": "Somebody else"},
    "device": "a telephone",
}
