"""What patients say on the pages behind their links: that they come, and what they want to be sent."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.notifications.messages import AppointmentAnswered, ContactOptedIn, ContactOptedOut
from services.notifications.app import notifications_through
from tests.integration.notifications.stories import DAY, HOUR, START, Appointment, MoodyChannel, Patient
from tests.integration.notifications.test_links import BORN, WRONG, invited, secrets, work_left
from tests.integration.notifications.test_texts import published
from tests.support.fixtures import RunService
from tests.support.links import LinksUnderTest, links, through
from tests.support.running import Running

__all__ = ["links"]


@pytest_asyncio.fixture(loop_scope="session")
async def notifications(
    run_service: RunService, channel: MoodyChannel, links: LinksUnderTest
) -> AsyncIterator[Running]:
    service = notifications_through(channel.open)
    async with run_service(service, start=START, link_jwks=str(links.jwks)) as running:
        yield running


async def booked(running: Running, patient: Patient) -> Appointment:
    visit = Appointment(patient, START + 72 * HOUR)
    await running.react(visit.booked())
    await running.fire_timers()
    return visit


async def token(running: Running, links: LinksUnderTest, **proof: str) -> str:
    """Of the last link that was sent."""
    answer = await links.opens(running, (await secrets(running))[-1], **proof)
    return str(answer.json()["access_token"])


async def says(page: httpx.AsyncClient, visit: Appointment, at: Any = None) -> httpx.Response:
    body = {"starts_at": (at or visit.starts_at).isoformat()}
    return await page.post(f"/appointments/{visit.id}/confirm", json=body)


async def looks(running: Running, secret: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(running.app), base_url="http://public") as page:
        return await page.post("/links/look", json={"secret": secret})


async def test_looking_at_a_link_uses_nothing_up_and_says_nothing_of_its_patient(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    event, secret = await invited(notifications, ana)
    for _ in range(10):
        seen = (await looks(notifications, secret)).json()
    assert (seen["state"], seen["proves"], seen["clinic"]["phone"]) == ("open", "first", "+351210000000")
    assert not {str(ana.id), str(event.intake_id)} & set(map(str, seen.values()))
    assert (await looks(notifications, "0" * 22)).status_code == 404

    for _ in range(5):
        await links.opens(notifications, secret, date_of_birth=WRONG)
    seen = (await looks(notifications, secret)).json()
    assert (seen["state"], seen["ended_as"]) == ("ended", "tries")
    assert seen["clinic"]["name"]


@pytest.mark.parametrize("door", ["/links/look", "/links/open"])
@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        (b"", [("", "Send a body: one JSON object.")]),
        (b"null", [("", "Send a body: one JSON object.")]),
        (b"[null, null]", [("", "Give an object: names and values in braces.")]),
        (b'"secret"', [("", "Give an object: names and values in braces.")]),
        (b"{}", [("secret", "This is missing.")]),
        (b'{"secret": 7}', [("secret", "Give text.")]),
        (b'{"secret": "short", "of": 1}', [("secret", "Give at least 22 characters."), ("of", None)]),
    ],
)
async def test_what_is_no_form_is_refused_by_field(
    notifications: Running, door: str, sent: bytes, errors: list[tuple[str, str | None]]
) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(notifications.app), base_url="http://public") as page:
        answer = await page.post(door, content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    found = answer.json()["errors"]
    assert [each["field"] for each in found] == [field for field, _ in errors]
    for each, (_, problem) in zip(found, errors, strict=True):
        assert each["in"] == "body"
        assert problem is None or each["problem"] == problem


async def test_a_link_that_ran_out_is_seen_as_ended(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    _, secret = await invited(notifications, ana)
    notifications.clock.advance(15 * DAY)
    seen = (await looks(notifications, secret)).json()
    assert (seen["state"], seen["ended_as"]) == ("ended", None)


async def test_a_patient_confirms_once_and_the_clinic_hears_of_it_once(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    visit = await booked(notifications, ana)
    async with through(notifications, await token(notifications, links)) as page:
        answers = [await says(page, visit) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 200]
    own = notifications.client(Role.PATIENT, subject=ana.id)
    assert (await says(own, visit)).status_code == 200, "signed in, they may say so as well"
    [event] = await published(notifications, AppointmentAnswered)
    assert (event.appointment_id, event.patient_id, event.answer) == (visit.id, ana.id, "confirmed")


async def test_what_moved_or_is_cancelled_or_somebody_elses_is_not_confirmed(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    visit = await booked(notifications, ana)
    own = notifications.client(Role.PATIENT, subject=ana.id)
    other = notifications.client(Role.PATIENT, subject=new_id())
    assert (await says(other, visit)).status_code == 403
    assert (await says(notifications.client(Role.FRONT_DESK), visit)).status_code == 403
    unknown = Appointment(ana, visit.starts_at)
    assert (await says(own, unknown)).status_code == 404

    before = visit.starts_at
    await notifications.react(visit.moved(before + DAY))
    refused = await says(own, visit, before)
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "appointment-changed")
    await notifications.react(visit.cancelled())
    assert (await says(own, visit)).status_code == 409
    assert await published(notifications, AppointmentAnswered) == []


async def test_with_the_date_of_birth_a_visits_link_reaches_the_patients_own_record(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    await booked(notifications, ana)
    reachability = f"/patients/{ana.id}/reachability"
    async with through(notifications, await token(notifications, links)) as page:
        assert (await page.get(reachability)).status_code == 403
    async with through(notifications, await token(notifications, links, date_of_birth=BORN)) as page:
        assert (await page.get(reachability)).status_code == 200
        assert (await page.get(f"/patients/{new_id()}/reachability")).status_code in (403, 404)
        assert (await page.get("/links")).status_code == 403, "proof opens some things, not everything"


async def test_a_wrong_date_of_birth_counts_at_a_link_that_needs_none(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    await booked(notifications, ana)
    secret = (await secrets(notifications))[-1]
    left = [(await links.opens(notifications, secret, date_of_birth=WRONG)).json()["tries_left"] for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert (await links.opens(notifications, secret)).status_code == 410
    assert len(await work_left(notifications)) == 1


async def test_a_patient_stops_messages_and_wants_them_again_as_often_as_they_like(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    await booked(notifications, ana)
    async with through(notifications, await token(notifications, links, date_of_birth=BORN)) as page:
        of = f"/patients/{ana.id}"

        async def tells(what: str, key: str, body: Any = None) -> httpx.Response:
            return await page.post(f"{of}/{what}", json=body, headers={"Idempotency-Key": key})

        nothing = await tells("resume-messages", "a")
        assert (nothing.status_code, nothing.json()["type"].rpartition(":")[2]) == (409, "nothing-stopped")
        for turn in range(2):
            stopped = await tells("stop-messages", f"stop {turn}", {"scope": "all"})
            assert [each["scope"] for each in stopped.json()["opted_out"]] == ["all"]
            assert (await tells("resume-messages", f"resume {turn}")).json()["opted_out"] == []
        steps = (await page.get(f"{of}/opt-outs")).status_code
    assert steps == 403
    desk = notifications.client(Role.FRONT_DESK)
    history = (await desk.get(f"{of}/opt-outs")).json()["items"]
    assert {(each["how"], each["note"]) for each in history} == {("in_writing", "on the patient's own page")}
    assert len(await published(notifications, ContactOptedOut)) == 2
    assert len(await published(notifications, ContactOptedIn)) == 2


@pytest.mark.parametrize("what", ["stop-messages", "resume-messages"])
async def test_only_the_patient_stops_messages_here(notifications: Running, ana: Patient, what: str) -> None:
    for caller in (notifications.client(Role.FRONT_DESK), notifications.client(Role.PATIENT, subject=new_id())):
        assert (await caller.post(f"/patients/{ana.id}/{what}", json={"scope": "all"})).status_code == 403


async def test_a_link_ends_as_before(notifications: Running, links: LinksUnderTest, ana: Patient) -> None:
    visit = await booked(notifications, ana)
    secret = (await secrets(notifications))[-1]
    notifications.clock.advance(visit.starts_at - START + timedelta(minutes=1))
    assert (await looks(notifications, secret)).json()["state"] == "ended"
