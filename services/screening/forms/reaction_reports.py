"""Reports of reactions, as they are sent and shown."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from chassis.http import Day, Form, View
from contracts.event import Word
from services.screening.domain.reaction_reports import Cause, Findings, ReportSource, ReportStatus
from services.screening.domain.reaction_rules import Grade
from services.screening.domain.suspensions import SuspensionEnd
from services.screening.forms.decisions import CitationView

Words = Annotated[str, Field(min_length=1, max_length=4000)]
Reasoned = Annotated[str, Field(min_length=10, max_length=2000)]


class FindingsForm(Form):
    """What was seen or felt."""

    signs: tuple[Word, ...] = Field(min_length=1, max_length=20, examples=[["redness"]])
    """Codes of ``GET /v1/reaction-signs``. Who is not sure says "not_sure"."""
    places: tuple[Word, ...] = Field(default=(), max_length=20, examples=[["face"]])
    """Where on the body."""
    began_on: Day | None = None
    """The local day on which it began; left out when nobody knows, which counts as serious."""
    ended_on: Day | None = None
    """The local day on which it was over; left out while it is still there."""
    words: Words | None = None
    """In the reporter's own words. They never decide."""

    @property
    def findings(self) -> Findings:
        """For the rules."""
        signs, places = tuple(dict.fromkeys(self.signs)), tuple(dict.fromkeys(self.places))
        return Findings(signs, places, self.began_on, self.ended_on, self.words)


class ReactionForm(FindingsForm):
    """A reaction to a treatment."""

    patient_id: UUID
    session_id: UUID | None = None
    """The session that it follows; the patient's last one when left out."""
    photo_ids: tuple[UUID, ...] = Field(default=(), max_length=10)
    """Photos of it, by their ids in booking (``POST /v1/photos``): the first step names them."""


class AmendForm(FindingsForm):
    """What is right instead, or what a text turned out to mean."""

    session_id: UUID | None = None
    """The session that it follows; as before when left out."""
    reason: Reasoned = Field(examples=["Seen at the front desk; the patient showed a photograph."])
    """Why it is changed."""


class WithdrawReportForm(Form):
    """The report was entered in error, or a text is about something else."""

    reason: Reasoned = Field(examples=["It is about another patient's visit."])


class SuspensionDecision(StrEnum):
    """What a medical director decides about a suspension."""

    LIFT = "lift"
    END = "end"


class DecideForm(Form):
    """What becomes of what was suspended."""

    decision: SuspensionDecision
    """lift: the clearances count again. end: they are declined, and what is booked is called off."""
    reason: Reasoned = Field(examples=["Seen today: superficial, and healed."])
    """Why, for other clinicians; it stays in screening."""


class OutcomeForm(Form):
    """How the reaction ended."""

    ended_on: Day
    """The local day on which it was over, or on which nothing more was expected to change."""
    scarring: bool
    """Whether a scar, or a change of colour, stays."""
    words: Words | None = None


class OutcomeView(View):
    """How the reaction ended."""

    ended_on: date
    scarring: bool
    words: str | None


class SignView(View):
    """A sign that can be reported."""

    code: str
    name: str


class SignsView(View):
    """What can be reported, in one language."""

    language: str
    signs: list[SignView]


class GradeReasonView(View):
    """One reason for the grade."""

    grade: Grade
    cause: Cause
    sign: str | None
    sentence: str
    sources: list[CitationView]


class StepView(View):
    """Something that was done about the report."""

    what: str
    by: str
    at: datetime
    details: dict[str, Any]


class UsedCartridgeView(View):
    """A cartridge of the session."""

    gtin: str
    lot: str
    serial: str | None


class EquipmentView(View):
    """What the session was done with."""

    device_model: str
    device_serial: str
    depth_mm: Decimal
    anaesthetic_used: bool
    cartridges: list[UsedCartridgeView]


class TreatedSessionView(View):
    """The session that the reaction follows."""

    id: UUID
    course_id: UUID
    number: int
    clinic_id: UUID
    modality: str
    area: str
    performed_at: datetime
    equipment: EquipmentView | None
    """null for a session that was recorded before this was published: booking has it."""


class SuspensionView(View):
    """What a serious reaction stops."""

    id: UUID
    suspended_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    step: int
    """How many in line were asked to acknowledge it."""
    next_at: datetime | None
    """When the next one is asked; null once it is acknowledged, and at the end of the line."""
    ended_at: datetime | None
    ended_by: str | None
    ended_how: SuspensionEnd | None


class ReactionSummary(View):
    """A report without what was found."""

    id: UUID
    patient_id: UUID
    clinic_id: UUID
    session_id: UUID | None
    source: ReportSource
    status: ReportStatus
    grade: Grade | None
    """null while a text waits for somebody to look at it."""
    suspends: bool
    """True while this report stops every session of the patient."""
    text_id: UUID | None
    """The text that it came as: notifications shows its words. Later ones are named in the steps."""
    version: int
    reported_at: datetime
    reported_by: str


class ReactionView(ReactionSummary):
    """A report with everything beside it."""

    signs: list[str]
    places: list[str]
    began_on: date | None
    ended_on: date | None
    words: str | None
    reasons: list[GradeReasonView]
    """Why it has its grade, the serious reasons first."""
    rules: str | None
    """The version of the reaction rules that graded it; null when none was in force."""
    rules_digest: str | None
    rules_signature: str | None
    outcome: OutcomeView | None
    session: TreatedSessionView | None
    """null until the session has arrived here, or where none is known."""
    suspension: SuspensionView | None
    """The last one that this report caused."""
    steps: list[StepView]
    """Everything that was done about it, the first step first."""
