"""What callers see. Patients and the front desk see what they need; only clinicians see reasons and answers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.http import View
from contracts.vocabulary import Area, Modality, Outcome, ScreeningStage


class ItemView(View):
    """One question."""

    code: str
    """Answer under this code."""
    text: str
    """As the patient reads it."""
    kind: str
    """yes_no: true, false or "not_sure". date_or_no: "YYYY-MM-DD", false or "not_sure"."""


class QuestionnaireView(View):
    """The questions of the rule set that is in force."""

    rule_set: str
    stage: ScreeningStage
    items: list[ItemView]


class CitationView(View):
    """Grades: A regulator or label, B paper or society, C clinic page, S seed article, policy."""

    source: str
    grade: str


class DisagreementView(CitationView):
    """What another source says instead; it was not used."""

    claim: str


class RuleView(View):
    """A rule as people read it."""

    code: str
    stage: ScreeningStage
    sentence: str
    outcome: Outcome
    condition: str | None
    overridable: bool
    labels: list[str]
    """Device labels that it belongs to; empty for any device."""
    modalities: list[Modality]
    sources: list[CitationView]
    disagreements: list[DisagreementView]


class RuleSetSummary(View):
    """A rule set and its signature."""

    version: str
    title: str
    in_force_from: date
    digest: str
    """SHA-256 of the data: what a signature holds for."""
    signature: str
    """Who signed it, or "unsigned"."""
    signed_at: datetime | None


class RuleSetView(RuleSetSummary):
    """A rule set whole."""

    rules: list[RuleView]
    policies: list[CitationView]
    not_expressed: list[dict[str, str]]
    """What sources say and these rules cannot."""


class IntakeView(View):
    """A declaration that waits to be filled in, or was."""

    id: UUID
    patient_id: UUID
    clinic_id: UUID
    requested_at: datetime
    declared_at: datetime | None


class DeclaredView(View):
    """A declaration was taken."""

    declaration_id: UUID
    intake_id: UUID
    patient_id: UUID
    submitted_at: datetime
    screening_ids: list[UUID]
    """Decisions that it led to at once; none while the consult is still to come."""


class ScreeningSummary(View):
    """What the front desk sees: outcome and dates, no reasons."""

    screening_id: UUID
    patient_id: UUID
    clinic_id: UUID
    stage: ScreeningStage
    consult_id: UUID
    outcome: Outcome
    eligible_from: date | None
    """First local day on which the patient may come, when that is known."""
    valid_until: date | None
    """Last local day of a clearance, inclusive."""
    decided_at: datetime
    superseded_by: UUID | None
    """The decision that took its place."""


class OwnScreening(ScreeningSummary):
    """What a patient sees of their own."""

    conditions: list[str]
    """What to do for the clearance to count."""


class ReasonView(View):
    """A rule that holds, or may hold."""

    code: str
    sentence: str
    outcome: Outcome
    """What follows from it."""
    decisive: bool
    """True when it decided; the others are milder."""
    certain: bool
    """False when the patient was not sure."""
    until: date | None
    """From this day on it no longer stands in the way."""
    condition: str | None
    overridable: bool
    sources: list[CitationView]
    disagreements: list[DisagreementView]


class DepthView(View):
    """Why a depth is the limit."""

    code: str
    max_mm: Decimal
    sentence: str
    sources: list[CitationView]
    disagreements: list[DisagreementView]


class LimitsView(View):
    """What the clearance covers."""

    modality: Modality
    device_model: str
    area: Area
    max_depth_mm: Decimal
    anaesthetic_allowed: bool
    excluded_areas: list[Area]
    depths: list[DepthView]
    """The depth limits that hold, the binding one first."""


class AnsweredView(View):
    """A question and its answer."""

    code: str
    text: str
    answer: bool | str


class RulingView(View):
    """A medical director's ruling."""

    by: str
    reason: str


class ExplainedScreening(OwnScreening):
    """What a clinician sees: everything that the decision was made from, and whose sentence decided."""

    reasons: list[ReasonView]
    """Every rule that holds, most severe first."""
    limits: LimitsView
    rule_set: str
    signature: str
    """Who had signed the rule set when this was decided, or "unsigned"."""
    local_day: date
    age: int | None
    skin_type: int | None
    planned_depth_mm: Decimal | None
    answers: list[AnsweredView]
    notes: list[str]
    """What else a clinician should know, e.g. a plan deeper than the limit."""
    awaits_ruling: bool
    """True when a medical director may rule on it."""
    ruling: RulingView | None
    clearance_id: UUID | None
    """Day-of checks: the consult clearance that was checked."""
    spent_by: UUID | None
    """Day-of checks: the session that was performed under it."""


def citations(cited: Any) -> list[CitationView]:
    """Sources as clinicians see them."""
    return [CitationView.model_validate(each) for each in cited]


def disagreements(others: Any) -> list[DisagreementView]:
    """What other sources say instead."""
    return [DisagreementView.model_validate(each) for each in others]
