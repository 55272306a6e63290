"""A course goes on past its protocol: more sessions, maintenance, and several reviews."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.refusals import Invalid
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.care.domain.courses import protocol_window, require_next
from services.booking.care.domain.extensions import ExtensionKind, extended, interval_of, shortened
from services.booking.care.domain.positions import Step, next_missing
from services.booking.care.domain.refusals import CourseFinished, WrongCourseState
from tests.unit.booking.given import course

LAST = date(2027, 3, 2)
SESSION, REVIEW = AppointmentKind.SESSION, AppointmentKind.REVIEW
MORE, MAINTENANCE = ExtensionKind.MORE, ExtensionKind.MAINTENANCE
THREE_REVIEWS = {"review_weeks": (4, 6), "later_reviews": ((13, 16), (26, 30))}


def weeks_until(day: date | None) -> int:
    assert day is not None
    return (day - LAST).days // 7


def test_each_review_has_its_own_weeks_after_the_last_session() -> None:
    done = course(performed=3, **THREE_REVIEWS)
    found = []
    for reviewed in range(3):
        plan = replace(done, reviewed=reviewed)
        assert plan.review_due
        window = protocol_window(plan, LAST, LAST, REVIEW)
        found.append((weeks_until(window.first), weeks_until(window.last)))
    assert found == [(4, 6), (13, 16), (26, 30)]
    assert not replace(done, reviewed=3).review_due


def test_no_review_is_due_while_sessions_remain_or_maintenance_has_begun() -> None:
    assert not course(performed=2, **THREE_REVIEWS).review_due
    assert not course(sessions=5, maintenance=2, performed=4, **THREE_REVIEWS).review_due


def test_more_sessions_make_a_complete_course_one_that_goes_on() -> None:
    done = course(performed=3)
    longer = extended(done, MORE, 2, None)
    assert (longer.sessions, longer.planned, longer.completed) == (5, 5, False)
    require_next(longer, SESSION)
    with pytest.raises(CourseFinished, match="3 of 5 sessions"):
        require_next(longer, REVIEW)
    assert shortened(longer, MORE, 2, booked=0) == done


def test_maintenance_leaves_the_course_complete_and_keeps_the_interval_of_the_patient() -> None:
    plan = extended(course(performed=3), MAINTENANCE, 2, (26, 30))
    assert plan.completed
    require_next(plan, REVIEW)
    require_next(plan, SESSION)
    assert weeks_until(protocol_window(plan, LAST, LAST, SESSION).first) == 26
    assert plan.weeks_before(3) == (4, 6)


def test_maintenance_that_is_booked_keeps_the_review_after_the_course_itself() -> None:
    plan = extended(course(performed=3), MAINTENANCE, 1, (26, 30))
    booked = [Step(SESSION, LAST + timedelta(weeks=26))]
    position = next_missing(plan, LAST, booked, LAST, review=True)
    assert position is not None
    assert (position.kind, position.after) == (REVIEW, LAST)


def test_nobody_gets_an_interval_that_nobody_stated() -> None:
    plan = course()
    with pytest.raises(Invalid, match="No source states"):
        interval_of(plan, MAINTENANCE, None, None)
    assert interval_of(plan, MAINTENANCE, None, (20, 24)) == (20, 24)
    assert interval_of(plan, MAINTENANCE, (30, 34), (20, 24)) == (30, 34)
    with pytest.raises(Invalid, match="at least 4 weeks"):
        interval_of(plan, MAINTENANCE, (2, 8), None)
    with pytest.raises(Invalid, match="leave the weeks out"):
        interval_of(plan, MORE, (8, 8), None)


def test_what_was_performed_is_not_taken_back() -> None:
    used = extended(course(performed=3), MORE, 2, None)
    assert shortened(replace(used, performed=4), MORE, 2, booked=0).sessions == 4
    with pytest.raises(WrongCourseState, match="nothing left to end"):
        shortened(replace(used, performed=5), MORE, 2, booked=0)


def test_what_is_booked_is_cancelled_before_an_extension_ends() -> None:
    longer = extended(course(performed=3), MORE, 2, None)
    with pytest.raises(WrongCourseState, match="cancel the others first"):
        shortened(longer, MORE, 2, booked=1)


def test_the_course_itself_is_not_extended_once_maintenance_has_begun() -> None:
    plan = course(sessions=5, maintenance=2, maintenance_weeks=(20, 24), performed=4)
    with pytest.raises(WrongCourseState, match="add maintenance sessions"):
        extended(plan, MORE, 1, None)
