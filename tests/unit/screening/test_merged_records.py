"""After two records of one person were merged, the stricter of them counts until a clinician has looked."""

from datetime import date

import pytest

from services.screening.domain.outcomes import Outcome
from services.screening.domain.superseding import Earlier, Held, held_consult

TODAY = date(2027, 3, 1)


def elsewhere(outcome: Outcome, eligible_from: date | None = None, *, ruled: bool = False) -> Earlier:
    return Earlier(outcome, ruled, eligible_from, {})


def held(outcome: Outcome, *merged: Earlier) -> Held | None:
    return held_consult(outcome, {}, TODAY, (), (), merged)


@pytest.mark.parametrize("stricter", [Outcome.REVIEW, Outcome.DECLINED])
@pytest.mark.parametrize("ruled", [True, False])
def test_a_clearance_is_held_while_the_other_record_says_something_stricter(stricter: Outcome, ruled: bool) -> None:
    assert held(Outcome.CLEARED, elsewhere(stricter, ruled=ruled)) is Held.MERGED_RECORD
    assert held(Outcome.CLEARED_WITH_CONDITIONS, elsewhere(stricter, ruled=ruled)) is Held.MERGED_RECORD


def test_a_wait_in_the_other_record_holds_until_it_is_over() -> None:
    assert held(Outcome.CLEARED, elsewhere(Outcome.DEFERRED, date(2027, 3, 2))) is Held.MERGED_RECORD
    assert held(Outcome.CLEARED, elsewhere(Outcome.DEFERRED, TODAY)) is None


def test_a_clearance_in_the_other_record_holds_nothing_back() -> None:
    assert held(Outcome.CLEARED, elsewhere(Outcome.CLEARED)) is None
    assert held(Outcome.DEFERRED, elsewhere(Outcome.CLEARED)) is None


def test_conditions_in_the_other_record_are_looked_at() -> None:
    assert held(Outcome.CLEARED, elsewhere(Outcome.CLEARED_WITH_CONDITIONS)) is Held.MERGED_RECORD


def test_what_is_for_a_clinician_already_is_not_held_as_well() -> None:
    assert held(Outcome.REVIEW, elsewhere(Outcome.DECLINED)) is None
