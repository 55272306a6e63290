"""A course of which a session was cancelled, missed or added: what is missing is booked, and the review comes last."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from tests.integration.booking.chain import Chain, House, made, refused
from tests.integration.booking.test_course_bookings import at
from tests.integration.booking.test_moves_and_swaps import days
from tests.integration.booking.test_unavailabilities import enter
from tests.integration.booking.waiting import CANCELLED

WISH = {"wish": {"near": "11:00"}}


async def ready(chain: Chain, house: House) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A patient with consult and course, of which nothing is booked."""
    patient = await chain.register(house)
    return patient, *await chain.cleared(patient, house)


async def problems(chain: Chain, appointment: dict[str, Any]) -> list[str]:
    return [each["code"] for each in (await chain.appointment(appointment["id"]))["problems"]]


async def missed(chain: Chain, appointment: dict[str, Any]) -> None:
    """The patient did not come: no day is left before the others, at the protocol's distance."""
    chain.go_to(appointment)
    made(await chain.desk.post(f"/appointments/{appointment['id']}/miss"))


async def test_a_missed_session_is_booked_after_the_others_and_the_review_moves_behind_it(
    chain: Chain, lisbon: House
) -> None:
    """The review says that a session is missing, as soon as one is, until one is booked before it."""
    patient, _, course = await ready(chain, lisbon)
    made(await chain.desk.post(at(course), json=WISH))
    first, second, third, review = await chain.ahead(patient)
    await missed(chain, first)
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
    await missed(chain, first)
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


async def planned_later(chain: Chain, house: House) -> tuple[str, dict[str, Any], list[dict[str, Any]]]:
    """A course whose three sessions are booked, the first of them some weeks ahead, and its review."""
    patient, _, course = await ready(chain, house)
    (slot,) = await chain.slots(house, "session", course_id=course["id"], limit=1, **{"from": "2027-04-05"})
    first = made(await chain.book(patient, house, "session", slot, course_id=course["id"]))
    made(await chain.desk.post(at(course), json=WISH))
    ahead = await chain.ahead(patient)
    assert ahead[0]["id"] == first["id"], "nothing is placed before a first session that was booked for later"
    return patient, course, ahead


async def test_a_first_session_that_was_cancelled_comes_before_the_others_again(chain: Chain, lisbon: House) -> None:
    patient, course, (first, second, third, review) = await planned_later(chain, lisbon)
    made(await chain.desk.post(f"/appointments/{first['id']}/cancel", json=CANCELLED))
    booked = made(await chain.desk.post(at(course), json=WISH))
    (missing,) = booked["appointments"]
    assert (missing["number"], missing["moved_from"], booked["complete"]) == (1, None, True)
    again, *others = await chain.ahead(patient)
    assert [one["id"] for one in others] == [second["id"], third["id"], review["id"]]
    apart = [later - earlier for earlier, later in pairwise(days([again, *others]))]
    assert timedelta(weeks=4) <= apart[0] <= timedelta(weeks=6)
    assert days([again]) != days([first]), "not on the day that was given up"
    await chain.booking.fire_timers()
    assert [await problems(chain, one) for one in (again, *others)] == [[], [], [], []]


async def test_a_first_session_that_finds_no_day_before_the_others_comes_after_them(
    chain: Chain, lisbon: House
) -> None:
    _, course, (first, second, third, _) = await planned_later(chain, lisbon)
    made(await chain.desk.post(f"/appointments/{first['id']}/cancel", json=CANCELLED))
    until = (days([second])[0] - timedelta(days=1)).isoformat()
    made(await enter(chain, lisbon, "practitioner", lisbon.nurses[0], "leave", ends=until))
    missing, moves = made(await chain.desk.post(f"{at(course)}/proposal", json=WISH))["appointments"]
    assert (missing["number"], moves["kind"]) == (3, "review")
    assert missing["slot"]["starts_at"] > third["starts_at"]
