"""A plan may name an area or a concern that no rule was written for: then a clinician looks."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.vocabulary import Outcome
from tests.unit.screening.factories import codes, decided, known


@pytest.mark.parametrize(("fact", "code"), [("area", "W01"), ("concern", "W02")])
def test_a_plan_with_a_word_that_no_rule_knows_is_reviewed_with_the_reason(fact: str, code: str) -> None:
    facts = known()
    assert facts.plan
    scalp: dict[str, Any] = {fact: "scalp"}
    unknown = replace(facts, plan=replace(facts.plan, **scalp))
    decision = decided(unknown)
    assert (decision.outcome, codes(decision)) == (Outcome.REVIEW, {code})
    assert decision.limits, "a director who clears it works within the limits that hold everywhere"


def test_a_plan_whose_words_are_known_has_no_such_reason() -> None:
    assert decided(known()).outcome is Outcome.CLEARED
