"""What identifies a patient is removed, for good, and what the law has kept is refused until then."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text

from chassis.access.actors import Role
from chassis.data.tables import audit_log
from contracts.booking.patients import PatientErased, PatientRegistered
from services.booking.calendar.tables import appointments
from services.booking.settings import record_retention
from tests.integration.booking.chain import Chain, House, made, refused

WHY = {"reason": "asked for in writing"}


@pytest.fixture
def kept_for_ten_days(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("BOOKING_KEEP_TREATMENT_RECORDS_DAYS", "10")
    record_retention.cache_clear()
    yield
    record_retention.cache_clear()


async def test_of_an_erased_patient_only_the_id_is_left_in_rows_logs_and_answers(chain: Chain, lisbon: House) -> None:
    other = await chain.register(lisbon, given_name="Rui", phone="+351910000009")
    patient = await chain.register(lisbon, given_name="Zulmira", family_name="Quaresma", email="zq@example.org")

    answer = made(await chain.director.post(f"/patients/{patient}/erase", json=WHY))

    assert answer["kept"]
    refused(await chain.desk.get(f"/patients/{patient}"), "not-found", "1 March 2027", 404)
    for word in ("Zulmira", "Quaresma", "zq@example.org"):
        assert await mentions(chain, word) == []
    registered = [one for one in await chain.events() if isinstance(one, PatientRegistered)]
    names = {str(one.patient_id): one.details.given_name for one in registered}
    assert names == {other: "Rui", patient: "(erased)"}
    erased = (await chain.events())[-1]
    assert isinstance(erased, PatientErased)
    assert erased.patient_id == UUID(patient)


async def test_erasing_again_answers_the_same_and_publishes_nothing(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    first = made(await chain.director.post(f"/patients/{patient}/erase", json=WHY))
    assert made(await chain.director.post(f"/patients/{patient}/erase", json=WHY)) == first
    assert len(await chain.events("PatientErased")) == 1


async def test_an_appointment_that_is_booked_comes_first(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    booked = await chain.booked(patient, lisbon, "consult")
    refused(await chain.director.post(f"/patients/{patient}/erase", json=WHY), "appointments-ahead", "is booked on")
    made(await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "Quaresma moves away"}))
    made(await chain.director.post(f"/patients/{patient}/erase", json=WHY))
    assert await mentions(chain, "Quaresma") == []


async def test_a_treated_patient_is_kept_until_the_retention_that_the_chain_has_set(
    chain: Chain, lisbon: House, kept_for_ten_days: None
) -> None:
    patient = await chain.register(lisbon)
    serum = {"name": "vitamin_c", "use": "infused", "reason": "as Zulmira asked for"}
    await chain.consulted(patient, lisbon, product=serum)
    problem = refused(await chain.director.post(f"/patients/{patient}/erase", json=WHY), "must-be-kept", "until")
    chain.booking.clock.advance(timedelta(days=11))
    made(await chain.director.post(f"/patients/{patient}/erase", json=WHY))
    assert problem["until"]
    assert await mentions(chain, "Zulmira") == []


async def test_without_a_retention_a_treated_patient_is_not_erased(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    await chain.consulted(patient, lisbon)
    refused(await chain.director.post(f"/patients/{patient}/erase", json=WHY), "must-be-kept", "nobody has set")


async def test_the_director_of_one_clinic_erases_nobody_and_nobody_themselves(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    director = chain.booking.client(Role.MEDICAL_DIRECTOR, clinics=[UUID(lisbon.clinic_id)], subject="local")
    assert (await director.post(f"/patients/{patient}/erase", json=WHY)).status_code == 403
    assert (await chain.desk.post(f"/patients/{patient}/erase", json=WHY)).status_code == 403
    themselves = chain.booking.client(Role.MEDICAL_DIRECTOR, also=(Role.PATIENT,), subject=UUID(patient))
    own = await themselves.post(f"/patients/{patient}/erase", json=WHY)
    assert (own.status_code, own.json()["detail"]) == (
        403,
        "This is your own record: ask a colleague to do this for you.",
    )


async def test_reasons_in_the_audit_log_go_and_what_was_done_stays(chain: Chain, lisbon: House) -> None:
    patient = await chain.register_alike(lisbon)
    tag = (await chain.desk.get(f"/patients/{patient}")).headers["ETag"]
    change = {"date_of_birth": "1990-05-05", "reason": "Quaresma showed her passport"}
    made(await chain.desk.patch(f"/patients/{patient}", json=change, headers={"If-Match": tag}))

    made(await chain.director.post(f"/patients/{patient}/erase", json=WHY))

    async with chain.booking.work() as work:
        entries = select(audit_log.c.action, audit_log.c.details).where(audit_log.c.subject == f"patient/{patient}")
        found = {row.action: row.details["reason"] for row in await work.execute(entries)}
        redactions = await work.execute(text("SELECT fields, entries FROM redactions"))
    assert found == {
        "patient.birth_date_corrected": "(erased)",
        "patient.confirmed_new": "(erased)",
        "patient.erased": "asked for in writing",
    }
    assert [(row.fields > 0, row.entries) for row in redactions] == [(True, 2)]


async def test_what_was_written_about_visits_and_emergencies_goes_and_who_it_was_stays(
    chain: Chain, lisbon: House
) -> None:
    patient, porto = await chain.register(lisbon), await chain.open()
    nurse = chain.booking.client(Role.PRACTITIONER, clinics=[UUID(porto.clinic_id)], subject="nurse.dias")
    form = {"clinic_id": porto.clinic_id, "reason": "Quaresma fainted in the street"}
    opened = made(await nurse.post(f"/patients/{patient}/emergency-accesses", json=form))
    note = {"note": "Quaresma is well again"}
    made(await chain.director.post(f"/emergency-accesses/{opened['id']}/review", json=note))
    visit = {"clinic_id": porto.clinic_id, "reason": "Quaresma is on holiday there"}
    visited = made(await chain.desk.post(f"/patients/{patient}/care-relationships", json=visit))
    end = f"/patients/{patient}/care-relationships/{visited['id']}/end"
    made(await chain.desk.post(end, json={"reason": "Quaresma went home"}))

    made(await chain.director.post(f"/patients/{patient}/erase", json=WHY))

    assert await mentions(chain, "Quaresma") == []
    archive = made(await chain.director.get(f"/patients/{patient}/archive"))
    parts = {part["name"]: part["rows"] for part in archive["parts"]}
    assert [row["opened_by"] for row in parts["emergency_accesses"]] == ["nurse.dias"]
    assert [row["ended_because"] for row in parts["care_relationships"]] == ["(erased)"]
    refused(await nurse.post(f"/patients/{patient}/emergency-accesses", json=form), "not-found", "was removed", 404)


async def test_for_an_erased_patient_nothing_is_held_any_more(
    chain: Chain, lisbon: House, kept_for_ten_days: None
) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    await chain.came(consult, session)
    made(await chain.record(session))
    chain.booking.clock.advance(timedelta(days=11))
    made(await chain.director.post(f"/patients/{patient}/erase", json=WHY))

    await chain.booking.react((await chain.events("SessionPerformed"))[-1])

    async with chain.booking.work() as work:
        booked = select(appointments.c.id).where(appointments.c.status == "booked")
        assert (await work.execute(booked)).all() == []


async def mentions(chain: Chain, word: str) -> list[str]:
    """The tables of booking in which a word stands in any row."""
    async with chain.booking.work() as work:
        tables = (
            await work.execute(text("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"))
        ).scalars()
        found = []
        for table in tables:
            readable = await work.scalar(text(f"SELECT has_table_privilege('{table}', 'SELECT')"))
            query = text(
                f'SELECT 1 FROM "{table}" AS each WHERE position(:word IN each::text) > 0'
                " OR position(encode(CAST(:raw AS bytea), 'hex') IN each::text) > 0 LIMIT 1"
            )
            if readable and await work.scalar(query, {"word": word, "raw": word.encode()}):
                found.append(table)
        return found
