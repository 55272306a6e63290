"""Two records of one person become one: everything follows, and the record that ended names the other."""

from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio
from sqlalchemy import select

from chassis.access.actors import Role
from chassis.ids import new_id
from chassis.merging.tables import merged_rows
from contracts.booking.appointments import AppointmentCancelled, AppointmentMoved
from contracts.booking.patients import ContactPreferencesChanged, PatientMerged
from contracts.notifications.messages import ContactOptedOut, MessageSent
from contracts.vocabulary import MessageScope, Outcome, ScreeningStage
from services.booking.people.tables import merge_acts, patients
from tests.integration.booking.chain import CHOICE, Chain, House, made, refused
from tests.integration.booking.test_suspensions import held, lifted, suspended

WHY = "registered twice, by telephone and at the desk"


@pytest_asyncio.fixture(loop_scope="session")
async def porto(chain: Chain) -> House:
    return await chain.open()


async def merge(who: httpx.AsyncClient, ends: str, stays: str, **form: str) -> httpx.Response:
    return await who.post(f"/patients/{ends}/merge", json={"into": stays, "reason": WHY} | form)


def director_of(chain: Chain, *houses: House) -> httpx.AsyncClient:
    return chain.booking.client(Role.MEDICAL_DIRECTOR, clinics=[UUID(each.clinic_id) for each in houses])


async def listed(chain: Chain, what: str, patient: str) -> list[str]:
    found = made(await chain.director.get(f"/{what}", params={"patient_id": patient}))["items"]
    return [each["id"] for each in found]


async def test_appointments_courses_and_sessions_follow_and_both_courses_go_on(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    consult, course = await chain.cleared(ends, lisbon)
    session = await chain.treated(consult, await chain.booked(ends, lisbon, "session", course_id=course["id"]))
    _, other_course = await chain.cleared(stays, lisbon)
    ahead = await chain.ahead(ends)
    merged = made(await merge(chain.director, ends, stays))
    assert (merged["appointments"], merged["courses"], merged["sessions"]) == (3, 1, 1)
    assert set(await listed(chain, "courses", stays)) == {course["id"], other_course["id"]}
    assert await listed(chain, "sessions", stays) == [session["id"]]
    assert {each["id"] for each in ahead} <= set(await listed(chain, "appointments", stays))
    clearances = made(await chain.director.get(f"/patients/{stays}/clearances"))["items"]
    assert consult["id"] in {each["consult_id"] for each in clearances}


async def test_the_record_that_ended_is_read_and_booked_for_by_nobody_and_names_the_other(
    chain: Chain, lisbon: House
) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    (slot,) = await chain.slots(lisbon, "consult", near="10:00", limit=1)
    made(await merge(chain.director, ends, stays))
    own = chain.booking.client(Role.PATIENT, subject=ends, clinics=[])
    for who in (chain.desk, own):
        for path in (f"/patients/{ends}", f"/appointments?patient_id={ends}", f"/courses?patient_id={ends}"):
            refused(await who.get(path), "record-merged", f"merged into patient {stays}", 410)
    refused(await chain.book(ends, lisbon, "consult", slot), "record-merged", f"merged into patient {stays}", 410)
    refused(await own.get(f"/patients/{stays}"), "forbidden", status=403)
    there = {"clinic_id": lisbon.clinic_id, "reason": "is on holiday here"}
    refused(await chain.desk.post(f"/patients/{ends}/care-relationships", json=there), "record-merged", "", 410)
    stranger = chain.booking.client(Role.PATIENT, subject=new_id(), clinics=[])
    refused(await stranger.get(f"/patients/{ends}"), "forbidden", status=403)


async def test_who_signs_in_as_the_person_sees_what_the_other_record_held(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    booked = await chain.booked(ends, lisbon, "consult")
    made(await merge(chain.director, ends, stays))
    own = chain.booking.client(Role.PATIENT, subject=stays, clinics=[])
    assert made(await own.get(f"/appointments/{booked['id']}"))["patient_id"] == stays


async def test_an_appointment_is_published_under_the_patient_it_was_booked_for(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    booked = await chain.booked(ends, lisbon, "consult", near="10:00")
    made(await merge(chain.director, ends, stays))
    (slot,) = await chain.slots(lisbon, "consult", near="15:00", limit=1)
    at, choice = f"/appointments/{booked['id']}", {name: slot[name] for name in CHOICE}
    made(await chain.desk.post(f"{at}/move", json=choice, headers={"If-Match": '"1"'}))
    made(await chain.desk.post(f"{at}/cancel", json={"reason": "cannot come"}))
    *_, moved, cancelled = [each for each in await chain.events() if each.topic == "booking.appointments"]
    assert isinstance(moved, AppointmentMoved)
    assert isinstance(cancelled, AppointmentCancelled)
    assert {str(moved.patient_id), str(cancelled.patient_id)} == {ends}


async def test_the_merge_is_the_last_that_is_published_of_the_record_that_ends(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    made(await merge(chain.director, ends, stays))
    [*_, event] = [each for each in await chain.events() if each.topic == "booking.patients"]
    assert isinstance(event, PatientMerged)
    assert (str(event.patient_id), str(event.into)) == (ends, stays)
    for subject in (ends, stays):
        answer = await chain.director.get("/audit", params={"subject": f"patient/{subject}"})
        assert made(answer)["items"][0]["details"]["reason"] == WHY


async def test_late_events_about_the_record_that_ended_count_for_the_other(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    consult = await chain.consulted(ends, lisbon)
    booked = await chain.booked(ends, lisbon, "consult")
    made(await merge(chain.director, ends, stays))
    decision = await chain.decide(consult, ScreeningStage.CONSULT)
    assert str(decision.patient_id) == ends
    (course,) = await chain.courses(stays)
    assert course["consult_id"] == consult["id"]
    stop = ContactOptedOut(patient_id=UUID(ends), scope=MessageScope.ALL, opted_out_at=chain.booking.clock.now())
    await chain.booking.react(stop)
    preferences = made(await chain.desk.get(f"/patients/{stays}/contact-preferences"))
    assert preferences["opted_out_at"] is not None
    await chain.booking.react(
        MessageSent(
            message_id=new_id(),
            patient_id=UUID(ends),
            appointment_id=UUID(booked["id"]),
            template="appointment_booked",
            template_version="2026-11",
            template_digest="5d" * 32,
            language="en",
            channel="sms",
            sent_at=chain.booking.clock.now(),
            starts_at=booked["starts_at"],
        )
    )
    assert (await chain.appointment(booked["id"]))["notified_at"] is not None


async def test_a_session_of_the_record_that_ended_is_followed_up_for_the_other(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    consult, course = await chain.cleared(ends, lisbon)
    appointment = await chain.booked(ends, lisbon, "session", course_id=course["id"])
    await chain.came(consult, appointment)
    made(await chain.record(appointment))
    made(await merge(chain.director, ends, stays))
    [performed] = await chain.events("SessionPerformed")
    await chain.booking.react(performed)
    (follow_up,) = await chain.ahead(stays)
    assert (follow_up["course_id"], follow_up["patient_id"]) == (course["id"], stays)
    booked = (await chain.events("AppointmentBooked"))[-1]
    assert str(booked.patient_id) == stays, "it was made for the record that goes on"  # type: ignore[attr-defined]


async def test_the_stricter_wish_about_messages_counts(chain: Chain, lisbon: House) -> None:
    agreed = {"marketing": True}
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon, **agreed)
    made(await merge(chain.director, ends, stays))
    assert made(await chain.desk.get(f"/patients/{stays}/contact-preferences"))["marketing"] is False
    [changed] = await chain.events("ContactPreferencesChanged")
    assert isinstance(changed, ContactPreferencesChanged)
    assert (str(changed.patient_id), changed.marketing) == (stays, False)
    other, both = await chain.register_alike(lisbon, **agreed), await chain.register_alike(lisbon, **agreed)
    made(await merge(chain.director, other, both))
    assert made(await chain.desk.get(f"/patients/{both}/contact-preferences"))["marketing"] is True


async def test_nobody_is_merged_twice_in_a_circle_or_with_themselves(chain: Chain, lisbon: House) -> None:
    one, two, three = [await chain.register_alike(lisbon) for _ in range(3)]
    refused(await merge(chain.director, one, one), "invalid", "This is one record", 422)
    made(await merge(chain.director, one, two))
    refused(await merge(chain.director, one, two), "record-merged", f"merged into patient {two}", 410)
    refused(await merge(chain.director, one, three), "record-merged", f"merged into patient {two}", 410)
    refused(await merge(chain.director, two, one), "record-merged", f"merged into patient {two}", 410)
    made(await merge(chain.director, two, three))
    refused(await chain.desk.get(f"/patients/{one}"), "record-merged", f"merged into patient {three}", 410)
    refused(await merge(chain.director, str(new_id()), three), "not-found", "no such patient", 404)


async def test_different_birthdays_and_appointments_at_one_time_are_settled_first(chain: Chain) -> None:
    roomy = await chain.open(rooms=2, nurses=("2.0", "2.0"), pens=2)
    ends, stays = await chain.register_alike(roomy), await chain.register_alike(roomy, date_of_birth="1990-04-05")
    refused(await merge(chain.director, ends, stays), "different-birthdays", "correct the wrong one first")
    stays = await chain.register_alike(roomy)
    mine = await chain.booked(ends, roomy, "consult", near="10:00")
    slots = await chain.slots(roomy, "consult", near="10:00", limit=20)
    same = next(each for each in slots if each["starts_at"] == mine["starts_at"])
    made(await chain.book(stays, roomy, "consult", same))
    refused(await merge(chain.director, ends, stays), "both-expected", "move or cancel one of them first")
    made(await chain.desk.post(f"/appointments/{mine['id']}/cancel", json={"reason": "booked twice"}))
    made(await merge(chain.director, ends, stays))


async def test_a_person_with_two_records_is_not_booked_twice_at_one_time_afterwards(chain: Chain) -> None:
    roomy = await chain.open(rooms=2, nurses=("2.0", "2.0"), pens=2)
    ends, stays = await chain.register_alike(roomy), await chain.register_alike(roomy)
    mine = await chain.booked(ends, roomy, "consult", near="10:00")
    slots = await chain.slots(roomy, "consult", near="10:00", limit=20)
    same = next(each for each in slots if each["starts_at"] == mine["starts_at"])
    made(await merge(chain.director, ends, stays))
    refused(await chain.book(stays, roomy, "consult", same), "slot-taken", "patient")


async def test_a_director_of_both_home_clinics_merges_and_nobody_else(
    chain: Chain, lisbon: House, porto: House
) -> None:
    ends, stays = await chain.register_alike(porto), await chain.register_alike(lisbon)
    desk = chain.booking.client(Role.FRONT_DESK, clinics=[UUID(each.clinic_id) for each in (lisbon, porto)])
    refused(await merge(desk, ends, stays), "forbidden", status=403)
    refused(await merge(director_of(chain, lisbon), ends, stays), "forbidden", status=403)
    refused(await merge(director_of(chain, porto), ends, stays), "forbidden", status=403)
    made(await merge(director_of(chain, lisbon, porto), ends, stays))


async def test_the_clinic_of_the_record_that_ended_goes_on_as_one_that_is_visited(
    chain: Chain, lisbon: House, porto: House
) -> None:
    ends, stays = await chain.register_alike(porto), await chain.register_alike(lisbon)
    booked = await chain.booked(ends, porto, "consult")
    made(await merge(chain.director, ends, stays))
    desk = chain.booking.client(Role.FRONT_DESK, clinics=[UUID(porto.clinic_id)])
    [seen] = made(await desk.get("/appointments", params={"patient_id": stays}))["items"]
    assert seen["id"] == booked["id"]
    refused(await desk.get(f"/patients/{stays}"), "forbidden", status=403)
    [visit] = made(await chain.desk.get(f"/patients/{stays}/care-relationships"))["items"]
    assert visit["reason"] == "It was the home clinic of a record that was merged."


async def test_who_is_erased_is_erased_under_every_record(chain: Chain, lisbon: House) -> None:
    ends = await chain.register_alike(lisbon, given_name="Josefina", phone="+351910000077")
    stays = await chain.register_alike(lisbon)
    made(await merge(chain.director, ends, stays))
    reason = {"reason": "asked for in writing"}
    refused(await chain.director.post(f"/patients/{ends}/erase", json=reason), "record-merged", stays, 410)
    made(await chain.director.post(f"/patients/{stays}/erase", json=reason))
    erased = await chain.events("PatientErased")
    assert {each.key for each in erased} == {ends, stays}
    async with chain.booking.work() as work:
        rows = (await work.execute(select(patients))).all()
    assert not any(found in str(row) for row in rows for found in ("Josefina", "+351910000077"))


async def test_a_suspension_of_either_record_holds_the_sessions_of_the_person(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    _, course = await chain.cleared(stays, lisbon)
    session = await chain.booked(stays, lisbon, "session", course_id=course["id"])
    suspension = suspended(chain, ends, lisbon)
    await chain.booking.react(suspension)
    made(await merge(chain.director, ends, stays))
    assert [each["id"] for each in await held(chain, lisbon)] == [session["id"]]
    await chain.booking.react(lifted(chain, suspension))
    assert await held(chain, lisbon) == []
    await chain.booking.react(suspended(chain, ends, lisbon))
    assert [each["id"] for each in await held(chain, lisbon)] == [session["id"]], "what arrives late counts as well"


async def test_a_late_older_decision_does_not_take_the_place_of_a_newer_one(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    consult, _ = await chain.cleared(ends, lisbon)
    made(await merge(chain.director, ends, stays))
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.REVIEW)
    latest: list[dict[str, Any]] = made(await chain.director.get(f"/patients/{stays}/clearances"))["items"]
    assert {each["outcome"] for each in latest} == {"cleared", "review"}


async def test_what_a_merge_changed_is_kept_by_table_and_row(chain: Chain, lisbon: House) -> None:
    ends, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    booked = await chain.booked(ends, lisbon, "consult")
    merge_id = made(await merge(chain.director, ends, stays))["merge_id"]
    [event] = await chain.events("PatientMerged")
    assert str(event.merge_id) == merge_id  # type: ignore[attr-defined]
    async with chain.booking.work() as work:
        kept = (await work.execute(select(merged_rows).where(merged_rows.c.merge_id == UUID(merge_id)))).all()
        [act] = (await work.execute(select(merge_acts).where(merge_acts.c.merge_id == UUID(merge_id)))).all()
    of = {(each.table_name, *each.row_key.values()): (each.before, each.after) for each in kept}
    was, now = of["appointments", booked["id"]]
    assert (was, now) == ({"patient_id": ends, "published_as": None}, {"patient_id": stays, "published_as": ends})
    assert of["patients", ends] == ({"merged_into": None}, {"merged_into": stays})
    assert act.reason == WHY
    made(await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "cannot come"}))
    made(await chain.director.post(f"/patients/{stays}/erase", json={"reason": "asked for in writing"}))
    async with chain.booking.work() as work:
        assert (await work.execute(select(merged_rows).where(merged_rows.c.merge_id == UUID(merge_id)))).all() == []
        [act] = (await work.execute(select(merge_acts).where(merge_acts.c.merge_id == UUID(merge_id)))).all()
    assert act.reason == ""
