"""The reaction rules that count, and those that graded a report."""

from datetime import date

from chassis.data.rows import Row
from chassis.reference.kinds import Version
from chassis.reference.reading import in_force, in_force_or_waiting, version
from chassis.work import Work
from services.screening.domain.reaction_rules import ReactionRules
from services.screening.reference import REACTION_RULES


async def reaction_rules_in_force(work: Work, day: date) -> Version[ReactionRules] | None:
    """The rules that grade on a local day; None while no director has signed any and this is not a rehearsal."""
    return await in_force(work, REACTION_RULES, day)


async def reaction_rules_shown(work: Work, day: date) -> Version[ReactionRules] | None:
    """Those whose signs can be reported: the ones in force, or else the newest that wait for a signature."""
    return await in_force_or_waiting(work, REACTION_RULES, day)


async def reaction_rules_of(work: Work, report: Row) -> Version[ReactionRules] | None:
    """The rules that graded a report, whatever has become of them since."""
    return await version(work, REACTION_RULES, report.rules) if report.rules else None
