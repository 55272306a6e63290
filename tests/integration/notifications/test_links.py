"""Links in messages: one act for one person, for a time, and dead when their cause is gone."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest_asyncio
from sqlalchemy import select

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.patients import PatientErased, PatientMerged
from contracts.screening.screenings import IntakeRequested
from contracts.vocabulary import Outcome
from services.notifications.app import notifications_through
from services.notifications.domain.links import HIDDEN_SECRET, digest_of
from services.notifications.tables import links as of_links
from services.notifications.tables import messages as of_messages
from services.notifications.tables import patients
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    MoodyChannel,
    Patient,
    arrived,
    decided,
    handed_in,
    one,
    opened,
    run_until,
)
from tests.support.fixtures import RunService
from tests.support.links import PAGE, LinksUnderTest, links, through
from tests.support.running import Running

__all__ = ["links"]
BORN, WRONG = "1990-05-01", "1991-05-01"


@pytest_asyncio.fixture(loop_scope="session")
async def notifications(
    run_service: RunService, channel: MoodyChannel, links: LinksUnderTest
) -> AsyncIterator[Running]:
    service = notifications_through(channel.open)
    async with run_service(service, start=START, link_jwks=str(links.jwks)) as running:
        yield running


def asked_for(patient: Patient) -> IntakeRequested:
    return IntakeRequested(
        intake_id=new_id(),
        patient_id=patient.id,
        clinic_id=patient.clinic_id,
        reason="registered",
        requested_at=START,
    )


async def secrets(running: Running) -> list[str]:
    """What opens the links of all messages that arrived."""
    found = [re.findall(re.escape(PAGE) + r"(\S+)", each.text) for each in await arrived(running)]
    return [secret for each in found for secret in each]


async def invited(running: Running, patient: Patient) -> tuple[IntakeRequested, str]:
    """The patient has the link to the health form."""
    event = asked_for(patient)
    await running.react(event)
    await running.fire_timers()
    return event, (await secrets(running))[-1]


async def listed(running: Running, **query: Any) -> list[dict[str, Any]]:
    answer = await running.client(Role.FRONT_DESK).get("/links", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def work_left(running: Running) -> list[str]:
    answer = await running.client(Role.FRONT_DESK).get("/worklist", params={"kind": "link_locked", "state": "open"})
    return [each["subject_id"] for each in answer.json()["items"]]


async def test_the_form_opens_with_the_date_of_birth_and_for_nothing_else(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    event, secret = await invited(notifications, ana)
    first = (await links.opens(notifications, secret)).json()
    assert (first["state"], first["access_token"], first["patient_id"]) == ("prove_date_of_birth", None, None)
    shown = (await links.opens(notifications, secret, date_of_birth=BORN)).json()
    assert (shown["state"], shown["act"], shown["subject_id"]) == ("opened", "form", str(event.intake_id))
    unchecked: Any = {"verify_exp": False, "verify_aud": False, "verify_iat": False}
    claims = jwt.decode(shown["access_token"], links.given.key.public_key(), ["EdDSA"], options=unchecked)
    assert claims["sub"] == str(ana.id)
    assert claims["only"] == {"intake_id": str(event.intake_id)}
    assert shown["expires_in"] == 900
    async with through(notifications, shown["access_token"]) as patient:
        assert (await patient.get("/links")).status_code == 403, "it is for the form and the patient's own record"


async def test_the_form_of_the_day_opens_for_its_session_until_that_begins_and_not_after_a_move(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    session = Appointment(ana, START + 3 * DAY, kind="session")
    await notifications.react(session.booked())
    await run_until(notifications, START + 2 * DAY + HOUR)
    await notifications.react(session.moved(START + 5 * DAY))
    await run_until(notifications, START + 4 * DAY + HOUR)
    asked = [each.text for each in await arrived(notifications) if "how your skin is" in each.text]
    _, secret = (re.findall(re.escape(PAGE) + r"(\S+)", each)[0] for each in asked)
    shown = (await links.opens(notifications, secret, date_of_birth=BORN)).json()
    assert (shown["act"], shown["subject_id"]) == ("day", str(session.id))
    of_forms = await listed(notifications, act="form")
    assert [(each["act"], each["state"]) for each in of_forms] == [("form", "open"), ("form", "ended")]
    await notifications.react(handed_in(session))
    assert (await links.opens(notifications, secret, date_of_birth=BORN)).json()["state"] == "opened", "to put it right"
    await run_until(notifications, session.starts_at)
    assert (await links.opens(notifications, secret, date_of_birth=BORN)).status_code == 410


async def test_the_secret_is_kept_nowhere(notifications: Running, links: LinksUnderTest, ana: Patient) -> None:
    _, secret = await invited(notifications, ana)
    async with notifications.work() as work:
        rows = [str(each) for each in await work.execute(select(of_links))]
        rows += [str(each) for each in await work.execute(select(of_messages))]
    assert len(secret) == 22
    assert secret not in "".join(rows)
    assert digest_of(secret) in "".join(rows)
    assert HIDDEN_SECRET in (await one(notifications, "intake_requested"))["text"]


async def test_what_was_made_up_or_changed_opens_nothing(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    _, secret = await invited(notifications, ana)
    changed = ("A" if secret[0] != "A" else "B") + secret[1:]
    for wrong in (changed, "0" * 22):
        answer = await links.opens(notifications, wrong, date_of_birth=BORN)
        assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (404, "link-unknown")
    for odd in ("", "x" * 23, "é" * 22, secret + "\0", "'; DROP TABLE links; --"):
        assert (await links.opens(notifications, odd)).status_code == 422
    assert (await links.opens(notifications, secret, role="medical_director")).status_code == 422


async def test_five_wrong_dates_end_the_link_and_the_desk_calls(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    _, secret = await invited(notifications, ana)
    left = [(await links.opens(notifications, secret, date_of_birth=WRONG)).json()["tries_left"] for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    answer = await links.opens(notifications, secret, date_of_birth=BORN)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (410, "link-ended")
    [link] = await listed(notifications, patient_id=str(ana.id))
    assert link["ended_as"] == "tries"
    assert await work_left(notifications) == [link["id"]]

    desk = notifications.client(Role.FRONT_DESK)
    sent = await desk.post(f"/links/{link['id']}/replace", json={"note": "Called: it was she."})
    assert sent.status_code == 200, sent.text
    await notifications.fire_timers()
    assert await work_left(notifications) == []
    second = (await secrets(notifications))[-1]
    assert second != secret
    assert (await links.opens(notifications, second, date_of_birth=BORN)).json()["state"] == "opened"
    assert (await links.opens(notifications, secret, date_of_birth=BORN)).status_code == 410


async def test_what_is_sent_again_about_a_visit_is_still_too_late_when_that_begins(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    visit = Appointment(ana, START + 5 * DAY)
    await notifications.react(visit.booked())
    await notifications.fire_timers()
    [link] = await listed(notifications)
    notifications.clock.advance(DAY)
    desk = notifications.client(Role.FRONT_DESK)
    sent = await desk.post(f"/links/{link['id']}/replace", json={"note": "Called: it was she."})
    async with notifications.work() as work:
        again = of_messages.c.id == UUID(sent.json()["message_id"])
        assert await work.scalar(select(of_messages.c.not_after).where(again)) == visit.starts_at


async def test_guesses_at_the_same_moment_are_counted_one_by_one(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    _, secret = await invited(notifications, ana)
    guesses = [links.opens(notifications, secret, date_of_birth=f"19{year}-05-01") for year in range(70, 90)]
    answers = await asyncio.gather(*guesses)
    assert sorted(each.json()["tries_left"] for each in answers if each.status_code == 200) == [0, 1, 2, 3, 4]
    assert [each.status_code for each in answers].count(410) == 15


async def test_a_form_that_has_come_ends_its_link_and_the_call(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    _, secret = await invited(notifications, ana)
    for _ in range(5):
        await links.opens(notifications, secret, date_of_birth=WRONG)
    assert await work_left(notifications) != []
    await notifications.react(decided(ana, Outcome.CLEARED, None, new_id()))
    assert await work_left(notifications) == []
    assert (await links.opens(notifications, secret, date_of_birth=BORN)).status_code == 410


async def test_a_link_runs_out(notifications: Running, links: LinksUnderTest, ana: Patient) -> None:
    _, secret = await invited(notifications, ana)
    notifications.clock.advance(14 * DAY)
    assert (await links.opens(notifications, secret, date_of_birth=BORN)).status_code == 410


async def test_a_visit_opens_until_it_is_moved_cancelled_or_begins(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    visit = Appointment(ana, START + 72 * HOUR)
    await notifications.react(visit.booked())
    await notifications.fire_timers()
    [first] = await secrets(notifications)
    assert (await links.opens(notifications, first)).json()["subject_id"] == str(visit.id)
    await notifications.react(visit.moved(START + 96 * HOUR))
    assert (await links.opens(notifications, first)).status_code == 410
    await notifications.fire_timers()
    [_, second] = await secrets(notifications)
    assert (await links.opens(notifications, second)).json()["state"] == "opened"
    await notifications.react(visit.cancelled())
    assert (await links.opens(notifications, second)).status_code == 410

    other = Appointment(ana, START + 3 * HOUR)
    await notifications.react(other.booked())
    await notifications.fire_timers()
    third = (await secrets(notifications))[-1]
    notifications.clock.advance(3 * HOUR - timedelta(minutes=5))
    assert (await links.opens(notifications, third)).json()["expires_in"] <= 300
    notifications.clock.advance(HOUR)
    assert (await links.opens(notifications, third)).status_code == 410


async def test_a_message_that_is_handed_over_again_has_the_same_link(
    notifications: Running, channel: MoodyChannel, links: LinksUnderTest, ana: Patient
) -> None:
    channel.busy = True
    await notifications.react(asked_for(ana))
    await notifications.fire_timers()
    channel.busy = False
    await run_until(notifications, START + HOUR)
    [secret] = await secrets(notifications)
    assert (await links.opens(notifications, secret, date_of_birth=BORN)).json()["state"] == "opened"
    assert len(await listed(notifications)) == 1


async def test_who_is_merged_or_erased_has_no_link(
    notifications: Running, links: LinksUnderTest, clinic: UUID, ana: Patient
) -> None:
    _, secret = await invited(notifications, ana)
    twin = Patient(clinic)
    await notifications.react(twin.registered())
    await notifications.react(PatientMerged(patient_id=ana.id, into=twin.id, clinic_id=clinic, merged_at=START))
    assert (await links.opens(notifications, secret, date_of_birth=BORN)).status_code == 410
    _, another = await invited(notifications, twin)
    await notifications.react(PatientErased(patient_id=twin.id, erased_at=START))
    assert (await links.opens(notifications, another, date_of_birth=BORN)).status_code == 404


async def test_without_links_or_proof_a_message_says_whom_to_call(
    run_service: RunService, channel: MoodyChannel
) -> None:
    async with run_service(notifications_through(channel.open), start=START) as running:
        clinic = new_id()
        await running.react(opened(clinic))
        ana = Patient(clinic)
        await running.react(ana.registered())
        await running.react(asked_for(ana))
        await running.fire_timers()
        [message] = await arrived(running)
        assert "Call +351210000000" in message.text
        assert "http" not in message.text


async def test_who_was_known_before_links_gets_none_that_asks_for_proof(
    notifications: Running, links: LinksUnderTest, ana: Patient
) -> None:
    async with notifications.work() as work:
        await work.execute(patients.update().values(birth_digest=None))
    await notifications.react(asked_for(ana))
    await notifications.fire_timers()
    assert await secrets(notifications) == []
    await notifications.react(ana.changed())
    await invited(notifications, ana)


async def test_staff_end_a_link_and_nobody_elses(notifications: Running, links: LinksUnderTest, ana: Patient) -> None:
    _, secret = await invited(notifications, ana)
    [link] = await listed(notifications)
    elsewhere = notifications.client(Role.FRONT_DESK, clinics=[new_id()])
    why = {"note": "Sent to a telephone that is not hers."}
    assert (await elsewhere.post(f"/links/{link['id']}/end", json=why)).status_code == 403
    desk = notifications.client(Role.FRONT_DESK)
    ended = (await desk.post(f"/links/{link['id']}/end", json=why)).json()
    assert (ended["state"], ended["ended_as"], ended["note"]) == ("ended", "by_staff", why["note"])
    assert (await links.opens(notifications, secret, date_of_birth=BORN)).status_code == 410
    assert (await desk.post(f"/links/{link['id']}/end", json=why)).status_code == 410
    own = notifications.client(Role.PATIENT, subject=ana.id)
    assert [each["id"] for each in (await own.get("/links")).json()["items"]] == [link["id"]]


async def test_the_public_key_is_shown(notifications: Running, links: LinksUnderTest) -> None:
    async with through(notifications, "") as page:
        shown = (await page.get("http://public/links/keys")).json()
    assert shown == dict(links.given.jwks)
    assert "d" not in shown["keys"][0]
