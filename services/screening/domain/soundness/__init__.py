"""What a director should not have to find: mistakes in rule sets that are consistent, and still cannot be meant."""

from collections.abc import Iterable

from chassis.reference.documents import Problem
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.soundness.hidden import hidden_problems
from services.screening.domain.soundness.idle import idle_problems
from services.screening.domain.soundness.liftings import lifting_problems
from services.screening.domain.soundness.nets import net_problems
from services.screening.domain.soundness.sentences import sentence_problems
from services.screening.domain.soundness.waits import wait_problems


def soundness_problems(rule_set: RuleSet) -> Iterable[Problem]:
    """Every such mistake, with its path. The rule set has passed the checks of ``rule_set_problems``."""
    for found in (lifting_problems, wait_problems, sentence_problems, idle_problems, hidden_problems, net_problems):
        yield from found(rule_set)
