"""A part of the body is left alone between two sessions, whichever course each belongs to."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.booking.calendar.domain.days import DayWindow
from services.booking.care.domain.refusals import TooSoon
from services.booking.care.domain.spacing import Needling, Needlings, Plan, free_from, require_apart, within_spacing

HERE, OTHER = uuid4(), uuid4()
DAY = date(2027, 3, 10)


def plan(course: UUID, *areas: str, weeks: int = 4) -> Plan:
    return Plan(course, frozenset(areas or {"face"}), weeks)


def needling(of: Plan, day: date = DAY, *, performed: bool = True) -> Needling:
    return Needling(of, datetime(day.year, day.month, day.day, 12, tzinfo=UTC), day, performed)


def blocked(mine: Plan, *others: Needling, before: datetime | None = None) -> tuple[DayWindow, ...]:
    return Needlings([mine], others).blocked_for(mine.course_id, before)


def test_the_longer_spacing_of_the_two_protocols_counts() -> None:
    windows = blocked(plan(HERE, weeks=4), needling(plan(OTHER, weeks=6)))
    assert free_from(windows, DAY) == DAY + timedelta(weeks=6)
    assert free_from(windows, DAY + timedelta(weeks=6)) is None
    assert free_from(blocked(plan(HERE, weeks=8), needling(plan(OTHER, weeks=6))), DAY) == DAY + timedelta(weeks=8)


def test_another_part_of_the_body_is_not_in_the_way() -> None:
    assert blocked(plan(HERE, "neck"), needling(plan(OTHER, "face"))) == ()


@pytest.mark.parametrize("area", ["periorbital", "lips", "inside_orbital_rim"])
def test_what_belongs_to_the_face_is_left_alone_with_the_face(area: str) -> None:
    assert len(blocked(plan(HERE, area), needling(plan(OTHER, "face")))) == 1


def test_one_of_several_areas_is_enough() -> None:
    assert len(blocked(plan(HERE, "neck", "hands"), needling(plan(OTHER, "thighs", "hands")))) == 1


def test_the_course_itself_has_its_own_window() -> None:
    assert blocked(plan(HERE), needling(plan(HERE))) == ()


def test_what_is_booked_blocks_the_days_before_it_too_but_not_for_ever() -> None:
    windows = blocked(plan(HERE), needling(plan(OTHER), performed=False))
    assert free_from(windows, DAY - timedelta(days=27)) == DAY + timedelta(weeks=4)
    assert free_from(windows, DAY - timedelta(weeks=4)) is None


def test_of_what_is_booked_the_later_one_is_the_problem() -> None:
    later = needling(plan(OTHER), performed=False)
    assert blocked(plan(HERE), later, before=later.at) == ()
    assert len(blocked(plan(HERE), later, before=later.at + timedelta(hours=1))) == 1


def test_what_was_performed_is_near_on_both_sides_of_a_session_that_is_entered_late() -> None:
    performed = Needlings([plan(HERE)], [needling(plan(OTHER)), needling(plan(OTHER), performed=False)])
    (window,) = performed.near_performed(HERE)
    assert window == DayWindow(DAY - timedelta(days=27), DAY + timedelta(days=27))
    elsewhere = Needlings([plan(HERE, "neck")], [needling(plan(OTHER))])
    assert elsewhere.near_performed(HERE) == ()


def test_a_refusal_names_the_first_day() -> None:
    with pytest.raises(TooSoon, match="choose a day from Wednesday, 7 April 2027 on"):
        require_apart(blocked(plan(HERE), needling(plan(OTHER))), DAY)


def test_a_window_that_is_over_before_the_body_is_ready_has_no_end() -> None:
    windows = blocked(plan(HERE), needling(plan(OTHER)))
    first = DAY + timedelta(weeks=4)
    assert within_spacing(DayWindow(DAY, first - timedelta(days=1)), windows) == DayWindow(first, None)
    assert within_spacing(DayWindow(DAY, first + timedelta(days=9)), windows) == DayWindow(
        first, first + timedelta(days=9)
    )
    assert within_spacing(DayWindow(None, None), ()) == DayWindow(None, None)
