"""A new number or address: a code goes over it, the present one is told, and the code comes back."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.patients import ContactChangeRequested, ContactChangeWithdrawn, PatientErased
from contracts.event import Event
from contracts.notifications.messages import ContactConfirmed, MessageFailed
from services.notifications.tables import contact_confirmations, messages
from tests.integration.notifications.stories import (
    HOUR,
    START,
    Appointment,
    Patient,
    arrived,
    asked,
    listed,
    one,
    replaced,
    run_until,
)
from tests.integration.notifications.test_opt_out import says
from tests.support.running import Running

NEW = "+351910000009"


async def given_back(running: Running, patient: Patient, change: ContactChangeRequested, code: str) -> httpx.Response:
    own = running.client(Role.PATIENT, subject=patient.id)
    return await own.post(f"/contact-changes/{change.change_id}/confirm", json={"code": code})


async def sent_code(running: Running, address: str = NEW) -> str:
    """The code of the newest message to an address."""
    [*_, newest] = [each.text for each in await arrived(running) if each.address == address]
    [code] = re.findall(r"\b[0-9]{6}\b", newest)
    return str(code)


async def confirmed(running: Running) -> list[Event]:
    return [event for event in await running.events() if isinstance(event, ContactConfirmed)]


async def requested(
    running: Running, patient: Patient, address: str = NEW, kind: str = "phone"
) -> ContactChangeRequested:
    change = asked(patient, address, running.clock.now(), kind)
    await running.react(change)
    await running.fire_timers()
    return change


async def test_the_code_goes_over_the_new_number_and_who_has_the_old_one_is_told(
    notifications: Running, ana: Patient
) -> None:
    change = await requested(notifications, ana)
    code, notice = await arrived(notifications)
    assert (code.channel, code.address, notice.address) == ("sms", NEW, ana.phone)
    assert "Ana" not in code.text, "nobody knows who reads it"
    assert "If this was not you, please call +351210000000" in notice.text
    assert NEW not in notice.text

    answer = await given_back(notifications, ana, change, await sent_code(notifications))
    assert answer.json() == {"change_id": str(change.change_id), "confirmed": True, "tries_left": 5}
    [event] = await confirmed(notifications)
    assert isinstance(event, ContactConfirmed)
    assert (event.change_id, event.patient_id) == (change.change_id, ana.id)


async def test_an_e_mail_address_is_confirmed_by_e_mail(notifications: Running, ana: Patient) -> None:
    change = await requested(notifications, ana, "new@example.org", "email")
    assert {(each.channel, each.address) for each in await arrived(notifications)} == {
        ("email", "new@example.org"),
        ("email", ana.email),
    }
    code = await sent_code(notifications, "new@example.org")
    assert (await given_back(notifications, ana, change, code)).json()["confirmed"]


async def test_who_had_no_number_is_told_by_e_mail(notifications: Running, clinic: UUID) -> None:
    rui = Patient(clinic, phone=None, channel="email")
    await notifications.react(rui.registered())
    await requested(notifications, rui)
    assert {each.address for each in await arrived(notifications)} == {NEW, rui.email}


async def test_until_then_everything_else_goes_to_the_old_number(notifications: Running, ana: Patient) -> None:
    await requested(notifications, ana)
    await notifications.react(Appointment(ana, START + 72 * HOUR).booked())
    await notifications.fire_timers()
    assert [each.address for each in await arrived(notifications)][-1] == ana.phone


async def test_nobody_reads_the_code_from_the_messages_before_or_after_it_is_sent(
    notifications: Running, ana: Patient
) -> None:
    change = asked(ana, NEW, START)
    await notifications.react(change)
    before = await one(notifications, "contact_code")
    assert "••••••" in before["text"]
    await notifications.fire_timers()
    code = await sent_code(notifications)
    async with notifications.work() as work:
        rows = (await work.execute(select(messages.c.text, messages.c.facts))).all()
        hashes = (await work.execute(select(contact_confirmations.c.code_hash))).scalars()
    assert code not in str(rows) + str(list(hashes))
    assert "••••••" in (await one(notifications, "contact_code"))["text"]


async def test_after_five_wrong_codes_the_right_one_does_not_count_either(notifications: Running, ana: Patient) -> None:
    change = await requested(notifications, ana)
    code = await sent_code(notifications)
    wrong = "000000" if code != "000000" else "000001"
    left = [(await given_back(notifications, ana, change, wrong)).json()["tries_left"] for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    late = await given_back(notifications, ana, change, code)
    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (409, "code-expired")
    assert await confirmed(notifications) == []


async def test_a_code_ends_and_counts_once(notifications: Running, ana: Patient) -> None:
    first = await requested(notifications, ana)
    code = await sent_code(notifications)
    assert (await given_back(notifications, ana, first, code)).status_code == 200
    assert (await given_back(notifications, ana, first, code)).status_code == 409
    second = await requested(notifications, ana)
    notifications.clock.advance(timedelta(hours=1))
    assert (await given_back(notifications, ana, second, await sent_code(notifications))).status_code == 409
    assert len(await confirmed(notifications)) == 1


async def test_nobody_confirms_for_somebody_else(notifications: Running, ana: Patient) -> None:
    change = await requested(notifications, ana)
    code = await sent_code(notifications)
    assert (await given_back(notifications, Patient(ana.clinic_id), change, code)).status_code == 403
    desk = notifications.client(Role.FRONT_DESK)
    answer = await desk.post(f"/contact-changes/{change.change_id}/confirm", json={"code": code})
    assert answer.status_code == 403
    unknown = asked(ana, NEW, START)
    assert (await given_back(notifications, ana, unknown, code)).status_code == 404


async def test_a_change_that_was_withdrawn_cannot_be_confirmed(notifications: Running, ana: Patient) -> None:
    change = await requested(notifications, ana)
    code = await sent_code(notifications)
    gone = ContactChangeWithdrawn(change_id=change.change_id, patient_id=ana.id, withdrawn_at=START)
    await notifications.react(gone)
    assert (await given_back(notifications, ana, change, code)).status_code == 409


async def test_a_code_that_was_not_sent_yet_is_not_sent_when_the_change_is_withdrawn(
    notifications: Running, ana: Patient
) -> None:
    change = asked(ana, NEW, START)
    await notifications.react(change)
    await notifications.react(ContactChangeWithdrawn(change_id=change.change_id, patient_id=ana.id, withdrawn_at=START))
    await notifications.fire_timers()
    assert [each.address for each in await arrived(notifications)] == [ana.phone]


async def test_the_former_address_is_told_also_when_the_new_one_is_known_before_it_goes_out(
    notifications: Running, ana: Patient
) -> None:
    notifications.clock.set(START + 14 * HOUR)  # 23:00
    await notifications.react(replaced(ana, "+351912345678", notifications.clock.now()))
    await notifications.react(ana.changed(phone=NEW))
    await run_until(notifications, START + 24 * HOUR)
    [notice] = await arrived(notifications)
    assert notice.address == "+351912345678"
    assert notice.handed_over_at >= START + 23 * HOUR, "in the morning"
    assert "no longer has this phone number" in notice.text


async def test_who_opted_out_of_everything_gets_the_code_that_they_asked_for_and_no_notice(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "STOPALL")
    await notifications.fire_timers()
    await requested(notifications, ana)
    assert [each.address for each in (await arrived(notifications))[1:]] == [NEW]
    assert (await one(notifications, "phone_change_asked"))["status"] == "skipped"


async def test_a_stranger_gets_five_codes_a_day_whoever_asks_for_them(notifications: Running, clinic: UUID) -> None:
    for _ in range(6):
        somebody = Patient(clinic, phone=None, channel="email", email=f"{new_id()}@example.org")
        await notifications.react(somebody.registered())
        change = await requested(notifications, somebody)
    assert len([each for each in await arrived(notifications) if each.address == NEW]) == 5
    [*_, failed] = [event for event in await notifications.events() if isinstance(event, MessageFailed)]
    assert (failed.patient_id, failed.template) == (somebody.id, "contact_code")
    assert "5 codes went to this address within 24 hours" in failed.reason
    notifications.clock.advance(timedelta(hours=24, seconds=1))
    change = await requested(notifications, somebody)
    assert (await given_back(notifications, somebody, change, await sent_code(notifications))).status_code == 200


async def test_an_erased_patients_codes_are_gone(notifications: Running, ana: Patient) -> None:
    change = await requested(notifications, ana)
    await notifications.react(PatientErased(patient_id=ana.id, erased_at=START))
    async with notifications.work() as work:
        left = await work.scalar(select(contact_confirmations.c.id).where(contact_confirmations.c.patient_id == ana.id))
    assert left is None
    assert (await given_back(notifications, ana, change, "000000")).status_code == 404


FURTHER = "+351910000077"


def told(sent: list[Any]) -> list[tuple[str, str]]:
    """Where each of them went, and what it is about."""
    about = {"was given to us": "given", "further number": "added", "no longer has": "replaced"}
    return sorted((each.address, next(of for words, of in about.items() if words in each.text)) for each in sent)


async def test_who_has_a_number_that_staff_add_is_told_without_a_name_and_so_is_the_patient(
    notifications: Running, clinic: UUID
) -> None:
    ines = Patient(clinic, phone="+351910000070", addresses=listed(("sms", "+351910000070")))
    await notifications.react(ines.registered())
    await notifications.react(ines.changed(addresses=listed(("sms", "+351910000070"), ("sms", FURTHER))))
    await notifications.fire_timers()
    sent = await arrived(notifications)
    assert told(sent) == [("+351910000070", "added"), (FURTHER, "given")]
    assert "Ana" not in next(each.text for each in sent if each.address == FURTHER)

    await notifications.react(ines.changed(addresses=listed(("sms", "+351910000070"), ("sms", FURTHER))))
    await notifications.fire_timers()
    assert len(await arrived(notifications)) == 2, "nothing was given since"


async def test_where_a_number_takes_the_place_of_another_both_are_told_once(
    notifications: Running, clinic: UUID
) -> None:
    ines = Patient(clinic, phone="+351910000071", addresses=listed(("sms", "+351910000071")))
    await notifications.react(ines.registered())
    await notifications.react(ines.changed(addresses=listed(("sms", FURTHER))))
    await notifications.react(replaced(ines, "+351910000071", START))
    await notifications.fire_timers()
    assert told(await arrived(notifications)) == [("+351910000071", "replaced"), (FURTHER, "given")]


async def test_what_a_code_proved_and_what_was_unknown_before_is_announced_to_nobody(
    notifications: Running, clinic: UUID
) -> None:
    known = listed(("sms", "+351910000072"))
    proven = known[0].model_copy(update={"address": FURTHER, "proven_at": START})
    ines = Patient(clinic, phone="+351910000072", addresses=known)
    rui = Patient(clinic, phone="+351910000073")
    for event in (ines.registered(), rui.registered()):
        await notifications.react(event)
    await notifications.react(ines.changed(addresses=(*known, proven)))
    await notifications.react(rui.changed(addresses=listed(("sms", "+351910000073"), ("sms", FURTHER))))
    await notifications.fire_timers()
    assert await arrived(notifications) == []
