"""Weigh a declaration that nobody signed: what it says may make a decision stricter, and never clears."""

import dataclasses
from collections.abc import Mapping

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.commands.weighing import Case, Weighed
from services.screening.domain.facts import Answer, answers_of, facts_of
from services.screening.domain.outcomes import CLEARANCES
from services.screening.domain.results import result_of
from services.screening.domain.unsigned import may_replace, with_earlier_yes
from services.screening.store.decisions import find_decision
from services.screening.store.declarations import latest_signed
from services.screening.store.rule_sets import rules_in_force
from services.screening.store.verdicts import result_of_kept


async def needs_signature(work: Work, case: Case) -> bool:
    """Whether nobody signed the declaration, and the policy of the chain requires it."""
    if case.declaration.signed_name is not None:
        return False
    rules = await rules_in_force(work, case.facts.today)
    return rules is None or rules.document.policies.signature_required


async def with_what_was_said_before(work: Work, case: Case) -> Case:
    """The case, in which nothing is taken back that was said before: by the decision that counts, or signed."""
    earlier = await _said_before(work, case)
    answers = with_earlier_yes(earlier, case.facts.answers)
    return dataclasses.replace(case, facts=dataclasses.replace(case.facts, answers=answers))


async def as_far_as_it_may(work: Work, case: Case, weighed: Weighed) -> Weighed | None:
    """What follows, if it may take the place of the decision that counts. It clears for no longer than that did."""
    current = await _current(work, case)
    if not may_replace(result_of_kept(current) if current else None, result_of(weighed.decision)):
        return None
    return weighed.no_longer_than(current.valid_until) if current and current.valid_until else weighed


async def _current(work: Work, case: Case) -> Row | None:
    """The decision about the plan; None when there is none, or it was a clearance that has ended."""
    current = await find_decision(work, case.consult.screening_id) if case.consult.screening_id else None
    return None if current is not None and current.outcome in CLEARANCES and case.ended else current


async def _said_before(work: Work, case: Case) -> Mapping[str, Answer]:
    if current := await _current(work, case):
        return facts_of(current.inputs).answers
    signed = await latest_signed(work, case.patient.id)
    return answers_of(signed.answers) if signed is not None else {}
