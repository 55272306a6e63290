"""booking.courses: series of sessions by protocol. Keyed by patient."""

from uuid import UUID

from contracts.event import Digest, Event, Number, UtcTime, Word


class CoursePlanned(Event, topic="booking.courses", key="patient_id"):
    """A cleared patient has a course that follows one protocol."""

    course_id: UUID
    """The course."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where it was planned."""
    protocol_version: str
    """Version of the protocols that the course was planned by, e.g. ``2026-11``."""
    protocol_digest: Digest
    """Digest of that version: it says which data was meant, whatever later versions say. Which of its protocols, and so
    what is treated, stays in booking: no reader needs it."""
    sessions: Number
    """How many sessions the protocol plans."""
    spacing_weeks_min: Number
    """Weeks between sessions, at least."""
    spacing_weeks_max: Number
    """Weeks between sessions, at most."""
    not_before: UtcTime
    """UTC. From when the first session may be booked."""
    consult_id: UUID | None = None
    """The consult whose plan the course follows; None in events from before this was said."""


class FollowUpScheduled(Event, topic="booking.courses", key="patient_id"):
    """After a session booking held the next appointment in the protocol's window, near the patient's usual hour."""

    course_id: UUID
    """The course."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    appointment_id: UUID
    """The appointment that is held."""
    kind: Word
    """The course's next ``session``, or its ``review`` after the last session."""
    starts_at: UtcTime
    """UTC. When the held appointment starts."""
    after_session_id: UUID
    """The session that it follows."""


class ResultsReviewed(Event, topic="booking.courses", key="patient_id"):
    """A review of results took place. What was found stays in booking."""

    review_id: UUID
    """The review."""
    appointment_id: UUID
    """The appointment at which it took place."""
    course_id: UUID
    """The course whose results were looked at."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    practitioner_id: UUID
    """Who looked."""
    reviewed_at: UtcTime
    """UTC."""


class ResultsReviewAmended(Event, topic="booking.courses", key="patient_id"):
    """A review of results was recorded wrongly and is put right. What was found, and why, stays in booking."""

    review_id: UUID
    """The review."""
    review_version: Number
    """2 for the first amendment; the version that was recorded first is 1."""
    appointment_id: UUID
    """The appointment at which it took place."""
    course_id: UUID
    """The course whose results were looked at."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    practitioner_before: UUID
    """Who looked, as the version before said."""
    practitioner_id: UUID
    """Who looked."""
    changed: tuple[Word, ...]
    """What differs, e.g. ``improvement``; the values stay in booking."""
    reviewed_at: UtcTime
    """UTC."""
    amended_at: UtcTime
    """UTC."""


class ResultsReviewVoided(Event, topic="booking.courses", key="patient_id"):
    """A review of results was entered in error: it did not take place, or not at this appointment."""

    review_id: UUID
    """The review."""
    review_version: Number
    """The version that is void; higher than that of each amendment before."""
    appointment_id: UUID
    """The appointment at which it was said to have taken place."""
    course_id: UUID
    """The course."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where."""
    practitioner_id: UUID
    """Who was said to have looked."""
    becomes: Word
    """What the appointment is now: ``booked``, ``missed`` or ``cancelled``."""
    reviewed_at: UtcTime
    """UTC. When it was said to have taken place."""
    voided_at: UtcTime
    """UTC."""


class CourseStopped(Event, topic="booking.courses", key="patient_id"):
    """A course ends before its last session: nothing more is booked in it. Why stays in booking."""

    course_id: UUID
    """The course."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where it was planned."""
    stopped_at: UtcTime
    """UTC."""


class CourseResumed(Event, topic="booking.courses", key="patient_id"):
    """A course that was stopped goes on: it was stopped by mistake, or what stood in its way is over."""

    course_id: UUID
    """The course."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where it was planned."""
    resumed_at: UtcTime
    """UTC."""


class CourseCompleted(Event, topic="booking.courses", key="patient_id"):
    """The last session that the protocol plans was performed."""

    course_id: UUID
    """The course."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where the last session took place."""
    completed_at: UtcTime
    """UTC."""


class CourseReopened(Event, topic="booking.courses", key="patient_id"):
    """A course is not complete: its last session was entered in error, or a clinician planned more sessions."""

    course_id: UUID
    """The course."""
    patient_id: UUID
    """The patient."""
    clinic_id: UUID
    """Where that session was said to have taken place, or where the course was planned."""
    reopened_at: UtcTime
    """UTC."""
