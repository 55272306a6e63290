"""Bug reports about other scheduling products, tried here. Each test names the reports that it follows."""

from datetime import timedelta
from typing import Any

from tests.integration.booking.chain import Chain, House, made, moment, refused
from tests.integration.booking.test_double_booking import require_sound
from tests.integration.booking.test_moves_and_swaps import move


def on(day: str) -> dict[str, Any]:
    return {"from": day, "to": day, "limit": 500}


def local_hours(slots: list[dict[str, Any]]) -> list[str]:
    return [slot["local_start"][11:16] for slot in slots]


def overlaps(slot: dict[str, Any], booked: dict[str, Any]) -> bool:
    starts, ends = moment(slot["starts_at"]), moment(slot["ends_at"])
    return starts < moment(booked["ends_at"]) and moment(booked["starts_at"]) < ends


async def test_a_series_keeps_its_local_hour_over_a_change_of_clocks(chain: Chain, lisbon: House) -> None:
    """calcom/cal.diy#4400, #1092: after the clocks change, later appointments of a series are an hour off."""
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    made(await chain.desk.post(f"/courses/{course['id']}/appointments", json={"wish": {"near": "16:00"}}))
    ahead = await chain.ahead(patient)
    assert ahead[0]["local_start"] < "2027-03-28" < ahead[-1]["local_start"]
    assert {one["local_start"][11:16] for one in ahead} == {"16:00"}


async def test_the_same_hours_are_offered_before_and_after_the_clocks_change_and_can_be_booked(
    chain: Chain, lisbon: House
) -> None:
    """calcom/cal.diy#10517, #4702, #6217: slots an hour early after the change, which are then refused."""
    before, after = [await chain.slots(lisbon, "consult", **on(day)) for day in ("2027-03-25", "2027-03-30")]
    assert sorted(local_hours(before)) == sorted(local_hours(after))
    first = min(after, key=lambda slot: str(slot["local_start"]))
    booked = made(await chain.book(await chain.register(lisbon), lisbon, "consult", first))
    assert booked["local_start"] == first["local_start"]


async def test_what_has_begun_is_still_in_the_way_of_what_starts_during_it(chain: Chain, lisbon: House) -> None:
    """SergeyMosin/Appointments#183: once a long appointment has begun, later times within it are offered again."""
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    chain.go_to(session, timedelta(minutes=10))
    offered = await chain.slots(lisbon, "consult", **on(session["local_start"][:10]))
    assert offered
    assert not [slot for slot in offered if overlaps(slot, session)]


async def test_the_last_slot_of_a_day_ends_when_the_clinic_closes_and_none_has_begun(
    chain: Chain, lisbon: House
) -> None:
    """adamspd/django-appointment#497: the last slot runs past closing time; slots are offered that have begun."""
    chain.booking.clock.set(moment("2027-03-02T14:53:00+00:00"))
    offered = await chain.slots(lisbon, "consult", **on("2027-03-02"))
    assert min(moment(slot["starts_at"]) for slot in offered) >= chain.booking.clock.now()
    assert max(moment(slot["ends_at"]) for slot in offered) <= moment("2027-03-02T18:00:00+00:00")


async def test_the_time_before_and_after_an_appointment_is_kept_free_once_on_each_side(
    chain: Chain, lisbon: House
) -> None:
    """calcom/cal.diy#3662, #2078, #693: a buffer that is not kept before, or is kept twice after."""
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    cleaned = moment(session["room_until"])
    offered = await chain.slots(lisbon, "consult", **on(session["local_start"][:10]))
    later = [moment(slot["starts_at"]) for slot in offered if moment(slot["starts_at"]) > moment(session["starts_at"])]
    assert cleaned <= min(later) < cleaned + timedelta(minutes=15)
    for slot in offered:
        if moment(slot["starts_at"]) < moment(session["starts_at"]):
            assert moment(slot["ends_at"]) <= moment(session["starts_at"])


async def test_a_page_that_was_open_for_long_books_nothing_twice_and_names_other_times(
    chain: Chain, lisbon: House
) -> None:
    """timekit-io/booking-js#76, alextselegidis/easyappointments#31: two windows side by side both get the slot."""
    (slot, *_) = await chain.slots(lisbon, "consult", near="12:00")
    made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))
    chain.booking.clock.advance(timedelta(minutes=30))
    late = await chain.register(lisbon)
    problem = refused(await chain.book(late, lisbon, "consult", slot), "slot-taken")
    made(await chain.book(late, lisbon, "consult", problem["alternatives"][0]))
    await require_sound(chain)


async def test_a_cancelled_time_is_offered_and_booked_again(chain: Chain, lisbon: House) -> None:
    """SergeyMosin/Appointments#149, #264, hashitha/sigrisissues#7: a cancelled time stays taken."""
    (slot, *_) = await chain.slots(lisbon, "consult", near="12:00")
    for _ in range(2):
        booked = made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))
        made(await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "is ill"}))
        day = slot["local_start"][:10]
        assert slot["starts_at"] in [one["starts_at"] for one in await chain.slots(lisbon, "consult", **on(day))]


async def test_an_appointment_that_moves_is_not_in_its_own_way_with_another_practitioner(chain: Chain) -> None:
    """medplum/medplum#10486: the same time in another room cannot be found, since the patient has that very one."""
    house = await chain.open(rooms=2, nurses=["2.0", "2.0"])
    booked = await chain.booked(await chain.register(house), house, "consult")
    (other,) = [nurse for nurse in house.nurses if nurse != booked["practitioner_id"]]
    wish = {"patient_id": booked["patient_id"], "moving": booked["id"], "practitioner_id": other}
    offered = await chain.slots(house, "consult", **wish, **on(booked["local_start"][:10]))
    assert booked["starts_at"] in [slot["starts_at"] for slot in offered]
    moved = made(await move(chain, booked, booked["starts_at"], practitioner_id=other))
    assert (moved["starts_at"], moved["practitioner_id"]) == (booked["starts_at"], other)


async def test_who_cannot_have_another_time_keeps_their_own(chain: Chain, lisbon: House) -> None:
    """gwang-indoc/clinic_application#32: the old time is given up first, and somebody else takes the new one."""
    first, *_, wanted = await chain.slots(lisbon, "consult", near="12:00", limit=30)
    booked = made(await chain.book(await chain.register(lisbon), lisbon, "consult", first))
    made(await chain.book(await chain.register(lisbon), lisbon, "consult", wanted))
    refused(await move(chain, booked, wanted["starts_at"]), "slot-taken")
    kept = await chain.appointment(booked["id"])
    assert (kept["status"], kept["starts_at"], kept["version"]) == ("booked", booked["starts_at"], 1)
    refused(await chain.book(await chain.register(lisbon), lisbon, "consult", first), "slot-taken")
