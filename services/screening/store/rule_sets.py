"""The rule sets and translations that count, and those that explain what was decided."""

from collections.abc import Iterable
from datetime import date

from chassis.data.rows import Row
from chassis.reference.kinds import Version
from chassis.reference.reading import in_force, in_force_or_waiting, version
from chassis.work import Work
from services.screening.domain.refusals import NothingToAsk
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.translations import Words
from services.screening.reference import RULE_SETS, TRANSLATIONS


async def rules_in_force(work: Work, day: date) -> Version[RuleSet] | None:
    """The rules that decide on a local day; None while no director has signed any and this is not a rehearsal."""
    return await in_force(work, RULE_SETS, day)


async def rules_asked(work: Work, day: date) -> Version[RuleSet]:
    """The rules whose questions are asked on a local day: those in force, or the newest ones that wait for a signature.

    What is asked decides nothing, so declarations are taken before anything is signed. Raises NothingToAsk.
    """
    found = await in_force_or_waiting(work, RULE_SETS, day)
    if found is None:
        raise NothingToAsk("There are no screening rules yet: an operator imports or drafts a rule set first.")
    return found


async def rules_of(work: Work, decision: Row) -> Version[RuleSet]:
    """The rules that made a decision, whatever has become of them since."""
    return await version(work, RULE_SETS, decision.rule_set)


async def rules_of_each(work: Work, decisions: Iterable[Row]) -> dict[str, Version[RuleSet]]:
    """The rules that made these decisions, by their names; each is read once."""
    one_each = {decision.rule_set: decision for decision in decisions}
    return {name: await rules_of(work, decision) for name, decision in one_each.items()}


async def words_of(work: Work, rules: Version[RuleSet], day: date) -> Words:
    """The words of some rules in every language in which a director has signed them."""
    translations = await in_force(work, TRANSLATIONS, day)
    if translations is None:
        return Words(rules.document)
    written_for = await version(work, RULE_SETS, translations.document.rule_set)
    return Words(rules.document, translations.document, written_for.document)
