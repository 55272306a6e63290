"""Stored decisions in words: the rules' sentences, their sources, and what other sources say.

The words are those of the version that decided, whatever is in force today.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bibliography import SOURCES
from chassis.data.rows import Row
from chassis.reference.kinds import Version
from services.screening.domain.decisions import Reason
from services.screening.domain.explanations import considered
from services.screening.domain.facts import Answer, Detailed, Facts, detailed, facts_of, shown_answer
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.questions import Question
from services.screening.domain.rule_sets import Bearing, RuleSet
from services.screening.domain.rules import DepthLimit
from services.screening.domain.superseding import SENTENCES, Held
from services.screening.domain.translations import Words
from services.screening.forms.decisions import (
    AnaestheticView,
    AnswerDetails,
    AnsweredView,
    CitationView,
    ConsideredView,
    DepthView,
    DisagreementView,
    ExplainedScreening,
    LimitsView,
    OwnScreening,
    ReasonView,
    ScreeningSummary,
)
from services.screening.forms.rulings import RulingView
from services.screening.store.verdicts import reasons_of


def summary(row: Row) -> ScreeningSummary:
    """Outcome and dates."""
    return ScreeningSummary(**_dates(row))


def own(row: Row, words: Words, language: str) -> OwnScreening:
    """Outcome, dates and what the patient has to do."""
    said = [_condition(words, condition, language) for condition in row.conditions]
    spoken = {each for _, each in said if each}
    return OwnScreening(
        **_dates(row),
        conditions=[text for text, _ in said],
        language=language if spoken <= {language} else words.rule_set.language,
    )


def explained(row: Row, rules: Version[RuleSet]) -> ExplainedScreening:
    """Everything, in the words of the rules that decided."""
    rule_set, facts, stage = rules.document, facts_of(row.inputs), ScreeningStage(row.stage)
    reasons, cite = reasons_of(rule_set, row.reasons), Citations(rules.bibliography)
    worst = reasons[0].outcome if reasons else None
    depths = rule_set.depth_limits_for(facts.plan, facts.clinic) if facts.plan else {}
    return ExplainedScreening(
        **dict(own(row, Words(rule_set), rule_set.language)),
        reasons=[_reason(rule_set, facts, each, cite, decisive=each.outcome is worst) for each in reasons],
        considered=[
            ConsideredView(
                code=each.code,
                sentence=each.rule.sentence,
                why_not=each.why_not,
                sources=cite.sources(each.rule.sources),
            )
            for each in considered(rule_set, stage, facts)
        ],
        limits=LimitsView(
            **{"further": [], **row.limits},
            depths=[depth_view(code, limit, cite) for code, limit in depths.items()],
            anaesthetic=_anaesthetic(rule_set, cite) if row.limits["anaesthetic_allowed"] else [],
        ),
        rule_set=row.rule_set,
        rule_set_digest=row.rule_set_digest,
        signature=row.signature,
        local_day=row.local_day,
        age=facts.age,
        skin_type=facts.skin_type,
        planned_depth_mm=facts.plan.depth_mm if facts.plan else None,
        answers=_answers(rule_set, stage, facts),
        notes=_notes(row, facts),
        awaits_ruling=row.awaits_ruling and row.superseded_by is None and row.voided_at is None,
        practitioner_id=row.practitioner_id,
        ruling=ruling_of(row),
        clearance_id=row.clearance_id,
        spent_by=row.spent_by,
    )


def ruling_of(row: Row) -> RulingView | None:
    """Whose ruling a decision is, and whether it was ended."""
    if row.ruled_by is None:
        return None
    return RulingView(
        by=row.ruled_by,
        reason=row.ruling_reason,
        ended_at=row.ruling_ended_at,
        ended_by=row.ruling_ended_by,
        end_reason=row.ruling_end_reason,
        kept_at=row.ruling_kept_at,
        kept_by=row.ruling_kept_by,
        kept_reason=row.ruling_kept_reason,
    )


class Citations:
    """Sources by key: those of the common bibliography, and those that a version brings itself."""

    def __init__(self, brought: Mapping[str, Any]) -> None:
        self._brought = brought

    def sources(self, keys: Sequence[str]) -> list[CitationView]:
        """Whose sentence it is."""
        return [CitationView(**self._entry(key)) for key in keys]

    def disagreements(self, claims: Mapping[str, str]) -> list[DisagreementView]:
        """What other sources say instead."""
        return [DisagreementView(**self._entry(key), claim=claim) for key, claim in claims.items()]

    def _entry(self, key: str) -> dict[str, str]:
        if key in self._brought:
            return {"key": key, "source": self._brought[key]["title"], "grade": self._brought[key]["grade"]}
        return {"key": key, "source": SOURCES[key].title, "grade": SOURCES[key].grade}


def _dates(row: Row) -> dict[str, Any]:
    about = ("patient_id", "clinic_id", "consult_id", "eligible_from", "valid_until", "decided_at")
    names = (*about, "superseded_by", "voided_at")
    return {name: getattr(row, name) for name in names} | {
        "screening_id": row.id,
        "stage": ScreeningStage(row.stage),
        "outcome": Outcome(row.outcome),
    }


def _condition(words: Words, condition: Mapping[str, str], language: str) -> tuple[str, str | None]:
    """In a language, or as a director wrote it."""
    return words.condition(condition["code"], language) if "code" in condition else (condition["text"], None)


def _reason(rule_set: RuleSet, facts: Facts, reason: Reason, cite: Citations, *, decisive: bool) -> ReasonView:
    rule = reason.rule
    return ReasonView(
        code=reason.code,
        sentence=rule.sentence,
        outcome=reason.outcome,
        decisive=decisive,
        certain=reason.certain,
        because=rule_set.bearing(reason.code, facts.plan) if facts.plan else Bearing.EVERY_DEVICE,
        until=reason.until,
        condition=rule_set.conditions[rule.condition] if rule.condition else None,
        overridable=rule.overridable,
        sources=cite.sources(rule.sources),
        disagreements=cite.disagreements(rule.disagreements),
    )


def depth_view(code: str, limit: DepthLimit, cite: Citations) -> DepthView:
    """A depth limit with its sources."""
    return DepthView(
        code=code,
        max_mm=limit.max_mm,
        sentence=limit.sentence,
        sources=cite.sources(limit.sources),
        disagreements=cite.disagreements(limit.disagreements),
    )


def _anaesthetic(rule_set: RuleSet, cite: Citations) -> list[AnaestheticView]:
    return [
        AnaestheticView(
            code=code, sentence=limit.sentence, max_percent=limit.max_percent, sources=cite.sources(limit.sources)
        )
        for code, limit in rule_set.anaesthetic_limits.items()
    ]


def _answers(rule_set: RuleSet, stage: ScreeningStage, facts: Facts) -> list[AnsweredView]:
    return [
        _answered(code, question, facts.answers[code])
        for code, question in rule_set.asked(stage).items()
        if code in facts.answers
    ]


def _answered(code: str, question: Question, answer: Answer) -> AnsweredView:
    said = detailed(answer)
    details = AnswerDetails(places=list(said.places), on=said.on, over_since=said.over_since, which=list(said.which))
    return AnsweredView(
        code=code,
        text=question.text,
        kind=question.kind,
        answer=str(said.answer) if isinstance(said.answer, Decimal) else shown_answer(said.answer),
        details=details if isinstance(answer, Detailed) else None,
    )


def _notes(row: Row, facts: Facts) -> list[str]:
    notes = [SENTENCES[Held(row.held)]] if row.held else []
    limit = Decimal(row.limits["max_depth_mm"])
    if facts.plan and facts.plan.depth_mm > limit:
        notes.append(
            f"The plan is {facts.plan.depth_mm} mm deep, the limit {limit} mm: deeper needs a reasoned override."
        )
    if row.outcome == Outcome.DEFERRED and row.eligible_from is None:
        notes.append("No day is known from which the patient may come: declare again when things have changed.")
        notes += [f"Not before {day} in any case." for day in _latest_wait(row)]
    if row.outcome == Outcome.REVIEW and row.eligible_from is not None:
        notes.append(f"Whatever the review says, the patient may not come before {row.eligible_from}.")
    if row.outcome == Outcome.DECLINED and row.eligible_from is not None:
        notes.append(f"From {row.eligible_from} on, what declined this no longer stands in the way: declare again.")
    return notes


def _latest_wait(row: Row) -> list[str]:
    """The last of the days that the reasons name, if any does: a wait without an end hides none that has one."""
    return sorted(reason["until"] for reason in row.reasons if reason["until"])[-1:]
