from datetime import UTC, date, datetime, time, timedelta

import pytest

from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.needs import Needs, require_suitable
from services.booking.calendar.domain.refusals import ClinicClosed, WrongDevice
from services.booking.care.domain.needs import consult_needs, needs_of, require_day
from services.booking.care.domain.refusals import Deferred, OutsideProtocolWindow
from services.booking.people.domain.clinics import ClinicSettings, Place
from services.booking.people.domain.opening_hours import OpenHours, OpeningHours
from services.booking.people.domain.refusals import NotQualified
from tests.unit.booking.given import CLINIC, LISBON, course, decision, limits, nurse, pen

CHAIN = ClinicSettings()
"""As the chain does it."""
PLACE = Place(CLINIC, "Chiado", LISBON, OpeningHours([OpenHours(day, time(9), time(18)) for day in range(5)]))
NOON = datetime(2027, 3, 2, 12, tzinfo=UTC)
TODAY = date(2027, 3, 1)


def session_needs() -> Needs:
    return needs_of(AppointmentKind.SESSION, course(), [decision()], None, TODAY, CHAIN)


def test_a_talk_needs_half_an_hour_and_no_device() -> None:
    needs = consult_needs(30)
    assert (needs.lengths.total, needs.treats) == (timedelta(minutes=30), None)
    require_suitable(needs, PLACE, nurse(), None, NOON)


def test_a_session_needs_numbing_time_the_device_and_the_permission_that_were_screened() -> None:
    needs = session_needs()
    assert needs.lengths.total == timedelta(minutes=75)
    require_suitable(needs, PLACE, nurse(), pen(), NOON)
    with pytest.raises(WrongDevice):
        require_suitable(needs, PLACE, nurse(), None, NOON)
    with pytest.raises(NotQualified):
        require_suitable(needs, PLACE, nurse(pen="1.0"), pen(), NOON)
    without = needs_of(
        AppointmentKind.SESSION, course(), [decision(limits=limits(anaesthetic_allowed=False))], None, TODAY, CHAIN
    )
    assert without.lengths.total == timedelta(minutes=45)


def test_a_clinic_may_have_its_own_numbing_time() -> None:
    own = ClinicSettings(numbing_minutes=45)
    needs = needs_of(AppointmentKind.SESSION, course(), [decision()], None, TODAY, own)
    assert needs.lengths.numbing == timedelta(minutes=45)
    none_allowed = [decision(limits=limits(anaesthetic_allowed=False))]
    assert not needs_of(AppointmentKind.SESSION, course(), none_allowed, None, TODAY, own).lengths.numbing


def test_a_review_needs_no_clearance() -> None:
    needs = needs_of(AppointmentKind.REVIEW, course(performed=3), [], date(2027, 3, 2), TODAY, CHAIN)
    assert (needs.days.first, needs.days.last) == (date(2027, 6, 1), date(2027, 8, 31))


def test_the_whole_appointment_lies_within_open_hours() -> None:
    needs = session_needs()
    last = datetime(2027, 3, 2, 16, 45, tzinfo=UTC)
    require_suitable(needs, PLACE, nurse(), pen(), last)
    with pytest.raises(ClinicClosed, match=r"takes 75 minutes .*09:00–18:00"):
        require_suitable(needs, PLACE, nurse(), pen(), last + timedelta(minutes=15))
    with pytest.raises(ClinicClosed, match="closed"):
        require_suitable(needs, PLACE, nurse(), pen(), datetime(2027, 3, 6, 12, tzinfo=UTC))


def test_a_reason_goes_around_the_protocol_but_not_around_the_clearance() -> None:
    needs = needs_of(AppointmentKind.SESSION, course(performed=1), [decision()], date(2027, 3, 1), TODAY, CHAIN)
    early = date(2027, 3, 16)
    with pytest.raises(OutsideProtocolWindow):
        require_day(needs, early, None, by_clinician=False)
    assert require_day(needs, early, "the patient moves away", by_clinician=False) is True
    assert require_day(needs, date(2027, 4, 1), "a reason that is not needed", by_clinician=False) is False
    waiting = needs_of(
        AppointmentKind.SESSION, course(), [decision(eligible_from=date(2027, 3, 20))], None, TODAY, CHAIN
    )
    with pytest.raises(Deferred, match="20 March 2027"):
        require_day(waiting, early, "the patient is in a hurry", by_clinician=False)


def test_a_consult_takes_somebody_who_may_do_something() -> None:
    needs = consult_needs(30)
    trainee = nurse()
    trainee = type(trainee)(trainee.practitioner_id, CLINIC, "Rui Dias", [])
    with pytest.raises(NotQualified, match="Rui Dias has no permission"):
        require_suitable(needs, PLACE, trainee, None, NOON)
