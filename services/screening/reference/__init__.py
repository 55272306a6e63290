"""Screening's published data: rule sets, what patients read in other languages, and how reactions are graded."""

from collections.abc import Iterable

from chassis.reference.documents import Problem
from chassis.reference.kinds import Companions, Kind, Needed
from services.screening.domain.checks import rule_set_problems
from services.screening.domain.consents import ConsentDocuments, consent_document_problems
from services.screening.domain.reaction_rules import ReactionRules, reaction_rule_problems
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.translations import Translations, misfits

RULE_SETS = Kind(
    name="rule-sets",
    document=RuleSet,
    summary="What patients are asked, and what follows from their answers, the practitioner's findings and the plan.",
    problems=rule_set_problems,
)


def _written_for(translations: Translations) -> Iterable[Needed]:
    yield Needed(RULE_SETS.name, translations.rule_set)


def _misfits(translations: Translations, companions: Companions) -> Iterable[Problem]:
    return misfits(translations, companions[Needed(RULE_SETS.name, translations.rule_set)])


TRANSLATIONS = Kind(
    name="translations",
    document=Translations,
    summary="The questions and conditions of a rule set in the other languages that patients read.",
    needs=_written_for,
    misfits=_misfits,
)

REACTION_RULES = Kind(
    name="reaction-rules",
    document=ReactionRules,
    summary="Which reactions pass, which a medical director has to see, and how soon.",
    problems=reaction_rule_problems,
)

CONSENT_DOCUMENTS = Kind(
    name="consent-documents",
    document=ConsentDocuments,
    summary="What patients agree to before a procedure, by kind of device and area, in every language.",
    problems=consent_document_problems,
)
