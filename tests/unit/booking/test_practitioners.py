"""Who signs in is who did it: their own permissions count, whoever was booked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.booking.people.domain.practitioners import performer
from services.booking.people.domain.refusals import NoPractitioner
from tests.unit.booking.given import CLINIC, nurse

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


def test_who_is_signed_in_performs_with_their_own_permissions() -> None:
    stands_in = nurse(pen="1.0")
    assert performer(stands_in, CLINIC, NOW) is stands_in


def test_an_account_that_names_no_practitioner_is_refused_with_what_to_do() -> None:
    with pytest.raises(NoPractitioner, match=r"ask the operator to add the id .* and sign in again.* on_behalf_of"):
        performer(None, CLINIC, NOW)


def test_a_practitioner_of_another_clinic_performs_nothing_here() -> None:
    with pytest.raises(NoPractitioner, match="Ana Reis is not a practitioner of this clinic: ask the operator"):
        performer(nurse(), uuid4(), NOW)


def test_who_has_left_performs_nothing_and_who_will_leave_does() -> None:
    leaves = replace(nurse(), ends_at=NOW + timedelta(days=1))
    assert performer(leaves, CLINIC, NOW) is leaves
    with pytest.raises(NoPractitioner, match="does not work here any longer"):
        performer(leaves, CLINIC, NOW + timedelta(days=1))
