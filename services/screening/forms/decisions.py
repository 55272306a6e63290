"""Decisions, as people see them. Patients and the front desk see what they need; only clinicians see the reasons."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from chassis.http import View
from contracts.vocabulary import Modality
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.questions import Kind
from services.screening.forms.rulings import RulingView


class CitationView(View):
    """Grades: A regulator or label, B paper or society, C clinic page, S seed article, policy."""

    key: str
    """In the bibliography."""
    source: str
    """Its title."""
    grade: str


class DisagreementView(CitationView):
    """What another source says instead; it was not used."""

    claim: str


class ScreeningSummary(View):
    """What the front desk sees: outcome and dates, no reasons."""

    screening_id: UUID
    patient_id: UUID
    clinic_id: UUID
    stage: ScreeningStage
    consult_id: UUID
    outcome: Outcome
    eligible_from: date | None
    """First local day on which the patient may come, when that is known. A review has one too where a wait runs beside
    it: not before that day, whatever the review says."""
    valid_until: date | None
    """Last local day of a clearance, inclusive."""
    decided_at: datetime
    superseded_by: UUID | None
    """The decision that took its place."""
    voided_at: datetime | None
    """When its consult was found to be entered in error: it counts no longer."""


class OwnScreening(ScreeningSummary):
    """What a patient sees of their own."""

    conditions: list[str]
    """What to do for the clearance to count."""
    language: str
    """The language of the conditions; what a director added is as it was written."""


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
    because: str
    """Why the rule is about this device, e.g. whose label counts."""
    until: date | None
    """From this day on it no longer stands in the way."""
    condition: str | None
    overridable: bool
    sources: list[CitationView]
    disagreements: list[DisagreementView]


class ConsideredView(View):
    """A rule that the answers meet and that does not hold."""

    code: str
    sentence: str
    why_not: str
    """E.g. that its wait is over, and when it ended."""
    sources: list[CitationView]


class DepthView(View):
    """Why a depth is the limit."""

    code: str
    max_mm: Decimal
    sentence: str
    sources: list[CitationView]
    disagreements: list[DisagreementView]


class AnaestheticView(View):
    """One limit of an anaesthetic cream."""

    code: str
    sentence: str
    max_percent: Decimal | None
    """Lidocaine, in percent."""
    sources: list[CitationView]


class AreaLimitView(View):
    """How deep in another area of the plan."""

    area: str
    max_depth_mm: Decimal


class LimitsView(View):
    """What the clearance covers."""

    modality: Modality
    device_model: str
    area: str
    max_depth_mm: Decimal
    anaesthetic_allowed: bool
    excluded_areas: list[str]
    further: list[AreaLimitView]
    """The other areas of the plan, each with its own depth."""
    depths: list[DepthView]
    """The depth limits that hold, the binding one first."""
    anaesthetic: list[AnaestheticView]
    """How an anaesthetic cream may be used at most; empty when none may be used."""


class AnswerDetails(View):
    """Place and time of an answer, and which of several things it is about."""

    places: list[str]
    on: date | None
    over_since: date | None
    which: list[str]


class AnsweredView(View):
    """A question and its answer."""

    code: str
    text: str
    answer: bool | str
    """As the patient gave it; a number as text, and a text in the patient's own words, which no rule looked at."""
    kind: Kind
    details: AnswerDetails | None
    """What it says besides; null when it is flat."""


class ExplainedScreening(OwnScreening):
    """What a clinician sees: everything that the decision was made from, and the sources of what decided."""

    reasons: list[ReasonView]
    """Every rule that holds, most severe first."""
    considered: list[ConsideredView]
    """Rules that were looked at and do not hold, each with why not."""
    limits: LimitsView
    rule_set: str
    """The version that decided; it explains the decision for ever."""
    rule_set_digest: str | None
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
    practitioner_id: UUID | None
    """Who checked the day, or ruled, where their account names a practitioner."""
    ruling: RulingView | None
    clearance_id: UUID | None
    """Day-of checks: the consult clearance that was checked."""
    spent_by: UUID | None
    """Day-of checks: the session that was performed under it."""


Seen = ExplainedScreening | OwnScreening | ScreeningSummary
