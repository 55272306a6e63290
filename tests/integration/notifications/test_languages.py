"""Patients read messages in their language, and else in the chain's, which the message says."""

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.courses import CoursePlanned
from contracts.notifications.messages import MessageSent
from tests.integration.notifications.stories import (
    DAY,
    START,
    Appointment,
    Patient,
    arrived,
    one,
    run_until,
)
from tests.support.running import Running


async def registered(notifications: Running, like: Patient, language: str) -> Patient:
    patient = Patient(like.clinic_id, phone="+351910000001", language=language)
    await notifications.react(patient.registered())
    return patient


async def test_a_portuguese_patient_reads_portuguese_and_the_event_says_so(
    notifications: Running, ana: Patient
) -> None:
    joana = await registered(notifications, ana, "pt")
    await notifications.react(Appointment(joana, START + 3 * DAY).booked())
    await notifications.fire_timers()
    [sent] = await arrived(notifications)
    assert sent.text.startswith(
        "Olá Ana, a sua revisão está marcada: quinta-feira, 26 de novembro de 2026, 09:00 (Hora de Lisboa), em"
    )
    [event] = await notifications.events()
    assert isinstance(event, MessageSent)
    assert event.language == "pt-PT"
    view = await one(notifications, "appointment_confirmed")
    assert (view["language"], view["language_wanted"]) == ("pt-PT", "pt")


async def test_a_language_without_templates_falls_back_to_the_chains_and_the_message_says_so(
    notifications: Running, ana: Patient
) -> None:
    greta = await registered(notifications, ana, "de")
    await notifications.react(Appointment(greta, START + 3 * DAY).booked())
    await notifications.fire_timers()
    view = await one(notifications, "appointment_confirmed")
    assert (view["language"], view["language_wanted"]) == ("en", "de")
    assert view["text"].startswith("Hello Ana")


async def test_a_changed_language_holds_for_what_is_planned_already(notifications: Running, ana: Patient) -> None:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await notifications.fire_timers()
    await notifications.react(ana.changed(language="pt-PT"))
    assert (await one(notifications, "appointment_reminder"))["language"] == "pt-PT"
    await run_until(notifications, START + 3 * DAY)
    assert [each.subject for each in await arrived(notifications)] == [
        "Your review at Chiado Skin is booked",
        "A sua revisão na Chiado Skin",
    ]
    assert (await one(notifications, "appointment_confirmed"))["language"] == "en"
    preferences = await notifications.client(Role.FRONT_DESK).get(f"/patients/{ana.id}/reachability")
    assert preferences.json()["language"] == "pt-PT"


async def test_a_plan_is_counted_in_the_patients_language(notifications: Running, ana: Patient) -> None:
    joana = await registered(notifications, ana, "pt-BR")
    await notifications.react(
        CoursePlanned(
            course_id=new_id(),
            patient_id=joana.id,
            clinic_id=joana.clinic_id,
            protocol_version="2026-11",
            protocol_digest="0" * 64,
            sessions=3,
            spacing_weeks_min=4,
            spacing_weeks_max=6,
            not_before=START,
        )
    )
    await notifications.fire_timers()
    [sent] = await arrived(notifications)
    assert "3 sessões, com 4 a 6 semanas de intervalo" in sent.text


async def test_an_appointment_of_an_unknown_kind_is_announced_in_neutral_words(
    notifications: Running, ana: Patient
) -> None:
    await notifications.react(Appointment(ana, START + 3 * DAY, kind="patch_test", origin="robot").booked())
    await run_until(notifications, START + 3 * DAY)
    texts = [each.text for each in await arrived(notifications)]
    assert ["your appointment is booked" in texts[0], "a reminder of your appointment" in texts[1]] == [True, True]
    assert not any("patch" in text for text in texts)


async def test_a_patient_who_wants_an_unknown_channel_is_reached_by_sms(notifications: Running, ana: Patient) -> None:
    marta = Patient(ana.clinic_id, phone="+351910000001", channel="signal")
    await notifications.react(marta.registered())
    await notifications.react(Appointment(marta, START + 3 * DAY).booked())
    await notifications.fire_timers()
    [sent] = await arrived(notifications)
    assert (sent.channel, sent.address) == ("sms", "+351910000001")
