"""Messages about a course: its plan, the days after each session, its results."""

from chassis.work import Work
from contracts.booking.courses import CourseCompleted, CoursePlanned, CourseReopened, CourseStopped
from contracts.booking.sessions import SessionAmended, SessionPerformed, SessionVoided
from services.notifications.commands import sessions
from services.notifications.commands.plans import announce, call_off
from services.notifications.domain.messages import Announcement
from services.notifications.domain.occasions import Occasion
from services.notifications.domain.wording import Series
from services.notifications.reactions.listening import reaction


@reaction
async def announce_plan(work: Work, event: CoursePlanned) -> None:
    """How many sessions and how far apart; not what for."""
    series = Series(event.sessions, event.spacing_weeks_min, event.spacing_weeks_max)
    await announce(
        work,
        Announcement(
            Occasion.COURSE_PLANNED,
            about=f"course/{event.course_id}",
            clinic_id=event.clinic_id,
            happened_at=work.now,
            patient_id=event.patient_id,
            facts={"series": series.as_fact()},
        ),
    )


@reaction
async def call_off_with_the_course(work: Work, event: CourseStopped) -> None:
    """What is still planned about the course; its appointment is called off by an event of its own."""
    await call_off(work, f"course/{event.course_id}", "the course was stopped")


@reaction
async def point_to_results(work: Work, event: CourseCompleted) -> None:
    """When results show, and, to those who agreed to such messages, when some come again."""
    await announce(
        work,
        Announcement(
            Occasion.COURSE_COMPLETED,
            about=f"course/{event.course_id}",
            clinic_id=event.clinic_id,
            happened_at=event.completed_at,
            patient_id=event.patient_id,
        ),
    )


@reaction
async def give_aftercare(work: Work, event: SessionPerformed) -> None:
    """The days after a session, for its kind of device."""
    await sessions.give_aftercare(work, event)


@reaction
async def correct_aftercare(work: Work, event: SessionAmended) -> None:
    """The same, for what the session was after all; somebody calls about what has left and is wrong."""
    await sessions.correct_aftercare(work, event)


@reaction
async def withdraw_aftercare(work: Work, event: SessionVoided) -> None:
    """The session did not take place: what has not left yet does not leave."""
    await sessions.withdraw_aftercare(work, event)


@reaction
async def withdraw_the_results(work: Work, event: CourseReopened) -> None:
    """The course was not complete: what is planned about its results does not leave."""
    await sessions.withdraw_results(work, event)
