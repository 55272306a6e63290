"""What a medical director may rule: what was put to them, and what the sources leave to a clinician. Nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import Outcome
from services.screening.domain.rulings import Ruling, awaits_ruling, objection
from tests.unit.screening.factories import TODAY, decided, known

CLEARED, CONDITIONS, DEFERRED, REVIEW, DECLINED = Outcome
TOMORROW = TODAY + timedelta(days=1)


def objects(facts: Facts, outcome: Outcome, eligible_from: date | None = None, added: tuple[str, ...] = ()) -> str:
    decision = decided(facts)
    ruling = Ruling(outcome, eligible_from, bool(decision.conditions or added), TODAY)
    return objection(ruling, decision.outcome, decision.reasons) or ""


def test_a_review_may_end_any_way() -> None:
    assert objects(known(keloid=True), CLEARED) == ""
    assert objects(known(keloid=True), CONDITIONS, added=("A test patch first.",)) == ""
    assert objects(known(keloid=True), DEFERRED, TOMORROW) == ""
    assert objects(known(keloid=True), DECLINED) == ""


def test_isotretinoin_after_the_last_dose_is_left_to_the_clinician() -> None:
    assert objects(known(isotretinoin_last_dose_on=date(2026, 10, 1)), CLEARED) == ""


@pytest.mark.parametrize(
    "different",
    [
        {"age": 17},
        {"isotretinoin_now": True},
        {"pregnant_or_nursing": True},
        {"suitable": False},
        {"infection_now": True},
    ],
)
def test_what_is_contraindicated_cannot_be_ruled_away(different: Any) -> None:
    assert "cannot be overridden" in objects(known(**different), CLEARED)


def test_a_clearance_is_not_up_for_ruling() -> None:
    decision = decided(known())
    assert not awaits_ruling(decision.outcome, decision.reasons)
    assert "clearance already" in objects(known(), DECLINED)


def test_a_doubt_about_a_contraindication_may_be_cleared_up() -> None:
    assert objects(known(pregnant_or_nursing="not_sure"), CLEARED) == ""


def test_a_review_does_not_lift_the_wait_beside_it() -> None:
    facts = known(keloid=True, vaccine_on=TODAY)
    assert "R63" in objects(facts, CLEARED)
    assert "R63" in objects(facts, DEFERRED, TOMORROW)
    assert objects(facts, DEFERRED, date(2026, 12, 5)) == ""


def test_conditions_stay() -> None:
    facts = known(keloid=True, cold_sores=True)
    assert "conditions, which stay" in objects(facts, CLEARED)
    assert objects(facts, CONDITIONS) == ""


@pytest.mark.parametrize(
    ("outcome", "eligible_from", "says"),
    [
        (REVIEW, None, "ends the review"),
        (DEFERRED, None, "give eligible_from"),
        (DEFERRED, TODAY, "after today"),
        (CLEARED, TOMORROW, "Only a deferral"),
        (CONDITIONS, None, "which conditions"),
    ],
)
def test_a_ruling_must_make_sense(outcome: Any, eligible_from: Any, says: Any) -> None:
    assert says in objects(known(keloid=True), outcome, eligible_from)
