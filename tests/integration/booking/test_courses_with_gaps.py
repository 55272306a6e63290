"""A course of which a session was cancelled, missed or added: what is missing is booked, and the review comes last."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from tests.integration.booking.chain import Chain, House, made, refused
from tests.integration.booking.test_course_bookings import at
from tests.integration.booking.test_moves_and_swaps import days
from tests.integration.booking.waiting import CANCELLED

WISH = {"wish": {"near": "11:00"}}


async def ready(chain: Chain, house: House) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A patient with consult and course, of which nothing is booked."""
    patient = await chain.register(house)
    return patient, *await chain.cleared(patient, house)


async def problems(chain: Chain, appointment: dict[str, Any]) -> list[str]:
    return [each["code"] for each in (await chain.appointment(appointment["id"]))["problems"]]


async def test_a_cancelled_session_is_booked_after_the_others_and_the_review_moves_behind_it(
    chain: Chain, lisbon: House
) -> None:
    """The review says that a session is missing, as soon as one is, until one is booked before it."""
    patient, _, course = await ready(chain, lisbon)
    made(await chain.desk.post(at(course), json=WISH))
    first, second, third, review = await chain.ahead(patient)
    made(await chain.desk.post(f"/appointments/{first['id']}/cancel", json=CANCELLED))
    assert await problems(chain, review) == ["too_soon"]

    proposal = made(await chain.desk.post(f"{at(course)}/proposal", json=WISH))
    assert proposal["booked_before"] == [second["starts_at"], third["starts_at"]]
    missing, moves = proposal["appointments"]
    assert (missing["number"], missing["moved_from"]) == (3, None)
    assert (moves["kind"], moves["moved_from"], proposal["complete"]) == ("review", review["starts_at"], True)

    booked = made(await chain.desk.post(at(course), json=WISH))
    assert [each["slot"] for each in booked["appointments"]] == [missing["slot"], moves["slot"]]
    assert booked["appointments"][1]["appointment"]["id"] == review["id"]
    ahead = await chain.ahead(patient)
    assert [one["kind"] for one in ahead] == ["session", "session", "session", "review"]
    assert [one["id"] for one in ahead][:2] == [second["id"], third["id"]]
    apart = [later - earlier for earlier, later in pairwise(days(ahead))]
    assert min(apart) >= timedelta(weeks=4)
    (moved,) = await chain.events("AppointmentMoved")
    assert len(moved.model_dump()["together"]["appointments"]) == 2
    await chain.booking.fire_timers()
    assert await problems(chain, review) == []
    refused(await chain.desk.post(at(course), json=WISH), "already-booked")


async def test_a_review_stays_where_it_is_when_none_is_wished_for(chain: Chain, lisbon: House) -> None:
    patient, _, course = await ready(chain, lisbon)
    made(await chain.desk.post(at(course), json=WISH))
    first, *_, review = await chain.ahead(patient)
    made(await chain.desk.post(f"/appointments/{first['id']}/cancel", json=CANCELLED))
    proposal = made(await chain.desk.post(f"{at(course)}/proposal", json={**WISH, "review": False}))
    assert "Move that first." in proposal["appointments"][0]["why_not"]
    assert (await chain.appointment(review["id"]))["starts_at"] == review["starts_at"]


async def test_a_follow_up_that_comes_after_the_review_is_shown_and_the_review_moves(
    chain: Chain, lisbon: House
) -> None:
    """After the first session was cancelled, the last one is held by itself when the others took place."""
    patient, consult, course = await ready(chain, lisbon)
    made(await chain.desk.post(at(course), json=WISH))
    first, second, third, review = await chain.ahead(patient)
    made(await chain.desk.post(f"/appointments/{first['id']}/cancel", json=CANCELLED))
    for each in (second, third):
        await chain.treated(consult, each)
    await chain.booking.fire_timers()
    assert await problems(chain, review) == ["too_soon"]
    booked = made(await chain.desk.post(at(course), json=WISH))
    (moves,) = booked["appointments"]
    assert moves["moved_from"] == review["starts_at"]
    assert [one["kind"] for one in await chain.ahead(patient)] == ["session", "review"]
    assert await problems(chain, review) == []


async def test_a_review_says_that_the_course_was_extended(chain: Chain, lisbon: House) -> None:
    patient, _, course = await ready(chain, lisbon)
    made(await chain.desk.post(at(course), json=WISH))
    *_, review = await chain.ahead(patient)
    more = {"kind": "more", "sessions": 1, "reason": "The scars are deeper than they looked."}
    extended = made(await chain.director.post(f"/courses/{course['id']}/extensions", json=more))
    await chain.booking.fire_timers()
    assert await problems(chain, review) == ["too_soon"]
    end = f"/courses/{course['id']}/extensions/{extended['extensions'][0]['id']}/end"
    made(await chain.director.post(end, json={"reason": "It was meant for another patient."}))
    await chain.booking.fire_timers()
    assert await problems(chain, review) == []
