"""What differs of a patient's contact, and how often it may."""

from datetime import timedelta

import pytest

from services.booking.people.domain.contact_changes import (
    ChangePolicy,
    ContactChange,
    ContactKind,
    TooManyChanges,
    changes_between,
    require_within_day,
)

POLICY = ChangePolicy(lasts=timedelta(hours=1), per_day=3)


def test_each_address_changes_by_itself() -> None:
    phone = ContactChange(ContactKind.PHONE, "+351910000001", "+351910000002")
    gone = ContactChange(ContactKind.EMAIL, "ana@example.org", None)
    assert changes_between(("+351910000001", "ana@example.org"), ("+351910000002", None)) == [phone, gone]
    assert changes_between((None, "ana@example.org"), (None, "ana@example.org")) == []


def test_a_day_has_a_number_of_changes() -> None:
    require_within_day(2, 1, POLICY)
    require_within_day(3, 0, POLICY)
    with pytest.raises(TooManyChanges, match="at most 3"):
        require_within_day(2, 2, POLICY)
