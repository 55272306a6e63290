"""Each resource is occupied while an appointment needs it: numbing leaves the nurse free, cleaning keeps the room."""

from collections import Counter
from datetime import timedelta
from typing import Any

from needlepoint.trial.proof.stated import Span, Stated
from needlepoint.trial.proof.verdict import reasons_wrong
from tests.integration.booking.chain import CHOICE, Chain, House, made, moment, refused

TUESDAY = {"from": "2027-03-02", "to": "2027-03-02", "limit": 500}


async def set_phases(chain: Chain, house: House, **minutes: int) -> None:
    at = f"/clinics/{house.clinic_id}/settings"
    version = made(await chain.desk.get(at))["version"]
    made(await chain.operator.patch(at, json=minutes, headers={"If-Match": f'"{version}"'}))


async def session(chain: Chain, house: House, at: str) -> dict[str, Any]:
    """A first session on Tuesday at that time."""
    patient = await chain.register(house)
    _, course = await chain.cleared(patient, house)
    slots = await chain.slots(house, "session", course_id=course["id"], **TUESDAY)
    (slot,) = [each for each in slots if each["local_start"][11:16] == at]
    return made(await chain.book(patient, house, "session", slot, course_id=course["id"]))


async def test_a_nurse_sees_somebody_else_while_the_cream_acts(chain: Chain) -> None:
    house = await chain.open(rooms=2)
    booked = await session(chain, house, "10:00")
    numbing = moment(booked["treatment_starts_at"]) - moment(booked["starts_at"])
    assert numbing == timedelta(minutes=30)
    consults = [slot["local_start"][11:16] for slot in await chain.slots(house, "consult", **TUESDAY)]
    assert "10:00" in consults
    assert "10:15" not in consults  # it would end within the treatment
    slot = next(s for s in await chain.slots(house, "consult", **TUESDAY) if s["local_start"][11:16] == "10:00")
    assert slot["room_id"] != booked["room_id"]
    made(await chain.book(await chain.register(house), house, "consult", slot))


async def test_a_room_is_cleaned_before_the_next_patient_and_no_longer_than_the_clinic_says(
    chain: Chain, lisbon: House
) -> None:
    booked = await session(chain, lisbon, "10:00")
    assert booked["ends_at"] == "2027-03-02T11:15:00Z"
    starts = [slot["local_start"][11:16] for slot in await chain.slots(lisbon, "consult", **TUESDAY)]
    assert "11:15" not in starts
    assert "11:30" in starts
    slot = next(s for s in await chain.slots(lisbon, "consult", **TUESDAY) if s["local_start"][11:16] == "11:30")
    early = slot | {"starts_at": "2027-03-02T11:15:00Z"}
    patient = await chain.register(lisbon)
    refused(await chain.book(patient, lisbon, "consult", early), "slot-taken", "room")
    await set_phases(chain, lisbon, clean_minutes=0)
    made(await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "Has to work that day."}))
    of_course = {"course_id": booked["course_id"], **TUESDAY}
    slots = await chain.slots(lisbon, "session", **of_course)
    slot = next(each for each in slots if each["local_start"][11:16] == "10:00")
    again = made(await chain.book(booked["patient_id"], lisbon, "session", slot, course_id=booked["course_id"]))
    made(await chain.book(patient, lisbon, "consult", early))
    assert again["ends_at"] == booked["ends_at"]


async def test_what_is_away_only_while_it_is_cleaned_is_missed_and_the_appointment_says_until_when_it_is_needed(
    chain: Chain, lisbon: House
) -> None:
    booked = await session(chain, lisbon, "10:00")
    needed = {"ends_at": "2027-03-02T11:15:00Z", "room_until": "2027-03-02T11:25:00Z"}
    assert {name: booked[name] for name in needed} == needed
    assert booked["device_until"] == booked["room_until"]
    broken = {"resource_kind": "device", "resource_id": booked["device_id"], "cause": "broken"}
    times = {"starts": booked["ends_at"], "ends": "2027-03-02T12:00:00Z"}
    made(await chain.desk.post(f"/clinics/{lisbon.clinic_id}/unavailabilities", json=broken | times))
    await chain.booking.fire_timers()
    now = await chain.appointment(booked["id"])
    assert [each["code"] for each in now["problems"]] == ["device_unavailable"]
    assert reasons_wrong([now], Stated(away={f"device {booked['device_id']}": [_span(times)]})) == []
    (listed,) = await chain.ahead(booked["patient_id"])
    assert (listed["room_until"], listed["device_until"]) == (now["room_until"], now["device_until"])
    gone = made(await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "Works that day."}))
    assert (gone["room_until"], gone["device_until"]) == (None, None)
    assert (await chain.appointment(booked["id"]))["device_until"] is None


def _span(times: dict[str, str]) -> Span:
    return Span(moment(times["starts"]), moment(times["ends"]), "repair")


async def test_arrival_and_recovery_are_with_the_patient_and_the_room_only(chain: Chain) -> None:
    house = await chain.open(rooms=3)
    await set_phases(chain, house, arrive_minutes=15, recover_minutes=30, clean_minutes=0)
    booked = await session(chain, house, "10:00")
    assert (booked["treatment_starts_at"], booked["ends_at"]) == ("2027-03-02T10:45:00Z", "2027-03-02T12:00:00Z")
    starts = [slot["local_start"][11:16] for slot in await chain.slots(house, "consult", **TUESDAY)]
    assert {"10:15", "11:30"} <= set(starts)
    assert {"10:30", "10:45", "11:15"} & set(starts) == set()


async def test_an_appointment_moves_by_a_quarter_of_an_hour_into_its_own_time(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    slot = next(s for s in await chain.slots(lisbon, "consult", **TUESDAY) if s["local_start"][11:16] == "10:00")
    booked = made(await chain.book(patient, lisbon, "consult", slot))
    of_patient = {"patient_id": patient, **TUESDAY}
    others = [each["local_start"][11:16] for each in await chain.slots(lisbon, "consult", **of_patient)]
    assert "10:15" not in others
    offered = await chain.slots(lisbon, "consult", moving=booked["id"], **TUESDAY)
    later = next(each for each in offered if each["local_start"][11:16] == "10:15")
    choice = {name: later[name] for name in CHOICE}
    moved = await chain.desk.post(f"/appointments/{booked['id']}/move", json=choice, headers={"If-Match": '"1"'})
    assert made(moved)["starts_at"] == "2027-03-02T10:15:00Z"
    madrid = await chain.open("Europe/Madrid")
    elsewhere = {"clinic_id": madrid.clinic_id, "kind": "consult", "moving": booked["id"]}
    refused(await chain.desk.get("/slots", params=elsewhere), "invalid", "of another kind or clinic", status=422)


async def test_offers_go_to_whoever_has_least_to_do_that_day(chain: Chain) -> None:
    house = await chain.open(rooms=4, nurses=["2.0"] * 3)
    offered = await chain.slots(house, "consult", **TUESDAY)
    assert len(Counter(slot["practitioner_id"] for slot in offered)) == 3
    assert offered == await chain.slots(house, "consult", **TUESDAY)
    for number in range(9):
        slot = (await chain.slots(house, "consult", **TUESDAY))[number]
        made(await chain.book(await chain.register(house), house, "consult", slot))
    day = {"clinic_id": house.clinic_id, "from": "2027-03-02T00:00:00Z", "to": "2027-03-03T00:00:00Z"}
    booked = made(await chain.desk.get("/appointments", params=day))["items"]
    assert set(Counter(each["practitioner_id"] for each in booked).values()) == {3}
