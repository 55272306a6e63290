"""The operator's pages are open to those to whom every service opens what they show."""

import pytest

from chassis.operating.access import DEAD_LETTERS_SETTLE, OPERATIONS_READ
from needlepoint.services import SERVICE_NAMES, load
from services.console.access import OPERATE_SEE, OPERATE_SETTLE, POLICY


@pytest.mark.parametrize("service", SERVICE_NAMES)
def test_they_are_shown_to_those_to_whom_every_service_says_how_it_is(service: str) -> None:
    theirs = load(service).whole_policy
    assert set(POLICY.holders(OPERATE_SEE)) == set(theirs.holders(OPERATIONS_READ))
    assert set(POLICY.holders(OPERATE_SETTLE)) == set(theirs.holders(DEAD_LETTERS_SETTLE))
