"""Who signs in is who did it: their own permissions count, whoever was booked."""

from uuid import uuid4

import pytest

from services.booking.people.domain.practitioners import performer
from services.booking.people.domain.refusals import NoPractitioner
from tests.unit.booking.given import CLINIC, nurse


def test_who_is_signed_in_performs_with_their_own_permissions() -> None:
    stands_in = nurse(pen="1.0")
    assert performer(stands_in, CLINIC) is stands_in


def test_an_account_that_names_no_practitioner_is_refused_with_what_to_do() -> None:
    with pytest.raises(NoPractitioner, match=r"ask the operator to add the id .* and sign in again.* on_behalf_of"):
        performer(None, CLINIC)


def test_a_practitioner_of_another_clinic_performs_nothing_here() -> None:
    with pytest.raises(NoPractitioner, match="Ana Reis is not a practitioner of this clinic: ask the operator"):
        performer(nurse(), uuid4())
