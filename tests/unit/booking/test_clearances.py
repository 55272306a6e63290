from datetime import UTC, date, datetime

import pytest

from contracts.vocabulary import Outcome, ScreeningStage
from services.booking.care.domain.clearances import bookable_days, latest, require_day_of, require_valid_on
from services.booking.care.domain.refusals import Declined, Deferred, NoClearance, NoDayOfClearance, UnderReview
from tests.unit.booking.given import TODAY, day_of, decision


def test_the_latest_decision_of_a_stage_supersedes_the_others() -> None:
    cleared, declined = decision(), decision(outcome=Outcome.DECLINED)
    assert latest([cleared, declined, day_of()], ScreeningStage.CONSULT) is declined
    with pytest.raises(Declined):
        bookable_days([cleared, declined])


def test_the_order_in_which_screening_published_decides_and_not_what_a_decision_says_of_its_time() -> None:
    dated_late = decision(decided_at=datetime(2199, 1, 1, tzinfo=UTC))
    declined = decision(decided_at=datetime(2027, 3, 5, tzinfo=UTC), outcome=Outcome.DECLINED)
    assert latest([dated_late, declined], ScreeningStage.CONSULT) is declined


def test_a_day_of_check_counts_for_its_own_day_only() -> None:
    yesterday = day_of(decided_on=date(2027, 3, 1))
    assert latest([yesterday], ScreeningStage.DAY_OF, on=TODAY) is None


def test_sessions_may_be_booked_from_the_first_day_to_the_last() -> None:
    assert bookable_days([decision()]) == (date(2027, 3, 1), date(2027, 9, 1))


def test_a_day_of_check_that_defers_holds_bookings_back_to_its_date() -> None:
    sunburnt = day_of(outcome=Outcome.DEFERRED, eligible_from=date(2027, 3, 10), valid_until=None)
    assert bookable_days([decision(), sunburnt]) == (date(2027, 3, 10), date(2027, 9, 1))


@pytest.mark.parametrize(
    ("outcome", "refusal"),
    [(Outcome.DECLINED, Declined), (Outcome.REVIEW, UnderReview), (Outcome.DEFERRED, Deferred)],
)
def test_what_is_not_cleared_cannot_be_booked(outcome: Outcome, refusal: type[NoClearance]) -> None:
    with pytest.raises(refusal):
        bookable_days([decision(outcome=outcome, eligible_from=None, valid_until=None)])


def test_without_any_decision_nothing_can_be_booked() -> None:
    with pytest.raises(NoClearance, match="has not decided"):
        bookable_days([])


def test_a_deferral_says_from_when_the_patient_may_come() -> None:
    with pytest.raises(Deferred, match="from Sunday, 1 August 2027, not before") as refused:
        bookable_days([decision(outcome=Outcome.DEFERRED, eligible_from=date(2027, 8, 1), valid_until=None)])
    assert refused.value.extra == {"eligible_from": "2027-08-01"}


def test_a_clearance_holds_on_its_first_and_last_day_and_not_beyond() -> None:
    clearance = decision()
    require_valid_on(clearance, date(2027, 3, 1))
    require_valid_on(clearance, date(2027, 9, 1))
    with pytest.raises(Deferred):
        require_valid_on(clearance, date(2027, 2, 28))
    with pytest.raises(NoClearance, match="ends on Wednesday, 1 September 2027"):
        require_valid_on(clearance, date(2027, 9, 2))


def test_the_day_of_check_must_have_cleared() -> None:
    require_day_of(day_of(outcome=Outcome.CLEARED_WITH_CONDITIONS), TODAY)
    with pytest.raises(NoDayOfClearance, match="do the day-of check"):
        require_day_of(None, TODAY)
    with pytest.raises(NoDayOfClearance, match="did not clear"):
        require_day_of(day_of(outcome=Outcome.DEFERRED), TODAY)
    with pytest.raises(Declined):
        require_day_of(day_of(outcome=Outcome.DECLINED), TODAY)
