"""What patients write back is kept, read by a person, and settled; what strangers write is not lost either."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from chassis.run.pruning import Pruning
from contracts.booking.patients import PatientErased, PatientMerged
from contracts.notifications.texts import TextReceived, TextSettled
from contracts.notifications.worklist import WorklistItemClosed, WorklistItemOpened
from services.notifications.settings.policies import text_policy
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    Patient,
    arrived,
    opened,
)
from tests.integration.notifications.test_opt_out import says
from tests.support.running import Running

NOTE = "Called: she comes at three."


async def listed(running: Running, **query: Any) -> list[dict[str, Any]]:
    answer = await running.client(Role.FRONT_DESK).get("/texts", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def waiting(running: Running, **query: Any) -> list[dict[str, Any]]:
    answer = await running.client(Role.FRONT_DESK).get("/worklist", params={"kind": "unanswered_thread", **query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def settles(running: Running, text_id: str, by: Role = Role.FRONT_DESK, **who: Any) -> Any:
    return await running.client(by, **who).post(f"/texts/{text_id}/settle", json={"note": NOTE})


async def published(running: Running, *types: type[Any]) -> list[Any]:
    return [event for event in await running.events() if isinstance(event, types)]


async def test_a_patients_words_are_kept_shown_and_wait_for_the_front_desk(
    notifications: Running, ana: Patient
) -> None:
    made = await says(notifications, "Can I come at three instead?")
    assert (made["known"], made["waits"], made["scope"]) == (True, True, None)
    [text] = await listed(notifications)
    assert (text["id"], text["text"]) == (made["text_id"], "Can I come at three instead?")
    assert text["patients"] == [
        {"patient_id": str(ana.id), "given_name": "Ana", "clinic_id": str(ana.clinic_id)},
    ]
    [item] = await waiting(notifications)
    assert (item["patient_id"], item["clinic_id"]) == (str(ana.id), str(ana.clinic_id))
    assert datetime.fromisoformat(item["due_at"]) - START < timedelta(minutes=61)
    [event] = await published(notifications, TextReceived)
    assert (event.patient_id, event.clinic_id, event.soon) == (ana.id, ana.clinic_id, False)
    assert "three" not in event.model_dump_json()


async def test_somebody_settles_it_with_a_note_and_may_open_it_again(notifications: Running, ana: Patient) -> None:
    made = await says(notifications, "Can I come at three instead?")
    settled = (await settles(notifications, made["text_id"])).json()
    assert (settled["state"], settled["steps"][0]["note"]) == ("settled", NOTE)
    assert await waiting(notifications) == []
    [closed] = await published(notifications, WorklistItemClosed)
    assert closed.why == "settled"

    again = await settles(notifications, made["text_id"])
    assert (again.status_code, again.json()["type"]) == (409, "urn:needlepoint:problem:nothing-to-settle")

    desk = notifications.client(Role.FRONT_DESK)
    reopened = await desk.post(f"/texts/{made['text_id']}/reopen", json={"note": "Nobody has called yet."})
    assert [step["what"] for step in reopened.json()["steps"]] == ["settled", "reopened"]
    assert len(await waiting(notifications)) == 1
    twice = await desk.post(f"/texts/{made['text_id']}/reopen", json={"note": "Nobody has called yet."})
    assert twice.json()["type"] == "urn:needlepoint:problem:text-is-open"


async def test_whoever_reads_it_may_say_that_it_is_no_reaction_and_take_that_back(
    notifications: Running, ana: Patient
) -> None:
    made = await says(notifications, "Thanks, see you on Friday")
    desk = notifications.client(Role.FRONT_DESK)
    settled = await desk.post(f"/texts/{made['text_id']}/settle", json={"note": NOTE, "no_reaction": True})
    assert settled.json()["steps"][0]["no_reaction"] is True
    [event] = await published(notifications, TextSettled)
    assert (event.patient_id, event.no_reaction) == (ana.id, True)
    assert NOTE not in event.model_dump_json()
    await desk.post(f"/texts/{made['text_id']}/reopen", json={"note": "It burns, she says now."})
    assert len(await published(notifications, TextReceived)) == 2
    await settles(notifications, made["text_id"])
    await desk.post(f"/texts/{made['text_id']}/reopen", json={"note": "Nobody has called yet."})
    assert len(await published(notifications, TextReceived)) == 2, "nothing was taken back elsewhere"


async def test_nobody_settles_what_a_colleague_works_on(notifications: Running, ana: Patient) -> None:
    made = await says(notifications, "Can I come at three instead?")
    [item] = await waiting(notifications)
    claimed = await notifications.client(Role.FRONT_DESK, subject="rita").post(f"/worklist/{item['id']}/claim")
    assert claimed.status_code == 200
    refused = await settles(notifications, made["text_id"], subject="joana")
    assert refused.json()["type"] == "urn:needlepoint:problem:claimed-by-another"
    assert (await settles(notifications, made["text_id"], subject="rita")).status_code == 200


async def test_words_about_the_skin_are_read_first_and_say_so_to_other_services_without_a_word(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "Can I come at three instead?")
    [item] = await waiting(notifications)
    assert datetime.fromisoformat(item["due_at"]) - START > timedelta(minutes=16)
    await says(notifications, "my face burns and oozes")
    [sooner] = await waiting(notifications)
    assert datetime.fromisoformat(sooner["due_at"]) - START < timedelta(minutes=16), "one item, due with the urgent one"
    assert [event.soon for event in await published(notifications, TextReceived)] == [False, True]


async def test_a_gateway_that_delivers_twice_delivers_one_text(notifications: Running, ana: Patient) -> None:
    gateway = notifications.client(Role.INTEGRATION)
    form = {"channel": "sms", "sender": "+351912345678", "text": "my face burns", "id": "SM-4711"}
    answers = await asyncio.gather(*(gateway.post("/inbound", json=form) for _ in range(3)))
    assert {answer.json()["text_id"] for answer in answers} == {(await listed(notifications))[0]["id"]}
    assert len(await published(notifications, TextReceived, WorklistItemOpened)) == 2
    await says(notifications, "my face burns")
    assert len(await listed(notifications)) == 2, "without an id each delivery is a text of its own"


async def test_a_stop_is_kept_as_obeyed_and_nobody_has_to_read_it(notifications: Running, ana: Patient) -> None:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    made = await says(notifications, "STOP")
    assert made["waits"] is False
    [text] = await listed(notifications)
    assert (text["state"], text["scope"]) == ("obeyed", "marketing")
    assert await waiting(notifications) == []
    assert await published(notifications, TextReceived) == []


async def test_a_stop_that_tells_of_a_reaction_is_obeyed_and_read_at_once(notifications: Running, ana: Patient) -> None:
    made = await says(notifications, "My face burns and oozes. Please stop sending me offers.")
    assert (made["scope"], made["waits"]) == ("marketing", True)
    [item] = await waiting(notifications)
    assert datetime.fromisoformat(item["due_at"]) - START < timedelta(minutes=16)
    [event] = await published(notifications, TextReceived)
    assert event.soon, "screening opens a report"
    assert (await listed(notifications))[0]["hints"] == ["speaks_of_skin"]


async def test_of_a_shared_telephone_what_a_stop_says_besides_waits_also_when_it_was_said_whose_it_is(
    notifications: Running, ana: Patient, clinic: UUID
) -> None:
    await notifications.react(Patient(clinic).registered())
    made = await says(notifications, "please stop sending offers, my cheek is swollen")
    assert (made["taken_for"], made["waits"]) == ("asked", True)
    assert (await says(notifications, "1, please"))["taken_for"] == "stop"
    [text] = await listed(notifications, state="open")
    assert text["id"] == made["text_id"]
    assert len(await waiting(notifications)) == 1


async def test_what_an_e_mail_quotes_asks_for_nothing(notifications: Running, ana: Patient) -> None:
    quoted = "Thanks!\n\nOn Mon, 2 Nov 2026, Clinic wrote:\n> Reply STOP to stop sending me messages."
    made = await says(notifications, quoted, sender="ana@example.org", channel="email")
    assert (made["scope"], made["waits"]) == (None, True)
    signed = "Stop\n-- \nAna Silva\nRua Augusta 1, Lisboa"
    made = await says(notifications, signed, sender="ana@example.org", channel="email")
    assert (made["scope"], made["waits"]) == ("marketing", False)


@pytest.mark.parametrize("word", ["CANCEL", "cancelar", "End", "quit"])
async def test_cancel_about_more_than_one_message_can_ask_is_obeyed_as_the_law_says_and_the_desk_asks(
    notifications: Running, ana: Patient, word: str
) -> None:
    appointments = [Appointment(ana, START + days * DAY) for days in (3, 4, 5, 6, 7)]
    for appointment in appointments:
        await notifications.react(appointment.booked())
    await notifications.fire_timers()
    made = await says(notifications, word)
    assert (made["scope"], made["waits"]) == ("marketing", True)
    [item] = await waiting(notifications)
    assert item["about"] == {"appointment_id": str(appointments[0].id)}
    await notifications.fire_timers()
    *_, answer = await arrived(notifications)
    assert "no more marketing messages" in answer.text
    assert "If you meant your appointment: it stays as it is." in answer.text


async def test_cancel_without_an_appointment_ahead_is_only_a_stop(notifications: Running, ana: Patient) -> None:
    gone = Appointment(ana, START + 2 * DAY)
    for event in (Appointment(ana, START - DAY).booked(), gone.booked(), gone.cancelled()):
        await notifications.react(event)
    made = await says(notifications, "CANCEL")
    assert (made["scope"], made["waits"]) == ("marketing", False)
    await notifications.fire_timers()
    assert "appointment: it stays" not in (await arrived(notifications))[-1].text


async def test_what_a_stranger_writes_is_kept_for_every_front_desk_and_says_that_nobody_is_known(
    notifications: Running, ana: Patient
) -> None:
    made = await says(notifications, "my face burns", sender="+351900000000")
    assert (made["known"], made["waits"]) == (False, True)
    elsewhere = notifications.client(Role.FRONT_DESK, clinics=[new_id()])
    [text] = (await elsewhere.get("/texts", params={"known": False})).json()["items"]
    assert (text["text"], text["known"], text["patients"]) == ("my face burns", False, [])
    assert await waiting(notifications) == [], "no clinic is known whose list it could be on"
    assert (await settles(notifications, text["id"])).json()["state"] == "settled"
    assert await listed(notifications, state="open") == []


async def test_strangers_cannot_fill_the_list(
    notifications: Running, ana: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFICATIONS_UNKNOWN_TEXTS_PER_SENDER", "2")
    text_policy.cache_clear()
    try:
        answers = [await says(notifications, "Hello", sender="+351900000000") for _ in range(3)]
        assert [answer["text_id"] is None for answer in answers] == [False, False, True]
        assert "was not kept" in answers[-1]["explanation"]
        assert len(await listed(notifications)) == 2
    finally:
        text_policy.cache_clear()


async def test_a_shared_telephone_asks_once_and_other_services_hear_of_each_patient(
    notifications: Running, ana: Patient
) -> None:
    child = Patient(ana.clinic_id)
    await notifications.react(child.registered())
    await says(notifications, "it burns")
    [item] = await waiting(notifications)
    assert item["patient_id"] in (str(ana.id), str(child.id))
    assert {event.patient_id for event in await published(notifications, TextReceived)} == {ana.id, child.id}
    assert len((await listed(notifications))[0]["patients"]) == 2


async def test_another_clinic_neither_lists_nor_reads_nor_settles_it(notifications: Running, ana: Patient) -> None:
    made = await says(notifications, "Can I come at three instead?")
    other = notifications.client(Role.FRONT_DESK, clinics=[new_id()])
    assert (await other.get("/texts")).json()["items"] == []
    assert (await other.get(f"/texts/{made['text_id']}")).status_code == 403
    assert (await other.post(f"/texts/{made['text_id']}/settle", json={"note": NOTE})).status_code == 403
    assert (await other.get(f"/texts/{new_id()}")).json()["type"] == "urn:needlepoint:problem:text-unknown"


async def test_on_a_telephone_shared_over_two_clinics_each_sees_its_own_patient(
    notifications: Running, ana: Patient
) -> None:
    elsewhere = new_id()
    await notifications.react(opened(elsewhere))
    child = Patient(elsewhere)
    await notifications.react(child.registered())
    made = await says(notifications, "it burns")
    for patient in (ana, child):
        desk = notifications.client(Role.FRONT_DESK, clinics=[patient.clinic_id])
        [text] = (await desk.get("/texts")).json()["items"]
        [shown] = text["patients"]
        assert shown["patient_id"] == str(patient.id)
        assert (await desk.get(f"/texts/{made['text_id']}")).json()["patients"] == [shown]


async def test_an_erased_patients_words_are_deleted_and_those_of_a_shared_telephone_stay_with_the_others(
    notifications: Running, ana: Patient, clinic: UUID
) -> None:
    rui = Patient(clinic, phone="+351910000002")
    child = Patient(clinic)
    await notifications.react(rui.registered())
    await says(notifications, "mine alone", sender="+351910000002")
    await notifications.react(child.registered())
    await says(notifications, "one of ours")
    for patient in (rui, child):
        await notifications.react(PatientErased(patient_id=patient.id, erased_at=START))
    [left] = await listed(notifications)
    assert (left["text"], [each["patient_id"] for each in left["patients"]]) == ("one of ours", [str(ana.id)])
    assert {closed.why for closed in await published(notifications, WorklistItemClosed)} == {"moved", "patient_erased"}
    assert [item["patient_id"] for item in await waiting(notifications)] == [str(ana.id)]


async def test_texts_follow_to_the_record_that_goes_on_also_when_both_were_reached(
    notifications: Running, ana: Patient, clinic: UUID
) -> None:
    twice = Patient(clinic)
    await notifications.react(twice.registered())
    await says(notifications, "to both")
    await notifications.react(twice.changed(phone="+351910000009"))
    await says(notifications, "to the one that ends", sender="+351910000009")
    await notifications.react(PatientMerged(patient_id=twice.id, into=ana.id, merged_at=START))
    texts = await listed(notifications, patient_id=ana.id)
    assert [text["text"] for text in texts] == ["to the one that ends", "to both"]
    assert all([each["patient_id"] for each in text["patients"]] == [str(ana.id)] for text in texts)
    assert len(await waiting(notifications, patient_id=ana.id)) == 1, "it is one person now, with one thread"


async def test_the_archive_holds_what_was_written(notifications: Running, ana: Patient) -> None:
    await says(notifications, "my own words")
    own = notifications.client(Role.PATIENT, subject=ana.id)
    parts = {part["name"]: part["rows"] for part in (await own.get(f"/patients/{ana.id}/archive")).json()["parts"]}
    assert [row["text"] for row in parts["texts"]] == ["my own words"]
    assert (await own.get("/texts")).status_code == 403, "a shared telephone is no reason to read others' words"


async def test_old_texts_are_deleted_strangers_sooner_and_never_one_of_a_patient_that_waits(
    notifications: Running, ana: Patient
) -> None:
    done = await says(notifications, "settled")
    await settles(notifications, done["text_id"])
    await says(notifications, "waits")
    await says(notifications, "a stranger", sender="+351900000000")
    pruning = Pruning(notifications.service, notifications.worker.transactions, notifications.settings)

    notifications.clock.set(START + 31 * DAY)
    await pruning.run(notifications.clock.now())
    assert [text["text"] for text in await listed(notifications)] == ["waits", "settled"]
    notifications.clock.set(START + 1097 * DAY)
    await pruning.run(notifications.clock.now())
    assert [text["text"] for text in await listed(notifications)] == ["waits"]


async def test_at_night_an_ordinary_text_is_due_in_the_morning(notifications: Running, ana: Patient) -> None:
    notifications.clock.set(START + 14 * HOUR)
    await says(notifications, "Can I come at three instead?")
    [item] = await waiting(notifications)
    assert datetime.fromisoformat(item["due_at"]) == START + DAY + timedelta(hours=1)  # it opens at nine
