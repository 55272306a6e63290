"""What becomes of a booked session when screening decides again."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.vocabulary import Outcome
from services.booking.calendar.domain.problems import Fate, ProblemPolicy
from services.booking.care.domain.clearances import Clearance, bookable_days, require_within
from services.booking.care.domain.refusals import NoClearance
from services.booking.care.domain.validity.screening import coverage_problem
from tests.unit.booking.given import TODAY, day_of, decision

IN_A_WEEK = TODAY + timedelta(days=7)
NEVER: dict[str, Any] = {"eligible_from": None, "valid_until": None}


TAKES_PLACE = (None, "")


def fate(*decided: Clearance, day: date = IN_A_WEEK) -> tuple[Fate | None, str]:
    problem = coverage_problem(day, decided)
    return (ProblemPolicy().fate_of([problem]), problem.code.value) if problem else TAKES_PLACE


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, TAKES_PLACE),
        ({"outcome": Outcome.CLEARED_WITH_CONDITIONS}, TAKES_PLACE),
        ({"outcome": Outcome.DECLINED, **NEVER}, (Fate.CALLED_OFF, "not_cleared")),
        ({"outcome": Outcome.DECLINED, "suspended": True, **NEVER}, (Fate.CALLED_OFF, "not_cleared")),
        ({"outcome": Outcome.REVIEW, **NEVER}, (Fate.HELD, "screening_under_review")),
        ({"suspended": True}, (Fate.HELD, "clearance_suspended")),
        (
            {"outcome": Outcome.DEFERRED, "eligible_from": date(2027, 5, 10), "valid_until": None},
            (Fate.CALLED_OFF, "not_cleared"),
        ),
        (
            {"outcome": Outcome.REVIEW, "eligible_from": date(2027, 5, 10), "valid_until": None},
            (Fate.HELD, "screening_under_review"),
        ),
        (
            {"outcome": Outcome.DEFERRED, "eligible_from": TODAY + timedelta(days=2), "valid_until": None},
            (Fate.HELD, "screening_to_repeat"),
        ),
        ({"outcome": Outcome.DEFERRED, **NEVER}, (Fate.HELD, "screening_to_repeat")),
        ({"valid_until": IN_A_WEEK - timedelta(days=1)}, (Fate.HELD, "clearance_ends_before")),
        ({"valid_until": IN_A_WEEK}, TAKES_PLACE),
    ],
)
def test_the_last_decision_says_what_becomes_of_it(changes: dict[str, Any], expected: tuple[Fate | None, str]) -> None:
    assert fate(decision(), decision(**changes)) == expected


def test_it_says_why_in_words_without_a_health_matter() -> None:
    deferred = decision(outcome=Outcome.DEFERRED, eligible_from=date(2027, 5, 10), valid_until=None)
    problem = coverage_problem(IN_A_WEEK, [deferred])
    assert problem is not None
    assert problem.sentence == "The patient may come from Monday, 10 May 2027, not before."


def test_a_check_that_did_not_clear_holds_the_session_of_its_day_and_no_other() -> None:
    failed = day_of(outcome=Outcome.REVIEW, eligible_from=None, valid_until=None)
    assert fate(decision(), failed, day=TODAY) == (Fate.HELD, "day_check_failed")
    assert fate(decision(), failed) == TAKES_PLACE
    assert fate(decision(), failed, day_of(), day=TODAY) == TAKES_PLACE


def test_a_check_that_names_a_day_calls_off_what_is_booked_before_it() -> None:
    later = day_of(outcome=Outcome.DEFERRED, eligible_from=IN_A_WEEK + timedelta(days=1), valid_until=None)
    assert fate(decision(), later) == (Fate.CALLED_OFF, "not_cleared")
    assert fate(decision(), later, day=IN_A_WEEK + timedelta(days=1)) == TAKES_PLACE


outcomes = st.sampled_from(Outcome)
days = st.dates(TODAY - timedelta(days=30), TODAY + timedelta(days=60))


@given(outcomes, st.none() | days, days, days)
def test_a_session_takes_place_exactly_where_one_could_be_booked(
    outcome: Outcome, eligible: date | None, until: date, day: date
) -> None:
    cleared = outcome in (Outcome.CLEARED, Outcome.CLEARED_WITH_CONDITIONS)
    last = replace(decision(), outcome=outcome, eligible_from=eligible, valid_until=until if cleared else None)
    try:
        require_within(*bookable_days([last]), day)
        bookable = True
    except NoClearance:
        bookable = False
    assert (fate(last, day=day) == TAKES_PLACE) == bookable
