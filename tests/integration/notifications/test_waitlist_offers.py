"""A patient is asked about a freed time once, in time, and a yes or no that comes back is an answer."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.appointments import WaitlistOffered, WaitlistOfferEnded
from contracts.notifications.messages import MessageFailed, OfferAnswered
from contracts.notifications.texts import TextReceived
from services.notifications.app import notifications_through
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    MoodyChannel,
    Patient,
    arrived,
    opened,
    run_until,
    standing,
)
from tests.integration.notifications.test_opt_out import says
from tests.integration.notifications.test_signing import sign
from tests.support.fixtures import RunService
from tests.support.running import Running

UNTIL = START + timedelta(minutes=30)


def offered(patient: Patient, until: datetime = UNTIL, **changes: Any) -> WaitlistOffered:
    facts: dict[str, Any] = {
        "offer_id": new_id(),
        "patient_id": patient.id,
        "clinic_id": patient.clinic_id,
        "kind": "session",
        "starts_at": START + 3 * DAY,
        "until": until,
        "asked": "message",
        "moving_id": None,
    }
    return WaitlistOffered(**facts | changes)


def ended(offer: WaitlistOffered, why: str, at: datetime = START) -> WaitlistOfferEnded:
    facts = offer.model_dump(include={"offer_id", "patient_id", "clinic_id", "kind", "starts_at"})
    return WaitlistOfferEnded(**facts, why=why, ended_at=at)


async def published(running: Running, kind: type[Any]) -> list[Any]:
    return [event for event in await running.events() if isinstance(event, kind)]


async def answered(running: Running) -> list[tuple[UUID, bool]]:
    return [(event.offer_id, event.accepted) for event in await published(running, OfferAnswered)]


async def test_the_patient_reads_what_is_free_and_until_when(notifications: Running, ana: Patient) -> None:
    await notifications.react(offered(ana))
    await notifications.fire_timers()
    [sent] = await arrived(notifications)
    assert "a time for your session has become free at Chiado Skin" in sent.text
    assert "Answer YES to take it or NO to leave it" in sent.text
    assert "9:30" in sent.text


async def test_who_would_move_reads_that_the_present_time_stays(notifications: Running, ana: Patient) -> None:
    portuguese = Patient(ana.clinic_id, phone="+351910000001", language="pt-PT")
    await notifications.react(portuguese.registered())
    await notifications.react(offered(ana, moving_id=new_id()))
    await notifications.react(offered(portuguese, moving_id=new_id()))
    await notifications.fire_timers()
    english, translated = sorted(each.text for each in await arrived(notifications))
    assert "Without an answer your present time stays" in english
    assert "Responda SIM para mudar" in translated


@pytest.mark.parametrize(("text", "accepted"), [("Yes", True), (" sim! ", True), ("NO", False), ("Não.", False)])
async def test_yes_and_no_are_answers_that_nobody_has_to_read(
    notifications: Running, ana: Patient, text: str, accepted: bool
) -> None:
    offer = offered(ana)
    await notifications.react(offer)
    await notifications.fire_timers()
    made = await says(notifications, text)
    assert (made["waits"], made["known"]) == (False, True)
    assert "answers the offer" in made["explanation"]
    assert await answered(notifications) == [(offer.offer_id, accepted)]
    assert await published(notifications, TextReceived) == []


async def test_an_answer_counts_once_however_often_it_is_delivered(notifications: Running, ana: Patient) -> None:
    await notifications.react(offered(ana))
    await notifications.fire_timers()
    form = {"channel": "sms", "sender": ana.phone, "text": "YES", "id": "gateway-1"}
    for _ in range(2):
        answer = await notifications.client(Role.INTEGRATION).post("/inbound", json=form)
        assert answer.status_code == 200, answer.text
    assert len(await answered(notifications)) == 1


@pytest.mark.parametrize("text", ["Yes, but can it be later?", "no idea", "maybe"])
async def test_anything_else_is_read_by_a_person(notifications: Running, ana: Patient, text: str) -> None:
    await notifications.react(offered(ana))
    await notifications.fire_timers()
    assert (await says(notifications, text))["waits"]
    assert await answered(notifications) == []


async def test_a_yes_to_what_is_over_is_read_by_a_person(notifications: Running, ana: Patient) -> None:
    over, lapsed = offered(ana), offered(ana, until=START + HOUR)
    await notifications.react(over)
    await notifications.fire_timers()
    await notifications.react(ended(over, "lapsed"))
    assert (await says(notifications, "yes"))["waits"]
    await notifications.react(lapsed)
    await run_until(notifications, START + 2 * HOUR)
    assert (await says(notifications, "yes"))["waits"]
    assert await answered(notifications) == []


async def test_on_a_shared_telephone_a_yes_that_could_mean_two_offers_is_read(
    notifications: Running, ana: Patient
) -> None:
    brother = Patient(ana.clinic_id)
    await notifications.react(brother.registered())
    first = offered(ana)
    await notifications.react(first)
    await notifications.react(offered(brother))
    await notifications.fire_timers()
    assert (await says(notifications, "yes"))["waits"]
    await notifications.react(ended(first, "declined"))
    assert not (await says(notifications, "yes"))["waits"]
    [(_, accepted)] = await answered(notifications)
    assert accepted


async def test_nothing_goes_out_about_an_offer_that_is_over(
    notifications: Running, ana: Patient, channel: MoodyChannel
) -> None:
    withdrawn, slow = offered(ana), offered(ana)
    await notifications.react(withdrawn)
    await notifications.react(ended(withdrawn, "withdrawn"))
    channel.busy = True
    await notifications.react(slow)
    await notifications.fire_timers()
    await run_until(notifications, START + 20 * HOUR)
    channel.busy = False
    await run_until(notifications, START + 40 * HOUR)
    assert await arrived(notifications) == []
    assert [status for _, status in await standing(notifications)] == ["cancelled", "cancelled"]


async def test_the_desk_calls_and_nobody_writes(notifications: Running, ana: Patient) -> None:
    await notifications.react(offered(ana, asked="desk"))
    await notifications.react(offered(ana, asked="pigeon"))
    await notifications.fire_timers()
    assert await standing(notifications) == []


async def test_what_does_not_leave_is_told_to_booking_with_its_offer(notifications: Running, clinic: UUID) -> None:
    nowhere = Patient(clinic, phone=None, email=None)
    await notifications.react(nowhere.registered())
    offer = offered(nowhere)
    await notifications.react(offer)
    await notifications.fire_timers()
    [failed] = await published(notifications, MessageFailed)
    assert failed.offer_id == offer.offer_id
    to_call = await notifications.client(Role.FRONT_DESK).get("/worklist", params={"kind": "patient_to_call"})
    assert to_call.json()["items"] == []  # booking lists the call


async def test_a_yes_that_came_too_late_is_answered(notifications: Running, ana: Patient) -> None:
    offer = offered(ana)
    await notifications.react(offer)
    await notifications.fire_timers()
    await notifications.react(ended(offer, "answered_too_late"))
    await notifications.fire_timers()
    texts = [each.text for each in await arrived(notifications)]
    assert "could not be kept for you any longer" in texts[-1]


async def test_where_the_words_are_not_signed_yet_the_desk_is_asked_to_call(
    run_service: RunService, channel: MoodyChannel
) -> None:
    async with run_service(notifications_through(channel.open), start=START, rehearsal=False) as running:
        await sign(running, "2026-11.3")
        clinic = new_id()
        await running.react(opened(clinic))
        patient = Patient(clinic)
        await running.react(patient.registered())
        offer = offered(patient)
        await running.react(offer)
        [failed] = await published(running, MessageFailed)
        assert failed.offer_id == offer.offer_id
