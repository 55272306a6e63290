"""A later decision reaches what is booked: called off, held until somebody decides, or released."""

from datetime import date, timedelta
from typing import Any

from chassis.ids import new_id
from contracts.booking.appointments import AppointmentCancelled, AppointmentHeld
from contracts.vocabulary import Outcome, ScreeningStage
from tests.integration.booking.chain import Chain, House, made, moment, refused

CONSULT, DAY_OF = ScreeningStage.CONSULT, ScreeningStage.DAY_OF


async def booked(chain: Chain, house: House) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Consult, course and first session of a cleared patient."""
    patient = await chain.register(house)
    consult, course = await chain.cleared(patient, house)
    return consult, course, await chain.booked(patient, house, "session", course_id=course["id"])


async def held(chain: Chain, house: House) -> list[str]:
    """The ids on the desk's list."""
    asked: dict[str, str | bool] = {"clinic_id": house.clinic_id, "held": True}
    return [one["id"] for one in made(await chain.desk.get("/appointments", params=asked))["items"]]


async def offered(chain: Chain, house: House, course: dict[str, Any]) -> set[str]:
    """The starts that are offered for a course's session."""
    return {slot["starts_at"] for slot in await chain.slots(house, "session", course_id=course["id"], limit=200)}


def months_later(appointment: dict[str, Any]) -> date:
    return moment(appointment["starts_at"]).date() + timedelta(days=180)


async def test_a_deferral_calls_off_the_session_before_its_day_and_frees_its_time(chain: Chain, lisbon: House) -> None:
    _, theirs = await chain.cleared(await chain.register(lisbon), lisbon)
    consult, _, session = await booked(chain, lisbon)
    assert session["starts_at"] not in await offered(chain, lisbon, theirs)
    await chain.decide(consult, CONSULT, Outcome.DEFERRED, eligible_from=months_later(session))
    now = await chain.appointment(session["id"])
    assert now["status"] == "cancelled"
    assert now["cancel_reason"].startswith("The patient may come from ")
    [event] = await chain.events("AppointmentCancelled")
    assert isinstance(event, AppointmentCancelled)
    assert event.reason == "not_cleared"
    assert session["starts_at"] in await offered(chain, lisbon, theirs)


async def test_a_decline_calls_it_off(chain: Chain, lisbon: House) -> None:
    consult, _, session = await booked(chain, lisbon)
    await chain.decide(consult, CONSULT, Outcome.DECLINED)
    now = await chain.appointment(session["id"])
    assert (now["status"], now["cancel_reason"]) == ("cancelled", "Screening declined the treatment.")


async def test_a_review_holds_it_and_a_ruling_that_clears_releases_it(chain: Chain, lisbon: House) -> None:
    consult, _, session = await booked(chain, lisbon)
    await chain.decide(consult, CONSULT, Outcome.REVIEW)
    now = await chain.appointment(session["id"])
    assert (now["status"], now["held_why"]) == (
        "booked",
        "A clinician has to review the screening before this session.",
    )
    assert await held(chain, lisbon) == [session["id"]]
    [event] = await chain.events("AppointmentHeld")
    assert isinstance(event, AppointmentHeld)
    assert event.reason == "screening_under_review"
    await chain.decide(consult, CONSULT, Outcome.CLEARED)
    assert await held(chain, lisbon) == []
    assert len(await chain.events("AppointmentReleased")) == 1
    await chain.came(consult, session)
    made(await chain.record(session))


async def test_a_ruling_that_declines_calls_off_what_was_held(chain: Chain, lisbon: House) -> None:
    consult, _, session = await booked(chain, lisbon)
    await chain.decide(consult, CONSULT, Outcome.REVIEW)
    await chain.decide(consult, CONSULT, Outcome.DECLINED)
    assert (await chain.appointment(session["id"]))["status"] == "cancelled"
    assert await held(chain, lisbon) == []


async def test_the_same_decision_twice_changes_nothing_more(chain: Chain, lisbon: House) -> None:
    consult, _, session = await booked(chain, lisbon)
    event, event_id = chain.decision(consult, CONSULT, Outcome.REVIEW), new_id()
    for _ in range(2):
        await chain.booking.react(event, event_id=event_id)
    await chain.booking.react(event)
    assert len(await chain.events("AppointmentHeld")) == 1
    assert (await chain.appointment(session["id"]))["version"] == session["version"] + 1


async def test_a_milder_or_equal_decision_leaves_what_is_booked(chain: Chain, lisbon: House) -> None:
    consult, _, session = await booked(chain, lisbon)
    await chain.decide(consult, CONSULT, Outcome.CLEARED_WITH_CONDITIONS, conditions=1)
    await chain.decide(consult, CONSULT, Outcome.CLEARED)
    assert (await chain.appointment(session["id"]))["version"] == session["version"]


async def test_a_clearance_that_now_ends_earlier_holds_it_and_a_move_before_its_end_releases_it(
    chain: Chain, lisbon: House
) -> None:
    consult, course, session = await booked(chain, lisbon)
    slots = await chain.slots(lisbon, "session", course_id=course["id"], near="09:00", limit=200)
    start = moment(session["starts_at"])
    late = next(slot for slot in slots if moment(slot["starts_at"]).date() > start.date())
    tag = {"If-Match": f'"{session["version"]}"'}
    later = {"starts_at": late["starts_at"]}
    moved = made(await chain.desk.post(f"/appointments/{session['id']}/move", json=later, headers=tag))
    await chain.decide(consult, CONSULT, valid_until=start.date())
    now = await chain.appointment(session["id"])
    assert now["held_why"].startswith("The clearance ends on ")
    tag = {"If-Match": f'"{now["version"]}"'}
    back = await chain.desk.post(
        f"/appointments/{session['id']}/move", json={"starts_at": session["starts_at"]}, headers=tag
    )
    assert (made(back)["held_why"], moved["held_why"]) == (None, None)
    assert await held(chain, lisbon) == []


async def test_a_check_of_the_day_that_did_not_clear_holds_that_days_session(chain: Chain, lisbon: House) -> None:
    consult, _, session = await booked(chain, lisbon)
    chain.go_to(session, timedelta(minutes=-20))
    await chain.decide(consult, DAY_OF, Outcome.REVIEW)
    assert await held(chain, lisbon) == [session["id"]]
    await chain.decide(consult, DAY_OF)
    assert await held(chain, lisbon) == []


async def test_another_plan_of_the_same_patient_is_not_touched(chain: Chain, lisbon: House) -> None:
    consult, _, session = await booked(chain, lisbon)
    other = await chain.consulted(consult["patient_id"], lisbon, area="neck", concern="fine_lines")
    await chain.decide(other, CONSULT, Outcome.DECLINED, limits={"area": "neck"})
    now = await chain.appointment(session["id"])
    assert (now["status"], now["held_since"]) == ("booked", None)


async def test_a_follow_up_that_is_called_off_waits_for_the_front_desk_with_the_reason(
    chain: Chain, lisbon: House
) -> None:
    consult, course, session = await booked(chain, lisbon)
    await chain.treated(consult, session)
    [follow_up] = await chain.ahead(consult["patient_id"])
    await chain.decide(consult, CONSULT, Outcome.DEFERRED, eligible_from=months_later(follow_up))
    [waiting] = made(await chain.desk.get("/follow-ups", params={"clinic_id": lisbon.clinic_id}))["items"]
    assert waiting["course_id"] == course["id"]
    assert "The appointment was called off: The patient may come from " in waiting["why"]


async def test_a_follow_up_says_that_the_clearance_ends_before_its_window(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    await chain.decide(consult, CONSULT, valid_until=moment(session["starts_at"]).date() + timedelta(days=3))
    await chain.treated(consult, session)
    [waiting] = made(await chain.desk.get("/follow-ups", params={"clinic_id": lisbon.clinic_id}))["items"]
    assert "before the next appointment may be: screen the patient again." in waiting["why"]


async def test_nothing_is_booked_while_a_review_waits(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    slot, *_ = await chain.slots(lisbon, "session", course_id=course["id"])
    await chain.decide(consult, CONSULT, Outcome.REVIEW)
    refused(await chain.book(patient, lisbon, "session", slot, course_id=course["id"]), "under-review")
