"""The rules, for people to read and to sign."""

from typing import Annotated

from chassis.access.actors import Actor, Role
from chassis.access.tokens import allow
from chassis.http import Page, Transaction, api_router
from chassis.work import Work
from services.screening.commands.record import UNSIGNED
from services.screening.commands.sign import sign
from services.screening.domain.refusals import RuleSetNotFound
from services.screening.domain.rules import Rule, RuleSet
from services.screening.forms.answers import (
    CitationView,
    RuleSetSummary,
    RuleSetView,
    RuleView,
    citations,
    disagreements,
)
from services.screening.store.rule_sets import shipped
from services.screening.store.screenings import signature_of

router = api_router("rule sets")
Reader = Annotated[Actor, allow(Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.OPERATOR)]
Director = Annotated[Actor, allow(Role.MEDICAL_DIRECTOR)]


@router.get("/rule-sets")
async def list_rule_sets(actor: Reader, work: Transaction) -> Page[RuleSetSummary]:
    """Every version, oldest first."""
    return Page(items=[await _summary(work, rule_set) for rule_set in shipped().values()], next=None)


@router.get("/rule-sets/{version}")
async def read_rule_set(version: str, actor: Reader, work: Transaction) -> RuleSetView:
    """One version with every rule, its sources and what they disagree about."""
    return await _whole(work, version)


@router.post("/rule-sets/{version}/sign")
async def sign_rule_set(version: str, actor: Director, work: Transaction) -> RuleSetView:
    """Sign this version as its medical director; later decisions say so."""
    await sign(work, version)
    return await _whole(work, version)


async def _summary(work: Work, rule_set: RuleSet) -> RuleSetSummary:
    signed = await signature_of(work, rule_set.version, rule_set.digest)
    return RuleSetSummary(
        version=rule_set.version,
        title=rule_set.title,
        in_force_from=rule_set.in_force_from,
        digest=rule_set.digest,
        signature=signed.signed_by if signed else UNSIGNED,
        signed_at=signed.signed_at if signed else None,
    )


async def _whole(work: Work, version: str) -> RuleSetView:
    rule_set = shipped().get(version)
    if rule_set is None:
        raise RuleSetNotFound(f"There is no such rule set: the versions are {', '.join(shipped())}.")
    policy = rule_set.clearance_days
    summary = await _summary(work, rule_set)
    return RuleSetView(
        **summary.model_dump(),
        rules=[_rule(rule) for rule in rule_set.rules.values()],
        policies=[CitationView(source=f"{policy.sentence} ({policy.source})", grade="policy")],
        not_expressed=[dict(each) for each in rule_set.not_expressed],
    )


def _rule(rule: Rule) -> RuleView:
    return RuleView(
        code=rule.code,
        stage=rule.stage,
        sentence=rule.sentence,
        outcome=rule.outcome,
        condition=rule.condition,
        overridable=rule.overridable,
        labels=list(rule.scope.labels),
        modalities=list(rule.scope.modalities),
        sources=citations(rule.sources),
        disagreements=disagreements(rule.disagreements),
    )
