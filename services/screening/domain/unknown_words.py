"""What screening does with words of a plan that it does not know: a clinician looks.

Booking chooses the words for areas and concerns, so a new one may come before any rule was written for it. Every rule
set has these rules: none can leave them out, for a set that says nothing about an area must not clear it.
"""

from contracts.vocabulary import Area, Concern, Outcome, ScreeningStage
from services.screening.domain.expressions import Fact
from services.screening.domain.rules import Citation, Rule, Scope

_POLICY = Citation("Safety of this software: what no rule was written for is never cleared by rules", "policy")


def _review(code: str, sentence: str, when: Fact) -> Rule:
    return Rule(
        code=code,
        topic="unknown words",
        stage=ScreeningStage.CONSULT,
        sentence=sentence,
        when=when,
        scope=Scope(),
        outcome=Outcome.REVIEW,
        wait=None,
        until=None,
        condition=None,
        anaesthetic_allowed=True,
        overridable=True,
        sources=(_POLICY,),
        disagreements=(),
    )


UNKNOWN_WORDS = (
    _review(
        "W01",
        "The plan names an area of the body that screening does not know.",
        Fact("area", "outside", tuple(map(str, Area))),
    ),
    _review(
        "W02",
        "The plan names a concern that screening does not know.",
        Fact("concern", "outside", tuple(map(str, Concern))),
    ),
)
"""Rules of every rule set, beside its own."""
