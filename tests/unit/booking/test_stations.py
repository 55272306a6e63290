from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.booking.calendar.domain.appointments import AppointmentKind, Status
from services.booking.calendar.domain.refusals import (
    InTheFuture,
    MayNotBegin,
    NotItsDay,
    PatientIsHere,
    ReasonMissing,
    StationOutOfOrder,
    WrongStatus,
)
from services.booking.calendar.domain.stations import (
    Noted,
    Station,
    Visiting,
    present_station,
    require_given_up,
    require_movable,
    require_noted,
    require_reason,
    require_time,
    waits_since,
    walks_out,
)
from tests.unit.booking.given import LISBON

START = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
ARRIVED = Noted(Station.ARRIVED, START - timedelta(minutes=5))
NUMBING = Noted(Station.NUMBING, START)
IN_TREATMENT = Noted(Station.IN_TREATMENT, START + timedelta(minutes=30))
NOW = START + timedelta(hours=2)


def visiting(**changes: Any) -> Visiting:
    facts: dict[str, Any] = {
        "kind": AppointmentKind.SESSION,
        "status": Status.BOOKED,
        "starts_at": START,
        "treatment_starts_at": START + timedelta(minutes=30),
        "ends_at": START + timedelta(minutes=75),
        "zone": LISBON,
        "held": False,
        "numbing": timedelta(minutes=30),
    }
    return Visiting(**facts | changes)


def at(station: Station, minutes: int = 60) -> Noted:
    return Noted(station, START + timedelta(minutes=minutes))


def test_a_visit_goes_from_arrived_to_left() -> None:
    noted: list[Noted] = []
    for minutes, station in enumerate(Station):
        new = at(station, minutes)
        require_noted(visiting(), noted, new, NOW)
        noted.append(new)


@pytest.mark.parametrize("station", [Station.IN_TREATMENT, Station.DONE, Station.LEFT])
def test_what_is_not_needed_is_left_out(station: Station) -> None:
    require_noted(visiting(), [ARRIVED], at(station), NOW)


@pytest.mark.parametrize(
    ("noted", "station", "words"),
    [
        ([], Station.IN_TREATMENT, "arrived: note that first"),
        ([ARRIVED], Station.ARRIVED, "noted as arrived since Tuesday, 2 March 2027, 09:55"),
        ([ARRIVED, IN_TREATMENT], Station.NUMBING, "withdraw it first"),
    ],
)
def test_nobody_goes_back_by_itself(noted: list[Noted], station: Station, words: str) -> None:
    with pytest.raises(StationOutOfOrder, match=words):
        require_noted(visiting(), noted, at(station), NOW)


def test_a_consult_has_no_anaesthetic() -> None:
    with pytest.raises(StationOutOfOrder, match="Only a session"):
        require_noted(visiting(kind=AppointmentKind.CONSULT), [ARRIVED], at(Station.NUMBING), NOW)


@pytest.mark.parametrize("station", [Station.NUMBING, Station.IN_TREATMENT])
def test_what_is_held_does_not_begin(station: Station) -> None:
    with pytest.raises(MayNotBegin, match="held"):
        require_noted(visiting(held=True), [ARRIVED], at(station), NOW)
    require_noted(visiting(held=True), [], at(Station.ARRIVED), NOW)
    require_noted(visiting(held=True), [ARRIVED], at(Station.LEFT), NOW)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.MISSED, Status.PERFORMED])
def test_who_is_not_expected_does_not_arrive(status: Status) -> None:
    with pytest.raises(WrongStatus):
        require_noted(visiting(status=status), [], at(Station.ARRIVED), NOW)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.PERFORMED])
def test_whoever_came_leaves_whatever_became_of_the_appointment(status: Status) -> None:
    require_noted(visiting(status=status), [ARRIVED], at(Station.LEFT), NOW)


def test_a_moment_is_of_that_day_not_in_the_future_and_between_its_neighbours() -> None:
    with pytest.raises(InTheFuture):
        require_time(visiting(), NOW + timedelta(seconds=1), NOW)
    with pytest.raises(NotItsDay, match="2 March 2027"):
        require_time(visiting(), START - timedelta(hours=11), NOW)
    with pytest.raises(NotItsDay):
        require_time(visiting(), START + timedelta(hours=14), START + timedelta(days=1))
    with pytest.raises(StationOutOfOrder, match="later moment"):
        require_time(visiting(), START, NOW, after=START + timedelta(minutes=1))
    with pytest.raises(StationOutOfOrder, match="earlier moment"):
        require_time(visiting(), START, NOW, before=START - timedelta(minutes=1))


def test_who_leaves_before_the_treatment_walks_out_and_says_why() -> None:
    assert walks_out(visiting(), [ARRIVED, NUMBING], Station.LEFT)
    assert not walks_out(visiting(), [ARRIVED, IN_TREATMENT], Station.LEFT)
    assert not walks_out(visiting(status=Status.PERFORMED), [ARRIVED], Station.LEFT)
    assert not walks_out(visiting(), [ARRIVED], Station.DONE)
    with pytest.raises(ReasonMissing, match="give the reason"):
        require_reason(None)


def test_whoever_is_here_is_neither_missed_nor_cancelled() -> None:
    with pytest.raises(PatientIsHere, match="arrived since Tuesday"):
        require_given_up("arrived", START, LISBON)
    require_given_up(None, None, LISBON)
    require_given_up("left", START, LISBON)


def test_whoever_waits_is_moved_on_that_day_only_and_nobody_during_the_treatment() -> None:
    require_movable("arrived", START, START, START + timedelta(hours=3), LISBON)
    with pytest.raises(PatientIsHere):
        require_movable("arrived", START, START, START + timedelta(days=1), LISBON)
    with pytest.raises(PatientIsHere):
        require_movable("in_treatment", START, START, START + timedelta(hours=3), LISBON)


def test_who_comes_early_waits_from_the_booked_start_and_who_comes_late_from_then() -> None:
    assert waits_since(visiting(), ARRIVED) == START
    assert waits_since(visiting(), at(Station.ARRIVED, 20)) == START + timedelta(minutes=20)


def test_who_is_numb_waits_again_when_the_cream_has_acted() -> None:
    assert waits_since(visiting(), NUMBING) == START + timedelta(minutes=30)
    assert waits_since(visiting(), at(Station.NUMBING, 15)) == START + timedelta(minutes=45)
    early = Noted(Station.NUMBING, START - timedelta(minutes=20))
    assert waits_since(visiting(), early) == START + timedelta(minutes=30), "nobody was booked before that"


def test_nobody_waits_during_the_treatment_and_after_what_was_recorded() -> None:
    assert waits_since(visiting(), IN_TREATMENT) is None
    assert waits_since(visiting(), None) is None
    assert waits_since(visiting(status=Status.PERFORMED), ARRIVED) is None


def test_what_was_recorded_says_done() -> None:
    done = Noted(Station.DONE, NOW)
    assert present_station(Status.PERFORMED, ARRIVED, NOW) == done
    assert present_station(Status.PERFORMED, None, NOW) == done
    left = at(Station.LEFT, 80)
    assert present_station(Status.PERFORMED, left, NOW) == left
    assert present_station(Status.BOOKED, ARRIVED, None) == ARRIVED
