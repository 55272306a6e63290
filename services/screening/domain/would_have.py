"""What another rule set would have decided about somebody who was screened before."""

from dataclasses import dataclass, replace

from services.screening.domain.answers import still_fitting
from services.screening.domain.decisions import assess, known_to
from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.results import Compared, Result, compared, result_of
from services.screening.domain.rule_sets import RuleSet


@dataclass(frozen=True, slots=True)
class WouldHave:
    """Both results by rules alone, whatever a clinician ruled."""

    before: Result
    after: Result

    @property
    def compared(self) -> Compared:
        """How the draft's result stands to the one that was decided."""
        return compared(self.before, self.after)

    @property
    def rules_added(self) -> list[str]:
        """Rules that hold under the draft only."""
        return sorted(self.after.rules - self.before.rules)

    @property
    def rules_gone(self) -> list[str]:
        """Rules that hold no more."""
        return sorted(self.before.rules - self.after.rules)


def would_have(decided_by: RuleSet, draft: RuleSet, stage: ScreeningStage, facts: Facts) -> WouldHave:
    """Decide by both from the same facts, on the day of the decision."""
    answers = still_fitting(draft, stage, facts.answers)
    known = known_to(draft, replace(facts, answers=answers))
    return WouldHave(result_of(assess(decided_by, stage, facts)), result_of(assess(draft, stage, known)))
