"""Patients and plans for tests: a healthy adult with a plan that nothing stands against, and what differs."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from chassis.reference.documents import problems_of
from chassis.reference.kinds import Reference
from chassis.reference.patches import merge_patch
from chassis.reference.shipped import Shipped, shipped_versions
from contracts.vocabulary import Modality
from services.screening.domain.checks import rule_set_problems
from services.screening.domain.decisions import Decision, assess, known_to
from services.screening.domain.facts import Answer, Facts
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.plans import Finding, Plan
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.translations import Translations
from services.screening.reference import CONSENT_DOCUMENTS, REACTION_RULES, RULE_SETS, TRANSLATIONS

KINDS = (RULE_SETS, TRANSLATIONS, REACTION_RULES, CONSENT_DOCUMENTS)
SHIPPED = {each.name: each for each in shipped_versions(Reference(kinds=KINDS, package="services.screening.reference"))}
CURRENT = "2026-11.4"
"""The shipped version that is meant for today."""
RULES: RuleSet = RULE_SETS.read(SHIPPED[f"rule-sets/{CURRENT}"].content.document)
TRANSLATED: Translations = TRANSLATIONS.read(SHIPPED[f"translations/{CURRENT}"].content.document)
TODAY = date(2026, 11, 21)
ONLY_FOR_RF = frozenset(
    code
    for code, question in RULES.asked(ScreeningStage.CONSULT).items()
    if question.asked_unless and any("roller" in test.within for test in question.asked_unless.tests)
)
"""Questions that a plan with a pen or a roller makes needless."""

MODALITIES = {"inmode-fractora": Modality.RF, "some-rf": Modality.RF, "some-roller": Modality.ROLLER}
"""Devices that are not pens."""


def shipped(name: str) -> Shipped:
    """A shipped version, e.g. ``rule-sets/2026-11``."""
    return SHIPPED[name]


def changed(changes: Any) -> Any:
    """The shipped rules, as JSON, with a merge patch applied: what a version that extends them says."""
    return merge_patch(SHIPPED[f"rule-sets/{CURRENT}"].content.document, changes)


def with_rule(code: str, **members: Any) -> Any:
    """The shipped rules, as JSON, with these members of one rule replaced whole; None removes one."""
    rule = {**changed({})["rules"].get(code, {}), **members}
    rules = {code: {name: member for name, member in rule.items() if member is not None}}
    return changed({"rules": {code: None}}) | {"rules": {**changed({})["rules"], **rules}}


def problems_in(document: Any) -> dict[str, str]:
    """What is wrong with a rule set, by path: it cannot be read, or it could not decide safely."""
    try:
        rule_set = RULE_SETS.read(document)
    except ValidationError as error:
        return {each.path: each.problem for each in problems_of(error)}
    return {each.path: each.problem for each in rule_set_problems(rule_set)}


def healthy(stage: ScreeningStage = ScreeningStage.CONSULT, **different: Answer) -> dict[str, Answer]:
    """Every question of the declaration answered with no, but for what differs."""
    return dict.fromkeys(RULES.asked(stage), False) | different


def a_plan(device: str = "exceed", area: str = "face", concern: str = "texture") -> Plan:
    modality = MODALITIES.get(device, Modality.PEN)
    return Plan(concern, area, modality, device, Decimal("0.5" if modality is Modality.RF else "1.0"))


def known(
    device: str = "exceed",
    area: str = "face",
    concern: str = "texture",
    *,
    age: int = 40,
    skin_type: int = 3,
    suitable: bool = True,
    plan: Mapping[str, Any] = MappingProxyType({}),
    findings: tuple[Finding, ...] = (),
    **answers: Any,
) -> Facts:
    """All facts of a consult screening. ``plan`` is what else is planned."""
    planned = dataclasses.replace(a_plan(device, area, concern), **plan)
    born = date(TODAY.year - age, 5, 4)
    facts = Facts(TODAY, healthy(**answers), age, skin_type, suitable, planned, born=born, findings=findings)
    return known_to(RULES, facts)


def today_is(has_conditions: bool = False, **answers: Any) -> Facts:
    """All facts of a day-of check."""
    return Facts(TODAY, healthy(ScreeningStage.DAY_OF, **answers), has_conditions=has_conditions)


def decided(facts: Facts, stage: ScreeningStage = ScreeningStage.CONSULT, rules: RuleSet = RULES) -> Decision:
    """The decision, which there must be."""
    decision = assess(rules, stage, facts)
    assert isinstance(decision, Decision), decision
    return decision


def codes(decision: Decision) -> set[str]:
    return {reason.code for reason in decision.reasons}
