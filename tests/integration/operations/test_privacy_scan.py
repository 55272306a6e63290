"""``needlepoint privacy scan``: where a person is, and that an erased one is nowhere."""

from pathlib import Path

from sqlalchemy import insert, text

from chassis.data.tables import idempotency_keys
from chassis.ids import new_id
from contracts.booking.patients import PatientErased
from services.booking.people.tables import clinics, patients
from tests.integration.chassis.consuming import another_worker, until_outbox_is_empty
from tests.integration.notifications.stories import START, Patient, opened
from tests.integration.operations.conftest import Chain

SCAN = ("privacy", "scan", "--patient")
CLINIC = {
    "name": "Chiado",
    "address": "Rua Garrett 1",
    "time_zone": "Europe/Lisbon",
    "map_link": "https://maps.example/1",
    "phone": "+351210000000",
    "messages_from": START.time(),
    "messages_until": START.time(),
    "stock_contact": "stock@example.org",
    "version": 1,
}


def places(output: str) -> dict[tuple[str, str], str]:
    """Place and what, to how often."""
    lines = [line.split("\t") for line in output.splitlines()[1:]]
    return {(place, what): times for place, what, times in (line for line in lines if len(line) == 3)}


async def test_a_person_is_found_in_rows_logs_and_topics_and_the_values_are_not_shown(chain: Chain) -> None:
    ana = Patient(new_id(), phone="+351955500011", email="zulmira@example.org")
    await chain.publish_and_consume(opened(ana.clinic_id), ana.registered())
    async with another_worker(chain.booking):
        await until_outbox_is_empty(chain.booking)

    result = await chain.order(*SCAN, str(ana.id), "--phone", "+351955500011", "--email", "zulmira@example.org")

    assert result.exit_code == 1
    found = places(result.stdout)
    assert ("booking: event_log.payload", "phone") in found
    assert ("notifications: patients.email", "e-mail") in found
    assert (f"{chain.prefix}booking.patients", "phone") in found
    assert "zulmira" not in result.stdout
    assert "955500011" not in result.stdout


async def test_bytes_are_searched_too_with_letters_beyond_ascii(chain: Chain) -> None:
    body = '{"given_name":"Zulmíra"}'.encode()
    async with chain.booking.work() as work:
        row = {"key": "k", "subject": "desk", "fingerprint": "f", "status": 201, "headers": {}, "body": body}
        await work.execute(insert(idempotency_keys).values(**row, created_at=START))
    result = await chain.order(*SCAN, str(new_id()), "--given-name", "Zulmíra")
    found = places(result.stdout)
    assert found[("booking: idempotency_keys.body", "given name")] == "1"
    assert {place.split(": ")[1] for place, _ in found} == {"idempotency_keys.body"}


async def test_what_booking_knows_is_looked_for_when_nothing_is_given(chain: Chain) -> None:
    clinic, patient = new_id(), new_id()
    identity = {"given_name": "Zulmira", "family_name": "Quaresma", "date_of_birth": START.date(), "phone": None}
    async with chain.booking.work() as work:
        await work.execute(insert(clinics).values(id=clinic, **CLINIC))
        contact = {"email": None, "channel": "sms", "marketing": False, "version": 1, "language": "pt"}
        await work.execute(insert(patients).values(id=patient, home_clinic_id=clinic, **identity, **contact))
    result = await chain.order(*SCAN, str(patient))
    found = places(result.stdout)
    assert ("booking: patients.family_name", "family name") in found
    assert ("booking: patients.date_of_birth", "birthday") in found


async def test_who_is_erased_is_found_nowhere(chain: Chain, tmp_path: Path) -> None:
    ana = Patient(new_id(), phone="+351955500012", email=None)
    await chain.publish_and_consume(opened(ana.clinic_id), ana.registered())
    async with chain.booking.work() as work:
        await work.execute(text("SELECT erase_from_logs(:person, :none)"), {"person": ana.id, "none": []})
    await chain.publish_and_consume(PatientErased(patient_id=ana.id, erased_at=START))

    words = (*SCAN, str(ana.id), "--phone", "+351955500012")
    assert (await chain.order(*words)).exit_code == 0

    (tmp_path / "app.log").write_text("called +351 955 500 012 back", encoding="utf-8")
    left = await chain.order(*words, "--files", str(tmp_path))
    assert left.exit_code == 1
    assert places(left.stdout) == {(str(tmp_path / "app.log"), "phone"): "1"}


async def test_who_is_unknown_cannot_be_looked_for_without_a_word(chain: Chain) -> None:
    result = await chain.order(*SCAN, str(new_id()))
    assert result.exit_code == 2
    assert "Booking does not know" in result.output
