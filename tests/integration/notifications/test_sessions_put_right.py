"""A session's record is put right, or is void: care of the skin follows, and somebody calls about what has left."""

from datetime import timedelta
from typing import Any

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.courses import CourseCompleted, CourseReopened
from contracts.booking.sessions import SessionAmended
from contracts.notifications.worklist import WorklistItemClosed
from contracts.screening.screenings import DecisionVoided
from contracts.vocabulary import Modality, Outcome, ScreeningStage
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Patient,
    decided,
    messages,
    performed,
    run_until,
    standing,
)
from tests.support.corrected_sessions import amended, voided
from tests.support.running import Running

WEEK_LATER = START + 8 * DAY
PEN = ["aftercare_evening", "aftercare_day_1", "aftercare_day_3", "aftercare_week_1"]
RF = ["aftercare_evening_rf", "aftercare_day_1_rf", "aftercare_day_3_rf", "aftercare_week_1"]


async def sent(running: Running) -> list[str]:
    return [each["template"] for each in await messages(running, status="sent")]


async def to_correct(running: Running) -> list[dict[str, Any]]:
    listed = await running.client(Role.FRONT_DESK).get("/worklist", params={"kind": "advice_to_correct"})
    found: list[dict[str, Any]] = listed.json()["items"]
    return found


async def closed(running: Running, kind: str) -> list[str]:
    events = [each for each in await running.events() if isinstance(each, WorklistItemClosed)]
    return [each.why for each in events if each.kind == kind]


def version(event: SessionAmended, number: int) -> SessionAmended:
    return event.model_copy(update={"session_version": number})


async def test_care_of_another_kind_of_device_is_planned_instead_and_nothing_that_is_right_is_sent_twice(
    notifications: Running, ana: Patient
) -> None:
    session = performed(ana, START)
    await notifications.react(session)
    await notifications.react(amended(session, modality=Modality.RF))
    await run_until(notifications, WEEK_LATER)
    assert await sent(notifications) == RF
    assert await to_correct(notifications) == []


async def test_who_was_sent_care_of_the_wrong_kind_of_device_is_called(notifications: Running, ana: Patient) -> None:
    session = performed(ana, START)
    await notifications.react(session)
    await run_until(notifications, START + 11 * HOUR)
    await notifications.react(amended(session, modality=Modality.RF))
    [item] = await to_correct(notifications)
    assert (item["subject_id"], item["patient_id"]) == (str(session.session_id), str(ana.id))
    [wrong] = [each for each in await messages(notifications, status="sent") if each["template"] == PEN[0]]
    assert item["about"] == {"message_id": wrong["id"]}
    assert "record was put right" in wrong["reason"]
    note = {"note": "Called: she has read the new advice."}
    settled = await notifications.client(Role.FRONT_DESK).post(f"/messages/{wrong['id']}/settle", json=note)
    assert settled.status_code == 200, settled.text
    assert (await to_correct(notifications), await closed(notifications, "advice_to_correct")) == ([], ["called"])
    await run_until(notifications, WEEK_LATER)
    assert await sent(notifications) == [PEN[0], *RF]


async def test_what_is_put_right_again_needs_no_call_and_is_not_sent_again(
    notifications: Running, ana: Patient
) -> None:
    session = performed(ana, START)
    await notifications.react(session)
    await run_until(notifications, START + 11 * HOUR)
    await notifications.react(amended(session, modality=Modality.RF))
    as_it_was = session.model_copy(update={"modality": Modality.RF})
    await notifications.react(version(amended(as_it_was, modality=Modality.PEN), 3))
    assert await closed(notifications, "advice_to_correct") == ["corrected"]
    assert {each["reason"] for each in await messages(notifications, status="sent")} == {None}
    await run_until(notifications, WEEK_LATER)
    assert await sent(notifications) == PEN


async def test_care_is_counted_from_the_moment_at_which_the_session_was(notifications: Running, ana: Patient) -> None:
    session = performed(ana, START)
    await notifications.react(session)
    await notifications.react(amended(session, performed_at=START - DAY))
    planned = [each["planned_for"][:10] for each in await messages(notifications, status="planned")]
    day_1 = (START + timedelta(hours=1)).date().isoformat()
    assert planned[0] == day_1, "the evening after is over: the first is that of the day after"
    assert await to_correct(notifications) == []


async def test_what_was_sent_after_a_session_that_did_not_take_place_is_a_call(
    notifications: Running, ana: Patient
) -> None:
    session = performed(ana, START)
    await notifications.react(session)
    await run_until(notifications, START + DAY + 2 * HOUR)
    await notifications.react(voided(session))
    [item] = await to_correct(notifications)
    assert item["subject_id"] == str(session.session_id)
    await run_until(notifications, WEEK_LATER)
    assert await standing(notifications) == [
        (PEN[0], "sent"),
        (PEN[1], "sent"),
        (PEN[2], "cancelled"),
        (PEN[3], "cancelled"),
    ]


async def test_a_session_that_is_void_before_anything_was_sent_asks_nobody(
    notifications: Running, ana: Patient
) -> None:
    session = performed(ana, START)
    await notifications.react(session)
    await notifications.react(voided(session))
    assert await to_correct(notifications) == []


async def test_an_earlier_version_that_comes_later_plans_nothing(notifications: Running, ana: Patient) -> None:
    session = performed(ana, START)
    await notifications.react(voided(session))
    await notifications.react(amended(session, modality=Modality.RF))
    await notifications.react(session)
    assert await messages(notifications) == []


async def test_results_that_were_sent_of_a_course_that_goes_on_are_a_call(notifications: Running, ana: Patient) -> None:
    whose = {"course_id": new_id(), "patient_id": ana.id, "clinic_id": ana.clinic_id}
    await notifications.react(CourseCompleted(**whose, completed_at=START))
    await run_until(notifications, START + 29 * DAY)
    await notifications.react(CourseReopened(**whose, reopened_at=START + 29 * DAY))
    [item] = await to_correct(notifications)
    assert item["subject_id"] == str(whose["course_id"])


async def test_a_deferral_about_a_consult_in_error_does_not_leave_and_whoever_got_it_is_called(
    notifications: Running, ana: Patient
) -> None:
    told, waits = new_id(), new_id()
    await notifications.react(decided(ana, Outcome.DEFERRED, START.date() + 60 * DAY, told))
    await run_until(notifications, START + HOUR)
    await notifications.react(decided(ana, Outcome.DEFERRED, START.date() + 90 * DAY, waits))
    for consult_id in (told, waits):
        await notifications.react(
            DecisionVoided(
                screening_id=new_id(),
                patient_id=ana.id,
                clinic_id=ana.clinic_id,
                stage=ScreeningStage.CONSULT,
                consult_id=consult_id,
                voided_at=START + HOUR,
            )
        )
    await run_until(notifications, WEEK_LATER)
    assert await sent(notifications) == ["screening_deferred"]
    [item] = await to_correct(notifications)
    assert item["subject_id"] == str(told)
    [wrong] = await messages(notifications, status="sent")
    assert "consult was entered in error" in wrong["reason"]
    desk = notifications.client(Role.FRONT_DESK)
    called = await desk.post(f"/messages/{wrong['id']}/settle", json={"note": "told her that it was a mistake"})
    assert called.status_code == 200, called.text
    assert await to_correct(notifications) == []
