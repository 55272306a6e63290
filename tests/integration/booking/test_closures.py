"""A clinic is closed on single days: nothing is offered or booked then, and what was booked is listed."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from chassis.access.actors import Role
from contracts.booking.clinics import ClosedDaysChanged
from tests.integration.booking.chain import CHOICE, Chain, House, made, moment, refused
from tests.integration.booking.test_slots import walls
from tests.support.migrating import migrate_again

TUESDAY = date(2027, 3, 2)
HOLIDAY = {"reason": "Carnival."}


def closure(house: House, day: date = TUESDAY) -> str:
    return f"/clinics/{house.clinic_id}/closures/{day}"


async def test_nothing_is_offered_or_booked_on_a_day_on_which_the_clinic_is_closed(chain: Chain, lisbon: House) -> None:
    (slot, *_) = await chain.slots(lisbon, "consult", **{"from": str(TUESDAY), "to": str(TUESDAY)})
    patient = await chain.register(lisbon)

    closed = made(await chain.desk.put(closure(lisbon), json=HOLIDAY))

    assert (closed["reason"], closed["appointments"]) == ("Carnival.", [])
    around = {"from": str(TUESDAY - timedelta(days=1)), "to": str(TUESDAY + timedelta(days=1)), "limit": 500}
    offered = await chain.slots(lisbon, "consult", **around)
    assert {wall.day for wall in walls(offered, lisbon)} == {1, 3}
    refused(await chain.book(patient, lisbon, "consult", slot), "clinic-closed", "that day (closed)")
    monday = await chain.booked(patient, lisbon, "consult")
    choice = {name: slot[name] for name in CHOICE}
    move = await chain.desk.post(
        f"/appointments/{monday['id']}/move", json=choice, headers={"If-Match": f'"{monday["version"]}"'}
    )
    refused(move, "clinic-closed", "that day (closed)")


async def test_what_is_booked_on_the_day_stays_and_is_listed_until_it_is_moved_or_cancelled(
    chain: Chain, lisbon: House
) -> None:
    (slot, *_) = await chain.slots(lisbon, "consult", **{"from": str(TUESDAY), "to": str(TUESDAY)})
    booked = made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))

    closed = made(await chain.desk.put(closure(lisbon), json=HOLIDAY))

    assert [one["id"] for one in closed["appointments"]] == [booked["id"]]
    assert (await chain.appointment(booked["id"]))["status"] == "booked"
    at = f"/clinics/{lisbon.clinic_id}/closures"
    assert made(await chain.desk.get(at))["items"] == [closed]
    made(await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "The clinic is closed."}))
    (left,) = made(await chain.desk.get(at))["items"]
    assert left["appointments"] == []


async def test_a_clinic_opens_again_on_a_day_that_was_closed_by_mistake(chain: Chain, lisbon: House) -> None:
    day = {"from": str(TUESDAY), "to": str(TUESDAY)}
    made(await chain.desk.put(closure(lisbon), json=HOLIDAY))
    assert await chain.slots(lisbon, "consult", **day) == []
    assert (await chain.desk.delete(closure(lisbon))).status_code == 204
    assert await chain.slots(lisbon, "consult", **day)
    refused(await chain.desk.delete(closure(lisbon)), "not-found", "not closed on Tuesday, 2 March 2027", status=404)


async def test_another_clinic_stays_open_and_only_its_own_people_close_it(chain: Chain, lisbon: House) -> None:
    madrid = await chain.open("Europe/Madrid")
    made(await chain.desk.put(closure(lisbon), json=HOLIDAY))
    assert await chain.slots(madrid, "consult", **{"from": str(TUESDAY), "to": str(TUESDAY)})
    of_lisbon = chain.booking.client(Role.FRONT_DESK, clinics=[UUID(lisbon.clinic_id)])
    refused(await of_lisbon.put(closure(madrid), json=HOLIDAY), "forbidden", status=403)
    refused(await chain.practitioner.put(closure(lisbon), json=HOLIDAY), "forbidden", status=403)


async def test_days_that_have_passed_at_the_clinic_stay_as_they_were(chain: Chain) -> None:
    auckland = await chain.open("Pacific/Auckland")
    chain.booking.clock.set(datetime(2027, 3, 1, 20, tzinfo=UTC))  # Tuesday morning there
    refused(await chain.desk.put(closure(auckland, date(2027, 3, 1)), json=HOLIDAY), "in-the-past", "1 March 2027")
    made(await chain.desk.put(closure(auckland), json=HOLIDAY))
    chain.booking.clock.set(datetime(2027, 3, 2, 20, tzinfo=UTC))
    refused(await chain.desk.delete(closure(auckland)), "in-the-past")
    assert made(await chain.desk.get(f"/clinics/{auckland.clinic_id}/closures"))["items"] == []


async def test_a_follow_up_is_held_on_a_day_on_which_the_clinic_is_open(chain: Chain, lisbon: House) -> None:
    """Four weeks after the first session comes a week of which only the Friday is open."""
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    session = await chain.booked(consult["patient_id"], lisbon, "session", course_id=course["id"])
    earliest = moment(session["starts_at"]).date() + timedelta(weeks=4)
    for days in range(3):
        made(await chain.desk.put(closure(lisbon, earliest + timedelta(days=days)), json=HOLIDAY))
    await chain.treated(consult, session)
    (held,) = await chain.ahead(consult["patient_id"])
    assert moment(held["starts_at"]).date() >= earliest + timedelta(days=3)


async def test_other_services_learn_on_which_days_a_clinic_is_closed(chain: Chain, lisbon: House) -> None:
    async def said() -> list[ClosedDaysChanged]:
        await chain.booking.fire_timers()
        events = await chain.booking.events()
        theirs = [each for each in events if isinstance(each, ClosedDaysChanged)]
        return [each for each in theirs if str(each.clinic_id) == lisbon.clinic_id]

    [*_, before] = await said()
    assert TUESDAY not in before.closed_days
    assert (before.last_day - before.first_day).days == 400
    made(await chain.desk.put(closure(lisbon), json=HOLIDAY))
    [*_, closed] = await said()
    assert sorted({TUESDAY, *before.closed_days}) == list(closed.closed_days)
    half = {"reason": "Inventory.", "hours": [{"opens": "09:00", "closes": "12:00"}]}
    made(await chain.desk.put(closure(lisbon), json=half))
    [*_, other_hours] = await said()
    assert other_hours.closed_days == before.closed_days, "with other hours somebody is there"
    assert (await chain.desk.delete(closure(lisbon))).status_code == 204
    [*_, opened] = await said()
    assert opened.closed_days == before.closed_days
    async with chain.booking.work() as work:
        await work.execute(text("DELETE FROM timers WHERE kind = 'clinic.closed_days'"))
    assert len(await said()) == 4
    await migrate_again(chain.booking, "0071_closed_days")
    assert len(await said()) == 5, "clinics from before this was published say it too"
