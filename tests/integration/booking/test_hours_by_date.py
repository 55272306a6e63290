"""Opening hours by date: weeks that begin later, special days, holidays, and what each leaves outside."""

from datetime import date
from typing import Any

import pytest

from services.booking.people import settings
from tests.integration.booking.chain import WORK_DAYS, Chain, House, made, refused

WHY = {"reason": "Late evenings are asked for."}
EVENINGS = {"hours": [{"weekday": day, "opens": "15:00", "closes": "24:00"} for day in range(5)], **WHY}


def on(day: str, **more: Any) -> dict[str, Any]:
    return {"from": day, "to": day, "limit": 500, **more}


async def starts(chain: Chain, house: House, day: str) -> list[str]:
    return [slot["local_start"][11:16] for slot in await chain.slots(house, "consult", **on(day))]


async def test_new_hours_begin_on_their_day_and_list_what_is_outside(chain: Chain, lisbon: House) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    booked = [
        made(await chain.book(who, lisbon, "consult", (await chain.slots(lisbon, "consult", **on(day)))[0]))
        for who, day in ((patient, "2027-03-05"), (other, "2027-03-08"))
    ]
    at = f"/clinics/{lisbon.clinic_id}/opening-weeks"

    before = made(await chain.operator.post(f"{at}/2027-03-08/touched", json=EVENINGS))
    begun = made(await chain.operator.put(f"{at}/2027-03-08", json=EVENINGS))

    assert [one["id"] for one in begun["touched"]["appointments"]] == [booked[1]["id"]]
    assert begun["touched"] == before
    assert (await starts(chain, lisbon, "2027-03-05"))[0] == "09:30"
    monday = await starts(chain, lisbon, "2027-03-08")
    assert (monday[0], monday[-1]) == ("15:00", "23:30")
    slot = (await chain.slots(lisbon, "consult", **on("2027-03-08")))[-1]
    late = made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))
    present, coming = made(await chain.desk.get(at))["items"]
    assert (present["begins_on"], present["in_force"], coming["begins_on"]) == (None, True, "2027-03-08")
    dropped = made(await chain.operator.delete(f"{at}/2027-03-08"))
    assert [one["id"] for one in dropped["appointments"]] == [late["id"]]
    assert (await starts(chain, lisbon, "2027-03-09"))[0] == "09:00"


async def test_other_public_holidays_reach_what_is_booked_and_say_before_what_they_touch(
    chain: Chain, lisbon: House
) -> None:
    await chain.without_holidays(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult", **on("2027-03-26"))
    booked = made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))
    at = f"/clinics/{lisbon.clinic_id}/settings"
    edit = {"holiday_region": "PT"}  # 26 March 2027 is Good Friday
    before = made(await chain.operator.post(f"{at}/touched", json=edit))
    assert [one["id"] for one in before["appointments"]] == [booked["id"]]
    assert made(await chain.operator.post(f"{at}/touched", json={"clean_minutes": 5}))["in_all"] == 0
    await chain.booking.fire_timers()
    assert (await chain.appointment(booked["id"]))["problems"] == []
    changed = made(await chain.operator.patch(at, json=edit, headers={"If-Match": '"1"'}))
    assert changed["touched"] == before
    await chain.booking.fire_timers()
    assert [each["code"] for each in (await chain.appointment(booked["id"]))["problems"]] == ["clinic_closed"]
    made(await chain.operator.patch(at, json={"holiday_region": "none"}, headers={"If-Match": '"2"'}))
    await chain.booking.fire_timers()
    assert (await chain.appointment(booked["id"]))["problems"] == []


async def test_a_change_of_the_present_hours_lists_what_is_outside(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    thursday = (await chain.slots(lisbon, "consult", **on("2027-03-04")))[-1]
    booked = made(await chain.book(patient, lisbon, "consult", thursday))
    at = f"/clinics/{lisbon.clinic_id}"
    edit = {"hours": [day for day in WORK_DAYS if day["weekday"] != 3]}

    before = made(await chain.operator.post(f"{at}/touched", json=edit))
    assert made(await chain.operator.get(at))["version"] == 1, "nothing has changed"
    changed = made(await chain.operator.patch(at, json=edit, headers={"If-Match": '"1"'}))

    assert changed["touched"] == before
    assert [one["id"] for one in changed["touched"]["appointments"]] == [booked["id"]]
    zone = await chain.operator.patch(at, json={"time_zone": "Europe/Paris"}, headers={"If-Match": '"2"'})
    refused(zone, "zone-in-use", "told its local time")
    made(await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "The clinic is closed."}))
    made(await chain.operator.patch(at, json={"time_zone": "Europe/Paris"}, headers={"If-Match": '"2"'}))


async def test_a_day_is_shorter_or_longer_than_every_week(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    slots = await chain.slots(lisbon, "consult", **on("2027-03-02"))
    booked = made(await chain.book(patient, lisbon, "consult", slots[-1]))
    hours = {"reason": "A course for the staff.", "hours": [{"opens": "08:00", "closes": "12:00"}]}
    at = f"/clinics/{lisbon.clinic_id}/closures/2027-03-02"

    before = made(await chain.desk.post(f"{at}/touched", json=hours))
    changed = made(await chain.desk.put(at, json=hours))

    assert [one["id"] for one in before["appointments"]] == [booked["id"]]
    assert [one["id"] for one in changed["appointments"]] == [booked["id"]]
    offered = await starts(chain, lisbon, "2027-03-02")
    assert (offered[0], offered[-1]) == ("08:00", "11:30")
    refused(
        await chain.book(await chain.register(lisbon), lisbon, "consult", slots[-2]), "clinic-closed", "08:00–12:00"
    )
    overlapping = {"reason": "Twice.", "hours": [*hours["hours"], {"opens": "11:00", "closes": "13:00"}]}
    refused(await chain.desk.put(at, json=overlapping), "not-understood", "overlap", status=422)


async def test_a_public_holiday_is_not_offered_until_the_clinic_says_that_it_is_open(
    chain: Chain, lisbon: House
) -> None:
    good_friday = "2027-03-26"
    at = f"/clinics/{lisbon.clinic_id}/holidays"
    (listed,) = [one for one in made(await chain.desk.get(at))["items"] if one["day"] == good_friday]
    assert (listed["name"], listed["state"], listed["offered"]) == ("Good Friday", "unconfirmed", False)
    assert await starts(chain, lisbon, good_friday) == []

    opened = made(await chain.desk.put(f"{at}/{good_friday}", json={"open": True}))

    assert (opened["state"], opened["offered"]) == ("open", True)
    slots = await chain.slots(lisbon, "consult", **on(good_friday))
    booked = made(await chain.book(await chain.register(lisbon), lisbon, "consult", slots[0]))
    closed = made(await chain.desk.put(f"{at}/{good_friday}", json={"open": False}))
    assert (closed["state"], [one["id"] for one in closed["appointments"]]) == ("closed", [booked["id"]])
    refused(await chain.book(await chain.register(lisbon), lisbon, "consult", slots[1]), "clinic-closed", "closed")
    (closure,) = made(await chain.desk.get(f"/clinics/{lisbon.clinic_id}/closures"))["items"]
    assert (closure["day"], closure["reason"]) == (good_friday, "Good Friday")
    refused(await chain.desk.put(f"{at}/2027-03-25", json={"open": True}), "not-found", status=404)


async def test_a_clinic_names_the_region_whose_holidays_count(chain: Chain, lisbon: House) -> None:
    at = f"/clinics/{lisbon.clinic_id}"
    made(await chain.operator.patch(f"{at}/settings", json={"holiday_region": "none"}, headers={"If-Match": '"0"'}))
    assert await starts(chain, lisbon, "2027-03-26")
    assert made(await chain.desk.get(f"{at}/holidays"))["items"] == []
    made(await chain.operator.patch(f"{at}/settings", json={"holiday_region": "ES-MD"}, headers={"If-Match": '"1"'}))
    days = [one["day"] for one in made(await chain.desk.get(f"{at}/holidays", params={"year": 2027}))["items"]]
    assert str(date(2027, 1, 6)) in days
    wrong = await chain.operator.patch(f"{at}/settings", json={"holiday_region": "XX"}, headers={"If-Match": '"2"'})
    refused(wrong, "not-understood", "such as PT", status=422)


async def test_a_chain_may_decide_that_unconfirmed_holidays_are_offered(
    chain: Chain, lisbon: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOKING_UNCONFIRMED_HOLIDAYS", "open")
    settings.unconfirmed_holidays_close.cache_clear()
    try:
        assert await starts(chain, lisbon, "2027-03-26")
    finally:
        settings.unconfirmed_holidays_close.cache_clear()
