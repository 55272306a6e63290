"""Deferrals: until when."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.spans import Span, age_on, birthday
from tests.unit.screening.factories import TODAY, codes, decided, known, today_is


def test_on_isotretinoin_with_a_planned_last_dose_the_patient_may_come_six_months_after_it() -> None:
    decision = decided(known(isotretinoin_now=True, isotretinoin_last_dose_on=date(2026, 12, 15)))
    assert decision.outcome is Outcome.DEFERRED
    assert decision.eligible_from == date(2027, 6, 15)
    assert decision.valid_until is None


@pytest.mark.parametrize("last_dose", [False, "not_sure", TODAY - timedelta(days=1)])
def test_on_isotretinoin_with_no_last_day_planned_no_date_is_known(last_dose: Any) -> None:
    decision = decided(known(isotretinoin_now=True, isotretinoin_last_dose_on=last_dose))
    assert (decision.outcome, decision.eligible_from) == (Outcome.DEFERRED, None)


def test_after_isotretinoin_the_wait_ends_on_the_day_six_months_later() -> None:
    last_dose = date(2026, 5, 21)
    assert decided(known(isotretinoin_last_dose_on=last_dose)).outcome is Outcome.CLEARED
    assert decided(known(isotretinoin_last_dose_on=last_dose + timedelta(days=1))).eligible_from == date(2026, 11, 22)


def test_of_several_waits_the_last_to_end_counts() -> None:
    decision = decided(known(vaccine_on=date(2026, 11, 20), isotretinoin_last_dose_on=date(2026, 10, 1)))
    assert codes(decision) == {"R63", "R29"}
    assert decision.eligible_from == date(2027, 4, 1)


def test_a_wait_until_something_has_healed_leaves_the_day_open() -> None:
    decision = decided(known(vaccine_on=date(2026, 11, 20), rash_in_area=True))
    assert decision.outcome is Outcome.DEFERRED
    assert decision.eligible_from is None


def test_a_review_keeps_the_day_before_which_the_patient_may_not_come() -> None:
    decision = decided(known(toxin_or_filler_on=date(2026, 11, 17), keloid=True))
    assert (decision.outcome, decision.eligible_from) == (Outcome.REVIEW, date(2026, 12, 1))
    assert codes(decision) == {"R51", "R08"}


def test_a_wait_without_an_end_does_not_hide_beside_a_review_the_day_that_another_names() -> None:
    decision = decided(known(vaccine_on=date(2026, 11, 20), rash_in_area=True, keloid=True))
    assert (decision.outcome, decision.eligible_from) == (Outcome.REVIEW, date(2026, 12, 4))


def test_a_refusal_that_a_birthday_ends_names_the_birthday_or_a_later_wait() -> None:
    young = decided(known(age=17))
    assert (young.outcome, young.eligible_from) == (Outcome.DECLINED, date(2027, 5, 4))
    waiting = decided(known(age=17, isotretinoin_last_dose_on=date(2026, 11, 20)))
    assert waiting.eligible_from == date(2027, 5, 20)
    assert decided(known(age=17, infection_now=True)).eligible_from is None


def test_a_review_by_age_says_on_which_birthday_it_ends() -> None:
    (reason,) = decided(known(age=21)).reasons
    assert (reason.code, reason.until) == ("R02", date(2027, 5, 4))
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)


def test_who_is_declined_has_no_day_whatever_wait_runs_beside() -> None:
    decision = decided(known(vaccine_on=date(2026, 11, 20), infection_now=True))
    assert (decision.outcome, decision.eligible_from) == (Outcome.DECLINED, None)


def test_after_a_retinoid_the_patient_may_come_tomorrow() -> None:
    decision = decided(today_is(retinoid_or_acid_24h=True), ScreeningStage.DAY_OF)
    assert decision.eligible_from == TODAY + timedelta(days=1)


def test_hours_count_as_whole_days() -> None:
    assert [Span(hours=hours).after(TODAY) - TODAY for hours in (1, 24, 25, 72)] == [
        timedelta(days=days) for days in (1, 1, 2, 3)
    ]
    assert str(Span(hours=24)) == "24 hours"


def test_a_month_that_is_too_short_ends_on_its_last_day() -> None:
    assert Span(months=6).after(date(2026, 8, 31)) == date(2027, 2, 28)
    assert Span(years=1).after(date(2028, 2, 29)) == date(2029, 2, 28)


def test_who_is_born_on_29_february_comes_of_age_on_1_march() -> None:
    born = date(2008, 2, 29)
    assert age_on(date(2026, 2, 28), born) == 17
    assert age_on(date(2026, 3, 1), born) == 18
