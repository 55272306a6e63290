"""What would have to be otherwise for a milder outcome: the smallest sets of facts, dates included.

For clinicians, who defend a decision. Nobody reads here what to answer: patients and the front desk see dates only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, product

from services.screening.domain.changes import Change, ways_out
from services.screening.domain.decisions import Decision, assess, known_to
from services.screening.domain.facts import Facts
from services.screening.domain.outcomes import SEVERITY, Outcome, ScreeningStage
from services.screening.domain.rule_sets import RuleSet

MOST_TRIED = 400
"""Sets that are tried; a decision with so many reasons has no short way out."""
MOST_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Alternative:
    """A set of changes, and what would be decided with them."""

    changes: tuple[Change, ...]
    outcome: Outcome
    eligible_from: date | None

    @property
    def words(self) -> str:
        """As a sentence: ``From 2026-12-06, and with “Do you scar easily?” answered with no: cleared.``"""
        return f"{' and '.join(change.words for change in self.changes)}: {self.outcome.value.replace('_', ' ')}"


def alternatives(rule_set: RuleSet, stage: ScreeningStage, facts: Facts, decision: Decision) -> tuple[Alternative, ...]:
    """The smallest sets of changes that make the outcome milder, the shortest first.

    Every rule that has the outcome has to stop holding, so a set has one way out of each. A set that another one is a
    part of is left out.
    """
    decisive = [reason for reason in decision.reasons if reason.outcome is decision.outcome]
    if not decisive:
        return ()
    ways = [ways_out(rule_set, stage, facts, reason) for reason in decisive]
    found: list[Alternative] = []
    for changes in _sets_of(ways):
        if any(set(each.changes) <= set(changes) for each in found):
            continue
        if alternative := _tried(rule_set, stage, facts, decision, changes):
            smallest = _needed(rule_set, stage, facts, decision, alternative)
            if smallest not in found:
                found.append(smallest)
        if len(found) == MOST_SHOWN:
            break
    return tuple(found)


def _sets_of(ways: Iterable[tuple[Change, ...]]) -> Iterator[tuple[Change, ...]]:
    """One change out of each reason, the smallest sets first."""
    chosen = (_together(each) for each in islice(product(*ways), MOST_TRIED))
    yield from sorted(dict.fromkeys(chosen), key=lambda changes: (len(changes), [change.rank for change in changes]))


def _together(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Each once; of several days only the last."""
    distinct = dict.fromkeys(changes)
    days = [change for change in distinct if change.day is not None]
    last = max(days, key=lambda change: change.day or date.min, default=None)
    kept = [change for change in distinct if change.day is None or change is last]
    return tuple(sorted(kept, key=lambda change: (change.rank, change.code, change.words)))


def _needed(
    rule_set: RuleSet, stage: ScreeningStage, facts: Facts, decision: Decision, alternative: Alternative
) -> Alternative:
    """Without what is not needed: a change for one reason, such as another device, may end another reason as well."""
    for change in sorted(alternative.changes, key=lambda change: -change.rank):
        rest = tuple(each for each in alternative.changes if each is not change)
        if rest and (fewer := _tried(rule_set, stage, facts, decision, rest)):
            return _needed(rule_set, stage, facts, decision, fewer)
    return alternative


def _tried(
    rule_set: RuleSet, stage: ScreeningStage, facts: Facts, decision: Decision, changes: tuple[Change, ...]
) -> Alternative | None:
    changed = facts
    for change in changes:
        changed = change.apply(changed)
    after = assess(rule_set, stage, known_to(rule_set, changed))
    if not isinstance(after, Decision) or SEVERITY[after.outcome] >= SEVERITY[decision.outcome]:
        return None
    return Alternative(changes, after.outcome, after.eligible_from)
