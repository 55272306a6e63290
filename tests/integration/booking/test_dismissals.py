"""That nothing is booked is put off until a day, with a reason, and comes back then, or earlier."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from chassis.access.actors import Role
from tests.integration.booking.chain import Chain, House, made, refused

WHY = {"reason": "works abroad until June"}


async def to_book(chain: Chain, patient: str) -> list[dict[str, Any]]:
    asked = {"patient_id": patient, "kind": "nothing_booked"}
    items: list[dict[str, Any]] = made(await chain.desk.get("/worklist", params=asked))["items"]
    return items


async def put_off(chain: Chain, item: dict[str, Any], days: int = 30) -> httpx.Response:
    until = chain.booking.clock.now().date() + timedelta(days=days)
    return await chain.desk.post("/dismissals", json={"item_id": item["id"], "until": str(until)} | WHY)


async def listed(chain: Chain, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = made(await chain.desk.get("/dismissals", params=query))["items"]
    return items


@pytest.fixture
async def course(chain: Chain, lisbon: House) -> dict[str, Any]:
    """A patient is cleared, and nothing is booked."""
    return (await chain.cleared(await chain.register(lisbon), lisbon))[1]


async def passes(chain: Chain, **time: int) -> None:
    chain.booking.clock.set(chain.booking.clock.now() + timedelta(**time))
    await chain.booking.fire_timers()


async def test_what_is_put_off_is_gone_until_its_day_begins_at_the_clinic(
    chain: Chain, lisbon: House, course: dict[str, Any]
) -> None:
    patient = course["patient_id"]
    (item,) = await to_book(chain, patient)
    dismissal = made(await put_off(chain, item))
    assert (dismissal["subject_id"], dismissal["running"]) == (course["id"], True)
    await chain.agrees(patient, lisbon.clinic_id)  # something else about the patient is looked at
    assert await to_book(chain, patient) == []
    assert await listed(chain, clinic_id=lisbon.clinic_id, running=True) == [dismissal]
    await passes(chain, days=29)
    assert await to_book(chain, patient) == []
    await passes(chain, days=1)
    (again,) = await to_book(chain, patient)
    assert again["subject_id"] == course["id"]
    assert await listed(chain, running=True) == []
    (closed,) = made(await chain.desk.get("/worklist", params={"state": "closed", "kind": "nothing_booked"}))["items"]
    assert (closed["id"], closed["closed_why"]) == (item["id"], "dismissed")


async def test_it_is_brought_back_earlier_once(chain: Chain, course: dict[str, Any]) -> None:
    (item,) = await to_book(chain, course["patient_id"])
    dismissal = made(await put_off(chain, item))
    at = f"/dismissals/{dismissal['id']}/withdraw"
    ended = made(await chain.desk.post(at, json={"reason": "has called"}))
    assert (ended["running"], ended["withdrawn_because"]) == (False, "has called")
    assert len(await to_book(chain, course["patient_id"])) == 1
    refused(await chain.desk.post(at, json={"reason": "has called"}), "dismissal-over")


async def test_what_is_booked_meanwhile_and_falls_through_is_work_at_once(
    chain: Chain, lisbon: House, course: dict[str, Any]
) -> None:
    (item,) = await to_book(chain, course["patient_id"])
    made(await put_off(chain, item))
    await passes(chain, hours=1)
    booked = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    made(await chain.desk.post(f"/appointments/{booked['id']}/cancel", json={"reason": "has to work"}))
    assert len(await to_book(chain, course["patient_id"])) == 1


async def test_on_its_day_nothing_comes_back_when_something_is_booked(
    chain: Chain, lisbon: House, course: dict[str, Any]
) -> None:
    (item,) = await to_book(chain, course["patient_id"])
    made(await put_off(chain, item, days=2))
    late = {"from": "2027-03-25", "limit": 1}
    (slot,) = await chain.slots(lisbon, "session", course_id=course["id"], **late)
    made(await chain.book(course["patient_id"], lisbon, "session", slot, course_id=course["id"]))
    await passes(chain, days=3)
    assert await to_book(chain, course["patient_id"]) == []


async def test_a_consult_that_was_missed_is_put_off_and_follows_a_merge(chain: Chain, lisbon: House) -> None:
    patient, stays = await chain.register_alike(lisbon), await chain.register_alike(lisbon)
    consult = await chain.booked(patient, lisbon, "consult")
    chain.go_to(consult, timedelta(minutes=5))
    made(await chain.desk.post(f"/appointments/{consult['id']}/miss"))
    (item,) = await to_book(chain, patient)
    made(await put_off(chain, item))
    assert await to_book(chain, patient) == []
    made(await chain.director.post(f"/patients/{patient}/merge", json={"into": stays, "reason": "Registered twice."}))
    assert [each["patient_id"] for each in await listed(chain, running=True)] == [stays]
    assert await to_book(chain, stays) == []


@pytest.mark.parametrize("days", [0, 367])
async def test_a_day_that_is_not_ahead_or_too_far_ahead_is_refused(
    chain: Chain, course: dict[str, Any], days: int
) -> None:
    (item,) = await to_book(chain, course["patient_id"])
    refused(await put_off(chain, item, days=days), "invalid", "ahead", 422)


async def test_other_work_is_done_and_not_put_off_and_a_colleagues_work_is_theirs(
    chain: Chain, lisbon: House, course: dict[str, Any]
) -> None:
    (item,) = await to_book(chain, course["patient_id"])
    colleague = chain.booking.client(Role.FRONT_DESK, subject="a colleague")
    made(await colleague.post(f"/worklist/{item['id']}/claim"))
    refused(await put_off(chain, item), "claimed-by-another")
    made(await colleague.post(f"/worklist/{item['id']}/release"))
    made(await put_off(chain, item))
    refused(await put_off(chain, item), "not-dismissible", "closed already")
    consult = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    chain.go_to(consult, timedelta(hours=3))
    await chain.booking.fire_timers()
    asked = {"patient_id": consult["patient_id"], "kind": "appointment_not_closed"}
    (other,) = made(await chain.desk.get("/worklist", params=asked))["items"]
    refused(await put_off(chain, other), "not-dismissible", "has to be done")
