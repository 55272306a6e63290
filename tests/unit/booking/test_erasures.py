"""When a patient may be erased."""

from datetime import date

import pytest

from services.booking.care.domain.erasures import AppointmentsAhead, MustBeKept, require_erasable

TODAY = date(2027, 3, 1)


def test_a_patient_who_was_never_treated_is_erased_whatever_the_retention_is() -> None:
    require_erasable(None, None, None, TODAY)
    require_erasable(None, None, 3650, TODAY)


def test_a_booked_appointment_comes_first() -> None:
    with pytest.raises(AppointmentsAhead, match="8 March 2027"):
        require_erasable(date(2027, 3, 8), None, 0, TODAY)


def test_who_was_treated_is_kept_while_nobody_has_said_for_how_long() -> None:
    with pytest.raises(MustBeKept, match="BOOKING_KEEP_TREATMENT_RECORDS_DAYS"):
        require_erasable(None, date(1990, 1, 1), None, TODAY)


@pytest.mark.parametrize(("today", "kept"), [(date(2027, 3, 11), True), (date(2027, 3, 12), False)])
def test_the_record_is_kept_until_the_last_day_included_which_the_refusal_names(today: date, kept: bool) -> None:
    if not kept:
        require_erasable(None, TODAY, 10, today)
        return
    with pytest.raises(MustBeKept, match=r"until .*11 March 2027") as refused:
        require_erasable(None, TODAY, 10, today)
    assert refused.value.values["until"] == "2027-03-11"
