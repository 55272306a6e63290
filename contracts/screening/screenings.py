"""screening.screenings: what screening asks for and decides. Keyed by patient. Health answers never leave screening."""

from uuid import UUID

from contracts.event import Day, Depth, Digest, Event, Fact, Number, UtcTime, Word
from contracts.vocabulary import Modality, Outcome, ScreeningStage


class IntakeRequested(Event, topic="screening.screenings", key="patient_id"):
    """The patient is asked for the health declaration, or for answers that it lacks."""

    intake_id: UUID
    """The declaration that waits to be filled in; published again when it has come to ask for more."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """The home clinic."""
    reason: Word
    """Why: ``registered``, ``declaration_too_old`` or ``questions_added``. Which questions stays in screening."""
    requested_at: UtcTime
    """UTC."""


class AreaLimit(Fact):
    """What a clearance covers in another area of the plan."""

    area: Word
    """The area, as the consult named it."""
    max_depth_mm: Depth
    """Deepest needle depth allowed there, millimetres."""


class TreatmentLimits(Fact):
    """What a clearance covers. A session outside of it is refused, or overridden with a reason."""

    modality: Modality
    """The only modality that was screened."""
    device_model: str
    """The only device model that was screened."""
    area: Word
    """The area that was screened, as the consult named it first."""
    max_depth_mm: Depth
    """Deepest needle depth allowed, millimetres."""
    anaesthetic_allowed: bool
    """False when no topical anaesthetic may be used, so that no numbing time is needed."""
    excluded_areas: tuple[Word, ...]
    """Areas that are never needled, e.g. inside the orbital rim (NCT02646917), and places that are left out."""
    further: tuple[AreaLimit, ...] = ()
    """The other areas of the plan that were screened, each with its own depth."""


class ScreeningDecided(Event, topic="screening.screenings", key="patient_id"):
    """Screening weighed what it knows by a rule set. Supersedes earlier decisions of the same stage and plan."""

    screening_id: UUID
    """The decision; screening explains it to clinicians by this id."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where it was decided."""
    stage: ScreeningStage
    """A consult screening or a day-of check."""
    consult_id: UUID
    """The consult whose plan was screened."""
    outcome: Outcome
    """What was decided."""
    limits: TreatmentLimits
    """What the decision covers."""
    eligible_from: Day | None
    """First local calendar day on which the patient may come; None when no such day is known. A review may have one as
    well: not before that day, whatever the review says."""
    valid_until: Day | None
    """Last local calendar day, inclusive, on which a clearance holds; None when nothing was cleared."""
    conditions: Number
    """How many conditions the clearance has; their words are health data and stay in screening."""
    rule_set: str
    """Version of the rule set that decided, e.g. ``2026-11``."""
    rule_set_digest: Digest
    """Digest of that version: it says which rules were meant, whatever later versions say."""
    reasons: tuple[str, ...]
    """Opaque rule codes, e.g. ``R07``; only screening can turn them into sentences."""
    decided_at: UtcTime
    """UTC."""


class DayFormHandedIn(Event, topic="screening.screenings", key="patient_id"):
    """The patient has answered the form of the day ahead of a session. What they said stays in screening."""

    form_id: UUID
    """What was handed in. A later one of the same day takes its place."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where the sessions are."""
    appointment_ids: tuple[UUID, ...]
    """The patient's sessions there on that day, which are all about the same skin."""
    day: Day
    """The clinic's local day that it is about; a session that is moved to another day is asked about again."""
    handed_in_at: UtcTime
    """UTC."""


class RulingEnded(Event, topic="screening.screenings", key="patient_id"):
    """A clinician ended a medical director's ruling. What the rules decide without it follows as ScreeningDecided."""

    screening_id: UUID
    """The decision that was the ruling."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where it was ruled."""
    stage: ScreeningStage
    """A consult screening or a day-of check."""
    consult_id: UUID
    """The consult whose plan it was about."""
    ended_at: UtcTime
    """UTC. Why stays in screening."""


class DecisionVoided(Event, topic="screening.screenings", key="patient_id"):
    """The consult that a decision was about was entered in error: it counts no longer."""

    screening_id: UUID
    """The decision."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where it was decided."""
    stage: ScreeningStage
    """About the plan, or on the day of a session."""
    consult_id: UUID
    """The consult, which is void."""
    voided_at: UtcTime
    """UTC."""


class ReactionReported(Event, topic="screening.screenings", key="patient_id"):
    """Somebody reported a reaction to a treatment, and it was graded; published again when it is graded otherwise."""

    report_id: UUID
    """The report. What was reported stays in screening."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where the patient was treated, or the home clinic where that is not known."""
    grade: Word
    """``transient`` or ``serious``. A reader that does not know the word takes it as ``serious``."""
    reported_at: UtcTime
    """UTC. When it was graded."""


class ReactionEscalated(Event, topic="screening.screenings", key="patient_id"):
    """A serious reaction waits for a medical director to acknowledge it, and the next in line is asked."""

    report_id: UUID
    """The report."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where the patient was treated."""
    step: Number
    """1 for the first who is asked."""
    recipient: str
    """Who is asked: a name from the clinic's or the chain's line, or the role of the last step."""
    email: str | None
    """The work address of that person; None for a role."""
    next_at: UtcTime | None
    """UTC. When the next in line is asked unless somebody acknowledges it; None at the end of the line."""
    escalated_at: UtcTime
    """UTC."""


class ReactionAcknowledged(Event, topic="screening.screenings", key="patient_id"):
    """A medical director has taken note of a serious reaction; nobody else is asked."""

    report_id: UUID
    """The report."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where the patient was treated."""
    acknowledged_at: UtcTime
    """UTC."""


class ReactionWithdrawn(Event, topic="screening.screenings", key="patient_id"):
    """A report was entered in error, or was no reaction: whoever acted on it takes that back."""

    report_id: UUID
    """The report."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where the patient was treated, or the home clinic where that is not known."""
    withdrawn_at: UtcTime
    """UTC."""


class ClearanceSuspended(Event, topic="screening.screenings", key="patient_id"):
    """No session for this patient: every clearance is suspended, also one that is decided while this lasts."""

    suspension_id: UUID
    """The suspension. Several may run at once: a clearance counts again when none is left."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Whose medical director decides."""
    reason: Word
    """Why, as a code, e.g. ``reaction``."""
    suspended_at: UtcTime
    """UTC."""


class SuspensionLifted(Event, topic="screening.screenings", key="patient_id"):
    """A suspension is over, and what was cleared counts again."""

    suspension_id: UUID
    """The suspension."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Whose medical director decided."""
    reason: Word
    """Why, as a code: ``director`` decided, or its cause was ``withdrawn``."""
    lifted_at: UtcTime
    """UTC."""
    report_id: UUID | None = None
    """The report that had caused it; None in events from before this was published."""


class ClearanceEnded(Event, topic="screening.screenings", key="patient_id"):
    """A medical director ended what a suspension had stopped. The decisions that replace the clearances come before."""

    suspension_id: UUID
    """The suspension, which is over."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Whose medical director decided."""
    ended_at: UtcTime
    """UTC."""
    report_id: UUID | None = None
    """The report that had caused it; None in events from before this was published."""


class ConsentSigned(Event, topic="screening.screenings", key="patient_id"):
    """A patient, or a guardian, agreed to a procedure. What was read and signed stays in screening."""

    consent_id: UUID
    """The consent."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where it was signed, or the home clinic."""
    modality: Modality
    """The kind of device that was agreed to."""
    areas: tuple[Word, ...]
    """The areas that were agreed to; none named: every area."""
    valid_until: Day
    """Last local calendar day, inclusive, on which it counts."""
    signed_at: UtcTime
    """UTC."""


class ConsentEnded(Event, topic="screening.screenings", key="patient_id"):
    """A consent counts no longer, before its last day."""

    consent_id: UUID
    """The consent."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where it was signed, or the home clinic."""
    reason: Word
    """Why, as a code: ``withdrawn`` by the patient, or ``replaced`` by a newer one or a new edition of the document."""
    ended_at: UtcTime
    """UTC. The moment that counts: a withdrawal may have been said earlier than it was recorded."""
