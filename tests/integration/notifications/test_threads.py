"""A front desk's inbox: what is written is a thread, which is taken, answered, closed, and opened by the next text."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from chassis.run.pruning import Pruning
from contracts.booking.patients import PatientErased, PatientMerged
from contracts.notifications.messages import MessageSent
from contracts.notifications.threads import ThreadChanged
from contracts.notifications.worklist import WorklistItemClosed
from tests.integration.notifications.stories import DAY, START, Appointment, Patient, arrived, opened
from tests.integration.notifications.test_merged_patients import undone
from tests.integration.notifications.test_opt_out import says
from tests.integration.notifications.test_texts import listed, published, waiting
from tests.support.running import Running

STRANGER = "+351900000000"
ANSWER = {"text": "You can come at three tomorrow."}
CLOSED = {"reason": "called", "note": "Called: she comes at three."}


async def threads(running: Running, subject: str = "rita", **query: Any) -> list[dict[str, Any]]:
    answer = await running.client(Role.FRONT_DESK, subject=subject).get("/threads", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def does(
    running: Running, thread: dict[str, Any], verb: str, body: Any, subject: str = "rita", **who: Any
) -> Any:
    return await running.client(Role.FRONT_DESK, subject=subject, **who).post(
        f"/threads/{thread['id']}/{verb}", json=body
    )


async def test_what_a_patient_writes_is_one_thread_that_waits_since_its_first_text(
    notifications: Running, ana: Patient
) -> None:
    first = await says(notifications, "Good morning")
    notifications.clock.set(START + timedelta(minutes=5))
    await says(notifications, "Can I come at three instead?")
    [thread] = await threads(notifications, clinic_id=ana.clinic_id)
    assert (thread["state"], thread["waiting"], thread["patient_id"]) == ("open", 2, str(ana.id))
    assert thread["since"].startswith(START.strftime("%Y-%m-%dT%H:%M"))
    assert thread["last_text"] == "Can I come at three instead?"
    [item] = await waiting(notifications)
    assert (item["subject_id"], item["due_at"]) == (thread["id"], thread["due_at"])

    await notifications.client(Role.FRONT_DESK).post(f"/texts/{first['text_id']}/settle", json={"note": "Read it."})
    [thread] = await threads(notifications)
    assert (thread["state"], thread["waiting"]) == ("open", 1)
    assert thread["since"].startswith((START + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"))


async def test_who_waits_longest_is_at_the_top_and_who_was_closed_last_is_at_the_top_of_the_closed(
    notifications: Running, ana: Patient
) -> None:
    rui = Patient(ana.clinic_id, phone="+351910000002")
    await notifications.react(rui.registered())
    await says(notifications, "first")
    notifications.clock.set(START + timedelta(minutes=5))
    await says(notifications, "second", sender="+351910000002")
    assert [each["last_text"] for each in await threads(notifications, state="open")] == ["first", "second"]
    for thread in await threads(notifications):
        notifications.clock.set(notifications.clock.now() + timedelta(minutes=5))
        await does(notifications, thread, "close", CLOSED)
    assert [each["last_text"] for each in await threads(notifications, state="closed")] == ["second", "first"]


async def test_an_answer_leaves_the_way_the_text_came_deals_with_all_texts_and_waits_for_the_patient(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "Good morning")
    await says(notifications, "Can I come at three instead?")
    [thread] = await threads(notifications)
    preview = (await does(notifications, thread, "preview", ANSWER)).json()
    assert (preview["channel"], preview["address"], preview["sms_parts"]) == ("sms", ana.phone, 1)
    answered = (await does(notifications, thread, "reply", ANSWER)).json()
    assert (answered["state"], answered["waiting"], answered["assigned_to"]) == ("waiting", 0, "rita")
    assert await waiting(notifications) == []
    assert {text["state"] for text in await listed(notifications)} == {"settled"}
    await notifications.fire_timers()
    assert (await arrived(notifications))[-1].text == preview["text"], "the preview is what the patient reads"
    lines = (await notifications.client(Role.FRONT_DESK).get(f"/threads/{thread['id']}/conversation")).json()["items"]
    assert [line["by"] for line in lines] == ["clinic", "patient", "patient"]

    await says(notifications, "Thank you, at three then")
    [again] = await threads(notifications, state="open", assigned="mine")
    assert again["id"] == thread["id"], "the next text opens it again, for whoever answered"


@pytest.mark.parametrize(
    ("words", "problem"),
    [("Put ice on the wound", "health-words"), ("好" * 900, "answer-too-long")],
)
async def test_an_answer_that_must_not_leave_is_refused_by_preview_and_reply_alike_and_nothing_changes(
    notifications: Running, ana: Patient, words: str, problem: str
) -> None:
    await says(notifications, "Can I come at three instead?")
    [thread] = await threads(notifications)
    for verb in ("preview", "reply"):
        refused = await does(notifications, thread, verb, {"text": words})
        assert refused.json()["type"] == f"urn:needlepoint:problem:{problem}"
    assert (await threads(notifications))[0]["state"] == "open"


async def test_a_patient_who_does_not_write_again_is_not_waited_for_for_ever(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "Can I come at three instead?")
    [thread] = await threads(notifications)
    await does(notifications, thread, "reply", ANSWER)
    notifications.clock.set(START + 15 * DAY)
    await notifications.fire_timers()
    [closed] = await threads(notifications, state="closed")
    assert (closed["steps"][-1]["what"], closed["assigned_to"]) == ("no_reply", None)


async def test_a_thread_is_taken_handed_over_and_given_back_and_two_do_not_answer_at_once(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "Can I come at three instead?")
    [thread] = await threads(notifications, assigned="nobodys")
    await does(notifications, thread, "assign", {"to": "rita"})
    assert [each["id"] for each in await threads(notifications, assigned="mine")] == [thread["id"]]
    assert await threads(notifications, subject="joana", assigned="mine") == []
    for verb, body in (("reply", ANSWER), ("close", CLOSED)):
        refused = await does(notifications, thread, verb, body, subject="joana")
        assert refused.json()["type"] == "urn:needlepoint:problem:thread-of-another"
    await does(notifications, thread, "assign", {"to": "joana", "note": "My shift ends."})
    [theirs] = await threads(notifications, subject="joana", assigned="mine")
    assert [(step["what"], step["to"]) for step in theirs["steps"]] == [("assigned", "rita"), ("assigned", "joana")]
    inbox = await notifications.client(Role.FRONT_DESK, subject="joana").get(f"/clinics/{ana.clinic_id}/inbox")
    assert inbox.json()["colleagues"] == ["rita"]
    assert {name: inbox.json()[name] for name in ("open", "mine", "nobodys")} == {"open": 1, "mine": 1, "nobodys": 0}
    given = await does(notifications, thread, "assign", {"to": None}, subject="joana")
    assert given.json()["assigned_to"] is None


async def test_nobody_answers_what_a_colleague_has_claimed_on_the_worklist(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "Can I come at three instead?")
    [thread], [item] = await threads(notifications), await waiting(notifications)
    await notifications.client(Role.FRONT_DESK, subject="joana").post(f"/worklist/{item['id']}/claim")
    refused = await does(notifications, thread, "reply", ANSWER)
    assert refused.json()["type"] == "urn:needlepoint:problem:claimed-by-another"
    assert (await threads(notifications))[0]["claimed_by"] == "joana"


async def test_of_two_answers_at_the_same_moment_both_leave_in_order_or_one_is_refused(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "Can I come at three instead?")
    [thread] = await threads(notifications)
    answers = await asyncio.gather(
        *(does(notifications, thread, "reply", ANSWER, subject=who) for who in ("rita", "joana"))
    )
    assert sorted(each.status_code for each in answers) == [200, 409], "whoever answers has taken it"


async def test_it_is_closed_with_a_reason_and_opened_again_by_a_person_or_by_the_next_text(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "Can I come at three instead?")
    [thread] = await threads(notifications)
    closed = (await does(notifications, thread, "close", {**CLOSED, "no_reaction": True})).json()
    assert (closed["state"], closed["steps"][-1]["reason"]) == ("closed", "called")
    [item] = await published(notifications, WorklistItemClosed)
    assert item.why == "settled"
    twice = await does(notifications, thread, "close", CLOSED)
    assert twice.json()["type"] == "urn:needlepoint:problem:thread-is-closed"

    reopened = (await does(notifications, thread, "reopen", {"note": "Nobody has called yet."})).json()
    assert (reopened["state"], reopened["waiting"]) == ("open", 1)
    assert len(await waiting(notifications)) == 1
    again = await does(notifications, thread, "reopen", {"note": "Nobody has called yet."})
    assert again.json()["type"] == "urn:needlepoint:problem:thread-is-open"
    await does(notifications, thread, "close", CLOSED)
    await says(notifications, "Hello?")
    assert [each["id"] for each in await threads(notifications, state="open")] == [thread["id"]]
    assert [event.state for event in await published(notifications, ThreadChanged)][-1] == "open"


async def test_what_was_meant_by_cancel_is_said_when_its_thread_is_closed(notifications: Running, ana: Patient) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await notifications.fire_timers()
    await says(notifications, "CANCEL")
    [thread] = await threads(notifications)
    assert (thread["asked"], thread["appointment_id"]) == (True, str(appointment.id))
    done = await does(notifications, thread, "close", {**CLOSED, "meant": "appointment"})
    assert (done.status_code, done.json()["asked"]) == (200, False)
    await says(notifications, "Good morning")
    refused = await does(notifications, thread, "close", {**CLOSED, "meant": "stop"})
    assert refused.json()["type"] == "urn:needlepoint:problem:nothing-asked"


async def test_a_stop_and_a_yes_that_a_machine_obeys_open_no_thread(notifications: Running, ana: Patient) -> None:
    await says(notifications, "STOP")
    assert await threads(notifications) == []


async def test_what_a_stranger_writes_is_a_thread_of_every_desk_until_somebody_says_who_it_is(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "Good morning", sender=STRANGER)
    await says(notifications, "Can I come at three?", sender=STRANGER)
    elsewhere = notifications.client(Role.FRONT_DESK, clinics=[new_id()])
    assert len((await elsewhere.get("/threads", params={"known": False})).json()["items"]) == 1
    [thread] = await threads(notifications, known=False)
    assert (thread["patient_id"], thread["clinic_id"], thread["people"], thread["waiting"]) == (None, None, [], 2)
    refused = await does(notifications, thread, "reply", ANSWER)
    assert refused.json()["type"] == "urn:needlepoint:problem:nobody-to-answer"

    await does(notifications, thread, "assign", {"to": "rita"})
    body = {"patient_id": str(ana.id), "note": "Called: it is her work telephone."}
    before = len(await published(notifications, ThreadChanged))
    theirs = (await does(notifications, thread, "attribute", body)).json()
    events = (await published(notifications, ThreadChanged))[before:]
    assert [(str(event.thread_id), event.state, event.assigned) for event in events] == [
        (thread["id"], "closed", True),
        (theirs["id"], "open", True),
    ], "each thread is published once, as it is in the end"
    assert (theirs["patient_id"], theirs["waiting"], theirs["assigned_to"]) == (str(ana.id), 2, "rita")
    assert theirs["steps"][-1]["address"] == STRANGER
    assert await threads(notifications, known=False) == []
    assert (await elsewhere.get(f"/threads/{theirs['id']}")).status_code == 403
    assert (await notifications.client(Role.FRONT_DESK).get(f"/threads/{thread['id']}")).status_code == 404
    assert len(await waiting(notifications)) == 1
    await does(notifications, theirs, "reply", ANSWER)
    await notifications.fire_timers()
    assert (await arrived(notifications))[-1].address == STRANGER, "it goes where the text came from"
    assert [each.patient_id for each in await published(notifications, MessageSent)] == [ana.id]
    known = await does(notifications, theirs, "attribute", body)
    assert known.json()["type"] == "urn:needlepoint:problem:writer-known"


async def test_a_telephone_that_two_share_has_a_thread_of_its_own_until_it_is_said_who_wrote(
    notifications: Running, ana: Patient
) -> None:
    child = Patient(ana.clinic_id)
    await notifications.react(child.registered())
    await says(notifications, "Can I come at three instead?")
    [thread] = await threads(notifications, clinic_id=ana.clinic_id)
    assert (thread["patient_id"], len(thread["people"])) == (None, 2)
    body = {"patient_id": str(child.id), "note": "Her daughter."}
    theirs = (await does(notifications, thread, "attribute", body)).json()
    assert [each["patient_id"] for each in theirs["people"]] == [str(child.id)]
    assert [item["patient_id"] for item in await waiting(notifications)] == [str(child.id)]
    await says(notifications, "And who am I?")
    assert len(await threads(notifications, state="open")) == 2, "the next text is asked about again"


async def test_threads_of_two_records_of_one_person_become_one(notifications: Running, ana: Patient) -> None:
    twice = Patient(ana.clinic_id, phone="+351910000009")
    await notifications.react(twice.registered())
    await says(notifications, "first", sender="+351910000009")
    [ended] = await threads(notifications)
    await does(notifications, ended, "assign", {"to": "rita", "note": "I know her."})
    await says(notifications, "second")
    await notifications.react(PatientMerged(patient_id=twice.id, into=ana.id, merged_at=START))
    [thread] = await threads(notifications)
    assert (thread["patient_id"], thread["waiting"], thread["assigned_to"]) == (str(ana.id), 2, "rita")
    assert [step["what"] for step in thread["steps"]] == ["assigned", "merged"]
    assert [item["subject_id"] for item in await waiting(notifications)] == [thread["id"]]


async def test_what_two_people_wrote_is_two_threads_again_when_their_merge_is_undone(
    notifications: Running, ana: Patient, clinic: UUID
) -> None:
    twice = Patient(clinic, phone="+351910000009", email=None)
    await notifications.react(twice.registered())
    await says(notifications, "I am the other one", sender="+351910000009")
    await says(notifications, "I am Ana")
    merge = PatientMerged(patient_id=twice.id, into=ana.id, merged_at=START, merge_id=new_id())
    await notifications.react(merge)
    [thread] = await threads(notifications)
    assert (thread["patient_id"], thread["waiting"]) == (str(ana.id), 2)
    for _ in range(2):
        await notifications.react(undone(merge))
    found = {each["patient_id"]: each for each in await threads(notifications)}
    assert {who: (each["last_text"], each["waiting"]) for who, each in found.items()} == {
        str(twice.id): ("I am the other one", 1),
        str(ana.id): ("I am Ana", 1),
    }
    items = await waiting(notifications)
    assert sorted(item["subject_id"] for item in items) == sorted(each["id"] for each in found.values())
    await says(notifications, "And I still am", sender="+351910000009")
    found = {each["patient_id"]: each for each in await threads(notifications)}
    assert (found[str(twice.id)]["waiting"], found[str(ana.id)]["waiting"]) == (2, 1)


async def test_an_erased_patients_thread_is_deleted_with_its_notes(notifications: Running, ana: Patient) -> None:
    await says(notifications, "Can I come at three instead?")
    [thread] = await threads(notifications)
    await does(notifications, thread, "close", CLOSED)
    own = notifications.client(Role.PATIENT, subject=ana.id)
    parts = {part["name"]: part["rows"] for part in (await own.get(f"/patients/{ana.id}/archive")).json()["parts"]}
    assert parts["threads"][0]["steps"][0]["note"] == CLOSED["note"]
    await notifications.react(PatientErased(patient_id=ana.id, erased_at=START))
    assert await threads(notifications) == []


OF_UNKNOWN = "text_to_read"


async def asked_of_desks(running: Running) -> list[dict[str, Any]]:
    answer = await running.client(Role.FRONT_DESK).get("/worklist", params={"kind": OF_UNKNOWN})
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_what_a_stranger_wrote_is_work_of_every_desk_once_it_is_overdue_until_one_does_it(
    notifications: Running, clinic: UUID
) -> None:
    other = new_id()
    await notifications.react(opened(other, name="Porto Skin"))
    await says(notifications, "Good morning", sender=STRANGER)
    notifications.clock.set(START + timedelta(minutes=59))
    await notifications.fire_timers()
    assert await asked_of_desks(notifications) == []
    notifications.clock.set(START + timedelta(minutes=61))
    await notifications.fire_timers()
    items = await asked_of_desks(notifications)
    assert {each["clinic_id"] for each in items} == {str(clinic), str(other)}
    [thread] = await threads(notifications, known=False)
    assert {each["about"]["thread_id"] for each in items} == {thread["id"]}
    taken = await notifications.client(Role.FRONT_DESK).post(f"/worklist/{items[0]['id']}/claim")
    assert taken.status_code == 200, taken.text
    assert (await does(notifications, thread, "close", CLOSED)).status_code == 200
    assert await asked_of_desks(notifications) == []


async def test_one_of_whom_somebody_says_who_it_is_is_work_of_no_other_desk(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "Good morning", sender=STRANGER)
    notifications.clock.set(START + timedelta(minutes=61))
    await notifications.fire_timers()
    [thread] = await threads(notifications, known=False)
    said = {"patient_id": str(ana.id), "note": "She called."}
    assert (await does(notifications, thread, "attribute", said)).status_code == 200
    assert await asked_of_desks(notifications) == []
    assert len(await waiting(notifications)) == 1


async def test_a_strangers_thread_goes_with_its_texts_and_a_patients_stays(
    notifications: Running, ana: Patient
) -> None:
    await says(notifications, "Can I come at three instead?")
    await says(notifications, "a stranger", sender=STRANGER)
    notifications.clock.set(START + 31 * DAY)
    pruning = Pruning(notifications.service, notifications.worker.transactions, notifications.settings)
    await pruning.run(notifications.clock.now())
    assert [each["patient_id"] for each in await threads(notifications)] == [str(ana.id)]


async def test_another_clinic_neither_lists_nor_reads_nor_works_on_it(notifications: Running, ana: Patient) -> None:
    await says(notifications, "Can I come at three instead?")
    [thread] = await threads(notifications)
    other = notifications.client(Role.FRONT_DESK, clinics=[new_id()])
    assert (await other.get("/threads")).json()["items"] == []
    for path in (
        f"/threads/{thread['id']}",
        f"/threads/{thread['id']}/conversation",
        f"/clinics/{ana.clinic_id}/inbox",
    ):
        assert (await other.get(path)).status_code == 403
    for verb, body in (("reply", ANSWER), ("close", CLOSED), ("assign", {"to": "x"}), ("preview", ANSWER)):
        assert (await does(notifications, thread, verb, body, clinics=[new_id()])).status_code == 403
    unknown = await other.get(f"/threads/{new_id()}")
    assert unknown.json()["type"] == "urn:needlepoint:problem:thread-unknown"


async def test_texts_that_come_at_the_same_moment_are_all_in_one_thread(notifications: Running, ana: Patient) -> None:
    senders = ["+351912345678", STRANGER]
    await asyncio.gather(*(says(notifications, f"text {n}", sender=senders[n % 2]) for n in range(8)))
    assert sorted(each["waiting"] for each in await threads(notifications)) == [4, 4]
