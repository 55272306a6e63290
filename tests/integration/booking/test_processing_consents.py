"""Consent to processing is recorded: who, when, to which wording."""

from uuid import UUID

from chassis.access.actors import Role
from tests.integration.booking.chain import Chain, House, made, refused


async def consents(chain: Chain, patient: str) -> list[tuple[str, str]]:
    items = made(await chain.desk.get(f"/patients/{patient}/processing-consents"))["items"]
    return [(one["wording"], one["recorded_by"]) for one in items]


async def test_a_consent_is_recorded_at_registration(chain: Chain, lisbon: House) -> None:
    desk = chain.booking.client(Role.FRONT_DESK, subject="desk.lisbon")
    form = {
        "given_name": "Inês",
        "family_name": "Sousa",
        "date_of_birth": "1990-05-04",
        "home_clinic_id": lisbon.clinic_id,
        "phone": "+351912345678",
        "channel": "sms",
        "consent_wording": "privacy-2026-11",
    }
    patient = made(await desk.post("/patients", json=form))["id"]
    assert await consents(chain, patient) == [("privacy-2026-11", "desk.lisbon")]


async def test_who_registers_without_a_consent_gives_it_later_themselves(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    assert await consents(chain, patient) == []
    own = chain.booking.client(Role.PATIENT, subject=UUID(patient))
    given = made(await own.post(f"/patients/{patient}/processing-consents", json={"wording": "privacy-2027-01"}))
    assert given["agreed_at"].startswith("2027-03-01")
    assert await consents(chain, patient) == [("privacy-2027-01", patient)]


async def test_a_later_wording_stands_beside_the_earlier_one(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, consent_wording="v1")
    made(await chain.desk.post(f"/patients/{patient}/processing-consents", json={"wording": "v2"}))
    assert [wording for wording, _ in await consents(chain, patient)] == ["v2", "v1"]


async def test_nobody_agrees_for_somebody_else_or_without_saying_to_what(chain: Chain, lisbon: House) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    stranger = chain.booking.client(Role.PATIENT, subject=UUID(other))
    answer = await stranger.post(f"/patients/{patient}/processing-consents", json={"wording": "v1"})
    assert answer.status_code == 403
    wrong = await chain.desk.post(f"/patients/{patient}/processing-consents", json={"wording": "see our web site"})
    assert wrong.status_code == 422
    assert await consents(chain, patient) == []


async def test_the_consent_of_an_erased_patient_stays_under_the_id(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, consent_wording="v1")
    made(await chain.director.post(f"/patients/{patient}/erase", json={"reason": "asked for in writing"}))
    refused(await chain.desk.get(f"/patients/{patient}/processing-consents"), "not-found", "was removed", 404)
    archive = made(await chain.director.get(f"/patients/{patient}/archive"))
    [part] = [each for each in archive["parts"] if each["name"] == "processing_consents"]
    assert [row["wording"] for row in part["rows"]] == ["v1"]
