"""Which days an appointment of a course may have beside the others that are booked."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.care.domain.positions import Step, ahead_of, missing_first, next_missing, position_on
from tests.unit.booking.given import course

FIRST = date(2027, 3, 2)
SESSION, REVIEW = AppointmentKind.SESSION, AppointmentKind.REVIEW
GAPS = st.lists(st.integers(28, 60), max_size=5)


def session(weeks: int) -> Step:
    return Step(SESSION, FIRST + timedelta(weeks=weeks))


def test_the_first_of_all_follows_nothing() -> None:
    position = next_missing(course(), None, [], FIRST, review=True)
    assert position is not None
    assert (position.number, position.after, position.before) == (1, None, None)


def test_a_session_is_placed_after_those_that_are_booked() -> None:
    position = next_missing(course(sessions=3), None, [session(0), session(4)], FIRST, review=True)
    assert position is not None
    assert (position.number, position.after) == (3, FIRST + timedelta(weeks=4))


def test_a_gap_that_the_protocol_does_not_want_is_filled_first() -> None:
    plan = course(sessions=4, spacing_weeks=(4, 6))
    position = next_missing(plan, None, [session(0), session(8)], FIRST, review=True)
    assert position is not None
    assert (position.number, position.after) == (2, FIRST)
    assert position.before == session(8)


def test_a_gap_that_holds_no_other_session_is_left_as_it_is() -> None:
    plan = course(sessions=4, spacing_weeks=(4, 6))
    position = next_missing(plan, None, [session(0), session(7)], FIRST, review=True)
    assert position is not None
    assert (position.number, position.after) == (3, FIRST + timedelta(weeks=7))


def test_after_the_last_session_comes_the_review_once() -> None:
    plan, booked = course(sessions=2), [session(0), session(4)]
    position = next_missing(plan, None, booked, FIRST, review=True)
    assert position is not None
    assert (position.kind, position.session, position.after) == (REVIEW, None, FIRST + timedelta(weeks=4))
    assert next_missing(plan, None, booked, FIRST, review=False) is None
    assert next_missing(plan, None, [*booked, Step(REVIEW, FIRST + timedelta(weeks=20))], FIRST, review=True) is None


def test_a_session_that_is_missing_before_the_review_stays_ahead_of_it() -> None:
    plan = course(sessions=2, review_weeks=(4, 13))
    review = Step(REVIEW, FIRST + timedelta(weeks=12))
    position = next_missing(plan, None, [session(0), review], FIRST, review=True)
    assert position is not None
    assert (position.number, position.before) == (2, review)
    assert ahead_of(plan, review).last == FIRST + timedelta(weeks=8)


def test_a_first_session_that_was_given_up_comes_before_the_others_again() -> None:
    """At the protocol's distance from them, and only while there is time."""
    plan, booked, given_up = course(sessions=3, spacing_weeks=(4, 6)), [session(4), session(8)], [FIRST]
    position = missing_first(plan, booked, given_up, FIRST)
    assert position is not None
    assert (position.number, position.after, position.before) == (1, None, session(4))
    assert missing_first(plan, booked, given_up, FIRST + timedelta(days=1)) is None


def test_nothing_is_placed_before_a_first_session_that_was_booked_for_later() -> None:
    plan, booked = course(sessions=3, spacing_weeks=(4, 6)), [session(10)]
    assert missing_first(plan, booked, [], FIRST) is None
    assert missing_first(plan, booked, [FIRST], FIRST) is None, "it was given up long before"
    assert missing_first(plan, [session(4), session(8), session(12)], [FIRST], FIRST) is None, "none is missing"
    begun = course(sessions=3, performed=1, spacing_weeks=(4, 6))
    assert missing_first(begun, [session(10)], [session(5).day], FIRST) is None


def test_a_second_session_on_one_day_comes_after_the_first() -> None:
    position = position_on(course(sessions=3), None, [session(4), session(8)], SESSION, session(4).day)
    assert (position.number, position.after) == (2, session(4).day)


@given(GAPS, st.integers(0, 400))
def test_a_position_lies_between_its_neighbours(gaps: list[int], at: int) -> None:
    days = [FIRST + timedelta(days=sum(gaps[:number])) for number in range(1, len(gaps) + 1)]
    day = FIRST + timedelta(days=at)
    position = position_on(course(sessions=9), FIRST, [Step(SESSION, each) for each in days], SESSION, day)
    earlier = [each for each in days if each <= day]
    assert position.number == len(earlier) + 1
    assert position.after == max(earlier, default=FIRST)
    assert position.before is None or position.before.day > day
