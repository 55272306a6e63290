"""What patients do by themselves has bounds; staff are not bound."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from contracts.notifications.messages import AppointmentAnswered
from tests.integration.booking.chain import CHOICE, Chain, House, made, moment, refused


def patients_client(chain: Chain, patient: str) -> httpx.AsyncClient:
    return chain.booking.client(Role.PATIENT, subject=patient, clinics=[])


async def form_of(chain: Chain, house: House, patient: str, number: int = 0) -> dict[str, Any]:
    slot = (await chain.slots(house, "consult", limit=50))[number]
    return {"patient_id": patient, "clinic_id": house.clinic_id, "kind": "consult"} | {
        name: slot[name] for name in CHOICE if slot[name] is not None
    }


async def test_a_patient_has_five_appointments_ahead_and_the_clinic_books_more(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    own = patients_client(chain, patient)
    for _ in range(5):
        made(await own.post("/appointments", json=await form_of(chain, lisbon, patient)))
    sixth = await form_of(chain, lisbon, patient)
    refused(await own.post("/appointments", json=sixth), "ask-the-clinic", "5 appointments ahead")
    made(await chain.desk.post("/appointments", json=sixth))


@pytest.mark.parametrize(
    ("starts_at", "words"),
    [("2027-03-02T10:07:00Z", "choose one of the slots"), ("2126-03-04T10:00:00Z", "at most 400 days ahead")],
)
async def test_a_patient_books_only_what_is_offered(chain: Chain, lisbon: House, starts_at: str, words: str) -> None:
    patient = await chain.register(lisbon)
    form = await form_of(chain, lisbon, patient) | {"starts_at": starts_at}
    own = patients_client(chain, patient)
    refused(await own.post("/appointments", json=form), "ask-the-clinic", words)


async def test_a_missed_appointment_is_moved_and_cancelled_by_staff_only(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    own = patients_client(chain, patient)
    appointment = made(await own.post("/appointments", json=await form_of(chain, lisbon, patient)))
    at = f"/appointments/{appointment['id']}"
    chain.go_to(appointment, timedelta(days=2))
    later = {"starts_at": (await form_of(chain, lisbon, patient))["starts_at"]}
    moved = await own.post(f"{at}/move", json=later, headers={"If-Match": '"1"'})
    refused(moved, "ask-the-clinic", "has begun or passed")
    refused(await own.post(f"{at}/cancel", json={"reason": "ill"}), "ask-the-clinic", "has begun or passed")
    made(await chain.desk.post(f"{at}/cancel", json={"reason": "was ill"}))


async def test_a_patient_moves_an_appointment_five_times(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    own = patients_client(chain, patient)
    appointment = made(await own.post("/appointments", json=await form_of(chain, lisbon, patient)))
    for move in range(6):
        to = {"starts_at": (await form_of(chain, lisbon, patient, 4 + 2 * (move % 2)))["starts_at"]}
        answer = await own.post(
            f"/appointments/{appointment['id']}/move", json=to, headers={"If-Match": f'"{move + 1}"'}
        )
        if move < 5:
            made(answer)
    refused(answer, "ask-the-clinic", "was moved 5 times")


async def test_the_date_of_birth_is_corrected_by_staff_with_a_reason(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    born = {"date_of_birth": "2011-01-01"}
    own = await patients_client(chain, patient).patch(f"/patients/{patient}", json=born, headers={"If-Match": '"1"'})
    refused(own, "forbidden", "corrected at the clinic", 403)

    async def corrected(**reason: str) -> httpx.Response:
        return await chain.desk.patch(f"/patients/{patient}", json=born | reason, headers={"If-Match": '"1"'})

    refused(await corrected(), "invalid", "Say why", 422)
    assert made(await corrected(reason="passport was misread"))["date_of_birth"] == "2011-01-01"
    audit = {"subject": f"patient/{patient}", "action": "patient.birth_date_corrected"}
    [entry] = made(await chain.director.get("/audit", params=audit))["items"]
    assert entry["details"]["reason"] == "passport was misread"


async def test_what_others_say_about_an_appointment_is_no_move(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    own = patients_client(chain, patient)
    appointment = made(await own.post("/appointments", json=await form_of(chain, lisbon, patient)))
    ids = {name: UUID(appointment[key]) for name, key in (("appointment_id", "id"), ("patient_id", "patient_id"))}
    for _ in range(6):
        said = {"starts_at": moment(appointment["starts_at"]), "answered_at": chain.booking.clock.now()}
        await chain.booking.react(AppointmentAnswered(**ids, **said, answer="confirmed"))
    version = (await chain.appointment(appointment["id"]))["version"]
    assert version > 5
    to = {"starts_at": (await form_of(chain, lisbon, patient, 4))["starts_at"]}
    made(await own.post(f"/appointments/{appointment['id']}/move", json=to, headers={"If-Match": f'"{version}"'}))
