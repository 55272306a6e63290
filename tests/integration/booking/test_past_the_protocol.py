"""A course goes on past its protocol: several reviews, more sessions, maintenance."""

from datetime import timedelta
from typing import Any

import httpx

from tests.integration.booking.chain import Chain, House, made, moment, refused
from tests.integration.booking.test_corrections import FOUND, reviewed, to_do

WHY = {"reason": "the scars need more than that"}


async def extend(chain: Chain, course: dict[str, Any], **form: Any) -> httpx.Response:
    return await chain.director.post(f"/courses/{course['id']}/extensions", json=WHY | form)


async def shown(chain: Chain, course: dict[str, Any]) -> dict[str, Any]:
    return made(await chain.director.get(f"/courses/{course['id']}"))


async def take_place(chain: Chain, review: dict[str, Any]) -> dict[str, Any]:
    chain.go_to(review)
    at = f"/appointments/{review['id']}/results-review"
    recorded = made(await chain.treating(review).post(at, json=FOUND))
    await chain.booking.fire_timers()
    return recorded


async def test_three_reviews_follow_each_other_and_then_none_is_due(chain: Chain, lisbon: House) -> None:
    course, review = await reviewed(chain, lisbon)
    last = moment((await shown(chain, course))["review_from"] + "T00:00:00+00:00") - timedelta(weeks=4)
    for first, until in ((4, 6), (13, 16), (26, 30)):
        assert timedelta(weeks=first) <= moment(review["starts_at"]) - last < timedelta(weeks=until, days=1)
        await take_place(chain, review)
        ahead = await chain.ahead(course["patient_id"])
        if ahead:
            (review,) = ahead
    assert await chain.ahead(course["patient_id"]) == []
    assert (await shown(chain, course))["review_due"] is False
    assert await to_do(chain, course) == []


async def test_a_review_that_is_skipped_is_followed_by_the_next_and_may_be_wanted_again(
    chain: Chain, lisbon: House
) -> None:
    course, review = await reviewed(chain, lisbon)
    at = f"/courses/{course['id']}/skipped-reviews"
    refused(await chain.director.post(at, json=WHY), "wrong-course-state", "cancel its appointment first")
    refused(await chain.desk.post(at, json=WHY), "forbidden", "", 403)
    made(await chain.desk.post(f"/appointments/{review['id']}/cancel", json={"reason": "abroad until summer"}))
    assert await to_do(chain, course) == ["follow_up_to_place"]
    skipped = made(await chain.director.post(at, json=WHY))
    await chain.booking.fire_timers()
    (second,) = await chain.ahead(course["patient_id"])
    assert second["kind"] == "review"
    assert second["starts_at"] > review["starts_at"]
    (skip,) = skipped["skipped_reviews"]
    back = f"{at}/{skip['id']}/withdraw"
    assert made(await chain.director.post(back, json=WHY))["review_from"] < skipped["review_from"]
    refused(await chain.director.post(back, json=WHY), "wrong-course-state", "withdrawn already")


async def test_a_review_that_nobody_placed_is_on_the_list_until_it_is_booked(chain: Chain, lisbon: House) -> None:
    course, review = await reviewed(chain, lisbon)
    await take_place(chain, review)
    (second,) = await chain.ahead(course["patient_id"])
    made(await extend(chain, course, kind="maintenance", sessions=1, weeks_from=20, weeks_until=24))
    made(await chain.desk.post(f"/appointments/{second['id']}/cancel", json={"reason": "abroad until summer"}))
    assert "follow_up_to_place" in await to_do(chain, course)


async def test_more_sessions_reopen_the_course_and_are_booked_recorded_and_ended(chain: Chain, lisbon: House) -> None:
    course, review = await reviewed(chain, lisbon)
    made(await chain.desk.post(f"/appointments/{review['id']}/cancel", json={"reason": "sessions come first"}))
    refused(await extend(chain, course, kind="more", sessions=1, weeks_from=9, weeks_until=9), "invalid", status=422)
    longer = made(await extend(chain, course, kind="more", sessions=2))
    assert (longer["sessions"], longer["completed"], longer["next_kind"]) == (course["sessions"] + 2, False, "session")
    assert len(await chain.events("CourseReopened")) == 1
    await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    end = f"/courses/{course['id']}/extensions/{longer['extensions'][0]['id']}/end"
    refused(await chain.director.post(end, json=WHY), "wrong-course-state", "cancel the others first")
    (session,) = await chain.ahead(course["patient_id"])
    made(await chain.desk.post(f"/appointments/{session['id']}/cancel", json={"reason": "not wanted any more"}))
    ended = made(await chain.director.post(end, json=WHY))
    assert (ended["sessions"], ended["completed"]) == (course["sessions"], True)
    assert ended["extensions"][0]["ended_because"] == WHY["reason"]
    assert len(await chain.events("CourseCompleted")) == 2


async def test_maintenance_follows_the_interval_that_a_clinician_sets(chain: Chain, lisbon: House) -> None:
    course, _ = await reviewed(chain, lisbon)
    stated = {"weeks_from": 12, "weeks_until": 16}
    refused(await extend(chain, course, kind="maintenance", sessions=1), "invalid", "No source states", 422)
    plan = made(await extend(chain, course, kind="maintenance", sessions=1, **stated))
    assert (plan["completed"], plan["next_kind"], plan["maintenance"]) == (True, "session", 1)
    assert set(await to_do(chain, course)) == {"nothing_booked"}
    slots = await chain.slots(lisbon, "session", course_id=course["id"])
    assert min(one["starts_at"][:10] for one in slots) >= plan["next_from"]
    assert plan["extensions"][0]["weeks_min"] == 12


async def test_a_review_that_nothing_holds_is_on_the_list_until_it_is_booked_or_skipped(
    chain: Chain, lisbon: House
) -> None:
    course, review = await reviewed(chain, lisbon)
    recorded = await take_place(chain, review)
    (second,) = await chain.ahead(course["patient_id"])
    made(await chain.desk.post(f"/appointments/{second['id']}/cancel", json={"reason": "entered twice"}))
    stop, go_on = f"/courses/{course['id']}/stop", f"/courses/{course['id']}/resume"
    made(await chain.director.post(stop, json=WHY))
    assert await to_do(chain, course) == []
    made(await chain.director.post(go_on, json=WHY))
    assert await to_do(chain, course) == ["follow_up_to_place"]
    at = {"If-Match": '"1"'}
    void = {"becomes": "missed", "reason": "it was another patient"}
    made(await chain.director.post(f"/results-reviews/{recorded['id']}/void", json=void, headers=at))
    assert (await shown(chain, course))["review_due"] is True
    slot = (await chain.slots(lisbon, "review", course_id=course["id"], limit=1))[0]
    made(await chain.book(course["patient_id"], lisbon, "review", slot, course_id=course["id"]))
    assert await to_do(chain, course) == []
