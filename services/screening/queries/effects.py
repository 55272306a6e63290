"""What a rule set would change: for each single fact, and for everybody who was screened before."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import select

from chassis.data.rows import Row
from chassis.http import Page, Paging, page
from chassis.reference.reading import in_force
from chassis.reference.store import content_of, head_of
from chassis.refusals import Invalid
from chassis.work import Work
from contracts.vocabulary import Modality
from services.screening.domain.effects import Device, Effect, added_by, device_named, every_result
from services.screening.domain.facts import facts_of
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.results import Compared, Result, compared
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.would_have import would_have
from services.screening.forms.effects import EffectsView, EffectView, OverlayEffectsView, PastDecisionView, ResultView
from services.screening.reference import RULE_SETS
from services.screening.store.rule_sets import rules_of_each
from services.screening.tables import screenings


async def effects_of(work: Work, version: str, device: str, against: str | None) -> EffectsView:
    """The table of what each fact changes with a device, compared with a version. Raises NotFound, Invalid."""
    draft = await _read(work, version)
    chosen = device_named(draft, device)
    if chosen is None:
        known = [*draft.labels, *(modality.value for modality in Modality)]
        raise Invalid("Name a label of these rules, or the kind of a device without one: {known}.", known=known)
    if against is None:
        counts = await in_force(work, RULE_SETS, work.now.date())
        against = counts.version if counts is not None and counts.version != version else None
    before = _results(await _read(work, against), chosen) if against is not None else {}
    shown = _shown(list(every_result(draft, chosen)), before)
    return EffectsView(
        version=version,
        against=against,
        device=device,
        milder=sum(each.compared is Compared.MILDER for each in shown),
        stricter=sum(each.compared is Compared.STRICTER for each in shown),
        effects=shown,
        overlays=[_overlay(draft, code, chosen) for code in draft.overlays],
    )


def _overlay(rule_set: RuleSet, code: str, device: Device) -> OverlayEffectsView:
    overlay = rule_set.overlays[code]
    return OverlayEffectsView(
        overlay=code,
        name=overlay.name,
        clinics=[UUID(clinic) for clinic in overlay.clinics],
        clearance_days=overlay.clearance_days or rule_set.policies.clearance_days.value,
        effects=[_effect(each.effect, each.elsewhere) for each in added_by(rule_set, code, device)],
    )


async def past_decisions(work: Work, version: str, paging: Paging) -> Page[PastDecisionView]:
    """Everybody's current decision about a plan, and what a draft would have decided. Raises NotFound, Invalid."""
    draft = await _read(work, version)
    of = screenings.c
    current = select(screenings).where(
        of.stage == ScreeningStage.CONSULT, of.superseded_by.is_(None), of.voided_at.is_(None)
    )
    found = await page(work, current, [of.id.desc()], paging, lambda row: row)
    rules = await rules_of_each(work, found.items)
    return found.showing([_past(row, rules[row.rule_set].document, draft) for row in found.items])


async def _read(work: Work, version: str) -> RuleSet:
    """The rules of a version, a draft's as well."""
    await head_of(work, RULE_SETS.name, version)
    content = await content_of(work, RULE_SETS.name, version)
    try:
        return RULE_SETS.read(content.document)
    except ValidationError as error:
        raise Invalid("This draft cannot be read as rules: have it checked first, and correct its problems.") from error


def _past(row: Row, rules: RuleSet, draft: RuleSet) -> PastDecisionView:
    found = would_have(rules, draft, ScreeningStage(row.stage), facts_of(row.inputs))
    return PastDecisionView(
        screening_id=row.id,
        patient_id=row.patient_id,
        clinic_id=row.clinic_id,
        decided_at=row.decided_at,
        ruled=row.ruled_by is not None,
        rule_set=row.rule_set,
        before=_view(found.before),
        after=_view(found.after),
        compared=found.compared,
        rules_added=found.rules_added,
        rules_gone=found.rules_gone,
        missing=list(found.after.missing),
    )


def _results(rule_set: RuleSet, device: Device) -> dict[tuple[str, str], Result]:
    return {(each.code, each.words): each.result for each in every_result(rule_set, device)}


def _shown(found: Sequence[Effect], before: Mapping[tuple[str, str], Result]) -> list[EffectView]:
    """First who is healthy, then what changes something, or is judged otherwise than before."""
    healthy, *others = (_effect(each, before.get((each.code, each.words))) for each in found)
    changing = (each for each in others if each.result != healthy.result or each.compared not in (None, Compared.SAME))
    return [healthy, *changing]


def _effect(effect: Effect, before: Result | None) -> EffectView:
    return EffectView(
        code=effect.code,
        words=effect.words,
        result=_view(effect.result),
        compared=None if before is None else compared(before, effect.result),
        before=before.outcome if before else None,
    )


def _view(result: Result) -> ResultView:
    return ResultView(
        outcome=result.outcome,
        eligible_from=result.eligible_from,
        conditions=list(result.conditions),
        max_depth_mm=result.max_depth_mm,
        anaesthetic_allowed=result.anaesthetic_allowed,
        rules=sorted(result.rules),
    )
