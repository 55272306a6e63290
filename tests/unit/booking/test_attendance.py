from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.booking.calendar.domain.appointments import AppointmentKind, CancelReason
from services.booking.calendar.domain.attendance import (
    AttendancePolicy,
    BeforeBooking,
    Counted,
    FactState,
    Offered,
    by_the_patient,
    is_spared,
    lateness,
    require_agreed,
    require_state,
)
from services.booking.calendar.domain.refusals import ConfirmationNeeded, DepositNeeded, FactSettled
from services.booking.people.domain.refusals import AskTheClinic

START = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SESSION, CONSULT = AppointmentKind.SESSION, AppointmentKind.CONSULT


def policy(**changes: Any) -> AttendancePolicy:
    facts: dict[str, Any] = {
        "policy_id": UUID("01940000-0000-7000-8000-00000000000a"),
        "clinic_id": None,
        "begins_on": date(2027, 1, 1),
        "kinds": frozenset({SESSION}),
        "late_hours": 24,
    }
    return AttendancePolicy(**facts | changes)


def test_a_cancellation_is_late_from_the_agreed_hours_before_the_start_on() -> None:
    assert not lateness(policy(), SESSION, START, START - DAY - timedelta(seconds=1)).is_late
    late = lateness(policy(), SESSION, START, START - DAY)
    assert (late.is_late, late.late_from) == (True, START - DAY)


@pytest.mark.parametrize("agreed", [None, policy(late_hours=None), policy(kinds=frozenset({CONSULT}))])
def test_where_nothing_is_agreed_nothing_is_late(agreed: AttendancePolicy | None) -> None:
    late = lateness(agreed, SESSION, START, START)
    assert (late.is_late, late.late_from) == (False, None)


@pytest.mark.parametrize("code", [each for each in CancelReason if each is not CancelReason.PATIENT_ASKED])
def test_what_the_patient_did_not_ask_for_never_counts(code: CancelReason) -> None:
    assert not by_the_patient(code)


def test_the_first_are_spared_as_agreed() -> None:
    assert is_spared(policy(spared=1), 0)
    assert not is_spared(policy(spared=1), 1)
    assert not is_spared(policy(), 0)
    assert is_spared(None, 5), "without a policy nothing has a consequence"


def test_nothing_is_asked_before_booking_unless_the_chain_says_so() -> None:
    assert not require_agreed(policy(), Counted(missed=50), Offered())
    assert not require_agreed(policy(missed_limit=2), Counted(missed=1, cancelled_late=9), Offered())


def test_who_missed_too_often_is_booked_by_who_may_confirm_it() -> None:
    strict, missed = policy(missed_limit=2), Counted(missed=2)
    with pytest.raises(ConfirmationNeeded, match="missed 2 appointments in 365 days"):
        require_agreed(strict, missed, Offered())
    with pytest.raises(ConfirmationNeeded):
        require_agreed(strict, missed, Offered(confirmed_because="knows why", may_confirm=False))
    assert require_agreed(strict, missed, Offered(confirmed_because="knows why", may_confirm=True))
    with pytest.raises(AskTheClinic, match="ask the clinic"):
        require_agreed(strict, missed, Offered(is_patient=True))


def test_or_when_the_deposit_is_paid() -> None:
    strict = policy(missed_limit=2, before_booking=BeforeBooking.DEPOSIT)
    with pytest.raises(DepositNeeded, match="deposit_reference"):
        require_agreed(strict, Counted(missed=3), Offered())
    assert require_agreed(strict, Counted(missed=3), Offered(deposit_reference="till 4711"))


def test_what_is_settled_is_reopened_before_it_is_settled_otherwise() -> None:
    require_state(FactState.STANDS, [FactState.STANDS])
    with pytest.raises(FactSettled, match="paid already"):
        require_state(FactState.PAID, [FactState.STANDS])
