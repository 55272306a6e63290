"""What nobody signed never makes a decision milder, whatever it says."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from services.screening.domain.facts import Answer
from services.screening.domain.outcomes import CLEARANCES, SEVERITY
from services.screening.domain.results import Compared, compared, result_of
from services.screening.domain.unsigned import may_replace, with_earlier_yes
from tests.unit.screening.factories import TODAY, decided, known
from tests.unit.screening.test_decision_properties import consults

WEEK_AGO = TODAY - timedelta(days=7)


@given(consults(), consults())
def test_what_replaces_a_decision_unsigned_is_never_milder(before: Any, after: Any) -> None:
    first = result_of(decided(before))
    then = result_of(decided(after))
    if may_replace(first, then):
        assert first.outcome is not None
        assert then.outcome is not None
        assert SEVERITY[then.outcome] >= SEVERITY[first.outcome]
        assert compared(first, then) is not Compared.MILDER


@given(consults())
def test_the_first_decision_never_clears_unsigned(facts: Any) -> None:
    result = result_of(decided(facts))
    assert may_replace(None, result) is (result.outcome not in CLEARANCES)


@pytest.mark.parametrize(
    ("earlier", "unsigned", "counts"),
    [
        ({"keloid": True}, {"keloid": False}, {"keloid": True}),
        ({"vaccine_on": WEEK_AGO}, {"vaccine_on": False}, {"vaccine_on": WEEK_AGO}),
        ({"keloid": "not_sure"}, {"keloid": False}, {"keloid": "not_sure"}),
        ({"keloid": False}, {"keloid": True}, {"keloid": True}),
        ({"keloid": True}, {"epilepsy": False}, {"epilepsy": False}),
        ({"vaccine_on": WEEK_AGO}, {"vaccine_on": TODAY}, {"vaccine_on": TODAY}),
    ],
)
def test_a_yes_is_not_taken_back_unsigned(
    earlier: dict[str, Answer], unsigned: dict[str, Answer], counts: dict[str, Answer]
) -> None:
    assert with_earlier_yes(earlier, unsigned) == counts


def test_a_new_ground_for_the_same_outcome_counts_and_another_in_its_place_does_not() -> None:
    keloid = result_of(decided(known("skinpen", keloid=True)))
    both = result_of(decided(known("skinpen", keloid=True, scleroderma=True)))
    other = result_of(decided(known("skinpen", scleroderma=True)))
    assert may_replace(keloid, both)
    assert not may_replace(keloid, other)
    assert not may_replace(keloid, keloid)


def test_a_later_day_counts_and_an_earlier_one_does_not() -> None:
    early = result_of(decided(known(vaccine_on=WEEK_AGO)))
    late = result_of(decided(known(vaccine_on=TODAY)))
    assert may_replace(early, late)
    assert not may_replace(late, early)
