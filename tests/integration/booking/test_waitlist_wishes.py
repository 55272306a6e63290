"""Whoever waits for somebody who does not come back is seen, asked and helped; nobody begins to wait for nothing."""

from typing import Any

import pytest

from tests.integration.booking.chain import Chain, House, made, refused
from tests.integration.booking.test_permissions import TO_TWO, permit
from tests.integration.booking.test_unavailabilities import at, enter
from tests.integration.booking.waiting import Waitlist

PERIOD: dict[str, Any] = {"first_day": "2027-03-08", "last_day": "2027-03-19"}
WHY = {"reason": "She came back."}


@pytest.fixture
async def wish(waitlist: Waitlist, chain: Chain, lisbon: House) -> dict[str, Any]:
    """Somebody waits for the clinic's nurse for two weeks."""
    return await waitlist.waits(await chain.register(lisbon), practitioner_id=lisbon.nurses[0], **PERIOD)


async def away(chain: Chain, house: House, cause: str, first: str, last: str | None = None) -> dict[str, Any]:
    """The clinic's nurse is away, and what follows from that."""
    entered = made(await enter(chain, house, "practitioner", house.nurses[0], cause, starts=first, ends=last))
    await chain.booking.fire_timers()
    return entered


async def to_ask(chain: Chain) -> list[str]:
    items = made(await chain.desk.get("/worklist", params={"kind": "wish_unmet"}))["items"]
    return [each["subject_id"] for each in items]


@pytest.mark.parametrize(
    ("cause", "first", "last", "unmet"),
    [
        ("ended", "2027-03-05", None, True),
        ("sickness", "2027-03-08", "2027-03-19", True),
        ("leave", "2027-03-01", "2027-04-30", True),
        ("leave", "2027-03-09", "2027-04-30", False),
        ("ended", "2027-03-19", None, False),
    ],
)
async def test_a_wish_for_somebody_who_is_away_in_all_of_its_period_is_the_desks_work(
    waitlist: Waitlist,
    chain: Chain,
    lisbon: House,
    wish: dict[str, Any],
    cause: str,
    first: str,
    last: str | None,
    unmet: bool,
) -> None:
    anybody = await waitlist.waits(await chain.register(lisbon), **PERIOD)
    await away(chain, lisbon, cause, first, last)
    assert await to_ask(chain) == ([wish["id"]] if unmet else [])
    for asked in (True, False):
        found = made(await chain.desk.get("/waitlist-entries", params={"unmet": asked}))["items"]
        assert (wish["id"] in [each["id"] for each in found]) is (asked is unmet)
    assert (await waitlist.entry(anybody))["unmet_since"] is None


async def test_two_times_away_that_leave_nothing_between_them_count_as_one(
    chain: Chain, lisbon: House, wish: Any
) -> None:
    await away(chain, lisbon, "leave", "2027-03-08", "2027-03-12")
    assert await to_ask(chain) == []
    await away(chain, lisbon, "training", "2027-03-13", "2027-03-19")
    assert await to_ask(chain) == [wish["id"]]


async def test_who_will_not_be_back_is_seen_on_the_last_day_that_she_is_there(
    waitlist: Waitlist, chain: Chain, lisbon: House, wish: dict[str, Any]
) -> None:
    await away(chain, lisbon, "ended", "2027-03-12")
    await waitlist.passes("2027-03-11T23:59:00+00:00")
    assert await to_ask(chain) == []
    await waitlist.passes("2027-03-12T00:01:00+00:00")
    assert await to_ask(chain) == [wish["id"]]


@pytest.mark.parametrize("what", ["withdrawn", "sooner", "anybody", "later", "leaves", "booked", "over"])
async def test_the_facts_close_it(
    waitlist: Waitlist, chain: Chain, lisbon: House, wish: dict[str, Any], what: str
) -> None:
    entered = await away(chain, lisbon, "sickness", "2027-03-08", "2027-03-22")
    now = await waitlist.entry(wish)
    assert (now["unmet_since"] is not None, await to_ask(chain)) == (True, [wish["id"]])
    form = {"clinic_ids": now["clinic_ids"], "practitioner_id": lisbon.nurses[0], **PERIOD}
    changed: dict[str, dict[str, Any]] = {"anybody": {"practitioner_id": None}, "later": {"last_day": "2027-03-31"}}
    if what == "withdrawn":
        made(await chain.operator.post(at(lisbon, entered["id"], "withdraw"), json=WHY))
    elif what == "sooner":
        made(await chain.operator.post(at(lisbon, entered["id"], "end"), json={"ends": "2027-03-15", **WHY}))
    elif what in changed:
        tag = {"If-Match": f'"{now["version"]}"'}
        made(await chain.desk.put(f"/waitlist-entries/{wish['id']}/wish", json=form | changed[what], headers=tag))
    elif what == "leaves":
        made(await chain.desk.post(f"/waitlist-entries/{wish['id']}/withdraw"))
    elif what == "booked":
        await waitlist.books(wish["patient_id"], "2027-03-24T10:00")
    else:
        await waitlist.passes("2027-03-20T00:01:00+00:00")
    await chain.booking.fire_timers()
    assert ((await waitlist.entry(wish))["unmet_since"], await to_ask(chain)) == (None, [])


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"first_day": "2027-03-09", "last_day": "2027-03-11", "weekdays": [0, 4]}, "None of these weekdays"),
        ({"last_day": "2027-03-02", "notice_minutes": 2880}, "sooner than the patient can know"),
    ],
)
async def test_nobody_begins_to_wait_for_a_day_that_cannot_be(
    waitlist: Waitlist, chain: Chain, lisbon: House, form: dict[str, Any], words: str
) -> None:
    refused(await waitlist.joins(await chain.register(lisbon), **form), "invalid", words, 422)


async def test_nobody_begins_to_wait_for_somebody_who_is_not_there(
    waitlist: Waitlist, chain: Chain, lisbon: House
) -> None:
    await away(chain, lisbon, "ended", "2027-03-08")
    patient = await chain.register(lisbon)
    refusal = await waitlist.joins(patient, practitioner_id=lisbon.nurses[0], **PERIOD)
    refused(refusal, "waits-for-nobody", "Ana Reis 0 is not there")
    entry = await waitlist.waits(patient, **PERIOD)
    form = {"clinic_ids": entry["clinic_ids"], "practitioner_id": lisbon.nurses[0], **PERIOD}
    tag = {"If-Match": f'"{entry["version"]}"'}
    refused(await chain.desk.put(f"/waitlist-entries/{entry['id']}/wish", json=form, headers=tag), "waits-for-nobody")
    assert await waitlist.entry(entry) == {name: entry[name] for name in await waitlist.entry(entry)}


async def test_a_wish_that_is_there_until_its_period_ends_is_not_looked_at_for_ever(
    waitlist: Waitlist, chain: Chain, lisbon: House, wish: dict[str, Any]
) -> None:
    await waitlist.passes("2027-03-20T00:00:00+00:00")
    assert (await waitlist.entry(wish))["ended_why"] == "period_over"


async def test_who_waits_for_an_earlier_time_is_seen_as_the_appointment_moves_behind_the_leave(
    waitlist: Waitlist, chain: Chain, lisbon: House
) -> None:
    booked = await waitlist.books(patient := await chain.register(lisbon), "2027-03-10T10:00")
    only = {"practitioner_id": lisbon.nurses[0], "first_day": "2027-03-08", "appointment_id": booked["id"]}
    entry = await waitlist.waits(patient, **only)
    await away(chain, lisbon, "leave", "2027-03-08", "2027-03-12")
    assert await to_ask(chain) == [entry["id"]]
    held = await chain.appointment(booked["id"])
    to, tag = {"starts_at": "2027-03-17T10:00:00+00:00"}, {"If-Match": f'"{held["version"]}"'}
    made(await chain.desk.post(f"/appointments/{booked['id']}/move", json=to, headers=tag))
    assert await to_ask(chain) == []


async def shifts(chain: Chain, house: House, weekday: int, first: str, last: str | None = None) -> dict[str, Any]:
    """The clinic's nurse works on one weekday only, and what follows from that."""
    form = {
        "practitioner_id": house.nurses[0],
        "first_day": first,
        "last_day": last,
        "hours": [{"weekday": weekday, "opens": "09:00", "closes": "18:00"}],
    }
    entered = made(await chain.desk.post(f"/clinics/{house.clinic_id}/shifts", json=form))
    await chain.booking.fire_timers()
    return entered


async def test_who_has_no_shift_in_the_period_is_as_absent_as_on_leave(
    waitlist: Waitlist, chain: Chain, lisbon: House
) -> None:
    days: dict[str, Any] = {"first_day": "2027-03-08", "last_day": "2027-03-10", "practitioner_id": lisbon.nurses[0]}
    patient = await chain.register(lisbon)
    wish = await waitlist.waits(patient, **days)
    entered = await shifts(chain, lisbon, 3, "2027-03-05")
    assert await to_ask(chain) == [wish["id"]]
    refused(await waitlist.joins(await chain.register(lisbon), **days), "waits-for-nobody", "is not there")
    withdrawn = {"reason": "Entered for somebody else."}
    made(await chain.desk.post(f"/clinics/{lisbon.clinic_id}/shifts/{entered['id']}/withdraw", json=withdrawn))
    await chain.booking.fire_timers()
    assert ((await waitlist.entry(wish))["unmet_since"], await to_ask(chain)) == (None, [])


@pytest.mark.parametrize(
    ("permissions", "unmet"),
    [
        ([], True),
        ([{"modality": "pen", "max_depth_mm": "2.0", "last_day": "2027-03-07"}], True),
        ([{"modality": "pen", "max_depth_mm": "2.0", "last_day": "2027-03-08"}], False),
        ([{"modality": "pen", "max_depth_mm": "2.0", "first_day": "2027-03-19"}], False),
        ([{"modality": "pen", "max_depth_mm": "2.0", "first_day": "2027-03-20"}], True),
    ],
)
async def test_who_may_not_do_it_in_the_period_is_as_absent_as_on_leave(
    waitlist: Waitlist,
    chain: Chain,
    lisbon: House,
    wish: dict[str, Any],
    permissions: list[dict[str, Any]],
    unmet: bool,
) -> None:
    made(await permit(chain, lisbon, *permissions))
    await chain.booking.fire_timers()
    assert await to_ask(chain) == ([wish["id"]] if unmet else [])
    made(await permit(chain, lisbon, TO_TWO))
    await chain.booking.fire_timers()
    assert ((await waitlist.entry(wish))["unmet_since"], await to_ask(chain)) == (None, [])


async def test_who_may_not_go_as_deep_as_a_course_is_waited_for_in_vain(
    waitlist: Waitlist, chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    only = {"practitioner_id": lisbon.nurses[0], "course_id": course["id"], **PERIOD}
    session = await waitlist.waits(patient, **only)
    talk = await waitlist.waits(await chain.register(lisbon), practitioner_id=lisbon.nurses[0], **PERIOD)
    made(await permit(chain, lisbon, {"modality": "pen", "max_depth_mm": "1.0"}))
    await chain.booking.fire_timers()
    assert await to_ask(chain) == [session["id"]]
    assert (await waitlist.entry(talk))["unmet_since"] is None, "she may still talk to patients"
    form = {"clinic_ids": session["clinic_ids"], "practitioner_id": lisbon.nurses[0], **PERIOD}
    tag = {"If-Match": f'"{(await waitlist.entry(session))["version"]}"'}
    again = await chain.desk.put(f"/waitlist-entries/{session['id']}/wish", json=form, headers=tag)
    refused(again, "waits-for-nobody", "may not do this")


async def test_hours_of_the_clinic_decide_together_with_shifts_who_is_there(
    waitlist: Waitlist, chain: Chain, lisbon: House
) -> None:
    await shifts(chain, lisbon, 1, "2027-03-05")
    wish = await waitlist.waits(await chain.register(lisbon), practitioner_id=lisbon.nurses[0], **PERIOD)
    for day in ("2027-03-09", "2027-03-16"):
        closed = {"reason": "The walls are painted."}
        made(await chain.desk.put(f"/clinics/{lisbon.clinic_id}/closures/{day}", json=closed))
        await chain.booking.fire_timers()
        await chain.booking.fire_timers()
    assert await to_ask(chain) == [wish["id"]]
    assert (await chain.desk.delete(f"/clinics/{lisbon.clinic_id}/closures/2027-03-16")).status_code == 204
    await chain.booking.fire_timers()
    await chain.booking.fire_timers()
    assert await to_ask(chain) == []


async def test_who_is_there_for_the_last_time_in_the_period_is_asked_about_the_day_after(
    waitlist: Waitlist, chain: Chain, lisbon: House
) -> None:
    await shifts(chain, lisbon, 1, "2027-03-05")
    wish = await waitlist.waits(await chain.register(lisbon), practitioner_id=lisbon.nurses[0], **PERIOD)
    await waitlist.passes("2027-03-16T23:59:00+00:00")
    assert await to_ask(chain) == []
    await waitlist.passes("2027-03-17T00:01:00+00:00")
    assert await to_ask(chain) == [wish["id"]]


async def test_a_wish_is_corrected_to_another_practitioner_and_other_days(chain: Chain) -> None:
    """What was misheard at the desk; how long they have waited counts on, and the offer follows the wish."""
    house = await chain.open(rooms=2, nurses=("2.0", "2.0"))
    waitlist = Waitlist(chain, house)
    patient, other = await chain.register(house), await chain.register(house)
    entry = await waitlist.waits(patient, practitioner_id=house.nurses[0], first_day="2027-03-20")
    form = {"clinic_ids": [house.clinic_id], "practitioner_id": house.nurses[1], "last_day": "2027-03-12"}
    tag = {"If-Match": f'"{entry["version"]}"'}
    at = f"/waitlist-entries/{entry['id']}/wish"
    changed = made(await chain.desk.put(at, json=form, headers=tag))
    assert (changed["practitioner_id"], changed["since"]) == (house.nurses[1], entry["since"])
    refused(await chain.desk.put(at, json=form, headers=tag), "stale", status=412)
    slots = await chain.slots(house, "consult", practitioner_id=house.nurses[0], **{"from": "2027-03-08"}, limit=200)
    slot = next(each for each in slots if each["local_start"].startswith("2027-03-08T10:00"))
    await waitlist.cancels(made(await chain.book(other, house, "consult", slot)))
    offer = await waitlist.open_offer()
    assert (offer["entry_id"], offer["practitioner_id"]) == (entry["id"], house.nurses[1])


async def test_an_appointment_is_given_to_another_practitioner_at_the_same_time(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=("2.0", "2.0"))
    booked = await chain.booked(await chain.register(house), house, "consult")
    one, other = (each for each in house.nurses if each == booked["practitioner_id"]), set(house.nurses)
    other -= set(one)
    form = {"starts_at": booked["starts_at"], "practitioner_id": other.pop()}
    tag = {"If-Match": f'"{booked["version"]}"'}
    moved = made(await chain.desk.post(f"/appointments/{booked['id']}/move", json=form, headers=tag))
    assert (moved["starts_at"], moved["practitioner_id"]) == (booked["starts_at"], form["practitioner_id"])
    assert moved["room_id"] == booked["room_id"]
