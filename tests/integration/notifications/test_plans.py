"""Every plan against all that may come between: one row a plan, one test a way in which it may not go as planned.

Each plan has a patient of its own. What follows an appointment alone is in test_a_hundred_thousand.py as well.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.courses import CourseCompleted, CoursePlanned, CourseReopened, CourseStopped
from contracts.event import Event
from contracts.notifications.messages import MessageFailed
from contracts.screening.screenings import IntakeRequested, ReactionReported, ReactionWithdrawn
from contracts.vocabulary import Modality, Outcome
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    Patient,
    arrived,
    decided,
    handed_in,
    messages,
    performed,
    run_until,
)
from tests.integration.notifications.test_opt_out import says
from tests.integration.notifications.test_recall_letters import ended as letter_ended
from tests.integration.notifications.test_recall_letters import released
from tests.integration.notifications.test_waitlist_offers import ended as offer_ended
from tests.integration.notifications.test_waitlist_offers import offered
from tests.support.corrected_sessions import voided
from tests.support.running import Running

Cause = tuple[Event, Event]
"""What a plan follows, and what ends it before it leaves."""
LAST = START + 190 * DAY
LISBON = ZoneInfo("Europe/Lisbon")
PEN = ("aftercare_evening", "aftercare_day_1", "aftercare_day_3", "aftercare_week_1")
RF = ("aftercare_evening_rf", "aftercare_day_1_rf", "aftercare_day_3_rf", "aftercare_week_1")


@dataclass(frozen=True)
class Plan:
    """What is written when something happens."""

    cause: Callable[[Patient, datetime], Cause]
    templates: tuple[str, ...]
    must_be_known: bool = False
    """Somebody calls whoever does not want it."""
    called_when_late: bool = False
    """Somebody calls when the worker was down until it was too late."""

    @property
    def leaves(self) -> list[str]:
        """What is sent of it: the reminder and the form of the day are one message."""
        joined = {"appointment_reminder", "day_form"}
        if not joined <= set(self.templates):
            return sorted(self.templates)
        return sorted({"reminder_with_day_form", *self.templates} - joined)


def _visit(patient: Patient, at: datetime, kind: str) -> Cause:
    visit = Appointment(patient, at + 5 * DAY, kind=kind)
    return visit.booked(), visit.cancelled(reason="left_untreated")


def _missed(patient: Patient, at: datetime) -> Cause:
    visit = Appointment(patient, at - HOUR)
    return visit.missed(), visit.reinstated("missed")


def _session(patient: Patient, at: datetime, modality: Modality) -> Cause:
    done = performed(patient, at, modality)
    return done, voided(done)


def _intake(patient: Patient, at: datetime) -> Cause:
    ids = {"patient_id": patient.id, "clinic_id": patient.clinic_id}
    asked = IntakeRequested(intake_id=new_id(), reason="registered", requested_at=at, **ids)
    return asked, decided(patient, Outcome.CLEARED, None, new_id(), at)


def _deferral(patient: Patient, at: datetime) -> Cause:
    consult = new_id()
    deferred = decided(patient, Outcome.DEFERRED, date(2027, 9, 1), consult, at)
    return deferred, decided(patient, Outcome.CLEARED, None, consult, at)


def _planned(patient: Patient, at: datetime) -> Cause:
    ids = {"course_id": new_id(), "patient_id": patient.id, "clinic_id": patient.clinic_id}
    weeks = {"sessions": 3, "spacing_weeks_min": 4, "spacing_weeks_max": 6}
    by = {"protocol_version": "2026-11", "protocol_digest": "ac" * 32, "not_before": at}
    return CoursePlanned(**ids, **weeks, **by), CourseStopped(**ids, stopped_at=at)


def _completed(patient: Patient, at: datetime) -> Cause:
    ids = {"course_id": new_id(), "patient_id": patient.id, "clinic_id": patient.clinic_id}
    return CourseCompleted(**ids, completed_at=at), CourseReopened(**ids, reopened_at=at)


def _reaction(patient: Patient, at: datetime) -> Cause:
    ids = {"report_id": new_id(), "patient_id": patient.id, "clinic_id": patient.clinic_id}
    return ReactionReported(**ids, grade="transient", reported_at=at), ReactionWithdrawn(**ids, withdrawn_at=at)


def _letter(patient: Patient, at: datetime) -> Cause:
    letter = released(patient).model_copy(update={"released_at": at})
    return letter, letter_ended(letter, "called")


def _offer(patient: Patient, at: datetime) -> Cause:
    offer = offered(patient, until=at + 14 * HOUR, starts_at=at + 3 * DAY)
    return offer, offer_ended(offer, "withdrawn", at)


PLANS = (
    Plan(
        lambda who, at: _visit(who, at, "session"),
        ("appointment_confirmed", "appointment_reminder", "visit_preparation", "day_form"),
    ),
    Plan(lambda who, at: _visit(who, at, "consult"), ("appointment_confirmed", "consult_reminder")),
    Plan(_missed, ("appointment_missed",)),
    Plan(lambda who, at: _session(who, at, Modality.PEN), PEN),
    Plan(lambda who, at: _session(who, at, Modality.RF), RF),
    Plan(_intake, ("intake_requested",)),
    Plan(_deferral, ("screening_deferred",)),
    Plan(_planned, ("course_planned",)),
    Plan(_completed, ("results_review", "maintenance_invited")),
    Plan(_reaction, ("reaction_advice",), must_be_known=True, called_when_late=True),
    Plan(_letter, ("recall_letter",), must_be_known=True, called_when_late=True),
    Plan(_offer, ("waitlist_offer",)),
)


@dataclass(frozen=True)
class Case:
    """One plan, for one patient."""

    plan: Plan
    patient: Patient
    cause: Cause


async def cases(running: Running, clinic: UUID, *, reachable: bool = True) -> list[Case]:
    """Each plan with a patient who agreed to everything."""
    found = []
    at = running.clock.now()
    for number, plan in enumerate(PLANS):
        phone = f"+3519100000{number:02}" if reachable else None
        patient = Patient(clinic, phone=phone, email=None, marketing=True)
        await running.react(patient.registered())
        found.append(Case(plan, patient, plan.cause(patient, at)))
    return found


async def said(running: Running, case: Case, *statuses: str) -> list[str]:
    """The templates of the plan's messages, by what has become of them."""
    of = await messages(running, patient_id=case.patient.id)
    return sorted(each["template"] for each in of if each["status"] in statuses)


async def happen(running: Running, these: Sequence[Case]) -> None:
    """What each plan begins with."""
    for case in these:
        await running.react(case.cause[0])


async def end(running: Running, these: Sequence[Case]) -> None:
    """The cause of each is gone."""
    for case in these:
        await running.react(case.cause[1])


async def calls(running: Running) -> set[str]:
    """Messages for which somebody has to call; those about appointments and offers are on booking's list."""
    answer = await running.client(Role.FRONT_DESK).get("/worklist", params={"kind": "patient_to_call", "limit": 200})
    assert answer.status_code == 200, answer.text
    return {each["subject_id"] for each in answer.json()["items"]}


async def test_each_leaves_once_however_often_its_event_comes_and_however_many_workers_look(
    notifications: Running, clinic: UUID
) -> None:
    these = await cases(notifications, clinic)
    for case in these:
        id = new_id()
        for _ in range(2):
            await notifications.react(case.cause[0], event_id=id)
    await run_until(notifications, LAST)
    for case in these:
        assert await said(notifications, case, "sent") == case.plan.leaves
    assert len(await arrived(notifications)) == sum(len(case.plan.leaves) for case in these)


async def test_none_leaves_when_its_cause_is_gone_before(notifications: Running, clinic: UUID) -> None:
    these = await cases(notifications, clinic)
    await happen(notifications, these)
    await end(notifications, these)
    await run_until(notifications, LAST)
    assert await arrived(notifications) == []
    assert await calls(notifications) == set()


async def test_a_cause_that_goes_while_no_worker_runs_is_gone_when_it_is_back(
    notifications: Running, clinic: UUID
) -> None:
    these = await cases(notifications, clinic)
    await happen(notifications, these)
    notifications.clock.advance(2 * HOUR)
    await end(notifications, these)
    await run_until(notifications, LAST)
    assert await arrived(notifications) == []


async def test_a_worker_that_was_down_for_two_hours_loses_none_and_sends_none_twice(
    notifications: Running, clinic: UUID
) -> None:
    these = await cases(notifications, clinic)
    await happen(notifications, these)
    notifications.clock.advance(2 * HOUR)
    await run_until(notifications, LAST)
    for case in these:
        assert await said(notifications, case, "sent") == case.plan.leaves


async def test_what_is_too_late_after_a_long_time_down_is_not_sent_and_somebody_calls_about_what_matters(
    notifications: Running, clinic: UUID
) -> None:
    these = await cases(notifications, clinic)
    await happen(notifications, these)
    notifications.clock.set(START + 800 * DAY)
    await notifications.fire_timers()
    assert await arrived(notifications) == []
    for case in these:
        late = case.plan.templates if case.plan.called_when_late else ()
        assert await said(notifications, case, "failed") == sorted(late)


async def test_whoever_wants_no_messages_gets_none_and_is_called_about_what_must_be_known(
    notifications: Running, clinic: UUID
) -> None:
    these = await cases(notifications, clinic)
    for case in these:
        await says(notifications, "STOPALL", sender=str(case.patient.phone))
    await notifications.fire_timers()
    confirmed = len(await arrived(notifications))
    await happen(notifications, these)
    await run_until(notifications, LAST)
    assert len(await arrived(notifications)) == confirmed
    for case in these:
        known = case.plan.templates if case.plan.must_be_known else ()
        assert await said(notifications, case, "failed") == sorted(known)


async def test_of_whoever_has_no_address_booking_is_told_or_somebody_calls(
    notifications: Running, clinic: UUID
) -> None:
    these = await cases(notifications, clinic, reachable=False)
    await happen(notifications, these)
    await run_until(notifications, LAST)
    assert await arrived(notifications) == []
    to_call = await calls(notifications)
    told = {str(each.message_id): each for each in await notifications.events() if isinstance(each, MessageFailed)}
    for case in these:
        assert await said(notifications, case, "failed") == sorted(case.plan.templates)
        for each in await messages(notifications, patient_id=case.patient.id):
            known = told[each["id"]]
            assert each["id"] in to_call or known.appointment_id or known.offer_id


async def test_none_leaves_at_night(notifications: Running, clinic: UUID) -> None:
    notifications.clock.set(START + 13 * HOUR)  # 22:00 in Lisbon
    these = await cases(notifications, clinic)
    await happen(notifications, these)
    await run_until(notifications, LAST + DAY)
    left = await arrived(notifications)
    assert all(time(8) <= each.handed_over_at.astimezone(LISBON).time() < time(21) for each in left)
    for case in these:
        assert await said(notifications, case, "sent") == case.plan.leaves


async def test_two_sessions_of_one_day_are_followed_by_each_text_once(notifications: Running, ana: Patient) -> None:
    face, back = performed(ana, START), performed(ana, START + 2 * HOUR)
    await notifications.react(face)
    await notifications.react(back)
    await notifications.react(performed(ana, START + DAY))
    await run_until(notifications, LAST)
    of = Counter(each["template"] for each in await messages(notifications, status="sent"))
    assert of == dict.fromkeys(PEN, 2), "once for each day"


async def test_two_sessions_of_one_day_are_prepared_for_once_and_a_new_day_once_more(
    notifications: Running, ana: Patient
) -> None:
    face, back = (Appointment(ana, START + 20 * DAY + hours * HOUR, kind="session") for hours in (0, 2))
    for visit in (face, back):
        await notifications.react(visit.booked())
    await run_until(notifications, START + 14 * DAY)
    assert await sent_of(notifications, "visit_preparation") == [str(face.id)]
    await notifications.react(face.moved(START + 20 * DAY + 4 * HOUR))
    await notifications.react(back.moved(START + 40 * DAY))
    await run_until(notifications, LAST)
    assert await sent_of(notifications, "visit_preparation") == [str(face.id), str(back.id)]


async def test_the_form_of_the_day_is_asked_for_until_it_is_there_and_again_for_another_day(
    notifications: Running, ana: Patient
) -> None:
    asked, there, moved = (Appointment(ana, START + days * DAY, kind="session") for days in (10, 20, 30))
    for visit in (asked, there, moved):
        await notifications.react(visit.booked())
    await notifications.react(handed_in(there))
    await notifications.react(handed_in(moved))
    await notifications.react(moved.moved(START + 30 * DAY + 2 * HOUR))
    await notifications.react(moved.moved(START + 40 * DAY))
    await run_until(notifications, START + 39 * DAY - HOUR)
    assert await sent_of(notifications, "reminder_with_day_form") == [str(asked.id)]
    await run_until(notifications, LAST)
    assert await sent_of(notifications, "reminder_with_day_form") == [str(asked.id), str(moved.id)]


async def test_a_session_moved_within_its_day_is_not_asked_about_twice(notifications: Running, ana: Patient) -> None:
    visit = Appointment(ana, START + 20 * DAY, kind="session")
    await notifications.react(visit.booked())
    await run_until(notifications, START + 19 * DAY + HOUR)
    await notifications.react(handed_in(visit))
    await notifications.react(visit.moved(START + 20 * DAY + 3 * HOUR))
    await run_until(notifications, LAST)
    assert len(await sent_of(notifications, "reminder_with_day_form")) == 1


async def test_two_sessions_of_one_day_are_asked_about_once(notifications: Running, ana: Patient) -> None:
    for hours in (0, 2):
        await notifications.react(Appointment(ana, START + 20 * DAY + hours * HOUR, kind="session").booked())
    await run_until(notifications, LAST)
    assert len(await sent_of(notifications, "reminder_with_day_form")) == 1


async def test_the_form_and_the_reminder_of_one_hour_leave_as_one_message(notifications: Running, ana: Patient) -> None:
    visit = Appointment(ana, START + 10 * DAY, kind="session")
    await notifications.react(visit.booked())
    await run_until(notifications, START + 9 * DAY + HOUR)
    [both] = [each for each in await messages(notifications) if each["template"] == "reminder_with_day_form"]
    [form] = [each for each in await messages(notifications) if each["template"] == "day_form"]
    assert "a reminder of your" in both["text"]
    assert (form["status"], form["reason"]) == ("skipped", "it was said in the same message as another one")
    assert await sent_of(notifications, "appointment_reminder") == []


async def test_a_form_that_is_there_before_both_leave_is_not_asked_for(notifications: Running, ana: Patient) -> None:
    visit = Appointment(ana, START + 10 * DAY, kind="session")
    await notifications.react(visit.booked())
    await notifications.react(handed_in(visit))
    await run_until(notifications, LAST)
    assert await sent_of(notifications, "appointment_reminder") == [str(visit.id)]
    assert await sent_of(notifications, "reminder_with_day_form") == []


async def test_whoever_is_booked_for_the_same_day_is_asked_for_the_form_alone(
    notifications: Running, ana: Patient
) -> None:
    await notifications.react(Appointment(ana, START + 8 * HOUR, kind="session").booked())
    await run_until(notifications, LAST)
    assert len(await sent_of(notifications, "day_form")) == 1
    assert await sent_of(notifications, "reminder_with_day_form") == []


async def sent_of(running: Running, template: str) -> list[str]:
    """The appointments about which this was written."""
    sent = await messages(running, status="sent")
    return [each["appointment_id"] for each in sent if each["template"] == template]


async def test_two_missed_visits_of_one_day_are_one_message(notifications: Running, ana: Patient) -> None:
    for hours in (1, 3):
        await notifications.react(Appointment(ana, START - hours * HOUR).missed())
    await run_until(notifications, START + 3 * DAY)
    assert [each["template"] for each in await messages(notifications, status="sent")] == ["appointment_missed"]


async def test_whoever_has_another_visit_is_not_asked_about_the_missed_one(
    notifications: Running, ana: Patient
) -> None:
    await notifications.react(Appointment(ana, START - HOUR).missed())
    await notifications.react(Appointment(ana, START + 9 * DAY, kind="review").booked())
    await run_until(notifications, START + 3 * DAY)
    assert [each["template"] for each in await messages(notifications, status="sent")] == ["appointment_confirmed"]


async def test_a_visit_that_was_noted_as_missed_days_later_is_not_written_about(
    notifications: Running, ana: Patient
) -> None:
    await notifications.react(Appointment(ana, START - 4 * DAY).missed())
    await run_until(notifications, START + 3 * DAY)
    assert await messages(notifications, status="sent") == []


async def test_when_the_session_that_was_first_is_void_the_other_ones_texts_leave(
    notifications: Running, ana: Patient
) -> None:
    face, back = performed(ana, START), performed(ana, START + HOUR)
    await notifications.react(face)
    await notifications.react(back)
    await notifications.react(voided(face))
    await run_until(notifications, LAST)
    assert sorted(each["template"] for each in await messages(notifications, status="sent")) == sorted(PEN)


async def test_workers_that_look_at_both_at_once_send_one(notifications: Running, ana: Patient) -> None:
    for hours in range(4):
        await notifications.react(performed(ana, START + hours * HOUR))
    notifications.clock.set(START + DAY + 2 * HOUR)
    await asyncio.gather(*[notifications.fire_timers() for _ in range(4)])
    await run_until(notifications, LAST)
    of = Counter(each["template"] for each in await messages(notifications, status="sent"))
    assert set(of.values()) == {1}
