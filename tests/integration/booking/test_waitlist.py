"""A time that becomes free is offered to whoever waits for one, to one after another, and booked when they say yes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.appointments import WaitlistOffered, WaitlistOfferEnded
from contracts.notifications.messages import ContactOptedOut, MessageFailed
from contracts.vocabulary import MessageScope, Outcome, ScreeningStage
from tests.integration.booking.chain import Chain, made, moment, refused
from tests.integration.booking.waiting import Waitlist


async def test_a_cancelled_time_is_offered_and_booked_when_the_patient_accepts(
    waitlist: Waitlist, chain: Chain
) -> None:
    gives_up, takes = await chain.register(waitlist.house), await chain.register(waitlist.house, given_name="Rui")
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    entry = await waitlist.waits(takes)
    await waitlist.cancels(appointment)
    offer = await waitlist.open_offer()
    assert (offer["patient_id"], offer["entry_id"], offer["asked"]) == (takes, entry["id"], "message")
    assert moment(offer["until"]) == moment(offer["offered_at"]) + timedelta(minutes=30)
    assert [each["code"] for each in offer["because"]] == ["nothing_booked", "days_waited", "does_not_suit_others"]
    accepted = made(await waitlist.answers(offer, "accept", by=waitlist.patient(takes)))
    (booked,) = await chain.ahead(takes)
    assert (accepted["state"], accepted["appointment_id"]) == ("accepted", booked["id"])
    assert booked["starts_at"] == offer["starts_at"]
    ended = await waitlist.entry(entry)
    assert (ended["state"], ended["ended_why"]) == ("ended", "booked")
    (offered,) = await chain.events("WaitlistOffered")
    (over,) = await chain.events("WaitlistOfferEnded")
    assert isinstance(offered, WaitlistOffered)
    assert isinstance(over, WaitlistOfferEnded)
    assert (str(offered.patient_id), offered.asked, offered.moving_id) == (takes, "message", None)
    assert (over.offer_id, over.why) == (offered.offer_id, "accepted")


async def test_an_appointment_moves_earlier_and_its_own_time_goes_to_the_next(waitlist: Waitlist, chain: Chain) -> None:
    first, second, third = [await chain.register(waitlist.house) for _ in range(3)]
    soon = await waitlist.books(first, "2027-03-03T10:00")
    later = await waitlist.books(second, "2027-03-18T15:00")
    moves = await waitlist.waits(second, appointment_id=later["id"])
    assert moves["last_day"] == "2027-03-18"
    await waitlist.waits(third, first_day="2027-03-18", last_day="2027-03-18")
    await waitlist.cancels(soon)
    offer = await waitlist.open_offer()
    assert (offer["patient_id"], offer["moving_id"]) == (second, later["id"])
    assert {"code": "weeks_earlier", "number": 2} in offer["because"]
    made(await waitlist.answers(offer, "accept"))
    (moved,) = await chain.ahead(second)
    assert (moved["id"], moved["starts_at"]) == (later["id"], offer["starts_at"])
    assert moment(moved["starts_at"]) < moment(later["starts_at"])
    following = await waitlist.open_offer()
    assert following["patient_id"] == third
    assert moment(following["starts_at"]).date() == moment(later["starts_at"]).date()


async def test_without_an_answer_the_next_is_asked_and_nobody_twice(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, first, second = [await chain.register(waitlist.house) for _ in range(3)]
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    waiting = await waitlist.waits(first, priority="high")
    await waitlist.waits(second)
    await waitlist.cancels(appointment)
    asked_first = await waitlist.open_offer()
    assert asked_first["patient_id"] == first
    await waitlist.passes(asked_first["until"])
    asked_second = await waitlist.open_offer()
    assert asked_second["patient_id"] == second
    refused(await waitlist.answers(asked_first, "accept"), "offer-over", "Choose one of the slots")
    made(await waitlist.answers(asked_second, "decline"))
    assert [each["state"] for each in await waitlist.offers()] == ["declined", "lapsed"]
    assert (await waitlist.entry(waiting))["state"] == "waiting"
    assert await chain.ahead(first) == []


async def test_the_time_is_kept_while_the_patient_is_asked(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, asked, other = [await chain.register(waitlist.house) for _ in range(3)]
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    await waitlist.waits(asked)
    await waitlist.cancels(appointment)
    offer = await waitlist.open_offer()
    slot = {name: appointment[name] for name in ("starts_at", "practitioner_id", "room_id", "device_id")}
    slot["starts_at"] = offer["starts_at"]
    refused(await chain.book(other, waitlist.house, "consult", slot), "slot-taken")
    made(await waitlist.answers(offer, "decline"))
    made(await chain.book(other, waitlist.house, "consult", slot))


async def test_one_patient_is_asked_about_one_time_at_once(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, also, asked = [await chain.register(waitlist.house) for _ in range(3)]
    one, other = await waitlist.books(gives_up, "2027-03-04T10:00"), await waitlist.books(also, "2027-03-05T10:00")
    await waitlist.waits(asked)
    await waitlist.cancels(one)
    await waitlist.cancels(other)
    (offer,) = await waitlist.offers()
    assert moment(offer["starts_at"]).day == 4


async def test_two_free_times_go_to_two_patients(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, also, first, second = [await chain.register(waitlist.house) for _ in range(4)]
    one, other = await waitlist.books(gives_up, "2027-03-04T10:00"), await waitlist.books(also, "2027-03-05T10:00")
    await waitlist.waits(first)
    await waitlist.waits(second)
    await waitlist.cancels(one)
    await waitlist.cancels(other)
    offers = await waitlist.offers(state="open")
    assert {(each["patient_id"], moment(each["starts_at"]).day) for each in offers} == {(first, 4), (second, 5)}


async def test_whom_no_message_reaches_is_called_by_the_desk(waitlist: Waitlist, chain: Chain) -> None:
    gives_up = await chain.register(waitlist.house)
    silent = await chain.register(waitlist.house)
    now = chain.booking.clock.now()
    await chain.booking.react(ContactOptedOut(patient_id=UUID(silent), scope=MessageScope.ALL, opted_out_at=now))
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    await waitlist.waits(silent)
    await waitlist.cancels(appointment)
    offer = await waitlist.open_offer()
    assert (offer["asked"], await waitlist.to_call()) == ("desk", [offer["id"]])
    made(await waitlist.answers(offer, "accept"))
    assert await waitlist.to_call() == []
    assert len(await chain.ahead(silent)) == 1


async def test_at_night_the_desk_calls_in_the_morning(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, asked = [await chain.register(waitlist.house) for _ in range(2)]
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    await waitlist.waits(asked)
    chain.booking.clock.set(moment("2027-03-01T22:30:00+00:00"))
    await waitlist.cancels(appointment)
    offer = await waitlist.open_offer()
    assert (offer["asked"], moment(offer["until"])) == ("desk", moment("2027-03-02T09:00:00+00:00"))
    assert await waitlist.to_call() == [offer["id"]]
    await waitlist.passes("2027-03-02T09:00:00+00:00")
    assert await waitlist.to_call() == []


async def test_what_begins_too_soon_is_offered_to_nobody(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, asked = [await chain.register(waitlist.house) for _ in range(2)]
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    await waitlist.waits(asked, notice_minutes=0)
    chain.booking.clock.set(moment("2027-03-04T08:15:00+00:00"))
    await waitlist.cancels(appointment)
    assert await waitlist.offers() == []


async def test_whoever_could_not_come_is_not_asked(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, mornings, fridays, with_notice = [await chain.register(waitlist.house) for _ in range(4)]
    appointment = await waitlist.books(gives_up, "2027-03-04T15:00")
    await waitlist.waits(mornings, latest="12:00")
    await waitlist.waits(fridays, weekdays=[4])
    await waitlist.waits(with_notice, notice_minutes=7 * 24 * 60)
    await waitlist.cancels(appointment)
    assert await waitlist.offers() == []


async def test_a_session_is_offered_to_who_may_have_it(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, not_cleared = [await chain.register(waitlist.house) for _ in range(2)]
    cleared = await chain.register(waitlist.house)
    consult, course = await chain.cleared(cleared, waitlist.house)
    await waitlist.waits(not_cleared, first_day="2027-03-08", last_day="2027-03-08", earliest="18:00")
    entry = await waitlist.waits(cleared, course_id=course["id"])
    appointment = await waitlist.books(gives_up, "2027-03-08T10:00")
    await waitlist.cancels(appointment)
    offer = await waitlist.open_offer()
    assert (offer["patient_id"], offer["kind"]) == (cleared, "session")
    made(await waitlist.answers(offer, "accept"))
    (session,) = await chain.ahead(cleared)
    assert (session["kind"], session["course_id"]) == ("session", course["id"])
    assert (await waitlist.entry(entry))["ended_why"] == "booked"
    assert consult["patient_id"] == cleared


async def test_an_entry_ends_by_the_facts(waitlist: Waitlist, chain: Chain) -> None:
    books, stops, gives_up, waits = [await chain.register(waitlist.house) for _ in range(4)]
    consult = await waitlist.waits(books)
    await waitlist.books(books, "2027-03-04T10:00")
    assert (await waitlist.entry(consult))["ended_why"] == "booked"
    appointment = await waitlist.books(gives_up, "2027-03-05T10:00")
    earlier = await waitlist.waits(gives_up, appointment_id=appointment["id"])
    await waitlist.cancels(appointment)
    assert (await waitlist.entry(earlier))["ended_why"] == "appointment_over"
    _, course = await chain.cleared(stops, waitlist.house)
    following = await waitlist.waits(stops, course_id=course["id"])
    made(await chain.director.post(f"/courses/{course['id']}/stop", json={"reason": "The patient moves abroad"}))
    assert (await waitlist.entry(following))["ended_why"] == "course_over"
    today = chain.booking.clock.now().date().isoformat()
    over = await waitlist.waits(waits, last_day=today, notice_minutes=0)
    await waitlist.passes(chain.booking.clock.now() + timedelta(days=1))
    assert (await waitlist.entry(over))["ended_why"] == "period_over"


async def test_who_leaves_is_asked_no_longer(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, leaves, next_one = [await chain.register(waitlist.house) for _ in range(3)]
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    entry = await waitlist.waits(leaves, priority="high")
    await waitlist.waits(next_one)
    await waitlist.cancels(appointment)
    offer = await waitlist.open_offer()
    assert offer["patient_id"] == leaves
    left = made(await waitlist.patient(leaves).post(f"/waitlist-entries/{entry['id']}/withdraw"))
    assert (left["state"], left["ended_why"]) == ("ended", "withdrawn")
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["patient_id"] == next_one
    again = await waitlist.patient(leaves).post(f"/waitlist-entries/{entry['id']}/withdraw")
    refused(again, "entry-ended", "add a new one")


async def test_a_wish_is_changed_and_the_time_waited_counts_on(waitlist: Waitlist, chain: Chain) -> None:
    patient = await chain.register(waitlist.house)
    entry = await waitlist.waits(patient)
    form = {"clinic_ids": [waitlist.house.clinic_id], "weekdays": [2], "notice_minutes": 60}
    at = f"/waitlist-entries/{entry['id']}/wish"
    changed = made(await chain.desk.put(at, json=form, headers={"If-Match": '"1"'}))
    assert (changed["weekdays"], changed["since"], changed["version"]) == ([2], entry["since"], 2)
    refused(await chain.desk.put(at, json=form, headers={"If-Match": '"1"'}), "stale", status=412)


async def test_who_may_have_whom_wait(waitlist: Waitlist, chain: Chain) -> None:
    patient, other = [await chain.register(waitlist.house) for _ in range(2)]
    own = waitlist.patient(patient)
    refused(await waitlist.joins(other, by=own), "forbidden", status=403)
    refused(await waitlist.joins(patient, by=own, priority="high"), "forbidden", "leave priority out", status=403)
    made(await waitlist.joins(patient, by=own))
    refused(await waitlist.joins(patient, by=own), "already-waiting", "change that entry")
    elsewhere = await chain.open("Europe/Paris")
    desk = chain.booking.client(Role.FRONT_DESK, clinics=[UUID(elsewhere.clinic_id)])
    refused(await waitlist.joins(other, by=desk), "forbidden", status=403)
    assert made(await desk.get("/waitlist-entries"))["items"] == []
    (seen,) = made(await own.get("/waitlist-entries", params={"patient_id": patient}))["items"]
    assert seen["patient_id"] == patient
    (listed,) = made(await chain.desk.get("/waitlist-entries", params={"clinic_id": waitlist.house.clinic_id}))["items"]
    assert listed["id"] == seen["id"]


async def test_a_text_answers_as_the_patient_does(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, says_no, says_yes = [await chain.register(waitlist.house) for _ in range(3)]
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    await waitlist.waits(says_no, priority="high")
    await waitlist.waits(says_yes)
    await waitlist.cancels(appointment)
    for accepted in (False, True):
        await waitlist.is_answered(await waitlist.open_offer(), accepted=accepted)
    assert [each["state"] for each in await waitlist.offers()] == ["accepted", "declined"]
    assert len(await chain.ahead(says_yes)) == 1
    assert await chain.ahead(says_no) == []


async def test_a_yes_that_comes_too_late_is_answered_so(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, late = [await chain.register(waitlist.house) for _ in range(2)]
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    await waitlist.waits(late)
    await waitlist.cancels(appointment)
    offer = await waitlist.open_offer()
    await waitlist.passes(offer["until"])
    await waitlist.is_answered(offer, accepted=True)
    ended = [each for each in await chain.events("WaitlistOfferEnded") if isinstance(each, WaitlistOfferEnded)]
    assert [each.why for each in ended] == ["lapsed", "answered_too_late"]
    assert await chain.ahead(late) == []


async def test_a_yes_to_what_may_not_be_booked_any_more_is_answered_so(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, deferred = [await chain.register(waitlist.house) for _ in range(2)]
    consult, course = await chain.cleared(deferred, waitlist.house)
    await waitlist.waits(deferred, course_id=course["id"])
    await waitlist.cancels(await waitlist.books(gives_up, "2027-03-08T10:00"))
    offer = await waitlist.open_offer()
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    await waitlist.is_answered(offer, accepted=True)
    (over,) = await waitlist.offers()
    assert over["state"] == "withdrawn"
    assert [each.why for each in await chain.events("WaitlistOfferEnded")][-1] == "answered_too_late"  # type: ignore[attr-defined]
    assert await chain.ahead(deferred) == []


async def test_a_message_that_fails_makes_the_desk_call(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, asked = [await chain.register(waitlist.house) for _ in range(2)]
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    await waitlist.waits(asked)
    await waitlist.cancels(appointment)
    offer = await waitlist.open_offer()
    await chain.booking.react(
        MessageFailed(
            message_id=new_id(),
            patient_id=UUID(asked),
            appointment_id=None,
            template="waitlist_offer",
            reason="no such number",
            failed_at=chain.booking.clock.now(),
            offer_id=UUID(offer["id"]),
        )
    )
    assert await waitlist.to_call() == [offer["id"]]
    longer = await waitlist.open_offer()
    assert (longer["asked"], moment(longer["until"]) > moment(offer["until"])) == ("desk", True)
    await waitlist.passes(offer["until"])
    assert (await waitlist.open_offer())["id"] == offer["id"]
    await waitlist.passes(longer["until"])
    assert await waitlist.to_call() == []


async def test_two_records_that_wait_for_the_same_wait_once(waitlist: Waitlist, chain: Chain) -> None:
    ends, stays = [await chain.register_alike(waitlist.house) for _ in range(2)]
    one, other = await waitlist.waits(ends), await waitlist.waits(stays)
    merge = {"into": stays, "reason": "Registered twice, by telephone and at the desk"}
    made(await chain.director.post(f"/patients/{ends}/merge", json=merge))
    assert (await waitlist.entry(one))["ended_why"] == "merged"
    assert (await waitlist.entry(other))["state"] == "waiting"


async def test_who_is_erased_waits_for_nothing(waitlist: Waitlist, chain: Chain) -> None:
    gives_up, erased = [await chain.register(waitlist.house) for _ in range(2)]
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    await waitlist.waits(erased)
    await waitlist.cancels(appointment)
    offer = await waitlist.open_offer()
    made(await chain.director.post(f"/patients/{erased}/erase", json={"reason": "The patient asked for it in writing"}))
    (over,) = await waitlist.offers()
    assert (over["id"], over["state"]) == (offer["id"], "withdrawn")
    assert made(await chain.desk.get("/waitlist-entries", params={"state": "waiting"}))["items"] == []


async def test_a_time_of_day_with_an_offset_is_refused_as_a_wish(chain: Chain, waitlist: Waitlist) -> None:
    patient = await chain.register(waitlist.house)
    wishes: list[dict[str, Any]] = [{"earliest": "09:00+02:00", "latest": "12:00"}, {"latest": "12:00Z"}]
    for wish in wishes:
        problem = refused(await waitlist.joins(patient, **wish), "not-understood", "without a time zone", status=422)
        assert {each["field"] for each in problem["errors"]} <= {"earliest", "latest"}
