"""The waitlist follows what happens beside it: moves, reinstatements, leave and closures."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.vocabulary import Outcome, ScreeningStage
from tests.integration.booking.chain import Chain, House, made, moment, refused
from tests.integration.booking.test_moves_and_swaps import move
from tests.integration.booking.test_suspensions import suspended
from tests.integration.booking.test_unavailabilities import enter
from tests.integration.booking.waiting import Waitlist

MISTAKE = {"reason": "Another patient's appointment was meant."}


async def asked(waitlist: Waitlist, chain: Chain, **wish: Any) -> dict[str, Any]:
    """The offer of Monday at 10 to somebody who waits, of whom another one made room."""
    patient, other = await chain.register(waitlist.house), await chain.register(waitlist.house)
    gone = await waitlist.books(other, "2027-03-08T10:00")
    await waitlist.waits(patient, **wish)
    await waitlist.cancels(gone)
    return await waitlist.open_offer()


async def test_who_waits_for_an_earlier_time_waits_on_when_the_appointment_moves_to_a_later_day(
    waitlist: Waitlist, chain: Chain, lisbon: House
) -> None:
    """calcom/cal.diy#21589 and its kind: what belongs to an appointment stays at its former time."""
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    booked = await waitlist.books(patient, "2027-03-10T10:00")
    entry = await waitlist.waits(patient, appointment_id=booked["id"])
    made(await move(chain, booked, "2027-03-17T10:00:00+00:00"))
    assert (await waitlist.entry(entry))["last_day"] == "2027-03-17"
    gone = await waitlist.books(other, "2027-03-15T11:00")
    await waitlist.passes("2027-03-12T09:00:00+00:00")
    await waitlist.cancels(gone)
    made(await waitlist.answers(await waitlist.open_offer(), "accept"))
    assert (await chain.appointment(booked["id"]))["starts_at"] == "2027-03-15T11:00:00Z"
    assert (await waitlist.entry(entry))["ended_why"] == "booked"


async def test_a_last_day_that_the_patient_chose_stays_and_is_never_after_the_appointment(
    waitlist: Waitlist, chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    booked = await waitlist.books(patient, "2027-03-17T10:00")
    entry = await waitlist.waits(patient, appointment_id=booked["id"], first_day="2027-03-08", last_day="2027-03-11")
    for version, (start, last, state) in enumerate(
        [
            ("2027-03-18", "2027-03-11", "waiting"),
            ("2027-03-10", "2027-03-10", "waiting"),
            ("2027-03-05", "2027-03-10", "ended"),
        ],
        start=1,
    ):
        to = f"/appointments/{booked['id']}/move"
        form = {"starts_at": f"{start}T10:00:00+00:00"}
        made(await chain.desk.post(to, json=form, headers={"If-Match": f'"{version}"'}))
        now = await waitlist.entry(entry)
        assert (now["last_day"], now["state"]) == (last, state)
    assert now["ended_why"] == "booked"


async def test_nobody_is_asked_about_a_time_that_is_not_earlier_any_more(
    waitlist: Waitlist, chain: Chain, lisbon: House
) -> None:
    patient, other = await chain.register(lisbon), await chain.register(lisbon)
    booked, gone = await waitlist.books(patient, "2027-03-10T10:00"), await waitlist.books(other, "2027-03-08T10:00")
    entry = await waitlist.waits(patient, appointment_id=booked["id"])
    await waitlist.cancels(gone)
    offer = await waitlist.open_offer()
    made(await move(chain, booked, "2027-03-05T10:00:00+00:00"))
    refused(await waitlist.answers(offer, "accept"), "offer-over")
    assert [each["state"] for each in await waitlist.offers(entry_id=entry["id"])] == ["withdrawn"]
    assert (await waitlist.entry(entry))["state"] == "waiting"


async def test_who_was_cancelled_by_mistake_waits_again_once_reinstated(
    waitlist: Waitlist, chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    booked = await waitlist.books(patient, "2027-03-10T10:00")
    entry = await waitlist.waits(patient, appointment_id=booked["id"])
    await waitlist.cancels(booked)
    assert (await waitlist.entry(entry))["ended_why"] == "appointment_over"
    made(await chain.desk.post(f"/appointments/{booked['id']}/reinstate", json=MISTAKE))
    assert (await waitlist.entry(entry))["state"] == "waiting"
    await waitlist.passes("2027-03-11T09:00:00+00:00")
    assert (await waitlist.entry(entry))["ended_why"] == "period_over"


async def test_who_waits_for_a_course_waits_again_when_it_goes_on(waitlist: Waitlist, chain: Chain) -> None:
    _, course = await chain.cleared(await chain.register(waitlist.house), waitlist.house)
    entry = await waitlist.waits(course["patient_id"], course_id=course["id"])
    made(await chain.practitioner.post(f"/courses/{course['id']}/stop", json=MISTAKE))
    assert (await waitlist.entry(entry))["ended_why"] == "course_over"
    made(await chain.practitioner.post(f"/courses/{course['id']}/resume", json=MISTAKE))
    assert (await waitlist.entry(entry))["state"] == "waiting"


@pytest.mark.parametrize("what", ["practitioner", "room", "closure", "shift"])
async def test_an_offer_of_a_time_that_is_gone_is_withdrawn_before_anybody_says_yes(
    waitlist: Waitlist, chain: Chain, lisbon: House, what: str
) -> None:
    """calcom/cal.diy#6622 and its kind: somebody says yes to what was offered, and is refused."""
    offer = await asked(waitlist, chain)
    day = {"starts": "2027-03-08", "ends": "2027-03-08"}
    if what == "closure":
        closed = {"reason": "The walls are painted."}
        made(await chain.desk.put(f"/clinics/{lisbon.clinic_id}/closures/2027-03-08", json=closed))
    elif what == "shift":
        hours = [{"weekday": 1, "opens": "09:00", "closes": "18:00"}]
        tuesdays = {"practitioner_id": lisbon.nurses[0], "first_day": "2027-03-02", "hours": hours}
        made(await chain.desk.post(f"/clinics/{lisbon.clinic_id}/shifts", json=tuesdays))
    else:
        resource = {"practitioner": lisbon.nurses, "room": lisbon.rooms}[what][0]
        made(await enter(chain, lisbon, what, resource, "other", **day))
    await chain.booking.fire_timers()
    assert {each["id"]: each["state"] for each in await waitlist.offers()}[offer["id"]] == "withdrawn"
    (said,) = await chain.events("WaitlistOfferEnded")
    assert said.model_dump(mode="json")["why"] == "withdrawn"


async def test_an_offer_that_can_still_be_had_stays_and_is_accepted(
    waitlist: Waitlist, chain: Chain, lisbon: House
) -> None:
    offer = await asked(waitlist, chain)
    made(await enter(chain, lisbon, "practitioner", lisbon.nurses[0], "leave", starts="2027-03-09", ends="2027-03-09"))
    await chain.booking.fire_timers()
    accepted = made(await waitlist.answers(await waitlist.open_offer(), "accept"))
    assert (accepted["id"], accepted["state"]) == (offer["id"], "accepted")
    assert (await chain.appointment(accepted["appointment_id"]))["starts_at"] == offer["starts_at"]


async def test_an_appointment_starts_at_a_whole_minute(chain: Chain, lisbon: House) -> None:
    """What patients read has no seconds: 10:00:30 would be one time at the desk and another in the message."""
    patient = await chain.register(lisbon)
    (slot,) = await chain.slots(lisbon, "consult", limit=1)
    later = {"starts_at": moment(slot["starts_at"]).replace(second=30).isoformat()}
    refused(await chain.book(patient, lisbon, "consult", slot, **later), "not-understood", "whole minute", 422)
    refused(await chain.hold(patient, lisbon, "consult", slot, **later), "not-understood", "whole minute", 422)
    booked = made(await chain.book(patient, lisbon, "consult", slot))
    refused(await move(chain, booked, **later), "not-understood", "whole minute", 422)


async def offered_session(waitlist: Waitlist, chain: Chain) -> tuple[dict[str, Any], dict[str, Any]]:
    """The consult of somebody who is being asked about a time for the first session, and that offer; two wait."""
    house = waitlist.house
    consult, course = await chain.cleared(await chain.register(house), house)
    await waitlist.waits(course["patient_id"], course_id=course["id"], priority="high")
    waits = await chain.register(house)
    await waitlist.waits(waits)
    booked = await waitlist.books(await chain.register(house), "2027-03-08T10:00")
    await waitlist.cancels(booked)
    offer = await waitlist.open_offer()
    assert offer["patient_id"] == course["patient_id"]
    return consult, offer


async def the_next_is_asked(waitlist: Waitlist, chain: Chain, offer: dict[str, Any]) -> None:
    for _ in range(2):
        await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["patient_id"] != offer["patient_id"]
    assert {each["id"]: each["state"] for each in await waitlist.offers()}[offer["id"]] == "withdrawn"
    (said,) = await chain.events("WaitlistOfferEnded")
    assert said.model_dump(mode="json")["why"] == "withdrawn"


@pytest.mark.parametrize("what", ["deferred", "declined", "review", "suspended", "merged", "stopped"])
async def test_an_offer_that_the_patient_may_not_take_any_more_is_withdrawn_and_the_next_is_asked(
    waitlist: Waitlist, chain: Chain, what: str
) -> None:
    consult, offer = await offered_session(waitlist, chain)
    patient = offer["patient_id"]
    if what in ("deferred", "declined", "review"):
        later = {"eligible_from": moment(offer["starts_at"]).date() + timedelta(days=30)} if what == "deferred" else {}
        await chain.decide(consult, ScreeningStage.CONSULT, Outcome(what), **later)
    elif what == "suspended":
        await chain.booking.react(suspended(chain, patient, waitlist.house))
    elif what == "merged":
        await merge_into_another(chain, waitlist.house, patient)
    else:
        made(await chain.practitioner.post(f"/courses/{await course_of(chain, patient)}/stop", json=MISTAKE))
    await the_next_is_asked(waitlist, chain, offer)


async def test_an_offer_to_somebody_who_is_erased_goes_to_the_next(waitlist: Waitlist, chain: Chain) -> None:
    offer = await asked(waitlist, chain)
    await waitlist.waits(await chain.register(waitlist.house))
    erased = {"reason": "Asked for in writing."}
    made(await chain.director.post(f"/patients/{offer['patient_id']}/erase", json=erased))
    await the_next_is_asked(waitlist, chain, offer)


async def test_who_has_to_agree_first_after_a_no_show_is_offered_nothing_any_more(
    waitlist: Waitlist, chain: Chain, lisbon: House
) -> None:
    """The no-show is noted while the patient is being asked about a time."""
    policy = {"late_hours": 24, "missed_limit": 1, "reason": "agreed with the owner"}
    made(await chain.director.put("/attendance-policies/2027-03-01", json=policy))
    patient = await chain.register(lisbon)
    was = await waitlist.books(patient, "2027-03-01T11:00")
    made(await chain.desk.post(f"/appointments/{was['id']}/cancel", json={"reason": "Said to be ill."}))
    await waitlist.waits(patient)
    gone = await waitlist.books(await chain.register(lisbon), "2027-03-08T10:00")
    chain.go_to(was)
    await waitlist.cancels(gone)
    offer = await waitlist.open_offer()
    assert offer["patient_id"] == patient
    missed = {"outcome": "missed", "reason": "Nobody came, and nobody called."}
    made(await chain.desk.post(f"/appointments/{was['id']}/outcome", json=missed))
    await chain.booking.fire_timers()
    assert [each["state"] for each in await waitlist.offers(patient_id=patient)] == ["withdrawn"]


async def test_an_offer_stays_when_a_decision_leaves_it_possible(waitlist: Waitlist, chain: Chain) -> None:
    consult, offer = await offered_session(waitlist, chain)
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.CLEARED_WITH_CONDITIONS, conditions=1)
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["id"] == offer["id"]
    made(await waitlist.answers(offer, "accept"))


async def course_of(chain: Chain, patient: str) -> str:
    (course,) = await chain.courses(patient)
    return str(course["id"])


async def merge_into_another(chain: Chain, house: House, patient: str) -> None:
    born = made(await chain.desk.get(f"/patients/{patient}"))["date_of_birth"]
    alike = {"date_of_birth": born, "confirm_new": True, "new_because": "Both were here"}
    stays = await chain.register(house, **alike)
    made(await chain.director.post(f"/patients/{patient}/merge", json={"into": stays, "reason": "One person."}))
