"""Which records of one person become one."""

from datetime import UTC, date, datetime

import pytest

from chassis.ids import new_id
from chassis.refusals import Invalid
from services.booking.people.domain.merges import require_not_merged, require_one_birthday, require_two, stricter_stop
from services.booking.people.domain.refusals import DifferentBirthdays, RecordMerged

MONDAY, TUESDAY = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC)


def test_a_record_that_has_ended_names_the_one_that_goes_on() -> None:
    goes_on = new_id()
    with pytest.raises(RecordMerged, match=f"merged into patient {goes_on}: use that one"):
        require_not_merged(goes_on)
    require_not_merged(None)


def test_a_record_is_not_merged_with_itself() -> None:
    one, other = new_id(), new_id()
    with pytest.raises(Invalid, match="This is one record"):
        require_two(one, one)
    require_two(one, other)


def test_records_with_different_birthdays_are_of_two_people_until_one_is_corrected() -> None:
    with pytest.raises(DifferentBirthdays, match="correct the wrong one first"):
        require_one_birthday(date(1990, 5, 4), date(1990, 4, 5))
    require_one_birthday(date(1990, 5, 4), date(1990, 5, 4))


def test_who_said_stop_in_either_record_has_said_stop() -> None:
    assert stricter_stop(None, None) is None
    assert stricter_stop(MONDAY, None) == stricter_stop(None, MONDAY) == MONDAY
    assert stricter_stop(TUESDAY, MONDAY) == MONDAY
