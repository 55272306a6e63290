"""The board of a day: where things stand, what is free, and that nothing is lost."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.console.domain.board import STEP, Away, Placed, board_of
from services.console.domain.spans import SHORTEST_GAP, Span, free_spans, open_spans
from services.console.pages.steps import steps_css
from services.console.pages.today.view import lanes_of, visits_of

LISBON = ZoneInfo("Europe/Lisbon")
DAY = date(2027, 3, 2)
MORNING = datetime(2027, 3, 2, 9, tzinfo=UTC)
HOURS = [{"weekday": 1, "opens": "09:00:00", "closes": "18:00:00"}]
WHOLE = [Span(MORNING, MORNING + timedelta(hours=9))]


def at(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def placed(starts: int, ends: int, numbing: int = 0, lane: str = "a") -> Placed:
    return Placed(lane, Span(at(starts), at(ends)), at(starts + numbing), (starts, ends))


def away(starts: int, ends: int, lane: str = "a") -> Away:
    return Away(lane, Span(at(starts), at(ends)), "Works")


spans = st.tuples(st.integers(0, 100), st.integers(1, 24)).map(lambda two: placed(two[0] * 5, sum(two) * 5))


def test_the_usual_hours_of_the_day_are_those_of_its_weekday_on_the_clinics_clock() -> None:
    assert open_spans(HOURS, DAY, LISBON) == WHOLE
    assert open_spans(HOURS, DAY + timedelta(days=1), LISBON) == []
    night = [{"weekday": 1, "opens": "20:00", "closes": "00:00"}]
    assert open_spans(night, DAY, LISBON)[0].ends == datetime(2027, 3, 3, tzinfo=UTC)


def test_the_board_goes_from_full_hour_to_full_hour_around_all_that_is_on_it() -> None:
    early = placed(-50, -20)
    board = board_of(DAY, LISBON, MORNING, lanes={"a": "Room 1"}, placed=[early], open_at=WHOLE)
    assert board.span == Span(at(-60), at(540))
    assert [moment.minute for _, moment in board.hours] == [0] * 10
    assert board.now == 12


def test_a_day_without_anything_shows_usual_hours_and_says_free_nowhere() -> None:
    board = board_of(DAY, LISBON, MORNING, lanes={"a": "Room 1"}, placed=[], open_at=[])
    assert board.steps == 120
    assert [list(row) for row in board.lanes[0].rows] == [[]]


def test_numbing_is_the_first_part_of_a_bar() -> None:
    board = board_of(DAY, LISBON, MORNING, lanes={"a": "x"}, placed=[placed(0, 60, 30)], open_at=WHOLE)
    bar = board.lanes[0].rows[0][0]
    assert (bar.at, bar.steps, bar.numbing) == (0, 12, 6)


def test_nothing_is_free_while_a_lane_cannot_be_booked_and_what_was_booked_before_stays() -> None:
    leave = [away(-600, 60), away(120, 240), away(0, 600, lane="b")]
    board = board_of(DAY, LISBON, MORNING, lanes={"a": "x"}, placed=[placed(150, 180)], open_at=WHOLE, away=leave)
    [row] = board.lanes[0].rows
    shown = [(bar.away or ("booked" if bar.of else "free"), bar.at * 5, bar.steps * 5) for bar in row]
    assert shown == [
        ("Works", 0, 60),
        ("free", 60, 60),
        ("Works", 120, 30),
        ("booked", 150, 30),
        ("Works", 180, 60),
        ("free", 240, 300),
    ]


absences = st.tuples(st.integers(-20, 100), st.integers(1, 40)).map(lambda two: away(two[0] * 5, sum(two) * 5))


@given(st.lists(spans, max_size=12), st.lists(absences, max_size=5))
def test_nothing_is_lost_and_nothing_stands_on_another_thing(things: list[Placed], leave: list[Away]) -> None:
    board = board_of(DAY, LISBON, at(-600), lanes={"a": "x"}, placed=things, open_at=WHOLE, away=leave)
    bars = [bar for row in board.lanes[0].rows for bar in row]
    assert sorted(bar.of for bar in bars if bar.of) == sorted(each.of for each in things)
    for row in board.lanes[0].rows:
        for one, other in pairwise(row):
            assert one.at + one.steps <= other.at
        assert all(bar.at >= 0 and bar.at + bar.steps <= board.steps and bar.numbing <= bar.steps for bar in row)


@given(st.lists(spans, max_size=12), st.integers(0, 540))
def test_what_is_free_is_open_ahead_long_enough_and_untouched(things: list[Placed], minute: int) -> None:
    taken = [each.span for each in things]
    found = free_spans(taken, WHOLE, at(minute))
    for gap in found:
        assert gap.ends - gap.starts >= SHORTEST_GAP
        assert max(WHOLE[0].starts, at(minute)) <= gap.starts < gap.ends <= WHOLE[0].ends
        assert all(span.ends <= gap.starts or span.starts >= gap.ends for span in taken)
    moment = at(minute)
    while moment + SHORTEST_GAP <= WHOLE[0].ends:  # whatever is long enough is found
        free = all(span.ends <= moment or span.starts >= moment + SHORTEST_GAP for span in taken)
        assert not free or any(gap.starts <= moment and moment + SHORTEST_GAP <= gap.ends for gap in found)
        moment += STEP


@pytest.mark.parametrize(("night", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25)])
def test_a_clinics_night_of_the_clock_change_has_a_board(night: date, hours: int) -> None:
    all_day = [{"weekday": 6, "opens": "00:00", "closes": "00:00"}]
    board = board_of(night, LISBON, MORNING, lanes={}, placed=[], open_at=open_spans(all_day, night, LISBON))
    assert board.steps == hours * 12
    assert f".day-{board.steps}{{" in steps_css()


@pytest.mark.parametrize(
    ("kind", "where", "look_first", "says"),
    [
        ("session", "expected", None, ""),
        ("session", "expected", False, "answered"),
        ("session", "late", True, "look_first"),
        ("session", "arrived", None, "missing"),
        ("session", "numbing", False, "answered"),
        ("session", "in_treatment", None, ""),
        ("session", "missed", None, ""),
        ("consult", "arrived", None, ""),
    ],
)
def test_the_desk_sees_who_answered_ahead_and_who_is_asked_here(
    kind: str, where: str, look_first: bool | None, says: str
) -> None:
    times = dict.fromkeys(("starts_at", "ends_at", "treatment_starts_at"), MORNING.isoformat())
    names = dict.fromkeys(("patient_name", "practitioner_id", "practitioner_name", "room_id", "room_name"), "x")
    rest = {"status": "booked", "since": None, "waits_minutes": 0, "waits_too_long": False, "held": False}
    row = {"appointment_id": "a", "patient_id": "p", "kind": kind, "where": where, **times, **names, **rest}
    before = {"patient_id": "p", "look_first": not look_first}
    answered = [] if look_first is None else [{"patient_id": "p", "look_first": look_first}, before]
    assert [each.ahead for each in visits_of({"appointments": [row]}, [], answered)] == [says]
    assert [each.ahead for each in visits_of({"appointments": [row]}, [], None)] == [""], "screening is away"


def test_lanes_stand_in_the_order_in_which_people_count() -> None:
    rows = [{"id": name, "name": name} for name in ("Room 10", "room 2", "Blue room", "Room 1")]
    assert list(lanes_of(rows, "rooms", [])) == ["Blue room", "Room 1", "room 2", "Room 10"]


def test_a_lane_without_a_visit_is_unused_though_it_is_free_or_away() -> None:
    board = board_of(DAY, LISBON, MORNING, lanes={"a": "x", "b": "y"}, placed=[placed(0, 60)], open_at=WHOLE)
    assert [each.used for each in board.lanes] == [True, False]
