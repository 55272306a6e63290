"""What users of other scheduling products reported, tried here: days, hours, limits and what was called off."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.access.actors import Role
from tests.integration.booking.chain import CHOICE, MONDAY, Chain, House, made, moment, refused
from tests.integration.booking.test_further_reports_of_others import days_offered
from tests.integration.booking.test_moves_and_swaps import move
from tests.integration.booking.test_reports_of_others import on
from tests.integration.booking.test_shifts import enter as enter_shift
from tests.integration.booking.test_unavailabilities import enter

WHY = {"reason": "Seen at another product."}


def starts(slots: list[dict[str, Any]]) -> list[str]:
    return [each["local_start"][11:16] for each in slots]


def choice_of(slot: dict[str, Any]) -> dict[str, Any]:
    return {name: slot[name] for name in CHOICE if slot[name] is not None}


async def slot_at(chain: Chain, house: House, local_start: str) -> dict[str, Any]:
    slots = await chain.slots(house, "consult", **on(local_start[:10]))
    return next(each for each in slots if each["local_start"].startswith(local_start))


async def test_every_day_of_a_long_leave_is_away_also_in_a_week_that_it_begins_or_ends_in(
    chain: Chain, lisbon: House
) -> None:
    """alextselegidis/easyappointments#562, LibreBooking/librebooking#1224: the days between are offered, or no week."""
    made(await enter(chain, lisbon, "practitioner", lisbon.nurses[0], "leave", starts="2027-03-03", ends="2027-03-16"))
    offered = await days_offered(chain, lisbon, "2027-03-01", "2027-03-19")
    assert offered == {"2027-03-01", "2027-03-02", "2027-03-17", "2027-03-18", "2027-03-19"}


async def test_leave_that_began_in_an_earlier_month_goes_on(chain: Chain, lisbon: House) -> None:
    """alextselegidis/easyappointments#880: only what begins in the month that is shown is looked at."""
    made(await enter(chain, lisbon, "practitioner", lisbon.nurses[0], "leave", starts="2027-03-03", ends="2027-05-11"))
    chain.booking.clock.set(MONDAY + timedelta(weeks=9))
    assert await days_offered(chain, lisbon, "2027-05-03", "2027-05-14") == {"2027-05-12", "2027-05-13", "2027-05-14"}


async def test_a_day_without_weekly_hours_that_is_opened_is_offered_and_booked(chain: Chain, lisbon: House) -> None:
    """calcom/cal.diy#6279: a day that is closed every week stays closed on the date that opens it."""
    hours = {"hours": [{"opens": "10:00", "closes": "12:00"}]} | WHY
    made(await chain.desk.put(f"/clinics/{lisbon.clinic_id}/closures/2027-03-06", json=hours))
    slots = await chain.slots(lisbon, "consult", **on("2027-03-06"))
    assert (starts(slots)[0], starts(slots)[-1]) == ("10:00", "11:30")
    made(await chain.book(await chain.register(lisbon), lisbon, "consult", slots[-1]))


async def test_hours_of_a_date_outside_the_weekly_ones_are_booked_as_they_are_offered(
    chain: Chain, lisbon: House
) -> None:
    """calcom/cal.diy#6314, #6541: they are offered, and refused when somebody books."""
    hours = {"hours": [{"opens": "19:00", "closes": "21:00"}]} | WHY
    made(await chain.desk.put(f"/clinics/{lisbon.clinic_id}/closures/2027-03-04", json=hours))
    slots = await chain.slots(lisbon, "consult", **on("2027-03-04"))
    assert (starts(slots)[0], starts(slots)[-1]) == ("19:00", "20:30")
    for slot in (slots[0], slots[-1]):
        made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))


async def test_times_before_and_after_what_is_booked_are_offered_and_booked(chain: Chain, lisbon: House) -> None:
    """adamspd/django-appointment#3, Crocoblock/suggestions#5705: the first of a day takes it all, or the one before."""
    middle = made(
        await chain.book(
            await chain.register(lisbon), lisbon, "consult", await slot_at(chain, lisbon, "2027-03-04T10:00")
        )
    )
    before, after = await slot_at(chain, lisbon, "2027-03-04T09:30"), await slot_at(chain, lisbon, "2027-03-04T10:30")
    assert before["ends_at"] == middle["starts_at"]
    for slot in (before, after):
        made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))


async def test_a_weekday_is_that_weekday_also_sunday(chain: Chain, lisbon: House) -> None:
    """adamspd/django-appointment#172, #117: hours of Monday count on Tuesday."""
    sundays = [{"weekday": 6, "opens": "09:00", "closes": "12:00"}]
    house = await chain.open(hours=sundays)
    assert await days_offered(chain, house, "2027-03-01", "2027-03-15") == {"2027-03-07", "2027-03-14"}
    made(await enter_shift(chain, lisbon, lisbon.nurses[0], "2027-03-01"))
    assert await days_offered(chain, lisbon, "2027-03-02", "2027-03-15") == {"2027-03-08", "2027-03-15"}


async def test_a_day_with_room_for_one_has_one(chain: Chain) -> None:
    """openemr/openemr#6234: a day for one appointment fails, since nothing comes after it."""
    house = await chain.open(hours=[{"weekday": 3, "opens": "09:00", "closes": "09:30"}])
    slots = await chain.slots(house, "consult", **on("2027-03-04"))
    assert starts(slots) == ["09:00"]
    made(await chain.book(await chain.register(house), house, "consult", slots[0]))
    assert await chain.slots(house, "consult", **on("2027-03-04")) == []


@pytest.mark.parametrize("time", ["838:59:59", "24:30", "-01:00", "9", "", "09:00:00Z", "25:00", "09:60"])
async def test_a_time_that_is_none_is_refused_wherever_hours_are_entered(
    chain: Chain, lisbon: House, time: str
) -> None:
    """openemr/openemr#5841: a time of 838:59:59 is stored, and the whole day cannot be opened any more."""
    clinic, hours = f"/clinics/{lisbon.clinic_id}", {"opens": "08:00", "closes": time}
    weekly = {"hours": [{"weekday": 0, **hours}]} | WHY
    shift = await enter_shift(chain, lisbon, lisbon.nurses[0], "2027-03-08", hours=weekly["hours"])
    special = await chain.desk.put(f"{clinic}/closures/2027-03-08", json={"hours": [hours]} | WHY)
    week = await chain.operator.put(f"{clinic}/opening-weeks/2027-03-08", json=weekly)
    for answer in (shift, special, week):
        refused(answer, "not-understood", "", 422)


async def test_a_rota_without_an_end_is_one_row_and_goes_on(chain: Chain, lisbon: House) -> None:
    """openemr/openemr#5981, #7539, jemproject/JEM-Project#174: not stored and not said, or 4,000 rows."""
    made(await enter_shift(chain, lisbon, lisbon.nurses[0], "2027-03-01"))
    (shift,) = made(await chain.desk.get(f"/clinics/{lisbon.clinic_id}/shifts"))["items"]
    assert shift["last_day"] is None
    assert await days_offered(chain, lisbon, "2027-11-01", "2027-11-09") == {"2027-11-08"}


async def test_a_day_is_shown_on_which_an_erased_patient_was_expected(chain: Chain, lisbon: House) -> None:
    """Bahmni/openmrs-module-appointments#63: the view of that day fails for everybody."""
    other = made(
        await chain.book(
            await chain.register(lisbon), lisbon, "consult", await slot_at(chain, lisbon, "2027-03-01T10:00")
        )
    )
    gone = await chain.register(lisbon)
    expected = made(await chain.book(gone, lisbon, "consult", await slot_at(chain, lisbon, "2027-03-01T11:00")))
    chain.go_to(expected, timedelta(hours=1))
    made(await chain.desk.post(f"/appointments/{expected['id']}/miss"))
    made(await chain.director.post(f"/patients/{gone}/erase", json={"reason": "asked for in writing"}))
    day = made(await chain.desk.get(f"/clinics/{lisbon.clinic_id}/day", params={"day": "2027-03-01"}))
    assert other["id"] in str(day["appointments"])
    assert expected["id"] in str(day["appointments"])


async def test_what_was_cancelled_is_in_nobodys_way(chain: Chain, lisbon: House) -> None:
    """Bahmni/openmrs-module-bahmniapps#86, LibreHealthIO/lh-ehr#513, SergeyMosin/Appointments#302: it conflicts."""
    patient = await chain.register(lisbon)
    slot = await slot_at(chain, lisbon, "2027-03-04T10:00")
    for _ in range(3):
        booked = made(await chain.book(patient, lisbon, "consult", slot))
        made(await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "another day"}))
    made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))


async def test_what_is_called_off_on_a_closed_day_is_not_offered_again(chain: Chain, lisbon: House) -> None:
    """department-of-veterans-affairs/va.gov-team#49657: the times of a cancelled clinic are booked by others."""
    booked = made(
        await chain.book(
            await chain.register(lisbon), lisbon, "consult", await slot_at(chain, lisbon, "2027-03-04T10:00")
        )
    )
    closed = made(await chain.desk.put(f"/clinics/{lisbon.clinic_id}/closures/2027-03-04", json=WHY))
    assert [each["id"] for each in closed["appointments"]] == [booked["id"]]
    made(await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "closed"}))
    assert await chain.slots(lisbon, "consult", **on("2027-03-04")) == []


async def test_a_closure_lists_what_is_booked_on_it_and_not_what_lies_beside_it(chain: Chain, lisbon: House) -> None:
    """YaleSTC/reservations#1644: a blackout is refused for reservations that only surround it."""
    for day in ("2027-03-03T17:30", "2027-03-05T09:00"):
        made(await chain.book(await chain.register(lisbon), lisbon, "consult", await slot_at(chain, lisbon, day)))
    closed = made(await chain.desk.put(f"/clinics/{lisbon.clinic_id}/closures/2027-03-04", json=WHY))
    assert closed["appointments"] == []


async def test_who_has_as_many_ahead_as_are_allowed_still_moves_one(chain: Chain, lisbon: House) -> None:
    """calcom/cal.diy#13867, #12346: the appointment that moves counts against the limit of its own day."""
    patient = await chain.register(lisbon)
    own = chain.booking.client(Role.PATIENT, subject=patient, clinics=[])
    booked, answer = [], None
    for day in range(2, 13):
        slots = await chain.slots(lisbon, "consult", **{"from": f"2027-03-{day:02}", "to": f"2027-03-{day:02}"})
        if slots:
            form = {"patient_id": patient, "clinic_id": lisbon.clinic_id, "kind": "consult"} | choice_of(slots[0])
            answer = await own.post("/appointments", json=form)
            if answer.status_code != 201:
                break
            booked.append(answer.json())
    assert answer is not None
    refused(answer, "ask-the-clinic")
    slots = made(await own.get("/slots", params={"kind": "consult", "moving": booked[0]["id"], "limit": 500}))["items"]
    slot = next(each for each in slots if each["starts_at"] > booked[-1]["starts_at"])
    to = f"/appointments/{booked[0]['id']}/move"
    made(await own.post(to, json=choice_of(slot), headers={"If-Match": '"1"'}))


async def test_a_day_of_leave_is_the_day_of_the_clinics_zone(chain: Chain) -> None:
    """odoo/odoo#240952, #237362: it is cut by the zone of the company, or of whoever enters it."""
    azores = await chain.open("Atlantic/Azores")
    leave = made(await enter(chain, azores, "room", azores.rooms[0], "works", starts="2027-03-04", ends="2027-03-04"))
    assert (moment(leave["starts_at"]), moment(leave["ends_at"])) == (
        moment("2027-03-04T01:00:00+00:00"),
        moment("2027-03-05T01:00:00+00:00"),
    )
    assert await days_offered(chain, azores, "2027-03-03", "2027-03-05") == {"2027-03-03", "2027-03-05"}


async def test_chairs_are_counted_at_the_time_and_not_over_the_day(chain: Chain) -> None:
    """earthians/marley#652: two in the morning close all of a day that takes two at once."""
    house = await chain.open(rooms=1, nurses=["2.0", "2.0", "2.0"])
    chairs = f"/clinics/{house.clinic_id}/rooms/{house.rooms[0]}/capacities/2027-03-02"
    made(await chain.operator.put(chairs, json={"at_once": 2} | WHY))
    for _ in range(2):
        slot = await slot_at(chain, house, "2027-03-04T10:00")
        made(await chain.book(await chain.register(house), house, "consult", slot))
    offered = starts(await chain.slots(house, "consult", **on("2027-03-04")))
    assert {"09:30", "10:30", "15:00"} <= set(offered)
    assert "10:00" not in offered


async def test_nobody_says_how_long_an_appointment_is(chain: Chain, lisbon: House) -> None:
    """alextselegidis/easyappointments#1222: the calendar takes 15 minutes of a service of nine hours."""
    slot, patient = await slot_at(chain, lisbon, "2027-03-04T10:00"), await chain.register(lisbon)
    for more in ({"ends_at": "2027-03-04T10:05:00Z"}, {"minutes": 5}):
        refused(await chain.book(patient, lisbon, "consult", slot, **more), "not-understood", "", 422)


async def test_the_same_time_sent_straight_to_the_api_is_refused(chain: Chain, lisbon: House) -> None:
    """alextselegidis/easyappointments#1783, #996: what is not offered is taken all the same."""
    slot = await slot_at(chain, lisbon, "2027-03-04T10:00")
    made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))
    later = (moment(slot["starts_at"]) + timedelta(minutes=15)).isoformat()
    for starts_at in (slot["starts_at"], later):
        again = await chain.book(await chain.register(lisbon), lisbon, "consult", slot | {"starts_at": starts_at})
        refused(again, "slot-taken")


async def test_what_lost_its_room_moves_to_a_free_one_and_not_to_a_taken_one(chain: Chain) -> None:
    """wielebenwir/commonsbooking#1696: an orphaned booking is moved onto an item that somebody else has then."""
    house = await chain.open(rooms=2, nurses=["2.0", "2.0"])
    first = await chain.book(
        await chain.register(house), house, "consult", await slot_at(chain, house, "2027-03-04T10:00")
    )
    other = await chain.book(
        await chain.register(house), house, "consult", await slot_at(chain, house, "2027-03-04T10:00")
    )
    one, taken = made(first), made(other)
    made(await enter(chain, house, "room", one["room_id"], "ended", starts="2027-03-01T08:30:00+00:00"))
    refused(await move(chain, one, one["starts_at"], room_id=taken["room_id"]), "slot-taken", "room")
    made(await chain.desk.post(f"/appointments/{taken['id']}/cancel", json={"reason": "another day"}))
    now = await chain.appointment(one["id"])
    to, tag = f"/appointments/{one['id']}/move", {"If-Match": f'"{now["version"]}"'}
    made(await chain.desk.post(to, json=choice_of(one) | {"room_id": taken["room_id"]}, headers=tag))


async def test_what_is_over_is_read_with_its_time(chain: Chain, lisbon: House) -> None:
    """Bahmni/openmrs-module-appointments-frontend#135: the start of missed and cancelled ones is empty."""
    patient = await chain.register(lisbon)
    missed = made(await chain.book(patient, lisbon, "consult", await slot_at(chain, lisbon, "2027-03-02T10:00")))
    cancelled = made(await chain.book(patient, lisbon, "consult", await slot_at(chain, lisbon, "2027-03-03T10:00")))
    made(await chain.desk.post(f"/appointments/{cancelled['id']}/cancel", json={"reason": "another day"}))
    chain.go_to(missed, timedelta(hours=1))
    made(await chain.desk.post(f"/appointments/{missed['id']}/miss"))
    for before in (missed, cancelled):
        now = await chain.appointment(before["id"])
        assert (now["local_start"], now["practitioner_name"]) == (before["local_start"], before["practitioner_name"])
