"""An offer of the waitlist lives as long as the time is kept for it, whatever becomes of the hold in between."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio
from sqlalchemy import select

from chassis.data.tables import dead_letters
from chassis.ids import new_id
from contracts.notifications.messages import MessageFailed
from tests.integration.booking.chain import Chain, made, moment, refused
from tests.integration.booking.waiting import Waitlist


def not_delivered(chain: Chain, offer: dict[str, Any]) -> MessageFailed:
    return MessageFailed(
        message_id=new_id(),
        patient_id=UUID(offer["patient_id"]),
        appointment_id=None,
        template="waitlist_offer",
        reason="no such number",
        failed_at=chain.booking.clock.now(),
        offer_id=UUID(offer["id"]),
    )


async def nothing_is_set_aside(chain: Chain) -> bool:
    async with chain.booking.work() as work:
        return (await work.execute(select(dead_letters))).all() == []


async def held(chain: Chain, waitlist: Waitlist) -> dict[str, Any]:
    (hold,) = made(await chain.desk.get("/holds", params={"clinic_id": waitlist.house.clinic_id}))["items"]
    return dict(hold)


@pytest_asyncio.fixture(loop_scope="session")
async def offer(waitlist: Waitlist, chain: Chain) -> dict[str, Any]:
    """A freed time is offered to the first of two who wait."""
    gives_up, first, second = [await chain.register(waitlist.house) for _ in range(3)]
    appointment = await waitlist.books(gives_up, "2027-03-04T10:00")
    await waitlist.waits(first, priority="high")
    await waitlist.waits(second)
    await waitlist.cancels(appointment)
    return await waitlist.open_offer()


async def test_who_releases_the_hold_of_an_offer_withdraws_the_offer_and_the_next_is_asked(
    waitlist: Waitlist, chain: Chain, offer: dict[str, Any]
) -> None:
    hold = await held(chain, waitlist)
    assert (await chain.desk.delete(f"/holds/{hold['id']}")).status_code == 204
    await chain.booking.fire_timers()
    following = await waitlist.open_offer()
    assert following["patient_id"] != offer["patient_id"]
    assert following["starts_at"] == offer["starts_at"]
    assert [each["state"] for each in await waitlist.offers(patient_id=offer["patient_id"])] == ["withdrawn"]


async def test_a_message_that_fails_after_the_hold_was_released_changes_nothing(
    waitlist: Waitlist, chain: Chain, offer: dict[str, Any]
) -> None:
    hold = await held(chain, waitlist)
    assert (await chain.desk.delete(f"/holds/{hold['id']}")).status_code == 204
    await chain.booking.react(not_delivered(chain, offer))
    assert await nothing_is_set_aside(chain)
    assert await waitlist.to_call() == []


async def test_a_message_that_fails_when_the_time_to_answer_is_over_ends_the_offer(
    waitlist: Waitlist, chain: Chain, offer: dict[str, Any]
) -> None:
    chain.booking.clock.set(moment(offer["until"]))
    await chain.booking.react(not_delivered(chain, offer))
    assert await nothing_is_set_aside(chain)
    (ended,) = await waitlist.offers(patient_id=offer["patient_id"])
    assert ended["state"] == "lapsed"
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["patient_id"] != offer["patient_id"]


async def test_the_hold_of_an_offer_is_not_extended_because_it_lasts_as_long_as_the_offer(
    waitlist: Waitlist, chain: Chain, offer: dict[str, Any]
) -> None:
    hold = await held(chain, waitlist)
    refused(await chain.desk.post(f"/holds/{hold['id']}/extend"), "extended-already", "waitlist")
    assert (await held(chain, waitlist))["expires_at"] == offer["until"]
    await chain.booking.react(not_delivered(chain, offer))
    longer = await waitlist.open_offer()
    assert longer["id"] == offer["id"]
    assert moment(longer["until"]) > moment(offer["until"]) + timedelta(minutes=10)
    assert (await held(chain, waitlist))["expires_at"] == longer["until"]


async def test_a_slot_that_was_held_and_not_booked_is_offered_when_the_hold_expires_or_is_released(
    waitlist: Waitlist, chain: Chain
) -> None:
    decides, waits = [await chain.register(waitlist.house) for _ in range(2)]
    slots = await chain.slots(waitlist.house, "consult", **{"from": "2027-03-04", "to": "2027-03-04"}, limit=20)
    made(await chain.hold(decides, waitlist.house, "consult", slots[0]))
    await waitlist.waits(waits)
    await waitlist.passes(chain.booking.clock.now() + timedelta(minutes=10))
    offer = await waitlist.open_offer()
    assert (offer["patient_id"], offer["starts_at"]) == (waits, slots[0]["starts_at"])
    made(await waitlist.answers(offer, "decline"))
    again = made(await chain.hold(decides, waitlist.house, "consult", slots[4]))
    assert (await chain.desk.delete(f"/holds/{again['id']}")).status_code == 204
    await chain.booking.fire_timers()
    assert (await waitlist.open_offer())["starts_at"] == slots[4]["starts_at"]
